"""How tests read a figure: as the browser gets it."""

import json
from typing import Any

from churn.show import chart


def described(figure: chart.Figure) -> dict[str, Any]:
    """Return a figure as the browser gets it."""
    parsed: dict[str, Any] = json.loads(figure.to_json())
    return parsed


def axis_titles(figure: chart.Figure) -> tuple[str, str]:
    """Return what the axes are called."""
    layout = described(figure)["layout"]
    return layout["xaxis"]["title"]["text"], layout["yaxis"]["title"]["text"]


def notes(figure: chart.Figure) -> list[str]:
    """Return the texts written into a figure."""
    return [note["text"] for note in described(figure)["layout"]["annotations"]]
