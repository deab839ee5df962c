"""How a split is called: in a list of choices, in a heading, in a table, in a sentence; all of it plain text."""

from typing import Final

from churn.errors import LONGEST_QUOTE
from churn.model.division import AUTOMATIC, PROFILES, RANDOM, TIME, column_of
from churn.model.setting import settings_of
from churn.model.split import SplitSpec

AT_RANDOM: Final = "At random"
SPLIT_BY: Final = next(each.label for each in settings_of(SplitSpec) if each.name == "by")  # of the control


def option(by: str, customer: str | None) -> str:
    """Name what a table can be split by in a list of choices.

    Parameters
    ----------
    by : str
        As `SplitSpec.by` has it.
    customer : str or None
        The column that names the customer, where there is one.

    Examples
    --------
    >>> option("automatic", None), option("automatic", "Client"), option("time:Signup", None)
    ('At random', 'Client: its rows together (found)', 'By time: Signup')
    """
    if by == AUTOMATIC:
        return AT_RANDOM if customer is None else f"{_name(customer)}: its rows together (found)"
    name = column_of(by)
    if name is None:
        return "Identical profiles together" if by == PROFILES else AT_RANDOM
    return f"By time: {_name(name)}" if by.startswith(TIME) else f"{_name(name)}: its values together"


def label(by: str) -> str:
    """Name a split over a column of a table; `by` is what decided in the end.

    Examples
    --------
    >>> label("random"), label("column:Client")
    ('Split row by row', 'Rows of the same Client together')
    """
    name = column_of(by)
    if name is None:
        return {RANDOM: "Split row by row", PROFILES: "Identical profiles together"}[by]
    return f"Split by time: {_name(name)}" if by.startswith(TIME) else f"Rows of the same {_name(name)} together"


def heading(by: str) -> str:
    """Name a split that somebody chose among the settings of a run.

    Examples
    --------
    >>> heading("random"), heading("column:Client"), heading("time:Signup")
    ('split at random', 'rows of the same Client kept together', 'split by time of Signup')
    """
    name = column_of(by)
    if name is None:
        return "identical profiles kept together" if by == PROFILES else "split at random"
    return f"split by time of {_name(name)}" if by.startswith(TIME) else f"rows of the same {_name(name)} kept together"


def in_full(by: str, spec: SplitSpec) -> str:
    """Say which customers test and which validate.

    Parameters
    ----------
    by : str
        What decided in the end.
    spec : SplitSpec
        The shares and the seed.

    Examples
    --------
    >>> in_full("random", SplitSpec())
    'at random with seed 123: 20% of the customers test, 20% of the rest validate'
    >>> in_full("time:Signup", SplitSpec(by="time:Signup"))
    'by time of Signup: the latest 20% of the customers test, the latest 20% of the rest validate'
    """
    test, validation = f"{100 * spec.test_share:g}%", f"{100 * spec.validation_share:g}%"
    name = column_of(by)
    if name is not None and by.startswith(TIME):
        latest = f"the latest {test} of the customers test, the latest {validation} of the rest validate"
        return f"by time of {_name(name)}: {latest}"
    how, of = f"at random with seed {spec.seed}", "the customers"
    if by == PROFILES:
        how, of = f"identical profiles together, else {how}", "the profiles"
    elif name is not None:
        how, of = f"rows of the same {_name(name)} together, else {how}", f"the values of {_name(name)}"
    return f"{how}: {test} of {of} test, {validation} of the rest validate"


def _name(column: str) -> str:
    text = " ".join(column.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
