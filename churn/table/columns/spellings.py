"""Levels that differ in spaces, Unicode form or upper and lower case only: which of them are one.

Works on the different values of a column, never on its rows.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from churn.table.columns.written_numbers import as_arrow

Joining = Literal["", "words", "all"]

FEW: Final = 1_000  # levels are looked at one by one; Arrow's expressions cost more to prepare

_SPACES: Final = r"[\s\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+"
_INVISIBLE: Final = r"[\x{200B}\x{2060}\x{FEFF}\x{AD}]"
_UNEVEN: Final = r"^\s|\s$|\s\s|[\t\r\n\f\v]|[^\x00-\x7F]"  # what may have another form
_BETWEEN_LETTERS: Final = r"(\p{L})[\s\-_./'\x{2018}\x{2019}&,]+(\p{L})"  # as in month-to-month
_AT_THE_END: Final = r"(\p{L}{2})[.!]+$"
_IN_FULL: Final = {"y": "yes", "n": "no"}
_NO_LETTER: Final = re.compile(r"[\W_]+")
MAX_COMPARED: Final = 50_000  # levels that are searched for those that may be one
_WORD: Final = r"^[^\p{N}]*\p{L}\p{L}[^\p{N}]*$"  # two letters in a row, no digit


@dataclass(frozen=True, eq=False)
class Joined:
    """The levels of a category and what each is called.

    Attributes
    ----------
    names : Index of str, length k
        The level that each one is: the most frequent one of those that are joined, without needless spaces.
    spaces, cases : mapping of str to tuple of str
        By the name of a level, the other writings that were joined because they differ in spaces or Unicode form, in
        upper and lower case.
    apart : tuple of tuple of str
        Levels that may be one and were not joined: m and M, e-mail and email, Y and Yes.
    """

    names: pd.Index
    spaces: dict[str, tuple[str, ...]]
    cases: dict[str, tuple[str, ...]]
    apart: tuple[tuple[str, ...], ...]


def even(levels: pd.Index) -> pd.Index:
    r"""Return levels with single spaces, none at the ends, and in Unicode's composed form.

    Examples
    --------
    >>> even(pd.Index(["basic ", "very\u00a0 good", "cafe\u0301"])).tolist()
    ['basic', 'very good', 'café']
    """
    if len(levels) <= FEW and all(map(_is_even, levels)):
        return levels
    texts = as_arrow(levels)
    uneven = pc.match_substring_regex(texts, _UNEVEN)
    if not pc.any(uneven).as_py():
        return levels
    some = pc.replace_substring_regex(texts.filter(uneven), _INVISIBLE, "")
    some = pc.utf8_normalize(pc.replace_substring_regex(some, _SPACES, " "), form="NFC")
    texts = pc.replace_with_mask(texts, uneven, pc.utf8_trim(some, " "))
    return _index(texts, levels)


def folded(levels: pd.Index, how: Joining) -> pd.Index:
    """Return what levels have in common that are one.

    Words: in lower case. All: whatever it is in lower case and usual width, without what stands between
    letters, Y as Yes.

    Parameters
    ----------
    levels : Index of str
        Even ones, see `even`.
    how : {"", "words", "all"}
        Which ones are folded.

    Examples
    --------
    >>> folded(pd.Index(["Basic", "A1"]), "words").tolist()
    ['basic', 'A1']
    >>> folded(pd.Index(["A1", "Month-to-month", "Y"]), "all").tolist()
    ['a1', 'monthtomonth', 'yes']
    """
    if not how:
        return levels
    texts = as_arrow(levels)
    lower = pc.utf8_lower(texts)
    if how == "words":
        return _index(pc.if_else(pc.match_substring_regex(texts, _WORD), lower, texts), levels)
    lower = pc.utf8_normalize(lower, form="NFKC")  # letters of full and of half width
    for _ in range(2):  # "a b c": each letter is an end once
        lower = pc.replace_substring_regex(lower, _BETWEEN_LETTERS, r"\1\2")
    lower = pc.replace_substring_regex(lower, _AT_THE_END, r"\1")
    for letter, word in _IN_FULL.items():
        lower = pc.if_else(pc.equal(lower, letter), word, lower)
    return _index(lower, levels)


def visible(text: str) -> str:
    """Quote a level with the spaces that it has.

    Examples
    --------
    >>> visible("basic ")
    '“basic␠”'
    """
    inside = text.strip(" ")
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    shown = "␠" * before + inside.replace("  ", "␠␠") + "␠" * after
    return f"“{''.join('␠' if letter.isspace() and letter != ' ' else letter for letter in shown)}”"


def joined_levels(levels: pd.Index, counts: NDArray[np.int64], how: Joining = "words") -> Joined:
    """Find out which levels are one.

    Parameters
    ----------
    levels : Index of str, length k
        The different values.
    counts : ndarray of int64, shape (k,)
        How often each occurs.
    how : {"", "words", "all"}
        What is joined beside levels that differ in spaces or Unicode form only: nothing, words that differ in upper
        and lower case only, whatever may be one.

    Examples
    --------
    >>> joined = joined_levels(pd.Index(["basic", "BASIC", "basic ", "m", "M"]), np.array([5, 9, 2, 3, 3]))
    >>> joined.names.tolist(), joined.apart
    (['BASIC', 'BASIC', 'BASIC', 'm', 'M'], (('m', 'M'),))
    """
    if _all_apart(levels):
        return Joined(levels, {}, {}, ())
    texts = even(levels)
    names, cases = _most_frequent(texts, folded(texts, how), counts)
    apart = _most_frequent(names, folded(names, "all"), counts)[1] if len(levels) <= MAX_COMPARED else {}
    changed = np.flatnonzero(np.asarray(texts != levels))
    spaces: dict[str, tuple[str, ...]] = {}
    for name, level in zip(names[changed], levels[changed], strict=True):
        spaces[str(name)] = (*spaces.get(str(name), ()), str(level))
    return Joined(names, spaces, cases, tuple((name, *others) for name, others in apart.items()))


def known_names(levels: pd.Index, known: tuple[str, ...], how: Joining) -> pd.Index:
    """Return the known level that each of a new table's levels is, or its own name where it is none.

    Parameters
    ----------
    levels : Index of str, length k
        The different values of a column of a new table.
    known : tuple of str
        The levels of the training table.
    how : {"", "words", "all"}
        How those were joined; words are the same in upper and in lower case in any case, where only one is known.

    Examples
    --------
    >>> known_names(pd.Index(["NO", "yes ", "maybe"]), ("No", "Yes"), "").tolist()
    ['No', 'Yes', 'maybe']
    """
    if len(levels) <= FEW and {*known}.issuperset(levels):
        return levels
    own, there = even(levels), pd.Index(known, dtype=levels.dtype)
    bare = own.str.removeprefix("'")  # that a scored file has before what looks like a formula
    own = own.where(own.isin(there) | ~bare.isin(there), bare)
    names = own.where(~levels.isin(there), levels)
    steps: tuple[Joining, ...] = ("", "words", "all") if how == "all" else ("", "words")
    for step in steps:
        unknown = np.flatnonzero(~names.isin(there))
        if not len(unknown):
            break
        keys = folded(even(there), step)
        once = ~keys.duplicated(keep=False)
        meant = pd.Series(there[once], index=keys[once]).reindex(folded(own[unknown], step))
        found = meant.notna().to_numpy()
        changed = names.to_numpy(dtype=object).copy()
        changed[unknown[found]] = meant.to_numpy(dtype=object)[found]
        names = pd.Index(changed, dtype=levels.dtype)
    return names


def _is_even(level: str) -> bool:
    """Say whether a text is plain ASCII without needless spaces: where a column has few, that is soon seen."""
    return level.isascii() and level.isprintable() and level.strip() == level and "  " not in level


def _all_apart(levels: pd.Index) -> bool:
    """Say whether a few plain levels differ in more than case and punctuation, and none is Y or N."""
    if len(levels) > FEW or not all(map(_is_even, levels)):
        return False
    keys = {_NO_LETTER.sub("", level).lower() or level for level in levels}
    return len(keys) == len(levels) and keys.isdisjoint(_IN_FULL)


def _index(texts: Any, levels: pd.Index) -> pd.Index:  # noqa: ANN401 - pyarrow has no types
    index: pd.Index = pd.Index(texts.to_pandas(), dtype=levels.dtype)
    return index


def _most_frequent(
    texts: pd.Index, keys: pd.Index, counts: NDArray[np.int64]
) -> tuple[pd.Index, dict[str, tuple[str, ...]]]:
    """Return for each text the most frequent one with the same key, and by those the others."""
    if keys.is_unique:
        return texts, {}
    groups, _ = pd.factorize(keys)
    own, different = pd.factorize(texts)
    rows = np.bincount(own, counts, len(different))
    group = np.zeros(len(different), dtype=np.intp)
    group[own] = groups
    order = np.argsort(-rows, kind="stable")
    best = order[np.unique(group[order], return_index=True)[1]]
    others: dict[str, tuple[str, ...]] = {}
    rarer = np.flatnonzero((best[group] != np.arange(len(different))) & (rows > 0))
    for name, text in zip(different[best[group[rarer]]], different[rarer], strict=True):
        others[str(name)] = (*others.get(str(name), ()), str(text))
    return pd.Index(different[best[groups]]), others
