"""Which values of the outcome mean that a customer has left, and which say neither."""

from dataclasses import dataclass

from churn.table.outcomes import vocabulary
from churn.table.outcomes.levels import Levels


@dataclass(frozen=True)
class Polarity:
    """What the values of an outcome mean, as far as that is clear.

    Attributes
    ----------
    positive, ignored : tuple of str
        The values that mean left, and those that say neither; none where nothing speaks for any.
    why : str
        What speaks for it, as a sentence without its full stop; empty where nothing does.
    sure : bool
        Whether that is enough to take it without asking.
    worded : bool
        Whether the values themselves say who has left.
    """

    positive: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    why: str = ""
    sure: bool = False
    worded: bool = False


def judge(target: str, levels: Levels) -> Polarity:
    """Judge the values of an outcome by what they say, and by what its name says of a yes."""
    left, stayed, new = levels.saying("left"), levels.saying("stayed"), levels.saying("new")
    if len(levels.names) > 2:
        return _of_many(levels, left, stayed, new) if left or stayed else _of_yes_no_and_others(target, levels)
    if len(left) == 1:
        why = f"“{left[0]}” means left"
        return Polarity(left, (), why, sure=not new, worded=bool(stayed))
    if len(stayed) == 1 and not left:
        other = tuple(name for name in levels.names if name not in stayed)
        return Polarity(other, (), f"“{stayed[0]}” means stayed", worded=True)
    return _of_yes_and_no(target, levels) if levels.yes_or_no else Polarity()


def _of_many(levels: Levels, left: tuple[str, ...], stayed: tuple[str, ...], new: tuple[str, ...]) -> Polarity:
    if not left or not stayed:
        return Polarity(left, new)
    rest = tuple(name for name in levels.names if name not in left and name not in stayed)
    return Polarity(left, rest, f"{_named(left)} {_means(left)} left, {_named(stayed)} {_means(stayed)} stayed")


def _of_yes_no_and_others(target: str, levels: Levels) -> Polarity:
    """Judge a yes and a no in several writings, or with a word beside them; not numbers that go on."""
    yes, no, sense = levels.saying("yes"), levels.saying("no"), vocabulary.of_column(target).sense
    rest = tuple(name for name in levels.names if name not in (*yes, *no))
    if not yes or not no or sense not in ("left", "stayed") or any(name.isdigit() for name in rest):
        return Polarity((), levels.saying("new"))
    means = f"by its name, {_named(yes)} {_means(yes)} {sense}"
    return Polarity(yes if sense == "left" else no, rest, means)


def _of_yes_and_no(target: str, levels: Levels) -> Polarity:
    yes, no = levels.yes_or_no or ("", "")
    meaning = vocabulary.of_column(target)
    if meaning.sense == "stayed":
        return Polarity((no,), (), f"by its name, “{yes}” means stayed")
    if meaning.sense == "left":
        return Polarity((yes,), (), f"by its name, “{yes}” means left", sure=not meaning.about)
    if meaning.sense == "outcome" and meaning.sure:
        return Polarity((yes,), (), f"“{yes}” is what a column of this name is about", sure=True)
    rare = levels.counts[levels.names.index(yes)] <= levels.counts[levels.names.index(no)]
    if meaning.sense in ("outcome", "event") and rare:
        return Polarity((yes,), (), f"“{yes}” is what a column of this name is about")
    return Polarity()


def _named(values: tuple[str, ...]) -> str:
    return " and ".join(f"“{value}”" for value in values)


def _means(values: tuple[str, ...]) -> str:
    return "means" if len(values) == 1 else "mean"
