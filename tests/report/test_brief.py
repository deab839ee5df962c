"""The brief says what the other pages say, in a file that needs nothing else."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import churn
from churn.audit.checks import audit
from churn.decision import words as decision_words
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.explanation import words as explanation_words
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background
from churn.quality import words as quality_words
from churn.report.brief import LIMITS, Brief, to_html, write_brief
from churn.report.pictures import gain_curve, reason_bars
from churn.table.dataset import SAMPLE, Dataset
from churn.table.finding import Finding
from tests.ui.tables import HOSTILE, hostile, shuffled

DAY = date(2026, 11, 24)
QUICK = churn.RunSpec(churn.ModelSpec(iterations=60))


def brief_of(dataset: Dataset, run: churn.Run, threshold: float = 0.5, *, synthetic: bool = False) -> Brief:
    """Write the brief of a run."""
    return write_brief(
        dataset,
        run,
        threshold,
        recommendation(run.evaluation, Campaign()),
        explain_table(run.model, dataset, choose_background(run.model, dataset.frame)),
        audit(dataset, run.split),
        synthetic=synthetic,
        on=DAY,
    )


def words(brief: Brief) -> list[str]:
    """Return all its sentences."""
    sentences = [sentence for section in brief.sections for sentence in (*section.answer, *section.points)]
    return [brief.customers, *sentences, *(value for _, value in brief.origin)]


def test_the_travel_tables_brief(real_data: Path) -> None:
    """It holds the tutorial's counts with their intervals, the day, the fingerprint, settings and threshold."""
    dataset = churn.load(real_data / "Customertravel.csv")
    told = "\n".join(words(brief_of(dataset, churn.train(dataset))))
    assert "28 of the 40 who left" in told
    assert "28 of the 41 it flags" in told
    assert "55–82%" in told
    assert "53–80%" in told
    assert "2026-11-24" in told
    assert dataset.fingerprint in told
    assert "depth 4, learning rate 0.1; 232 trees kept" in told
    assert "above 50%" in told


def test_it_says_what_the_other_pages_say() -> None:
    """Campaign, reasons and quality are the sentences of their pages, without Markdown."""
    dataset = churn.load(SAMPLE)
    run = churn.train(dataset, QUICK)
    told = words(brief_of(dataset, run, 0.3, synthetic=True))
    assert quality_words.answer(run.evaluation.confusion("test", 0.3), 0.3) in told
    advice = recommendation(run.evaluation, Campaign())
    for say in (decision_words.recommendation, decision_words.certainty, decision_words.check):
        assert say(advice) in told
    reasons = explain_table(run.model, dataset, choose_background(run.model, dataset.frame))
    assert explanation_words.main_reasons(reasons).plain() in told
    assert "made-up customers" in told[0]
    assert not [line for line in told if "**" in line]


def test_serious_findings_come_first() -> None:
    """A table with columns that give the target away: the first sentence says so, and no limit of use is a finding."""
    table = pd.read_csv(SAMPLE)
    copies = table.assign(**{f"Gone {place}": table["Target"].map({0: "no", 1: "yes"}) for place in range(5)})
    dataset = churn.load(copies.to_csv(index=False).encode())
    brief = brief_of(dataset, churn.train(dataset, QUICK))
    first, *_, last = brief.sections
    assert first.answer[0].startswith("Too good to be true: Gone 0, Gone 1, Gone 2 and 2 more ")
    assert "click" not in first.answer[0]
    assert first.points[0].startswith(
        "Copy of the target · 5 columns: Gone 0, Gone 1, Gone 2 and 2 more. Gone 0: It says"
    )
    assert not [point for point in first.points[1:] if "Copy" in point]
    assert last.points == LIMITS


def test_more_serious_findings_than_it_names() -> None:
    """Two lines at most are said of what is serious, and the others counted."""
    table = pd.read_csv(SAMPLE)
    copies = table.assign(**{f"Gone {place}": table["Target"].map({0: "no", 1: "yes"}) for place in range(3)})
    dataset = churn.load(copies.to_csv(index=False).encode())
    first, *_ = brief_of(dataset, churn.train(dataset, QUICK)).sections
    assert [point.split(":")[0] for point in first.points] == [
        "Copy of the target · Gone 0",
        "Copy of the target · Gone 1",
        "… and 1 more serious finding.",
    ]


