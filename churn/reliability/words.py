"""Sentences about whether probabilities can be believed."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.errors import plural
from churn.reliability.calibration import FEWEST, Calibration
from churn.reliability.experience import FEWEST as FEWEST_ALIKE
from churn.reliability.experience import Groups
from churn.reliability.known import Known
from churn.show.formats import DASH, MINUS, between, percent, span
from churn.show.parts import Bold, Sentence

QUESTION: Final = "Can this probability be believed?"
OF_MODELS: Final = "Can the probabilities be believed?"
WHAT_IT_IS: Final = (
    "Behind a count of customers: the exact 95% interval of the share that leaves among customers like these. "
    "Customers with about the same probability got theirs from a model that had never seen them."
)
ABOUT: Final = "Others with about this probability"
ALIKE: Final = "Others exactly alike"
FEWEST_TWINS: Final = 2  # customers exactly alike who can contradict a probability
TELLING: Final = 1.0  # a wider interval of the slope hardly says anything
_MANY: Final = 100  # leavers from which on a sum of probabilities is told without a decimal


def calibrated(found: Calibration, *, better_than_chance: bool) -> Sentence:
    """Say whether the probabilities of the test customers are right as they stand; of nobody, nothing."""
    if not found.customers:
        return Sentence()
    sums = f"on the {found.customers:,} test customers they add up to {_sum(found)}, and {found.left:,} left"
    added_up = f"{sums} (chance allows {found.by_chance.low:,}{DASH}{found.by_chance.high:,})"
    if found.contradicted:
        return Sentence(Bold(OF_MODELS), f" Not as they stand: {added_up}{_what_is_wrong(found)}.")
    if found.fit is None:
        return Sentence(Bold(OF_MODELS), f" Their sum fits: {added_up}. {_no_slope(found)}.")
    low, high = found.fit.interval
    if not (found.counts_agree and low <= 1 <= high):  # one of them would be, where both together are not
        return Sentence(Bold(OF_MODELS), f" In doubt: {added_up}{_what_may_be_wrong(found)}.")
    apart = "are about as far apart as they should be" if high - low < TELLING else "may be as far apart as they should"
    spread = f"high and low ones {apart} ({_slope(found)})"
    if not better_than_chance:
        spread = "but they do not clearly tell leavers from stayers"
        one = "one customer’s may say no more than the average of all"
        return Sentence(Bold(OF_MODELS), f" Their sum fits: {added_up}; {spread}: {one}.")
    return Sentence(Bold(OF_MODELS), f" Nothing speaks against it: {added_up}, and {spread}.")


def _sum(found: Calibration) -> str:
    return f"{found.expected:,.{int(found.expected < _MANY)}f} leavers"


def _slope(found: Calibration) -> str:
    assert found.fit is not None  # noqa: S101 - tells mypy
    slope, low, high = (f"{each:.2f}".replace("-", MINUS) for each in (found.fit.slope, *found.fit.interval))
    return f"slope {slope}, 95% interval {between(low, high)}; 1 is right"


def _no_slope(found: Calibration) -> str:
    """Say why it cannot be told whether the probabilities are spread as they should be."""
    stayed = found.customers - found.left
    if min(found.left, stayed) < FEWEST:
        who, n = ("leaver", found.left) if found.left <= stayed else ("stayer", stayed)
        return f"More cannot be said with {plural(n, who)}: it takes {FEWEST}"
    if not found.varied:
        return "More cannot be said: all have the same probability"
    return "No leaver’s is lower than any stayer’s, so that nothing shows whether they are too extreme"


def _what_may_be_wrong(found: Calibration) -> str:
    """Continue the sentence on their sum with what one test alone would call wrong, and both together do not."""
    assert found.fit is not None  # noqa: S101 - tells mypy
    low, high = found.fit.interval
    off = []
    if not found.counts_agree:
        off.append(f"their sum may be too {'low' if found.left > found.by_chance.high else 'high'}")
    if high < 1 or low > 1:
        off.append(f"high and low ones may lie too {'far apart' if high < 1 else 'close together'}")
    return f": {' and '.join(off)} ({_slope(found)}). Taken together, chance alone can explain it"


def _what_is_wrong(found: Calibration) -> str:
    """Continue the sentence on their sum with what is wrong."""
    wrong = []
    if not found.counts_agree:
        wrong.append("too low" if found.left > found.by_chance.high else "too high")
    if found.fit is None:
        return f": they are {wrong[0]}"
    low, high = found.fit.interval
    if high < 1 or low > 1:
        wrong.append("too extreme" if high < 1 else "too cautious")
    if not wrong:
        return f"; sum and spread together are further off than chance allows ({_slope(found)})"
    value, (least, most) = found.fit.corrected(found.highest)
    like = f". A probability of {percent(found.highest)} stands for about {percent(value)}"
    sure = f"{like} (95% interval {span(least, most)})" if not least <= found.highest <= most else ""
    return f": they are {' and '.join(wrong)} ({_slope(found)}){sure}"


def about(customers: int, left: int, low: float, high: float) -> Sentence:
    """Say what customers did with about the probability that stands beside.

    Examples
    --------
    >>> about(30, 5, 0.0564, 0.3472).plain()
    'Of 30 customers with about this probability, 5 left: 6–35% (95% interval).'
    """
    if not customers:
        return Sentence("No customer whose probability can be checked has about this one.")
    if customers < FEWEST_ALIKE:
        have = "have" if customers > 1 else "has"
        few = f"Only {plural(customers, 'customer')} whose probability can be checked {have} about this one"
        return Sentence(f"{few}: too few to say how many of such leave.")
    who = Bold(f"{customers:,} customers")
    return Sentence(
        "Of ", who, " with about this probability, ", Bold(f"{left:,} left"), f": {span(low, high)} (95% interval)."
    )


def exactly_alike(customers: int, left: int, low: float, high: float) -> Sentence:
    """Say what the other customers did who are exactly like one.

    Examples
    --------
    >>> exactly_alike(16, 8, 0.2465, 0.7535).plain()
    'Of the 16 other customers of the table exactly like this one, 8 left: 25–75% (95% interval).'
    """
    if not customers:
        return Sentence("No other customer of the table is exactly like this one.")
    if customers == 1:
        did = "left" if left else "stayed"
        return Sentence("The ", Bold("one other customer"), " of the table exactly like this one ", Bold(did), ".")
    who = Bold(f"{customers:,} other customers")
    where = " of the table exactly like this one, "
    return Sentence("Of the ", who, where, Bold(f"{left:,} left"), f": {span(low, high)} (95% interval).")


def doubt(p: float, customers: int, low: float, high: float) -> Sentence:
    """Warn where the probability lies outside the interval of the customers exactly alike; else say nothing.

    One customer alone contradicts nothing.

    Examples
    --------
    >>> print(doubt(0.224, 16, 0.2465, 0.7535).plain())
    The probability lies below that interval, where chance alone brings it in at most 5 of 100 cases: do not rely on it.
    """
    if customers < FEWEST_TWINS or low <= p <= high:
        return Sentence()
    where = f"The probability lies {'below' if p < low else 'above'} that interval"
    return Sentence(
        f"{where}, where chance alone brings it in at most 5 of 100 cases: ", Bold("do not rely"), " on it."
    )


def cells_of_riskiest(
    known: Known, p: NDArray[np.float64], frame: pd.DataFrame, rows: NDArray[np.intp], most: int
) -> dict[str, list[str]]:
    """Say in cells of a table, by heading, what others did who are like the `most` riskiest of n customers.

    Parameters
    ----------
    known : Known
        Both the experience and the twins.
    p : ndarray of float64, shape (n,)
        The probabilities of the customers.
    frame : DataFrame
        The table that the twins are of.
    rows : ndarray of int, shape (n,)
        Where the customers stand in it.
    most : int
        To how many.

    Returns
    -------
    dict of str to list of str, length n
        Empty texts for the others.
    """
    texts = {heading: [""] * len(p) for heading in (ABOUT, ALIKE)}
    if known.experience is None or known.twins is None:
        return texts
    riskiest = np.argsort(-p, kind="stable")[:most]
    alike = known.twins.of(frame.iloc[rows[riskiest]], rows[riskiest])
    for heading, column in cells(p[riskiest], known.experience.about(p[riskiest]), alike).items():
        for place, text in zip(riskiest, column, strict=True):
            texts[heading][place] = text
    return texts


def cells(p: NDArray[np.float64], about: Groups, alike: Groups) -> dict[str, list[str]]:
    """Say in cells of a table, by heading, what others did who are like each of n customers; of too few, nothing.

    Parameters
    ----------
    p : ndarray of float64, shape (n,)
        The probabilities of these.
    about, alike : Groups
        The others with about that probability, and those exactly alike.

    Examples
    --------
    >>> about, alike = Groups(np.array([30, 9]), np.array([5, 1])), Groups(np.array([16, 0]), np.array([8, 0]))
    >>> cells(np.array([0.22, 0.9]), about, alike)[ABOUT]
    ['5 of 30 left: 6–35%', '']
    >>> cells(np.array([0.22, 0.9]), about, alike)[ALIKE]
    ['8 of 16 left: 25–75%, more than the probability says', '']
    """
    low, high = alike.interval
    sides = np.where(
        p < low, ", more than the probability says", np.where(p > high, ", fewer than the probability says", "")
    )
    sides[alike.customers < FEWEST_TWINS] = ""
    enough = np.where(about.customers >= FEWEST_ALIKE, about.customers, 0)
    return {
        ABOUT: [_cell(*each) for each in zip(enough, about.left, *about.interval, strict=True)],
        ALIKE: [
            _cell(*each) + side
            for *each, side in zip(alike.customers, alike.left, low, high, sides.tolist(), strict=True)
        ],
    }


def _cell(customers: int, left: int, low: float, high: float) -> str:
    return f"{left:,} of {customers:,} left: {span(low, high)}" if customers else ""
