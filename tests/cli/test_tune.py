"""`tune`: a search or a map on the command line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from churn import __main__ as command_line
from churn.table.dataset import SAMPLE

ROOT = Path(__file__).resolve().parents[2]


def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit status, standard output and standard error of a command."""
    monkeypatch.setenv("CHURN_DATA", str(SAMPLE))
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
    monkeypatch.setattr(sys, "argv", ["churn", "tune", *arguments])
    status = 0
    try:
        command_line.main()
    except SystemExit as err:
        status = int(err.code or 0)
    return status, *capsys.readouterr()


def test_a_search(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One object on stdout: every trial, the best, and how it does on fresh splits; progress on stderr."""
    status, out, err = call(monkeypatch, capsys, str(SAMPLE), "--trials", "4", "--iterations", "10", "--json")
    assert status == 0
    told = json.loads(out)
    assert len(told["trials"]) == 4
    assert told["best"]["value"] == min(each["value"] for each in told["trials"])
    assert told["defaults"]["settings"] == {"depth": 4, "learning_rate": 0.1, "l2_leaf_reg": 3.0}
    assert told["fresh"]["splits"] == 10
    low, high = told["fresh"]["interval"]
    assert low <= told["fresh"]["difference"] <= high
    assert (told["fresh"]["of"], told["fresh"]["splits_of_rank"], told["stopped"]) == (4, 3, False)
    assert "fits on fresh splits" in err
    assert "on this machine" in err


def test_a_search_in_sentences(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The same, to be read; by another score."""
    arguments = ("--trials", "3", "--iterations", "10", "--score", "average_precision")
    status, out, _ = call(monkeypatch, capsys, *arguments)
    assert status == 0
    assert "average precision" in out
    assert "fresh splits" in out


def test_a_map(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """All 130 positions of the two sliders, and which may be the best."""
    status, out, err = call(monkeypatch, capsys, "--map", "--iterations", "3", "--json")
    assert status == 0
    told = json.loads(out)
    assert len(told["cells"]) == 130
    assert {each["depth"] for each in told["cells"]} == set(range(1, 11))
    best = min(told["cells"], key=lambda each: each["value"])
    assert {name: best[name] for name in told["best"]} == told["best"]
    assert best["equal"]
    assert "131 of 131 fits" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "one of --trials N, --minutes M and --map"),
        (["--trials", "0"], "from 1 to 10,000"),
        (["--trials", "-4"], "from 1 to 10,000"),
        (["--trials", str(10**25)], "from 1 to 10,000"),
        (["--trials", "some"], "not a valid integer"),
        (["--minutes", "0"], "at most 1,440"),
        (["--minutes", "-1"], "at most 1,440"),
        (["--minutes", "nan"], "at most 1,440"),
        (["--minutes", "1e300"], "at most 1,440"),
        (["--trials", "5", "--minutes", "1"], "cannot go together"),
        (["--trials", "5", "--map"], "cannot go together"),
        (["--trials", "5", "--score", "accuracy"], "the score is log_loss"),
        (["--trials", "5", "--depth", "11"], "--depth"),
        (["nowhere.csv", "--trials", "5"], "nowhere.csv"),
        ([str(SAMPLE), "--data", str(SAMPLE), "--trials", "5"], "named twice"),
    ],
)
def test_bad_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """One line that says what is allowed, and exit status 2."""
    status, out, err = call(monkeypatch, capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert said in err
    assert err.count("\n") == 1


def test_ctrl_c_ends_with_the_best_so_far() -> None:
    """Quietly and soon: what was found is told, and no traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "churn", "tune", str(SAMPLE), "--minutes", "30", "--iterations", "20", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert process.stderr is not None
    lines = iter(process.stderr.readline, "")
    assert any("best so far" in line for line in lines)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    told = json.loads(out)
    assert told["stopped"]
    assert told["best"]["value"] > 0
    assert process.returncode == 130
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_map_by_cross_validation(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every customer but the test ones judges, with a standard error; progress counts the fits."""
    status, out, err = call(monkeypatch, capsys, "--map", "--folds", "--iterations", "2", "--json")
    assert status == 0
    told = json.loads(out)
    assert told["judged_by"] == "folds"
    assert all(each["standard_error"] > 0 for each in told["cells"])
    assert "763 customers" in " ".join(told["verdict"])
    assert "fits" in err


def test_folds_that_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A split by time is refused before any fit, with the reason."""
    table = tmp_path / "dated.csv"
    rows = "\n".join(f"{2020 + n // 12}-{n % 12 + 1:02}-01,{n % 7},{'Yes' if n % 3 else 'No'}" for n in range(120))
    table.write_text(f"Signup,Visits,Churn\n{rows}\n", encoding="utf-8")
    status, out, err = call(monkeypatch, capsys, str(table), "--trials", "2", "--folds", "--split-by", "time:Signup")
    assert (status, out) == (2, "")
    assert "cannot be cross-validated" in err


def test_a_search_by_cross_validation(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each trial is fitted on every fold, so no number of trees is its own; the sentences say by whom it was judged."""
    status, out, _ = call(monkeypatch, capsys, "--trials", "3", "--folds", "--iterations", "5", "--json")
    assert status == 0
    told = json.loads(out)
    assert told["judged_by"] == "folds"
    assert [each["trees"] for each in told["trials"]] == [None] * 3
    assert "on 10 folds of a cross-validation" in " ".join(told["verdict"])
