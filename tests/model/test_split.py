"""A seed decides which rows train, validate and test."""

from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GroupShuffleSplit, train_test_split

from churn.errors import DataError, SpecError
from churn.model.setting import settings_of
from churn.model.split import PARTS, Split, SplitSpec, check_trainable, profiles, split
from churn.table.dataset import SAMPLE, Dataset, load


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """Return the synthetic table that the project ships."""
    return load(SAMPLE)


def table(rows: int) -> Dataset:
    """Load a table in which every second row repeats the profile of the one before."""
    lines = [f"{20 + i // 2},{'ab'[i // 2 % 2]},{i % 2}" for i in range(rows)]
    return load("\n".join(["Age,Plan,Churn", *lines]).encode(), name="small.csv")


def test_defaults_are_the_tutorials_split(real_data: Path) -> None:
    """Position by position, the parts are those of the tutorial's two calls on the table itself."""
    churn = pd.read_csv(real_data / "Customertravel.csv")
    rest, test = train_test_split(churn, test_size=0.2, random_state=123)
    train, validation = train_test_split(rest, test_size=0.2, random_state=123)
    parts = split(load(real_data / "Customertravel.csv"), SplitSpec()).parts()
    assert {part: positions.tolist() for part, positions in parts.items()} == {
        "train": train.index.tolist(),
        "validation": validation.index.tolist(),
        "test": test.index.tolist(),
    }


@pytest.mark.parametrize("grouped", [False, True])
def test_every_row_is_in_exactly_one_part(sample: Dataset, grouped: bool) -> None:  # noqa: FBT001 - a parameter
    """The parts come in order, share no row and leave none out."""
    parts = split(sample, SplitSpec(test_share=0.3, validation_share=0.1, grouped=grouped)).parts()
    assert tuple(parts) == PARTS
    assert sorted(np.concatenate(list(parts.values())).tolist()) == list(range(len(sample)))


def test_shares_are_of_all_rows_and_of_the_rest(sample: Dataset) -> None:
    """The test share is taken first, the validation share from what is left; both are rounded up."""
    parts = split(sample, SplitSpec(test_share=0.25, validation_share=0.1)).parts()
    assert [len(positions) for positions in parts.values()] == [643, 72, 239]


def test_seed_decides(sample: Dataset) -> None:
    """The same seed gives the same parts, another one gives others."""
    one, same, other = (split(sample, SplitSpec(seed=seed)) for seed in (1, 1, 2))
    assert one.train.tolist() == same.train.tolist()
    assert one.train.tolist() != other.train.tolist()


def test_grouped_keeps_identical_profiles_together(sample: Dataset) -> None:
    """No profile is in two parts, which is not so without grouping."""
    profile = profiles(sample.frame)

    def shared(spec: SplitSpec) -> int:
        train, validation, test = (set(profile[rows]) for rows in split(sample, spec).parts().values())
        return len(train & validation) + len(train & test) + len(validation & test)

    assert shared(SplitSpec(grouped=True)) == 0
    assert shared(SplitSpec(grouped=False)) > 100


def test_grouped_is_two_nested_group_shuffles(sample: Dataset) -> None:
    """The grouped parts are those of scikit-learn's GroupShuffleSplit, used as `train_test_split` is."""
    profile = profiles(sample.frame)
    outer = GroupShuffleSplit(1, test_size=0.2, random_state=123)
    rest, test = next(outer.split(sample.frame, groups=profile))
    inner = GroupShuffleSplit(1, test_size=0.2, random_state=123)
    train, validation = next(inner.split(rest, groups=profile[rest]))
    parts = split(sample, SplitSpec(grouped=True))
    assert parts.test.tolist() == test.tolist()
    assert parts.train.tolist() == rest[train].tolist()
    assert parts.validation.tolist() == rest[validation].tolist()


def test_profiles_are_equal_rows() -> None:
    """Rows are one profile if all their values are equal; 0 equals -0, missing equals missing."""
    frame = pd.DataFrame(
        {
            "plan": pd.Categorical(["a", "b", "a", "a", "b", "b"], categories=["b", "a", "unused"]),
            "debt": [0.0, np.nan, -0.0, 1.0, np.nan, 0.0],
        }
    )
    assert profiles(frame).tolist() == [0, 1, 0, 2, 1, 3]


