"""`tune --trials` and `tune --minutes`: a search, and its best against the defaults on fresh splits."""

from typing import Any, Final

import click

from churn.cli.progress import EVERY, Progress, Told
from churn.errors import ChurnError
from churn.model.split import Split
from churn.table.dataset import Dataset
from churn.tuning import search_words
from churn.tuning.cells import all_defaults
from churn.tuning.fits import Fits
from churn.tuning.fresh import BEST, FreshScores, fresh_splits, meet, splits_for_order
from churn.tuning.search import Search
from churn.tuning.trial import Trial

TO_END: Final = 2.0  # seconds that a stopped search gets to end


def told(search: Search, dataset: Dataset, parts: Split, fits: Fits) -> Told:
    """Search, and say what is best and whether it is better than the defaults.

    Raises
    ------
    ChurnError
        If the search cannot go on, or no trial has a score.
    """
    fresh: FreshScores | None = None
    unknown: list[str] = []
    stopped = False
    search.start()
    try:
        while not search.wait(EVERY):
            click.echo(search_words.progress(search), err=True)
        if search.error is None and search.best is not None:
            fresh, unknown = _fresh(search, dataset, parts, fits)
    except KeyboardInterrupt:
        stopped = True
        search.stop()
        fits.cancel()
        search.wait(TO_END)
    if search.error is not None:
        raise search.error
    if search.best is None:
        if stopped:
            raise click.Abort
        raise ChurnError(" ".join(search_words.found(search)))
    met = search_words.verdict(fresh, search_words.judges(search)) if fresh else unknown
    said = [*search_words.found(search), *met]
    return Told({**_fields(search, fresh), "verdict": said}, said, stopped)


def _fresh(search: Search, dataset: Dataset, parts: Split, fits: Fits) -> tuple[FreshScores | None, list[str]]:
    """Let the best and the defaults meet on fresh splits; returns why not, where there are none."""
    try:
        splits = fresh_splits(dataset, parts, search.spec)
    except ChurnError as err:
        return None, [str(err)]
    best = [search.spec_of(each) for each in search.ranked[:BEST]]
    order = splits_for_order(search.done)
    progress = Progress("fits on fresh splits")
    fresh = meet(
        best, search.space.defaults, splits, fits, search.score,
        of_order=order, everything=all_defaults(search.spec), on_progress=progress,
    )  # fmt: skip
    return fresh, []


def _fields(search: Search, fresh: FreshScores | None) -> dict[str, Any]:
    best, defaults = search.best, search.defaults
    return {
        "best": _trial(best),
        "defaults": _trial(defaults),
        "edges": [each.name for each in search.space.edges(search.spec_of(best))] if best else [],
        "importance": search.importance(),
        "fresh": _fresh_fields(fresh) if fresh is not None else None,
        "trials": [_trial(each) for each in search.trials],
    }


def _trial(trial: Trial | None) -> dict[str, Any] | None:
    if trial is None:
        return None
    told = {name: getattr(trial, name) for name in ("number", "state", "value", "trees", "seconds", "key")}
    return {**told, "settings": dict(trial.settings), "reason": trial.reason or None}


def _fresh_fields(fresh: FreshScores) -> dict[str, Any]:
    difference = fresh.difference
    return {
        "splits": len(fresh.differences),
        "difference": None if difference is None else difference.value,
        "interval": None if difference is None else [difference.low, difference.high],
        "better_if": fresh.score.better,
        "clear": None if difference is None else difference.clear,
        "rank": fresh.rank,
        "of": len(fresh.best),
        "splits_of_rank": fresh.splits_of_order,
    }
