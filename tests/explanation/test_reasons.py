"""Reasons add up, evidence counts, and what-if asks the model: against hand-computed numbers and the model itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import churn
from churn.errors import DataError
from churn.explanation import similar
from churn.explanation.coalitions import random_orders
from churn.explanation.customers import by_risk, part_of, row_values
from churn.explanation.overview import FEWEST, MAX_EXPLAINED, explain_table
from churn.explanation.reasons import MAX_MADE_UP, Background, Reasons, choose_background, explain
from churn.explanation.similar import MAX_VALUES, TrainingRows
from churn.explanation.whatif import Alternative, WhatIf, changeable_by_default, looks_given, what_if
from churn.model.run import Run
from churn.table.dataset import SAMPLE, Dataset
from churn.table.schema import Schema
from churn.table.summary import sample_rows
from tests.ui import tables

QUICK = churn.RunSpec(churn.ModelSpec(iterations=60))


@pytest.fixture(scope="module")
def sample() -> tuple[Dataset, Run]:
    """Return the synthetic table and its run."""
    dataset = churn.load(SAMPLE)
    return dataset, churn.train(dataset, QUICK)


def with_gaps() -> bytes:
    """Return a CSV in which some ages and plans are missing."""
    columns = tables.customers()
    columns["Age"] = [None if row % 10 == 0 else age for row, age in enumerate(columns["Age"])]
    columns["Plan"] = [None if row % 7 == 0 else plan for row, plan in enumerate(columns["Plan"])]
    return tables.as_csv(columns)


def one_feature(column: str) -> bytes:
    """Return a CSV with one feature only."""
    columns = tables.customers()
    return tables.as_csv({column: columns[column], "Churn": columns["Churn"]})


def few_trees() -> bytes:
    """Return a CSV in which nothing tells leavers from stayers."""
    return tables.as_csv({"Plan": ["a", "a", "b", "b"] * 30, "Churn": ["Yes", "No"] * 60})


def assert_additive(dataset: Dataset, run: Run, most: int = 1_000) -> None:
    """Check the rows of a data set, or `most` of them."""
    compared = choose_background(run.model, dataset.frame)
    rows = sample_rows(len(dataset), most)
    reasons = explain(run.model, dataset.frame.rows(rows), compared)
    p = run.model.predict_proba(dataset.table.iloc[rows])
    assert reasons.points.shape == (len(rows), len(dataset.schema.features))
    np.testing.assert_allclose(reasons.start + reasons.points.sum(axis=1), p, atol=1e-6, rtol=0)
    np.testing.assert_allclose(reasons.p, p, atol=1e-6, rtol=0)


@pytest.mark.parametrize(("name", "most"), [("Customertravel.csv", 1_000), ("BankChurners.csv", 50)])
def test_reasons_of_the_real_tables_add_up(real_data: Path, name: str, most: int) -> None:
    """For every customer: average + points = probability, to 1e-6."""
    dataset = churn.load(real_data / name)
    assert_additive(dataset, churn.train(dataset, QUICK), most)


@pytest.mark.parametrize("data", [with_gaps(), one_feature("Age"), one_feature("Plan"), few_trees()], ids=range(4))
def test_reasons_of_odd_tables_add_up(data: bytes) -> None:
    """So they do with missing values, with one number, with one category, and where there is nothing to tell."""
    dataset = churn.load(data)
    assert_additive(dataset, churn.train(dataset, QUICK))


def test_one_customer_has_the_reasons_that_they_have_among_others(sample: tuple[Dataset, Run]) -> None:
    """A customer's reasons don't depend on who is explained beside them."""
    dataset, run = sample
    compared = choose_background(run.model, dataset.frame)
    everybody = explain(run.model, dataset.frame, compared)
    alone = explain(run.model, dataset.frame.rows([7]), compared)
    np.testing.assert_allclose(alone.points[0], everybody.points[7], atol=1e-12)


def test_start_is_the_average_probability(sample: tuple[Dataset, Run]) -> None:
    """Where the whole table is the background, the explanation starts at its mean prediction."""
    dataset, run = sample
    start = choose_background(run.model, dataset.frame).average
    assert start == pytest.approx(run.model.predict_proba(dataset.table).mean(), abs=1e-12)


@dataclass(frozen=True)
class Formula:
    """A model whose probability anybody can work out."""

    schema: Schema
    formula: Callable[[pd.DataFrame], pd.Series]
    spec: None = None
    trees: int = 0

    def predict_proba(self, frame: pd.DataFrame, /) -> NDArray[np.float64]:
        """Apply the formula."""
        return self.formula(self.schema.check(frame)).to_numpy(dtype=np.float64)

    def shap(self, frame: pd.DataFrame, /) -> tuple[NDArray[np.float64], float]:
        """Call every column equally important."""
        return np.ones((len(frame), len(self.schema.names))), 0.0

    def save(self, path: str | PathLike[str], /, record: Mapping[str, Any] | None = None) -> None:
        """Refuse."""
        raise NotImplementedError


def of_numbers(columns: int, rows: int = 40) -> Dataset:
    """Return a table of different random numbers in columns a, b, c and so on."""
    numbers = np.random.default_rng(1).permuted(np.tile(np.arange(rows), (columns, 1)), axis=1)
    table = pd.DataFrame(
        dict(zip([*"abcdefghijklmnopqrst", *map("n{}".format, range(columns))], numbers, strict=False))
    )
    text = table.assign(Churn=["Yes", "No"] * (rows // 2)).to_csv(index=False)
    return churn.load(text.encode(), roles=dict.fromkeys(map(str, table), "number"))


def test_points_by_hand() -> None:
    """What only two values together bring, they share; what one brings alone is its own."""
    dataset = of_numbers(3)
    model = Formula(dataset.schema, lambda x: 0.1 + 0.2 * (x["a"] > 5) * (x["b"] > 5) + 0.1 * (x["c"] > 5))
    values = [[0, 0, 0], [0, 9, 0], [9, 9, 9]]
    nobody, one, customer = (pd.DataFrame([each], columns=["a", "b", "c"]) for each in values)
    of_nobody = explain(model, customer, choose_background(model, nobody))
    np.testing.assert_allclose(of_nobody.points, [[0.1, 0.1, 0.1]], atol=1e-12)
    of_one = explain(model, customer, choose_background(model, one))
    np.testing.assert_allclose(of_one.points, [[0.2, 0.0, 0.1]], atol=1e-12)
    both = choose_background(model, pd.concat([nobody, one, one, one]))
    np.testing.assert_allclose(explain(model, customer, both).points, [[0.175, 0.025, 0.1]], atol=1e-12)
    np.testing.assert_array_equal(explain(model, one, choose_background(model, one)).points, 0)


def test_many_columns_are_compared_with_a_few_customers() -> None:
    """They lie evenly along the probability, and are the same every time."""
    dataset = of_numbers(20, rows=1_000)
    model = Formula(dataset.schema, lambda x: x["a"] / 1_000)
    first, second = (choose_background(model, dataset.frame) for _ in range(2))
    assert not first.plan.exact
    np.testing.assert_allclose(np.diff(first.p), 0.0025, atol=0.0005 + 1e-9)
    assert first.average == pytest.approx(model.predict_proba(dataset.frame).mean(), abs=0.001)
    pd.testing.assert_frame_equal(first.frame, second.frame)
    np.testing.assert_array_equal(first.plan.takes, second.plan.takes)


@pytest.mark.parametrize(("columns", "rows", "compared"), [(20, 1_000, 400), (20, 40, 40), (101, 1_000, 200)])
def test_what_is_asked_is_bounded(columns: int, rows: int, compared: int) -> None:
    """Wide tables are compared with fewer customers, small ones with all; it adds up all the same."""
    dataset = of_numbers(columns, rows)
    model = Formula(dataset.schema, lambda x: (x.sum(axis=1) % 7) / 7)
    background = choose_background(model, dataset.frame)
    assert len(background) == compared
    assert len(background.plan) <= MAX_MADE_UP + 1
    row = dataset.frame.rows([3])
    np.testing.assert_allclose(explain(model, row, background).p, model.predict_proba(row), atol=1e-12)


def test_drawn_orders_are_exact_where_no_columns_work_together() -> None:
    """A sum gives each column what it adds, whatever the order; a column without a part in it gets nothing."""
    dataset = of_numbers(20, rows=1_000)
    model = Formula(dataset.schema, lambda x: 0.1 + x["a"] / 5_000 + x["b"] / 2_500)
    compared = choose_background(model, dataset.frame)
    customer = dataset.frame.rows([3])
    points = explain(model, customer, compared).points[0]
    for place, (name, scale) in enumerate([("a", 5_000), ("b", 2_500)]):
        expected = (customer[name].iloc[0] - compared.frame[name].mean()) / scale
        assert points[place] == pytest.approx(expected, abs=1e-12)
    np.testing.assert_allclose(points[2:], 0, atol=1e-12)


def test_nobody_has_no_reasons(sample: tuple[Dataset, Run]) -> None:
    """No customers, no reasons, no error."""
    dataset, run = sample
    none = explain(run.model, dataset.frame.head(0), choose_background(run.model, dataset.frame))
    assert len(none) == 0
    assert none.largest(2).shape == (0, 2)


def test_largest_reasons_come_first() -> None:
    """Size counts, not direction; of equal ones the one further left in the table."""
    points = np.array([[0.1, -0.3, 0.2], [0.1, 0.1, 0.1]])
    reasons = Reasons(("a", "b", "c"), points, 0.5, 200)
    assert reasons.largest(2).tolist() == [[1, 2], [0, 1]]


def test_overview_is_the_mean_over_customers(sample: tuple[Dataset, Run]) -> None:
    """Importance and dependence are means of the customers' own contributions."""
    dataset, run = sample
    compared = choose_background(run.model, dataset.frame)
    overview = explain_table(run.model, dataset, compared)
    reasons, (log_odds, _) = explain(run.model, dataset.frame, compared), run.model.shap(dataset.frame)
    table = overview.importance.set_index("column")
    place = dataset.schema.names.index("FrequentFlyer")
    assert table["points"].is_monotonic_decreasing
    assert table.loc["FrequentFlyer", "points"] == pytest.approx(np.abs(reasons.points[:, place]).mean())
    assert table.loc["FrequentFlyer", "log_odds"] == pytest.approx(np.abs(log_odds[:, place]).mean())
    yes = (dataset.table["FrequentFlyer"] == "Yes").to_numpy()
    row = overview.dependence("FrequentFlyer").set_index("level").loc["Yes"]
    assert row["customers"] == yes.sum()
    assert row["churned"] == dataset.y[yes].sum()
    assert row["rate"] == pytest.approx(dataset.y[yes].mean())
    assert row["points"] == pytest.approx(reasons.points[yes, place].mean())
    assert row["odds"] == pytest.approx(np.exp(log_odds[yes, place].mean()))
    assert row["low"] <= row["odds"] <= row["high"]
    assert len(overview.frame) == overview.rows


