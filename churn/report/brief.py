"""What a stakeholder reads in one minute: how good, how sure, whom to contact, what goes with leaving, what not to do.

As a file it is one HTML document with its pictures inside, no script, no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from churn.audit import words as audit_words
from churn.audit.summary import grouped, others
from churn.decision import words as decision_words
from churn.decision.advice import Recommendation
from churn.decision.amount_words import money
from churn.decision.campaign import Campaign
from churn.errors import plural
from churn.explanation import words as explanation_words
from churn.explanation.overview import Overview
from churn.model.run import Run
from churn.quality import words as quality_words
from churn.report.pictures import gain_curve, reason_bars
from churn.scores.metrics import METRICS, plain_shares
from churn.show import formats, splits, uncertainty
from churn.table.dataset import Dataset
from churn.table.finding import Finding

ANSWERED: Final = {"precision", "recall"}  # in a sentence; further shares of customers are listed
REASONS: Final = 3
FINDINGS: Final = 2
BARS: Final = 5
LIMITS: Final = (
    "Do not take a probability for a fact about one person: it is the share expected among many, and can be wrong.",
    "Do not use it to refuse somebody a service, a price or their rights, nor where age, sex or origin must not count.",
    "Do not read a reason as a cause: changing a customer's column need not change what the customer does.",
    "Do not use it for customers of another kind, market or time than those of the table without checking it there.",
)


@dataclass(frozen=True)
class Picture:
    """A picture and what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Section:
    """A question and its answer; all of it is plain text.

    Attributes
    ----------
    question : str
        The heading.
    answer : tuple of str
        Sentences, the one that counts first.
    points : tuple of str
        A list under them.
    picture : Picture or None
        Under that.
    """

    question: str
    answer: tuple[str, ...]
    points: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Brief:
    """The whole page.

    Attributes
    ----------
    data_name, customers : str
        What the table is called, and who is in it.
    sections : tuple of Section
        In the order of reading.
    origin : tuple of (str, str)
        What determines the numbers, by name.
    """

    data_name: str
    customers: str
    sections: tuple[Section, ...]
    origin: tuple[tuple[str, str], ...]


def write_brief(
    dataset: Dataset,
    run: Run,
    threshold: float,
    advice: Recommendation,
    overview: Overview,
    findings: Sequence[Finding],
    *,
    synthetic: bool,
    on: date,
) -> Brief:
    """Put together what the other pages say, in their words.

    Parameters
    ----------
    dataset, run, threshold
        What the numbers are about.
    advice : Recommendation
        Of this run.
    overview : Overview
        The reasons of this run's customers.
    findings : sequence of Finding
        Of the table's audit: serious ones come before anything else.
    synthetic : bool
        Whether the customers are made up.
    on : date
        Of the brief.
    """
    left = dataset.churned
    limits = Section("What must the model not be used for?", (), LIMITS)
    sections = (_quality(run, threshold, findings), _campaign(advice), _reasons(run, overview), limits)
    known = f"{len(dataset):,} customers, {left:,} of whom left ({formats.percent(left / len(dataset))})"
    customers = f"{dataset.name}: {known}" + (" — made-up customers, a synthetic sample" if synthetic else "")
    return Brief(dataset.name, customers, sections, _origin(dataset, run, threshold, advice.campaign, on))


