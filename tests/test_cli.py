"""The command line: what people and scripts type, what they read, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import churn
from churn import __main__ as command_line
from churn.model.fitted import ChurnModel
from churn.model.split import SplitSpec, split
from churn.reliability.known import Known
from churn.table.dataset import SAMPLE
from tests.ui import tables

ROOT = Path(__file__).resolve().parents[1]
CUSTOMER = {
    "Age": "34",
    "FrequentFlyer": "Yes",
    "AnnualIncomeClass": "High Income",
    "ServicesOpted": "5",
    "AccountSyncedToSocialMedia": "No",
    "BookedHotelOrNot": "No",
}


def process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own, with the sample as its default table."""
    return subprocess.run(
        [sys.executable, "-m", "churn", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**os.environ, "CHURN_DATA": str(SAMPLE), "PYTHONUTF8": "1"},
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    """Run the same entry point in this process, which spares the imports."""
    monkeypatch.setenv("CHURN_DATA", str(SAMPLE))
    return Run(monkeypatch, capsys)


class Run:
    """Calls the command line; remembers nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Return exit status, standard output and standard error."""
        self._monkeypatch.setattr(sys, "argv", ["churn", *map(str, arguments)])
        self._capsys.readouterr()
        status = 0
        try:
            command_line.main()
        except SystemExit as end:
            status = int(end.code or 0)
        return status, *self._capsys.readouterr()


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the model of the default run on the sample."""
    path = tmp_path_factory.mktemp("model") / "model.cbm"
    churn.train(churn.load(SAMPLE)).model.save(path)
    return path


def pairs(**changes: str) -> list[str]:
    """Return the options of `predict` for one customer."""
    return [word for name, value in (CUSTOMER | changes).items() for word in ("--set", f"{name}={value}")]


def expected_probability() -> str:
    """Return what the default model gives the customer, as the command line writes it."""
    row = pd.DataFrame([{**CUSTOMER, "Age": 34, "ServicesOpted": 5}])
    return f"{churn.train(churn.load(SAMPLE)).model.predict_proba(row)[0]:.1%}"


def test_the_tutorials_six_lines(real_data: Path, run: "Run") -> None:
    """The default run on the real table prints the tutorial's figures: rounded, exact in counts, and whole in JSON."""
    done = process("train", "--data", real_data / "Customertravel.csv")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *lines = done.stdout.splitlines()
    assert "954 customers" in first
    assert "232 trees" in first
    assert second == "Target “Target”, “1” means left, churn rate 23.5%"
    assert [line.split(maxsplit=2) for line in lines] == [
        ["Precision", "Train", "0.899 = 116 of 129 (no interval: the model has learned from these customers)"],
        ["Precision", "Validation", "0.763 = 29 of 38 (95% interval 0.61–0.87)"],
        ["Precision", "Test", "0.683 = 28 of 41 (95% interval 0.53–0.80)"],
        ["Recall", "Train", "0.789 = 116 of 147 (no interval: the model has learned from these customers)"],
        ["Recall", "Validation", "0.784 = 29 of 37 (95% interval 0.63–0.89)"],
        ["Recall", "Test", "0.700 = 28 of 40 (95% interval 0.55–0.82)"],
    ]
    _, told, _ = run("train", "--data", real_data / "Customertravel.csv", "--json")
    scores = json.loads(told)["scores"]
    assert [repr(scores[part][name]) for name in ("precision", "recall") for part in scores] == [
        "0.8992248062015504",
        "0.7631578947368421",
        "0.6829268292682927",
        "0.7891156462585034",
        "0.7837837837837838",
        "0.7",
    ]


FULL_DISK = """
import resource, sys
from churn.__main__ import main
room = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
main()
"""


def test_a_full_disk_costs_neither_results_nor_the_old_model(model_file: Path, tmp_path: Path, run: "Run") -> None:
    """The results come before the model is written; if it cannot be, one line says so and the old one stays."""
    old = tmp_path / "model.cbm"
    old.write_bytes(model_file.read_bytes())
    arguments = ["train", "--iterations", "20", "--model-out", str(old)]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, "10000", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env={**os.environ, "CHURN_DATA": str(SAMPLE)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == run(*arguments[:-2])[1]
    assert done.stderr.endswith("model.cbm” cannot be written: File too large.\n")
    assert done.stderr.count("\n") == 1
    assert old.read_bytes() == model_file.read_bytes()
    assert list(tmp_path.iterdir()) == [old]


def test_train_predict_score(tmp_path: Path) -> None:
    """A model written by one process is used by two others, and all say what `churn.train` says."""
    model, out = tmp_path / "model.cbm", tmp_path / "scored.csv"
    trained = process("train", "--model-out", model, "--json")
    assert (trained.returncode, trained.stderr) == (0, "")
    said = json.loads(trained.stdout)
    reference = churn.train(churn.load(SAMPLE))
    findings = said.pop("findings")
    named = {"severity", "kind", "column", "evidence", "remedy", "answers"}
    assert [set(finding) for finding in findings] == [named] * len(findings)
    assert {**said, "seconds": 0} == {**reference.as_dict(), "seconds": 0}
    assert said["seconds"] > 0
    assert list(said) == ["data", "columns", "spec", "trees", "seconds", "scores", "intervals", "no_interval"]

    known = Known.of(ChurnModel.load(model).record).experience
    assert known is not None
    assert len(known) == len(churn.load(SAMPLE))

    predicted = process("predict", *pairs(), "--model", model)
    assert (predicted.returncode, predicted.stderr) == (0, "")
    assert predicted.stdout.splitlines()[0] == f"Churn probability {expected_probability()}"
    assert "is above the threshold of 50%" in predicted.stdout
    row = pd.DataFrame([{**CUSTOMER, "Age": 34, "ServicesOpted": 5}])
    alike = known.about(reference.model.predict_proba(row))
    counts = f"Of {alike.customers[0]} customers with about this probability, {alike.left[0]} left: "
    assert predicted.stdout.splitlines()[2].startswith(counts)

    scored = process("score", SAMPLE, "--out", out, "--model", model)
    assert scored.returncode == 0
    assert "Scoring" in scored.stderr
    assert "954 customers scored" in scored.stdout
    table = pd.read_csv(out)
    p = reference.model.predict_proba(churn.load(SAMPLE).table)
    order = np.argsort(-p, kind="stable")
    assert table["churn_probability"].tolist() == p[order].tolist()
    assert table["contact"].tolist() == ["yes" if each > 1 / 3 else "no" for each in p[order]]
    assert table["churn_rank"].is_monotonic_increasing
    about = known.about(p[order])
    told = about.customers >= 10
    assert table["churn_rate_low"].notna().tolist() == told.tolist()
    assert table["churn_rate_high"][told].tolist() == about.interval[1][told].round(4).tolist()
    ours = ["churn_rank", "churn_probability", "contact", "expected_gain", "unseen"]
    kept = table.drop(columns=[*ours, "churn_rate_low", "churn_rate_high"])
    assert kept.equals(pd.read_csv(SAMPLE).iloc[order].reset_index(drop=True))
    assert sorted(tmp_path.iterdir()) == [model, out]


def test_bad_input_ends_with_status_2_and_one_line(tmp_path: Path) -> None:
    """A real process with a bad file: one line on standard error, nothing on standard output, no traceback."""
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"Age,Plan,Churn\n1,a,Yes\n2,b\n")
    done = process("train", "--data", bad)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "line 3: 2 values, but the header has 3" in done.stderr


def test_settings_reach_the_run(run: Run) -> None:
    """Every option of `train` is in the spec that the object names."""
    status, out, _ = run(
        "train", "--json", "--depth", "2", "--learning-rate", "0.2", "--iterations", "50", "--seed", "7", "--grouped"
    )
    assert status == 0
    spec = json.loads(out)["spec"]
    assert spec["model"] == {"depth": 2, "learning_rate": 0.2, "iterations": 50, "l2_leaf_reg": 3.0, "seed": 7}
    assert spec["split"] == {"test_share": 0.2, "validation_share": 0.2, "seed": 7, "grouped": True}


def test_target_and_positive(run: Run) -> None:
    """The outcome column and its value can be named."""
    options = ("--target", "BookedHotelOrNot", "--positive", "No")
    status, out, _ = run("train", "--json", "--iterations", "20", *options)
    assert status == 0
    dataset = churn.load(SAMPLE, target="BookedHotelOrNot", positive="No")
    said = json.loads(out)
    assert said["data"]["fingerprint"] == dataset.fingerprint
    assert sum(scores["positives"] for scores in said["scores"].values()) == int(dataset.y.sum())


@pytest.mark.parametrize("fault", tables.BAD)
def test_bad_tables(run: Run, tmp_path: Path, fault: str) -> None:
    """Every bad file gets status 2 and one line that names the fault."""
    data, words = tables.BAD[fault]
    path = tmp_path / "new.csv"
    path.write_bytes(data)
    status, out, err = run("train", "--data", path)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("error: ")
    assert words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--data", "nowhere.csv"], ["nowhere.csv", "No such file"]),
        (["train", "--data", "."], ["cannot be read"]),
        (["train", "--depth", "11"], ["Tree depth", "11", "1 to 10"]),
        (["train", "--depth", "deep"], ["--depth", "deep"]),
        (["train", "--learning-rate", "0"], ["Learning rate", "0.001 to 1"]),
        (["train", "--learning-rate", "nan"], ["Learning rate", "0.001 to 1"]),
        (["train", "--iterations", "6000"], ["Number of trees", "1 to 5,000"]),
        (["train", "--seed", "-1"], ["Seed"]),
        (["train", "--target", "Nobody"], ["no column “Nobody”", "“Age”"]),
        (["train", "--positive", "Maybe"], ["no value “Maybe”", "“0”, “1”"]),
        (["train", "--model-out", "no/such/folder/model.cbm"], ["folder", "does not exist"]),
        (["train", "--unknown"], ["--unknown"]),
        (["unknown"], ["unknown"]),
        (["predict", "--model", "nowhere.cbm"], ["no model file", "nowhere.cbm"]),
        (["predict", "--model", str(SAMPLE)], ["no model file (.cbm) written by this program"]),
        (["score", "nowhere.csv", "--out", "out.csv"], ["nowhere.csv", "No such file"]),
        (["score", str(SAMPLE)], ["--out"]),
        (["score", str(SAMPLE), "--out", "out.csv", "--threshold", "1.5"], ["Threshold is 1.5", "0 to 1"]),
        (["score", str(SAMPLE), "--out", "out.csv", "--threshold", "nan"], ["Threshold is nan", "0 to 1"]),
        (["score", str(SAMPLE), "--out", "out.csv", "--threshold", "high"], ["--threshold", "high"]),
        (["report"], ["--out"]),
        (["report", "--out", "no/such/folder/brief.html"], ["brief.html", "cannot be written"]),
        (["report", "--out", "brief.html", "--cost", "-1"], ["-1", "0 to"]),
        (["report", "--out", "brief.html", "--save-rate", "1.5"], ["1.5", "0.0 to 1.0"]),
        (["report", "--out", "brief.html", "--threshold", "2"], ["Threshold is 2", "0 to 1"]),
    ],
    ids=" ".join,
)
def test_bad_arguments(run: Run, arguments: list[str], words: list[str]) -> None:
    """A bad argument gets status 2 and one line that says what, where and what is allowed."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert all(word in err for word in words), err


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"Age": "old"}, ["“Age”", "“old” is not a number"]),
        ({"Height": "180"}, ["“Height=180”", "“Age”"]),
    ],
    ids=str,
)
def test_bad_customers(run: Run, model_file: Path, changes: dict[str, str], words: list[str]) -> None:
    """A value of the wrong kind or a column that is none is named, with what would be right."""
    status, out, err = run("predict", *pairs(**changes), "--model", model_file)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert all(word in err for word in words), err


def test_customer_with_gaps_in_the_options(run: Run, model_file: Path) -> None:
    """Columns that were not given are listed with what they may be; no value is made up."""
    status, out, err = run("predict", "--set", "Age=34", "--set", "FrequentFlyer", "--model", model_file)
    assert (status, out) == (2, "")
    assert "NAME=VALUE" in err
    status, out, err = run("predict", "--set", "Age=34", "--model", model_file)
    assert (status, out) == (2, "")
    assert "FrequentFlyer: “No”, “No Record”, “Yes”" in err
    assert "ServicesOpted: 1 to 6" in err


def test_unseen_values_are_warned_of(run: Run, model_file: Path) -> None:
    """A customer unlike all others is scored, with a warning on standard error for each column."""
    status, out, err = run("predict", *pairs(Age="99", FrequentFlyer="Sometimes"), "--model", model_file)
    assert status == 0
    assert out.startswith("Churn probability ")
    warnings = err.splitlines()
    assert len(warnings) == 2
    assert "99" in warnings[0]
    assert "27 to 38" in warnings[0]
    assert "“Sometimes”" in warnings[1]


def test_predict_without_a_model_trains_first_and_says_so(run: Run) -> None:
    """Without --model the default is trained; the probability is the same."""
    status, out, err = run("predict", *pairs())
    assert status == 0
    assert "training the default on sample.csv first" in err
    assert out.splitlines()[0] == f"Churn probability {expected_probability()}"


def test_score_parquet(run: Run, model_file: Path, tmp_path: Path) -> None:
    """Parquet goes in and out; other columns are kept."""
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pd.read_csv(SAMPLE).assign(Note="x").to_parquet(source)
    status, _, _ = run("score", source, "--out", out, "--model", model_file)
    assert status == 0
    table = pd.read_parquet(out)
    ours = ["churn_rank", "churn_probability", "contact", "expected_gain", "unseen"]
    assert list(table.columns[-6:]) == ["Note", *ours]
    assert len(table) == 954


def test_score_replaces_its_own_columns(run: Run, model_file: Path, tmp_path: Path) -> None:
    """Scoring a scored file again gives the same file."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    run("score", SAMPLE, "--out", first, "--model", model_file)
    run("score", first, "--out", second, "--model", model_file)
    assert first.read_bytes() == second.read_bytes()


