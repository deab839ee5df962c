"""A file of customers on the page: brought, checked, scored in the background, ranked, taken away."""

import json
import threading

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.model.fitted import ChurnModel
from churn.scoring.background import Scorer
from churn.scoring.ranking import CONTACT, GAIN, PROBABILITY, RANK, REASONS
from churn.table.dataset import SAMPLE
from churn.ui import shared
from churn.ui import tables as shared_tables
from tests.ui import tables
from tests.ui.app import answer, buttons, go, messages, plain, press, settled, unharmed, upload, visit

IN_NO_TARGET = {
    *("three classes", "gap in the target", "NaN in the target", "all ids", "no target"),
    *("only the target", "wrong delimiter", "gaps in the target"),
}


@pytest.fixture(autouse=True)
def scorer() -> Scorer:
    """Give the server a new scorer."""
    shared.scorer().close()
    shared.scorer.clear()
    return shared.scorer()


@pytest.fixture
def plans() -> AppTest:
    """Open the dashboard with a model of Age and Plan."""
    return go(settled(upload(visit("Data", trees="50"), tables.good(), "training.csv")), "Decide")


def bring(at: AppTest, data: bytes, name: str = "new.csv") -> AppTest:
    """Bring a file of customers."""
    at.file_uploader(key="customers").set_value((name, data, "application/octet-stream"))
    return at.run()


def previews(at: AppTest) -> list[pd.DataFrame]:
    """Return the ranked tables on the page: one, or none."""
    return [frame.value for frame in at.dataframe if RANK in frame.value]


def ranked(at: AppTest) -> pd.DataFrame:
    """Return the preview that has to be there."""
    (table,) = previews(at)
    return table


def score(at: AppTest) -> AppTest:
    """Press the button that scores the file and wait for the result."""
    press(at, next(label for label in buttons(at) if label.startswith("Score ")))
    for job in dict(shared.scorer()._jobs.items()).values():  # noqa: SLF001 - there is one, and the page knows its key
        assert job.wait(30)
    return at.run()


def test_a_good_file() -> None:
    """It is scored on a click, ranked by the shown model, and offered as CSV and Parquet."""
    at = bring(visit("Decide"), SAMPLE.read_bytes(), "mine.csv")
    assert unharmed(at)
    assert not at.error
    assert not at.warning
    assert not previews(at)
    assert "Score 954 customers" in buttons(at)
    score(at)
    model = churn.train(churn.load(SAMPLE)).model
    p = model.predict_proba(churn.load(SAMPLE).table)
    table = ranked(at)
    assert table[PROBABILITY].tolist() == [100 * each for each in sorted(p, reverse=True)[:100]]  # in percent
    said = [plain(line.value) for line in at.markdown]
    assert any(f"954 customers scored, {(p > 1 / 3).sum()} to contact: a contact pays above" in line for line in said)
    assert {"Download all as CSV", "Download all as Parquet"} <= {
        each.proto.label for each in at.get("download_button")
    }


def test_as_it_came_in(plans: AppTest) -> None:
    """A file that is no plain CSV is first offered as it came in; a plain one is just a CSV."""
    at = score(bring(plans, tables.good().replace(b",", b";"), "neu.csv"))
    own = ["Download all as it came in (CSV)", "Download all as CSV", "Download all as Parquet"]
    assert [each.proto.label for each in at.get("download_button")][:3] == own
    at = score(bring(plans, tables.parquet(), "neu.parquet"))
    own = ["Download all as it came in (Parquet)", "Download all as CSV"]
    assert [each.proto.label for each in at.get("download_button") if "Download all" in each.proto.label] == own


def test_headings_of_the_preview() -> None:
    """The ends of an interval are called so, no number reads as nothing that is not, and who is counted is said."""
    at = score(bring(visit("Decide", value="5", cost="0.5"), SAMPLE.read_bytes()))
    columns = json.loads(next(frame.proto.columns for frame in at.dataframe if RANK in frame.value))
    assert [columns[name]["label"] for name in ("churn_rate_low", "churn_rate_high", "churn_twins", "unseen")] == [
        "Rate of such customers, low end (95%)",
        "Rate of such customers, high end (95%)",
        "Customers exactly alike",
        "Not in the table",
    ]
    assert columns[GAIN]["type_config"]["format"] == "%.2f"
    assert "Clopper–Pearson" in columns["churn_rate_low"]["help"]
    assert any("probabilities would be too good to be true" in line.value for line in at.caption)


