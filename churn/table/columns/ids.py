"""Whether a column whose values hardly repeat is an id or an amount.

No single sign decides: the name, whether the numbers run on or ascend with the rows, how they are spread, how many
digits they have, and whether they tell leavers from stayers all count, in points for an id and against it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from churn.table.columns.names import POSTCODE_WORDS, names_an_amount, names_an_id, words
from churn.table.schema import Column

ROWS_TO_CALL_IT_AN_ID: Final = 20  # in a shorter table, values that all differ may well be chance
NEARLY_ALL: Final = 0.95  # different values as a share of the rows that have one
MOST: Final = 0.8  # texts of a shape
HALF: Final = 0.5  # the same for text that is nearly an id
POINTS_OF_AN_ID: Final = 2
CERTAIN: Final = 3  # so far from it, nobody needs to be asked
LOOKED_AT: Final = 20_000  # rows on which spread and use are judged
TEXTS_LOOKED_AT: Final = 200
LETTERS_LOOKED_AT: Final = 300  # of each
SEED: Final = 0

_E_MAIL: Final = re.compile(r"\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*")
_HASH: Final = re.compile(r"\s*\{?(?=\S*\d)[0-9a-fA-F]{8,}+(-[0-9a-fA-F]{4,}+){0,4}\}?\s*|\s*(?=\S*\d)[\w+/=-]{20,}\s*")
_PHONE: Final = re.compile(r"\s*\+?\(?\d[\d\s()/-]{5,}\d\s*")
_IBAN: Final = re.compile(r"\s*[A-Z]{2}\d{2}\s?[A-Z0-9]{4}[A-Z0-9 ]{7,26}\s*")
_CODE: Final = re.compile(r"\s*(?=\S*\d)[^\s]{2,40}\s*")
_SENTENCE: Final = re.compile(r"\s*\S+(\s+\S+){3,}\s*")
_SHAPES: Final = (
    ("e-mail addresses", _E_MAIL), ("phone numbers", _PHONE), ("account numbers", _IBAN), ("random codes", _HASH),
    ("free text", _SENTENCE), ("codes", _CODE),
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What a column whose values hardly repeat is taken for.

    Attributes
    ----------
    is_id : bool
        Whether it numbers or names the customers.
    why : str
        The signs that decided, in words.
    certain : bool
        Whether the other reading is far off.
    """

    is_id: bool
    why: str
    certain: bool = True


def hardly_repeats(column: Column, rows: int) -> bool:
    """Say whether nearly every row that has a value has its own: one repeat is allowed in the shortest table."""
    present = rows - column.missing
    if rows < ROWS_TO_CALL_IT_AN_ID or present < ROWS_TO_CALL_IT_AN_ID or not (column.levels or column.integer):
        return False
    return column.distinct >= NEARLY_ALL * present or present - column.distinct <= 1


def nearly_an_id(column: Column, rows: int) -> bool:
    """Say whether text repeats so little that a model would learn single customers."""
    return column.kind == "category" and rows >= ROWS_TO_CALL_IT_AN_ID and column.distinct >= HALF * rows


def judge_text(name: str, levels: Sequence[str], *, hardly: bool) -> Judged | None:
    """Judge text of which at least half of the values are different.

    Parameters
    ----------
    name : str
        Of the column.
    levels : sequence of str
        The different values.
    hardly : bool
        Whether it hardly repeats.

    Returns
    -------
    Judged or None
        None if it may be a category with very many levels.
    """
    shape = shape_of(levels)
    what = f"{shape}, " if shape else ""
    if hardly:
        return Judged(is_id=True, why=f"{what}nearly every row has its own")
    if shape not in (None, "codes") or (shape == "codes" and names_an_id(name)):
        return Judged(is_id=True, why=f"{what}most rows have their own", certain=False)
    return None


