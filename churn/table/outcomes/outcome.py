"""The outcome: which column says who has left, and which of its values mean so."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from churn.errors import ChoiceError, ChoiceName, DataError, listing, no_column, plural, quote
from churn.table.outcomes.findings import Outcome, explained
from churn.table.outcomes.levels import Levels, fractions, levels, most
from churn.table.outcomes.polarity import Polarity, judge
from churn.table.outcomes.targets import Choice, find
from churn.table.values import holds_nested

TWO: Final = 2


class Unclear(DataError):  # noqa: N818 - a question, not an error of anybody
    """Only a person knows who has left; the message asks, and names what answers it: target, positive, ignored.

    Attributes
    ----------
    candidates : tuple of str
        The columns that could say who has left, the likeliest first.
    target : str or None
        The one that does, or seems to; None where no column is likelier than others.
    asks_target : bool
        Whether it is the column that is asked for, or only what its values mean.
    levels : Levels or None
        The values of that column.
    positive, ignored : tuple of str
        The values that seem to mean left, and those that seem to mean neither.
    why : str
        What speaks for all this, as a sentence without its full stop.
    """

    def __init__(
        self, message: str, target: str | None, candidates: tuple[str, ...], levels: Levels | None = None,
        polarity: Polarity | None = None, *, why: str = "", asks_target: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.target, self.candidates, self.levels, self.asks_target = target, candidates, levels, asks_target
        self.positive, self.ignored = (polarity.positive, polarity.ignored) if polarity is not None else ((), ())
        self.why = why


def decide(
    raw: pd.DataFrame, target: str | None = None, positive: str | Sequence[str] | None = None,
    ignored: str | Sequence[str] | None = None,
) -> Outcome:  # fmt: skip
    """Find the outcome of a table.

    Parameters
    ----------
    raw : DataFrame
        A table as it was read.
    target : str, optional
        The outcome column; found by its name, its values and its place by default.
    positive : str or sequence of str, optional
        Its values for "has left"; by default what they, and the column's name, say.
    ignored : str or sequence of str, optional
        Its values for customers who are to be left out.

    Raises
    ------
    Unclear
        If somebody has to say which column it is, or what its values mean.
    DataError
        If there is none, or if it has no such value.
    """
    choice = _target(raw, target)
    if choice.target is None or not choice.sure:
        raise _which_column(raw, choice)
    name = choice.target
    values = levels(raw[name])
    if values is None or len(values.names) < TWO:
        fault = _no_outcome(raw[name], values)
        other = "If another column says who has left, name it as target."
        raise DataError(f"{fault} {other}") if target is None else ChoiceError("target", fault)
    chosen, out = _matched("positive", name, values, positive), _matched("ignored", name, values, ignored)
    if len(values.names) - len(out) < TWO:
        rest = listing(each for each in values.names if each not in out) or "no value"
        needed = "two are needed, one for leaving and one for staying"
        fault = f"Of column {quote(name)}, {rest} alone would not be left out; {needed}."
        raise ChoiceError("ignored", fault)
    polarity = judge(name, values)
    if not chosen:
        if not polarity.sure or out:
            raise _which_values(name, values, polarity, choice.candidates, out)
        chosen = polarity.positive
    negative = tuple(each for each in values.names if each not in chosen and each not in out)
    if both := {*chosen} & {*out}:
        raise ChoiceError("ignored", f"{listing(both)} of column {quote(name)} cannot both mean left and be left out.")
    if not negative:
        fault = f"No value of column {quote(name)} is left for customers who stayed: all of them mean left."
        raise ChoiceError("positive", fault)
    place = np.array([each in out for each in values.names] + [True])  # what is not known has the code -1
    known = ~place[values.codes]
    left = np.array([each in chosen for each in values.names] + [False], dtype=np.int8)
    y = left[values.codes] if known.all() else left[values.codes[known]]
    outcome = Outcome(name, chosen, negative, out, known, y, values)
    given = frozenset(word for word, value in (("target", target), ("positive", positive)) if value is not None)
    return explained(outcome, choice, polarity, given)


def _matched(choice: ChoiceName, name: str, values: Levels, given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return values as they stand in the column, in its order."""
    found = values.found(() if given is None else (given,) if isinstance(given, str) else map(str, given))
    absent = [each for each, value in found.items() if value is None]
    if absent:
        has = "has no value" if len(absent) == 1 else "has no values"
        fault = f"Column {quote(name)} {has} {listing(absent)}; its values are {listing(values.names)}."
        raise ChoiceError(choice, fault)
    return tuple(each for each in values.names if each in found.values())


