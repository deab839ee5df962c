"""A check of the table is one function with a code of its own, and its words: all else follows."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

import churn
from churn.__main__ import cli
from churn.audit.checks import CHECKS, audit
from churn.audit.material import Material
from churn.audit.words import KIND_LABELS
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background
from churn.report.brief import write_brief
from churn.table.finding import Finding, Kind
from tests.ui import tables
from tests.ui.app import go, read, rendered, unharmed, visit

SHORT = {"trees": "50", "depth": "1"}
LABEL = "Ages are protected"
EVIDENCE = "It holds ages."
REMEDY = "Ask whether it may be used."


def ages(material: Material) -> Iterator[Finding]:
    """Find features that hold ages."""
    for column in material.columns:
        if column.name == "Age":
            yield Finding("serious", cast("Kind", "age"), column.name, EVIDENCE, REMEDY)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Add the check and its label, and make a table with ages the default."""
    monkeypatch.setattr("churn.audit.checks.CHECKS", [*CHECKS, ages])
    monkeypatch.setitem(KIND_LABELS, cast("Kind", "age"), LABEL)
    path = tmp_path / "ages.csv"
    path.write_bytes(tables.good(113))  # no other test has it: what a table holds is audited once
    monkeypatch.setenv("CHURN_DATA", str(path))
    return path


def body(at: AppTest) -> list[str]:
    """Return all that the page says, as a person reads it."""
    assert unharmed(at)
    return [read(line) for line in rendered(at)]


def test_the_audit_finds_it(table: Path) -> None:
    """It is found, and serious as it is it comes before all warnings."""
    assert audit(churn.load(table))[0] == Finding("serious", cast("Kind", "age"), "Age", EVIDENCE, REMEDY)


@pytest.mark.usefixtures("table", "trainer")
def test_the_pages_say_it() -> None:
    """The page Data says what and where, and Train warns of its scores."""
    at = visit("Data", **SHORT)
    assert f"{LABEL} · Age: {EVIDENCE} {REMEDY}" in body(at)
    assert "Leave out Age" in [button.label for button in at.button]
    warning = f"Do not trust these scores yet: {LABEL.lower()}. The page *Data* says more."
    assert warning in body(go(at, "Train"))


def test_the_brief_begins_with_it(table: Path) -> None:
    """Its first section warns of the scores and says what was found."""
    dataset = churn.load(table)
    run = churn.train(dataset, churn.RunSpec(churn.ModelSpec(depth=1, iterations=50)))
    overview = explain_table(run.model, dataset, choose_background(run.model, dataset.frame))
    advice, findings = recommendation(run.evaluation, Campaign()), audit(dataset, run.split)
    brief = write_brief(dataset, run, 0.5, advice, overview, findings, synthetic=False, on=dt.date(2025, 1, 31))
    assert brief.sections[0].answer[0] == f"Do not trust these scores yet: {LABEL.lower()}."
    assert brief.sections[0].points[0] == f"{LABEL} · Age: {EVIDENCE} {REMEDY}"


def test_the_command_line_says_it(table: Path) -> None:
    """The findings of `train --json` hold it."""
    said = CliRunner().invoke(cli, ["train", "--data", str(table), "--depth", "1", "--iterations", "50", "--json"])
    told = {
        "severity": "serious",
        "kind": "age",
        "column": "Age",
        "evidence": EVIDENCE,
        "remedy": REMEDY,
        "answers": [],
    }
    assert json.loads(said.output)["findings"][0] == told