def shape_of(levels: Sequence[str]) -> str | None:
    """Say what texts look like, in words; None where it is nothing special."""
    some = [text[:LETTERS_LOOKED_AT] for text in levels[:: max(1, len(levels) // TEXTS_LOOKED_AT)]]
    return next((what for what, shape in _SHAPES if _most(shape, some)), None)


def _most(shape: re.Pattern[str], texts: Sequence[str]) -> bool:
    return sum(shape.fullmatch(text) is not None for text in texts) >= MOST * len(texts)


def judge_numbers(name: str, values: NDArray[np.float64], y: NDArray[np.int8] | None) -> Judged:
    """Judge whole numbers of which nearly every row has its own.

    Parameters
    ----------
    name : str
        Of the column.
    values : ndarray, shape (n,)
        In the order of the rows, none missing.
    y : ndarray of int8, shape (n,), optional
        1 where the customer has left.
    """
    signs = [*_signs(name, _Numbers(values, y))]
    points = sum(each for each, _ in signs)
    is_id = points >= POINTS_OF_AN_ID
    said = [words for each, words in sorted(signs, key=lambda sign: -abs(sign[0])) if words and (each > 0) == is_id]
    why = ", ".join(dict.fromkeys(said)) or ("hardly a value comes twice" if is_id else "nothing else speaks for an id")
    return Judged(is_id, why, certain=abs(points - POINTS_OF_AN_ID) >= CERTAIN)


@dataclass(frozen=True, eq=False)
class _Numbers:
    """Whole numbers that hardly repeat, in the order of the rows, and the outcomes."""

    values: NDArray[np.float64]
    y: NDArray[np.int8] | None

    @cached_property
    def some(self) -> NDArray[np.intp]:
        n = len(self.values)
        return (
            np.arange(n) if n <= LOOKED_AT else np.sort(np.random.default_rng(SEED).choice(n, LOOKED_AT, replace=False))
        )

    @cached_property
    def sorted(self) -> NDArray[np.float64]:
        return np.sort(self.values[self.some])

    @cached_property
    def low(self) -> float:
        return float(self.values.min())

    @cached_property
    def high(self) -> float:
        return float(self.values.max())

    @cached_property
    def step(self) -> float:
        """The largest number that divides all distances; 1 for numbers too large to know."""
        if self.high - self.low >= 2**53:
            return 1.0
        return float(max(1, np.gcd.reduce((self.values - self.low).astype(np.int64))))

    @property
    def runs(self) -> bool:
        """Whether hardly a number between the first and the last is left out."""
        return (self.high - self.low) / self.step + 1 <= len(self.values) / NEARLY_ALL

    @property
    def ascends(self) -> float:
        """Return which share of the rows have a higher number than the row before, or a lower one."""
        steps = np.sign(np.diff(self.values))
        return float(max((steps > 0).mean(), (steps < 0).mean()))

    @property
    def width(self) -> int:
        """The number of digits if all have as many, else 0."""
        low, high = len(f"{self.low:.0f}"), len(f"{self.high:.0f}")
        return low if low == high and self.low >= 0 else 0

    def place(self, share: float) -> float:
        """Return where a quantile lies between the lowest and the highest, 0 to 1."""
        return (float(np.quantile(self.sorted, share)) - self.low) / max(self.high - self.low, 1.0)

    def round_by(self, base: int) -> float:
        """Return which share of the numbers can be divided by a power of ten."""
        return float((self.sorted % base == 0).mean())

    @cached_property
    def roc_auc(self) -> float:
        """How well the number ranks leavers against stayers, 0.5 to 1; 0.5 where chance may do the same."""
        if self.y is None:
            return 0.5
        y = self.y[self.some]
        left, stayed = int(y.sum()), int(len(y) - y.sum())
        if not left or not stayed:
            return 0.5
        ranks = rankdata(self.values[self.some])
        area = (ranks[y == 1].sum() - left * (left + 1) / 2) / (left * stayed)
        chance = np.sqrt((left + stayed + 1) / (12 * left * stayed))
        return 0.5 + abs(area - 0.5) if abs(area - 0.5) > SURE * chance else 0.5


CHANCE: Final = 0.5
SURE: Final = 4.5  # standard errors
STRONG: Final = 0.65  # ROC AUC of a number that the model would miss
ASCENDING: Final = 0.95
LONG: Final = 5  # digits of a number that hardly measures anything, if all have as many
HUGE: Final = 1e9  # nobody counts so far
SMALL: Final = 1_000
ONE_PREFIX: Final = 2.0  # highest over lowest number
MANY_SCALES: Final = 50.0
MIDDLE: Final = 0.7  # share of a bell's values in the middle half of its range; of evenly spread ones it is 0.5
TAIL: Final = 3.0  # how much longer than the other
ROUND: Final = ((10, 0.25), (100, 0.06), (1000, 0.03))


def _signs(name: str, numbers: _Numbers) -> Iterator[tuple[float, str]]:
    """Give what speaks for an id, in points, with words; against it, points are negative."""
    ascends, running = numbers.ascends, numbers.runs
    if not POSTCODE_WORDS.isdisjoint(words(name)):
        yield -4, "its name says a postcode"
    elif names_an_id(name):
        yield 7, "its name says so"
    elif names_an_amount(name):
        yield -8, "its name says an amount"
    if running:
        yield 6, f"they run from {numbers.low:.0f} to {numbers.high:.0f}"
    if ascends == 1:
        yield 3, "they ascend or descend with the rows"
    elif ascends >= ASCENDING:
        yield 2, "they nearly ascend or descend with the rows"
    if numbers.low < 0:
        yield -5, "some are negative"
    if numbers.roc_auc > CHANCE and not (running or ascends >= ASCENDING):
        yield -6 if numbers.roc_auc >= STRONG else -2, f"alone they rank leavers with ROC AUC {numbers.roc_auc:.3f}"
    if not running:
        yield from _signs_of_spread(numbers)


def _signs_of_spread(numbers: _Numbers) -> Iterator[tuple[float, str]]:
    if numbers.width >= LONG:
        yield 2, f"all have {numbers.width} digits"
    if numbers.sorted[len(numbers.sorted) // 2] >= HUGE:
        yield 3, f"they have about {len(f'{numbers.high:.0f}')} digits"
    if numbers.width > LONG and numbers.high <= ONE_PREFIX * numbers.low:
        yield 3, "all begin alike"
        return
    if numbers.high < SMALL:
        yield -2, "they are small"
    middle = float(((numbers.sorted - numbers.low) / max(numbers.high - numbers.low, 1) // 0.25 % 3 > 0).mean())
    first, half, last = (numbers.place(share) for share in (0.01, 0.5, 0.99))
    tail, head = last - half, half - first
    if tail > TAIL * head or head > TAIL * tail:
        yield -4, "a few are far larger than most" if tail > head else "a few are far smaller than most"
    elif middle >= MIDDLE:
        yield -4, "most lie around a middle"
    elif numbers.ascends < ASCENDING:
        yield 1, "they are spread evenly"
    if numbers.low >= 0 and np.quantile(numbers.sorted, 0.95) > MANY_SCALES * max(np.quantile(numbers.sorted, 0.05), 1):
        yield -2, "small and large ones are mixed"
    if any(numbers.round_by(base) >= share for base, share in ROUND if numbers.step % 10):
        yield -4, "many are round"
