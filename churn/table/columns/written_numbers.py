"""Texts taken apart as numbers: sign, digits and unit, and what the digits are by a decimal point and by a comma.

Done for all texts at once, by Arrow's regular expressions: a million texts cost about a second.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from churn.table.columns.units import BEFORE
from churn.table.formats.codes import DIGITS

_SPACES: Final = r"[\s\x{85}\x{A0}\x{1680}\x{2000}-\x{200B}\x{202F}\x{205F}\x{2060}\x{3000}\x{FEFF}]+"
_MINUS: Final = r"[\x{2010}-\x{2015}\x{2212}\x{FE63}\x{FF0D}]"
_APOSTROPHES: Final = r"[\x{2018}\x{2019}\x{B4}\x{2BC}`]"
_FULL_WIDTH: Final = r"[\x{FF01}-\x{FF5E}\x{FFE5}\x{FFE1}]"

_NUMBER: Final = (
    r"^(?P<open>\()? ?(?P<sign>[-+])? ?(?P<before>" + BEFORE + r")? ?(?P<inner>[-+(])? ?"
    r"(?P<digits>[.,]?[0-9](?:[0-9., '_]*[0-9])?)(?P<exponent>[eE][-+]?[0-9]{1,3})?(?P<tail>[.,]-{0,2}|/-)?"
    r"(?P<gap> ?)(?P<after>[^0-9\s.,()+'_-][^0-9()]{0,23}?)?(?P<behind> ?-)?(?P<close> ?\))?$"
)
_GROUPS: Final = r"[1-9][0-9]{0,2}(?:(?:X[0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:_[0-9]{3})+)"
_LAKHS: Final = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"  # 12,34,567 as in India
_POINT: Final = rf"^(?:[0-9]+|{_GROUPS.replace('X', ',')}|{_LAKHS})?(?:\.[0-9]+)?$"
_COMMA: Final = rf"^(?:[0-9]+|{_GROUPS.replace('X', '[.]')})?(?:,[0-9]+)?$"
_CODE: Final = f"^(?:{DIGITS})$"
_PHONE: Final = r"^[0-9]{9,}$|^[0-9]+(?: [0-9]{3})+$"  # behind a plus sign
_ADDRESS: Final = r"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$"


@dataclass(frozen=True, eq=False)
class WrittenNumbers:
    """Texts as numbers; every array has one entry a text.

    Attributes
    ----------
    point, comma : ndarray of float64
        What it is where the decimal mark is a point, or a comma; NaN where it is no number then.
    unit : ndarray of int64
        The place of its unit in `units`; -1 where it is no number.
    units : tuple of (str, bool, str)
        What stands before the digits, whether there is a space behind them, and what stands there.
    code : ndarray of bool
        Digits that begin with a zero, as in 0123, or are more than a float holds, and phone numbers: names, though
        they could be numbers.
    address : ndarray of bool
        Four numbers with points between, as in 192.168.100.200.
    """

    point: NDArray[np.float64]
    comma: NDArray[np.float64]
    unit: NDArray[np.int64]
    units: tuple[tuple[str, bool, str], ...]
    code: NDArray[np.bool_]
    address: NDArray[np.bool_]


def as_arrow(texts: pd.Index | list[str]) -> pa.Array:
    """Return texts as Arrow's; what is no valid Unicode is marked as such."""
    try:
        array = pa.array(texts, pa.string(), from_pandas=True)
        return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    except (UnicodeEncodeError, pa.ArrowException):
        return pa.array([str(text).encode(errors="replace").decode() for text in texts], pa.string())


def tidied(texts: pa.Array) -> pa.Array:
    """Return texts with one kind of space, minus and apostrophe, without spaces at the ends."""
    if not pc.all(pc.string_is_ascii(texts)).as_py():
        wide = pc.match_substring_regex(texts, _FULL_WIDTH)
        texts = pc.if_else(wide, pc.utf8_normalize(texts, form="NFKC"), texts)
        for pattern, plain in ((_SPACES, " "), (_MINUS, "-"), (_APOSTROPHES, "'")):
            texts = pc.replace_substring_regex(texts, pattern, plain)
    return pc.utf8_trim_whitespace(texts)


