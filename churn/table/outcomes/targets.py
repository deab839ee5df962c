"""Which column says who has left: found by what its name means, by its values, and by its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from churn.table.outcomes import vocabulary
from churn.table.outcomes.levels import MAX_CODES, Levels, levels

TWO: Final = 2
_OTHER_OUTCOMES: Final = ("event", "gain")


@dataclass(frozen=True)
class Choice:
    """The column that says who has left, as far as that is clear.

    Attributes
    ----------
    target : str or None
        The column; None where nothing speaks for one more than for others.
    why : str
        What speaks for it, as the end of a sentence.
    sure : bool
        Whether that is enough to take it without asking.
    candidates : tuple of str
        The columns that it could be, the likeliest first; where it is sure, only those that were looked at.
    """

    target: str | None
    why: str = ""
    sure: bool = False
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Column:
    name: str
    meaning: vocabulary.Meaning
    levels: Levels
    last: bool

    @property
    def both(self) -> bool:
        """Whether it has a value for those who left and one for those who stayed."""
        return bool(self.levels.saying("left") and self.levels.saying("stayed"))

    @property
    def two(self) -> bool:
        return len(self.levels.names) == TWO

    @property
    def certain(self) -> bool:
        """Whether its values say in so many words who has left."""
        sure = [self.levels.senses[name].sure for name in self.levels.saying("left")]
        return self.both and any(sure)

    @property
    def rank(self) -> int:
        """How much speaks for it: 3 and 2 are enough, 1 is worth a proposal, 0 is possible only."""
        sense, about = self.meaning.sense, self.meaning.about
        if about:
            return 0
        if sense == "left":
            told = self.both or (self.two and not self.meaning.aside)
            return 3 if told and self.meaning.sure else 2 if told or self.meaning.sure else 1
        if self.certain or (self.both and sense in ("state", "outcome")):
            return 2
        if sense == "outcome" and self.meaning.sure and self.two:
            return 2
        if sense in _OTHER_OUTCOMES or (sense == "state" and self.meaning.sure and self.levels.saying("left")):
            return int(len(self.levels.names) <= MAX_CODES)
        called = sense == "stayed" or (sense in ("outcome", "state") and (self.last or self.meaning.sure))
        worth = self.both or self.levels.saying("left") or called
        return int(self.two and bool(worth))

    @property
    def possible(self) -> bool:
        """Whether it could say who has left at all: it has two values, or a few and a name for it."""
        return self.two or self.rank > 0 or (self.meaning.sense != "" and not self.meaning.about)

    @property
    def likeliness(self) -> tuple[int, int]:
        """How much speaks for it beside others: its rank, then what its name, its values and its place say."""
        sense, sure = self.meaning.sense, self.meaning.sure
        named = (
            (sense in ("left", "stayed") and not self.meaning.aside)
            or (sense != "" and sure)
            or (sense == "outcome" and self.last)
        )
        placed = self.last and (self.two or sense != "")
        return self.rank, 2 * named + (self.levels.yes_or_no is not None) + placed

    @property
    def why(self) -> str:
        """What speaks for it, as the end of a sentence."""
        sense = self.meaning.sense
        named = {
            "left": "its name says who has left", "stayed": "its name says who has stayed",
            **dict.fromkeys(("outcome", "state", *_OTHER_OUTCOMES), "outcomes are often called so"),
        }.get(sense, "")  # fmt: skip
        left = self.levels.saying("left")
        told = f"its value “{left[0]}” means left" if left else "it has two values" if self.two else ""
        place = "it is the last column" if self.last and self.rank < TWO else ""
        reasons = [each for each in (named, told, place) if each]
        return " and ".join([", ".join(reasons[:-1]), reasons[-1]] if len(reasons) > 1 else reasons)


def find(frame: pd.DataFrame) -> Choice:
    """Find the column that says who has left.

    Parameters
    ----------
    frame : DataFrame
        A raw table, as `churn.table.reading.read` returns it.
    """
    told = [name for name in frame.columns if _tells(vocabulary.of_column(str(name)))]
    named = _columns(frame, told)  # values are looked at where names say nothing only: most tables are wide
    best = [each for each in named if each.rank > 1]
    if best:
        return _chosen(_of_highest_rank(best), best)
    others = _columns(frame, (name for name in frame.columns if name not in told))
    columns = sorted([*named, *others], key=lambda each: each.likeliness, reverse=True)
    plain = [name for name in told if vocabulary.of_column(str(name)) == vocabulary.Meaning("left", sure=True)]
    if len(plain) == 1 and not any(each.rank for each in columns):  # its values are no outcome: better say so
        return Choice(str(plain[0]), "its name says who has left", sure=True, candidates=(str(plain[0]),))
    likeliest = [each for each in columns if each.rank and each.likeliness == columns[0].likeliness]
    return _chosen(likeliest, columns)


def _tells(meaning: vocabulary.Meaning) -> bool:
    return meaning.sense == "left" or (meaning.sense == "outcome" and meaning.sure)


def plausible(frame: pd.DataFrame) -> tuple[str, ...]:
    """Name all columns that could say who has left, in the order of the table."""
    return tuple(each.name for each in _columns(frame, frame.columns) if each.possible)


def _columns(frame: pd.DataFrame, names: Iterable[object]) -> list[_Column]:
    last = str(frame.columns[-1])
    read = ((str(name), levels(frame[name])) for name in names)
    columns = (_Column(name, vocabulary.of_column(name), each, name == last) for name, each in read if each)
    return [each for each in columns if len(each.levels.names) > 1]


def _of_highest_rank(columns: list[_Column]) -> list[_Column]:
    highest = max((each.rank for each in columns), default=0)
    return [each for each in columns if each.rank == highest] if highest else []


def _chosen(best: list[_Column], columns: list[_Column]) -> Choice:
    """Choose one of several of equal rank if all say the same of every customer, or if only one has two values."""
    candidates = tuple(each.name for each in columns if each.possible)
    if len(best) > 1 and sum(each.two for each in best) == 1:
        best = [each for each in best if each.two]
    if not best or not all(each.levels.same_as(best[0].levels) for each in best[1:]):
        return Choice(None, candidates=candidates)
    first = min(best, key=lambda each: each.meaning.sense != "outcome")
    return Choice(first.name, first.why, first.rank > 1, candidates)
