"""The audit on the page Data: the worst first, and one click leaves a column out."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.audit import words as audit_words
from churn.model.split import SplitSpec, split
from churn.show import formats
from churn.work.trainer import Trainer
from tests.ui import tables
from tests.ui.app import (
    buttons,
    go,
    heading,
    messages,
    metrics,
    plain,
    press,
    read,
    rendered,
    settled,
    unharmed,
    upload,
    visit,
)

SMALL = {"trees": "50", "depth": "1"}


def body(at: AppTest) -> str:
    """Return everything that the page says, as a person reads it."""
    return "\n".join(read(line) for line in rendered(at))


@pytest.fixture
def bank(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make the bank's table the default; returns the names of the two columns that leak."""
    path = real_data / "BankChurners.csv"
    monkeypatch.setenv("CHURN_DATA", str(path))
    return [column.name for column in churn.load(path).schema.columns if column.name.startswith("Naive_Bayes")]


def test_leaks_are_left_out_with_a_click_each(bank: list[str], trainer: Trainer) -> None:
    """Both are serious at first sight; without them the model is trained and no score is perfect any more."""
    at = visit("Data", **SMALL)
    assert unharmed(at)
    assert "Do not trust the scores yet." in body(at)
    leave = [button for button in buttons(at) if button.startswith("Leave out")]
    assert [plain(label) for label in leave] == [f"Leave out {formats.short_name(name)}" for name in bank]
    assert body(at).count("Gives the target away") == 2
    for label in leave:
        press(at, label)
        settled(at)
    assert unharmed(at)
    assert not messages(at)
    assert "found nothing serious" in body(at)
    assert at.query_params["roles"] == [f"{name}~leave out" for name in bank]
    go(at, "Train")
    assert heading(at) == "Results for depth 1, learning rate 0.1, 50 trees"
    assert 0.5 < float(metrics(at)["Precision on test customers"]) < 1
    assert trainer.fits == 3


@pytest.mark.usefixtures("trainer")
def test_spoilt_scores_are_called_so_wherever_they_count(bank: list[str]) -> None:
    """Each page that says something by the model names the leaking columns above it, until they are left out."""
    at = visit("Data", **SMALL)  # the page Data waits for the audit
    names = ", ".join(formats.short_name(name) for name in bank)
    for page in ("Train", "Customer", "Why", "Decide"):
        go(at, page)
        assert unharmed(at)
        assert f"Too good to be true: {names} seem to give away who has left." in body(at)
    at = visit("Data", **SMALL, roles=[f"{name}~leave out" for name in bank])
    for page in ("Train", "Decide"):
        go(at, page)
        assert unharmed(at)
        assert "Too good to be true" not in body(at)


@pytest.mark.usefixtures("trainer")
def test_every_page_says_what_is_left_out(bank: list[str]) -> None:
    """A line in the sidebar names the columns on every page, and the page Data brings them back."""
    roles = [f"{name}~leave out" for name in bank]
    at = visit("Data", **SMALL, roles=roles)
    for page in ("Train", "Customer", "Data"):
        go(at, page)
        captions = [plain(caption.value) for caption in at.sidebar.caption]
        expected = ", ".join(formats.short_name(name) for name in bank)
        assert f"Left out by you: {expected}. The page *Data* brings them back." in captions
    press(at, f"Use {formats.escape(formats.short_name(bank[0]))} again")
    settled(at)
    assert at.query_params["roles"] in (roles[1], [roles[1]])
    press(at, f"Use {formats.escape(formats.short_name(bank[1]))} again")
    settled(at)
    assert "roles" not in at.query_params
    assert "Left out by you" not in body(at)
    assert body(at).count("Gives the target away") == 2


def test_the_id_is_noted(bank: list[str]) -> None:
    """The id is found, and being left out already it needs no button."""
    assert len(bank) == 2
    at = visit("Data", **SMALL)
    assert "Id · CLIENTNUM: An id: 10,127 different values in 10,127 rows." in body(at)
    assert not [button for button in buttons(at) if "CLIENTNUM" in button]
    assert [expander.label for expander in at.expander if "note" in expander.label] == ["2 notes"]


@pytest.mark.usefixtures("travel")
def test_repeats_and_contradictions_of_the_travel_table() -> None:
    """Nothing serious is said plainly, the warnings carry the published figures."""
    at = visit("Data")
    assert "The audit of this table found nothing serious: 2 warnings." in body(at)
    assert "no model on these columns can be right about more than 903 of the 954 (94.65%)." in body(at)
    assert "Left out by you" not in body(at)


def test_nothing_found_is_said() -> None:
    """A table without a fault gets one sentence and no list."""
    rows = range(2_000)
    clean: dict[str, list[object]] = {
        "Plan": [["a", "b", "c"][row * 7 % 3] for row in rows],
        "Spent": [(row * 7919 % 2_003) / 3 for row in rows],
        "Churn": ["Yes" if row * 31 % 10 < 4 else "No" for row in rows],
    }
    at = settled(upload(visit("Data", **SMALL), tables.as_csv(clean)))
    assert unharmed(at)
    assert audit_words.NOTHING_FOUND in body(at)
    assert not [button for button in buttons(at) if button.startswith("Leave out")]


