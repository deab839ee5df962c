"""What a scored file says of customers like each one."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import churn
from churn.reliability.experience import Experience
from churn.reliability.known import COLUMNS, HIGH, LOW, RECORD, TWINS, TWINS_LEFT, Known
from churn.reliability.twins import Twins


def test_columns_of_known_customers(real_data: Path) -> None:
    """Interval and twins of every test customer are those of the look-ups; of too few, no interval."""
    dataset = churn.load(real_data / "Customertravel.csv")
    experience = Experience([0] * 25 + [1] * 5 + [1] * 9, [0.22] * 30 + [0.9] * 9)
    frame = dataset.frame.head(3)
    found = Known(experience, Twins(dataset)).columns(np.array([0.22, 0.9, 0.5]), frame)
    assert tuple(found) == COLUMNS
    assert found[LOW].tolist() == pytest.approx([0.0564, np.nan, np.nan], nan_ok=True)
    assert found[HIGH].tolist() == pytest.approx([0.3472, np.nan, np.nan], nan_ok=True)
    alike = [(dataset.frame == frame.iloc[row]).all(axis=1).to_numpy() for row in range(3)]
    assert found[TWINS].tolist() == [int(each.sum()) for each in alike]
    assert found[TWINS_LEFT].tolist() == [int(dataset.y[each].sum()) for each in alike]


def test_what_is_unknown_has_no_column() -> None:
    """Without table no twins, without experience no interval."""
    assert not Known().columns(np.array([0.2]), pd.DataFrame({"a": [1]}))
    assert set(Known(Experience([1], [0.3])).columns(np.array([0.2]), pd.DataFrame({"a": [1]}))) == {LOW, HIGH}


def test_a_record_brings_its_experience_back() -> None:
    """Through JSON; an older file, or a strange entry, brings nothing."""
    experience = Experience([0] * 25 + [1] * 5, [0.22] * 30)
    again = Known.of(json.loads(json.dumps({RECORD: experience.as_dict()}))).experience
    assert again is not None
    assert again.about([0.2]).left.tolist() == [5]
    assert Known.of({}).experience is None
    assert Known.of({RECORD: [[0.1, 30, 5]]}).experience is None
