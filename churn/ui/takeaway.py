"""What people take out of a page: a chart as a picture, a table as text or file, the whole page on paper.

One script a page, drawn last, puts the buttons below the charts and tables that are there. It makes the files in the
browser, from what is shown: nothing is computed for a file that nobody asks for.
"""

import math
import re
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from churn.model.setting import settings_of
from churn.scoring import safety
from churn.show import formats
from churn.ui import settings
from churn.ui.view import View

Cell = str | int | float | None

SCRIPT: Final = Path(__file__).with_suffix(".js")
KEY: Final = "takeaway"
LONGEST_NAME: Final = 60
# pages whose charts depend on the threshold, and on the campaign
WITH_THRESHOLD: Final = {"train", "customer", "brief"}
WITH_CAMPAIGN: Final = {"decide", "brief"}

_mount = st.components.v2.component(KEY, js=SCRIPT.read_text(encoding="utf-8"))
# tables that the browser paints on a canvas, of the run of the script under way: by key their name and their rows
_painted: ContextVar[dict[str, dict[str, Any]] | None] = ContextVar("painted", default=None)


def begin() -> None:
    """Forget the tables of the page before."""
    _painted.set({})


def keep(key: str, name: str, frame: pd.DataFrame, looks: Mapping[str, Any], order: list[str] | None = None) -> None:
    """Keep what a painted table shows, for whoever copies, saves or prints it.

    Parameters
    ----------
    key : str
        Names the place on the page.
    name : str
        Says what the table shows; the file is named after it.
    frame, looks, order
        The table, the configuration of its columns by name, and the names in the order shown.
    """
    tables = _painted.get()
    if tables is not None:
        tables[place(key)] = {"name": name, "rows": rows_of(frame, looks, order)}


def place(key: str) -> str:
    """Name the place of a painted table: the browser's script finds it by that."""
    return "grid-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key)


def offer(view: View, folder: str) -> None:
    """Put the buttons on the page, below every chart and table; draws nothing itself."""
    told = {
        "line": " · ".join(about(view, folder)),
        "name": file_name(view.dataset.name if not view.source.synthetic else "synthetic sample"),
        "tables": _painted.get() or {},
        "formula": safety.FORMULA.pattern,
        "number": safety.PLAIN_NUMBER.pattern,
    }
    _mount(key=KEY, data=told)


def about(view: View, folder: str) -> list[str]:
    """Say what a picture of a page shows: the data, the settings that it depends on, and the day."""
    parts = ["synthetic sample" if view.source.synthetic else view.dataset.name]
    if view.run is not None and folder != "data":
        parts.append(formats.settings(view.run.spec))
        if folder in WITH_THRESHOLD:
            parts.append(f"threshold {formats.bare_percent(view.threshold)}")
        if folder in WITH_CAMPAIGN:
            parts += _terms()
    return [*parts, datetime.now().astimezone().date().isoformat()]


def _terms() -> list[str]:
    campaign = settings.campaign()
    terms = [(each.label, getattr(campaign, each.name), each) for each in settings_of(type(campaign))]
    return [
        f"{formats.lower_first(label)}: {each.write(value):,g}" for label, value, each in terms if value is not None
    ]


def file_name(text: str) -> str:
    """Make a name that every computer takes for a file from any text: letters, digits and single hyphens.

    Examples
    --------
    >>> file_name("../Q3 <customers>.csv")
    'q3-customers'
    """
    stem = re.sub(r"\.\w{1,7}$", "", text)
    return re.sub(r"[\W_]+", "-", stem).strip("-").lower()[:LONGEST_NAME].strip("-") or "table"


def rows_of(frame: pd.DataFrame, looks: Mapping[str, Any], order: list[str] | None = None) -> list[list[Cell]]:
    """Return the headings and the rows of a table as it is shown: numbers as numbers, rounded; no small charts."""
    columns: list[tuple[str, list[Cell]]] = []
    for name in order or list(frame.columns):
        column, look = frame[name], looks.get(name) or {}
        if column.map(lambda cell: isinstance(cell, list | tuple)).any():
            continue
        heading, digits = str(look.get("label") or name), None
        if written := re.fullmatch(r"%\+?\.(\d)f(.*)", str((look.get("type_config") or {}).get("format"))):
            digits, unit = int(written[1]), written[2].replace("%%", "%").strip()
            heading += f" ({unit})" if unit else ""
        columns.append((heading, [_cell(cell, digits) for cell in column.tolist()]))
    return [[heading for heading, _ in columns], *map(list, zip(*(cells for _, cells in columns), strict=True))]


def _cell(cell: Any, digits: int | None) -> Cell:  # noqa: ANN401 - whatever a table holds
    if pd.isna(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, Real) or not math.isfinite(cell):
        return str(cell)
    number = int(cell) if isinstance(cell, Integral) else float(cell)
    return number if digits is None else round(number, digits)
