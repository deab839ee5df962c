"""What was found about a table stands in what every command prints, with the option that decides otherwise."""

import json
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from churn.cli import findings
from churn.cli.main import cli
from churn.table.finding import Answer, Finding
from tests.ui import tables

LEAK = "Gives the target away · Gone: "


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a table that holds a leak, and two customers to be scored."""
    rng = np.random.default_rng(0)
    columns = tables.customers()
    columns["Gone"] = [f"{(value == 'Yes') + rng.uniform(0, 0.9):.4f}" for value in columns["Churn"]]
    (tmp_path / "leak.csv").write_bytes(tables.as_csv(columns))
    (tmp_path / "new.csv").write_text("Age,Plan,Gone\n30,gold,0.5\n31,basic,1.1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoke(*arguments: str) -> Result:
    """Run a command."""
    result = CliRunner().invoke(cli, [*arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result


PREDICT = ("predict", "--set", "Age=30", "--set", "Plan=gold", "--set", "Gone=0.5")
SCORE = ("score", "new.csv", "--out", "scored.csv")
SHORT = ("--iterations", "5")


@pytest.mark.usefixtures("folder")
def test_what_is_serious_stands_in_every_command() -> None:
    """Train prints it before the scores; the others on stderr, so that results stay clean."""
    trained = invoke("train", "--data", "leak.csv", *SHORT).stdout
    assert LEAK in trained
    assert '(--use "Gone=leave out")' in trained
    assert trained.index(LEAK) < trained.index("Precision")
    for command in (PREDICT, SCORE, ("report", "--out", "brief.html", *SHORT)):
        result = invoke(*command, "--data", "leak.csv")
        assert f"warning: {LEAK}" in result.stderr
        assert LEAK not in result.stdout


@pytest.mark.usefixtures("folder")
def test_a_model_file_tells_what_was_serious_about_its_table() -> None:
    """Whoever scores with a model later is told; a model of a sound table says nothing."""
    invoke("train", "--data", "leak.csv", "--model-out", "leak.cbm", *SHORT)
    for command in (PREDICT, SCORE):
        assert f"warning: {LEAK}" in invoke(*command, "--model", "leak.cbm").stderr
    invoke("train", "--data", "leak.csv", "--use", "Gone=leave out", "--model-out", "sound.cbm", *SHORT)
    assert "warning" not in invoke(*SCORE, "--model", "sound.cbm").stderr


@pytest.mark.usefixtures("folder")
def test_as_json() -> None:
    """Every finding is an object with what was seen, what to do, and how a column may be used otherwise."""
    said = json.loads(invoke("train", "--data", "leak.csv", "--json", *SHORT).stdout)
    first = said["findings"][0]
    assert (first["severity"], first["kind"], first["column"]) == ("serious", "leak", "Gone")
    assert first["evidence"].endswith(".")
    assert first["remedy"].startswith("Leave it out")
    assert all(isinstance(each["answers"], list) for each in said["findings"])
    assert said["columns"]["used"] == ["Age", "Plan", "Gone"]
    assert said["columns"]["left_out"] == {}


@pytest.mark.usefixtures("folder")
def test_what_is_left_out_is_said() -> None:
    """In the text, with the reason."""
    assert (
        "Left out: Age (left out by you).\n" in invoke("train", "--data", "leak.csv", "--use", "Age=leave out").stdout
    )
    assert "Left out" not in invoke("train", "--data", "leak.csv", *SHORT).stdout


@pytest.mark.usefixtures("folder")
def test_124_findings_are_a_summary() -> None:
    """A wide table's findings are three lines in the text, and all of them in the object."""
    rng = np.random.default_rng(1)
    wide = {f"c{n}": np.where(rng.random(400) < 0.2 + n / 200, np.nan, rng.normal(size=400)) for n in range(120)}
    frame = pd.DataFrame({**wide, "Same": "x", "Churn": (rng.random(400) < 0.4).astype(int)})
    frame.to_csv("wide.csv", index=False)
    lines = invoke("train", "--data", "wide.csv", *SHORT).stdout.splitlines()
    summary = [line for line in lines if "Missing values · " in line or "Constant · " in line]
    assert len(summary) == 3
    assert summary[0].startswith("Missing values · ")
    assert " columns: c1" in summary[0]
    assert "more. c1" in summary[0]
    said = json.loads(invoke("train", "--data", "wide.csv", "--json", *SHORT).stdout)["findings"]
    missing = [each for each in said if each["kind"] == "missing"]
    assert len(missing) == 120
    assert missing[0]["severity"] == "warning"


def test_answers_are_options() -> None:
    """A question is followed by what answers it; of many columns, for the first, and so for each."""
    answers = (Answer("Decimal comma", "number, decimal comma"), Answer("A category", "category"))
    asked = [Finding("warning", "two readings", "Paid", "1.224 is read as 1224.", "Say which it is.", answers)]
    [line] = findings.lines(asked)
    assert line.startswith("Can be read in two ways · Paid: 1.224 is read as 1224. Say which it is. (")
    assert line.endswith('(--use "Paid=number, decimal comma" or --use Paid=category)')
    many = [Finding("warning", "two readings", f"Paid {n}", "Read so.", "Say which.", answers[1:]) for n in range(5)]
    assert findings.lines(many)[0].endswith('(--use "Paid 0=category", and so for each)')
    outcome = Finding("warning", "outcome", "Status", "More than half left.", "Say which value means left.")
    assert findings.lines([outcome])[0].endswith("(--target Status --positive VALUE or --ignore VALUE)")
    apart = Finding("serious", "parts share", "Client", "In both parts.", "Split by it.")
    assert findings.lines([apart])[0].endswith("(--split-by column:Client)")


def test_harmless_ones_are_silent_while_they_are_few() -> None:
    """Notes and plain warnings of an ordinary table are for the page and for --json; beside others they are counted."""
    note = Finding("note", "id", "Id", "An id.", "It is left out.")
    leak = Finding("serious", "leak", "Gone", "It tells.", "Leave it out.")
    assert findings.lines([note] * 5) == []
    assert findings.lines([leak, note])[1:] == ["And 1 more finding: train --json lists it."]
    assert findings.lines([leak, note, note])[1:] == ["And 2 more findings: train --json lists them."]


@pytest.mark.parametrize(
    "value", ["Churn", "Paid (€)", "it's", 'a "quoted" name', "cost in $", "back`tick", "a\\b", "wow!"]
)
def test_options_can_be_pasted(value: str) -> None:
    """A shell takes the option for one word, whatever is in the name."""
    assert shlex.split(findings.as_typed("target", value)) == ["--target", value]