def test_words_name_the_extremes(sample: tuple[Dataset, Run]) -> None:
    """In words stands the level that raises most and the one that lowers most, if enough customers have it."""
    dataset, run = sample
    overview = explain_table(run.model, dataset, choose_background(run.model, dataset.frame))
    for ends in overview.extremes:
        table = overview.dependence(ends.column)
        common = table[table["explained"] >= FEWEST]
        assert ends.up is not None
        assert ends.up.points == common["points"].max()
        assert ends.down is not None
        assert ends.down.points == common["points"].min()


def test_overview_of_a_large_table_is_a_sample(real_data: Path) -> None:
    """Above 1,000 customers a seeded sample is explained, and the overview says so; all are counted."""
    dataset = churn.load(real_data / "BankChurners.csv")
    model = churn.train(dataset, churn.RunSpec(churn.ModelSpec(iterations=10))).model
    compared = choose_background(model, dataset.frame)
    first = explain_table(model, dataset, compared)
    assert (len(first.frame), first.rows) == (MAX_EXPLAINED, 10_127)
    np.testing.assert_array_equal(first.explained, sample_rows(10_127, MAX_EXPLAINED))
    ages = first.dependence("Customer_Age")
    assert ages["explained"].sum() == MAX_EXPLAINED
    assert ages["customers"].sum() == 10_127
    assert ages["churned"].sum() == dataset.churned
    assert first.rate == pytest.approx(dataset.churned / 10_127)


