"""Pictures of the brief as SVG: they stand in the file itself, need no script, and print sharply."""

import io
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from churn.decision.amount_words import axis_decimals
from churn.errors import capitalized
from churn.show.chart import LEFT, STAYED

if TYPE_CHECKING:  # importing it takes a third of a second, which only the first picture has to wait for
    from matplotlib.axes import Axes

INK: Final = "#333b45"
STYLE: Final[Any] = {  # matplotlib's types want each key spelled out
    "svg.fonttype": "none",  # text stays text: it can be searched, and read aloud
    "svg.hashsalt": "churn",  # the same picture is the same file
    "font.family": "DejaVu Sans",  # comes with matplotlib, which measures with it
    "font.size": 11,
    "axes.edgecolor": "#c3ccd7",
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
    **dict.fromkeys(("axes.spines.top", "axes.spines.right"), False),
}
LONGEST_NAME: Final = 34

Line = tuple[Sequence[float], Sequence[float]]  # x and y

_one_at_a_time = threading.Lock()  # the style is a setting of the whole process


def reason_bars(columns: Sequence[str], points: Sequence[float]) -> str:
    """Draw how much each column contributes to the churn probability on average, in points, the first on top.

    Parameters
    ----------
    columns : sequence of str
        Names from the table; shown as they are.
    points : sequence of float
        Mean absolute contributions to the probability (0.18 is 18 points).
    """

    def paint(axes: "Axes") -> None:
        widths = [100 * each for each in points]
        axes.barh(range(len(columns)), widths, color=STAYED, height=0.6)
        axes.set_yticks(range(len(columns)), [_short(name) for name in columns])
        axes.invert_yaxis()
        for label in axes.get_yticklabels():
            label.set_parse_math(False)  # a dollar in a name is a dollar
        for place, width in enumerate(widths):
            axes.annotate(_points(width), (width, place), (4, 0), textcoords="offset points", va="center")
        axes.set_xlabel("Mean size of the contribution (points)")
        axes.margins(x=0.12)

    return _svg(paint, height=0.7 + 0.42 * len(columns))


def gain_curve(curve: Line, band: tuple[Line, Line], chosen: tuple[float, float], label: str, choice: str) -> str:
    """Draw the expected gain against the share of customers contacted, with its interval, the choice marked.

    Parameters
    ----------
    curve : pair of sequences of float
        Shares, 0 to 1, ascending, and the gain there.
    band : pair of such pairs
        The lower and the upper end of its 95% interval.
    chosen : pair of float
        The share that the rule names, and its gain.
    label : str
        What the gain is called, with its unit.
    choice : str
        What is written at the share that the rule names.
    """

    def paint(axes: "Axes") -> None:
        axes.axhline(0, color="#8a8f98", linewidth=0.8)
        (shares, low), (_, high) = band
        axes.fill_between([100 * share for share in shares], low, high, color=STAYED, alpha=0.15, linewidth=0)
        axes.plot([100 * share for share in curve[0]], curve[1], color=STAYED, linewidth=2)
        best = (100 * chosen[0], chosen[1])
        axes.plot(*best, "o", color=LEFT)
        axes.annotate(choice, best, (6, 8), textcoords="offset points", color=LEFT)
        axes.set(xlabel="Share of the customers contacted (%); shaded: 95% interval", ylabel=capitalized(label))
        axes.yaxis.set_major_formatter(f"{{x:,.{axis_decimals(curve[1])}f}}")
        axes.margins(y=0.15)

    return _svg(paint, height=2.6)


def _svg(paint: "Callable[[Axes], None]", height: float) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _one_at_a_time, mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.4, height), layout="constrained")
        paint(figure.add_subplot())
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :].replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")


def _points(width: float) -> str:
    """Write a size; only what is none reads as 0."""
    text = f"{width:.1f}"
    return "<0.1" if width and not float(text) else text


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
