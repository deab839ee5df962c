"""Sentence, table, chart, list, brief, command line and scored file say the same about whom to contact."""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import churn
from churn import __main__ as command_line
from churn.decision import chart
from churn.decision import words as decision_words
from churn.decision.advice import Recommendation, recommendation
from churn.decision.calls import CONTACTED, call_list, gain_heading
from churn.decision.campaign import Campaign
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background
from churn.report.brief import to_html, write_brief
from churn.scoring import words as scoring_words
from churn.scoring.customers import SourceTable, check_customers
from churn.scoring.ranking import CONTACT, GAIN, Ranking, score_customers
from churn.scoring.writing import to_bytes
from churn.table.dataset import SAMPLE, Dataset
from tests.figures import notes

pytestmark = pytest.mark.slow

SPLITS = 5
TREES = (20, 40)
TERMS = [
    Campaign(),
    Campaign(600, 40, 0.4, 30),
    Campaign(500, 95, 0.25, customers=200),
    Campaign(capacity=7, customers=80),
    Campaign(80, 0, 0.1, 400, 191),
    Campaign(offer_cost=150),
    Campaign(400, 20, 0.2, customers=10_000),
]
CONTACT_SOME = re.compile(
    r"(?:By the probabilities, c|C)ontact (?:the ([\d,]+) riskiest of|all) ([\d,]+) customers like "
)


@dataclass(frozen=True)
class Case:
    """A run on a table; its test customers as a file, and scored as if nobody knew what they did."""

    dataset: Dataset
    run: churn.Run
    file: bytes
    ranking: Ranking


def case(dataset: Dataset, seed: int, trees: int) -> Case:
    """Train on a split of a table."""
    spec = churn.RunSpec(churn.ModelSpec(iterations=trees), churn.SplitSpec(seed=seed))
    run = churn.train(dataset, spec, threads=1)
    file = dataset.table.iloc[run.split.test].to_csv(index=False).encode()
    customers = check_customers(SourceTable.read(file, "test.csv"), run.model.schema)
    return Case(dataset, run, file, score_customers(customers, run.model))


def shuffled(path: Path, seed: int) -> Dataset:
    """Load a table whose outcomes are dealt anew: nothing in it says who leaves."""
    table = pd.read_csv(path)
    table["Target"] = np.random.default_rng(seed).permutation(table["Target"])
    return churn.load(table.to_csv(index=False).encode())


@pytest.fixture(scope="module")
def cases(real_data: Path) -> list[Case]:
    """Train on made-up, real and shuffled customers, several splits and settings of each."""
    travel = real_data / "Customertravel.csv"
    datasets = [churn.load(SAMPLE), churn.load(travel), shuffled(travel, 1)]
    return [case(*each) for each in product(datasets, range(SPLITS), TREES)]


def number(text: str | None, default: int) -> int:
    """Read a number that a sentence says."""
    return default if text is None else int(text.replace(",", ""))


def said_by_sentence(sentence: str) -> int:
    """Return how many customers the sentence tells to contact."""
    if "ontact the riskiest one of" in sentence or "ontact the one customer" in sentence:
        return 1
    found = CONTACT_SOME.match(sentence)
    if found is None:
        assert sentence.startswith("Contact nobody")
        return 0
    return number(found[1], number(found[2], 0))


def marks(advice: Recommendation) -> Iterator[str]:
    """Return what the chart marks as the choice."""
    figure = chart.profit(advice)
    last = figure.data[-1]
    yield notes(figure)[len(last.x) - 1]
    assert last.x[-1] == pytest.approx(100 * advice.chosen.contacted / advice.campaign.customers)


