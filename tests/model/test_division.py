"""What a table can be split by: a column's values stay together, time goes one way."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, Pool
from sklearn.model_selection import GroupShuffleSplit

import churn
from churn.errors import DataError, SpecError
from churn.model import division
from churn.model.run import RunSpec, run_key
from churn.model.split import SplitSpec, split
from churn.model.split import test_set_id as set_id
from churn.table.dataset import SAMPLE, Dataset, load

ROWS = 240


def written(frame: pd.DataFrame) -> bytes:
    """Write a table as CSV."""
    return frame.to_csv(index=False).encode()


def shops(seed: int = 0, n: int = ROWS) -> pd.DataFrame:
    """Make up customers of forty shops, with the day on which they came."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, n)
    days = np.datetime64("2023-01-01") + np.sort(rng.integers(0, 90, n))[rng.permutation(n)]
    frame = {
        "Shop": rng.choice([f"shop {number}" for number in range(40)], n),
        "Came": days.astype(str),
        "Age": age,
        "Plan": rng.choice(["basic", "gold"], n),
        "Churn": np.where(rng.random(n) < (80 - age) / 80, "Yes", "No"),
    }
    return pd.DataFrame(frame)


@pytest.fixture(scope="module")
def table() -> Dataset:
    """Return the shops' customers as a data set."""
    return load(written(shops()), name="shops.csv")


def test_no_value_is_in_two_parts(table: Dataset) -> None:
    """Whatever the seed, the customers of a shop fall into one part."""
    shop = table.table["Shop"].to_numpy()
    for seed in range(200):
        parts = split(table, SplitSpec(by="column:Shop", seed=seed)).parts().values()
        names = [set(shop[rows]) for rows in parts]
        assert sum(map(len, names)) == len(set(shop))
        assert sorted(np.concatenate([*parts])) == list(range(ROWS))


@pytest.mark.parametrize("name", ["Shop", "Age", "Plan2", "Gaps"])
@pytest.mark.parametrize("seed", [0, 7, 123])
def test_values_together_is_scikit_learns_group_shuffle(name: str, seed: int) -> None:
    """Text, numbers, categories read from numbers: the parts are those of two nested GroupShuffleSplits."""
    frame = shops(seed)
    frame["Plan2"] = np.random.default_rng(seed).choice(list("zyxwv"), ROWS)
    frame["Gaps"] = frame["Shop"]
    table = load(written(frame), roles={"Gaps": "leave out"})
    outer = GroupShuffleSplit(1, test_size=0.3, random_state=seed)
    rest, test = next(outer.split(frame, groups=frame[name]))
    inner = GroupShuffleSplit(1, test_size=0.2, random_state=seed)
    train, validation = next(inner.split(rest, groups=frame[name].to_numpy()[rest]))
    parts = split(table, SplitSpec(0.3, by=f"column:{name}", seed=seed))
    assert parts.test.tolist() == test.tolist()
    assert parts.validation.tolist() == rest[validation].tolist()
    assert parts.train.tolist() == rest[train].tolist()


def test_rows_without_a_value_go_alone() -> None:
    """They are groups of one, as scikit-learn has it if each is given a value of its own behind all others."""
    frame = shops()
    frame.loc[::3, "Shop"] = None
    table = load(written(frame))
    groups = frame["Shop"].fillna(pd.Series([f"~{row:05}" for row in range(ROWS)]))
    outer = GroupShuffleSplit(1, test_size=0.2, random_state=123)
    _, test = next(outer.split(frame, groups=groups))
    assert split(table, SplitSpec(by="column:Shop")).test.tolist() == test.tolist()


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        (["b", "a", "b"], [1, 0, 1]),
        ([10, 9, 10], [1, 0, 1]),
        (["10", "9", "10"], [0, 1, 0]),
        ([1.5, np.nan, np.nan, 1.5], [0, 1, 2, 0]),
        (["", "x", " ", "x"], [1, 0, 2, 0]),
        ([1, "a", 1], [0, 1, 0]),
        ([True, False, True], [1, 0, 1]),
    ],
)
def test_groups_are_numbered_in_order(values: list[object], groups: list[int]) -> None:
    """Equal values have equal numbers, in the order of the values; what is blank is alone."""
    assert division.groups_of(pd.Series(values)).tolist() == groups


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("shares", [(0.2, 0.2), (0.5, 0.1), (0.01, 0.9)])
def test_no_train_date_after_a_test_date(seed: int, shares: tuple[float, float]) -> None:
    """Train ends before validation begins, and that ends before test begins, however many customers share a day."""
    table = load(written(shops(seed)))
    parts = split(table, SplitSpec(*shares, by="time:Came"))
    days = table.dates("Came")
    train, validation, test = (days[rows] for rows in parts.parts().values())
    assert train.max() < validation.min()
    assert validation.max() < test.min()
    assert sorted(np.concatenate([*parts.parts().values()])) == list(range(ROWS))
    assert all((np.diff(part) >= np.timedelta64(0)).all() for part in (train, validation, test))


