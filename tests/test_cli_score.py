"""`python -m churn score`: a file goes in, and comes out ranked, whole or not at all."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import churn
from churn import __main__ as command_line
from churn.scoring.ranking import REASONS
from churn.table.dataset import SAMPLE
from tests.ui import tables

ROOT = Path(__file__).resolve().parents[1]
IN_NO_TARGET = {
    *("one class", "three classes", "gap in the target", "NaN in the target", "all ids", "no target"),
    *("only the target", "wrong delimiter", "gaps in the target"),
}
"""Faults of `tables.BAD` that lie in the target, which a file of customers does not need, or show in what it lacks."""


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the model of the default run on the sample."""
    path = tmp_path_factory.mktemp("model") / "model.cbm"
    churn.train(churn.load(SAMPLE)).model.save(path)
    return path


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a model of Age and Plan, the columns of `tables.good`."""
    path = tmp_path_factory.mktemp("plans") / "model.cbm"
    churn.train(churn.load(tables.good()), churn.RunSpec(churn.ModelSpec(iterations=20))).model.save(path)
    return path


def score(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str | Path
) -> tuple[int, str, str]:
    """Run `score` in this process; returns exit status, standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["churn", "score", *map(str, arguments)])
    status = 0
    try:
        command_line.main()
    except SystemExit as end:
        status = int(end.code or 0)
    return status, *capsys.readouterr()


@pytest.mark.parametrize("fault", tables.BAD)
def test_bad_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, plans: Path, fault: str
) -> None:
    """Every bad file gets status 2 and one line, and no output; a fault in the target alone is none."""
    data, words = tables.BAD[fault]
    source, out = tmp_path / "new.csv", tmp_path / "out.csv"
    source.write_bytes(data)
    status, said, err = score(monkeypatch, capsys, source, "--out", out, "--model", plans)
    if fault == "one class":  # it has both columns that the model needs
        assert (status, len(pd.read_csv(out))) == (0, 120)
        return
    assert (status, said) == (2, "")
    assert len(err.splitlines()) == 1
    assert ("The table lacks" in err) if fault in IN_NO_TARGET else (words in err)
    assert sorted(tmp_path.iterdir()) == [source]


def test_a_file_of_another_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, model_file: Path
) -> None:
    """It is refused with the columns that the model needs."""
    source = tmp_path / "other.csv"
    source.write_bytes(tables.good())
    status, _, err = score(monkeypatch, capsys, source, "--out", tmp_path / "out.csv", "--model", model_file)
    assert status == 2
    assert err.startswith("error: The table lacks “FrequentFlyer”")
    assert "the model needs the columns “Age”, “FrequentFlyer”" in err


def test_a_value_of_the_wrong_kind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, plans: Path
) -> None:
    """Column, row and value are named."""
    source = tmp_path / "in.csv"
    source.write_text("Age,Plan\n30,gold\n31,gold\nold,basic\n")
    status, _, err = score(monkeypatch, capsys, source, "--out", tmp_path / "out.csv", "--model", plans)
    assert status == 2
    assert err == "error: Column “Age”, row 3: “old” is not a number.\n"


def test_new_levels_are_warned_of_by_row_and_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, plans: Path
) -> None:
    """They are scored all the same."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("Age,Plan\n30,gold\n31,platinum\n")
    status, said, err = score(monkeypatch, capsys, source, "--out", out, "--model", plans)
    assert status == 0
    assert said.startswith("2 customers scored")
    levels = "“basic”, “gold”, “silver”."
    assert (
        f"warning: Column “Plan”, row 2: “platinum” is not in the table that the model was made from, only {levels}"
        in err
    )
    assert len(pd.read_csv(out)) == 2


def test_threshold_and_reasons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, model_file: Path
) -> None:
    """A threshold, where one is given, decides the verdicts, and the reasons stand beside."""
    out = tmp_path / "out.csv"
    arguments = (SAMPLE, "--out", out, "--model", model_file, "--threshold", "0.2", "--reasons")
    status, said, _ = score(monkeypatch, capsys, *arguments)
    assert status == 0
    table = pd.read_csv(out)
    assert list(table.columns[-2:]) == list(REASONS)
    flagged = table["churn_probability"] > 0.2
    assert (table["churn_verdict"] == "flagged").equals(flagged)
    assert f". {flagged.sum()} flagged, above 20%." in said
    assert said.endswith("(expected_gain rests on example values: --value, --cost and --save-rate take yours)\n")
    _, said, _ = score(monkeypatch, capsys, SAMPLE, "--out", out, "--model", model_file, "--value", "600")
    assert "example" not in said
    assert table["churn_reason_1"].str.fullmatch(r"\w+ = .+ \([+-]\)").all()


@pytest.fixture
def heard() -> Iterator[None]:
    """Let child processes hear Ctrl-C also where the tests run in the background: a shell makes those deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_stopped_half_way(model_file: Path, tmp_path: Path, end: signal.Signals) -> None:
    """Ctrl-C leaves nothing; a killed process leaves neither the output nor a file that one could take for it."""
    rows = SAMPLE.read_text().splitlines(keepends=True)
    source, out = tmp_path / "in.csv", tmp_path / "out" / "scored.csv"
    source.write_text(rows[0] + "".join(rows[1:]) * 1_000)
    out.parent.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "churn", "score", str(source), "--out", str(out), "--model", str(model_file)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (begun := [path for path in out.parent.iterdir() if path.stat().st_size]) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(end)
    assert process.wait(30) == (130 if end is signal.SIGINT else -signal.SIGKILL)
    assert begun, "It was not caught in the act."
    assert not out.exists()
    left = list(out.parent.iterdir())
    if end is signal.SIGINT:
        assert left == []
    else:
        assert [(path.name[0], path.suffix) for path in left] == [(".", ".part")]


