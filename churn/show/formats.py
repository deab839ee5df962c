"""Labels, number formats and names of settings; users' words made literal."""

import html
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import numpy as np

from churn.errors import share
from churn.model.division import column_of
from churn.model.run import RunSpec
from churn.model.setting import settings_of
from churn.model.split import Part
from churn.scores.confusion import flagged
from churn.show import splits

DASH: Final = "–"
MINUS: Final = "−"
SHARES: Final = {"test_share", "validation_share"}  # one says little without the other
PART_LABELS: Final[dict[Part, str]] = {"train": "Train", "validation": "Validation", "test": "Test"}
PART_WORDS: Final[dict[Part, str]] = {"train": "training", "validation": "validation", "test": "test"}  # … customers

LARGEST_SINGLE: Final = 3e38  # of numbers with seven digits
_SMALLEST_PLAIN: Final = 1e-6  # a smaller or larger number is written with its power of ten
_LARGEST_PLAIN: Final = 1e16
_MARKDOWN: Final = re.compile(r"([!-/:-@\[-`{-~])")
_LONGEST_NAME: Final = 48
_MOST_DECIMALS: Final = 6
_WIDTHS: Final = (0.1, 0.01, 0.001)  # an interval narrower than this needs another decimal
_NAMES: Final = "Brier"  # how a text begins that is a name
_NUMBER: Final = r"\d(?:\\?[.,]?\d)*"  # perhaps escaped
# numbers on both sides of a dash, with a percent sign or without, in euros or not; and any amount in euros
_INTERVAL: Final = rf"{_NUMBER}(?:\\?%)?–{_NUMBER}(?:\\?%)?(?![\w–])"
_WHOLE: Final = re.compile(rf"(?<![\w.,–])(?:−?€ (?:{_INTERVAL}|{_NUMBER})|{_INTERVAL})")
_AUTOLINK: Final = re.compile(r"(https?://|www(?=\.)|@)", re.IGNORECASE)

LONG: Final = 10  # minutes to wait from which on the seconds do not matter


def escape(text: object) -> str:
    r"""Make a user's text literal where Streamlit would render Markdown, HTML, directives or bare links.

    Examples
    --------
    >>> escape("*x* :red[y]")
    '\\*x\\* \\:red\\[y\\]'
    """
    one_line = " ".join(str(text).split())
    return _MARKDOWN.sub(r"\\\1", _AUTOLINK.sub("\\1\u2060", one_line))


def unbroken(markdown: str) -> str:
    """Keep each interval and each amount on one line where Streamlit shows a text as Markdown; its letters stay.

    A line may end after a dash or a €, and no style of a whole text forbids it: what is to stay whole gets an element
    of its own, which the style sheet keeps together. (An invisible character would forbid it, too, and would be
    searched and copied.)

    Examples
    --------
    >>> unbroken("recall 0.70 (0.55–0.82)"), unbroken("bring € 6,200–18,500.")
    ("recall 0.70 (:color[0.55–0.82]{foreground='inherit'})", "bring :color[€ 6,200–18,500]{foreground='inherit'}.")
    """
    return _WHOLE.sub(r":color[\g<0>]{foreground='inherit'}", markdown)


def unbroken_html(text: str) -> str:
    """Write a text as HTML, with an element around each interval and amount, as `unbroken` has it."""
    return _WHOLE.sub(r"<span>\g<0></span>", html.escape(text, quote=False))


def score(value: float | None) -> str:
    """Format a score with three decimals, or more where it would read as 0 or 1 and is not; an undefined one as a dash.

    Examples
    --------
    >>> score(0.6829), score(1.0), score(0.99972), score(0.0002), score(None)
    ('0.683', '1.000', '0.9997', '0.0002', '–')
    """
    if value is None:
        return DASH
    places = next((places for places in (3, 4, 5, 6) if value in (0, 1) or round(value, places) not in (0, 1)), 3)
    return f"{value:.{places}f}"