def test_dependence_of_no_column(sample: tuple[Dataset, Run]) -> None:
    """A column that the model doesn't know is refused by name."""
    dataset, run = sample
    overview = explain_table(run.model, dataset, choose_background(run.model, dataset.frame))
    with pytest.raises(DataError, match="no column “Shoe size”"):
        overview.dependence("Shoe size")


def test_missing_values_are_a_level() -> None:
    """Customers without a value are told apart in the dependence."""
    dataset = churn.load(with_gaps())
    run = churn.train(dataset, QUICK)
    overview = explain_table(run.model, dataset, choose_background(run.model, dataset.frame))
    for column, missing in (("Age", 12), ("Plan", 18)):
        table = overview.dependence(column).set_index("level")
        assert table.loc["(missing)", "customers"] == missing


KNOWN = "Age,Plan,Churn\n" + "20,basic,Yes\n" * 3 + "20,basic,No\n" * 9 + "30,gold,No\n40,gold,Yes\n" * 10


def seen(text: str = KNOWN) -> tuple[Dataset, TrainingRows]:
    """Return a table all of which is training."""
    dataset = churn.load(text.encode())
    return dataset, similar.training_rows(dataset, np.arange(len(dataset)))


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        ({"Age": 20, "Plan": "basic"}, (12, 3, (), ())),
        ({"Age": 32, "Plan": "gold"}, (10, 0, ("Age",), ("Age",))),
        ({"Age": 20, "Plan": "gold"}, (10, 0, ("Age",), ())),
        ({"Age": 20, "Plan": "silver"}, (12, 3, ("Plan",), ("Plan",))),
        ({"Age": 41, "Plan": "silver"}, (10, 10, ("Age", "Plan"), ("Age", "Plan"))),
        ({"Age": None, "Plan": "gold"}, (20, 10, ("Age",), ("Age",))),
    ],
)  # fmt: skip
def test_evidence_by_hand(customer: dict[str, object], expected: tuple[object, ...]) -> None:
    """Customers exactly alike are counted; else the nearest, with the columns they differ in; gaps are marked."""
    dataset, training = seen()
    evidence = training.like(dataset.schema.check(pd.DataFrame([customer])))
    assert (evidence.customers, evidence.left, evidence.differs, evidence.unseen) == expected
    assert evidence.columns == 2


