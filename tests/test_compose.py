"""The services of compose.yaml fit together, and fit the program."""

from pathlib import Path
from typing import Any

import pytest

from churn.tuning.connecting import ADDRESS

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def services() -> Any:  # noqa: ANN401 - what YAML can hold
    """Return the services by name."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_dashboard_and_workers_name_the_same_scheduler(services: dict[str, Any]) -> None:
    """The one that the service of this name listens as."""
    port = services["scheduler"]["command"][services["scheduler"]["command"].index("--port") + 1]
    assert services["dashboard"]["environment"][ADDRESS] == f"tcp://scheduler:{port}"
    assert services["worker"]["command"][2] == f"tcp://scheduler:{port}"


def test_all_run_from_one_image_with_what_a_cluster_needs(services: dict[str, Any]) -> None:
    """Its build argument is one that the Dockerfile knows."""
    assert services.keys() == {"dashboard", "scheduler", "worker"}
    builds = [(each["image"], each["build"]) for each in services.values()]
    assert all(each == builds[0] for each in builds)
    assert builds[0][1]["args"] == {"CLUSTER": "1"}
    assert 'ARG CLUSTER=""' in (ROOT / "Dockerfile").read_text(encoding="utf-8")
