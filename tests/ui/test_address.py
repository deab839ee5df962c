"""The address: a link reproduces the view, and a broken link does no harm."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.show import formats
from churn.table.dataset import SAMPLE
from tests.ui.app import (
    SCRIPT,
    go,
    heading,
    messages,
    metrics,
    plain,
    press,
    scores_table,
    settled,
    unharmed,
    visit,
    visit_at_once,
)

CHANGEABLE = f"changeable.{churn.load(SAMPLE).fingerprint[:8]}"  # of the columns of this table


def test_settings_in_the_address() -> None:
    """Every setting of the sidebar can come from the address."""
    at = visit(
        depth="3",
        rate="0.2",
        trees="100",
        l2="5",
        seed="7",
        test="0.25",
        validation="0.3",
        split="profiles",
        auto="true",
    )
    assert unharmed(at)
    assert at.slider(key="depth").value == 3
    assert at.select_slider(key="rate").value == 0.2
    assert at.number_input(key="trees").value == 100
    assert at.number_input(key="l2").value == 5.0
    assert at.number_input(key="seed").value == 7
    assert at.number_input(key="test").value == 0.25
    assert at.number_input(key="validation").value == 0.3
    assert at.selectbox(key="split_box").value == "profiles"
    assert at.toggle(key="auto").value is True
    assert heading(at) == (
        "Results for depth 3, learning rate 0.2, 100 trees, L2 5, seed 7, test share 0.25, validation share 0.3,"
        " identical profiles kept together"
    )


def test_data_in_the_address() -> None:
    """Table, target, positive class and roles come from the address and stay in it."""
    roles = ["Age~category", "Target~leave out"]
    at = visit("Data", data="sample", target="BookedHotelOrNot", positive="No", roles=roles)
    assert unharmed(at)
    assert not at.error
    expected = churn.load(
        SAMPLE, target="BookedHotelOrNot", positive="No", roles={"Age": "category", "Target": "leave out"}
    )
    assert any(f"{int(expected.y.sum())} left" in caption.value for caption in at.caption)
    assert at.selectbox(key="target_box").value == "BookedHotelOrNot"
    assert (at.query_params["target"], at.query_params["positive"]) == ("BookedHotelOrNot", "No")
    assert sorted(at.query_params["roles"]) == ["Age~category", "Target~leave out"]
    assert "data" not in at.query_params  # the default goes without saying


def test_same_address_same_numbers() -> None:
    """Two viewers of one link see the same scores."""
    one, other = (visit(depth="3", positive="0") for _ in range(2))
    assert scores_table(one).equals(scores_table(other))
    assert heading(one) == heading(other) == "Results for depth 3, learning rate 0.1"


@pytest.mark.parametrize(
    "address",
    [
        {
            "depth": "99",
            "rate": "0.11",
            "trees": "0",
            "l2": "-1",
            "seed": "-1",
            "test": "nan",
            "validation": "0",
            "split": "maybe",
            "auto": "2",
            "matrix_part": "holdout",
            "roles": "Age~banana",
            "utm_source": "mail",
        },
        {"depth": "deep", "rate": "nan", "trees": "1e9", "l2": "nan", "seed": "99999999999", "roles": "Age"},
        {"depth": "4.5", "l2": "inf", "roles": ""},
        {"seed": "inf", "trees": "1e999", "depth": "-inf", "test": "1e999"},
        {"depth": "", "rate": "", "trees": "", "split": "", "data": ""},
    ],
    ids=["out of range", "of another kind", "fractions", "infinite", "empty"],
)
def test_nonsense_in_the_address_is_ignored(address: dict[str, str]) -> None:
    """A setting that is not allowed falls back to its default."""
    at = visit(**address)
    assert unharmed(at)
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert "Recall on test customers" in metrics(at)


@pytest.mark.parametrize("gone", ["../../etc/passwd", "travel"])
def test_a_link_to_no_table(gone: str) -> None:
    """It is named in words; other tables are offered, and none is taken."""
    at = visit(data=gone)
    assert unharmed(at)
    said = "The table of this link is no longer kept on this server. Upload it again, or use another one."
    assert messages(at) == [said]
    assert formats.escape("Use “Synthetic sample”") in [button.label for button in at.button]
    assert not metrics(at)


@pytest.mark.parametrize("page", ["Train", "Customer", "Why", "Decide", "Brief", "Data", "Tune"])
def test_nothing_takes_the_place_of_a_table_that_is_gone(page: str) -> None:
    """Whatever the viewer does with the page, it says so, until he or she takes another table."""
    address = {"data": "0123456789abcdef", "trees": "30", "depth": "3", "split": "profiles", "cost": "35"}
    at = go(visit(**address), page)
    for _ in range(2):
        at.run()
        assert {name: at.query_params[name] for name in address} == address
        assert at.slider(key="depth").value == 3
        assert at.button(key="instead.sample")
        assert unharmed(at)
        assert [title.value for title in at.title] == ["This table is no longer here"]
        assert "is no longer kept on this server" in " ".join(messages(at))
        assert not [*at.metric, *at.dataframe, *at.table, *at.get("plotly_chart"), *at.get("download_button")]
    settled(press(at, formats.escape("Use “Synthetic sample”")))
    assert not messages(at)
    assert [title.value for title in at.title] != ["This table is no longer here"]


def test_a_late_word_of_the_browser_does_not_take_the_table_away() -> None:
    """Who takes another table and clicks on at once sends the empty list of tables again: the choice holds."""
    at = visit(data="0123456789abcdef", trees="30")
    at.selectbox(key="data_box").set_value(None)
    settled(press(at, formats.escape("Use “Synthetic sample”")))
    at.selectbox(key="data_box").set_value(None)
    settled(at.run())
    assert heading(at).startswith("Results for depth 4")
    assert "split" not in at.query_params


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"target": "Nobody"}, "There is no column “Nobody”; the columns are “Age”"),
        ({"target": "Age"}, "“Age” (the target) has 11 different values"),
        ({"positive": "Maybe"}, "“Target” has no value “Maybe”; its values are “0”, “1”"),
        ({"roles": "Nobody~number"}, "There is no column “Nobody” to overrule"),
        ({"roles": "FrequentFlyer~number"}, "“FrequentFlyer” cannot be used as a number"),
    ],
    ids=str,
)
def test_broken_link_to_data(address: dict[str, str], words: str) -> None:
    """A link that asks too much of a table says so, and shows the table as the program understands it."""
    at = visit(**address)
    assert unharmed(at)
    assert any(words in message for message in messages(at))
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert not set(address) & set(dict(at.query_params))


@pytest.mark.usefixtures("trainer")
def test_default_table_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CHURN_DATA names a file that cannot be read: the message names it, the sample takes its place."""
    monkeypatch.setenv("CHURN_DATA", str(tmp_path / "nowhere.csv"))
    at = visit()
    assert unharmed(at)
    assert any("nowhere.csv" in message and "No such file" in message for message in messages(at))
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert any("synthetic" in caption.value for caption in at.caption)