def test_terms_decide_and_the_threshold_does_not(scorer: Scorer) -> None:
    """Other terms change whom to contact of the same result; the threshold changes nothing."""
    at = score(bring(visit("Decide"), SAMPLE.read_bytes()))
    before, first = scorer._jobs.items(), ranked(at)  # noqa: SLF001 - identity is the point
    assert (first[CONTACT] == "yes").tolist() == (first[GAIN] > 0).tolist()
    at.slider(key="threshold").set_value(0.99).run()
    pd.testing.assert_frame_equal(ranked(at), first)
    at.number_input(key="cost").set_value(148.0).run()
    table = ranked(at)
    assert (table[CONTACT] == "yes").tolist() == (table[PROBABILITY] > 100 * 148 / 150).tolist()
    assert 0 < (table[CONTACT] == "yes").sum() < len(table)
    at.number_input(key="cost").set_value(50.0)
    at.number_input(key="capacity").set_value(7).run()
    assert (ranked(at)[CONTACT] == "yes").sum() == 7
    assert any("which 240 have: more than you can contact" in plain(line.value) for line in at.markdown)
    assert scorer._jobs.items() == before  # noqa: SLF001 - as above


def test_reasons() -> None:
    """With the toggle on, the preview has two reasons a row."""
    at = bring(visit("Decide", trees="20"), SAMPLE.read_bytes())
    at.toggle(key="file_reasons").set_value(True).run()
    table = ranked(score(at))
    assert table[REASONS[0]].str.fullmatch(r"\w+ = .+ \([+-]\)").all()


def test_no_reasons_by_chance(plans: AppTest) -> None:
    """Where the test customers do not show that the model ranks better than chance, no reasons are offered."""
    at = bring(plans, tables.good())
    assert "file_reasons" not in [each.key for each in at.toggle]
    table = ranked(score(at))
    assert REASONS[0] not in table
    assert GAIN not in table
    assert set(table[CONTACT]) == {"no"}
    assert any("nobody to contact by this model" in plain(line.value) for line in at.markdown)


def test_bad_files_leave_the_one_before(plans: AppTest) -> None:
    """Every bad file gets a plain message, and the result of the file before it stays."""
    at = score(bring(plans, tables.good(), "before.csv"))
    before = ranked(at)
    for fault, (data, words) in tables.BAD.items():
        if fault == "one class":  # a fault of the target only: the columns that the model needs are all there
            continue
        bring(at, data)
        assert unharmed(at), fault
        assert len(at.error) == 1, fault
        assert ("The table lacks" if fault in IN_NO_TARGET else words) in messages(at)[0]
        assert "The file before it, before.csv, stays." in messages(at)[0]
        pd.testing.assert_frame_equal(ranked(at)[list(before)], before)  # what others did may come later


def test_a_message_about_a_file_stays_with_it(plans: AppTest) -> None:
    """It stands at the uploader for as long as the file is there: not on another page, not about the next file."""
    at = bring(plans, b"Age\n30\n", "bad.csv")
    (message,) = messages(at)
    kinds = [each.type for each in at.main if each.type in {"file_uploader", "alert", "error", "plotly_chart"}]
    assert kinds[:2] == ["file_uploader", "error"], kinds
    at.number_input(key="cost").set_value(60.0).run()
    assert messages(at) == [message]
    assert not messages(bring(at, tables.good(), "good.csv"))


def test_a_file_of_another_table(plans: AppTest) -> None:
    """It is refused with the columns that the model needs, and nothing is kept of it."""
    at = bring(plans, SAMPLE.read_bytes())
    assert messages(at) == ["The table lacks “Plan”; the model needs the columns “Age”, “Plan”."]
    assert not [label for label in buttons(at) if label.startswith("Score ")]