def percent(probability: float, decimals: int = 1) -> str:
    """Format a probability or share in percent, with one decimal or more; only what is 0 or 1 reads as 0 or 100%.

    Examples
    --------
    >>> percent(0.6616), percent(0.0004), percent(0.9997), percent(1)
    ('66.2%', 'below 0.1%', 'above 99.9%', '100.0%')
    >>> percent(0.9465, 2), percent(0.999999, 2)
    ('94.65%', 'above 99.99%')
    """
    return share(probability, decimals)


def between(low: str, high: str) -> str:
    """Join the ends of an interval, each as it is written: by a dash, or where one is negative by a word.

    Examples
    --------
    >>> between("0.01", "0.11"), between("−0.03", "0.02"), between("−0.08", "−0.01")
    ('0.01–0.11', '−0.03 to 0.02', '−0.08 to −0.01')
    """
    return f"{low} to {high}" if MINUS in (low[:1], high[:1]) else f"{low}{DASH}{high}"


def span(low: float, high: float, least: int = 0) -> str:
    """Format an interval of a share in percent, with `least` decimals or as many as its width needs.

    An end that is neither 0 nor 100% is not written as one.

    Examples
    --------
    >>> span(0.0564, 0.3472), span(0, 0.0012), span(0.5, 0.5234), span(0.0008, 0.1722)
    ('6–35%', '0.00–0.12%', '50.0–52.3%', '0.1–17%')
    >>> span(0.456, 0.571, least=1)
    '45.6–57.1%'
    """
    decimals = max(least, sum(high - low < width for width in _WIDTHS))
    return f"{_end(low, decimals)}{DASH}{_end(high, decimals)}%"


def _end(share: float, decimals: int) -> str:
    while 0 < share < 1 and round(100 * share, decimals) in {0, 100} and decimals < _MOST_DECIMALS:
        decimals += 1
    return f"{100 * share:.{decimals}f}"


def whole_percent(part: float) -> str:
    """Format a share in percent without decimals; only what is none, or all, reads as 0% or 100%.

    Examples
    --------
    >>> whole_percent(0.235), whole_percent(0.002), whole_percent(0.998), whole_percent(0)
    ('24%', '<1%', '>99%', '0%')
    """
    if part not in {0, 1} and (rounded := round(part, 2)) in {0, 1}:
        return ">99%" if rounded else "<1%"
    return f"{part:.0%}"


def shortest(value: float) -> float:
    """Return a number without the last digits that only arithmetic, or a shorter kind of number, has left in it.

    Examples
    --------
    >>> shortest(97198.54000000001), shortest(0.1 + 0.2), shortest(0.10000000149011612), shortest(1048576.25)
    (97198.54, 0.3, 0.1, 1048576.25)
    """
    rounded = float(f"{value:.15g}")
    if rounded == value or not abs(value) < LARGEST_SINGLE:
        return rounded
    single = np.float32(value)
    return float(str(single)) if float(single) == value else rounded


def number(value: float) -> str:
    """Write a number with the digits it has, those before the decimal point in threes.

    Examples
    --------
    >>> number(1288), number(97198.54000000001), number(-0.5), number(123456789012), number(1.5e-300)
    ('1,288', '97,198.54', '-0.5', '123,456,789,012', '1.5e-300')
    """
    if isinstance(value, int):
        return f"{value:,}"
    short = shortest(value)
    plain = not short or _SMALLEST_PLAIN <= abs(short) < _LARGEST_PLAIN
    text = f"{Decimal(repr(short)):,f}" if plain else repr(short)
    return text.removesuffix(".0")


