"""Sentences about how good a model is and how sure that is, and about what a threshold means in customers."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.errors import plural
from churn.model.curve import Curve
from churn.model.split import Part
from churn.scores.comparison import Difference
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.scores.proportions import Interval, wilson
from churn.scores.thresholds import per_hundred
from churn.show.formats import PART_LABELS
from churn.show.uncertainty import difference

# Differences in F1 between training and test customers from which we speak of overfitting.
CLEAR_GAP: Final = 0.10
SLIGHT_GAP: Final = 0.05


def precision_in_counts(counts: Confusion) -> str:
    """Say precision in customers."""
    if not counts.flagged:
        return "it flags nobody"
    return f"{counts.tp:,} of the {counts.flagged:,} test customers it flags did leave"


def recall_in_counts(counts: Confusion) -> str:
    """Say recall in customers."""
    if not counts.positives:
        return "no test customer left"
    return f"{counts.tp:,} of the {counts.positives:,} test customers who left are flagged"


def undefined(scores: Mapping[Part, Scores]) -> list[str]:
    """Say for each dash in the table why the score is undefined there."""
    return [
        f"{METRICS[name].label}, {PART_LABELS[part].lower()}: {reason.rstrip('.')}."
        for part, part_scores in scores.items()
        for name, reason in part_scores.reasons.items()
    ]


def overfitting(scores: Mapping[Part, Scores], curve: Curve, unit: str = "trees") -> str:
    """Say whether the model overfits, and why one can tell."""
    train, test = scores["train"].f1, scores["test"].f1
    if train is None or test is None:
        return "Whether the model overfits cannot be said: F1 is undefined on the training or the test customers."
    change = f"F1 is {train:.3f} on the customers it learned from and {test:.3f} on test customers it never saw"
    verdicts = {"It overfits": CLEAR_GAP, "It overfits slightly": SLIGHT_GAP}
    verdict = next((verdict for verdict, gap in verdicts.items() if train - test >= gap), "No sign of overfitting")
    return f"{verdict}: {change}. {_kept(curve, unit)}"


def _kept(curve: Curve, unit: str) -> str:
    grown = int(curve.steps[-1])
    if curve.best is None or curve.best >= grown:
        return f"Validation loss was still falling after {grown:,} {unit}: more {unit} might help."
    return f"Validation loss was lowest after {curve.best:,} of {grown:,} {unit}, so the later {unit} were dropped."


def answer(counts: Confusion) -> str:
    """Answer "how good is it, how sure are we" in one sentence, from the counts on test customers."""
    flagged, left, who = counts.flagged, counts.positives, f"{plural(counts.n, 'test customer')}"
    precision, recall = wilson(counts.tp, flagged), wilson(counts.tp, left)
    if left == 0:
        return f"None of the {who} left, so how good the model is cannot be said."
    caught = f"Of the {who} the model finds {counts.tp:,} of the {left:,} who left"
    if precision is None or recall is None:
        return f"{caught}, because it flags nobody."
    return (
        f"{caught} and is right about {counts.tp:,} of the {flagged:,} it flags; of other customers like these, expect"
        f" it to find {_percent_range(recall)} of those who leave and to be right about {_percent_range(precision)} of"
        " those it flags."
    )


def in_a_hundred(counts: Confusion, part: Part) -> str:
    """Say what a threshold means for a hundred customers, in whole numbers that add up."""
    scaled = per_hundred(counts)
    if scaled is None:
        return f"There are no {PART_LABELS[part].lower()} customers."
    right = _count(scaled.tp, counts.tp, "none")
    flagged = _count(scaled.flagged, counts.flagged, "nobody")
    missed = _count(scaled.fn, counts.fn, "nobody")
    would = "" if flagged == "nobody" else f" {right} of them would have left;"
    return f"Of 100 {PART_LABELS[part].lower()} customers, we flag {flagged};{would} we miss {missed}."


def threshold_choices(best: float | None, caught: float | None, share: float, *, nobody_left: bool) -> str:
    """Say which thresholds the validation customers suggest, or why they suggest none."""
    if nobody_left:
        return "None of the validation customers left, so they cannot choose a threshold."
    if best is None or caught is None:
        reached = f"no threshold of the slider catches {share:.0%} of the leavers"
    else:
        reached = f"threshold {caught:.2f} catches {share:.0%} of the leavers"
    first = "" if best is None else f"F1 is best at threshold {best:.2f}; "
    return f"On the validation customers, {first}{reached}. Test customers choose nothing: they judge."


def calibration_counts(churned: Sequence[int], customers: Sequence[int]) -> str:
    """Say how many customers of each bin left, from the lowest to the highest probability."""
    bins = ", ".join(f"{left:,} of {n:,}" for left, n in zip(churned, customers, strict=True))
    return f"Left in each bin, from low to high probability: {bins}."


def comparing(previous: str, part: Part) -> str:
    """Say that a comparison is on its way, in the place of `comparison`."""
    return f"Comparing with {previous} on the same {PART_LABELS[part].lower()} customers …"


def comparison(differences: Mapping[str, Difference], previous: str, part: Part) -> str:
    """Say in one sentence what changed against a previous run on the same customers.

    Parameters
    ----------
    differences : mapping of str to Difference
        By the names of `METRICS`; the new run minus the previous one.
    previous : str
        The settings of the previous run.
    part : Part
        The split on which both are judged.
    """
    start = f"Compared with {previous} on the same {PART_LABELS[part].lower()} customers"
    clear = [f"{METRICS[name].label} {difference(each)}" for name, each in differences.items() if each.clear]
    unclear = [METRICS[name].label for name, each in differences.items() if not each.clear]
    if not differences:
        return f"{start}: no score can be compared."
    if not clear:
        return f"{start}: no clear difference in any score."
    rest = f"; no clear difference in {', '.join(unclear)}" if unclear else ""
    return f"{start}: {'; '.join(clear)}{rest}."


def _percent_range(interval: Interval) -> str:
    return f"{interval.low:.0%} to {interval.high:.0%}"


def _count(scaled: int, exact: int, nothing: str) -> str:
    if exact == 0:
        return nothing
    return f"{scaled}" if scaled else "fewer than 1"
