"""What one viewer has chosen: the only place that touches st.session_state and st.query_params.

Only plain values are kept (names, keys, messages): data sets, jobs and runs are looked up by them. The choice of data
is mirrored into the address, and so are the widgets that are bound to it, so a link reproduces the view.

The session has the values of all widgets that the last run of the script drew, moved or not, before the next one
begins; those bound to the address are kept while they are not drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NoReturn, TypeVar, cast
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from churn.table.roles import ROLES, Role

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value kept for this viewer under a name; call it to get it."""

    def __init__(self, name: str, default: Value) -> None:
        """Name it; until it is set, it is the default."""
        self._name, self._default = name, default

    def __call__(self) -> Value:
        """Return the value, which is not to be changed in place."""
        return cast("Value", st.session_state.get(self._name, self._default))

    def set(self, value: Value) -> None:
        """Keep another value."""
        st.session_state[self._name] = value


@dataclass(frozen=True)
class DataChoice:
    """Which table, and what the viewer decided about it; None and () leave it to the program."""

    source: str
    target: str | None = None
    positive: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    roles: tuple[tuple[str, Role], ...] = ()
    sheet: str | None = None

    def with_role(self, column: str, role: Role | None) -> "DataChoice":
        """Overrule one column; None gives it back to the program."""
        roles = {name: kept for name, kept in self.roles if name != column}
        if role is not None:
            roles[column] = role
        return replace(self, roles=tuple(sorted(roles.items())))


@dataclass(frozen=True)
class Announced:
    """What was read out of fits: the keys of the one under way and of the run shown, and the text."""

    job: str | None = None
    run: str | None = None
    text: str = ""


@dataclass(frozen=True)
class MapShown:
    """What a map of settings shows: its name, the cells, and since when, on the monotonic clock."""

    name: str
    known: tuple[Any, ...]
    since: float


uploads = Remembered[list[str]]("uploads", [])  # ids of the files that this viewer brought
brought = Remembered[str | None]("brought", None)  # id of the file that this viewer brought last
pending_upload = Remembered[str | None]("pending_upload", None)  # id of a file whose target the viewer has to name
customer_file = Remembered[str | None]("customer_file", None)  # id of the file of customers to be scored
understood = Remembered[DataChoice | None]("understood", None)  # the last choice of data that left no question open
shown = Remembered[Mapping[str, str]]("shown", {})  # by data set, the key of the run whose numbers this viewer sees
table_names = Remembered[Mapping[str, str]]("table_names", {})  # of the tables that this viewer saw, by their ids
previous = Remembered[Mapping[str, str]]("previous", {})  # by data set, the key of the run seen before that
usual = Remembered[Mapping[str, float]]("usual", {})  # by field of the form, the number that stood there unasked
went_back = Remembered[bool]("went_back", default=False)  # the form was just filled by the browser's history
picked = Remembered[Mapping[str, int]]("picked", {})  # by data set, the row that the form was filled with, from 0
waiting = Remembered[str | None]("waiting", None)  # key of the run that this viewer waits for
stopped = Remembered[frozenset[str]]("stopped", frozenset())  # keys of runs stopped: they start again on a click only
# what goes on beside the page's own fit, by name: what this viewer has asked for and not stopped
asked = Remembered[frozenset[str]]("asked", frozenset())
stop_pressed = Remembered[bool]("stop_pressed", default=False)  # of such work, and the page does not show it yet
edition = Remembered[int]("edition", 0)  # number of the column editor; a new one forgets what the old one would repeat
# the table that the viewer wanted and that could not be read, and the one in its place
missed = Remembered[tuple[DataChoice, str] | None]("missed", None)
campaign = Remembered[Mapping[str, float | None]]("campaign", {})  # its terms by their keys, as the fields show them
split_by = Remembered[str | None]("split_by", None)  # what the viewer chose to split by; None: see the address
saw_charts = Remembered[bool]("saw_charts", default=False)
answer_lacks = Remembered[bool]("answer_lacks", default=False)  # something in it is still being computed
# the address of the page that was drawn last, to its end, with results
drawn_page = Remembered[str | None]("drawn_page", None)
unfinished = Remembered[bool]("unfinished", default=False)  # the script has not reached its end, or was stopped
# Train was pressed and no fit has begun since: a quick next click must not swallow it
training_wanted = Remembered[bool]("training_wanted", default=False)
said_of_fit = Remembered[str]("said_of_fit", "")  # what stands in the place of a fit while there is none
# by data set, whether this viewer wants the whole map of settings (or, if false, has stopped it)
map_wish = Remembered[Mapping[str, bool]]("map_wish", {})
map_shown = Remembered[MapShown | None]("map_shown", None)
search_wanted = Remembered[bool]("search_wanted", default=False)  # for good settings, and it has not begun
cell_chosen = Remembered[bool]("cell_chosen", default=False)  # of the map, and the sliders do not show it yet
announced = Remembered[Announced]("announced", Announced())
_message = Remembered[str | None]("message", None)
_message_is_new = Remembered[bool]("message_is_new", default=False)
# by the key of an uploader, what to say about the file in it, behind that file's id
_of_files = Remembered[Mapping[str, tuple[str | None, str]]]("of_files", {})


def data_choice(default: str) -> DataChoice:
    """Return what the viewer chose; on the first visit, what the address says."""
    if "data_choice" not in st.session_state:
        pairs = [entry.rpartition("~") for entry in st.query_params.get_all("roles")]
        st.session_state["data_choice"] = DataChoice(
            st.query_params.get("data") or default,
            st.query_params.get("target"),
            tuple(st.query_params.get_all("positive")),
            tuple(st.query_params.get_all("ignored")),
            tuple(sorted((name, cast("Role", role)) for name, _, role in pairs if role in ROLES)),
            st.query_params.get("sheet"),
        )
    return cast("DataChoice", st.session_state["data_choice"])


