"""The other sheets of a workbook are a click away."""

import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from churn.show import formats
from tests.ui import tables
from tests.ui.app import plain, press, settled, unharmed, upload, visit


def workbook() -> bytes:
    """Return two sheets of customers, 120 and 80."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as book:
        for sheet, n in (("This year", 120), ("Last year", 80)):
            pd.DataFrame(tables.customers(n)).to_excel(book, sheet_name=sheet, index=False)
    return buffer.getvalue()


def said(at: AppTest) -> str:
    """Return what the page says about the data."""
    return next(plain(caption.value) for caption in at.caption if "customers, " in plain(caption.value))


@pytest.mark.usefixtures("trainer")
def test_sheets_of_an_upload() -> None:
    """The first sheet is read; the other one takes its place with a click, and gives it back."""
    at = settled(upload(visit("Data", trees="50"), workbook(), "book.xlsx"))
    assert unharmed(at)
    assert "120 customers" in said(at)
    settled(press(at, formats.escape("Read “Last year” instead")))
    assert unharmed(at)
    assert "80 customers" in said(at)
    settled(press(at, formats.escape("Read “This year” instead")))
    assert "120 customers" in said(at)


@pytest.mark.usefixtures("trainer")
def test_sheets_of_the_default_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheet is in the address, so a link shows the same."""
    (tmp_path / "book.xlsx").write_bytes(workbook())
    monkeypatch.setenv("CHURN_DATA", str(tmp_path / "book.xlsx"))
    at = settled(press(visit("Data", trees="50"), formats.escape("Read “Last year” instead")))
    assert "80 customers" in said(at)
    assert at.query_params["sheet"] in ("Last year", ["Last year"])
    assert "80 customers" in said(visit("Data", trees="50", sheet="Last year"))
