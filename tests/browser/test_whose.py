"""A table that somebody keeps to themselves, in their browser and in another one."""

from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import Visitors
from tests.browser.steps import await_results, go, upload
from tests.ui import tables

MARK = "Zarniwoop"
DATA = "What is in the data, and is anything wrong?"
NOT_YOURS = "This table is not yours to open"


def watched(visitors: Visitors, **another: str) -> tuple[Page, list[bytes]]:
    """Open a browser of its own, and note all that its pages are sent from here on."""
    page, frames = visitors.page("_stcore/health", **another), list[bytes]()

    def note(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(frame if isinstance(frame, bytes) else frame.encode()))

    page.on("websocket", note)
    return page, frames


def test_a_table_of_mine(visitors: Visitors) -> None:
    """It is there after a reload, in this browser only; shared, it opens in another; then no more, without a click."""
    mine = visitors.page("data?trees=20")
    expect(mine.get_by_role("heading", name=DATA)).to_be_visible()
    columns = tables.customers()
    upload(mine, "mine.csv", tables.as_csv({MARK: columns["Age"], "Plan": columns["Plan"], "Churn": columns["Churn"]}))
    expect(mine.get_by_text("is yours alone: a link to it opens for nobody else")).to_be_visible()
    mine.reload()
    expect(mine.get_by_text("is yours alone: a link to it opens for nobody else")).to_be_visible()
    link = mine.url
    theirs, frames = watched(visitors, locale="en-GB")
    for page in ("data", "customer"):
        theirs.goto(link.replace("/data?", f"/{page}?"))
        expect(theirs.get_by_role("heading", level=1, name=NOT_YOURS)).to_be_visible()
    assert frames
    assert not [frame for frame in frames if MARK.encode() in frame or b"mine.csv" in frame]
    assert MARK not in theirs.content()
    mine.get_by_role("button", name="Share it with whoever has the link").click()
    expect(mine.get_by_role("button", name="Keep it to myself")).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_role("spinbutton", name=MARK)).to_be_visible()
    assert [frame for frame in frames if MARK.encode() in frame]
    mine.get_by_role("button", name="Keep it to myself").click()
    expect(theirs.get_by_role("heading", level=1, name=NOT_YOURS)).to_be_visible()
    expect(theirs.get_by_role("spinbutton", name=MARK)).to_have_count(0)
    theirs.get_by_role("button", name="Use “Synthetic sample”").click()
    go(theirs, "Train", "Results for")
    await_results(theirs, "depth 4, learning rate 0.1, 20 trees")
