"""A setting is one field of a spec: everything else that has to know of it is built from the field."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
FIELD: Final = """\
    random_strength: float = setting(
        1.0, "Random strength", 0.0, 10.0, step=0.5, help="How much chance there is in choosing questions."
    )

"""
END_OF_FIELDS: Final = "    def __post_init__"
VISIT: Final = """
import json
import sys

from streamlit.testing.v1 import AppTest

from churn.ui import pacing, shared

pacing.CHARTS_LAST = 0


def visit(value):
    at = AppTest.from_file("dashboard.py", default_timeout=60)
    at.query_params["trees"] = "20"
    at.query_params["random_strength"] = value
    at.run()
    while key := at.session_state.get("waiting"):
        shared.trainer().find(key).wait(60)
        at.run()
    (key,) = at.session_state["shown"].values()
    booster = shared.trainer().find(key).result().model._booster
    field = at.number_input(key="random_strength")
    expander = next(each for each in at.sidebar.expander if each.label == "More settings")
    return {
        "field": [field.label, field.min, field.max, field.step, field.help],
        "in its place": [each.label for each in expander.number_input],
        "value": field.value,
        "heading": at.header[0].value,
        "errors": [each.value for each in at.error],
        "CatBoost's": booster.get_all_params()["random_strength"],
    }


print(json.dumps([visit(value) for value in sys.argv[1:]]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the program, with one field more in the spec of the model."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("churn", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "data").mkdir()
    for name in ("dashboard.py", "data/sample.csv"):
        shutil.copy(ROOT / name, folder / name)
    spec = folder / "churn" / "model" / "spec.py"
    text = spec.read_text(encoding="utf-8")
    assert text.count(END_OF_FIELDS) == 1
    spec.write_text(text.replace(END_OF_FIELDS, FIELD + END_OF_FIELDS), encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CHURN_DATA", "PYTHONPATH"}}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env=environment | {"PYTHONUTF8": "1"},
    )


def visit(folder: Path, *values: str) -> list[dict[str, Any]]:
    """Open the page of the copy with each value in the address; returns what stands there."""
    done = run(folder, "-c", VISIT, *values)
    assert done.returncode == 0, done.stderr
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said


def test_command_line(copy: Path) -> None:
    """The option is there, reaches the run, and has its range."""
    done = run(copy, "-m", "churn", "train", "--json", "--iterations", "20", "--random-strength", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["spec"]["model"]["random_strength"] == 2
    refused = run(copy, "-m", "churn", "train", "--random-strength", "11")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert (
        refused.stderr
        == "error: --random-strength: Random strength cannot be “11.0”: it is a number from 0.0 to 10.0.\n"
    )


def test_page(copy: Path) -> None:
    """The control is there, and its value comes from the address, reaches CatBoost and is named in the heading.

    Out of range, the default takes its place, and the page says why.
    """
    said, refused = visit(copy, "2", "11")
    assert said["field"] == ["Random strength", 0, 10, 0.5, "How much chance there is in choosing questions."]
    assert "Random strength" in said["in its place"]
    assert said["value"] == said["CatBoost's"] == 2
    assert said["heading"] == "Results for depth 4, learning rate 0.1, 20 trees, random strength 2"
    assert not said["errors"]
    assert refused["value"] == refused["CatBoost's"] == 1
    assert refused["heading"] == "Results for depth 4, learning rate 0.1, 20 trees"
    (message,) = refused["errors"]
    assert "Random strength cannot be “11\\.0”\\: it is a number from 0\\.0 to 10\\.0" in message
