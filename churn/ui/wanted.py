"""What this viewer wants the server to do, so that it ends with the last viewer who wants it.

At each place of the page a viewer wants one thing: the page's own fit, the run whose results are shown, a comparison,
repeated splits. Whoever closes the page wants nothing any more; whoever finds the network again asks anew.
"""

from collections.abc import Hashable

from streamlit.runtime.scriptrunner import get_script_run_ctx

from churn.ui import shared, state
from churn.work.wishes import Wanter


def by_this_viewer(place: Hashable) -> Wanter:
    """Return who wants what is asked for at a place of this viewer's page."""
    run = get_script_run_ctx(suppress_warning=True)
    return Wanter(run.session_id if run is not None else None, place)


def look_at(key: str | None) -> None:
    """Take note at which run this viewer looks: what is computed about it goes on."""
    wanter = by_this_viewer("run")
    if wanter.viewer is None:  # nobody is asking
        return
    if key is None:
        shared.trainer().withdraw(wanter)
    else:
        shared.trainer().wishes.want(wanter, key, lambda: None)


def ask(name: str) -> None:
    """Take note that this viewer has asked for something that goes on beside the page's own fit."""
    state.asked.set(state.asked() | {name})
    state.stopped.set(state.stopped() - {name})


def stop(name: str, place: Hashable) -> None:
    """Stop what goes on beside the page's own fit, because this viewer says so; for others it goes on."""
    state.asked.set(state.asked() - {name})
    state.stopped.set(state.stopped() | {name})
    state.stop_pressed.set(True)
    shared.trainer().withdraw(by_this_viewer(place))
