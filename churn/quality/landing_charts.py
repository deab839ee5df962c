"""The picture of a model for everybody: a hundred customers as dots, and the share of leavers with and without it.

It is HTML and not a plotly chart, because it has to be there with the numbers, and plotly comes a second later. Its
looks stand in the page's style sheet, by class.
"""

import html
from typing import Final

from churn.quality import landing_words as words
from churn.scores.confusion import Confusion
from churn.scores.proportions import wilson
from churn.scores.thresholds import per_hundred
from churn.show.chart import DARK, GROUND, INK, LEFT, MUTED, STAYED

KINDS: Final = ("found", "alarm", "missed", "alone")  # filled: flagged; round: left. So colour is never all that tells


def picture(counts: Confusion, about: str, *, dark: bool = False) -> str:
    """Draw the counts on test customers.

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
        HTML.
    """
    named = {"left": LEFT, "stayed": STAYED, "muted": MUTED, "ink": INK, "ground": GROUND}
    colours = "".join(f"--{name}:{DARK[each] if dark else each};" for name, each in named.items())
    return f'<div class="landing" style="{colours}">{_dots(counts, about)}{_shares(counts)}</div>'


def _dots(counts: Confusion, about: str) -> str:
    scaled = per_hundred(counts) or Confusion(0, 0, 0, 0)
    numbers = (scaled.tp, scaled.fp, scaled.fn, scaled.tn)
    drawn = "".join(number * f'<i class="{kind}"></i>' for kind, number in zip(KINDS, numbers, strict=True))
    keys = "".join(_key(kind, text) for kind, text in zip(KINDS, words.legend(counts), strict=True))
    return (
        f'<div class="part"><p class="name">Of 100 test customers</p>'
        f'<div class="both"><div class="dots" role="img" aria-label="{html.escape(words.dots(counts))}">'
        f'{drawn}</div><ul class="keys">{keys}</ul></div>'
        f'<p class="note">{html.escape(about)}</p></div>'
    )


def _shares(counts: Confusion) -> str:
    ends, base = wilson(counts.tp, counts.flagged), counts.positives / counts.n
    said = words.flagged_share(counts), words.base_share(counts)
    marks = ""
    if ends is not None:
        marks = f'<i class="span" style="left:{ends.low:.2%};width:{ends.high - ends.low:.2%}"></i>'
        marks += f'<i class="value" style="left:{counts.tp / counts.flagged:.2%}"></i>'
    marks += f'<i class="base" style="left:{base:.2%}"></i>'
    return (
        f'<div class="part"><p class="name">How many of them leave</p>'
        f'<div class="scale" role="img" aria-label="{html.escape(" ".join(said))}">{marks}</div>'
        '<p class="ends" aria-hidden="true"><span>0%</span><span>50%</span><span>100%</span></p>'
        f'<ul class="keys">{_key("value", said[0])}{_key("base", said[1])}</ul></div>'
    )


def _key(kind: str, text: str) -> str:
    return f'<li><i class="{kind}"></i><span>{html.escape(text)}</span></li>'