def test_no_table_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where not even the sample can be read, the page is one message."""
    monkeypatch.setattr("churn.table.sources.SAMPLE", tmp_path / "sample.csv")
    at = AppTest.from_file(SCRIPT, default_timeout=30).run()
    assert unharmed(at)
    assert len(at.error) == 1
    assert "sample.csv" in messages(at)[0]


def test_default_table_from_the_environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """CHURN_DATA first, then the real table, then the sample."""
    monkeypatch.setenv("CHURN_DATA", str(SAMPLE))
    (folder / "Customertravel.csv").write_bytes(SAMPLE.read_bytes())
    at = visit()
    assert at.selectbox(key="data_box").options == ["sample.csv", "Customertravel.csv", "Synthetic sample"]
    assert at.selectbox(key="data_box").value == "default"
    assert any("made up" in caption.value for caption in at.sidebar.caption)
    monkeypatch.delenv("CHURN_DATA")
    assert visit().selectbox(key="data_box").value == "travel"


def test_page_and_settings_survive_a_change_of_page() -> None:
    """Settings and results stay while the viewer goes from page to page."""
    at = visit(depth="3")
    before = scores_table(at)
    for page in ("Customer", "Data", "Train"):
        go(at, page)
        assert at.slider(key="depth").value == 3
    assert scores_table(at).equals(before)


@pytest.mark.parametrize("value", ["inf", "-inf", "1e999", "nan"])
def test_a_number_of_the_form_that_is_none_is_ignored(value: str) -> None:
    """A customer's number in the address that is infinite falls back to what the form begins with."""
    at = visit("Customer", **{"c.Age": value})
    assert unharmed(at)
    assert "Churn probability" in metrics(at)


@pytest.mark.parametrize("value", ["inf", "1e999", "2.5"])
def test_a_term_of_the_address_that_is_not_allowed_is_named(value: str) -> None:
    """Whatever page it is says which term it cannot use, and its field begins with the default."""
    at = visit(capacity=value)
    assert unharmed(at)
    assert f"capacity={value}, which is not allowed" in messages(at)[0]
    go(at, "Decide")
    assert next(each for each in at.number_input if each.key == "capacity").value is None


def test_what_a_link_must_not_say_stays_on_the_page() -> None:
    """The message outlasts the runs that results from beside the page cause, and goes with the viewer's next move."""
    at = visit(depth="99")
    assert "depth=99, which is not allowed" in messages(at)[0]
    assert "“99”" in messages(at)[0]
    at.session_state["message_is_new"] = True  # as when intervals and audit have come
    assert messages(at.run())
    at.slider(key="threshold").set_value(0.4).run()
    assert not messages(at)


