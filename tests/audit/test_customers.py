"""A model that is judged on customers whom it has learned from is found out."""

import numpy as np
import pandas as pd
import pytest

from churn.audit.checks import audit
from churn.audit.customers import with_their_split
from churn.model.split import SplitSpec, split
from churn.table.dataset import Dataset, from_table
from churn.table.finding import Finding
from churn.table.raw import RawTable
from churn.table.roles import Role


@pytest.fixture
def clients() -> Dataset:
    """Make 300 clients with two rows each and a coin for an outcome; the column Client names them."""
    rng = np.random.default_rng(0)
    client = np.repeat(np.arange(300), 2)
    raw = pd.DataFrame({"Client": client, "Spent": rng.normal(size=600), "Churn": (client * 7 % 3 == 0).astype(int)})
    return from_table(RawTable("clients.csv", raw, "x"))


def apart(dataset: Dataset, by: str) -> list[Finding]:
    """Return what is found about a split."""
    return [each for each in audit(dataset, split(dataset, SplitSpec(by=by))) if each.kind == "parts share"]


def test_a_random_split_is_found_out(clients: Dataset) -> None:
    """The test rows of customers with another row in training are counted, and it is serious."""
    parts = split(clients, SplitSpec(by="random"))
    learned = set(clients.table["Client"].iloc[parts.train])
    known = sum(client in learned for client in clients.table["Client"].iloc[parts.test])
    [found] = apart(clients, "random")
    assert (found.severity, found.column) == ("serious", "Client")
    assert found.evidence.startswith(f"{known} of the 120 test rows ")
    assert 0 < known < 120


@pytest.mark.parametrize("by", ["automatic", "column:Client"])
def test_kept_together_there_is_nothing_to_find(clients: Dataset, by: str) -> None:
    """No customer is in two parts."""
    assert not apart(clients, by)


@pytest.mark.parametrize("role", ["category", "number"])
def test_what_is_said_of_a_customer_whom_the_model_sees_stays(clients: Dataset, role: Role) -> None:
    """Split at random, it is serious that the model sees the column and that it is judged on known customers."""
    used = from_table(RawTable("clients.csv", clients.table.assign(Churn=clients.y), "x"), roles={"Client": role})
    found = audit(used, split(used, SplitSpec(by="random")))
    serious = {each.kind: each.remedy for each in found if each.severity == "serious"}
    assert {"parts share", "several rows"} <= {*serious}
    assert serious["several rows"].startswith("You use it")


def test_without_a_column_that_names_the_customer() -> None:
    """Nothing is known of customers, so nothing is said."""
    raw = pd.DataFrame({"Spent": np.arange(100) / 3, "Churn": [0, 1] * 50})
    assert not apart(from_table(RawTable("made.csv", raw, "x")), "random")


def test_what_was_said_of_the_split_is_taken_back(clients: Dataset) -> None:
    """The finding about the column does not promise what the split in use does not keep."""
    rows = Finding("serious", "several rows", "Client", "Twice each.", "The split keeps them together.")
    parts = Finding("serious", "parts share", "Client", "In both.", "Split by it.")
    other = Finding("serious", "several rows", "Other", "Twice each.", "The split keeps them together.")
    assert [each.remedy for each in with_their_split([rows, parts, other], clients.schema)] == [
        "The model does not see it.",
        "Split by it.",
        "The split keeps them together.",
    ]
    assert [*with_their_split([rows], clients.schema)] == [rows]