def test_what_was_left_out_and_what_is_asked() -> None:
    """Columns without a part in the model are named with the reason, lines and customers counted; guesses are asked."""
    table = pd.read_csv(SAMPLE).assign(Number=[f"c{row}" for row in range(954)], Same="x")
    read = churn.load(table.to_csv(index=False).encode(), roles={"Age": "leave out"})
    told = (
        Finding("note", "lines", None, "1 line was left out: the totals at the end.", "Look at it."),
        Finding("note", "no outcome", "Target", "14 customers have no known outcome.", "Fill them in."),
        Finding("warning", "two readings", "ServicesOpted", "Two ways.", "Say which."),
    )
    dataset = replace(read, findings=(*read.findings, *told))
    brief = brief_of(dataset, churn.train(dataset, QUICK))
    origin = dict(brief.origin)
    assert "1 line was left out: the totals at the end. 14 customers have no known outcome." in origin["Left out"]
    for column in ("Age (left out by you)", "Number (", "Same ("):
        assert column in origin["Left out"]
    [asked] = [sentence for sentence in brief.sections[0].answer if "question" in sentence]
    assert asked == "1 question about this table is open: how to read ServicesOpted."
    plain = churn.load(SAMPLE)
    assert "Left out" not in dict(brief_of(plain, churn.train(plain, QUICK)).origin)


def test_a_model_by_chance_says_so_at_once() -> None:
    """Where the test customers do not show that the model ranks better than chance, the first section says so."""
    dataset = churn.load(shuffled())
    run = churn.train(dataset, QUICK)
    assert not run.evaluation.better_than_chance
    page = brief_of(dataset, run)
    assert page.sections[0].answer[1].startswith("The test customers do not show that this model ranks better than ch")
    assert "nobody by this model" in to_html(page)
    assert "recommended" not in to_html(page)
    good = brief_of(churn.load(SAMPLE), churn.train(churn.load(SAMPLE), QUICK))
    assert not [sentence for sentence in good.sections[0].answer if "chance" in sentence]


def test_the_file_needs_nothing_else() -> None:
    """No script, no style sheet, no picture, no font comes from elsewhere: the only addresses name XML's languages."""
    dataset = churn.load(SAMPLE)
    page = to_html(brief_of(dataset, churn.train(dataset, QUICK)))
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert not re.search(r"(src|href)\s*=\s*[\"'](?!#)", page)
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_markup_is_text() -> None:
    """Names and values of a hostile table stand in the file as text, in sentences and pictures."""
    dataset = churn.load(hostile(), positive=HOSTILE[0])
    page = to_html(brief_of(dataset, churn.train(dataset, QUICK)))
    for markup in HOSTILE:
        if "<" in markup:
            assert markup not in page
    assert "<img" not in page


@pytest.mark.parametrize("threshold", [0.01, 0.99])
def test_nobody_flagged_or_everybody(threshold: float) -> None:
    """Where nobody is flagged the brief says so and is written all the same."""
    dataset = churn.load(SAMPLE)
    run = churn.train(dataset, churn.RunSpec(churn.ModelSpec(iterations=5)))
    told = "\n".join(words(brief_of(dataset, run, threshold)))
    scores = run.evaluation.scores(threshold)["test"]
    assert ("we flag nobody" in told) == (scores.precision is None)
    assert ("we flag nobody" in told) == (threshold > float(run.evaluation.p["test"].max()))


def test_a_dollar_is_a_dollar() -> None:
    """Names in pictures are neither formulas nor markup, and long ones are shortened."""
    drawn = reason_bars(["cost in $ or $$", "<b>bold</b>", "x" * 60], [0.2, 0.1, 0.05])
    assert "cost in $ or $$" in drawn
    assert "&lt;b&gt;bold" in drawn
    assert "x" * 33 + "…" in drawn
    assert "x" * 34 not in drawn
    assert "20.0" in drawn


def test_only_nothing_reads_as_nothing() -> None:
    """A contribution that is too small for its decimals is said to be small, as on the page, and none to be none."""
    assert "&lt;0.1" in reason_bars(["much", "little"], [0.2, 0.0002])
    assert "&lt;" not in reason_bars(["much", "none"], [0.2, 0.0])


def test_pictures_are_alike_every_time() -> None:
    """The same numbers make the same file, byte by byte."""
    first, second = (drawn_gain() for _ in range(2))
    assert first == second
    assert "recommended" in first
    assert "Expected gain (€)" in first


def drawn_gain() -> str:
    """Draw a gain with its interval."""
    shares = [0, 0.5, 1]
    band = (shares, [0, 50.0, -90.0]), (shares, [0, 150.0, -10.0])
    return gain_curve((shares, [0, 100.0, -50.0]), band, (0.5, 100.0), "Expected gain (€)", "recommended")
