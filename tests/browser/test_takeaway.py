"""Out of the page: charts as pictures, tables as files and text, pages on paper."""

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
from PIL import Image
from playwright.sync_api import Page, expect

from churn.table.dataset import SAMPLE
from tests.browser.conftest import Visitors
from tests.browser.steps import await_end_of_fit, await_rest, await_results, upload
from tests.browser.test_brief import sheets

CHART = '[data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"])'
DOTS = '[data-testid="stElementContainer"]:has(svg.landing)'


def saved(page: Page, name: str, folder: Path, of: str = "body") -> Path:
    """Press the first button of this name within the first such part of the page and keep what it saves."""
    with page.expect_download() as download:
        page.locator(of).first.get_by_role("button", name=name).first.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_chart_is_saved_with_its_title_and_where_it_is_from(visitors: Visitors, tmp_path: Path) -> None:
    """As SVG and as PNG, named after chart and data, with the data, the settings and the threshold in it."""
    page = visitors.page("?threshold=0.4")
    await_results(page)
    drawn = saved(page, "Save as SVG", tmp_path, CHART)
    words = " ".join(ET.parse(drawn).getroot().itertext())  # noqa: S314 - of our own page
    for part in ("synthetic sample", "depth 4, learning rate 0.1", "threshold 40%", "Confusion matrix"):
        assert part in words, part
    assert drawn.name == "confusion-matrix-test-customers-synthetic-sample.svg"
    pixels = np.asarray(Image.open(saved(page, "Save as PNG", tmp_path, CHART)))
    assert pixels.shape[1] >= 1000
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 20
    words = " ".join(ET.parse(saved(page, "Save as SVG", tmp_path, DOTS)).getroot().itertext())  # noqa: S314 - as above
    for part in ("Of 100 test customers", "flagged and left", "synthetic sample", "threshold 40%"):
        assert part in words, part


def test_a_table_is_saved_and_copied_without_formulas(visitors: Visitors, tmp_path: Path) -> None:
    """A column called like a formula is harmless in the file and on the clipboard; numbers are numbers."""
    page = visitors.page("data")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    await_rest(page)
    table = pd.read_csv(SAMPLE).rename(columns={"Age": '=HYPERLINK("http://x","Age")'})
    upload(page, "=cmd|' .. <b>.csv", table.to_csv(index=False).encode())
    expect(page.get_by_role("button", name="Save table as CSV")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_text("cmd").first).to_be_visible()
    expect(page.get_by_role("combobox", name="Data", exact=True)).to_have_value(re.compile("cmd"))
    await_end_of_fit(page)
    page.wait_for_timeout(1_000)
    file = saved(page, "Save table as CSV", tmp_path)
    assert file.name == "columns-cmd-b.csv"
    text = file.read_bytes().decode("utf-8-sig")
    first, *rows = csv.reader(io.StringIO(text))
    cells = {cell for row in rows for cell in row}
    assert '\'=HYPERLINK("http://x","Age")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
    distinct = first.index("Distinct")
    assert all(row[distinct].isdigit() for row in rows)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy table").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert [line.split("\t") for line in copied.splitlines()] == [first, *rows]


def test_paper(visitors: Visitors) -> None:
    """The brief is one sheet; on paper there is no sidebar, no button, and no chart beyond the paper's edge."""
    page = visitors.page("brief?threshold=0.3&cost=35")
    expect(page.get_by_text("Where these numbers come from")).to_be_visible()
    await_rest(page)
    expect(page.get_by_role("button", name="Save as PNG").first).to_be_visible()
    assert sheets(page) == 1
    page = visitors.page("why", viewport={"width": 1280, "height": 1000})
    expect(page.get_by_role("button", name="Save as PNG")).to_have_count(3)
    assert sheets(page) > 1
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.locator(".take-away").first).to_be_hidden()
    for layer in page.locator(".main-svg").all():
        box = layer.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 701


def test_a_table_on_paper(visitors: Visitors) -> None:
    """It is whole and within the sheet, with a minus where a number is negative, and nothing is there to press."""
    page = visitors.page("customer", viewport={"width": 720, "height": 1000}, color_scheme="dark")
    expect(page.get_by_role("button", name="Save table as CSV")).to_be_visible()
    await_rest(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = [row.split("\t") for row in page.locator("table.on-paper tr").all_inner_texts()]
    place = rows[0].index("Difference (points)")
    differences = [row[place] for row in rows[1:]]
    assert any(each.startswith("−") for each in differences)
    assert all(re.fullmatch(r"−?\d+\.\d+", each) for each in differences)
    expect(page.get_by_role("button", name="Pick a customer")).to_be_hidden()
    page.goto(f"{visitors.url}/decide")
    page.emulate_media(media="screen")
    expect(page.get_by_role("button", name="Save table as CSV").nth(1)).to_be_visible()
    expect(page.get_by_text("Looking for")).to_have_count(0)
    await_rest(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    table = page.locator("table.on-paper")
    assert table.evaluate("(one) => one.getBoundingClientRect().right") <= 721
    assert page.locator(".main-svg .annotation .bg").first.evaluate("(one) => getComputedStyle(one).fill") == (
        "rgb(255, 255, 255)"
    )
