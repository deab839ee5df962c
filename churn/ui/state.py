"""What one viewer has chosen: the only place that touches st.session_state and st.query_params.

Only plain values are kept (names, keys, messages): data sets, jobs and runs are looked up by them. The choice of data
is mirrored into the address, and so are the widgets that are bound to it, so a link reproduces the view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlencode

import streamlit as st

from churn.model.split import Part
from churn.table.schema import ROLES, Role

_PARAMETERS: Final = ("data", "target", "positive", "roles")


@dataclass(frozen=True)
class DataChoice:
    """Which table, and what the viewer decided about it; None and () leave it to the program."""

    source: str
    target: str | None = None
    positive: str | None = None
    roles: tuple[tuple[str, Role], ...] = ()

    def with_role(self, column: str, role: Role | None) -> "DataChoice":
        """Overrule one column; None gives it back to the program."""
        roles = {name: kept for name, kept in self.roles if name != column}
        if role is not None:
            roles[column] = role
        return replace(self, roles=tuple(sorted(roles.items())))


def data_choice(default: str) -> DataChoice:
    """Return what the viewer chose; on the first visit, what the address says."""
    if "data_choice" not in st.session_state:
        pairs = [entry.rpartition("~") for entry in st.query_params.get_all("roles")]
        st.session_state["data_choice"] = DataChoice(
            st.query_params.get("data", default),
            st.query_params.get("target"),
            st.query_params.get("positive"),
            tuple(sorted((name, cast("Role", role)) for name, _, role in pairs if role in ROLES)),
        )
    return cast("DataChoice", st.session_state["data_choice"])


def choose_data(choice: DataChoice) -> None:
    """Take another table, or decide something else about it."""
    st.session_state["data_choice"] = choice


def mirror_data_choice(choice: DataChoice, default: str) -> None:
    """Write the choice into the address; what is the default anyway stays out of it."""
    wanted: dict[str, str | list[str] | None] = {
        "data": None if choice.source == default else choice.source,
        "target": choice.target,
        "positive": choice.positive,
        "roles": [f"{name}~{role}" for name, role in choice.roles] or None,
    }
    for name, value in wanted.items():
        if value is None:
            if name in st.query_params:
                del st.query_params[name]
        elif st.query_params.get_all(name) != (value if isinstance(value, list) else [value]):
            st.query_params[name] = value


def first_time(what: str) -> bool:
    """Return whether this viewer is new to something; true once."""
    seen = cast("set[str]", st.session_state.setdefault("seen", set()))
    new = what not in seen
    seen.add(what)
    return new


def may_guess() -> bool:
    """Return whether what the sidebar is going to say may be guessed; false once after a wrong guess."""
    return not st.session_state.pop("guessed_wrong", False)


def guessed_wrong() -> None:
    """Remember that the sidebar said something else."""
    st.session_state["guessed_wrong"] = True


def asks_for_nothing() -> bool:
    """Return whether the address holds no choice."""
    return not st.query_params


def address(name: str) -> str | None:
    """Return what the address says of a name; of a widget that is bound to it, only until the widget is drawn."""
    return st.query_params.get(name)


def campaign() -> dict[str, Any]:
    """Return the terms of the campaign by name, as far as this viewer has set them."""
    return cast("dict[str, Any]", st.session_state.get("campaign", {}))


def keep_campaign(terms: dict[str, Any]) -> None:
    """Remember the terms of the campaign: the pages without their fields go by them, too."""
    st.session_state["campaign"] = terms


def uploads() -> list[str]:
    """Return the ids of the files that this viewer brought."""
    return cast("list[str]", st.session_state.setdefault("uploads", []))


def add_upload(upload: str) -> None:
    """Remember a file that this viewer brought."""
    if upload not in uploads():
        uploads().append(upload)


def pending_upload() -> str | None:
    """Return the id of a readable file whose target the viewer still has to name."""
    return cast("str | None", st.session_state.get("pending_upload"))


def set_pending_upload(upload: str | None) -> None:
    """Set or clear the file whose target is still to be named."""
    st.session_state["pending_upload"] = upload


def customer_file() -> str | None:
    """Return the id of the file of customers that this viewer brought to be scored."""
    return cast("str | None", st.session_state.get("customer_file"))


def set_customer_file(upload: str | None) -> None:
    """Set or clear the file of customers to be scored."""
    st.session_state["customer_file"] = upload


def shown(fingerprint: str) -> str | None:
    """Return the key of the run whose numbers this viewer sees for a data set."""
    return cast("str | None", st.session_state.get("shown", {}).get(fingerprint))


def show(fingerprint: str, key: str) -> None:
    """Let the viewer see another run; the one before it is remembered for comparison."""
    before = shown(fingerprint)
    if before is not None and before != key:
        st.session_state.setdefault("previous", {})[fingerprint] = before
    st.session_state.setdefault("shown", {})[fingerprint] = key


def previous(fingerprint: str) -> str | None:
    """Return the key of the run whose numbers this viewer saw for a data set before the present ones."""
    return cast("str | None", st.session_state.get("previous", {}).get(fingerprint))


def waiting() -> str | None:
    """Return the key of the run that this viewer waits for."""
    return cast("str | None", st.session_state.get("waiting"))


def yield_to_rerun() -> None:
    """Give way to a click, if there is one; sends nothing to the browser."""
    waiting()  # whoever looks at the session's state gives way


def wait_for(key: str | None) -> None:
    """Wait for a run, or for none."""
    st.session_state["waiting"] = key


def want_training(*, wanted: bool) -> None:
    """Remember that Train was pressed, until a fit has begun: a quick next click must not swallow it."""
    st.session_state["training_wanted"] = wanted


def training_wanted() -> bool:
    """Return whether Train was pressed and no fit has begun since."""
    return cast("bool", st.session_state.get("training_wanted", False))


def stopped() -> set[str]:
    """Return the keys of the runs that this viewer stopped: they start again on a click only."""
    return cast("set[str]", st.session_state.setdefault("stopped", set()))


def complain(message: str | None) -> None:
    """Keep a message for the page to show once; None takes it back."""
    st.session_state["complaint"] = message


def take_complaint(*, again: bool) -> str | None:
    """Return the message that the page has to show now, and next time only if it is to be shown again."""
    message = cast("str | None", st.session_state.get("complaint"))
    if not again:
        st.session_state["complaint"] = None
    return message


def edition() -> int:
    """Return the number of the column editor, part of its key."""
    return cast("int", st.session_state.setdefault("edition", 0))


def discard_edits() -> None:
    """Begin a new column editor: the old one would send its refused edit again and again."""
    st.session_state["edition"] = edition() + 1


def matrix_part() -> Part:
    """Return the split whose counts the viewer looks at."""
    return cast("Part", st.session_state.get("matrix_part") or "test")


def set_threshold(threshold: float) -> None:
    """Move the threshold slider, before it is drawn."""
    st.session_state["threshold"] = threshold


def picked(fingerprint: str) -> int | None:
    """Return the row of the data set that the form was filled with, counted from 0."""
    return cast("int | None", st.session_state.get("picked", {}).get(fingerprint))


def pick(fingerprint: str, row: int) -> None:
    """Remember the row of the data set that the form is filled with."""
    st.session_state["picked"] = {fingerprint: row}


def link() -> str:
    """Return the address of what the viewer sees, to be given to somebody else."""
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    return f"{st.context.url or ''}{'?' * bool(pairs)}{urlencode(pairs)}"


def widget(key: str, default: Any = None) -> Any:  # noqa: ANN401 - a widget's value has the widget's type
    """Return the value of a widget by its key."""
    return st.session_state.get(key, default)


def set_widget(key: str, value: Any) -> None:  # noqa: ANN401 - as above
    """Give a widget its value, before it is drawn."""
    st.session_state[key] = value


def default_widget(key: str, value: Any, allowed: Sequence[Any] | None = None) -> None:  # noqa: ANN401 - as above
    """Give a widget its first value, and again where its value is no longer among the allowed ones."""
    if key not in st.session_state or (allowed is not None and st.session_state[key] not in allowed):
        st.session_state[key] = value