def test_without_ties_the_shares_are_those_of_a_shuffle() -> None:
    """The latest fifth tests, the latest fifth of the rest validates, both rounded up."""
    frame = shops(n=101)
    frame["Came"] = (np.datetime64("2023-01-01") + np.random.default_rng(1).permutation(101)).astype(str)
    parts = split(load(written(frame)), SplitSpec(by="time:Came"))
    assert [len(rows) for rows in parts.parts().values()] == [64, 16, 21]
    order = frame["Came"].sort_values(kind="stable").index.to_numpy()
    assert parts.train.tolist() == order[:64].tolist()
    assert parts.test.tolist() == order[80:].tolist()


def test_a_day_is_never_cut() -> None:
    """Customers of one day stay together, also where the table knows the hour."""
    frame = shops(n=60)
    hours = pd.Series(pd.to_datetime("2023-05-01") + pd.to_timedelta(np.arange(60) * 7, unit="h"))
    frame["Came"] = hours.dt.strftime("%Y-%m-%d %H:%M")
    table = load(written(frame))
    parts = split(table, SplitSpec(by="time:Came")).parts()
    days = [set(table.dates("Came")[rows].astype("datetime64[D]").tolist()) for rows in parts.values()]
    assert sum(map(len, days)) == len(set.union(*days))


def test_rows_without_a_date_train() -> None:
    """Nobody knows when they were, so they test nothing."""
    frame = shops()
    frame.loc[[3, 50, 239], "Came"] = None
    table = load(written(frame))
    parts = split(table, SplitSpec(by="time:Came"))
    assert set(parts.train.tolist()) >= {3, 50, 239}
    assert 0.15 < len(parts.test) / (ROWS - 3) < 0.25


@pytest.mark.parametrize("by", ["column:Shop", "time:Came", "profiles", "random"])
def test_a_run_equals_plain_catboost_on_the_same_rows(table: Dataset, by: str) -> None:
    """Split anyhow, the model gives the probabilities of a plain fit, to the bit."""
    spec = RunSpec(churn.ModelSpec(iterations=40), SplitSpec(by=by))
    run = churn.train(table, spec)
    frame = pd.DataFrame(table.frame).astype({"Plan": str})
    pools = {
        part: Pool(frame.iloc[rows], table.y[rows], cat_features=[c for c in frame if frame[c].dtype != "int64"])
        for part, rows in run.split.parts().items()
    }
    plain = CatBoostClassifier(
        depth=4, learning_rate=0.1, iterations=40, random_seed=123, l2_leaf_reg=3, verbose=0, allow_writing_files=False,
        leaf_estimation_iterations=10, max_ctr_complexity=4,
    )  # fmt: skip
    plain.fit(pools["train"], eval_set=pools["validation"])
    for part, pool in pools.items():
        assert (run.evaluation.p[part] == plain.predict_proba(pool)[:, 1]).all()


@pytest.mark.parametrize(
    ("by", "fault"),
    [
        ("time:Age", "cannot be split by the time of “Age”: it holds no dates. Columns that can be used: “Came”."),
        ("time:Nope", "there is no such column. Columns that can be used: “Came”."),
        ("column:Nope", "there is no such column. Columns that can be used: “Shop”, “Came”, “Age”."),
        ("column:Plan", "cannot be split by “Plan”: it has fewer than 3 values to keep together"),
        ("column:Churn", "cannot be split by “Churn”: it is the target"),
    ],
)
def test_a_column_that_cannot_be_used(table: Dataset, by: str, fault: str) -> None:
    """The message says why, and which columns can be used."""
    with pytest.raises(DataError, match=fault):
        split(table, SplitSpec(by=by))


def test_a_table_without_dates() -> None:
    """No column can be used, and the message says so."""
    with pytest.raises(DataError, match=r"it holds no dates. No column can be used."):
        split(load(SAMPLE), SplitSpec(by="time:Age"))


