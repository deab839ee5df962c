"""How much memory tables may take: a share of the container's, else of the machine's."""

from pathlib import Path

import pytest

from churn.table import memory

MB = 2**20


def cgroup(folder: Path, **files: str) -> None:
    """Write the files of a control group."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put this process into no control group, on a machine of 64 GB."""
    monkeypatch.setattr(memory, "CGROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(memory, "OWN_CGROUP", tmp_path / "own")
    monkeypatch.setattr(memory, "_physical", lambda: 65_536 * MB)
    return tmp_path / "cgroup"


def test_without_a_limit(groups: Path) -> None:
    """It is a quarter of the machine's."""
    assert memory.room() == 16_384 * MB
    cgroup(groups, memory__max="max\n")
    cgroup(groups / "memory", memory__limit_in_bytes="9223372036854771712\n")
    assert memory.room() == 16_384 * MB


def test_in_a_container(groups: Path) -> None:
    """The container sees its own limit at the top, in the first version of control groups and in the second."""
    cgroup(groups, memory__max=f"{4096 * MB}\n")
    assert memory.room() == 1024 * MB
    cgroup(groups / "memory", memory__limit_in_bytes=f"{2048 * MB}\n")
    assert memory.room() == 512 * MB


def test_in_a_group_of_the_machine(groups: Path) -> None:
    """The smallest limit on the way to the top counts."""
    (groups.parent / "own").write_text("12:memory:/old\n1:name=systemd:/x\n0::/user/app.service\n")
    cgroup(groups / "user" / "app.service", memory__max="max")
    cgroup(groups / "user", memory__max=str(8192 * MB))
    assert memory.room() == 2048 * MB
    cgroup(groups / "memory" / "old", memory__limit_in_bytes=str(4096 * MB))
    assert memory.room() == 1024 * MB


def test_never_too_little(groups: Path) -> None:
    """A very small container has room for a table all the same."""
    cgroup(groups, memory__max=str(128 * MB))
    assert memory.room() == memory.FLOOR


def test_giving_back_harms_nothing() -> None:
    """It can be asked for at any time, again and again."""
    memory.return_at_once()
    memory.return_at_once()
    memory.give_back()
    assert 0 < memory.room() <= memory.available()
