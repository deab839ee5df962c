"""What can go wrong, in words that a person can act on.

Every message says what is wrong, where, and what would be right: the page shows it as it is, the command line prints
it as one line.
"""

from collections.abc import Iterable
from pathlib import Path

LONGEST_QUOTE = 40
LONGEST_LIST = 8


class ChurnError(Exception):
    """The root of all errors that this package raises on purpose."""


class DataError(ChurnError):
    """A table cannot be used as it is; the message names the column, the row or the value."""


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
