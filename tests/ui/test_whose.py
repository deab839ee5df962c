"""A table that a viewer brought opens for others only if its owner says so, and nothing of it gets out otherwise."""

import hashlib
import io
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

import churn
from churn.show import formats
from churn.ui import bring, sessions, shared, tables
from churn.ui.viewers import COOKIE
from churn.work.owners import Owners
from tests.ui import tables as made_up
from tests.ui.app import buttons, go, messages, plain, press, read, rendered, settled, unharmed, upload, visit

PAGES = ("Train", "Customer", "Why", "Decide", "Brief", "Data", "Tune")
MARKS = ("Zarniwoop", "Vogsphere", "Magrathea", "heartofgold")
Be = Callable[[str], None]


@pytest.fixture(autouse=True)
def owners() -> Iterator[Owners]:
    """Let files belong to nobody yet."""
    sessions.owners.clear()
    tables.uploads.clear()
    tables.sharing.clear()
    owners = sessions.owners()
    yield owners
    owners.close(0)
    sessions.owners.clear()


@pytest.fixture
def be(monkeypatch: pytest.MonkeyPatch) -> Be:
    """Let whoever acts next be another person: the one with this name in the cookie."""

    def become(name: str) -> None:
        monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: name.ljust(43, "_")})

    become("ann")
    return become


def secret(n: int = 120) -> bytes:
    """Return a table that can be recognised by the name of a column and by its values."""
    columns = made_up.customers(n)
    names = {"basic": "Vogsphere", "gold": "Magrathea", "silver": "silver"}
    return made_up.as_csv({"Zarniwoop": columns["Age"], "Plan": [names[str(each)] for each in columns["Plan"]],
                           "Churn": columns["Churn"]})  # fmt: skip


def brought(data: bytes, name: str = "heartofgold.csv", *, share: bool = False) -> AppTest:
    """Bring a table, for oneself or for whoever has the link."""
    at = visit("Data", trees="20")
    at.segmented_control(key=bring.CHOICE).set_value(bring.SHARED if share else bring.MINE).run()
    return settled(upload(at, data, name))


def link_of(at: AppTest) -> str:
    """Return what the address of the page calls the table."""
    return str(at.selectbox(key="data_box").value)


def sent(at: AppTest) -> str:
    """Return all that a page has sent to the browser."""
    return "\n".join(str(node.proto) for block in (at.main, at.sidebar) for node in block if hasattr(node, "proto"))


def title(at: AppTest) -> str:
    """Return the page's title."""
    return str(at.title[0].value) if at.title else ""


NOT_YOURS = "This table is not yours to open"


@pytest.mark.parametrize("page", PAGES)
def test_mine_alone(be: Be, page: str) -> None:
    """Nobody else gets anything of it, on no page, whatever the address asks for."""
    link = link_of(brought(secret()))
    be("ben")
    asked: dict[str, str | list[str]] = {
        "target": "Churn", "positive": ["Yes"], "roles": ["Plan~category"], "c.Zarniwoop": "30", "depth": "2",
        "why_column": "Plan", "split": "random",
    }  # fmt: skip
    for more in ({}, asked):
        at = go(visit("Train", data=link, trees="20", **more), page)
        assert unharmed(at)
        assert title(at) == NOT_YOURS
        assert not [mark for mark in (*MARKS, "120 ") if mark in sent(at)]
        assert not [*at.metric, *at.dataframe, *at.table, *at.get("plotly_chart"), *at.get("download_button")]
    press(at, formats.escape("Use “Synthetic sample”"))
    assert unharmed(at)
    assert title(at) != NOT_YOURS
    assert at.selectbox(key="data_box").options == ["Synthetic sample"]


def test_nobody_shares_by_accident(be: Be) -> None:
    """Who says nothing keeps the table."""
    link = link_of(settled(upload(visit("Data", trees="20"), secret(), "heartofgold.csv")))
    be("ben")
    assert title(visit("Data", data=link)) == NOT_YOURS


def test_two_places_to_decide(be: Be) -> None:
    """Beside the file, and at the head of the page: both say the same, and either changes it."""
    mine = brought(secret())
    mine.segmented_control(key=bring.CHOICE).set_value(bring.SHARED).run()
    assert "Keep it to myself" in buttons(mine)
    be("ben")
    assert "Zarniwoop" in sent(visit("Data", data=link_of(mine), trees="20"))
    be("ann")
    press(mine, "Keep it to myself")
    assert mine.segmented_control(key=bring.CHOICE).value == bring.MINE
    be("ben")
    assert title(visit("Data", data=link_of(mine), trees="20")) == NOT_YOURS


def test_the_owner_comes_back(be: Be) -> None:
    """After a reload, which begins another session, and in another tab of the same browser."""
    link = link_of(brought(secret()))
    be("ben")
    visit("Data", data=link)
    be("ann")
    at = visit("Data", data=link, trees="20")
    assert unharmed(at)
    assert link_of(at) == link
    assert "Share it with whoever has the link" in buttons(at)


def test_shared(be: Be) -> None:
    """Whoever has the link sees the table and has it on the list, and can neither share nor keep it."""
    link = link_of(brought(secret(), share=True))
    be("ben")
    at = visit("Data", data=link, trees="20")
    assert at.selectbox(key="data_box").options == ["Synthetic sample", "heartofgold.csv"]
    assert "somebody else, who shares it by its link" in sent(at)
    assert not {"Keep it to myself", "Share it with whoever has the link"} & {*buttons(at)}


