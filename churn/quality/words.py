"""Sentences about how good a model is and how sure that is, and about what a threshold means in customers."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from churn.errors import capitalized, plural
from churn.model.curve import Curve
from churn.model.split import Part
from churn.quality.overfitting import Gap, Simpler
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.scores.proportions import wilson
from churn.scores.thresholds import per_hundred
from churn.show.formats import PART_LABELS, PART_WORDS, bare_percent, between, lower_first, score, span
from churn.show.parts import Bold, Sentence
from churn.show.uncertainty import told_from_zero

LATE: Final = 10  # the last tenth of the trees shows whether the curve is flat, if they are as many
FALLING: Final = 0.001  # by which validation loss falls there if it is not
FEWEST_TO_JUDGE: Final = 10  # validation customers who left, and who stayed: of fewer, a loss says little of a setting
NO_KNOWLEDGE: Final = Sentence(
    Bold("The test customers do not show that this model ranks better than chance"),
    ", so no reason, campaign or segment is named from it.",
)
_HERE: Final = re.compile(r"customer(s?) here")


def undefined(scores: Mapping[Part, Scores]) -> list[str]:
    """Say for each dash in the table why the score is undefined there."""
    return [
        f"{METRICS[name].label}, {PART_LABELS[part].lower()}: {reason.rstrip('.')}."
        for part, part_scores in scores.items()
        for name, reason in part_scores.reasons.items()
    ]


def new_customers(gap: Gap | None, *, better_than_chance: bool) -> str:
    """Say how much worse the model does on customers it never saw, and that this is normal of a model that knows some.

    Parameters
    ----------
    gap : Gap or None
        None where ROC AUC has no value on train or test customers.
    better_than_chance : bool
        Whether the test customers show that the model ranks better than chance.
    """
    if gap is None:
        return (
            "Whether the model does worse on new customers cannot be said: ROC AUC has no value on the training or the"
            " test customers, because all of them left or all stayed."
        )
    said = (
        f"ROC AUC is {score(gap.train)} on the customers the model learned from and {score(gap.test)} on test"
        f" customers: {_gap_in_words(gap)}."
    )
    if not better_than_chance:  # nothing about it is a comfort
        return said
    if gap.value <= 0:
        return f"{said} On them it does no worse."
    return f"{said} A gap is normal: of those it learned from, the model has seen who left."


def _gap_in_words(gap: Gap) -> str:
    if gap.interval is None:
        (value,) = told_from_zero((gap.value,), 0, 1)
        reason = _HERE.sub(r"test customer\1", lower_first(gap.reason)).rstrip(".")
        return f"a gap of {value} ({f'no interval: {reason}' if reason else '95% interval …'})"
    value, low, high = told_from_zero((gap.value, *gap.interval), *gap.interval)
    return f"a gap of {value} (95% interval {between(low, high)})"


def overfitting(simpler: Simpler | None, tried: int, name: str = "", *, undecided: str = "") -> str:
    """Say whether the model overfits.

    Parameters
    ----------
    simpler : Simpler or None
        A simpler setting that is clearly better, if there is one.
    tried : int
        How many simpler settings were compared.
    name : str
        Of the settings of `simpler`.
    undecided : str
        Why the validation customers cannot say it, see `uncertainty.undecided`.
    """
    if undecided:
        return f"Whether the model overfits cannot be said: {undecided}."
    if simpler is not None:
        adjusted = f", adjusted for {simpler.tried} simpler settings" if simpler.tried > 1 else ""
        ends = simpler.interval
        lower, low, high = told_from_zero((simpler.lower, *ends), *ends)
        return (
            f"But it overfits: {name}, a simpler setting, is clearly better on the validation customers (log loss"
            f" lower by {lower}, 95% interval {between(low, high)}{adjusted})."
        )
    if tried == 0:
        return "The model overfits only if a simpler setting does better; none was trained on this split so far."
    clearly = "The one simpler setting trained so far is not" if tried == 1 else f"None of {tried} simpler settings is"
    return f"{clearly} clearly better on the validation customers: no sign that the model overfits."


def curve_so_far(settings: str) -> str:
    """Say whose the curve is that is drawn while a fit runs."""
    return f"The curve so far of {settings}, which is being trained. All else on this page is of the results above."


def trees_kept(curve: Curve, unit: str = "trees", *, undecided: str = "") -> str:
    """Say how many trees are kept, and why.

    Parameters
    ----------
    curve : Curve
        Of a fit that is over.
    unit : str
        What they are called.
    undecided : str
        Why the validation customers cannot say how many are best, see `uncertainty.undecided`.
    """
    grown, one = int(curve.steps[-1]), unit.removesuffix("s")
    best = grown if curve.best is None else curve.best
    if undecided:
        kept = f"{best:,} of {grown:,} {unit} are kept" if best < grown else f"All {grown:,} {unit} are kept"
        kept = f"The one {one} is kept" if grown == 1 else kept
        return f"{kept}: {undecided}, so they cannot say how many are best."
    if best < grown:
        dropped = "the last one was dropped" if grown - best == 1 else f"the last {grown - best:,} were dropped"
        return f"Log loss on validation customers was lowest after {best:,} of {grown:,} {unit}; {dropped}."
    if grown == 1:
        return f"The one {one} is kept; more may help."
    late = max(1, grown // LATE)
    fell = float(curve.validation[grown - 1 - late] - curve.validation[-1])
    last = f"the last {one}" if late == 1 else f"the last {late:,} {unit}"
    if late >= LATE and fell < FALLING:
        changed = f"lowered log loss on validation customers by less than {FALLING}: the curve is nearly flat there"
        return f"All {grown:,} {unit} are kept. {capitalized(last)} {changed}."
    (by,) = told_from_zero((fell,), 0, 2 * FALLING)
    return (
        f"All {grown:,} {unit} are kept: log loss on validation customers was still falling at the last one (by {by}"
        f" over {last}), so more {unit} may help."
    )


def answer(counts: Confusion, threshold: float) -> str:
    """Answer "how good is it, how sure are we" from the counts on test customers at a threshold.

    The intervals are Wilson's, of the rates over very many customers like these; another so few vary more.
    """
    flagged, left, who = counts.flagged, counts.positives, f"{plural(counts.n, 'test customer')}"
    precision, recall = wilson(counts.tp, flagged), wilson(counts.tp, left)
    if left == 0:
        return f"None of the {who} left, so how good the model is cannot be said."
    at = f"At a threshold of {bare_percent(threshold)},"
    if precision is None or recall is None:
        return f"{at} the model flags none of the {who}, so it {_found(0, left)} who left."
    right = f"right about {_some(counts.tp)} of the {flagged:,}"
    if flagged == 1:
        right = f"{'right' if counts.tp else 'wrong'} about the one"
    return (
        f"{at} of the {who} the model {_found(counts.tp, left)} who left and is {right} it flags. Over very many"
        f" customers like these, it would find {span(*recall)} of those who leave and be right about"
        f" {span(*precision)} of those it flags (95% intervals)."
    )


def _found(found: int, left: int) -> str:
    if left == 1:
        return "finds the one" if found else "misses the one"
    return f"finds {_some(found)} of the {left:,}"


def _some(customers: int) -> str:
    return f"{customers:,}" if customers else "none"


def in_a_hundred(counts: Confusion, part: Part) -> str:
    """Say what a threshold means for a hundred customers, in whole numbers that add up."""
    scaled = per_hundred(counts)
    if scaled is None:
        return f"There are no {PART_WORDS[part]} customers."
    right = _count(scaled.tp, counts.tp, "none")
    flagged = _count(scaled.flagged, counts.flagged, "nobody")
    missed = _count(scaled.fn, counts.fn, "nobody")
    left = "" if flagged == "nobody" else f" {right} of them left;"
    return f"Per 100 {PART_WORDS[part]} customers, we flag {flagged};{left} we miss {missed} who left."


def threshold_choices(best: float | None, caught: float | None, share: float, *, nobody_left: bool) -> str:
    """Say which thresholds the validation customers suggest, or why they suggest none."""
    if nobody_left:
        return "None of the validation customers left, so they suggest no threshold."
    if best is None or caught is None:
        reached = f"no threshold of the slider catches {share:.0%} of the leavers"
    else:
        reached = f"a threshold of {bare_percent(caught)} catches at least {share:.0%} of the leavers"
    first = "" if best is None else f"F1 is highest at a threshold of {bare_percent(best)}; "
    return f"On the validation customers, {first}{reached}. Test customers play no part in this choice."


def calibration_counts(churned: Sequence[int], customers: Sequence[int]) -> str:
    """Say how many customers of each group left, from the lowest to the highest probability."""
    bins = ", ".join(f"{left:,} of {n:,}" for left, n in zip(churned, customers, strict=True))
    return f"Left in each group, from low to high probability: {bins}."


def _count(scaled: int, exact: int, nothing: str) -> str:
    if exact == 0:
        return nothing
    return f"{scaled}" if scaled else "fewer than 1"
