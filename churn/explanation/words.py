"""Sentences about reasons: everybody's, one customer's, the evidence for them, and what a change would do."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from churn.errors import plural
from churn.explanation.customers import CustomerValue
from churn.explanation.overview import Extremes, Level, Overview
from churn.explanation.reasons import Background, Reasons
from churn.explanation.similar import Evidence
from churn.explanation.whatif import WhatIf
from churn.model.split import Part
from churn.scores.confusion import flagged
from churn.scores.proportions import wilson
from churn.show.formats import bare_percent, number, percent, short_name, span
from churn.show.parts import Bold, Sentence, Verbatim, enumerated, joined
from churn.table.values import MISSING

ASSOCIATION: Final = (
    "What the model learned is how columns and leaving went together in past data. That is no promise: changing a"
    " customer's column need not change what the customer does."
)
NO_REASONS: Final = (
    "No reasons are named: the test customers do not show that this model ranks customers better than chance, and what"
    " it made of a column may be chance, too."
)
LOG_ODDS_METHOD: Final = (
    "Log-odds are the scale on which the model adds up: the logarithm of the odds, which are the probability of leaving"
    " ÷ that of staying. A column's share of them is its SHAP value as {learner} computes it: together they add up to"
    " the model's log-odds."
)
UNITS_HELP: Final = (
    "Points are of the churn probability, which is from 0 to 100%. Log-odds (SHAP values) are the scale on which the"
    " model adds up; there a step near 0 or 100% counts as much as in the middle."
)
POINTS_METHOD: Final = (
    "Points are Shapley values of the churn probability. The model is asked for made-up customers who have some values"
    " of this customer and otherwise those of another customer of the table; they need not exist. A column's points are"
    " what its value adds to the probability, averaged over the orders in which the values can be put in and over"
    " {compared:,} customers of the table; all columns together lead from their average probability to this customer's"
    " (Shapley 1953; Štrumbelj, Kononenko 2014; Lundberg, Lee 2017; Janzing, Minorics, Blöbaum 2020)."
)
EXACT: Final = "This table has few columns: all orders are averaged, the points are exact."
SAMPLED: Final = (
    "This table has many columns: random orders and their reverses are averaged (Mitchell and others 2022), with a"
    " fixed seed, so the points are not exact. Measured on bank customers with 19 columns, they are off by 0.2 points"
    " on average, and the largest reason is the right column for at least 95 of 100 customers; with many more columns"
    " they are less exact."
)
NOTHING: Final = 1e-11  # a smaller contribution is a rounding error
TOLD: Final = 0.005  # a contribution of less than half a point is not worth a word
NONE_TOLD: Final = "none adds or takes off half a point"
MAX_REASONS: Final = 3
NO_DAYS: Final[Mapping[str, str]] = MappingProxyType({})  # no column is a date that is seen as days before another
MAX_DIFFERENCES: Final = 3


def points(contribution: float, decimals: int = 1) -> str:
    """Format a contribution to a probability in points; only what is none reads as 0.

    Examples
    --------
    >>> points(0.1823), points(-0.0304), points(0.0), points(-0.0001)
    ('+18.2 points', '−3.0 points', '0 points', 'up to −0.1 points')
    """
    if abs(contribution) < NOTHING:
        return "0 points"
    sign, size = "−" if contribution < 0 else "+", f"{abs(100 * contribution):.{decimals}f}"
    if not float(size):
        return f"up to {sign}{10.0**-decimals:g} point{'s' * bool(decimals)}"
    return f"{sign}{size} point{'s' * (size != '1')}"


def value(raw: CustomerValue, zero: str = "") -> str:
    """Format a customer's value as a person writes it.

    Parameters
    ----------
    raw : CustomerValue
        The value.
    zero : str
        Of days that are counted back from a date, that date.

    Examples
    --------
    >>> value("gold"), value(28.0), value(1234.5), value(None), value(MISSING)
    ('gold', '28', '1,234.5', 'unknown', 'unknown')
    >>> value(1288.0, "2024-03-01"), value(-1.0, "2024-03-01")
    ('1,288 days before 2024-03-01', '1 day after 2024-03-01')
    """
    if raw is None or raw == MISSING:
        return "unknown"
    if isinstance(raw, str):
        return raw
    if zero:
        return f"{number(abs(raw))} day{'s' * (abs(raw) != 1)} {'after' if raw < 0 else 'before'} {zero}"
    return number(raw)


def main_reasons(overview: Overview) -> Sentence:
    """Say in a few sentences what goes with leaving: with which values clearly more left, and what the model adds."""
    everybody = f"{percent(overview.rate)} of all customers left"
    adding = [(ends.column, ends.up) for ends in overview.extremes if ends.up is not None and ends.up.points >= TOLD]
    if not adding:
        return Sentence(
            f"{everybody}; no column tells much about who: none adds half a point to the churn probability."
        )
    more = [(column, level) for column, level in adding if _beside(level, overview.rate) == "more"]
    if not more:
        return Sentence(f"{everybody}. With none of the values for which the model adds most did clearly more leave.")
    told, adds = [], f"{' in a sample' if overview.sampled else ''}; the model adds "
    for column, level in more[:MAX_REASONS]:
        counts = f" ({level.left:,} of {level.customers:,}{adds}{_size(level.points, 0)})"
        told.append(Sentence(f"{percent(level.rate)} among those with ", _bold(column, level.name), counts))
        adds = "; "
    return Sentence(
        f"{everybody}. It was ",
        enumerated(told),
        ". Points are of the churn probability, the other columns accounted for.",
    )


def extremes(ends: Extremes, everybody: float, *, sampled: bool = False) -> Sentence:
    """Say of a column's most telling levels how many left, beside the share of all, and what the model adds.

    Parameters
    ----------
    ends : Extremes
        The levels.
    everybody : float
        Share of all customers who left, 0 to 1.
    sampled : bool
        Whether the customers of the levels are counted in a sample.
    """
    levels = [level for level in (ends.up, ends.down) if level and abs(level.points) >= TOLD]
    if not levels:
        return Sentence(
            Verbatim(short_name(ends.column)), ": for no value does the model add or take off half a point."
        )
    told = joined([_level(level, everybody, " of the sample" if sampled else "") for level in levels], "; ")
    return Sentence(Verbatim(short_name(ends.column)), " ", told, ".")


def _level(level: Level, everybody: float, whose: str) -> Sentence:
    ends = wilson(level.left, level.customers)
    sure = f" (95% interval {span(ends.low, ends.high, least=1)})" if ends else ""
    seen = _beside(level, everybody)
    than = "than of all" if seen == "unclear" else f"than of all ({percent(everybody)})"
    comparison = {"more": "more", "fewer": "fewer", "unclear": "not clearly more or fewer"}[seen]
    as_seen = seen == ("more" if level.points > 0 else "fewer")
    verb = "adds" if level.points > 0 else "takes off"
    model = f"{'and' if as_seen else 'yet'} the model {verb} {_size(level.points)}"
    accounted = "" if as_seen else ", the other columns accounted for"
    left = f": {percent(level.rate)} of {plural(level.customers, 'customer')}{whose} left{sure}, {comparison} {than}"
    return Sentence(_bold(level.name), f"{left}, {model}{accounted}")


def _size(contribution: float, decimals: int = 1) -> str:
    """Format the size of a contribution, of which it is said whether it adds or takes off."""
    return points(abs(contribution), decimals).replace("+", "")


def _beside(level: Level, everybody: float) -> Literal["more", "fewer", "unclear"]:
    """Say whether clearly more or fewer customers of a level left than of all."""
    ends = wilson(level.left, level.customers)
    if ends is None or ends.low <= everybody <= ends.high:
        return "unclear"
    return "more" if ends.low > everybody else "fewer"


def explained(overview: Overview) -> str:
    """Say whose contributions they are, and among whom those who left are counted."""
    explained, counted = len(overview.explained), len(overview.customers)
    if explained == overview.rows:
        return f"Computed on all {overview.rows:,} customers."
    among = f"all {counted:,}" if counted == overview.rows else f"{counted:,} of them"
    whose = f"Contributions are those of a random sample of {explained:,} of {overview.rows:,} customers (fixed seed)"
    return f"{whose}; who left is counted among {among}."


def method(compared: Background, learner: str) -> list[str]:
    """Say how contributions are computed."""
    points = POINTS_METHOD.format(compared=len(compared))
    return [f"{points} {EXACT if compared.plan.exact else SAMPLED}", LOG_ODDS_METHOD.format(learner=learner)]


def reason_sentence(
    reasons: Reasons, values: Mapping[str, CustomerValue], row: int = 0, *, zeros: Mapping[str, str] = NO_DAYS
) -> Sentence:
    """Say one customer's reasons in one sentence; `values` are the customer's, by column, `zeros` as for `value`."""
    contributions = reasons.points[row]
    largest = [place for place in reasons.largest(len(reasons.columns))[row] if abs(contributions[place]) >= TOLD]
    start = f"From the average of {percent(reasons.start)} over {plural(reasons.compared, 'customer')}"
    end = percent(float(reasons.p[row]))
    if not largest:
        return Sentence(f"{start} to {end}: no column adds or takes off half a point.")
    named = largest[:MAX_REASONS]
    added = [(reasons.columns[place], contributions[place]) for place in named]
    parts = [
        Sentence(_bold(name, value(values[name], zeros.get(name, ""))), f" ({points(each)})") for name, each in added
    ]
    rest = float(reasons.p[row] - reasons.start - contributions[named].sum())
    others = f", all other columns {points(rest)}" if len(named) < len(reasons.columns) else ""
    return Sentence(f"{start} to {end}: ", enumerated(parts), f"{others}.")


def evidence(alike: Evidence) -> Sentence:
    """Say who in training was nearest to a customer; nothing where some are exactly alike, told of elsewhere."""
    if not alike.differs:
        return Sentence()
    left = f"{alike.left:,} left"
    who = plural(alike.customers, "customer")
    if len(alike.differs) <= MAX_DIFFERENCES:
        where = enumerated(list(map(Verbatim, alike.differs)), "or" if alike.customers > 1 else "and")
    else:
        where = Sentence(f"{len(alike.differs):,} of {alike.columns:,} columns")
    differ = "differs" if alike.customers == 1 else "differ"
    none = Bold("no such customer")
    return Sentence("Training has ", none, f"; the nearest ({who}, {left}) {differ} in ", where, ".")


def unseen(alike: Evidence, values: Mapping[str, CustomerValue], zeros: Mapping[str, str] = NO_DAYS) -> Sentence:
    """Name the values that no training customer has; empty if there are none. `zeros` as for `value`, by column."""
    names = [_bold(name, value(values[name], zeros.get(name, ""))) for name in alike.unseen]
    return Sentence("Never seen in training: ", enumerated(names), ".") if names else Sentence()


def smallest_change(changes: WhatIf, threshold: float, zeros: Mapping[str, str] = NO_DAYS) -> Sentence:
    """Say with which smallest single change the model no longer flags the customer; it is no advice.

    `zeros` are as for `value`, by column.
    """
    limit = f"the threshold of {bare_percent(threshold)}"
    if not flagged(changes.probability, threshold):
        return Sentence(f"Not flagged at {limit}: there is no change to look for.")
    if not changes.alternatives:
        return Sentence("No column is chosen, so there is nothing to try.")
    change = changes.smallest(threshold)
    if change is None:
        return Sentence(Bold("With none of the changes tried"), f" does the model come down to {limit}.")
    smallest = _bold(change.column, value(change.value, zeros.get(change.column, "")))
    then = percent(change.probability)
    model = f"The smallest of the single changes tried with which the model comes down to {limit}: "
    return Sentence(model, smallest, f", then {then}. So the model answers; what this customer would do is not known.")


def picked(row: int, part: Part, *, left: bool) -> str:
    """Say which customer of the table the form shows; `row` counts from 0."""
    known = {"train": "one the model learned from", "validation": "a validation customer", "test": "a test customer"}
    return f"Row {row + 1:,} of the table, {known[part]}, who {'left' if left else 'stayed'}."


def in_brief(
    reasons: Reasons,
    values: Sequence[Mapping[str, CustomerValue]],
    most: int = 2,
    *,
    zeros: Mapping[str, str] = NO_DAYS,
) -> list[str]:
    """Say each customer's main reasons in a few words; `values` are the customers', by column, `zeros` as above."""
    lines = []
    for row, places in enumerate(reasons.largest(most)):
        each = ((reasons.columns[place], float(reasons.points[row, place])) for place in places)
        told = [(name, value(values[row][name], zeros.get(name, "")), one) for name, one in each if abs(one) >= TOLD]
        named = [f"{name} {said} ({points(one)})" for name, said, one in told]
        lines.append(", ".join(named) or NONE_TOLD)
    return lines


def _bold(*texts: str) -> Bold:
    """Name a column, or a column and a value in it; of long ones the middle is left out."""
    return Bold(Verbatim(" ".join(map(short_name, texts))))