def choose_data(choice: DataChoice) -> None:
    """Take another table, or decide something else about it."""
    st.session_state["data_choice"] = choice


def mirror_data_choice(choice: DataChoice, default: str) -> None:
    """Write the choice into the address; what is the default anyway stays out of it."""
    wanted: dict[str, str | list[str] | None] = {
        "data": None if choice.source == default else choice.source,
        "sheet": choice.sheet,
        "target": choice.target,
        "positive": list(choice.positive) or None,
        "ignored": list(choice.ignored) or None,
        "roles": [f"{name}~{role}" for name, role in choice.roles] or None,
    }
    for name, value in wanted.items():
        mirror_all(name, value if isinstance(value, list) else [] if value is None else [value])


def mirror(name: str, value: str | None) -> None:
    """Write a value into the address under a name of no widget; None takes it out."""
    mirror_all(name, [] if value is None else [value])


def mirror_all(name: str, values: Sequence[str]) -> None:
    """Write values into the address, each under the same name; none takes it out."""
    if not values:
        forget_address(name)
    elif address_values(name) != list(values):
        st.query_params[name] = list(values)


def address(name: str) -> str | None:
    """Return what the address says of a name; of a widget that is bound to it, only until the widget is drawn."""
    return st.query_params.get(name)


def address_values(name: str) -> list[str]:
    """Return all that the address says of a name, which may stand there more than once."""
    return st.query_params.get_all(name)


def forget_address(name: str) -> None:
    """Take a name out of the address."""
    st.query_params.pop(name, None)


def address_rules(keys: Sequence[str]) -> bool:
    """Return whether the address decides what these widgets say when they are drawn, and the session does not know.

    So it is when the address names one that was never drawn, and after a step back or forward in the browser's history:
    Streamlit then drops what the browser sends of bound widgets, and drawing them takes their values from the address.
    """
    return back_or_forward() or any(key in st.query_params and key not in st.session_state for key in keys)


def back_or_forward() -> bool:
    """Return whether the viewer has just gone a step back or forward in the browser's history."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def link() -> str:
    """Return the address of what the viewer sees, to be given to somebody else."""
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    page = st.context.url or ""
    return f"{page}?{urlencode(pairs)}" if pairs else page


def add_upload(upload: str) -> None:
    """Remember a file that this viewer brought."""
    if upload not in uploads():
        uploads.set([*uploads(), upload])


def show(fingerprint: str, key: str) -> None:
    """Let the viewer see another run of a data set; the one before it is remembered for comparison."""
    before = shown().get(fingerprint)
    if before is not None and before != key:
        previous.set({**previous(), fingerprint: before})
    shown.set({**shown(), fingerprint: key})


def flash(message: str | None) -> None:
    """Keep a message for the page to show once; None takes it back."""
    _message.set(message)
    _message_is_new.set(True)


def also_flash(message: str) -> None:
    """Keep one more message for the page to show, behind one that it has not shown yet."""
    before = _message() if _message_is_new() else None
    flash(message if before is None else f"{before} {message}")


def take_flash(*, again: bool) -> str | None:
    """Return the message that the page has to show now, and next time only if it is to be shown again."""
    message = _message() if _message_is_new() else None
    _message.set(message)
    _message_is_new.set(again)
    return message


def begin_anew(message: str, *, after_what_is_shown: bool = False) -> NoReturn:
    """End this run of the script and begin another, which shows a message, or adds it to the one shown."""
    shown = _message() if after_what_is_shown else None
    flash(message if shown is None else f"{shown} {message}")
    st.rerun()


def keep_flash() -> None:
    """Let the message that stands on the page outlast a run of the script that no viewer has asked for."""
    _message_is_new.set(True)


def say_of_file(uploader: str, message: str | None) -> None:
    """Keep a message for as long as the file that was brought last stands in an uploader; None takes it back."""
    others = {key: said for key, said in _of_files().items() if key != uploader}
    _of_files.set(others if message is None else others | {uploader: (_brought(uploader), message)})


def said_of_file(uploader: str) -> str | None:
    """Return the message about the file in an uploader, None if there is none."""
    about, message = _of_files().get(uploader, (None, None))
    return message if about == _brought(uploader) else None


def _brought(uploader: str) -> str | None:
    """Return the id of the file in an uploader."""
    file = widget(uploader)
    return file.file_id if file is not None else None


def yield_to_rerun() -> None:
    """Give way to a click, if there is one; sends nothing to the browser."""
    waiting()  # whoever looks at the session's state gives way


def widget(key: str, default: Any = None) -> Any:  # noqa: ANN401 - a widget's value has the widget's type
    """Return the value of a widget by its key."""
    return st.session_state.get(key, default)


def renew_widget(key: str, value: Any) -> None:  # noqa: ANN401 - as above
    """Give a widget its value as if it had never been drawn: the address does not get it."""
    st.session_state.pop(key, None)
    st.session_state[key] = value


def knows(key: str) -> bool:
    """Return whether the session has a value of a widget; of one that is not in the address, if it was drawn last."""
    return key in st.session_state


def has_widget(key: str) -> bool:
    """Return whether a widget has a value: it was drawn in the last run of the script, or is about to be."""
    return key in st.session_state


def set_widget(key: str, value: Any) -> None:  # noqa: ANN401 - as above
    """Give a widget its value, before it is drawn."""
    st.session_state[key] = value
