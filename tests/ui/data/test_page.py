"""Data: what the model learns from, another table, and what it takes to be what."""

import importlib
import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.table import reading
from churn.table.dataset import SAMPLE
from churn.work.trainer import Trainer
from tests.ui import tables
from tests.ui.app import (
    alternative_texts,
    answer,
    buttons,
    edit,
    figures,
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
    visit_at_once,
)

stand_in = importlib.import_module("tests.table.test_download")
kaggle = stand_in.kaggle
"""The stand-in of Kaggle's endpoint, a fixture."""


def chosen(at: AppTest) -> str:
    """Return the id of the chosen table."""
    return str(at.selectbox(key="data_box").value)


def columns(at: AppTest) -> pd.DataFrame:
    """Return the table of columns, by name."""
    table: pd.DataFrame = at.data_editor[0].value
    return table.set_index("Column")


def use_as(at: AppTest, **roles: str) -> AppTest:
    """Change what columns are used as."""
    names = at.data_editor[0].value["Column"].tolist()
    return edit(at, {names.index(name): {"Use as": role} for name, role in roles.items()})


def test_columns_of_the_sample() -> None:
    """Every column but the target is listed with kind, gaps, different values and a small distribution."""
    at = visit("Data", trees="50")
    schema = churn.load(SAMPLE).schema
    table = columns(at)
    assert unharmed(at)
    assert table.index.tolist() == [column.name for column in schema.columns]
    assert table["Used"].tolist() == ["yes"] * 6
    assert table["Kind"].tolist() == [column.kind for column in schema.columns]
    assert table["Distinct"].tolist() == [column.distinct for column in schema.columns]
    assert table["Missing"].tolist() == [0] * 6
    assert all(sum(bars) == 954 for bars in table["Distribution"])


