"""Sentences about how good a model is and how sure that is, and about what a threshold means in customers."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn.errors import plural
from churn.model.curve import Curve
from churn.model.split import Part
from churn.quality.overfitting import Gap, Simpler
from churn.scores.confusion import Confusion
from churn.scores.metrics import METRICS, Scores
from churn.scores.proportions import Interval, wilson
from churn.scores.thresholds import per_hundred
from churn.show.formats import PART_LABELS, score

LATE: Final = 10  # the last tenth of the trees shows whether more would help
FALLING: Final = 0.001  # nats by which validation loss has to fall there


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


def overfitting(gap: Gap | None, simpler: Simpler | None, tried: int, name: str = "", *, pending: bool = False) -> str:
    """Say how much worse the model does on customers it never saw, and whether that is a fault.

    Parameters
    ----------
    gap : Gap or None
        None where ROC AUC has no value on train or test customers.
    simpler : Simpler or None
        A simpler setting that is clearly better, if there is one.
    tried : int
        How many simpler settings were compared.
    name : str
        Of the settings of `simpler`.
    pending : bool
        Whether the interval of the gap is still being computed.
    """
    if gap is None:
        start = "Whether the model does worse on new customers cannot be said: ROC AUC is undefined on some customers."
    else:
        start = (
            f"ROC AUC is {score(gap.train)} on the customers the model learned from and {score(gap.test)} on test"
            f" customers: {_gap_in_words(gap, pending=pending)}. A gap is normal, because the model has seen who of the"
            " first left."
        )
    return f"{start} {_fault(simpler, tried, name)}"


def _gap_in_words(gap: Gap, *, pending: bool) -> str:
    if pending:
        return f"a gap of {gap.value:.2f} (95% interval …)"
    if gap.interval is None:
        return f"a gap of {gap.value:.2f}, without an interval because too few test customers left or stayed"
    low, high = gap.interval
    places = next((places for places in (2, 3) if high - low >= 2 * 10**-places), 4)
    value, *ends = (f"{'−' if number < 0 else ''}{abs(number):.{places}f}" for number in (gap.value, low, high))
    return f"a gap of {value} (95% interval {' to '.join(ends)})"


def _fault(simpler: Simpler | None, tried: int, name: str) -> str:
    if simpler is not None:
        adjusted = f", adjusted for {simpler.tried} simpler settings" if simpler.tried > 1 else ""
        return (
            f"But it overfits: {name}, a simpler setting, is clearly better on the validation customers (log loss"
            f" lower by {simpler.lower:.3f}, 95% interval {simpler.interval.low:.3f} to {simpler.interval.high:.3f}"
            f"{adjusted})."
        )
    if tried == 0:
        return "The model overfits only if a simpler setting does better; none was trained on this split so far."
    clearly = "The one simpler setting trained so far is not" if tried == 1 else f"None of {tried} simpler settings is"
    return f"{clearly} clearly better on the validation customers: no sign that the model overfits."


def trees_kept(curve: Curve, unit: str = "trees") -> str:
    """Say how many trees are kept, and whether more might have helped."""
    grown = int(curve.steps[-1])
    if curve.best is not None and curve.best < grown:
        dropped = f"the {grown - curve.best:,} after them were dropped"
        return f"Log loss on validation customers was lowest after {curve.best:,} of {grown:,} {unit}; {dropped}."
    late = max(1, grown // LATE)
    fell = float(curve.validation[max(0, grown - 1 - late)] - curve.validation[-1])
    changed = f"by {fell:.3f}" if fell >= FALLING else f"by less than {FALLING}"
    helped = "might help" if fell >= FALLING else "would hardly help"
    return (
        f"All {grown:,} {unit} are kept. The last {late:,} lowered log loss on validation customers {changed}: more"
        f" {unit} {helped}."
    )


def answer(counts: Confusion) -> str:
    """Answer "how good is it, how sure are we" in one sentence, from the counts on test customers.

    The intervals are Wilson's, of the rates over very many customers like these; another so few vary more.
    """
    flagged, left, who = counts.flagged, counts.positives, f"{plural(counts.n, 'test customer')}"
    precision, recall = wilson(counts.tp, flagged), wilson(counts.tp, left)
    if left == 0:
        return f"None of the {who} left, so how good the model is cannot be said."
    caught = f"Of the {who} the model finds {counts.tp:,} of the {left:,} who left"
    if precision is None or recall is None:
        return f"{caught}, because it flags nobody."
    return (
        f"{caught} and is right about {counts.tp:,} of the {flagged:,} it flags. Over very many customers like these,"
        f" it would find {_percent_range(recall)} of those who leave and be right about {_percent_range(precision)} of"
        " those it flags (95% intervals)."
    )


def in_a_hundred(counts: Confusion, part: Part) -> str:
    """Say what a threshold means for a hundred customers, in whole numbers that add up."""
    scaled = per_hundred(counts)
    if scaled is None:
        return f"There are no {PART_LABELS[part].lower()} customers."
    right = _count(scaled.tp, counts.tp, "none")
    flagged = _count(scaled.flagged, counts.flagged, "nobody")
    missed = _count(scaled.fn, counts.fn, "nobody")
    left = "" if flagged == "nobody" else f" {right} of them left;"
    return f"Per 100 {PART_LABELS[part].lower()} customers, we flag {flagged};{left} we miss {missed} who left."


def threshold_choices(best: float | None, caught: float | None, share: float, *, nobody_left: bool) -> str:
    """Say which thresholds the validation customers suggest, or why they suggest none."""
    if nobody_left:
        return "None of the validation customers left, so they suggest no threshold."
    if best is None or caught is None:
        reached = f"no threshold of the slider catches {share:.0%} of the leavers"
    else:
        reached = f"threshold {caught:.2f} catches at least {share:.0%} of the leavers"
    first = "" if best is None else f"F1 is highest at threshold {best:.2f}; "
    return f"On the validation customers, {first}{reached}. Test customers play no part in this choice."


def calibration_counts(churned: Sequence[int], customers: Sequence[int]) -> str:
    """Say how many customers of each bin left, from the lowest to the highest probability."""
    bins = ", ".join(f"{left:,} of {n:,}" for left, n in zip(churned, customers, strict=True))
    return f"Left in each bin, from low to high probability: {bins}."


def _percent_range(interval: Interval) -> str:
    return f"{interval.low:.0%} to {interval.high:.0%}"


def _count(scaled: int, exact: int, nothing: str) -> str:
    if exact == 0:
        return nothing
    return f"{scaled}" if scaled else "fewer than 1"
