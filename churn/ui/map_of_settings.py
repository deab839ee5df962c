"""The map of the two main settings for one viewer: which cells there are, who fits them when, and what is known.

Judged by one validation split, its cells are runs as the button Train fits them, here (`churn.work.filling`) or on a
cluster. Judged by cross-validation, each is several fits that serve nothing else. See `churn.tuning.maps`.
"""

import time
from typing import Final

from churn.model.run import RunSpec, run_key
from churn.model.setting import settings_of
from churn.tuning import cluster
from churn.tuning.cells import FIRST, Cells, all_defaults, cells_around, defaults
from churn.tuning.fits import Where
from churn.tuning.landscape import Landscape
from churn.tuning.maps import MapOfFolds, WholeMap
from churn.tuning.score import Score
from churn.ui import pacing, shared, shared_tuning, state, wanted
from churn.ui.options import options
from churn.ui.view import MAX_ROWS_UNASKED, View
from churn.work.progress import Progress

PLACE: Final = "map"
BESIDE: Final = "map beside"  # a map that goes on, whichever page the viewer turns to
JUDGE: Final = "map_judge"  # key of the control that says by whom cells are judged
FOLDS: Final = "folds"
BY_ITSELF: Final = 60.0  # seconds that a map may take on all cores to be begun because somebody opens the page


def cells(view: View) -> Cells:
    """Return the cells around the settings of the sidebar."""
    return cells_around(view.spec)


def by_folds() -> bool:
    """Return whether the viewer has cells judged by cross-validation."""
    return bool(state.widget(JUDGE) == FOLDS)


def fill(view: View, *, elsewhere: bool = False) -> None:
    """Have the server fit what this viewer looks at and may ask for next.

    On the page with the map, all its cells on all cores, coarse ones first; `elsewhere`, on one core while the server
    has nothing else to do, the settings on the page and then the positions of the sliders around them. While a map
    beside the page is fitted for this viewer, nothing else is.

    Raises
    ------
    DataError
        If cells are to be judged by cross-validation, and there can be none.
    """
    wanter, name = wanted.by_this_viewer(PLACE), _name(view)
    unasked = pacing.FILL and options().fill and len(view.dataset) <= MAX_ROWS_UNASKED
    if not elsewhere and unasked and not by_folds() and name not in state.map_wish() and _takes_little(view):
        _wish(view, whole=True)
    if _goes_on_beside(view, elsewhere=elsewhere):
        shared.trainer().withdraw(wanter)
        return
    wish = state.map_wish().get(name)
    hurry = not elsewhere and wish is True and not _is_beside()
    if view.run is None or not (hurry or unasked):
        shared.trainer().withdraw(wanter)
        return
    around = cells(view)
    if hurry:
        specs = tuple(dict.fromkeys((all_defaults(view.spec), *around.coarse_first)))
    else:
        specs = around.nearest_first(view.spec)
    stopped = state.stopped()
    if not hurry and wish is False:
        specs = specs[:1]
    if stopped:
        specs = tuple(each for each in specs if run_key(view.dataset, each) not in stopped)
    shared.trainer().filling.fill(view.dataset, specs, wanted_by=wanter, hurry=hurry)


def progress(view: View) -> Progress:
    """Return how far the map is filled, and the seconds left; where nobody fits it, those on one core."""
    specs = cells(view).specs
    whole = _whole(view) if _is_beside() else None
    if whole is not None:
        how_far = whole.progress()
        if how_far.under_way:
            return how_far
    else:
        how_far = Progress(0, len(specs), None, under_way=False)
    if not by_folds():
        return shared.trainer().filling.progress(view.dataset, specs)
    each = shared.trainer().filling.seconds(view.dataset, specs)
    fits = len(shared_tuning.cross_validation(view.dataset, specs[0]).splits)
    left = 1 - how_far.done / how_far.total
    return how_far._replace(seconds=None if each is None else each * fits * left)


def filling(view: View, how_far: Progress) -> bool:
    """Return whether the map is being filled because this viewer wants it."""
    wished = bool(state.map_wish().get(_name(view)))
    if not _is_beside():
        return wished and how_far.done < how_far.total
    return wished and how_far.under_way


def where(view: View) -> Where | None:
    """Return what does the fits beside the page; None where that is not known yet, or nothing is under way."""
    whole = _whole(view) if _is_beside() else None
    return None if whole is None else whole.where