@pytest.mark.parametrize(
    ("rows", "spec", "fault"),
    [
        (4, SplitSpec(0.9), "“small.csv” has only 4 rows: with a test share of 0.9 and a validation share of 0.2, one"),
        (4, SplitSpec(grouped=True), "has only 2 different profiles in 4 rows"),
    ],
)
def test_a_part_is_never_empty(rows: int, spec: SplitSpec, fault: str) -> None:
    """A table that is too small for three parts is refused, with its size and the shares."""
    with pytest.raises(DataError, match=fault):
        split(table(rows), spec)


def test_smallest_table_that_can_be_split() -> None:
    """Three rows make three parts of one; grouped, three profiles do."""
    assert [len(rows) for rows in split(table(3), SplitSpec()).parts().values()] == [1, 1, 1]
    assert [len(rows) for rows in split(table(6), SplitSpec(grouped=True)).parts().values()] == [2, 2, 2]


def test_positions_are_read_only(sample: Dataset) -> None:
    """Nobody can change the split of a run that others look at."""
    with pytest.raises(ValueError, match="read-only"):
        split(sample, SplitSpec()).train[0] = 0


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("test_share", 0, "Test share cannot be “0”: it is a number from 0.01 to 0.9."),
        ("test_share", float("nan"), "Test share cannot be “nan”"),
        ("validation_share", float("inf"), "Validation share cannot be “inf”"),
        ("validation_share", "0.2", "Validation share cannot be “0.2”"),
        ("seed", -1, "Seed of the split cannot be “-1”: it is a whole number from 0 to 4,294,967,295."),
        ("seed", 2**32, "Seed of the split cannot be “4294967296”"),
        ("seed", 1.5, "Seed of the split cannot be “1.5”"),
        ("seed", True, "Seed of the split cannot be “True”"),
        ("seed", None, "Seed of the split cannot be “None”"),
        ("grouped", 1, "Grouped cannot be “1”: it is true or false."),
    ],
)
def test_refuses_bad_settings(name: str, value: Any, fault: str) -> None:  # noqa: ANN401 - bad values of any type
    """A bad setting is refused with its name, its value and what is allowed."""
    with pytest.raises(SpecError, match=fault):
        replace(SplitSpec(), **{name: value})


def test_equal_settings_are_the_same_spec() -> None:
    """Whatever type numbers come in, equal ones make equal, equally printed, hashable specs."""
    plain = SplitSpec(test_share=0.25, seed=7, grouped=True)
    other = SplitSpec(test_share=np.float64(0.25), seed=np.int64(7), grouped=np.True_)  # type: ignore[arg-type]
    assert {plain: "found"}[other] == "found"
    assert repr(plain) == repr(other)
    with pytest.raises(FrozenInstanceError):
        plain.seed = 8  # type: ignore[misc]


def test_limits_are_what_a_slider_may_offer() -> None:
    """The limits of a setting are allowed, a step beyond them is not."""
    low, high = next((each.low, each.high) for each in settings_of(SplitSpec) if each.name == "validation_share")
    assert (SplitSpec(validation_share=low).validation_share, SplitSpec(validation_share=high).validation_share) == (
        0.01,
        0.9,
    )
    with pytest.raises(SpecError):
        SplitSpec(validation_share=high + 0.01)


@pytest.mark.parametrize(
    ("y", "plan", "parts", "fault"),
    [
        ([0, 0, 1], ["a", "b", "a"], ([0, 1], [2], []), r"Everybody in the train part .2 rows. has stayed"),
        ([1, 0, 1], ["a", "b", "a"], ([0], [2], [1]), r"Everybody in the train part .1 row. has left"),
        ([0, 1, 1], ["a", "a", "b"], ([0, 1], [2], []), r"Every column has only one value in the train part .2 rows."),
        ([0, 1, 1], ["a", "b", "b"], ([], [2], [0, 1]), "The train part has no rows"),
        ([0, 1, 1], ["a", "b", "b"], ([0, 1], [], [2]), "The validation part has no rows"),
    ],
)
def test_refuses_rows_that_teach_nothing(
    y: list[int], plan: list[str], parts: tuple[list[int], list[int], list[int]], fault: str
) -> None:
    """One outcome, no varying column or an empty part are refused before any training, in plain words."""
    frame = pd.DataFrame({"plan": pd.Categorical(plan), "age": np.full(3, np.nan)})
    positions = Split(*(np.array(rows, dtype=np.intp) for rows in parts))
    with pytest.raises(DataError, match=fault):
        check_trainable(frame, np.array(y, dtype=np.int8), positions)
