"""Sentences about a search: how far it is, what it has found, and whether that is better than the defaults."""

from collections.abc import Sequence
from typing import Final

from churn.errors import capitalized, enumerated, plural
from churn.model.run import RunSpec
from churn.model.setting import Setting
from churn.scores.comparison import Difference
from churn.scores.metrics import METRICS
from churn.show.formats import between, duration, lower_first
from churn.show.formats import score as written
from churn.show.uncertainty import side_by_side, told_from_zero
from churn.tuning.default_words import written as written_out
from churn.tuning.fits import Where
from churn.tuning.fresh import FreshScores
from churn.tuning.names import changed
from churn.tuning.search import Search
from churn.tuning.space import Space
from churn.tuning.trial import Trial

FEWEST_FOR_RANK: Final = 3  # settings that are put in an order
_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
_SAME: Final = 1e-9  # a difference below it is none
_TEENS: Final = range(11, 14)
VALIDATION: Final = "the validation customers"
NO_TRIAL: Final = "No trial has a score yet."
NOTHING_ELSE: Final = "Nothing better than the defaults was found, so the fresh splits have nothing to compare."
FLATTERED: Final = (
    "The fresh splits cut the training and validation customers anew; the test customers play no part. The search has"
    " chosen by some of the same customers, so a lead here is still a little flattering."
)


def settings(space: Space, spec: RunSpec) -> str:
    """Name what was searched of some settings.

    Examples
    --------
    >>> settings(Space.around(RunSpec()), RunSpec())
    'depth 4, learning rate 0.1, L2 3'
    """
    return ", ".join(each.setting.named(getattr(spec.model, each.name)) for each in space.dimensions)


def where(of: Where) -> str:
    """Say what does the fits.

    Examples
    --------
    >>> where(Where(1, 2)), where(Where(4, 4, "tcp://scheduler:8786"))
    ('on this machine, 2 cores', 'on the Dask cluster at tcp://scheduler:8786, 4 workers, 4 cores')
    """
    cores = plural(of.cores, "core")
    if of.address is None:
        return f"on this machine, {cores}"
    return f"on the Dask cluster at {of.address}, {plural(of.workers, 'worker')}, {cores}"


def progress(search: Search) -> str:
    """Say how far a search is, how long the rest takes, and what is best so far."""
    done, allowed = search.done, search.budget.trials
    said = plural(done, "trial") if allowed is None else f"{done:,} of {plural(allowed, 'trial')}"
    if search.eta is not None:
        said += f", about {duration(search.eta)} left"
    best = search.best
    if best is None:
        return said
    return f"{said}; best so far {written(best.value)} ({settings(search.space, search.spec_of(best))})"


def judges(search: Search) -> str:
    """Name the customers by whom a search compares settings."""
    return f"{plural(search.folds, 'fold')} of a cross-validation" if search.folds else VALIDATION


def failures(trials: Sequence[Trial]) -> list[str]:
    """Say how many trials have no score and why; nothing where all have one.

    Examples
    --------
    >>> failures([Trial({}, 0.3), Trial({}, None, "failed", reason="Everybody has left.")])
    ['1 of 2 trials has no score. Everybody has left.']
    """
    without = [each for each in trials if each.state in {"failed", "pruned"}]
    if not without:
        return []
    reasons = list(dict.fromkeys(each.reason for each in without if each.reason))
    has = "has" if len(without) == 1 else "have"
    return [" ".join([f"{len(without):,} of {plural(len(trials), 'trial')} {has} no score.", *reasons[:1]])]


def found(search: Search) -> list[str]:
    """Say what a search has found: its best, the defaults, and what lies at an edge."""
    best, defaults = search.best, search.defaults
    if best is None:
        return [NO_TRIAL, *failures(search.trials)]
    spec, name = search.spec_of(best), lower_first(METRICS[search.score.name].label)
    tried = plural(sum(each.scored for each in search.trials), "trial")
    if spec == search.space.defaults:
        named = capitalized(_named(spec))
        said = f"{named} {'is' if changed(spec) else 'are'} the best of {tried}: {name} {written(best.value)}"
        return [f"{said} on {judges(search)}.", *failures(search.trials)]
    told = f"{_article(name)} {name} of {written(best.value)}"
    if defaults is not None and defaults.value is not None and best.value is not None:
        own, others = side_by_side((best.value, defaults.value))
        theirs = _named(search.space.defaults)
        has = "has" if changed(search.space.defaults) else "have"
        told = f"{_article(name)} {name} of {own}, where {theirs} {has} {others}"
    said = f"The best of {tried} on {judges(search)}: {settings(search.space, spec)}, with {told}."
    many = sum(each.scored for each in search.trials) > 1
    flattered = ["It was chosen as the best of many by the same customers who score it, which flatters it."]
    return [said, *flattered * many, *edges(search.space, spec), *_all_trees(search, best), *failures(search.trials)]


