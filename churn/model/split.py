"""Which rows train, which choose the number of trees, which only judge: a seed decides, or time, and nothing else."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit

from churn.errors import DataError, plural, quote
from churn.model import division
from churn.model.division import AUTOMATIC, COLUMN, FORMS, PROFILES, RANDOM, TIME
from churn.model.setting import MAX_SEED, check_settings, setting
from churn.table.dataset import Dataset

Part = Literal["train", "validation", "test"]
PARTS: Final[tuple[Part, ...]] = ("train", "validation", "test")

LARGEST_CODE: Final = 2**62  # of a combination of values, while it is counted
# what each setting does, for the page and the command line
TEST: Final = "Share of all customers that is kept aside for the final scores."
VALIDATION: Final = "Share of the rest that decides how many trees are kept."
BY: Final = (
    "At random, or so that identical profiles, or rows with the same value of a column, fall into the same split; or by"
    " time: train on the earlier, test on the latest customers. Automatic: at random, but rows of one customer together"
    " where a column names the customer."
)
GROUPED: Final = "The same as --split-by profiles."


@dataclass(frozen=True)
class SplitSpec:
    """How to split.

    Attributes
    ----------
    test_share : float
        Share of all rows that only judge the model.
    validation_share : float
        Share of the rest that chooses the number of trees.
    seed : int
        Of the shuffle; by time, nothing is shuffled.
    by : str
        "automatic": rows of one customer stay together where a column names the customer, else "random". "profiles":
        rows with identical profiles stay together. "column:NAME": rows with the same value of a column do. The shares
        are then shares of the profiles or values. "time:NAME": the latest rows test, the latest of the rest validate.
    grouped : bool, optional
        True stands for `by="profiles"`.

    Raises
    ------
    SpecError
        If a value is not allowed.

    Examples
    --------
    >>> SplitSpec(grouped=True) == SplitSpec(by="profiles")
    True
    """

    test_share: float = setting(0.2, "Test share", 0.01, 0.9, step=0.05, key="test", help=TEST)
    validation_share: float = setting(0.2, "Validation share", 0.01, 0.9, step=0.05, key="validation", help=VALIDATION)
    seed: int = setting(123, "Seed", 0, MAX_SEED, subject="Seed of the split")
    by: str = setting(
        AUTOMATIC,
        "Split by",
        key="split",
        option="split-by",
        subject="What to split by",
        forms=FORMS,
        drawn=False,
        help=BY,
    )
    grouped: bool | None = setting(None, "Grouped", low=False, high=True, drawn=False, help=GROUPED)

    def __post_init__(self) -> None:
        check_settings(self)
        if self.grouped is not None and self.by in (AUTOMATIC, PROFILES):
            object.__setattr__(self, "by", PROFILES if self.grouped else AUTOMATIC)
        object.__setattr__(self, "grouped", self.by == PROFILES or None)  # a copy with another `by` need not name it

    def as_dict(self) -> dict[str, float | bool | str]:
        """Return the settings by name, ready for JSON; what is split by only where `grouped` does not tell."""
        told = {**asdict(self), "grouped": bool(self.grouped)}
        if self.by in (AUTOMATIC, PROFILES):
            del told["by"]
        return told


@dataclass(frozen=True, eq=False)
class Split:
    """Row positions of the three parts: disjoint, together all rows, read-only.

    Attributes
    ----------
    train, validation, test : ndarray of int
        Positions.
    by : str
        What it was split by: "random", "profiles", "column:NAME" or "time:NAME".
    """

    train: NDArray[np.intp]
    validation: NDArray[np.intp]
    test: NDArray[np.intp]
    by: str = field(default=RANDOM, kw_only=True)

    def __post_init__(self) -> None:
        for positions in (self.train, self.validation, self.test):
            positions.setflags(write=False)

    @property
    def in_time(self) -> bool:
        """Whether the test rows are the latest ones."""
        return self.by.startswith(TIME)

    def parts(self) -> dict[Part, NDArray[np.intp]]:
        """Return the positions by part, in the order train, validation, test."""
        return {"train": self.train, "validation": self.validation, "test": self.test}


def split(dataset: Dataset, spec: SplitSpec) -> Split:
    """Cut off the test part, then the validation part of the rest, as two calls of `train_test_split` do.

    By time, the latest rows are cut off instead. Rows of one day stay in one part, and rows without a date train.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    spec : SplitSpec
        Shares, seed, and what stays together or comes last.

    Returns
    -------
    Split
        Positions in the order in which the shuffle left them; by time, in the order of the dates.

    Raises
    ------
    DataError
        If the table is too small to leave a row for every part, or lacks the column.
    """
    by = division.decided(dataset, spec.by)
    dates = division.dates_of(dataset, by) if by.startswith(TIME) else None
    groups = together(dataset, by)
    try:
        if dates is not None:
            return Split(*_parts_in_time(dates, spec), by=by)
        rest, test = cut(np.arange(len(dataset)), spec.test_share, spec.seed, groups)
        train, validation = cut(rest, spec.validation_share, spec.seed, groups)
    except ValueError as err:
        have = plural(len(dataset), "row")
        if groups is not None:
            values = "profiles" if by == PROFILES else f"values of {quote(by.removeprefix(COLUMN))}"
            have = f"{groups.max(initial=-1) + 1:,} different {values} in {have}"
        elif dates is not None:
            days = len(np.unique(dates[~np.isnat(dates)].astype("datetime64[D]")))
            have = f"{plural(days, 'different date')} of {quote(by.removeprefix(TIME))} in {have}"
        raise DataError(
            f"{quote(dataset.name)} has only {have}: with a test share of {spec.test_share:g} and a"
            f" validation share of {spec.validation_share:g}, one of the three parts would be empty."
        ) from err
    return Split(train, validation, test, by=by)


def _parts_in_time(dates: division.Dates, spec: SplitSpec) -> tuple[NDArray[np.intp], ...]:
    """Return the rows that train, validate and test.

    Raises
    ------
    ValueError
        If there are fewer than three days.
    """
    rows = division.in_order(dates)
    undated = int(np.count_nonzero(np.isnat(dates)))
    dated = dates[rows[undated:]]
    test = division.latest(dated, spec.test_share, leave=2)
    validation = division.latest(dated[:test], spec.validation_share, leave=1)
    train, between, last = np.split(rows, [undated + validation, undated + test])
    return train, between, last


def together(dataset: Dataset, by: str) -> NDArray[np.intp] | None:
    """Give rows that stay together equal numbers, shape (n,); None where each row goes its own way.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    by : str
        As `Split.by` has it.
    """
    if by == PROFILES:
        return profiles(dataset.frame)
    return division.groups_of(dataset.table[by.removeprefix(COLUMN)]) if by.startswith(COLUMN) else None


def test_set_id(dataset: Dataset, spec: SplitSpec) -> Hashable:
    """Name the customers that judge a model: equal names are equal test rows with equal outcomes.

    The validation share is not part of it, since the test rows are cut off first; neither are the columns in use,
    unless profiles are kept together, because then the columns decide which rows are alike.
    """
    try:
        by = division.decided(dataset, spec.by)
    except DataError:  # whoever fits is told
        by = spec.by
    if by == PROFILES:
        return dataset.fingerprint, spec.test_share, spec.seed, by
    name = division.column_of(by)
    read = [(each.kind, each.used, each.writing) for each in dataset.schema.columns if each.name == name]
    table = dataset.sha256, dataset.schema.target, dataset.schema.positive, dataset.schema.negative
    return table, spec.test_share, None if by.startswith(TIME) else spec.seed, by, *read


def check_trainable(frame: pd.DataFrame, y: NDArray[np.int8], split: Split) -> None:
    """Refuse rows that no model can learn from.

    Raises
    ------
    DataError
        If the train or validation part is empty, or the train part has one outcome only or no column that varies.
    """
    for part, rows in (("train", split.train), ("validation", split.validation)):
        if len(rows) == 0:
            raise DataError(f"The {part} part has no rows; training needs train rows and validation rows.")
    outcomes = np.unique(y[split.train])
    n = plural(len(split.train), "row")
    if len(outcomes) == 1:
        have = "left" if outcomes[0] else "stayed"
        raise DataError(f"Everybody in the train part ({n}) has {have}; training needs both outcomes.")
    columns = (frame[name].iloc[split.train] for name in frame.columns)
    if all(len(column.drop_duplicates()) == 1 for column in columns):
        raise DataError(f"Every column has only one value in the train part ({n}); it teaches nothing.")


def profiles(frame: pd.DataFrame) -> NDArray[np.intp]:
    """Give equal rows of a table equal numbers; missing equals missing.

    Returns
    -------
    ndarray of int, shape (n,)
        0 for the first row and its repeats, then counting up.
    """
    profile, different = np.zeros(len(frame), dtype=np.intp), 1
    for name in frame:
        codes, levels = pd.factorize(frame[name], use_na_sentinel=False)
        if different * len(levels) > LARGEST_CODE:
            profile, groups = pd.factorize(profile)
            different = len(groups)
        profile *= len(levels)
        profile += codes
        different *= len(levels)
    return pd.factorize(profile)[0]


def cut(
    positions: NDArray[np.intp], share: float, seed: int, group: NDArray[np.intp] | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cut off a share of some rows at random; groups, where given by row of the table, stay together.

    Returns
    -------
    stays, off : ndarray of int
        Positions, shuffled.

    Raises
    ------
    ValueError
        If one of them would be empty.
    """
    shuffle = ShuffleSplit if group is None else GroupShuffleSplit
    groups = None if group is None else group[positions]
    stays, off = next(shuffle(n_splits=1, test_size=share, random_state=seed).split(positions, groups=groups))
    return positions[stays], positions[off]