def check_answer(each: Case, advice: Recommendation) -> None:
    """Compare sentence, table, chart and the words around them with the rule, worked out again."""
    campaign, p = advice.campaign, each.run.evaluation.p["test"]
    saved = campaign.save_rate * campaign.value_kept
    worth = int((p > campaign.offer_cost / saved).sum()) if each.run.evaluation.better_than_chance else 0
    most = campaign.customers if campaign.capacity is None else campaign.capacity
    contacted = min(campaign.customers * worth // len(p), most)
    sentence = decision_words.recommendation(advice)
    assert said_by_sentence(sentence) == advice.chosen.contacted == contacted
    assert ("by this model" in sentence) == (not each.run.evaluation.better_than_chance)
    name = "by the probabilities" if decision_words.shows_a_loss(advice) else "recommended"
    recommended = [row for row in decision_words.alternatives(advice) if name in row[0]]
    assert [number(row[1], 0) for row in recommended] == ([contacted] if advice.rule.better_than_chance else [])
    names = {"nobody", "nobody by this model"} if contacted == 0 else {f"contact {contacted:,}"}
    assert {*marks(advice)} <= names
    above = re.search(r"([\d,]+) of the [\d,]+ test customers (?:is|are) above it", decision_words.break_even(advice))
    assert above is None or number(above[1], 0) == worth
    checked = re.search(
        r" of the ([\d,]+) to contact (?:\(capacity in proportion\) )?did leave", decision_words.check(advice)
    )
    assert checked is None or number(checked[1], 0) == advice.check.contacted


def check_list(each: Case, advice: Recommendation) -> set[int]:
    """Compare the list of test customers with the rule; returns the rows to contact."""
    test = each.run.split.test, each.run.evaluation.y["test"], each.run.evaluation.p["test"]
    calls = call_list(each.dataset.table, *test, advice.rule)
    contacted = calls[CONTACTED] == "yes"
    assert contacted.sum() == advice.check.contacted
    assert (gain_heading(advice.rule) in calls) == advice.rule.better_than_chance
    gain = calls.get(gain_heading(advice.rule), pd.Series(np.nan, index=calls.index))
    full = contacted.sum() == advice.campaign.limit(len(calls))
    assert (gain[contacted] > 0).all()
    assert full or not (gain[~contacted] > 0).any()
    return set(calls["Row"][contacted])


def check_file(each: Case, advice: Recommendation) -> int:
    """Compare the scored file with the rule; returns how many are to be contacted."""
    table = pd.read_csv(io.BytesIO(to_bytes(each.ranking, "csv", advice.rule)))
    contacted, gain = table[CONTACT] == "yes", table[GAIN]
    capacity = len(table) if advice.campaign.capacity is None else advice.campaign.capacity
    assert contacted.sum() == min(advice.check.worthwhile, capacity) == each.ranking.contacted(advice.rule)
    assert (gain[contacted] > 0).all()
    assert contacted.sum() == capacity or not (gain[~contacted] > 0).any()
    told = scoring_words.scored(each.ranking, advice.rule)
    found = re.search(r"scored, ([\d,]+|nobody) to contact", told)
    assert found is not None
    assert number(found[1].replace("nobody", "0"), 0) == contacted.sum()
    return int(contacted.sum())


def test_never_a_contradiction(cases: list[Case]) -> None:
    """In more than 200 tables, splits, settings and terms, all that is said or listed follows the one rule."""
    compared = 0
    for each, campaign in product(cases, TERMS):
        advice = recommendation(each.run.evaluation, campaign)
        check_answer(each, advice)
        listed = check_list(each, advice)
        in_file = check_file(each, advice)
        if campaign.capacity is None or campaign.customers == len(each.run.split.test):
            assert len(listed) == in_file
        compared += 1
    assert compared >= 200
    informed = [each.run.evaluation.better_than_chance for each in cases]
    assert informed.count(True) >= 15
    assert informed.count(False) >= 5


def test_brief_and_command_line(
    cases: list[Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The brief repeats the sentence, and the command line contacts the very customers that the page's file does."""
    for place, each in enumerate(cases[::4]):
        campaign = TERMS[place % len(TERMS)]
        advice = recommendation(each.run.evaluation, campaign)
        overview = explain_table(each.run.model, each.dataset, choose_background(each.run.model, each.dataset.frame))
        brief = write_brief(each.dataset, each.run, 0.5, advice, overview, (), synthetic=False, on=date(2026, 11, 27))
        (section,) = [part for part in brief.sections if part.question.startswith("Whom should we contact")]
        sentence = decision_words.recommendation(advice)
        assert section.answer[0] == sentence
        assert section.picture is not None
        assert section.picture.alt.endswith(sentence)
        assert ("with example values" in to_html(brief)) == campaign.has_example_values
        model, source, out = tmp_path / "model.cbm", tmp_path / "in.csv", tmp_path / "out.csv"
        each.run.save_model(model)
        source.write_bytes(each.file)
        terms = zip(("--value", "--cost", "--save-rate", "--capacity"), astuple(campaign), strict=False)
        options = [str(part) for pair in terms if pair[1] is not None for part in pair]
        command = ["churn", "score", str(source), "--out", str(out), "--model", str(model), *options]
        monkeypatch.setattr(sys, "argv", command)
        command_line.main()
        assert scoring_words.scored(each.ranking, advice.rule) in capsys.readouterr().out
        assert out.read_bytes() == to_bytes(each.ranking, "csv", advice.rule)


def test_shuffled_outcomes_give_no_campaign(real_data: Path) -> None:
    """On 20 tables whose outcomes were dealt anew nothing recommends to contact anybody."""
    campaigns = [Campaign(), Campaign(offer_cost=0), replace(Campaign(), capacity=9)]
    for seed in range(20):
        each = case(shuffled(real_data / "Customertravel.csv", 100 + seed), seed, 20)
        for campaign in campaigns:
            advice = recommendation(each.run.evaluation, campaign)
            assert decision_words.recommendation(advice).startswith("Contact nobody by this model: the test customers")
            assert not check_list(each, advice)
            assert check_file(each, advice) == 0
            assert "recommended" not in str(decision_words.alternatives(advice))