def _target(raw: pd.DataFrame, target: str | None) -> Choice:
    if target is None:
        return find(raw)
    if target not in raw.columns:
        raise ChoiceError("target", no_column(target, list(raw.columns)))
    return Choice(target, sure=True, candidates=(target,))


def _which_column(raw: pd.DataFrame, choice: Choice) -> Unclear:
    asked = "Which column says who has left?"
    if choice.target is None:
        could = f"columns that it could be: {listing(choice.candidates)}"
        hint = could if choice.candidates else "no column has exactly two values"
        name = "None is" if len(choice.candidates) < TWO else "No single one is"
        answer = "Name it as target; a table without one has to be given one first."
        return Unclear(f"{asked} {name} clearly it; {hint}. {answer}", None, choice.candidates)
    values = levels(raw[choice.target])
    polarity = judge(choice.target, values) if values is not None else Polarity()
    either = f", and as positive what means left: {listing(values.names)}" if values is not None else ""
    positive = f" and positive {listing(polarity.positive)}" if polarity.positive else either
    name = quote(choice.target)
    message = f"{asked} {name} seems to: {choice.why}. If so, name target {name}{positive}."
    return Unclear(message, choice.target, choice.candidates, values, polarity, why=choice.why)


def _which_values(
    name: str, values: Levels, polarity: Polarity, candidates: tuple[str, ...], out: tuple[str, ...]
) -> Unclear:
    if len(values.names) == TWO:
        asked = f"Which value of {quote(name)} means that a customer has left: {listing(values.names)}?"
        answer = " Name it as positive."
    else:
        many = f"Column {quote(name)} (the target) has {len(values.names):,} different values ({listing(values.names)})"
        asked = f"{many}: which of them mean that a customer has left?"
        answer = " Name them as positive, and as ignored those of customers who are to be left out."
    if polarity.positive and polarity.why:
        left_out = f" and ignored {listing(polarity.ignored)}" if polarity.ignored else ""
        answer = f" {_sentence(polarity.why)}: if so, name positive {listing(polarity.positive)}{left_out}."
    if out:
        polarity = Polarity(tuple(each for each in polarity.positive if each not in out), out, polarity.why)
    why = _sentence(polarity.why)
    return Unclear(asked + answer, name, candidates, values, polarity, why=why, asks_target=False)


def _sentence(why: str) -> str:
    return why[:1].upper() + why[1:]


def _no_outcome(series: pd.Series, values: Levels | None) -> str:
    """Say why a column cannot be an outcome: it has one value, or too many, or what are no values."""
    where = f"Column {quote(series.name)} (the target)"
    needed = "an outcome says of every customer whether they left or stayed, in two values or a few"
    if holds_nested(series):
        return f"{where} holds lists or other nested values; {needed}."
    if pd.api.types.is_datetime64_any_dtype(series):
        return f"{where} holds dates; {needed}."
    known = series.dropna()
    if values is None and len(known):
        n = int(known.nunique())
        if fractions(series):
            return f"{where} holds numbers with fractions, {n:,} different ones; {needed}."
        return f"{where} has {n:,} different values, more than {most(series)}; {needed}."
    names = values.names if values is not None else ()
    one = plural(len(names), "different value") + (f" ({listing(names)})" if names else "")
    gaps = len(series) - sum(values.counts if values else ())
    blank = f" and {plural(gaps, 'row')} without" if gaps else ""
    needed = "exactly two are needed, one for leaving and one for staying"
    hint = " If a blank stands for the other, write it into the file: here it means not known."
    return f"{where} has {one}{blank}; {needed}.{hint if blank and names else ''}"
