"""Which rows train, which choose the number of trees, which only judge: a seed decides, nothing else."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit

from churn.errors import DataError, plural, quote
from churn.model.setting import MAX_SEED, check_settings, setting
from churn.table.dataset import Dataset

Part = Literal["train", "validation", "test"]
PARTS: Final[tuple[Part, ...]] = ("train", "validation", "test")

LARGEST_CODE: Final = 2**62  # of a combination of values, while it is counted
# what each setting does, for the page and the command line
TEST: Final = "Share of all customers that is kept aside for the final scores."
VALIDATION: Final = "Share of the rest that decides how many trees are kept."
GROUPED: Final = "Customers with the same values in every column fall into the same split."


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
        Of the shuffle.
    grouped : bool
        Whether rows with identical profiles stay together; the shares are then shares of the profiles.

    Raises
    ------
    SpecError
        If a value is not allowed.
    """

    test_share: float = setting(0.2, "Test share", 0.01, 0.9, step=0.05, key="test", help=TEST)
    validation_share: float = setting(0.2, "Validation share", 0.01, 0.9, step=0.05, key="validation", help=VALIDATION)
    seed: int = setting(123, "Seed", 0, MAX_SEED, subject="Seed of the split")
    grouped: bool = setting(
        default=False, label="Keep identical profiles together", subject="Grouped",
        heading="identical profiles kept together", help=GROUPED,
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_settings(self)


@dataclass(frozen=True, eq=False)
class Split:
    """Row positions of the three parts: disjoint, together all rows, read-only."""

    train: NDArray[np.intp]
    validation: NDArray[np.intp]
    test: NDArray[np.intp]

    def __post_init__(self) -> None:
        for positions in (self.train, self.validation, self.test):
            positions.setflags(write=False)

    def parts(self) -> dict[Part, NDArray[np.intp]]:
        """Return the positions by part, in the order train, validation, test."""
        return {"train": self.train, "validation": self.validation, "test": self.test}


def split(dataset: Dataset, spec: SplitSpec) -> Split:
    """Cut off the test part, then the validation part of the rest, as two calls of `train_test_split` do.

    Parameters
    ----------
    dataset : Dataset
        n rows.
    spec : SplitSpec
        Shares, seed, and whether identical profiles stay together.

    Returns
    -------
    Split
        Positions in the order in which the shuffle left them.

    Raises
    ------
    DataError
        If the table is too small to leave a row for every part.
    """
    profile = profiles(dataset.frame) if spec.grouped else None
    try:
        rest, test = cut(np.arange(len(dataset)), spec.test_share, spec.seed, profile)
        train, validation = cut(rest, spec.validation_share, spec.seed, profile)
    except ValueError as err:
        rows = plural(len(dataset), "row")
        have = rows if profile is None else f"{profile.max(initial=-1) + 1:,} different profiles in {rows}"
        raise DataError(
            f"{quote(dataset.name)} has only {have}: with a test share of {spec.test_share:g} and a"
            f" validation share of {spec.validation_share:g}, one of the three parts would be empty."
        ) from err
    return Split(train, validation, test)


def test_set_id(dataset: Dataset, spec: SplitSpec) -> Hashable:
    """Name the customers that judge a model: equal names are equal test rows with equal outcomes.

    The validation share is not part of it, since the test rows are cut off first; neither are the columns in use,
    unless profiles are kept together, because then the columns decide which rows are alike.
    """
    table = dataset.fingerprint if spec.grouped else (dataset.sha256, dataset.schema.target, dataset.schema.positive)
    return table, spec.test_share, spec.seed, spec.grouped


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
        have = "churned" if outcomes[0] else "stayed"
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
    positions: NDArray[np.intp], share: float, seed: int, profile: NDArray[np.intp] | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cut off a share of some rows at random; profiles, where given by row of the table, stay together.

    Returns
    -------
    stays, off : ndarray of int
        Positions, shuffled.

    Raises
    ------
    ValueError
        If one of them would be empty.
    """
    shuffle = ShuffleSplit if profile is None else GroupShuffleSplit
    groups = None if profile is None else profile[positions]
    stays, off = next(shuffle(n_splits=1, test_size=share, random_state=seed).split(positions, groups=groups))
    return positions[stays], positions[off]
