"""The terms of the campaign: the fields on the page Decide, or the address, or the defaults."""

from typing import Any, Final

from churn.decision.campaign import Campaign
from churn.errors import SpecError
from churn.ui import state

TERMS: Final = {
    "value": ("value_kept", 1),
    "cost": ("offer_cost", 1),
    "save": ("save_rate", 100),
    "capacity": ("capacity", 1),
}
"""The terms by their fields' names in the address, and the fields' units."""


def current() -> Campaign:
    """Return the terms that this viewer goes by, on a page without their fields."""
    kept = state.campaign()
    if kept:
        return Campaign(**kept)
    refused = dict(_refused())
    said = {term: _number(value, unit) for key, (term, unit) in TERMS.items() if (value := _said(key, refused))}
    if "capacity" in said:
        said["capacity"] = int(said["capacity"])
    return Campaign(**said)


def complaints_of_link() -> list[str]:
    """Say which terms of a link are not allowed; the fields would drop them without a word."""
    return [f"The link says {key}={state.address(key)}, which is not allowed. {why}" for key, why in _refused()]


def _said(key: str, refused: dict[str, str]) -> str | None:
    return None if key in refused else state.address(key)


def _refused() -> list[tuple[str, str]]:
    found = []
    for key, (term, unit) in TERMS.items():
        if said := state.address(key):
            try:
                Campaign(**{term: _number(said, unit)})
            except SpecError as err:
                found.append((key, str(err)))
    return found


def _number(said: str, unit: float) -> Any:  # noqa: ANN401 - what is no number is left to the campaign to refuse
    try:
        return float(said) / unit
    except ValueError:
        return said
