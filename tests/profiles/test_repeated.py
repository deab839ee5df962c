"""Profiles that training has seen, profiles with both outcomes, and splits that keep profiles together."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from churn.errors import DataError
from churn.model.evaluation import Evaluation
from churn.model.run import train
from churn.model.split import PARTS, Split, SplitSpec, split
from churn.profiles.repeated import ceiling, repeats
from churn.table.dataset import Dataset, load
from tests.ui.tables import as_csv


def positions(*parts: list[int]) -> Split:
    """Return a split by hand: train, validation, test."""
    return Split(*(np.array(part, dtype=np.intp) for part in parts))


def plain(dataset: Dataset) -> list[tuple[object, ...]]:
    """Return the rows as plain tuples: None where no value is."""
    frame = dataset.frame.astype(object).where(dataset.frame.notna(), None)
    return list(frame.itertuples(index=False, name=None))


def shared_profiles(rows: list[tuple[object, ...]], parts: Split) -> int:
    """Count the profiles that are in two parts."""
    first, second, third = ({rows[row] for row in part} for part in parts.parts().values())
    return len(first & second) + len(first & third) + len(second & third)


def random_table(seed: int) -> Dataset:
    """Make up a table with few levels, so that profiles repeat, and with gaps in numbers and categories."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(30, 200))
    columns: dict[str, list[object]] = {
        "Age": rng.integers(20, 20 + int(rng.integers(2, 12)), n).tolist(),
        "Fee": rng.choice(["", "0.5", "-0.0", "0", "1e3"], n).tolist(),
        "Plan": rng.choice(["a", "b", " ", ""], n).tolist(),
        "Churn": ["Yes", "No", *rng.choice(["Yes", "No"], n - 2).tolist()],
    }
    return load(as_csv(columns))


def test_seen_and_new_profiles_of_the_travel_table(real_data: Path) -> None:
    """At the defaults, 130 of 191 test rows repeat a training profile, and the model is better on those."""
    dataset = load(real_data / "Customertravel.csv")
    run = train(dataset)
    apart = repeats(dataset, run.split).apart(run.evaluation)
    judged = {name: each.scores()["test"] for name, each in apart.items()}
    assert [(each.n, each.positives) for each in judged.values()] == [(130, 27), (61, 13)]
    scores = [value for each in judged.values() for value in (each.precision, each.recall) if value is not None]
    assert scores == pytest.approx([21 / 29, 21 / 27, 7 / 12, 7 / 13])
    assert [f"{value:.3f}" for value in scores] == ["0.724", "0.778", "0.583", "0.538"]


def test_ceiling_of_the_travel_table(real_data: Path) -> None:
    """28 of 419 profiles, 131 rows, have both outcomes: nobody can be right on more than 94.65% of the table."""
    limit = ceiling(load(real_data / "Customertravel.csv"))
    assert (limit.rows, limit.profiles, limit.contradictory, limit.contradictory_rows) == (954, 419, 28, 131)
    assert limit.right == 903
    assert f"{limit.accuracy:.2%}" == "94.65%"


def test_grouped_split_of_random_tables_never_parts_a_profile() -> None:
    """For 200 seeds, on fifty tables with gaps in numbers and categories, no profile is in two parts."""
    apart = 0
    for number in range(50):
        dataset = random_table(number)
        rows = plain(dataset)
        for seed in range(4 * number, 4 * number + 4):
            parts = split(dataset, SplitSpec(seed=seed, grouped=True))
            assert shared_profiles(rows, parts) == 0, seed
            assert sum(len(part) for part in parts.parts().values()) == len(dataset)
            apart += shared_profiles(rows, split(dataset, SplitSpec(seed=seed))) > 0
    assert apart > 190  # without grouping, the same tables do have profiles in two parts


def test_grouped_split_of_the_travel_table_never_parts_a_profile(real_data: Path) -> None:
    """For 200 seeds, no profile of the real table is in two parts; so no test row has been seen."""
    dataset = load(real_data / "Customertravel.csv")
    rows = plain(dataset)
    for seed in range(200):
        parts = split(dataset, SplitSpec(seed=seed, grouped=True))
        assert shared_profiles(rows, parts) == 0, seed
    assert not repeats(dataset, parts).seen.any()


def test_repeats_by_hand() -> None:
    """A row is seen if training has its profile, gaps included; the validation part teaches no profile."""
    dataset = load(b"Age,Plan,Churn\n1,a,Yes\n2,,No\n1,a,No\n,b,No\n2,,Yes\n1,b,No\n,b,Yes\n")
    parts = positions([0, 1], [3], [2, 4, 5, 6])
    assert repeats(dataset, parts).seen.tolist() == [True, True, False, False]
    assert repeats(dataset, parts, "validation").seen.tolist() == [False]
    assert repeats(dataset, parts, "train").seen.tolist() == [True, True]


