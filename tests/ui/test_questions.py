"""A table that leaves a question open leads to it, wherever the viewer is; answered, it is used, and so is its link."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from churn.show import formats
from tests.ui import tables
from tests.ui.app import (
    answer,
    buttons,
    go,
    heading,
    messages,
    metrics,
    plain,
    press,
    rendered,
    settled,
    unharmed,
    visit,
    visit_at_once,
)

PAGES = ("Train", "Customer", "Why", "Decide", "Brief", "Data", "Tune")


def says(at: AppTest, words: str) -> bool:
    """Whether some words stand on the page."""
    return any(words in plain(line) for line in rendered(at))


@pytest.fixture
def unclear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a table the default of which nobody can tell who has left."""
    gender: list[object] = ["Female", "Male"] * 60
    columns = tables.customers(target="Group3", left="p", stayed="q")
    path = tmp_path / "unclear.csv"
    path.write_bytes(tables.as_csv({"Gender": gender, **columns}))
    monkeypatch.setenv("CHURN_DATA", str(path))
    return path


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("unclear", "trainer")
def test_every_page_asks(page: str) -> None:
    """The question stands in place of the results; no other table takes its place, nothing is chosen."""
    at = visit_at_once()
    if page != "Train":
        go(at, page)
    assert unharmed(at)
    assert not messages(at)
    assert at.selectbox(key="data_box").value == "default"
    assert says(
        at, "unclear.csv was read: 120 rows. Which column says who has left?".replace("unclear.csv", "**unclear.csv**")
    )
    assert not says(at, "Synthetic sample: these customers")
    [box] = [box for box in at.selectbox if box.label == "Outcome column"]
    assert (box.value, box.options) == (None, ["Group3", "Gender"])
    assert next(button for button in at.button if button.label == "Use this table").disabled
    assert bool(at.file_uploader) is (page == "Data")


@pytest.mark.usefixtures("unclear", "trainer")
def test_answered_it_is_used_and_stays_answered() -> None:
    """The answer is in the address, so a reload and a link have it; it can be taken back."""
    at = settled(answer(visit_at_once(trees="50"), "p", "Group3"))
    assert unharmed(at)
    assert heading(at) == "Results for depth 4, learning rate 0.1, 50 trees"
    address = {name: at.query_params[name] for name in ("target", "positive")}
    assert [each if isinstance(each, str) else each[0] for each in address.values()] == ["Group3", "p"]
    again = visit(trees="50", **address)
    assert metrics(again) == metrics(at)
    press(go(again, "Data"), "Undo: back to automatic")
    assert says(again, "Which column says who has left?")
    press(again, "Back to the table as it was")
    assert not says(again, "Which column says who has left?")


@pytest.mark.usefixtures("unclear", "trainer")
def test_another_table_can_be_chosen_instead() -> None:
    """Whoever cannot answer takes another table, from the sidebar."""
    at = visit_at_once(trees="50")
    settled(at.selectbox(key="data_box").set_value("sample").run())
    assert heading(at) == "Results for depth 4, learning rate 0.1, 50 trees"
    at.selectbox(key="data_box").set_value("default").run()
    assert says(at, "Which column says who has left?")


@pytest.mark.usefixtures("trainer")
def test_three_outcomes_of_the_default_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Churned, stayed and joined: what is proposed is one click away."""
    columns = tables.customers(target="Customer Status", left="Churned", stayed="Stayed")
    columns["Customer Status"][::10] = ["Joined"] * 12
    (tmp_path / "three.csv").write_bytes(tables.as_csv(columns))
    monkeypatch.setenv("CHURN_DATA", str(tmp_path / "three.csv"))
    at = visit_at_once(trees="50")
    assert [box.value for box in at.multiselect] == [["Churned"], ["Joined"]]
    settled(press(at, "Use this table"))
    assert heading(at) == "Results for depth 4, learning rate 0.1, 50 trees"
    assert any("108 customers" in plain(caption.value) for caption in at.caption)


@pytest.mark.usefixtures("trainer")
def test_a_table_without_any_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no column could say who has left, the page says so, and takes another table on Data."""
    (tmp_path / "none.csv").write_bytes(tables.as_csv({"Age": range(30), "Income": range(30)}))
    monkeypatch.setenv("CHURN_DATA", str(tmp_path / "none.csv"))
    at = go(visit_at_once(), "Data")
    assert unharmed(at)
    assert says(at, "no column has exactly two values")
    assert at.file_uploader
    assert next(button for button in at.button if button.label == "Use this table").disabled


@pytest.mark.usefixtures("trainer")
def test_more_than_half_left_is_answered_with_a_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question stands first on the page Data; either answer is a click, and takes it away."""
    (tmp_path / "many.csv").write_bytes(tables.good(left="No", stayed="Yes"))
    monkeypatch.setenv("CHURN_DATA", str(tmp_path / "many.csv"))
    at = visit("Data", trees="50")
    assert says(at, "does “Yes” in “Churn” really mean left?")
    assert {"Yes, “Yes” means left", "No, “No” means left"} <= {plain(label) for label in buttons(at)}
    before = next(plain(caption.value) for caption in at.caption if "customers" in plain(caption.value))
    settled(press(at, formats.escape("No, “No” means left")))
    assert not says(at, "really mean left?")
    assert before != next(plain(caption.value) for caption in at.caption if "customers" in plain(caption.value))
    at.button_group(key="positive_box").set_value("Yes").run()
    settled(at)
    assert not says(at, "really mean left?")
    assert before == next(plain(caption.value) for caption in at.caption if "customers" in plain(caption.value))
