"""What tests of searches and maps share."""

from collections.abc import Iterator

import pytest

import churn
from churn.table.dataset import SAMPLE, Dataset
from churn.work.trainer import Trainer


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the table that is shipped."""
    return churn.load(SAMPLE)


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    """Return a trainer that ends with the test."""
    trainer = Trainer(workers=2)
    yield trainer
    assert trainer.close(timeout=10)
