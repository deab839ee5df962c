"""What can go wrong, in words that a person can act on.

Every message says what is wrong, where, and what would be right: the page shows it as it is, the command line prints
it as one line.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

ChoiceName = Literal["target", "positive", "ignored", "roles", "sheet"]

LONGEST_QUOTE = 40
LONGEST_LIST = 8


class ChurnError(Exception):
    """The root of all errors that this package raises on purpose."""


class DataError(ChurnError):
    """A table cannot be used as it is; the message names the column, the row or the value."""


class ChoiceError(DataError):
    """What somebody decided about a table does not fit it.

    Attributes
    ----------
    choice : {"target", "positive", "ignored", "roles", "sheet"}
        The decision, as the argument of `churn.load` is called.
    """

    def __init__(self, choice: ChoiceName, message: str) -> None:
        super().__init__(message)
        self.choice: ChoiceName = choice


class SpecError(ChurnError):
    """A setting is outside what is allowed; the message names the setting and its range."""


class Cancelled(ChurnError):  # noqa: N818 - a decision of the user, not an error of the program
    """Somebody pressed Stop before the work was finished."""


def quote(value: object) -> str:
    """Show a user's name or value inside a message: in quotes, on one line, shortened; a path keeps its end."""
    text = " ".join(str(value).split())
    if len(text) > LONGEST_QUOTE:
        text = f"…{text[1 - LONGEST_QUOTE :]}" if isinstance(value, Path) else f"{text[: LONGEST_QUOTE - 1]}…"
    return f"“{text}”"


def plural(n: int, word: str) -> str:
    """Write how many there are of something.

    Examples
    --------
    >>> plural(1, "row"), plural(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def share(part: float, decimals: int = 1) -> str:
    """Write a share of something in percent; only what is none, or all, reads as 0 or 100%.

    Examples
    --------
    >>> share(0.6616), share(0.0004), share(1), share(0.999999, 2)
    ('66.2%', 'below 0.1%', '100.0%', 'above 99.99%')
    """
    smallest = 10.0 ** -(decimals + 2)
    if 0 < part < smallest:
        return f"below {smallest:.{decimals}%}"
    if 1 - smallest < part < 1:
        return f"above {1 - smallest:.{decimals}%}"
    return f"{part:.{decimals}%}"


def listing(values: Iterable[object]) -> str:
    """Show the allowed values inside a message: quoted, the first few, and how many more there are."""
    quoted = [quote(value) for value in values]
    more = len(quoted) - LONGEST_LIST
    return ", ".join(quoted[:LONGEST_LIST]) + (f" and {more:,} more" if more > 0 else "")


def enumerated(parts: Sequence[str]) -> str:
    """Put parts of a sentence, one at least, together.

    Examples
    --------
    >>> enumerated(["a"]), enumerated(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def capitalized(text: str) -> str:
    """Return a text as a sentence begins, the rest as it is."""
    return text[:1].upper() + text[1:]


def no_column(name: str, columns: Sequence[object], purpose: str = "") -> str:
    """Say that there is no such column, which one may be meant, and which there are.

    Examples
    --------
    >>> no_column("churn", ["Age", "Churn"])
    'There is no column “churn”; did you mean “Churn”? The columns are “Age”, “Churn”.'
    >>> no_column("Name", ["Age", "Churn"], "to overrule")
    'There is no column “Name” to overrule; the columns are “Age”, “Churn”.'
    """
    spelled = {" ".join(str(each).split()).casefold(): str(each) for each in columns}
    close = get_close_matches(" ".join(name.split()).casefold(), spelled, n=1, cutoff=0.75)
    hint = f"did you mean {quote(spelled[close[0]])}? The" if close else "the"
    return f"There is no column {quote(name)}{purpose and ' '}{purpose}; {hint} columns are {listing(columns)}."