def test_reasons_for_leaving_a_column_out(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id is listed as unused, and why."""
    monkeypatch.setenv("CHURN_DATA", str(real_data / "BankChurners.csv"))
    at = visit("Data", trees="50", depth="1")
    assert unharmed(at)
    assert columns(at).loc["CLIENTNUM", "Used"] == "no: an id"
    assert at.selectbox(key="target_box").value == "Attrition_Flag"
    assert at.button_group(key="positive_box").value == "Attrited Customer"


def test_churn_rate_by_level() -> None:
    """The chart shows each level's rate and size, in its labels and in its alternative text."""
    at = visit("Data", trees="50")
    dataset = churn.load(SAMPLE)
    for name in ("FrequentFlyer", "ServicesOpted"):
        at.selectbox(key="rate_column").set_value(name).run()
        alternative = alternative_texts(at)["rates"]
        figure = figures(at)["rates"]
        for level, rows in dataset.table.groupby(name, observed=True).indices.items():
            assert f"{level} {dataset.y[rows].mean():.1%} of {len(rows)}" in alternative
        assert name in figure["layout"]["title"]["text"]
        assert figure["layout"]["xaxis"]["title"]["text"] == "Churn rate (%)"


def test_good_upload(trainer: Trainer) -> None:
    """A table whose target is found is used at once: it is chosen, named in the address, and trained."""
    at = settled(upload(visit("Data", trees="50"), tables.good(), "mine.csv"))
    assert unharmed(at)
    assert not at.error
    assert chosen(at) not in {"sample", "travel"}
    assert at.query_params["data"] == chosen(at)
    assert "mine.csv" in at.selectbox(key="data_box").options
    assert any("mine.csv" in plain(line) and "120 customers" in line for line in rendered(at))
    assert columns(at).index.tolist() == ["Age", "Plan"]
    go(at, "Train")
    assert heading(at) == "Results for depth 4, learning rate 0.1, 50 trees"
    assert "Precision on test customers" in metrics(at)
    assert trainer.fits == 2


def test_good_parquet() -> None:
    """Parquet is as good as CSV."""
    at = settled(upload(visit("Data", trees="50"), tables.parquet(), "mine.parquet"))
    assert not at.error
    assert columns(at).index.tolist() == ["Age", "Plan"]


def test_back_to_the_sample_and_forth(trainer: Trainer) -> None:
    """An uploaded table stays on offer, and each table's results return at once."""
    at = settled(upload(visit("Data", trees="50"), tables.good(), "mine.csv"))
    brought = chosen(at)
    at.selectbox(key="data_box").set_value("sample").run()
    go(at, "Train")
    assert any("synthetic" in caption.value for caption in at.caption)
    assert "data" not in at.query_params
    at.selectbox(key="data_box").set_value(brought).run()
    assert any("120 customers" in caption.value for caption in at.caption)
    assert "Recall on test customers" in metrics(at)
    assert trainer.fits == 2


def asked(at: AppTest) -> tuple[str | None, list[str], bool]:
    """Return what a question has for an answer: the column, the values, and whether the table can be used."""
    box = next(box for box in at.selectbox if box.label == "Outcome column")
    values = [str(group.value) for group in at.segmented_control if group.label.startswith("Value that means")]
    use = next(button for button in at.button if button.label == "Use this table")
    return box.value, values, not use.disabled


def test_upload_whose_outcome_is_not_clear() -> None:
    """Where nothing says who has left, the page asks; nothing is chosen, and nothing can be used unanswered."""
    columns = tables.customers(target="Result9", left="p", stayed="q")
    gender: list[object] = ["Female", "Male"] * 60
    at = upload(visit("Data", trees="50"), tables.as_csv({"Gender": gender, **columns}), "mine.csv")
    assert unharmed(at)
    assert chosen(at) == "sample"
    assert any("Which column says who has left?" in line for line in rendered(at))
    assert asked(at) == (None, [], False)
    next(box for box in at.selectbox if box.label == "Outcome column").set_value("Result9").run()
    assert asked(at) == ("Result9", ["None"], False)
    settled(answer(at, "p"))
    assert unharmed(at)
    assert not at.error
    assert (at.query_params["target"], at.query_params["positive"]) in (("Result9", "p"), ("Result9", ["p"]))
    assert "Use this table" not in buttons(at)
    go(at, "Train")
    assert any("mine.csv" in plain(caption.value) for caption in at.caption)


def test_upload_whose_outcome_is_proposed() -> None:
    """What seems to be the outcome is proposed with its reason, and used with one click."""
    at = upload(visit("Data", trees="50"), tables.good(target="Result", left="gone", stayed="here"), "mine.csv")
    assert chosen(at) == "sample"
    assert asked(at) == ("Result", ["gone"], True)
    assert any("its value “gone” means left" in plain(caption.value) for caption in at.caption)
    settled(press(at, "Use this table"))
    assert chosen(at) != "sample"
    assert at.button_group(key="positive_box").value == "gone"


def test_a_question_can_be_left_unanswered() -> None:
    """While a table waits for its answer, nothing of the table before is drawn below; Cancel brings that back."""
    at = upload(visit("Data", trees="50"), tables.good(left="blue", stayed="red"), "mine.csv")
    assert asked(at) == ("Churn", ["None"], False)
    assert not any(box.key == "target_box" for box in at.selectbox)
    press(at, "Cancel: keep the table as it is")
    assert unharmed(at)
    assert (chosen(at), at.selectbox(key="target_box").value) == ("sample", "Target")
    assert not any(box.label == "Outcome column" for box in at.selectbox)


def test_upload_that_needs_a_positive_class() -> None:
    """Where the target is found but not what leaving is called, the page asks for that alone."""
    at = upload(visit("Data", trees="50"), tables.good(left="blue", stayed="red"), "mine.csv")
    assert chosen(at) == "sample"
    assert asked(at) == ("Churn", ["None"], False)
    settled(answer(at, "red"))
    assert not at.error
    assert at.button_group(key="positive_box").value == "red"


def test_upload_with_three_outcomes() -> None:
    """Which values mean left and which are left out is proposed, counted, chosen, and changed later."""
    columns = tables.customers(target="Customer Status", left="Churned", stayed="Stayed")
    columns["Customer Status"][::10] = ["Joined"] * 12
    at = upload(visit("Data", trees="50"), tables.as_csv(columns), "mine.csv")
    positive, ignored = at.multiselect
    assert (positive.value, ignored.value) == (["Churned"], ["Joined"])
    assert any("12 are left out" in caption.value for caption in at.caption)
    settled(press(at, "Use this table"))
    assert not at.error
    assert any("108 customers" in caption.value for caption in at.caption)
    assert at.query_params["ignored"] in ("Joined", ["Joined"])
    at.multiselect(key="ignored_boxes").set_value([]).run()
    settled(at)
    assert any("120 customers" in caption.value for caption in at.caption)
    assert "ignored" not in at.query_params


@pytest.mark.parametrize("fault", tables.BAD)
def test_bad_upload(fault: str) -> None:
    """A bad file gets a message that names the fault; table, results and address stay, no traceback appears."""
    data, words = tables.BAD[fault]
    at = upload(visit("Data"), data)
    assert unharmed(at)
    assert len(at.error) == 1
    assert words in messages(at)[0]
    assert chosen(at) == "sample"
    assert not dict(at.query_params)
    assert columns(at).index.tolist() == churn.load(SAMPLE).schema.names
    go(at, "Train")
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert any("synthetic" in caption.value for caption in at.caption)


def test_upload_over_the_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server checks the size itself: the browser's check is only a courtesy."""
    monkeypatch.setattr(reading, "MAX_BYTES", 2**20)
    at = upload(visit("Data"), b"Age,Churn\n" + b"1,Yes\n" * 300_000)
    assert unharmed(at)
    assert "“new.csv” is larger than the 1 MB that are allowed" in messages(at)[0]
    assert chosen(at) == "sample"


def test_message_of_a_bad_upload_goes_with_the_next_file() -> None:
    """A message is about the file in the uploader: another one, or none, takes it away."""
    at = upload(visit("Data", trees="50"), b"")
    assert at.error
    upload(at, tables.good())
    assert not at.error
    upload(at, b"")
    assert at.error
    at.file_uploader(key="file").clear().run()
    assert not at.error


def test_message_of_an_upload_stands_at_its_uploader() -> None:
    """It follows the uploader at once, where whoever has brought the file looks."""
    at = upload(visit("Data", trees="50"), b"")
    drawn = [each.type for each in at.main if each.type in {"file_uploader", "error"}]
    assert drawn == ["file_uploader", "error"]


@pytest.mark.parametrize("action", ["slider", "form", "data"])
def test_message_of_a_bad_upload_stays_with_its_file(action: str) -> None:
    """As long as the file stands in the uploader, so does what is wrong with it."""
    at = upload(visit("Data", trees="50"), b"")
    said = messages(at)
    if action == "slider":
        at.slider(key="depth").set_value(5).run()
    elif action == "form":
        at.selectbox(key="rate_column").set_value("FrequentFlyer").run()
    else:
        at.button_group(key="positive_box").set_value("0").run()
    assert messages(at) == said


def test_message_of_a_bad_upload_goes_with_its_page() -> None:
    """Another page, and this one later, have no file in the uploader and no message."""
    at = upload(visit("Data", trees="50"), b"")
    go(at, "Train")
    assert not at.error
    go(at, "Data")
    assert not at.error


def test_message_of_a_bad_upload_is_shown_while_sliders_train() -> None:
    """Training as the sliders move does not swallow the message."""
    at = upload(visit("Data", auto="true"), b"")
    assert len(at.error) == 1


def test_removed_file_changes_nothing() -> None:
    """Taking the file out of the upload field leaves its table in use."""
    at = settled(upload(visit("Data", trees="50"), tables.good()))
    brought = chosen(at)
    at.file_uploader(key="file").clear().run()
    assert unharmed(at)
    assert chosen(at) == brought


def test_another_target(trainer: Trainer) -> None:
    """Another target is another table: the old target becomes a column, the model is trained anew."""
    at = visit("Data", trees="50")
    assert "BookedHotelOrNot" in at.selectbox(key="target_box").options
    at.selectbox(key="target_box").set_value("BookedHotelOrNot").run()
    assert asked(at) == ("BookedHotelOrNot", ["None"], False)  # a hotel says nothing about leaving
    settled(answer(at, "Yes"))
    assert unharmed(at)
    assert (at.query_params["target"], at.query_params["positive"]) in (
        ("BookedHotelOrNot", "Yes"), ("BookedHotelOrNot", ["Yes"]),
    )  # fmt: skip
    assert "Target" in columns(at).index
    assert "BookedHotelOrNot" not in columns(at).index
    assert trainer.fits == 2
    go(at, "Customer")
    assert at.number_input(key="c.Target").value in {0, 1}


def test_another_positive_class() -> None:
    """Whoever was positive is negative then: the count of leavers turns round."""
    at = visit("Data", trees="50")
    left = int(churn.load(SAMPLE).y.sum())
    at.button_group(key="positive_box").set_value("0").run()
    settled(at)
    assert any(f"{954 - left} left" in caption.value for caption in at.caption)
    assert at.query_params["positive"] == "0"


def test_roles(trainer: Trainer) -> None:
    """What a column is used as can be overruled, is in the address, and can be given back."""
    at = use_as(visit("Data", trees="50"), Age="leave out", ServicesOpted="category")
    settled(at)
    assert unharmed(at)
    assert columns(at).loc["Age", "Used"] == "no: left out by you"
    assert columns(at).loc["ServicesOpted", "Kind"] == "category"
    assert sorted(at.query_params["roles"]) == ["Age~leave out", "ServicesOpted~category"]
    assert trainer.fits == 2
    use_as(at, Age="automatic")
    settled(at)
    assert columns(at).loc["Age", "Used"] == "yes"
    assert at.query_params["roles"] in ("ServicesOpted~category", ["ServicesOpted~category"])


def test_impossible_role_says_why_and_changes_nothing() -> None:
    """Text cannot be a number: the message names its values, the columns stay as they were."""
    at = use_as(visit("Data", trees="50"), FrequentFlyer="number")
    assert unharmed(at)
    assert len(at.error) == 1
    assert "“FrequentFlyer” cannot be used as a number: it holds none, only “No”" in messages(at)[0]
    assert columns(at).loc["FrequentFlyer", "Kind"] == "category"
    assert "roles" not in at.query_params


def test_an_impossible_role_does_not_block_the_next_one() -> None:
    """A refused role leaves the editor, so another column can be overruled."""
    at = visit("Data", trees="50")
    editor = at.data_editor[0].proto.id
    use_as(at, FrequentFlyer="number")
    same = at.data_editor[0].proto.id == editor  # then the browser keeps the refused edit and sends it again
    use_as(at, Age="leave out", **({"FrequentFlyer": "number"} if same else {}))
    settled(at)
    assert columns(at).loc["Age", "Used"] == "no: left out by you"


def test_leaving_all_columns_out_is_refused() -> None:
    """A model needs something to learn from."""
    roles = dict.fromkeys(churn.load(SAMPLE).schema.names, "leave out")
    at = use_as(visit("Data", trees="50"), **roles)
    assert unharmed(at)
    assert "No column is left to learn from" in messages(at)[0]
    assert columns(at)["Used"].tolist() == ["yes"] * 6


def test_a_shared_link_to_an_upload_is_a_full_table() -> None:
    """Who opens another viewer's link sees the same table, and can decide about it as the other can."""
    at = settled(upload(visit("Data", trees="50"), tables.good(), "mine.csv"))
    other = settled(visit_at_once(data=chosen(at), trees="50"))
    assert not other.error
    assert any("mine.csv" in plain(caption.value) for caption in other.caption)
    go(other, "Data")
    other.button_group(key="positive_box").set_value("No").run()
    assert unharmed(other)
    assert other.query_params["positive"] == "No"
    use_as(settled(other), Age="leave out")
    assert columns(other).loc["Age", "Used"] == "no: left out by you"


def test_target_of_a_shared_upload_can_be_changed() -> None:
    """The viewer of a link may call another column the target."""
    both = tables.customers()
    both["Loyal"] = ["yes", "no"] * 60
    at = settled(upload(visit("Data", trees="50"), tables.as_csv(both), "mine.csv"))
    other = settled(visit_at_once(data=chosen(at), trees="50"))
    go(other, "Data")
    other.selectbox(key="target_box").set_value("Loyal").run()
    assert unharmed(other)
    assert other.query_params["target"] == "Loyal"


def test_download(kaggle: object, folder: Path) -> None:
    """The button fetches the table, uses it, and warns where it is not the one that the figures are about."""
    table = tables.good(target="Target", left="1", stayed="0")
    kaggle.archive = stand_in.zipped(Customertravel__csv=table)  # type: ignore[attr-defined]
    at = settled(press(visit("Data"), "Get the real table"))
    assert unharmed(at)
    assert (folder / "Customertravel.csv").read_bytes() == table
    assert chosen(at) == "travel"
    assert any("is not the version" in message for message in messages(at))
    assert next(button for button in at.button if button.label == "Get the real table").disabled


def test_download_offline(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Without a way to Kaggle, the page explains how to get the table by hand and keeps what it has."""
    stand_in.proxy_to("http://127.0.0.1:9", monkeypatch)
    at = press(visit("Data"), "Get the real table")
    assert unharmed(at)
    assert "Kaggle cannot be reached" in messages(at)[0]
    assert "by hand" in messages(at)[0]
    assert chosen(at) == "sample"
    assert not list(folder.iterdir())


def test_nested_and_dated_columns_do_no_harm() -> None:
    """Lists, dates and truth values of a Parquet file are listed; what cannot be used says why."""
    frame = pd.DataFrame(tables.customers())
    frame["Visits"] = [[1, 2]] * len(frame)
    frame["Since"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(range(len(frame)), "D")
    frame["Paid"] = [True, False, True] * 40
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    at = settled(upload(visit("Data", trees="50"), buffer.getvalue(), "mine.parquet"))
    assert unharmed(at)
    assert not at.error
    used = columns(at)["Used"]
    assert used["Visits"].startswith("no: ")
    assert used["Since"] == "no: a date"
    for name in at.selectbox(key="rate_column").options:
        at.selectbox(key="rate_column").set_value(name).run()
        assert unharmed(at)
    go(at, "Customer")
    assert unharmed(at)


def test_a_wide_table_is_shown_in_parts() -> None:
    """Of hundreds of columns some are shown at once; a choice goes on to the others, and each can be overruled."""
    more: dict[str, list[object]] = {f"n{place}": [(place + row) % 7 for row in range(120)] for place in range(300)}
    at = settled(upload(visit("Data", trees="50"), tables.as_csv(more | tables.customers())))
    part = next(box for box in at.selectbox if box.label.startswith("Columns shown, of 302"))
    part.set_value(200)
    unharmed(at.run())
    assert columns(at).index[-3:].tolist() == ["n299", "Age", "Plan"]
    assert len(columns(at)) == 102
    use_as(at, n299="leave out")
    assert str(columns(at).loc["n299", "Used"]).startswith("no")
    assert columns(at).loc["n298", "Used"] == "yes"
