"""Sentences about more trees and more customers."""

from typing import Final

import numpy as np

from churn.errors import plural
from churn.scores.metrics import METRICS
from churn.show.formats import between, lower_first, score
from churn.show.uncertainty import told_from_zero
from churn.tuning.more_customers import SMALL, MoreCustomers, MoreData
from churn.tuning.more_trees import LearningCurve, TreesCurve
from churn.tuning.names import label
from churn.tuning.score import Score

FLATTENS: Final = "Such curves flatten in the end, so take it as the most that more customers like these would bring."


def more_trees(curve: TreesCurve, customers: int, unit: str = "trees", why: str = "") -> str:
    """Say from how many trees on the score is as good as it gets, as far as the customers can tell.

    Parameters
    ----------
    curve : TreesCurve
        Of the trees that the model keeps.
    customers : int
        Who judge.
    unit : str
        What the trees are called.
    why : str
        Why the customers cannot tell, where they cannot.
    """
    named, last, one = _label(curve.score), int(curve.sizes[-1]), unit.removesuffix("s")
    tell = f"as far as {_these(customers)} can tell"
    if why:
        return f"How {named} changes with the number of {unit} cannot be said: {why}."
    if curve.enough is None and len(curve.values) and np.isfinite(curve.values[-1]):
        best = int(curve.sizes[(np.nanargmin if curve.score.better == "lower" else np.nanargmax)(curve.values)])
        return f"With all {last:,} {unit}, {named} is clearly worse than with {best:,}, {tell}."
    if curve.enough is None:
        return f"How {named} changes with the number of {unit} cannot be said: it has no value here."
    if last == 1:
        return f"The model has one {one}."
    if curve.enough >= last:
        return f"With fewer than the {last:,} {unit} of the model, {named} is clearly worse, {tell}."
    return f"From {plural(curve.enough, one)} on, {named} is as good as with all {last:,}, {tell}."


def more_data(
    more: MoreData | None, of: Score, samples: MoreCustomers, why: str = "", who: str = "training customers"
) -> str:
    """Answer whether more data is worth collecting: yes, no, or that it cannot be told.

    Parameters
    ----------
    more : MoreData or None
        None where it cannot be said.
    of : Score
        Which score.
    samples : MoreCustomers
        What it was measured on, to say what is missing.
    why : str
        Why the customers cannot tell, where they cannot.
    who : str
        What is counted: rows, where a customer has several.
    """
    if unknown := _unknown(more, samples, why):
        return f"Whether more data is worth collecting {unknown}."
    assert more is not None  # noqa: S101 - else it is unknown
    named, better = _label(of), "fall" if of.better == "lower" else "rise"
    twice = f"with twice as many {who} ({2 * more.last:,} instead of {more.last:,})"
    measured = f"if it goes on as from {more.first:,} to {more.last:,}"
    gain, low, high = told_from_zero((more.gain, more.low, more.high), more.low, more.high)
    if more.verdict == "yes":
        by = f"{named} would {better} by about {gain} (95% interval {between(low, high)}), {measured}"
        return f"Yes, more data is worth collecting: {twice}, {by}. {FLATTENS}"
    if more.verdict == "no":
        most = f"{named} would get better by less than {SMALL:g}, if at all"
        return (
            f"No, more data like these hardly helps: {twice}, {most}, {measured} (95% interval {between(low, high)})."
        )
    return (
        f"Whether more data is worth collecting cannot be told: {twice}, {named} may get better by up to {high} or not"
        f" at all (95% interval {between(low, high)}), {measured}."
    )


def _unknown(more: MoreData | None, samples: MoreCustomers, why: str) -> str:
    """Say why it is not known, or cannot be told; nothing where it can."""
    if why:
        return f"cannot be told: {why}"
    if more is None and samples.done < len(samples.tasks):
        return "is known when the largest shares are fitted"
    if more is None:
        return "cannot be told: too few of the fits on shares have a score"
    finite = np.isfinite([more.gain, more.low, more.high]).all()
    return "" if finite else "cannot be told: chance moves the score by more than can be said"


def progress(samples: MoreCustomers) -> str:
    """Say how many of the fits on shares have ended."""
    failed = f", {len(samples.failed):,} without a model" if samples.failed else ""
    return f"{samples.done:,} of {plural(len(samples.tasks), 'fit')}{failed}"


def described(curve: LearningCurve, unit: str) -> str:
    """Describe a learning curve for who cannot see it."""
    known = [f"{size:,} {unit}: {score(value)}" for size, value in zip(curve.sizes.tolist(), curve.values, strict=True)]
    few = known if len(known) <= 5 else [known[round(place * (len(known) - 1) / 4)] for place in range(5)]
    return (
        f"{METRICS[curve.score.name].label} on the validation customers by {unit}. {'; '.join(few) or 'No value yet'}."
    )


def _label(of: Score) -> str:
    return lower_first(label(of))


def _these(customers: int) -> str:
    return f"these {customers:,} customers" if customers != 1 else "this one customer"
