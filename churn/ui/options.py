"""What the server does by itself: as `.streamlit/churn.toml` says, or the file that CHURN_CONFIG names."""

import logging
import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DEFAULT: Final = Path(__file__).resolve().parents[2] / ".streamlit" / "churn.toml"
NAMED_BY: Final = "CHURN_CONFIG"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What the file says.

    Attributes
    ----------
    fill : bool
        Whether the positions of the sliders are fitted while nobody waits for anything: `fill` of `[unasked]`.
    """

    fill: bool = True


@cache
def options() -> Options:
    """Return the server's options; what the file says wrongly has its default, and the log says so once."""
    path = Path(os.environ.get(NAMED_BY) or DEFAULT)
    try:
        return read(path)
    except OSError as err:
        if NAMED_BY in os.environ:
            _log.warning("%s, which %s names, cannot be read: %s", path, NAMED_BY, err.strerror)
    except ValueError as err:  # tomllib's own is one
        _log.warning("%s is not as it has to be, and the defaults hold: %s", path, err)
    return Options()


def read(path: Path) -> Options:
    """Read a file.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is no TOML, or has something else than `fill = true` or `fill = false` under `[unasked]`.
    """
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    unasked = told.pop("unasked", {})
    if told or not isinstance(unasked, dict) or unasked.keys() - {"fill"}:
        raise ValueError("all there may be is [unasked] with fill = true or fill = false.")
    fill = unasked.get("fill", True)
    if not isinstance(fill, bool):
        raise ValueError(f"fill is true or false, not {fill!r}.")  # noqa: TRY004 - of the file, not of the program
    return Options(fill)
