"""Can this probability be believed: what stands on the page is counted in the table and in the folds."""

from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

import churn
from churn.model.run import Run
from churn.reliability import words
from churn.show import formats
from churn.table.dataset import Dataset
from churn.ui import shared
from tests.ui.app import metrics, read, rendered, unharmed, visit


def ready(at: AppTest) -> tuple[AppTest, Run, Dataset]:
    """Wait for what is computed beside the page; what the browser's timer does, the next run does here."""
    (key,) = at.session_state["shown"].values()
    job = shared.trainer().find(key)
    assert job is not None
    run = job.result()
    dataset = churn.load(Path(str(churn.table.dataset.default_path())))
    shared.experience.ask(run, dataset).result(60)
    shared.twins.ask(dataset).result(60)
    return at.run(), run, dataset


def said(at: AppTest) -> str:
    """Return the page's texts as a person reads them."""
    return "\n".join(map(read, rendered(at)))


def test_facts_of_a_picked_customer(travel: Path) -> None:
    """Twins are counted in the whole table but for the customer, the others among the folds; both with intervals."""
    dataset = churn.load(travel)
    table = dataset.table[dataset.schema.names].astype(str)
    twins = np.array((table == table.iloc[4]).all(axis=1))
    twins[4] = False
    n, left = int(twins.sum()), int(dataset.y[twins].sum())
    assert n > 1
    at = visit("Customer")
    at.session_state["pick"] = True
    at.run().number_input(key="pick_row").set_value(5)
    at, run, _ = ready(at.run())
    assert unharmed(at)
    text = said(at)
    assert words.QUESTION in text
    assert f"Of the {n} other customers of the table exactly like this one, {left} left: " in text
    about = shared.experience(run, dataset).about(run.model.predict_proba(dataset.table.iloc[[4]]))
    assert f"Of {about.customers[0]} customers with about this probability, {about.left[0]} left: " in text


def test_an_edited_customer_is_nobody_of_the_table(travel: Path) -> None:
    """As soon as a value differs, the picked row is no longer the customer and counts like any other."""
    dataset = churn.load(travel)
    at = visit("Customer", **{f"c.{name}": str(dataset.table[name].iloc[4]) for name in dataset.schema.names})
    at, *_ = ready(at)
    table = dataset.table[dataset.schema.names].astype(str)
    n = int((table == table.iloc[4]).all(axis=1).sum())
    assert f"Of the {n} other customers" in said(at)
    at.number_input(key="c.Age").set_value(32).run()
    assert "No other customer of the table is exactly like this one." in said(at)


def test_doubt_where_twins_contradict(travel: Path) -> None:
    """The warning stands where the probability lies outside of what the twins did, and nowhere else."""
    dataset = churn.load(travel)
    at = visit("Customer")
    at, run, _ = ready(at)
    p = run.model.predict_proba(dataset.table)
    found = shared.twins(dataset).of(dataset.frame)
    low, high = found.interval
    outside = ((p < low) | (p > high)) & (found.customers > 1)
    for row, warned in ((int(outside.argmax()), True), (int((~outside).argmax()), False)):
        values = {f"c.{name}": str(dataset.table[name].iloc[row]) for name in dataset.schema.names}
        at, *_ = ready(visit("Customer", **values))
        assert ("do not rely on it" in said(at)) == warned
        assert metrics(at)["Churn probability"] == formats.percent(float(p[row]))