def faults(view: View) -> list[str]:
    """Say what went wrong with the map, and where its fits should have been done."""
    whole = _whole(view) if _is_beside() else None
    return [] if whole is None else [each for each in (whole.message, str(whole.error or "")) if each]


def begin(view: View) -> None:
    """Fit all cells, as the viewer says so."""
    _wish(view, whole=True)
    whole = _whole(view) if _is_beside() else None
    if whole is not None:
        whole.error = None


def stop(view: View) -> None:
    """Fit no more cells, as the viewer says so; those that are known stay."""
    _wish(view, whole=False)
    for place in (PLACE, BESIDE):
        shared.trainer().withdraw(wanted.by_this_viewer(place))


def known(view: View) -> tuple[RunSpec, ...]:
    """Return the cells that are known, and all settings at their defaults if they are."""
    specs = dict.fromkeys((*cells(view).specs, all_defaults(view.spec)))
    if not by_folds():
        return tuple(spec for spec in specs if shared_tuning.done(view.dataset, spec) is not None)
    whole = _whole(view)
    complete = frozenset(whole.folds.complete) if isinstance(whole, MapOfFolds) else frozenset()
    return tuple(spec for spec in specs if spec in complete)


def shown(view: View, *, filling: bool) -> tuple[RunSpec, ...]:
    """Return those of the known cells that the page shows: while it fills, new ones come together, see `pacing`."""
    name, now = f"{_name(view)} {run_key(view.dataset, cells(view).specs[0])}", time.monotonic()
    before, there = state.map_shown(), known(view)
    if before is not None and before.name == name and before.known != there:
        least = pacing.MAP_REDRAW / (1 if len(before.known) >= FIRST else 2)
        if filling and now - before.since < least and set(before.known) <= set(there):
            return before.known
    if before is None or (before.name, before.known) != (name, there):
        state.map_shown.set(state.MapShown(name, there, now))
    return there


def landscape(view: View, score: Score, known: tuple[RunSpec, ...]) -> Landscape:
    """Return how good known settings are, by the validation customers or by those of the folds."""
    if not by_folds():
        return shared_tuning.landscape(view.dataset, known, score)
    whole = _whole(view)
    if not isinstance(whole, MapOfFolds):
        return Landscape.of({}, score)
    return shared_tuning.landscape_of_folds(whole.folds, known, score)


def choose(view: View, cell: RunSpec) -> None:
    """Set the sliders to a cell; its results are there, or a fit of its settings begins."""
    for each in settings_of(type(cell.model)):
        if each.main:
            state.set_widget(each.key, each.write(getattr(cell.model, each.name)))
    state.flash(None)
    if shared_tuning.done(view.dataset, cell) is None:
        state.training_wanted.set(True)
    state.cell_chosen.set(True)


def _name(view: View) -> str:
    """Name the map of a table in what this viewer wishes."""
    return f"{view.dataset.fingerprint} {FOLDS}" if by_folds() else view.dataset.fingerprint


def _wish(view: View, *, whole: bool) -> None:
    state.map_wish.set({**state.map_wish(), _name(view): whole})


def _is_beside() -> bool:
    """Return whether the fits are none of those that the trainer does for itself."""
    return by_folds() or cluster.named()


def _whole(view: View) -> WholeMap | None:
    return shared_tuning.find_map(view.dataset, cells(view), folds=by_folds())


def _start(view: View) -> None:
    wanter = wanted.by_this_viewer(BESIDE)
    shared_tuning.begin_map(view.dataset, cells(view), defaults(view.spec), folds=by_folds(), wanted_by=wanter)


def _goes_on_beside(view: View, *, elsewhere: bool) -> bool:
    """Have a map beside the page go on that this viewer wants, or that another one wants; return whether one does."""
    whole = _whole(view) if _is_beside() else None
    wish = state.map_wish().get(_name(view))
    if not elsewhere and whole is not None and not whole.finished and wish is None:
        _wish(view, whole=True)
    if not elsewhere and _is_beside() and wish and (whole is None or whole.error is None):
        _start(view)
        whole = _whole(view)
    elif whole is not None and not whole.finished and wish:
        shared.tuning().maps.join(whole, wanted.by_this_viewer(BESIDE))
    return whole is not None and not whole.finished and bool(state.map_wish().get(_name(view)))


def _takes_little(view: View) -> bool:
    """Return whether the whole map takes so little that opening its page begins it."""
    seconds = progress(view).seconds
    return seconds is not None and seconds / shared.trainer().workers <= BY_ITSELF
