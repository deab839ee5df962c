"""A table beside the program that cannot be read for a moment: its last good results stay, and it comes back."""

from pathlib import Path

import pandas as pd
import pytest

from churn.table.dataset import SAMPLE
from tests.ui.app import heading, messages, plain, scores_table, unharmed, visit


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a table that an export writes the default."""
    path = tmp_path / "export.csv"
    path.write_bytes(SAMPLE.read_bytes())
    monkeypatch.setenv("CHURN_DATA", str(path))
    return path


HALF = b"Age,FrequentFlyer,Target\n34,Yes"


@pytest.mark.parametrize(
    "content", [None, b"", HALF, b"Age,Plan\n1,a\n2,b\n3,a\n"], ids=["gone", "empty", "half", "other"]
)
def test_the_last_good_results_stay(export: Path, content: bytes | None) -> None:
    """Gone, empty, half written or without an outcome: the numbers stay under its name, and the page says why."""
    at = visit(trees="50")
    before = scores_table(at)
    if content is None:
        export.unlink()
    else:
        export.write_bytes(content)
    for _ in range(2):
        at.slider(key="threshold").set_value(0.4).run()
        at.slider(key="threshold").set_value(0.5).run()
        assert unharmed(at)
        assert scores_table(at).equals(before)
        assert not messages(at)
        assert "“export.csv” cannot be used since" in plain(at.warning[0].value)
        assert "data" not in dict(at.query_params)
    new = visit(trees="50")  # somebody else sees the same
    assert scores_table(new).equals(before)
    export.write_bytes(SAMPLE.read_bytes())
    at.run()
    assert not at.warning
    assert scores_table(at).equals(before)


def test_new_content_is_taken(export: Path) -> None:
    """When the export is done, the page is about what it holds then."""
    at = visit(trees="50")
    export.write_bytes(HALF)
    at.run()
    pd.read_csv(SAMPLE).head(700).to_csv(export, index=False)
    at.run()
    assert not at.warning
    assert any("700 customers" in caption.value for caption in at.caption)


def test_it_comes_back_where_another_table_stood_in(export: Path) -> None:
    """Unreadable from the start on, the sample stands in and is called so; later the table takes its place."""
    export.write_bytes(HALF)
    at = visit(trees="50")
    assert heading(at) == "Results for depth 4, learning rate 0.1, 50 trees"
    assert "the numbers are not about your customers" in plain(at.warning[0].value)
    pd.read_csv(SAMPLE).head(700).to_csv(export, index=False)
    at.run()
    at.run()
    assert not at.warning
    assert any("700 customers" in caption.value for caption in at.caption)
    assert at.selectbox(key="data_box").value == "default"
