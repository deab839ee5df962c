"""What the server may be told stands in one file, and a mistake in it keeps nobody from the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from churn.ui import options as module
from churn.ui.options import DEFAULT, Options, options, read


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Read the file anew, as another start of the server would."""
    options.cache_clear()
    yield
    options.cache_clear()


def test_the_projects_own_file_fills() -> None:
    """It names the option with its default, so that whoever opens it finds it."""
    assert "fill = true" in DEFAULT.read_text(encoding="utf-8")
    assert read(DEFAULT) == options() == Options(fill=True)


@pytest.mark.parametrize(
    ("text", "fill"), [("[unasked]\nfill = false\n", False), ("[unasked]\n", True), ("# nothing\n", True)]
)
def test_what_it_may_say(text: str, fill: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - as the file has it
    """Filling is switched off by one line; what is not said has its default."""
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CHURN_CONFIG", str(path))
    assert options().fill is fill


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[unasked]\nfill = 1\n", "fill is true or false, not 1"),
        ("[unasked]\nfil = false\n", "all there may be is [unasked]"),
        ("[maps]\nfill = false\n", "all there may be is [unasked]"),
        ("unasked = 3\n", "all there may be is [unasked]"),
        ("[unasked\n", "line 1"),
    ],
)
def test_a_mistake_is_said_once(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the file and what it may say; the default holds."""
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CHURN_CONFIG", str(path))
    assert [options(), options()] == [Options(), Options()]
    assert len(caplog.records) == 1
    assert str(path) in caplog.text
    assert said in caplog.text


def test_a_file_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One that was named is missed; the project's own may be taken away."""
    monkeypatch.setattr(module, "DEFAULT", tmp_path / "none.toml")
    monkeypatch.delenv("CHURN_CONFIG", raising=False)
    assert options() == Options()
    assert not caplog.records
    options.cache_clear()
    monkeypatch.setenv("CHURN_CONFIG", str(tmp_path / "other.toml"))
    assert options() == Options()
    assert "other.toml" in caplog.text