def edges(space: Space, spec: RunSpec) -> list[str]:
    """Say which of the found settings lie at the edge of what was tried."""
    told = [_at_edge(each.setting, getattr(spec.model, each.name), each.values[-1]) for each in space.edges(spec)]
    if not told:
        return []
    return [f"At the edge of what was tried: {enumerated(told)}. Better ones may lie beyond."]


def _all_trees(search: Search, best: Trial) -> list[str]:
    most = search.spec.learner.steps(search.spec_of(best).model)
    if best.trees != most or most == 1:
        return []
    return [f"It keeps all {most:,} {search.spec.learner.unit} that it may grow: more of them may be better."]


def verdict(fresh: FreshScores, judges: str = VALIDATION) -> list[str]:
    """Say whether found settings are better than the defaults on fresh splits, and which rank they keep there.

    Parameters
    ----------
    fresh : FreshScores
        How they do there.
    judges : str
        By whom the search has compared them, see `judges`.
    """
    others = [each for each in (fresh.defaults, fresh.everything) if each is not None and each != fresh.found]
    said = [_against(fresh, each) for each in others]
    rank, of = fresh.rank, len(fresh.best)
    if rank is not None and of >= FEWEST_FOR_RANK:
        on = f"{_number(fresh.splits_of_order)} fresh {'split' if fresh.splits_of_order == 1 else 'splits'}"
        said.append(f"The search's best is 1st of {_number(of)} on {judges} and {ordinal(rank)} on {on}.")
    return [*said, FLATTERED] if said else [NOTHING_ELSE]


def ordinal(rank: int) -> str:
    """Write a place.

    Examples
    --------
    >>> [ordinal(place) for place in (1, 2, 3, 4, 11, 12, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '112th']
    """
    ending = "th" if rank % 100 in _TEENS else _ENDINGS.get(rank % 10, "th")
    return f"{rank:,}{ending}"


def _at_edge(setting: Setting, value: float, highest: float) -> str:
    end = "highest" if value == highest else "lowest"
    return f"{setting.named(value)} is the {end}"


def _against(fresh: FreshScores, other: RunSpec) -> str:
    """Say whether the found settings are better than others on fresh splits."""
    difference = fresh.difference_from(other)
    named = f"all settings at their defaults ({written_out(other)})" if other == fresh.everything else _named(other)
    if difference is None:
        return f"Whether the found settings are better than {named} cannot be said: too few fresh splits have scores."
    splits = f"{_number(len(fresh.differences_from(other)))} fresh splits"
    them = "these" if changed(other) else "the defaults"
    told = _in_digits(difference, lower_first(METRICS[fresh.score.name].label))
    if difference.better:
        return f"Better than {named} on {splits}, by more than noise ({told})."
    if difference.worse:
        return f"Worse than {named} on {splits}, by more than noise ({told}): keep {them}."
    return f"No better than {named} as far as {splits} can tell ({told}): there is no reason to leave {them}."


def _named(spec: RunSpec) -> str:
    """Name the defaults of what is searched: as the defaults only where nothing else is set."""
    return written_out(spec) if changed(spec) else "the defaults"


def _in_digits(difference: Difference, name: str) -> str:
    ends = difference.low, difference.high
    mean = 0.0 if abs(difference.value) < _SAME else difference.value
    value, low, high = told_from_zero((mean, *ends), *ends)
    return f"difference in {name} {value}, 95% interval {between(low, high)}"


def _article(name: str) -> str:
    return "an" if name.startswith("average") else "a"


def _number(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else f"{n:,}"