def test_age_that_never_occurs(real_data: Path) -> None:
    """In the travel table nobody is 32: the value is marked though the range includes it."""
    dataset = churn.load(real_data / "Customertravel.csv")
    run = churn.train(dataset, QUICK)
    training = similar.training_rows(dataset, run.split.train)
    row = dataset.schema.check(dataset.table.iloc[[0]].assign(Age=32))
    assert training.like(row).unseen == ("Age",)
    assert "Age" in training.like(row).differs


def test_any_number_of_many_counts_as_seen(real_data: Path) -> None:
    """Where a column has thousands of values, one more between them is no surprise; beyond them it is."""
    dataset = churn.load(real_data / "BankChurners.csv")
    training = similar.training_rows(dataset, np.arange(0, len(dataset), 2))
    inside = dataset.schema.check(dataset.table.iloc[[0]].assign(Credit_Limit=4321.987))
    assert training.like(inside).unseen == ()
    outside = dataset.schema.check(dataset.table.iloc[[0]].assign(Credit_Limit=99_999_999.0))
    assert training.like(outside).unseen == ("Credit_Limit",)


def test_missing_value_is_a_value_of_its_own() -> None:
    """Two customers without an age are alike in it."""
    dataset = churn.load(with_gaps())
    training = similar.training_rows(dataset, np.arange(len(dataset)))
    assert not training.like(dataset.frame.rows([10])).differs
    assert not training.like(dataset.frame.rows([14])).differs


def test_extreme_numbers_have_a_distance() -> None:
    """Values at the end of what a computer can count are compared without a warning."""
    dataset, training = seen("Big,Churn\n" + "1e308,Yes\n-1e308,No\n" * 20)
    evidence = training.like(dataset.schema.check(pd.DataFrame({"Big": [1.2e308]})))
    assert evidence.unseen == ("Big",)


def test_what_if_is_what_the_model_says(sample: tuple[Dataset, Run]) -> None:
    """Each alternative has the probability that the model gives the customer with that one value changed."""
    dataset, run = sample
    training = similar.training_rows(dataset, run.split.train)
    row = dataset.frame.rows([5])
    changes = what_if(run.model, row, dataset.schema.names, training)
    assert changes.probability == pytest.approx(run.model.predict_proba(row)[0])
    for each in changes.alternatives:
        changed = dataset.table.iloc[[5]].astype(object)
        changed[each.column] = pd.Series([each.value], index=changed.index, dtype=object)
        assert each.probability == pytest.approx(run.model.predict_proba(changed)[0], abs=1e-12)
    plans = {each.value for each in changes.alternatives if each.column == "FrequentFlyer"}
    assert plans == {"No", "Yes", "No Record"} - {row["FrequentFlyer"].iloc[0]}


def test_what_if_tries_seen_values_only(real_data: Path) -> None:
    """Of a number with many values at most twelve are tried, all of which somebody has."""
    dataset = churn.load(real_data / "BankChurners.csv")
    run = churn.train(dataset, churn.RunSpec(churn.ModelSpec(iterations=10)))
    training = similar.training_rows(dataset, run.split.train)
    changes = what_if(run.model, dataset.frame.rows([0]), ["Credit_Limit"], training)
    values = [float(each.value) for each in changes.alternatives]
    assert 8 <= len(values) <= MAX_VALUES
    assert set(values) <= set(dataset.table["Credit_Limit"])
    assert values == sorted(values)


