"""What a link says and must not say: it is taken out of the address and named, with what is allowed."""

from collections.abc import Iterable, Sequence
from typing import Final

from churn.errors import LONGEST_LIST, SpecError, listing, quote
from churn.model.setting import Setting
from churn.table.roles import ROLES
from churn.ui import settings, state

SWITCH: Final = ("true", "false")
ALLOWED: Final = ([], *([each] for each in SWITCH))


def address() -> None:
    """Look at all that counts on every page, before any of it is used: what is wrong begins the page anew."""
    messages = _roles()
    for each in (*settings.SETTINGS, settings.THRESHOLD_SETTING, settings.AUTOMATIC, *settings.TERMS):
        texts = state.address_values(each.key)
        if why := _wrong(each, texts):
            messages.append(_message(each.key, texts, why))
            state.forget_address(each.key)
    if messages:
        state.begin_anew(" ".join(messages))


def unless_one_of(label: str, allowed: Iterable[str], key: str) -> None:
    """Look at what the address says of a control that is about to be drawn, and that offers these texts."""
    if state.knows(key):  # it was drawn before, and what it says now is Streamlit's business
        return
    texts, offered = state.address_values(key), list(allowed)
    if len(texts) > 1 or not {*texts} <= {*offered}:
        why = _repeated(texts) or f"{label} cannot be {quote(texts[0])}: it is one of {listing(offered)}."
        state.forget_address(key)
        state.begin_anew(_message(key, texts, why), after_what_is_shown=True)


def unless_some_of(label: str, allowed: Iterable[str], key: str) -> None:
    """As `unless_one_of`, of a control with which several of the texts can be chosen, or none."""
    if state.knows(key):
        return
    texts, offered = state.address_values(key), list(allowed)
    wrong = [each for each in texts if each and each not in offered]
    if wrong:
        state.forget_address(key)
        why = f"{label} cannot be {quote(wrong[0])}: it is some of {listing(offered)}."
        state.begin_anew(_message(key, wrong, why), after_what_is_shown=True)


def unless_number(setting: Setting) -> None:
    """As `unless_one_of`, of a control for a number."""
    if not state.knows(setting.key) and (why := _wrong(setting, texts := state.address_values(setting.key))):
        state.forget_address(setting.key)
        state.begin_anew(_message(setting.key, texts, why), after_what_is_shown=True)


def unless_switch(label: str, key: str) -> None:
    """Look at what the address says of a switch, or of a section that may be open, that is about to be drawn."""
    if [each.lower() for each in state.address_values(key)] not in ALLOWED:
        unless_one_of(quote(label), SWITCH, key)


def _roles() -> list[str]:
    """Name the roles that there are not; those of columns that there are not are the table's business."""
    entries = state.address_values("roles")
    wrong = [entry for entry in entries if entry.rpartition("~")[2] not in ROLES or not entry.rpartition("~")[0]]
    if wrong:
        state.mirror_all("roles", [entry for entry in entries if entry not in wrong])
    allowed = f"It is a column, then ~, then one of {listing(ROLES)}."
    return [_message("roles", [entry], allowed) for entry in wrong[:LONGEST_LIST]]


def _wrong(setting: Setting, texts: Sequence[str]) -> str:
    try:
        setting.parse("".join(texts[:1]))
    except SpecError as err:
        return _repeated(texts) or str(err)
    return _repeated(texts)


def _repeated(texts: Sequence[str]) -> str:
    return f"It may stand there once, not {len(texts)} times." if len(texts) > 1 else ""


def _message(key: str, texts: Sequence[str], why: str) -> str:
    said = "&".join(f"{key}={quote(text)[1:-1]}" for text in texts[:LONGEST_LIST])
    return f"The link says {said}, which is not allowed. {why}"