def parse(texts: pd.Index | list[str]) -> WrittenNumbers:
    """Take texts apart.

    Examples
    --------
    >>> parsed = parse(["$1,224.50", "(1.224)", "7 GB", "basic"])
    >>> parsed.point.tolist(), parsed.comma.tolist()
    ([1224.5, -1.224, 7.0, nan], [nan, -1224.0, 7.0, nan])
    >>> [parsed.units[place] for place in parsed.unit[:3]]
    [('$', False, ''), ('', False, ''), ('', True, 'GB')]
    """
    plain = pc.replace_substring_regex(tidied(as_arrow(texts)), "^'", "")  # as spreadsheets mark text
    parts = _Parts(pc.extract_regex(plain, _NUMBER))
    digits = parts["digits"]
    opened = pc.or_(parts.has("open"), pc.equal(parts["inner"], "("))
    valid = pc.fill_null(pc.equal(opened, parts.has("close")), False)  # noqa: FBT003 - Arrow's way to name a value
    ends = {mark: pc.invert(pc.starts_with(parts["tail"], mark)) for mark in ".,"}  # 1.200,- has no decimal point
    negative = opened
    for place in ("sign", "inner"):
        negative = pc.or_(negative, pc.equal(parts[place], "-"))
    negative = _mask(pc.or_(negative, parts.has("behind")))
    point = _values(digits, parts["exponent"], _POINT, "[, '_]", pc.and_(pc.and_(valid, ends[","]), _fits(parts, ",")))
    comma = _values(digits, parts["exponent"], _COMMA, "[. '_]", pc.and_(pc.and_(valid, ends["."]), _fits(parts, ".")))
    unit, units = _units(parts, ~(np.isnan(point) & np.isnan(comma)))
    bare = pc.and_(pc.and_(pc.equal(parts["before"], ""), pc.equal(parts["after"], "")), valid)
    phone = pc.and_(pc.equal(parts["sign"], "+"), pc.match_substring_regex(digits, _PHONE))
    code = _mask(pc.and_(bare, pc.or_(phone, pc.match_substring_regex(digits, _CODE))))
    address = _mask(pc.and_(bare, pc.match_substring_regex(digits, _ADDRESS)))
    sign = np.where(negative, -1.0, 1.0)
    return WrittenNumbers(point * sign, comma * sign, unit, units, code, address)


class _Parts:
    """The parts of all texts, by name."""

    def __init__(self, parts: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        self._parts = dict(zip([field.name for field in parts.type], parts.flatten(), strict=True))

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        return self._parts[name]

    def has(self, name: str) -> Any:  # noqa: ANN401
        return pc.not_equal(self._parts[name], "")


def _fits(parts: _Parts, grouping: str) -> Any:  # noqa: ANN401
    """Say where there may be groups of three digits: not beside an exponent, which no person writes."""
    grouped = pc.match_substring(parts["digits"], grouping)
    return pc.invert(pc.and_(parts.has("exponent"), grouped))


def _values(digits: Any, exponent: Any, pattern: str, grouping: str, valid: Any) -> NDArray[np.float64]:  # noqa: ANN401
    """Return the numbers, NaN where the digits do not have the form or are too many."""
    fits = pc.and_(valid, pc.match_substring_regex(digits, pattern))
    plain = pc.replace_substring(pc.replace_substring_regex(digits, grouping, ""), ",", ".")
    written = pc.binary_join_element_wise(plain, exponent, "")
    numbers = pc.if_else(fits, written, pa.scalar(None, pa.string())).cast(pa.float64())
    values = np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
    return np.where(np.isinf(values), np.nan, values)  # 1e999 is more than a number holds


def _units(parts: _Parts, number: NDArray[np.bool_]) -> tuple[NDArray[np.int64], tuple[tuple[str, bool, str], ...]]:
    written = pc.binary_join_element_wise(parts["before"], parts["gap"], pc.utf8_trim_whitespace(parts["after"]), "\t")
    encoded = written.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    split = [text.split("\t") for text in encoded.dictionary.to_pylist()]
    units = tuple((before, bool(gap), after) for before, gap, after in split)
    return np.where(number, np.nan_to_num(codes, nan=-1), -1).astype(np.int64), units


def _mask(condition: Any) -> NDArray[np.bool_]:  # noqa: ANN401
    return np.asarray(pc.fill_null(condition, False).to_numpy(zero_copy_only=False), dtype=bool)  # noqa: FBT003