@pytest.mark.parametrize("changeable", [[], ["Shoe size"]])
def test_nothing_to_change(sample: tuple[Dataset, Run], changeable: list[str]) -> None:
    """Without a changeable column there is the customer's own probability, no alternative and no smallest change."""
    dataset, run = sample
    training = similar.training_rows(dataset, run.split.train)
    changes = what_if(run.model, dataset.frame.rows([5]), changeable, training)
    assert changes.alternatives == ()
    assert changes.probability == pytest.approx(run.model.predict_proba(dataset.frame.rows([5]))[0])
    assert changes.smallest(0.01) is None


def test_what_if_with_unknown_and_unseen_values() -> None:
    """A customer without an age, on a plan that nobody has, can be changed in both."""
    dataset = churn.load(with_gaps())
    run = churn.train(dataset, QUICK)
    training = similar.training_rows(dataset, run.split.train)
    row = dataset.schema.check(pd.DataFrame({"Age": [None], "Plan": ["platinum"]}))
    changes = what_if(run.model, row, ["Age", "Plan"], training)
    assert {each.value for each in changes.alternatives if each.column == "Plan"} == {"basic", "gold", "silver"}
    assert {each.size for each in changes.alternatives} == {1.0}


def test_smallest_change() -> None:
    """The smallest step that gets to the threshold wins; of equal steps, the one that helps most."""
    small, large = Alternative("Age", 31.0, 0.5, 0.1), Alternative("Age", 40.0, 0.1, 0.9)
    plan, tariff = Alternative("Plan", "gold", 0.3, 1.0), Alternative("Tariff", "b", 0.2, 1.0)
    changes = WhatIf(0.8, (large, plan, small, tariff))
    assert changes.smallest(0.5) == small
    assert changes.smallest(0.49) == large
    assert WhatIf(0.8, (plan, tariff)).smallest(0.5) == tariff
    assert changes.smallest(0.05) is None
    assert changes.smallest(0.8) is None  # not flagged: nothing to change


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Age", True), ("Customer_Age", True), ("customerAge", True), ("AGE", True), ("gender", True), ("Sex", True),
        ("isFemaleGender", True), ("date of birth", True), ("Average", False), ("Stage", False), ("Sussex", False),
        ("AgencyType", False), ("Plan", False), ("", False),
    ],
)  # fmt: skip
def test_age_and_sex_are_given(name: str, given: bool) -> None:  # noqa: FBT001 - a table of cases
    """What looks like age or sex by a word of its name isn't changeable by default."""
    assert looks_given(name) is given


def test_many_columns_change_the_most_important_ones() -> None:
    """Of many columns, the twenty most important are changeable at first, in the order of the table."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.integers(0, 9, (200, 30)), columns=[f"n{number}" for number in range(30)])
    dataset = churn.load(frame.assign(Churn=np.where(frame["n29"] > 4, "Yes", "No")).to_csv(index=False).encode())
    compared = Background(dataset.frame.rows([0, 1]), np.zeros(2), random_orders(2, 30, 1), np.arange(30.0))
    assert changeable_by_default(dataset.schema, compared) == [f"n{number}" for number in range(10, 30)]


def test_customers_by_risk(sample: tuple[Dataset, Run]) -> None:
    """The first row is the one with the highest probability of the whole table."""
    dataset, run = sample
    p = run.model.predict_proba(dataset.table)
    rows = by_risk(run)
    assert sorted(rows) == list(range(len(dataset)))
    assert (np.diff(p[rows]) <= 1e-12).all()
    assert part_of(run, int(run.split.test[0])) == "test"


def test_changes_by_effect() -> None:
    """Column by column, the one where most can change first; within a column from low to high probability."""
    changes = (("a", "x", 0.52), ("a", "y", 0.45), ("b", "x", 0.7), ("b", "y", 0.1), ("c", "x", 0.95))
    ordered = WhatIf(0.5, tuple(Alternative(*each, 1.0) for each in changes)).by_effect()
    assert [(each.column, each.value) for each in ordered] == [
        ("c", "x"),
        ("b", "y"),
        ("b", "x"),
        ("a", "y"),
        ("a", "x"),
    ]


def test_values_of_a_row() -> None:
    """A row comes as plain values; a missing number is None. There is no row beyond the end."""
    dataset = churn.load(with_gaps())
    assert row_values(dataset, 0) == {"Age": None, "Plan": "(missing)"}
    assert row_values(dataset, 1) == {
        "Age": float(dataset.table["Age"].iloc[1]), "Plan": dataset.table["Plan"].iloc[1],
    }  # fmt: skip
    for row in (-1, len(dataset)):
        with pytest.raises(DataError, match="rows 1 to 120"):
            row_values(dataset, row)
