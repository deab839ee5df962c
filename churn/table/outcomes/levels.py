"""The values of a column as outcomes: few, each once however it is spelled, and whose outcome is not known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table.columns.names import words
from churn.table.no_value import GAPS, says_nothing
from churn.table.outcomes import vocabulary
from churn.table.values import MISSING, typed

MAX_LEVELS: Final = 20  # an outcome with more different values is none
MAX_CODES: Final = 5  # one of numbers, with more
LOOKED_AT: Final = (50, 1_000)  # rows that tell most columns with many values from those with few

_NOT_YET: Final = frozenset({"pending", "nat"})
_WHOLE: Final = re.compile(r"([+-]?\d+)[.,]0+")


@dataclass(frozen=True, eq=False)
class Levels:
    """The different values of a column.

    Attributes
    ----------
    names : tuple of str, length k
        The values, sorted; of several spellings of one, the most common.
    counts : tuple of int, length k
        Rows with each.
    codes : ndarray of int, shape (n,)
        The place in `names` of each row's value; -1 where it is not known.
    unknown : tuple of str
        What stands there instead, but for blanks.
    marked : int
        Rows with any of these.
    spellings : tuple of tuple of str
        The spellings of each value that has several.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    codes: NDArray[np.intp]
    unknown: tuple[str, ...] = ()
    marked: int = 0
    spellings: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def senses(self) -> dict[str, vocabulary.Meaning]:
        """What each value says about leaving; words for two sides of something say nothing."""
        meanings = {name: vocabulary.of_value(name) for name in self.names}
        if any("right" in words(name) for name in self.names):
            return dict.fromkeys(self.names, vocabulary.Meaning())
        return meanings

    def saying(self, *senses: vocabulary.Sense) -> tuple[str, ...]:
        """Return the values that say one of these things."""
        return tuple(name for name in self.names if self.senses[name].sense in senses)

    @property
    def yes_or_no(self) -> tuple[str, str] | None:
        """The two values for yes and no, in this order; None if they are others."""
        if self.names == ("-1", "1"):
            return "1", "-1"
        yes, no = self.saying("yes"), self.saying("no")
        return (yes[0], no[0]) if len(self.names) == 2 and len(yes) == len(no) == 1 else None

    def found(self, wanted: Iterable[object]) -> dict[str, str | None]:
        """Return the value that each wanted one stands for, None for one that is not there."""
        known = {_key(name): name for name in self.names}
        return {str(each): each if each in self.names else known.get(_key(each)) for each in map(str, wanted)}

    def same_as(self, other: "Levels") -> bool:
        """Whether both divide the customers alike, whatever the names."""
        pairs = np.unique((self.codes + 1) * (len(other.names) + 1) + other.codes + 1)
        known = [pair for pair in pairs.tolist() if pair > len(other.names) and pair % (len(other.names) + 1)]
        return len(known) == len(self.names) == len(other.names)


def few(series: pd.Series) -> bool:
    """Say quickly whether a column may have few different values; text and numbers, no lists and no dates."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return len(series.cat.categories) <= 2 * MAX_LEVELS
    if pd.api.types.is_datetime64_any_dtype(series):
        return False
    try:
        return all(series.head(rows).nunique() <= 2 * MAX_LEVELS for rows in LOOKED_AT)
    except TypeError:  # lists cannot be counted
        return False


def most(series: pd.Series) -> int:
    """Return how many different values a column may have as an outcome."""
    return MAX_CODES if pd.api.types.is_numeric_dtype(series) else MAX_LEVELS


def fractions(series: pd.Series) -> bool:
    """Say whether a column holds numbers that are not all whole."""
    return bool(pd.api.types.is_float_dtype(series)) and bool((series.dropna() % 1 != 0).any())


def levels(series: pd.Series) -> Levels | None:
    """Return the different values of a column; None if they are not the few that an outcome has."""
    if not few(series) or fractions(series):
        return None
    try:
        texts = typed(series, "category")
    except TypeError:
        return None
    rows = np.bincount(texts.cat.codes.to_numpy(), minlength=len(texts.cat.categories))
    counted = sorted(zip(texts.cat.categories, rows.tolist(), strict=True), key=lambda pair: -pair[1])
    written = {str(name): n for name, n in counted if n}
    together: dict[str, list[str]] = {}
    for name in written:  # the most common spelling first
        together.setdefault(_key(name), []).append(name)
    unknown = {key for key in together if _unknown(key)}
    if len(together) - len(unknown) < 2:
        unknown &= {MISSING, "", *map(_key, GAPS)}
    keys = sorted(together.keys() - unknown, key=lambda key: together[key][0])
    if not keys or len(keys) > most(series):
        return None
    place = {name: number for number, key in enumerate(keys) for name in together[key]}
    of_code = np.array([place.get(str(name), -1) for name in texts.cat.categories], dtype=np.intp)
    codes = of_code[texts.cat.codes.to_numpy()]
    marks = tuple(name for key in sorted(unknown - {MISSING}) for name in together[key])
    return Levels(
        tuple(_shown(together[key][0]) for key in keys),
        tuple(sum(written[name] for name in together[key]) for key in keys),
        codes,
        marks,
        sum(written[mark] for mark in marks),
        tuple(tuple(together[key]) for key in keys if len({name.strip() for name in together[key]}) > 1),
    )


def _unknown(key: str) -> bool:
    """Say whether a value is what people write where they do not know; a word for "no" is an outcome."""
    return key == MISSING or key in _NOT_YET or (says_nothing(key) and not vocabulary.of_value(key).sense)


def _key(name: object) -> str:
    """Return what the spellings of a value have in common."""
    text = " ".join(str(name).split()).casefold()
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def _shown(name: str) -> str:
    whole = _WHOLE.fullmatch(name.strip())
    return whole[1] if whole else " ".join(name.split())