def test_an_upload_is_audited_at_once() -> None:
    """A copy of the target in a new file is on the page right after the upload, and can be left out."""
    columns = tables.customers()
    columns["Closed"] = [value == "Yes" for value in columns["Churn"]]
    at = settled(upload(visit("Data", **SMALL), tables.as_csv(columns)))
    assert "Copy of the target · Closed" in body(at)
    settled(press(at, "Leave out Closed"))
    assert "Copy of the target" not in body(at)
    assert at.data_editor[0].value.set_index("Column").loc["Closed", "Used"] == "no: left out by you"


def test_the_last_column_cannot_be_left_out() -> None:
    """Where nothing would be left to learn from, the click is refused with a sentence."""
    columns = tables.customers()
    both = {"Closed": columns["Churn"], "Churn": columns["Churn"]}
    at = settled(upload(visit("Data"), tables.as_csv(both)))
    press(at, "Leave out Closed")
    assert unharmed(at)
    assert "No column is left to learn from" in messages(at)[0]
    assert "Left out by you" not in body(at)


def test_a_part_without_a_leaver() -> None:
    """The page names the part; nothing is raised."""
    rows = split(churn.load(tables.single_positive_in([0])), SplitSpec()).train[:3].tolist()
    at = settled(upload(visit("Data"), tables.single_positive_in(rows)))
    assert unharmed(at)
    assert "None of the 12 test customers left." in body(at)
    assert "Do not trust the scores yet." in body(at)


def test_a_column_with_ten_thousand_levels() -> None:
    """It is an id although one value comes twice, and can be used all the same."""
    n = 10_000
    codes: dict[str, list[object]] = {"Code": [f"code {max(1, row)}" for row in range(n)], **tables.customers(n)}
    at = settled(upload(visit("Data", **SMALL), tables.as_csv(codes)))
    assert unharmed(at)
    assert "An id: 9,999 different values in 10,000 rows." in body(at)


def test_many_findings_of_a_kind_are_one_line() -> None:
    """Thirty columns with gaps are one line that names three; each can be looked at and left out."""
    columns = tables.customers()
    gaps = {f"Gap{place}": [None if row % 4 == 0 else row / 3 for row in range(120)] for place in range(30)}
    at = settled(upload(visit("Data", **SMALL), tables.as_csv({**gaps, **columns})))
    assert unharmed(at)
    assert body(at).count("Missing values · ") == 1
    assert "Missing values · 30 columns: Gap0, Gap1, Gap2 and 27 more. Gap0: 30 of 120 rows (25.0%)" in body(at)
    assert [expander.label for expander in at.expander if "note" in expander.label] == [
        "31 notes"
    ]  # repeats are one, too
    [choice] = [box for box in at.selectbox if box.label == "Missing values: one of the 30 columns"]
    settled(choice.set_value("Gap20").run())
    assert "Missing values · Gap20: 30 of 120 rows (25.0%) have no value." in body(at)
    settled(press(at, "Leave out Gap20"))
    assert unharmed(at)
    assert at.data_editor[0].value.set_index("Column").loc["Gap20", "Used"] == "no: left out by you"
    assert "Missing values · 29 columns" in body(at)


def test_many_leaks_are_left_out_at_once() -> None:
    """Six copies of the target are one serious line, and one click leaves them all out."""
    columns = tables.customers()
    copies = {f"Gone{place}": [value == "Yes" for value in columns["Churn"]] for place in range(6)}
    at = settled(upload(visit("Data", **SMALL), tables.as_csv({**copies, **columns})))
    assert "Copy of the target · 6 columns: Gone0, Gone1, Gone2 and 3 more." in body(at)
    settled(press(at, "Leave out all 6"))
    assert unharmed(at)
    assert "Copy of the target" not in body(at)
    assert at.query_params["roles"] == [f"{name}~leave out" for name in copies]


def test_the_three_that_matter_first_need_no_click() -> None:
    """Warnings are read at once, up to three lines; what is good to know stands behind a click."""
    columns = tables.customers()
    holes = {f"Hole{place}": [None if row % 4 else row / 3 for row in range(120)] for place in range(3)}
    levels = {"Level": ["a"] * 112 + ["b"] * 8}
    at = settled(upload(visit("Data", **SMALL), tables.as_csv({**holes, **levels, **columns})))
    assert unharmed(at)
    inside = {expander.label: [read(line.value) for line in expander.markdown] for expander in at.expander}
    assert [line.split(" · ")[0] for line in inside["3 more warnings"]] == ["Missing values"] * 3
    assert [line.split(" · ")[0] for line in inside["1 note"]] == ["Rare levels"]
    for label in ("Few leavers or few stayers", "Equal customers, different outcomes", "Repeated rows"):
        assert f"{label}: " in body(at)
        assert not any(line.startswith(label) for lines in inside.values() for line in lines)


def test_a_table_too_small_to_split_is_audited() -> None:
    """Two customers cannot be split; what can be said of them is said, and the error names the cause."""
    at = settled(upload(visit("Data"), b"Age,Churn\n30,Yes\n40,No\n"))
    assert unharmed(at)
    assert "1 of 2 customers left (50.0%)." in body(at)
