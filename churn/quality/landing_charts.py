"""The picture of a model for everybody: a hundred customers as dots, and the share of leavers with and without it.

It is drawn here and not by plotly, because it has to be there with the numbers, and plotly comes a second later.
"""

import html
from textwrap import wrap
from typing import Final

from churn.quality import landing_words as words
from churn.scores.confusion import Confusion
from churn.scores.proportions import wilson
from churn.scores.thresholds import per_hundred
from churn.show.chart import DARK, GROUND, INK, LEFT, MUTED, STAYED

KINDS: Final = ("found", "alarm", "missed", "alone")  # filled: flagged; round: left. So colour is never all that tells
WIDTH: Final = 368  # of a drawing; in pixels, as all that follows
STEP: Final = 18  # from dot to dot
ROW: Final = 20  # dots
TOP: Final = 28  # of what stands below the name of a drawing
LINE: Final = 20  # of text
LETTERS: Final = 52  # in a line
MARGIN: Final = 12  # beside the scale
HEIGHT: Final = 16  # of the scale


def hundred(counts: Confusion, about: str, *, dark: bool = False) -> str:
    """Draw a hundred test customers as dots of four kinds, as many of each as the legend says.

    Parameters
    ----------
    counts : Confusion
        Of at least one customer.
    about : str
        Says whose picture it is, and who is flagged.
    dark : bool
        Whether it stands on the dark theme's ground.

    Returns
    -------
    str
        An SVG element.
    """
    scaled = per_hundred(counts) or Confusion(0, 0, 0, 0)
    numbers = (scaled.tp, scaled.fp, scaled.fn, scaled.tn)
    kinds = [kind for kind, number in zip(KINDS, numbers, strict=True) for _ in range(number)]
    drawn = [
        _mark(kind, STEP * (k % ROW) + STEP / 2, TOP + STEP * (k // ROW) + STEP / 2) for k, kind in enumerate(kinds)
    ]
    y: float = TOP + STEP * len(kinds) // ROW + LINE
    keys, y = _keys(list(zip(KINDS, words.legend(counts), strict=True)), y)
    note, y = _lines(about, 0, y)
    parts = [_name(f"Of {words.HUNDRED} test customers"), f'<g class="dots">{"".join(drawn)}</g>', keys, note]
    return _svg(parts, y, f"{words.dots(counts)} {about}", dark=dark)


def shares(counts: Confusion, *, dark: bool = False) -> str:
    """Draw which share of the flagged left, its interval, and which share of all: parameters as of `hundred`."""
    ends, base = wilson(counts.tp, counts.flagged), counts.positives / counts.n
    said = words.flagged_share(counts), words.base_share(counts)
    middle = TOP + HEIGHT / 2
    drawn = [f'<rect {_box(MARGIN, TOP, WIDTH - 2 * MARGIN, HEIGHT)} rx="3" fill="none" stroke="{MUTED}"/>']
    if ends is not None:
        span = _box(_at(ends.low), TOP + 2, _at(ends.high) - _at(ends.low), HEIGHT - 4)
        drawn += [f'<rect class="span" {span} fill="{LEFT}" fill-opacity="0.45"/>']
        drawn += [_mark("value", _at(counts.tp / counts.flagged), middle)]
    drawn += [_mark("base", _at(base), middle)]
    for share in (0, 0.5, 1):
        side = "start" if share == 0 else "end" if share == 1 else "middle"
        drawn += [_text(f"{share:.0%}", _at(share), TOP + HEIGHT + LINE, f'text-anchor="{side}"')]
    keys, y = _keys([("value", said[0]), ("base", said[1])], TOP + HEIGHT + 2 * LINE + LINE // 2)
    return _svg([_name("How many of them leave"), *drawn, keys], y, " ".join(said), dark=dark)


def _svg(parts: list[str], end: float, alt: str, *, dark: bool) -> str:
    """Put parts into one drawing, whose last line of text would be followed by one at `end`."""
    height = end - LINE + 6
    drawn = "".join(parts)
    for light, other in DARK.items() if dark else ():
        drawn = drawn.replace(f'"{light}"', f'"{other}"')  # in attributes only: texts are escaped
    return (
        f'<svg class="landing" role="img" aria-label="{html.escape(alt)}" viewBox="0 0 {WIDTH} {height:g}" '
        f'width="{WIDTH}" height="{height:g}" font-size="14" fill="currentColor">{drawn}</svg>'
    )


def _mark(kind: str, x: float, y: float) -> str:
    """Draw one mark around a point."""
    looks = {
        "found": f'<circle cx="{x:g}" cy="{y:g}" r="6.5" fill="{LEFT}"',
        "alarm": f'<rect {_box(x - 6.5, y - 6.5, 13, 13)} fill="{STAYED}"',
        "missed": f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="none" stroke="{LEFT}" stroke-width="3"',
        "alone": f'<rect {_box(x - 4.5, y - 4.5, 9, 9)} fill="none" stroke="{MUTED}"',
        "value": f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="{LEFT}" stroke="{GROUND}" stroke-width="2"',
        "base": f'<rect {_box(x - 1.5, y - 12, 3, 24)} fill="{INK}"',
    }
    return f'{looks[kind]} class="{kind}"/>'


def _keys(keys: list[tuple[str, str]], y: float) -> tuple[str, float]:
    """Write what each kind of mark means, from a line at `y` on; returns where the next line stands."""
    drawn = ""
    for kind, text in keys:
        said, after = _lines(text, STEP + 6, y)
        drawn += _mark(kind, STEP / 2, y - 5) + said
        y = after
    return f'<g class="keys">{drawn}</g>', y


def _lines(text: str, x: float, y: float) -> tuple[str, float]:
    """Write a text in as many lines as it takes; returns where the next one stands."""
    lines = wrap(text, LETTERS)
    return "".join(_text(line, x, y + LINE * k) for k, line in enumerate(lines)), y + LINE * len(lines)


def _name(text: str) -> str:
    return _text(text, 0, 14, 'font-weight="600"')


def _text(text: str, x: float, y: float, looks: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" {looks}>{html.escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'


def _at(share: float) -> float:
    """Return where a share stands on the scale."""
    return MARGIN + share * (WIDTH - 2 * MARGIN)
