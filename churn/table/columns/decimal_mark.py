"""Point or comma: what stands before the decimals of a column's numbers, where 1.224 may be either."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.table.columns.units import Unit
from churn.table.columns.written_numbers import WrittenNumbers, parse

DecimalMark = Literal["", ".", ","]

A_GROUP: Final = 1_000  # below it, numbers with thousands separators have none
ROUND: Final = 0.25  # of numbers without other evidence that end in 0: more than decimals do by chance
SAMPLE: Final = 200  # different values of another column that are looked at
SAMPLE_ROWS: Final = 1_000


@dataclass(frozen=True)
class Mark:
    """What the rest of a file says about its decimal mark.

    Attributes
    ----------
    certain : {"", ".", ","}
        The mark of another column whose numbers can be read in one way only.
    column : str
        That column.
    file : {"", ".", ","}
        What is usual in files of this kind.
    """

    certain: DecimalMark = ""
    column: str = ""
    file: DecimalMark = ""


@dataclass(frozen=True)
class TwoReadings:
    """A text that is two numbers, depending on the decimal mark.

    Attributes
    ----------
    text : str
        As it is written.
    point, comma : float
        What it is with a decimal point, with a decimal comma.
    """

    text: str
    point: float
    comma: float


@dataclass(frozen=True)
class Decided:
    """The decimal mark of a column.

    Attributes
    ----------
    mark : {"", ".", ","}
        Empty where it makes no difference.
    example : TwoReadings or None
        A value that the mark decides about; None where all can be read in one way only.
    certain : bool
        Whether the column itself, its unit or another column leaves no doubt.
    because : str
        What decided, in words; empty where that goes without saying.
    """

    mark: DecimalMark
    example: TwoReadings | None = None
    certain: bool = True
    because: str = ""


def decide(
    levels: pd.Index,
    parsed: WrittenNumbers,
    rows: NDArray[np.int64],
    unit: Unit,
    mark: Callable[[], Mark] = Mark,
) -> Decided:
    """Find the decimal mark of a column: by its own values, its unit, the other columns, else by what is likelier.

    Parameters
    ----------
    levels : Index of str, length k
        The different values.
    parsed : WrittenNumbers
        What they are.
    rows : ndarray of int64, shape (k,)
        How often each occurs; 0 for what is not to be looked at.
    unit : Unit
        Of the column.
    mark : callable
        Returns what the other columns say; called only where it is needed.
    """
    used = rows > 0
    with_point, with_comma = used & ~np.isnan(parsed.point), used & ~np.isnan(parsed.comma)
    votes = {".": int(rows[with_point & ~with_comma].sum()), ",": int(rows[with_comma & ~with_point].sum())}
    open_ones = np.flatnonzero(with_point & with_comma & (parsed.point != parsed.comma))
    own: DecimalMark = "" if not any(votes.values()) else "." if votes["."] >= votes[","] else ","
    if not len(open_ones):
        return Decided(own)
    first = int(open_ones[np.argmax(rows[open_ones])])
    example = TwoReadings(str(levels[first]), float(parsed.point[first]), float(parsed.comma[first]))
    if own:
        return Decided(own, example, certain=not all(votes.values()))
    written: DecimalMark = "," if "," in example.text else "."
    if unit.currency:
        return Decided(_other(written), example, because="money has no three decimals")
    if unit.name == "%":
        return Decided(written, example, because="percentages have no thousands")
    rest = mark()
    plain = np.abs(parsed.point[used & (parsed.point == parsed.comma)])
    rounded = np.mean([text.rstrip().endswith("0") for text in levels[open_ones[:SAMPLE_ROWS]]])
    groups = len(plain) > 0 and bool(plain.max() < A_GROUP)  # 947 beside 1.224 has no decimals
    if rest.certain and not (groups and rounded and rest.certain == written):
        return Decided(rest.certain, example, because=f"as in column “{rest.column}”")
    thousands = groups if len(plain) else rounded >= ROUND or rest.file not in ("", written)
    return Decided(_other(written) if thousands else written, example, certain=False)


def _other(mark: DecimalMark) -> DecimalMark:
    return "." if mark == "," else ","


def mark_of(frame: pd.DataFrame, file: DecimalMark) -> Mark:
    """Look for a column whose numbers have decimals beyond doubt.

    Parameters
    ----------
    frame : DataFrame
        A table as it was read.
    file : {"", ".", ","}
        The decimal mark by which its numbers were read; empty for a file that has types.
    """
    for name, column in frame.items():
        if column.dtype == np.dtype("float64"):
            some = column.to_numpy()[:SAMPLE_ROWS]
            if file and bool((np.isfinite(some) & (some % 1 != 0)).any()):
                return Mark(file, str(name), file)
        elif isinstance(column.dtype, pd.CategoricalDtype) and pd.api.types.is_string_dtype(column.cat.categories):
            levels = column.cat.categories[:SAMPLE]
            parsed = parse(levels)
            found = decide(levels, parsed, (parsed.unit >= 0).astype(np.int64), Unit())
            if found.mark and found.certain:
                return Mark(found.mark, str(name), file)
    return Mark(file=file)