def test_whatever_is_not_allowed_is_named() -> None:
    """Each value that a link must not have is named with what is allowed; the others count, and nothing is lost."""
    address = {"threshold": "2", "auto": "maybe", "cost": "-5", "seed": "1e3", "trees": "9" * 300}
    at = visit_at_once(**address, depth=["3", "5"], rate="0.2", save="15", utm_source="mail")
    assert unharmed(at)
    said = " ".join(messages(at))
    for name in ("threshold=2", "auto=maybe", "cost=-5", "seed=1e3", "depth=3&depth=5", f"trees={'9' * 39}…"):
        assert f"The link says {name}, which is not allowed." in said
    for allowed in ("0.01 to 0.99", "true or false", "from 0.0 to", "It may stand there once, not 2 times", "to 5,000"):
        assert allowed in said
    assert not {*address, "depth"} & set(dict(at.query_params))
    assert (at.query_params["save"], at.query_params["utm_source"]) == ("15", "mail")
    assert at.select_slider(key="rate").value == 0.2
    assert at.slider(key="depth").value == 4


@pytest.mark.parametrize(
    ("page", "key", "value", "said"),
    [
        (
            "Train",
            "matrix_part",
            "holdout",
            "confusion matrix” cannot be “holdout”: it is one of “Train”",
        ),
        ("Train", "curves", "maybe", "“Curves” cannot be “maybe”: it is one of “true”, “false”"),
        ("Train", "segments", ["true", "false"], "It may stand there once, not 2 times."),
        ("Why", "unit", "miles", "“Unit of the contributions” cannot be “miles”"),
        ("Why", "why_column", "Nobody", "“What a column goes with” cannot be “Nobody”: it is one of “"),
        ("Data", "rate_column", "", "“Churn rate by level of” cannot be “”"),
        ("Decide", "list_all", "7", "cannot be “7”: it is one of “true”, “false”"),
        ("Customer", CHANGEABLE, ["Age", "Shoes"], "“Columns to change, one at a time” cannot be “Shoes”: it is some"),
        ("Train", "roles", ["Age~banana", "Age~number"], "The link says roles=Age~banana, which is not allowed."),
        ("Train", "roles", "~number", "It is a column, then ~, then one of “category”, “number”"),
    ],
    ids=str,
)
def test_what_a_control_of_a_page_cannot_be_is_named(page: str, key: str, value: str | list[str], said: str) -> None:
    """So it is on every page, with what is allowed; the rest of the address counts."""
    at = visit(page, **{key: value, "depth": "3"})
    assert unharmed(at)
    assert any(f"The link says {key}=" in message and said in message for message in messages(at))
    assert "Age~banana" not in at.query_params.get("roles", [])
    assert at.slider(key="depth").value == 3
    settled(at)
    assert "cannot be" not in " ".join(messages(at.run()))


def test_two_things_that_a_link_must_not_say() -> None:
    """Both are named, although one of them is found when the page is drawn already."""
    said = " ".join(messages(visit(depth="99", matrix_part="holdout", curves="perhaps")))
    for name in ("depth=99", "matrix_part=holdout", "curves=perhaps"):
        assert f"The link says {name}, which is not allowed." in said


def test_an_open_section_and_its_choices_are_in_the_address() -> None:
    """A link opens the section, the tab and the column that it names."""
    at = visit(curves="true", curves_tab="Calibration", segments="True", segments_column="Age", segments_score="Recall")
    assert unharmed(at)
    assert not messages(at)
    assert at.selectbox(key="segments_column").value == "Age"
    assert at.session_state["curves_tab"] == "Calibration"


def test_the_campaign_goes_with_the_viewer() -> None:
    """Its terms are in the address of every page, whether Decide was ever opened or not, and follow what is typed."""
    at = visit(cost="35", capacity="20")
    for page in ("Brief", "Train", "Decide", "Why", "Decide"):
        go(at, page)
        assert (at.query_params["cost"], at.query_params["capacity"]) == ("35", "20"), page
    fields = {each.key: each for each in at.number_input}
    assert (fields["cost"].value, fields["capacity"].value, fields["value"].value) == (35, 20, 500)
    fields["cost"].set_value(40).run()
    go(at, "Brief")
    assert at.query_params["cost"] == "40"
    assert any("an offer costs € 40" in plain(caption.value) for caption in at.caption)
    go(at, "Decide")
    next(each for each in at.number_input if each.key == "cost").set_value(50).run()
    assert "cost" not in dict(at.query_params)  # as if nobody had said a word about it
