"""Sentences about reasons: everybody's, one customer's, the evidence for them, and what a change would do."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.explanation.overview import Effect, Overview
from churn.explanation.reasons import Reasons
from churn.explanation.similar import Evidence
from churn.explanation.whatif import WhatIf
from churn.model.split import Part
from churn.show.formats import escape, percent

ASSOCIATION: Final = (
    "What the model learned is how columns and leaving went together in past data. That is no promise: changing a"
    " customer's column need not change what the customer does."
)
POINTS_METHOD: Final = (
    "SHAP values are computed by CatBoost and add up in log-odds. For points of probability, each customer is compared"
    " with up to 1,000 customers of the table; in every pair one factor turns log-odds into points, and the mean over"
    " the pairs leads exactly from the average probability to the customer's (the rescale rule of DeepLIFT, averaged"
    " over many baselines; Chen, Lundberg, Lee 2022). The factor takes the curve between log-odds and probability for"
    " a straight line within a pair: the points are a fair split, not the only one."
)
TOLD: Final = 0.005
"""A contribution of less than half a point is not worth a word."""
MOST_REASONS: Final = 3
MOST_DIFFERENCES: Final = 3


def points(contribution: float, decimals: int = 1) -> str:
    """Format a contribution to a probability in points.

    Examples
    --------
    >>> points(0.1823), points(-0.0304), points(0.0)
    ('+18.2 points', '−3.0 points', '0.0 points')
    """
    number = f"{100 * contribution:+.{decimals}f}".replace("-", "−")
    return f"{number[1:] if not number.strip('+−0.') else number} points"


def value(raw: str | float | None) -> str:
    """Format a customer's value as a person writes it.

    Examples
    --------
    >>> value("gold"), value(28.0), value(1234.5), value(None)
    ('gold', '28', '1,234.5', 'unknown')
    """
    if raw is None:
        return "unknown"
    return raw if isinstance(raw, str) else f"{raw:,.10g}"


def main_reasons(overview: Overview) -> str:
    """Say in one sentence what goes with leaving, for Markdown."""
    told = [effect for effect in overview.effects if effect.up is not None and effect.up.points >= TOLD]
    parts = [
        f"**{escape(effect.column)} {escape(effect.up.name)}** ({points(effect.up.points, 0)})"
        for effect in told[:MOST_REASONS]
        if effect.up is not None
    ]
    if not parts:
        return "No column tells much about who leaves: none moves the average probability by half a point."
    return (
        f"Customers leave more with {_enumerated(parts)}: so much does each column raise the churn probability, on"
        " average over the customers who have that value."
    )


def effect(told: Effect) -> str:
    """Say what a column's most telling levels go with, for Markdown."""
    sides = [
        f"**{escape(level.name)}** {word}: {points(level.points)} on average"
        f" ({level.customers:,} customers, {percent(level.rate)} left)"
        for level, word in ((told.up, "leave more"), (told.down, "leave less"))
        if level is not None and abs(level.points) >= TOLD
    ]
    return f"{escape(told.column)} " + ("; ".join(sides) or "moves the probability by less than half a point")


def explained(overview: Overview) -> str:
    """Say whose reasons they are."""
    if overview.sampled:
        return f"Computed on a random sample of {len(overview.frame):,} of {overview.rows:,} customers (fixed seed)."
    return f"Computed on all {overview.rows:,} customers."


def reason_sentence(reasons: Reasons, values: Mapping[str, str | float | None], row: int = 0) -> str:
    """Say one customer's reasons in one sentence, for Markdown; `values` are the customer's, by column."""
    contributions = reasons.points[row]
    largest = [place for place in reasons.largest(len(reasons.columns))[row] if abs(contributions[place]) >= TOLD]
    told = largest[:MOST_REASONS]
    parts = [
        f"**{escape(reasons.columns[place])} {escape(value(values[reasons.columns[place]]))}**"
        f" ({points(contributions[place])})"
        for place in told
    ]
    end = percent(float(reasons.p[row]))
    if not parts:
        return f"This customer is an average one: no column moves the average {percent(reasons.start)} by half a point."
    rest = float(reasons.p[row] - reasons.start - contributions[told].sum())
    others = f", all other columns {points(rest)}" if len(told) < len(reasons.columns) else ""
    return f"From the average of {percent(reasons.start)} to {end}: {_enumerated(parts)}{others}."


def evidence(found: Evidence) -> str:
    """Say who in training was like a customer, for Markdown."""
    left = f"{found.left:,} left"
    who = f"{found.customers:,} customer{'s' * (found.customers != 1)}"
    if not found.differs:
        return f"Training has **{who}** exactly like this; {left}."
    few = len(found.differs) <= MOST_DIFFERENCES
    where = _enumerated([escape(name) for name in found.differs], "or" if found.customers > 1 else "and")
    places = where if few else f"{len(found.differs):,} of {found.columns:,} columns"
    verb = "differs" if found.customers == 1 else "differ"
    return f"Training has **no such customer**; the nearest ({who}, {left}) {verb} in {places}."


def unseen(found: Evidence, values: Mapping[str, str | float | None]) -> str:
    """Name the values that no training customer has, for Markdown; empty if there are none."""
    names = [f"**{escape(name)} {escape(value(values[name]))}**" for name in found.unseen]
    return f"Never seen in training: {_enumerated(names)}." if names else ""


def smallest_change(found: WhatIf, threshold: float) -> str:
    """Say which smallest single change brings the customer under the threshold, for Markdown."""
    if found.probability <= threshold:
        return f"Not flagged at the threshold of {percent(threshold)}: no change is needed."
    if not found.alternatives:
        return "No column is marked as changeable, so there is nothing to try."
    change = found.smallest(threshold)
    if change is None:
        return f"**No single change** brings this customer to the threshold of {percent(threshold)}."
    return (
        f"The smallest single change to the threshold of {percent(threshold)}: **{escape(change.column)}"
        f" {escape(value(change.value))}**, then {percent(change.probability)}."
    )


def picked(row: int, part: Part, *, left: bool) -> str:
    """Say which customer of the table the form shows; `row` counts from 0."""
    known = {"train": "one the model learned from", "validation": "of the validation split", "test": "a test customer"}
    return f"Row {row + 1:,} of the table, {known[part]}, who {'left' if left else 'stayed'}."


def _enumerated(parts: list[str], word: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def in_brief(reasons: Reasons, values: Sequence[Mapping[str, str | float | None]], most: int = 2) -> list[str]:
    """Say each customer's main reasons in a few words, not for Markdown; `values` are the customers', by column."""
    said = []
    for row, places in enumerate(reasons.largest(most)):
        parts = [
            f"{reasons.columns[place]} {value(values[row][reasons.columns[place]])}"
            f" ({points(float(reasons.points[row, place]))})"
            for place in places
        ]
        said.append(", ".join(parts))
    return said