def duration(seconds: float) -> str:
    """Format a time to wait, the longer it is the less exactly.

    Examples
    --------
    >>> duration(0.4), duration(75), duration(640), duration(10_555)
    ('1 s', '1 min 15 s', '11 min', '2 h 56 min')
    """
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if minutes < LONG:
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def settings(spec: RunSpec, *, markdown: bool = False) -> str:
    """Name the settings of a run: depth and learning rate always, the others where they are not the defaults.

    Parameters
    ----------
    spec : RunSpec
        The settings.
    markdown : bool
        Whether Streamlit shows them as Markdown: the name of a column among them is then made literal.

    Examples
    --------
    >>> settings(RunSpec())
    'depth 4, learning rate 0.1'
    """
    model, cut = spec.model, spec.split
    words, named = dict[str, str](), set[str]()
    for part in (model, cut):
        for each in settings_of(type(part)):
            value = getattr(part, each.name)
            words.setdefault(each.name, each.named(value))
            if each.name == "grouped":  # `by` says it
                continue
            if each.main or value != each.default:
                named.add(each.name)
    how = splits.heading(cut.by)
    words["by"] = escape(how) if markdown and column_of(cut.by) is not None else how
    if getattr(model, "seed", cut.seed) != cut.seed:
        words["seed"] = f"seeds {model.seed} and {cut.seed}"
    if named & SHARES:
        named |= SHARES
    return ", ".join(text for name, text in words.items() if name in named)


def bare_percent(part: float) -> str:
    """Format a share that somebody has set, in percent with the digits it has.

    Examples
    --------
    >>> bare_percent(0.5), bare_percent(0.29), bare_percent(0.005)
    ('50%', '29%', '0.5%')
    """
    return f"{100 * part:g}%"


def percent_decimals(shares: Iterable[float], least: int = 1) -> int:
    """Return with how many decimals percents are written: `least`, or so many that none reads as 0 or 100 that is not.

    Examples
    --------
    >>> percent_decimals([0.21, 0.66]), percent_decimals([0.21, 0.0004]), percent_decimals([1.0, 0.99997])
    (1, 2, 3)
    >>> percent_decimals([0.21, 0.66], least=0), percent_decimals([0.21, 0.004], least=0)
    (0, 1)
    """
    inner = [min(p, 1 - p) for p in shares if 0 < p < 1]
    return max(least, -math.floor(math.log10(2 * 100 * min(inner)))) if inner else least


def verdict(probability: float, threshold: float) -> str:
    """Say what a probability means at a threshold, with as many decimals as tell the two apart.

    Examples
    --------
    >>> verdict(0.662, 0.5)
    'flagged: 66.2% is above the threshold of 50%'
    >>> verdict(0.5003, 0.5)
    'flagged: 50.03% is above the threshold of 50%'
    """
    above, limit = flagged(probability, threshold), f"the threshold of {bare_percent(threshold)}"
    outcome, at = "flagged" if above else "not flagged", round(100 * threshold, 9)  # 100 * 0.29 is less than 29
    if probability == threshold:
        return f"{outcome}: exactly {limit}"
    for decimals in range(1, _MOST_DECIMALS + 1):
        shown = round(100 * probability, decimals)
        if shown > at if above else shown < at:
            told = percent(probability) if decimals == 1 else f"{shown:.{decimals}f}%"
            return f"{outcome}: {told} is {'above' if above else 'not above'} {limit}"
    return f"{outcome}: just {'above' if above else 'below'} {limit}"


def lower_first(text: str) -> str:
    """Begin a text as it goes on within a sentence: in lower case, but for an abbreviation or a name.

    Examples
    --------
    >>> lower_first("Log loss"), lower_first("ROC AUC"), lower_first("Brier score")
    ('log loss', 'ROC AUC', 'Brier score')
    """
    stays = text.startswith(_NAMES) or text[1:2].isupper() or text[1:2].isdigit()
    return text if stays else text[:1].lower() + text[1:]


def short_name(name: str) -> str:
    """Cut the middle out of a column's name that is longer than 48: long names often differ at their end only.

    Examples
    --------
    >>> short_name("Age")
    'Age'
    """
    one_line = " ".join(name.split())
    return one_line if len(one_line) <= _LONGEST_NAME else f"{one_line[:23]}…{one_line[-23:]}"