def test_new_levels_are_named_with_row_and_value(plans: AppTest) -> None:
    """A warning names them, and the file can be scored."""
    at = bring(plans, b"Age,Plan\n30,gold\n31,**x**\n")
    lacks = "“**x**” is not in the table that the model was made from, only “basic”, “gold”, “silver”."
    assert f"Column “Plan”, row 2: {lacks}" in plain(at.warning[0].value)
    assert "**x**" not in at.warning[0].value
    table = ranked(score(at))
    assert len(table) == 2


def test_a_wrong_value_is_named(plans: AppTest) -> None:
    """Column, row and value, on the page."""
    at = bring(plans, b"Age,Plan\n30,gold\nold,gold\n")
    assert messages(at) == ["Column “Age”, row 2: “old” is not a number."]


def test_a_model_that_cannot_use_the_file(plans: AppTest) -> None:
    """After a change of the data, the file is checked against the new model; back again, its result is still there."""
    at = score(bring(plans, tables.good(), "mine.csv"))
    brought = at.selectbox(key="data_box").value
    settled(at.selectbox(key="data_box").set_value("sample").run())
    assert unharmed(at)
    assert messages(at)[0].startswith("This model cannot use mine.csv: The table lacks “FrequentFlyer”")
    at.selectbox(key="data_box").set_value(brought).run()
    assert not at.error
    assert len(ranked(at)) > 0


def test_progress_and_stop(plans: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a file is scored the page shows how far it is, and Stop ends it at once."""
    go_on = threading.Event()
    monkeypatch.setattr(ChurnModel, "predict_proba", lambda _, frame: go_on.wait(20) and np.zeros(len(frame)))
    at = press(bring(plans, tables.good()), "Score 120 customers")
    assert "Stop scoring" in buttons(at)
    assert any("Scoring 120 customers of new.csv" in plain(bar.proto.text) for bar in at.get("progress"))
    press(at, "Stop scoring")
    assert unharmed(at)
    assert any("Scoring was stopped" in plain(info.value) for info in at.info)
    assert "Score 120 customers" in buttons(at)
    go_on.set()


def test_taking_the_file_away(plans: AppTest) -> None:
    """When the viewer removes the file, the server keeps nothing of it."""
    at = score(bring(plans, tables.good()))
    upload_id = at.session_state["customer_file"]
    at.file_uploader(key="customers").set_value(None).run()
    assert unharmed(at)
    assert not previews(at)
    assert shared_tables.customer_files().get(upload_id) is None
    assert not shared.scorer()._jobs.items()  # noqa: SLF001 - nothing is kept


def test_a_file_that_has_gone(plans: AppTest) -> None:
    """Where the server has dropped it for others, the page says so."""
    at = bring(plans, tables.good())
    shared_tables.customer_files().pop(at.session_state["customer_file"])
    at.run()
    assert unharmed(at)
    assert messages(at) == ["The file is no longer kept on this server. Upload it again."]


def test_markup_is_shown_as_it_is() -> None:
    """Names and values of a hostile file are escaped wherever Streamlit would render them."""
    at = go(settled(answer(upload(visit("Data", trees="50"), tables.hostile()), tables.HOSTILE[1])), "Decide")
    bring(at, tables.hostile(), f"{tables.HOSTILE[0]}.csv")
    at.toggle(key="file_reasons").set_value(True).run()
    score(at)
    assert unharmed(at)
    assert len(ranked(at)) > 0
    shown = [*(line.value for line in at.markdown), *(line.value for line in at.caption)]
    assert not [line for line in shown if tables.HOSTILE[0] in line]
    assert [line for line in shown if tables.HOSTILE[0] in plain(line)]


@pytest.mark.usefixtures("trainer")
def test_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there is a model, the section says what to do."""
    monkeypatch.setattr("churn.ui.view.MAX_ROWS_UNASKED", 0)
    at = visit("Decide")
    assert unharmed(at)
    assert any("Press **Train** first" in info.value for info in at.info)
    assert not [each for each in at.file_uploader if each.key == "customers"]
