"""Sentences about reasons: everybody's, one customer's, the evidence for them, and what a change would do."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.errors import plural
from churn.explanation.customers import CustomerValue
from churn.explanation.overview import Effect, Overview
from churn.explanation.reasons import Reasons
from churn.explanation.similar import Evidence
from churn.explanation.whatif import WhatIf
from churn.model.split import Part
from churn.scores.confusion import flagged
from churn.show.formats import percent
from churn.show.parts import Bold, Sentence, Verbatim, enumerated, joined

ASSOCIATION: Final = (
    "What the model learned is how columns and leaving went together in past data. That is no promise: changing a"
    " customer's column need not change what the customer does."
)
POINTS_METHOD: Final = (
    "SHAP values are computed by {learner} and add up in log-odds. For points of probability, each customer is compared"
    " with up to 1,000 customers of the table; in every pair one factor turns log-odds into points, and the mean over"
    " the pairs leads exactly from the average probability to the customer's (the rescale rule of DeepLIFT, averaged"
    " over many baselines; Chen, Lundberg, Lee 2022). The factor takes the curve between log-odds and probability for"
    " a straight line within a pair: the points are a fair split, not the only one."
)
TOLD: Final = 0.005  # a contribution of less than half a point is not worth a word
MAX_REASONS: Final = 3
MAX_DIFFERENCES: Final = 3


def points(contribution: float, decimals: int = 1) -> str:
    """Format a contribution to a probability in points.

    Examples
    --------
    >>> points(0.1823), points(-0.0304), points(0.0)
    ('+18.2 points', '−3.0 points', '0.0 points')
    """
    number = f"{100 * contribution:+.{decimals}f}".replace("-", "−")
    return f"{number[1:] if not number.strip('+−0.') else number} points"


def value(raw: CustomerValue) -> str:
    """Format a customer's value as a person writes it.

    Examples
    --------
    >>> value("gold"), value(28.0), value(1234.5), value(None)
    ('gold', '28', '1,234.5', 'unknown')
    """
    if raw is None:
        return "unknown"
    return raw if isinstance(raw, str) else f"{raw:,.10g}"


def main_reasons(overview: Overview) -> Sentence:
    """Say in one sentence what goes with leaving."""
    raising = [
        Sentence(_bold(effect.column, effect.up.name), f" ({points(effect.up.points, 0)})")
        for effect in overview.effects
        if effect.up is not None and effect.up.points >= TOLD
    ]
    if not raising:
        return Sentence("No column tells much about who leaves: none moves the average probability by half a point.")
    return Sentence(
        "Customers leave more with ",
        enumerated(raising[:MAX_REASONS]),
        ": so much does each column raise the churn probability, on average over the customers who have that value.",
    )


def effect(column_effect: Effect) -> Sentence:
    """Say what a column's most telling levels go with."""
    sides = []
    for level, word in ((column_effect.up, "leave more"), (column_effect.down, "leave less")):
        if level is not None and abs(level.points) >= TOLD:
            who = f"{level.customers:,} customers, {percent(level.rate)} left"
            sides.append(Sentence(_bold(level.name), f" {word}: {points(level.points)} on average ({who})"))
    moves = joined(sides, "; ") if sides else "moves the probability by less than half a point"
    return Sentence(Verbatim(column_effect.column), " ", moves)


def explained(overview: Overview) -> str:
    """Say whose reasons they are."""
    if len(overview.frame) < overview.rows:
        return f"Computed on a random sample of {len(overview.frame):,} of {overview.rows:,} customers (fixed seed)."
    return f"Computed on all {overview.rows:,} customers."


def reason_sentence(reasons: Reasons, values: Mapping[str, CustomerValue], row: int = 0) -> Sentence:
    """Say one customer's reasons in one sentence; `values` are the customer's, by column."""
    contributions = reasons.points[row]
    largest = [place for place in reasons.largest(len(reasons.columns))[row] if abs(contributions[place]) >= TOLD]
    start, end = percent(reasons.start), percent(float(reasons.p[row]))
    if not largest:
        return Sentence(f"This customer is an average one: no column moves the average {start} by half a point.")
    named = largest[:MAX_REASONS]
    moves = [(reasons.columns[place], contributions[place]) for place in named]
    parts = [Sentence(_bold(name, value(values[name])), f" ({points(moved)})") for name, moved in moves]
    rest = float(reasons.p[row] - reasons.start - contributions[named].sum())
    others = f", all other columns {points(rest)}" if len(named) < len(reasons.columns) else ""
    return Sentence(f"From the average of {start} to {end}: ", enumerated(parts), f"{others}.")


def evidence(alike: Evidence) -> Sentence:
    """Say who in training was like a customer."""
    left = f"{alike.left:,} left"
    who = plural(alike.customers, "customer")
    if not alike.differs:
        return Sentence("Training has ", Bold(who), f" exactly like this; {left}.")
    if len(alike.differs) <= MAX_DIFFERENCES:
        where = enumerated(list(map(Verbatim, alike.differs)), "or" if alike.customers > 1 else "and")
    else:
        where = Sentence(f"{len(alike.differs):,} of {alike.columns:,} columns")
    differ = "differs" if alike.customers == 1 else "differ"
    none = Bold("no such customer")
    return Sentence("Training has ", none, f"; the nearest ({who}, {left}) {differ} in ", where, ".")


def unseen(alike: Evidence, values: Mapping[str, CustomerValue]) -> Sentence:
    """Name the values that no training customer has; empty if there are none."""
    names = [_bold(name, value(values[name])) for name in alike.unseen]
    return Sentence("Never seen in training: ", enumerated(names), ".") if names else Sentence()


def smallest_change(changes: WhatIf, threshold: float) -> Sentence:
    """Say which smallest single change brings the customer under the threshold."""
    limit = percent(threshold)
    if not flagged(changes.probability, threshold):
        return Sentence(f"Not flagged at the threshold of {limit}: no change is needed.")
    if not changes.alternatives:
        return Sentence("No column is marked as changeable, so there is nothing to try.")
    change = changes.smallest(threshold)
    if change is None:
        return Sentence(Bold("No single change"), f" brings this customer to the threshold of {limit}.")
    smallest, then = _bold(change.column, value(change.value)), percent(change.probability)
    return Sentence(f"The smallest single change to the threshold of {limit}: ", smallest, f", then {then}.")


def picked(row: int, part: Part, *, left: bool) -> str:
    """Say which customer of the table the form shows; `row` counts from 0."""
    known = {"train": "one the model learned from", "validation": "of the validation split", "test": "a test customer"}
    return f"Row {row + 1:,} of the table, {known[part]}, who {'left' if left else 'stayed'}."


def in_brief(reasons: Reasons, values: Sequence[Mapping[str, CustomerValue]], most: int = 2) -> list[str]:
    """Say each customer's main reasons in a few words; `values` are the customers', by column."""
    lines = []
    for row, places in enumerate(reasons.largest(most)):
        named = ((reasons.columns[place], float(reasons.points[row, place])) for place in places)
        lines.append(", ".join(f"{name} {value(values[row][name])} ({points(moved)})" for name, moved in named))
    return lines


def _bold(*texts: str) -> Bold:
    """Name a column, or a column and a value in it."""
    return Bold(Verbatim(" ".join(texts)))