def to_html(brief: Brief) -> str:
    """Write the brief as one HTML document that needs nothing else."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Names and values of the table are text, whatever they look like.
    templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    templates.loader = FileSystemLoader(Path(__file__).parent)
    return templates.get_template("brief.html").render(brief=brief)


def _quality(run: Run, threshold: float, findings: Sequence[Finding]) -> Section:
    counts, spoilt = run.evaluation.confusion("test", threshold), audit_words.scores_spoilt(findings, on_paper=True)
    asked = audit_words.open_questions(findings, on_paper=True)
    chance = () if run.evaluation.better_than_chance else (quality_words.NO_KNOWLEDGE.plain(),)
    further = [
        (METRICS[name].label, *each.counts(counts)) for name, each in plain_shares().items() if name not in ANSWERED
    ]
    several = () if run.model.schema.customer is None else (uncertainty.SEVERAL_ROWS,)
    answers = quality_words.answer(counts, threshold), *several, *chance, quality_words.in_a_hundred(counts, "test")
    return Section(
        "How good is it, and how sure are we?",
        (*(each.plain() for each in (spoilt, asked) if each is not None), *answers),
        (*_serious(findings), *(_sure(*each) for each in further)),
    )


def _serious(findings: Sequence[Finding]) -> list[str]:
    """Say the first serious findings, and how many more there are."""
    serious = [finding for finding in findings if finding.severity == "serious"]
    said = grouped(serious)[:FINDINGS]
    lines = [audit_words.group_line(group).plain() for group in said]
    more = others(serious, said)
    return [*lines, f"… and {plural(more, 'more serious finding')}."] if more else lines


def _sure(label: str, hits: int, of: int) -> str:
    if not of:
        return f"{label} on test customers: {formats.DASH}, there is nothing to count."
    return f"{label} on test customers: {uncertainty.proportion(hits, of)} (95% interval)"


def _campaign(advice: Recommendation) -> Section:
    seen, campaign = advice.check, advice.campaign
    amounts = decision_words.with_example_values(campaign)
    scale = campaign.customers / max(1, seen.customers)
    curve = [k / max(1, seen.customers) for k in seen.curve.contacted], [scale * each for each in seen.curve.gain]
    shares = seen.shares.tolist()
    band = (shares, seen.low.tolist()), (shares, seen.high.tolist())
    chosen = advice.chosen.contacted / campaign.customers, advice.chosen.gain.value
    sentence = decision_words.recommendation(advice)
    alt = f"Expected gain{amounts} against the share of the customers contacted, with its 95% interval. {sentence}"
    further = (decision_words.certainty(advice), decision_words.check(advice), decision_words.break_even(advice))
    return Section(
        "Whom should we contact, and what does it bring?",
        (sentence, *filter(None, further)),
        picture=Picture(
            gain_curve(curve, band, chosen, f"expected gain (€)\n{amounts}".strip(), decision_words.choice(advice)), alt
        ),
    )


def _reasons(run: Run, overview: Overview) -> Section:
    question = "What goes with leaving?"
    if not run.evaluation.better_than_chance:
        return Section(question, (explanation_words.NO_REASONS,))
    top = overview.importance.head(BARS)
    points = [float(each) for each in top["points"]]
    alt = ", ".join(f"{name} {100 * each:.1f} points" for name, each in zip(top["column"], points, strict=True))
    return Section(
        question,
        (explanation_words.main_reasons(overview).plain(), explanation_words.explained(overview)),
        tuple(
            explanation_words.extremes(ends, overview.rate, sampled=overview.sampled).plain()
            for ends in overview.extremes[:REASONS]
        ),
        Picture(reason_bars(list(top["column"]), points), f"Mean size of the contribution to the probability: {alt}."),
    )


def _origin(dataset: Dataset, run: Run, threshold: float, campaign: Campaign, on: date) -> tuple[tuple[str, str], ...]:
    limit = "no limit" if campaign.capacity is None else f"{campaign.capacity:,} customers"
    terms = (
        f"{campaign.customers:,} customers like these; a kept one is worth {money(campaign.value_kept)},"
        f" an offer costs {money(campaign.offer_cost)}, {formats.bare_percent(campaign.save_rate)} of the"
        f" contacted leavers stay, capacity: {limit}{', all of them example values' * campaign.has_example_values}"
    )
    learner = run.spec.learner
    kept = f"{run.model.trees:,} {learner.unit} kept"
    out = audit_words.what_was_left_out(dataset.findings, dataset.schema.columns)
    return (
        ("Date", on.isoformat()),
        ("Data", f"{dataset.name}, fingerprint {dataset.fingerprint}"),
        *((("Left out", out),) if out else ()),
        ("Settings", f"{formats.settings(run.spec)}; {kept}; {learner.name} {learner.version}"),
        ("Split", splits.in_full(run.split.by, run.spec.split)),
        ("Threshold", f"a customer is flagged when the churn probability is above {formats.bare_percent(threshold)}"),
        ("Campaign", terms),
    )