def test_without_a_model_the_table_is_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Trained on the spot, a file says the twins too: of the table itself, everybody has at least himself."""
    out = tmp_path / "out.csv"
    assert score(monkeypatch, capsys, SAMPLE, "--out", out, "--data", SAMPLE)[0] == 0
    table = pd.read_csv(out)
    assert {"churn_rate_low", "churn_rate_high"} < set(table)
    features = table[churn.load(SAMPLE).schema.names]
    alike = features.groupby([*features], dropna=False)[features.columns[0]].transform("size")
    assert table["churn_twins"].tolist() == alike.tolist()
    assert (table["churn_twins_left"] <= table["churn_twins"]).all()


def test_a_model_file_that_knows_nobody(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without the counts: their columns are absent, and nothing fails."""
    out = tmp_path / "out.csv"
    assert score(monkeypatch, capsys, SAMPLE, "--out", out, "--model", model_file)[0] == 0
    assert not [name for name in pd.read_csv(out) if "rate" in str(name) or "twins" in str(name)]


def test_terms_of_the_campaign(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, model_file: Path
) -> None:
    """Value, cost and save rate decide whom to contact, the capacity how many; amounts of our own are no examples."""
    out = tmp_path / "out.csv"
    arguments = (SAMPLE, "--out", out, "--model", model_file)
    assert "with example values" in score(monkeypatch, capsys, *arguments)[1]
    terms = ("--value", "400", "--cost", "30", "--save-rate", "0.25")
    said = score(monkeypatch, capsys, *arguments, *terms)[1]
    table = pd.read_csv(out)
    worth = table["churn_probability"] > 30 / (0.25 * 400)
    assert (table["contact"] == "yes").equals(worth)
    assert table["expected_gain"].to_numpy() == pytest.approx((100 * table["churn_probability"] - 30).to_numpy())
    bar = "a contact pays above a churn probability of 30.0%"
    assert said == f"954 customers scored, {worth.sum()} to contact: {bar}. Written: {out}\n"
    said = score(monkeypatch, capsys, *arguments, *terms, "--capacity", "25")[1]
    assert f"25 to contact: {bar}, which {worth.sum()} have: more than you can contact." in said
    assert pd.read_csv(out)["contact"].tolist() == ["yes"] * 25 + ["no"] * 929
    status, said, err = score(monkeypatch, capsys, *arguments, "--save-rate", "1.5")
    assert (status, said) == (2, "")
    assert "Save rate cannot be “1.5”" in err


@pytest.mark.parametrize("record", [{"better_than_chance": True}, {"better_than_chance": False}, {}], ids=str)
def test_what_a_model_file_says_of_its_ranking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, record: dict[str, bool]
) -> None:
    """A model that ranks no better than chance contacts nobody and names no reason; an unknown one is warned of."""
    model, out = tmp_path / "model.cbm", tmp_path / "out.csv"
    run = churn.train(churn.load(SAMPLE), churn.RunSpec(churn.ModelSpec(iterations=20)))
    run.model.save(model, record)
    known = record.get("better_than_chance")
    status, said, err = score(monkeypatch, capsys, SAMPLE, "--out", out, "--model", model, "--reasons")
    table = pd.read_csv(out)
    assert status == 0
    assert ("does not say whether the model ranks better than chance" in err) == (known is None)
    assert ("nobody to contact by this model: the test customers do not show" in said) == (known is False)
    assert set(table["contact"]) == ({"no"} if known is False else {"yes", "no"})
    assert table["expected_gain"].isna().all() == (known is False)
    assert ("No reasons are named" in err) == (known is False)
    assert (REASONS[0] in table) == (known is not False)