def test_a_failed_score_leaves_no_file(run: Run, model_file: Path, tmp_path: Path) -> None:
    """A table that lacks a column is refused, and an earlier result stays as it was."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    pd.read_csv(SAMPLE).drop(columns="Age").to_csv(source, index=False)
    out.write_text("earlier result")
    status, _, err = run("score", source, "--out", out, "--model", model_file)
    assert status == 2
    assert "The table lacks “Age”" in err
    assert out.read_text() == "earlier result"
    assert sorted(tmp_path.iterdir()) == [source, out]


def test_score_into_a_folder_that_is_not_there(run: Run, model_file: Path, tmp_path: Path) -> None:
    """An output that cannot be written is named."""
    status, _, err = run("score", SAMPLE, "--out", tmp_path / "none" / "out.csv", "--model", model_file)
    assert status == 2
    assert "out.csv" in err
    assert "No such file or directory" in err


@pytest.mark.parametrize("arguments", [["--help"], ["train", "-h"], ["predict", "--help"], ["score", "--help"]])
def test_help(run: Run, arguments: list[str]) -> None:
    """Help is on standard output and no error."""
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert out.startswith("Usage:")


def test_no_command_shows_the_commands_line_by_line(run: Run) -> None:
    """Who types nothing gets the help to read, not the whole of it in one line of error."""
    _, out, err = run()
    lines = (out + err).splitlines()
    assert any(line.strip().startswith("train ") for line in lines)
    assert any(line.strip().startswith("score ") for line in lines)


def test_report(run: Run, tmp_path: Path) -> None:
    """The brief is one HTML file with the settings and terms of the command, and says that the sample is made up."""
    out = tmp_path / "brief.html"
    status, said, err = run("report", "--out", out, "--depth", "2", "--threshold", "0.3", "--cost", "20")
    assert (status, said, err) == (0, f"Written: {out}\n", "")
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    for words in ("made-up customers", "depth 2, learning rate 0.1", "above 30%", "an offer costs € 20"):
        assert words in page


def test_a_model_by_chance(run: Run, tmp_path: Path) -> None:
    """Before its scores it says that the test customers do not show that the model ranks better than chance."""
    path = tmp_path / "shuffled.csv"
    path.write_bytes(tables.shuffled())
    _, out, _ = run("train", "--data", path, "--iterations", "20")
    assert out.splitlines()[2].startswith("The test customers do not show that this model ranks better than chance")
    _, out, _ = run("train", "--iterations", "20")
    assert "chance" not in out


def test_undefined_scores_in_the_table(run: Run, tmp_path: Path) -> None:
    """A score that is undefined is a dash with its reason, not a zero."""
    rows = split(churn.load(tables.single_positive_in([0])), SplitSpec()).train[:6].tolist()
    path = tmp_path / "few.csv"
    path.write_bytes(tables.single_positive_in(rows))
    status, out, err = run("train", "--data", path)
    assert (status, err) == (0, "")
    assert any(line.startswith("Recall    Test") and "– (Nobody here left" in line for line in out.splitlines())