def test_ceiling_by_hand() -> None:
    """A profile with three stayers and one leaver costs one error, a tie costs half of its rows."""
    dataset = load(b"Age,Plan,Churn\n" + b"1,a,No\n" * 3 + b"1,a,Yes\n" + b"2,,Yes\n2,,No\n" + b"3,b,Yes\n" * 2)
    limit = ceiling(dataset)
    assert (limit.rows, limit.profiles, limit.contradictory, limit.contradictory_rows) == (8, 3, 2, 6)
    assert limit.right == 3 + 1 + 2
    assert limit.accuracy == pytest.approx(0.75)


def test_no_model_beats_the_ceiling(real_data: Path) -> None:
    """Not even trees fitted to the whole table without restraint are right more often than the ceiling says."""
    dataset = load(real_data / "Customertravel.csv")
    everything = dataset.frame.astype(str).agg("|".join, axis=1)
    majority = pd.Series(dataset.y).groupby(everything.to_numpy()).transform("mean") > 0.5
    assert (majority.to_numpy() == (dataset.y == 1)).mean() == pytest.approx(ceiling(dataset).accuracy)


def test_scores_of_an_empty_side_say_so() -> None:
    """Where all profiles are new, the seen side has no customers: its scores are undefined, with the reason."""
    dataset = load(as_csv({"Age": [*range(18), 1.5, 2.5], "Churn": ["Yes", "No"] * 10}))
    parts = split(dataset, SplitSpec())
    evaluation = Evaluation(
        {part: dataset.y[rows] for part, rows in parts.parts().items()},
        {part: np.full(len(rows), 0.7) for part, rows in parts.parts().items()},
    )
    judged = {name: each.scores()["test"] for name, each in repeats(dataset, parts).apart(evaluation).items()}
    assert (judged["seen"].n, judged["new"].n) == (0, 4)
    assert judged["seen"].precision is None
    assert judged["seen"].reasons["precision"] == "There are no customers here."
    assert judged["new"].precision == pytest.approx(dataset.y[parts.test].mean())
    assert ceiling(dataset).accuracy == 1


def test_threshold_moves_both_sides() -> None:
    """Above every probability nobody is flagged, and precision is undefined on both sides."""
    dataset = load(b"Age,Churn\n" + b"1,Yes\n2,No\n" * 10)
    parts = positions([0, 1], [2, 3], list(range(4, 20)))
    evaluation = Evaluation({"test": dataset.y[parts.test]}, {"test": np.full(16, 0.4)})
    seen = repeats(dataset, parts).apart(evaluation)["seen"]
    assert seen.scores(0.3)["test"].precision == pytest.approx(0.5)
    assert seen.scores(0.4)["test"].precision is None


def test_one_profile_for_all() -> None:
    """Where every row is the same, one profile has both outcomes, and the ceiling is the larger outcome's share."""
    table = as_csv({"Plan": ["a"] * 10, "Churn": ["Yes"] * 3 + ["No"] * 7})
    with pytest.raises(DataError, match="No column is left to learn from"):
        load(table)
    dataset = load(table, roles={"Plan": "category"})
    limit = ceiling(dataset)
    assert (limit.profiles, limit.contradictory, limit.contradictory_rows) == (1, 1, 10)
    assert limit.accuracy == pytest.approx(0.7)
    assert repeats(dataset, split(dataset, SplitSpec())).seen.all()
    with pytest.raises(DataError, match="only 1 different profiles in 10 rows"):
        split(dataset, SplitSpec(grouped=True))


def test_marks_are_read_only() -> None:
    """Viewers share them, so nobody can change them."""
    dataset = load(b"Age,Churn\n" + b"1,Yes\n2,No\n" * 10)
    with pytest.raises(ValueError, match="read-only"):
        repeats(dataset, split(dataset, SplitSpec())).seen[0] = False


def test_fifty_thousand_rows_take_no_time() -> None:
    """On 50,000 rows with a column of 10,000 levels both counts stay within a second, and every row is counted."""
    rng = np.random.default_rng(1)
    n = 50_000
    columns = {
        "City": [f"c{level}" for level in rng.integers(0, 10_000, n)],
        **{f"n{i}": rng.integers(0, 4, n).tolist() for i in range(6)},
        "Churn": rng.choice(["Yes", "No"], n).tolist(),
    }
    dataset = load(as_csv(columns))
    parts = split(dataset, SplitSpec())
    start = time.process_time()
    limit = ceiling(dataset)
    seen = {part: int(repeats(dataset, parts, part).seen.sum()) for part in PARTS}
    assert time.process_time() - start < 4  # four groupings, on a machine that may be busy
    known = set(dataset.frame.iloc[parts.train].itertuples(index=False, name=None))
    test = list(dataset.frame.iloc[parts.test].itertuples(index=False, name=None))
    assert seen["test"] == sum(row in known for row in test)
    assert seen["train"] == len(parts.train)
    assert 0 < limit.contradictory_rows < limit.rows == n
