"""The map of the two main settings for one viewer: which cells there are, who fits them when, and what is known."""

from dataclasses import replace
from typing import Final

from churn.model.run import RunSpec, run_key
from churn.model.setting import settings_of
from churn.tuning.cells import Cells, cells_around
from churn.tuning.landscape import Landscape
from churn.tuning.score import Score
from churn.ui import pacing, shared, shared_tuning, state, wanted
from churn.ui.options import options
from churn.ui.view import MAX_ROWS_UNASKED, View
from churn.work.filling import Progress

PLACE: Final = "map"
BY_ITSELF: Final = 60.0  # seconds that a map may take on all cores to be begun because somebody opens the page


def cells(view: View) -> Cells:
    """Return the cells around the settings of the sidebar."""
    return cells_around(view.spec)


def defaults(view: View) -> RunSpec:
    """Return the cell where the sliders stand at first."""
    main = {each.name: each.default for each in settings_of(type(view.spec.model)) if each.main}
    return replace(view.spec, model=replace(view.spec.model, **main))


def fill(view: View, *, elsewhere: bool = False) -> None:
    """Have the server fit what this viewer looks at and may ask for next.

    On the page with the map, all its cells on all cores, coarse ones first; `elsewhere`, on one core while the server
    has nothing else to do, the settings on the page and then the positions of the sliders around them.
    """
    wanter, fingerprint = wanted.by_this_viewer(PLACE), view.dataset.fingerprint
    unasked = pacing.FILL and options().fill and len(view.dataset) <= MAX_ROWS_UNASKED
    if not elsewhere and unasked and fingerprint not in state.map_wish() and _takes_little(view):
        begin(fingerprint)
    wish = state.map_wish().get(fingerprint)
    hurry = not elsewhere and wish is True
    if view.run is None or not (hurry or unasked):
        shared.trainer().withdraw(wanter)
        return
    around = cells(view)
    specs = around.coarse_first if hurry else around.nearest_first(view.spec)
    stopped = state.stopped()
    if not hurry and wish is False:
        specs = specs[:1]
    if stopped:
        specs = tuple(each for each in specs if run_key(view.dataset, each) not in stopped)
    shared.trainer().filling.fill(view.dataset, specs, wanted_by=wanter, hurry=hurry)


def _takes_little(view: View) -> bool:
    """Return whether the whole map takes so little that opening its page begins it."""
    seconds = progress(view).seconds
    return seconds is not None and seconds / shared.trainer().workers <= BY_ITSELF


def progress(view: View) -> Progress:
    """Return how far the map is filled."""
    return shared.trainer().filling.progress(view.dataset, cells(view).specs)


def begin(fingerprint: str) -> None:
    """Fit all cells, as the viewer says so."""
    state.map_wish.set({**state.map_wish(), fingerprint: True})


def stop(fingerprint: str) -> None:
    """Fit no more cells, as the viewer says so; those that are known stay."""
    state.map_wish.set({**state.map_wish(), fingerprint: False})
    shared.trainer().withdraw(wanted.by_this_viewer(PLACE))


def landscape(view: View, score: Score) -> Landscape:
    """Return what is known of the map, by the validation customers."""
    known = tuple(spec for spec in cells(view).specs if shared_tuning.done(view.dataset, spec) is not None)
    return shared_tuning.landscape(view.dataset, known, score)


def choose(cell: RunSpec) -> None:
    """Set the sliders to a cell: its results are there, and the page that shows them needs no fit."""
    for each in settings_of(type(cell.model)):
        if each.main:
            state.set_widget(each.key, each.write(getattr(cell.model, each.name)))
    state.flash(None)
    state.cell_chosen.set(True)
