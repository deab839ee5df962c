"""The audit on the page Data: the worst first, and one click leaves a column out."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.audit import words as audit_words
from churn.model.split import SplitSpec, split
from churn.show import formats
from churn.ui.data import audit as audit_section
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
    rendered,
    settled,
    unharmed,
    upload,
    visit,
)

SMALL = {"trees": "50", "depth": "1"}


def body(at: AppTest) -> str:
    """Return everything that the page says, as a person reads it."""
    return "\n".join(plain(line) for line in rendered(at))


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
        assert f"**Too good to be true:** {names} seem to give away who has left." in body(at)
    at = visit("Data", **SMALL, roles=[f"{name}~leave out" for name in bank])
    for page in ("Train", "Customer", "Why", "Decide"):
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
    assert "Id · CLIENTNUM: An id: 10,127 different values in 10,127 rows." in body(at).replace("*", "")
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
    assert "None of the 12 customers of the test part has left." in body(at)
    assert "Do not trust the scores yet." in body(at)


def test_a_column_with_ten_thousand_levels() -> None:
    """It is nearly an id, and can be left out."""
    n = 10_000
    codes: dict[str, list[object]] = {"Code": [f"code {max(1, row)}" for row in range(n)], **tables.customers(n)}
    at = settled(upload(visit("Data", **SMALL), tables.as_csv(codes)))
    assert unharmed(at)
    assert "Nearly an id: 9,999 different values in 10,000 rows." in body(at)
    assert "Leave out Code" in buttons(at)


def test_a_long_list_is_cut() -> None:
    """Of very many findings of a severity the first are listed, and the rest counted."""
    columns = tables.customers()
    gaps = {f"Gap{place}": [None if row % 4 == 0 else row / 3 for row in range(120)] for place in range(30)}
    at = settled(upload(visit("Data", **SMALL), tables.as_csv({**gaps, **columns})))
    assert unharmed(at)
    assert body(at).count("Missing values") == audit_section.MAX_SHOWN - 1  # two repeated rows are a note as well
    assert "And 11 more." in body(at)


def test_a_table_too_small_to_split_is_audited() -> None:
    """Two customers cannot be split; what can be said of them is said, and the error names the cause."""
    at = settled(upload(visit("Data"), b"Age,Churn\n30,Yes\n40,No\n"))
    assert unharmed(at)
    assert "1 of 2 customers left (50.0%)." in body(at)