@pytest.mark.parametrize(
    ("came", "fault"),
    [
        (["2023-01-01", "2023-01-02"], "has only 2 different dates of “Came” in 240 rows"),
        (["2023-01-01"] * 2, "has only 1 different date of “Came” in 240 rows"),
    ],
)
def test_too_few_dates(came: list[str], fault: str) -> None:
    """Three parts need three days."""
    frame = shops()
    frame["Came"] = [*came] * (ROWS // 2)
    with pytest.raises(DataError, match=fault):
        split(load(written(frame), name="short.csv"), SplitSpec(by="time:Came"))


def test_three_days_are_enough_however_uneven() -> None:
    """Each part gets one of them."""
    frame = shops()
    frame["Came"] = ["2023-01-01"] * (ROWS - 2) + ["2023-01-02", "2023-01-03"]
    parts = split(load(written(frame)), SplitSpec(by="time:Came")).parts()
    assert [len(rows) for rows in parts.values()] == [ROWS - 2, 1, 1]


@pytest.mark.parametrize("by", ["", "Shop", "column:", "time:", "Time:Came", "at random", "grouped"])
def test_what_is_no_split_is_refused(by: str) -> None:
    """The message lists the forms."""
    allowed = "it is automatic, random, profiles, column:NAME or time:NAME"
    with pytest.raises(SpecError, match=f"What to split by cannot be “{by}”: {allowed}"):
        SplitSpec(by=by)


def test_grouped_stands_for_profiles() -> None:
    """Both ways of saying it make one spec, and each can be taken back."""
    grouped = SplitSpec(grouped=True)
    assert grouped == SplitSpec(by="profiles")
    assert hash(grouped) == hash(SplitSpec(by="profiles"))
    assert grouped.by == "profiles"
    assert grouped.grouped
    assert replace(grouped, grouped=False) == SplitSpec()
    assert replace(grouped, by="random") == SplitSpec(by="random")
    assert replace(grouped, seed=7) == SplitSpec(seed=7, by="profiles")
    assert replace(SplitSpec(), by="profiles") == grouped
    assert not SplitSpec(by="column:grouped").grouped


def test_contradicting_settings() -> None:
    """What the command line is told twice must agree."""
    values = {"depth": 4, "learning_rate": 0.1, "iterations": 5, "l2_leaf_reg": 3.0, "seed": 1, "test_share": 0.2}
    values |= {"validation_share": 0.2, "grouped": True}
    assert RunSpec.of({**values, "by": "automatic"}).split.by == "profiles"
    with pytest.raises(SpecError, match="Grouped means to split by profiles; it cannot go with “random”"):
        RunSpec.of({**values, "by": "random"})


def test_every_split_has_its_own_key(table: Dataset) -> None:
    """Runs of other splits are other runs, judged by other customers; by time, the seed of the split does not count."""
    ways = ["automatic", "profiles", "column:Shop", "column:Age", "time:Came"]
    assert len({run_key(table, RunSpec(split=SplitSpec(by=by))) for by in ways}) == len(ways)
    assert len({set_id(table, SplitSpec(by=by)) for by in ways}) == len(ways)
    assert set_id(table, SplitSpec(by="random")) == set_id(table, SplitSpec())
    assert set_id(table, SplitSpec(by="time:Came", seed=1)) == set_id(table, SplitSpec(by="time:Came"))
    assert set_id(table, SplitSpec(by="column:Shop", seed=1)) != set_id(table, SplitSpec(by="column:Shop"))


def test_what_is_offered(table: Dataset) -> None:
    """Columns whose values repeat, with ten or more of them, then dates; nothing twice, and nothing that fails."""
    assert division.choices(table) == ("automatic", "profiles", "column:Shop", "column:Age", "time:Came")
    for by in division.choices(table):
        assert split(table, SplitSpec(by=by)).by == ("random" if by == "automatic" else by)
    assert division.choices(load(SAMPLE))[:2] == ("automatic", "profiles")


def test_a_wide_table_offers_a_few_columns() -> None:
    """A list of choices can be read."""
    rng = np.random.default_rng(0)
    many = pd.DataFrame({f"c{number}": rng.integers(0, 30, 100) for number in range(60)})
    many["Churn"] = ["Yes", "No"] * 50
    assert len(division.choices(load(written(many)))) == 2 + division.MOST_OFFERED