def test_sharing_ends_at_once(be: Be, owners: Owners) -> None:
    """For those, too, who have opened it, with every move; and begins again. What they do not see, they do not keep."""
    mine = brought(secret(), share=True)
    link = link_of(mine)
    be("ben")
    theirs = visit("Customer", data=link, trees="20")
    assert "Zarniwoop" in sent(theirs)
    be("ann")
    press(mine, "Keep it to myself")
    assert "is yours alone" in sent(mine)
    be("ben")
    for page in PAGES:
        go(theirs, page)
        assert title(theirs) == NOT_YOURS
        assert not [mark for mark in MARKS if mark in sent(theirs)]
    owners.claim("ann's tab", link)
    owners.disclaim("test session id", link)
    visit("Train", data=link)
    assert [session for session, files in owners._files.items() if link in files] == ["ann's tab"]  # noqa: SLF001
    be("ann")
    press(mine, "Share it with whoever has the link")
    be("ben")
    assert "Zarniwoop" in sent(go(theirs, "Data"))


def test_the_same_table_of_two_people(be: Be) -> None:
    """Each has it under an own id and name; what one decides is nothing to the other."""
    mine = brought(secret())
    be("ben")
    theirs = brought(secret(), "bens.csv", share=True)
    assert unharmed(theirs)
    assert theirs.selectbox(key="data_box").options == ["Synthetic sample", "bens.csv"]
    assert "heartofgold" not in sent(theirs)
    assert "heartofgold" not in sent(go(theirs, "Decide"))
    assert title(visit("Data", data=link_of(mine))) == NOT_YOURS
    be("ann")
    assert mine.run().selectbox(key="data_box").options == ["Synthetic sample", "heartofgold.csv"]
    assert "bens.csv" not in sent(mine)
    be("cid")
    assert "bens.csv" in sent(visit("Data", data=link_of(theirs), trees="20"))
    assert title(visit("Data", data=link_of(mine))) == NOT_YOURS


def test_to_know_a_table_opens_nothing(be: Be) -> None:
    """The sha256 of a file, public perhaps, is no link: nobody learns whether somebody has brought it."""
    link_of(brought(secret(), share=True))
    be("ben")
    at = visit("Data", data=hashlib.sha256(secret()).hexdigest())
    other = visit("Data", data=hashlib.sha256(b"brought by nobody").hexdigest())
    assert title(at) != NOT_YOURS
    assert not [mark for mark in MARKS if mark in sent(at)]
    assert len(messages(at)) == len(messages(other))


def test_who_leaves_takes_nothing_from_who_stays(be: Be, owners: Owners) -> None:
    """Where two have brought the same table, the answers about it stay until both have left."""
    mine = brought(secret())
    be("ben")
    theirs = brought(secret(), "bens.csv")
    fingerprint = churn.load(secret()).fingerprint
    key = theirs.session_state["shown"][fingerprint]
    assert mine.session_state["shown"][fingerprint] == key
    forget = owners._forget  # noqa: SLF001 - as the server does when somebody has left
    forget(link_of(mine))
    assert shared.trainer().find(key) is not None
    assert link_of(theirs.run()) in dict(tables.uploads().items())
    forget(link_of(theirs))
    assert shared.trainer().find(key) is None


def workbook(mark: str) -> bytes:
    """Return a workbook of two sheets whose names many a workbook has."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as book:
        for sheet, n in (("Sheet1", 120), ("Sheet2", 80)):
            frame = pd.DataFrame(made_up.customers(n)).rename(columns={"Plan": f"{mark}{n}"})
            frame.to_excel(book, sheet_name=sheet, index=False)
    return buffer.getvalue()


@pytest.mark.parametrize("share", [True, False])
def test_sheets(be: Be, share: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The sheets of a workbook are shared together; those of another one of the same name are not among them."""
    other = "Read “Sheet2” instead"
    mine = brought(workbook("anns"), "book.xlsx", share=share)
    be("ben")
    theirs = brought(workbook("bens"), "book.xlsx", share=share)
    settled(press(theirs, formats.escape(other)))
    assert "bens80" in plain(sent(theirs))
    second = link_of(theirs)
    be("ann")
    settled(press(mine, formats.escape(other)))
    assert "anns80" in sent(mine)
    assert ("bens80" in sent(visit("Data", data=second, trees="20"))) is share


def test_the_link_says_whom_it_lets_in(be: Be) -> None:
    """On Customer, beside the address to be copied."""

    def said(at: AppTest) -> str:
        go(at, "Customer")
        at.session_state["link"] = True
        return "\n".join(map(read, rendered(at.run())))

    assert "on this server for everybody" in said(visit("Train", trees="20"))
    mine = brought(secret())
    assert "Only you can open it: the table heartofgold.csv is yours alone." in said(mine)
    press(go(mine, "Data"), "Share it with whoever has the link")
    assert "Whoever opens it can see the whole table heartofgold.csv, all names included." in said(mine)
    be("ben")
    theirs = visit("Train", data=link_of(mine), trees="20")
    assert "Whoever opens it can see the whole table heartofgold.csv, all names included." in said(theirs)
