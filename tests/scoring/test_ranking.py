"""Files of customers: what is read, how it is scored and ranked, what is written."""

import io
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import churn
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.errors import Cancelled, ChurnError, SpecError
from churn.model.fitted import ChurnModel
from churn.model.learner import Model
from churn.reliability.experience import Experience
from churn.reliability.known import COLUMNS as KNOWN
from churn.reliability.known import Known
from churn.reliability.twins import Twins
from churn.scoring.background import Scorer
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.scoring.ranking import (
    CONTACT,
    GAIN,
    PROBABILITY,
    RANK,
    REASONS,
    UNSEEN,
    VERDICT,
    Ranking,
    check_threshold,
    main_reasons,
    score_customers,
)
from churn.scoring.writing import to_bytes, write_ranking
from churn.table import reading
from tests.ui import tables

RULE = ContactRule(Campaign(), better_than_chance=True)
SHORT = churn.RunSpec(churn.ModelSpec(iterations=20))
CODES = tables.as_csv({"Code": ["01", "A2", "03"] * 40, "Age": range(120), "Churn": (["Yes"] + ["No"] * 5) * 20})


@pytest.fixture(scope="module")
def model() -> Model:
    """Fit a model of Age and Plan."""
    return churn.train(churn.load(tables.good()), SHORT).model


def customers(model: Model, data: bytes, name: str = "in.csv") -> Customers:
    """Read and check a file."""
    return check_customers(SourceTable.read(data, name), model.schema)


def back(data: bytes) -> pd.DataFrame:
    """Read a CSV as text, as it stands."""
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", ["Customertravel.csv", "BankChurners.csv"])
def test_understood_as_training_reads(real_data: Path, name: str) -> None:
    """A file that was read as it is written is understood column by column as `read` reads it."""
    data = (real_data / name).read_bytes()
    file = SourceTable.read(data, name)
    understood = pd.DataFrame({column: file.understood(column) for column in map(str, file.frame)})
    pd.testing.assert_frame_equal(understood, reading.read(data, name).frame)


@pytest.mark.parametrize(
    "data",
    [
        b"a;b;c;d;e;f\n1,5; 7;true;NA;2020-01-01;+3\n2,25;;false;;2020-01-02;4\n",
        b'a,b\n"x\ny",01\n"""q""",02\n,02\nnull,3.0\n',
        "a,b\né,1e3\nü,-inf\n".encode("cp1252"),
        tables.hostile(),
        tables.parquet(),
    ],
)
def test_odd_values_are_understood_alike(data: bytes) -> None:
    """Decimal commas, gaps, line breaks, truth values, dates, exponents, Parquet: no difference to `read`."""
    file = SourceTable.read(data, "odd")
    understood = pd.DataFrame({column: file.understood(column) for column in map(str, file.frame)})
    pd.testing.assert_frame_equal(understood, reading.read(data, "odd").frame)


def test_values_stay_as_they_are_written(model: Model) -> None:
    """Every cell of a CSV comes back letter by letter, but for formulas; the scores stand beside."""
    data = b'Id,Age,Plan,Note\n0123,30.0,gold,"a ""b"", c"\n007,31,,NA\n1e5,"32",basic,=1+1\n'
    ranking = score_customers(customers(model, data), model)
    table = back(to_bytes(ranking, "csv", RULE))
    rows = {row.Id: [row.Age, row.Plan, row.Note] for row in table.itertuples()}
    assert rows["0123"] == ["30.0", "gold", 'a "b", c']
    assert rows["007"] == ["31", "", "NA"]
    assert rows["1e5"] == ["32", "basic", "'=1+1"]
    assert list(table.columns[-5:]) == [RANK, PROBABILITY, CONTACT, GAIN, UNSEEN]


def test_whom_to_contact(model: Model) -> None:
    """Whoever's expected gain is above 0 is to be contacted, the riskiest first, as many as the capacity lets."""
    ranking = score_customers(customers(model, tables.good()), model)
    cheap = Campaign(value_kept=100, offer_cost=round(100 * float(np.median(ranking.p)), 2), save_rate=1)
    rule = ContactRule(cheap, better_than_chance=True)
    frame = ranking.frame(rule)
    assert frame[GAIN].tolist() == pytest.approx((100 * frame[PROBABILITY] - cheap.offer_cost).tolist())
    assert (frame[CONTACT] == "yes").tolist() == (frame[GAIN] > 0).tolist()
    assert 10 < ranking.contacted(rule) == (frame[CONTACT] == "yes").sum() < 120
    few = ContactRule(replace(cheap, capacity=10), better_than_chance=True)
    assert ranking.frame(few)[CONTACT].tolist() == ["yes"] * 10 + ["no"] * 110
    assert ranking.frame(few, 8, 12)[CONTACT].tolist() == ["yes"] * 2 + ["no"] * 2
    none = ranking.frame(ContactRule(cheap, better_than_chance=False))
    assert set(none[CONTACT]) == {"no"}
    assert none[GAIN].isna().all()


def test_verdicts_only_with_a_threshold(model: Model) -> None:
    """The threshold has no say in whom to contact: without one there is no verdict."""
    ranking = score_customers(customers(model, tables.good()), model)
    frame = ranking.frame(RULE, threshold=0.2)
    assert (frame[VERDICT] == "flagged").tolist() == (frame[PROBABILITY] > 0.2).tolist()
    assert VERDICT not in ranking.frame(RULE)


def test_what_is_known_of_customers_like_these(model: Model) -> None:
    """The rates of others with about the probability and the twins stand beside each customer, in every format."""
    trained = churn.load(tables.good())
    file = b"churn_rate_low,Age,Plan\n0.9,30,gold\n0.9,31,basic\n0.9,99,gold\n"
    ranking = score_customers(customers(model, file), model)
    known = Known(Experience([0] * 25 + [1] * 5, np.full(30, ranking.p[0])), Twins(trained))
    frame = ranking.frame(RULE, known=known)
    expected = known.columns(ranking.p[ranking.order], ranking.customers.features.iloc[ranking.order])
    for name in KNOWN:
        assert np.array_equal(frame[name], expected[name], equal_nan=True)
    assert frame[KNOWN[2]].max() > 0
    for stretch in (slice(0, 1), slice(1, 3)):
        assert ranking.frame(RULE, stretch.start, stretch.stop, known=known)[KNOWN[2]].tolist() == list(
            expected[KNOWN[2]][stretch]
        )
    written = back(to_bytes(ranking, "csv", RULE, known))
    kept = pd.read_parquet(io.BytesIO(to_bytes(ranking, "parquet", RULE, known)))
    assert list(written) == list(kept) == ["Age", "Plan", RANK, PROBABILITY, CONTACT, GAIN, UNSEEN, *KNOWN]
    assert written[KNOWN[3]].astype(int).tolist() == kept[KNOWN[3]].tolist() == frame[KNOWN[3]].tolist()
    assert kept[KNOWN[0]].dropna().tolist() == frame[KNOWN[0]].dropna().tolist()
    again = score_customers(customers(model, to_bytes(ranking, "csv", RULE, known)), model)
    assert list(again.frame(RULE)) == ["Age", "Plan", RANK, PROBABILITY, CONTACT, GAIN, UNSEEN]


def test_unseen_values_are_marked(model: Model) -> None:
    """Each customer with values that training never saw is marked with their columns, the others with nothing."""
    data = b"Id,Age,Plan\n1,30,gold\n2,31,platinum\n3,99,gold\n4,98,zinc\n5,32,\n"
    ranking = score_customers(customers(model, data), model)
    table = back(to_bytes(ranking, "csv", RULE)).sort_values("Id")
    assert table[UNSEEN].tolist() == ["", "Plan", "Age", "Age, Plan", "Plan"]
    kept = pd.read_parquet(io.BytesIO(to_bytes(ranking, "parquet", RULE))).sort_values("Id")
    assert kept[UNSEEN].fillna("").tolist() == table[UNSEEN].tolist()


def test_columns_of_the_file_with_our_names(model: Model) -> None:
    """They are kept, and ours are called otherwise; scored again, the file is the same."""
    data = b"contact,Age,Plan,unseen\nphone,30,gold,1\nmail,31,basic,2\n"
    once = to_bytes(score_customers(customers(model, data), model), "csv", RULE)
    table = back(once)
    ours = [RANK, PROBABILITY, f"churn_{CONTACT}", GAIN, f"churn_{UNSEEN}"]
    assert list(table) == ["contact", "Age", "Plan", "unseen", *ours]
    assert sorted(table["contact"]) == ["mail", "phone"]
    again = to_bytes(score_customers(customers(model, once), model), "csv", RULE)
    assert again == once


def test_a_feature_with_one_of_our_names_is_the_files_own() -> None:
    """What the model needs is never taken for an earlier scoring: ours is called otherwise, and scored again equal."""
    random = np.random.default_rng(0)
    table = pd.DataFrame({"churn_probability": random.random(60).round(3), "unseen": random.integers(0, 3, 60)})
    churned = np.where(table["churn_probability"] > 0.5, "Yes", "No")
    model = churn.train(churn.load(table.assign(Churn=churned).to_csv(index=False).encode()), SHORT).model
    once = to_bytes(score_customers(customers(model, table.to_csv(index=False).encode()), model), "csv", RULE)
    scored = back(once)
    ours = [RANK, f"churn_{PROBABILITY}", CONTACT, GAIN, f"churn_{UNSEEN}"]
    assert list(scored) == ["churn_probability", "unseen", *ours]
    assert sorted(scored["churn_probability"].astype(float)) == sorted(table["churn_probability"])
    assert to_bytes(score_customers(customers(model, once), model), "csv", RULE) == once


def test_many_different_texts(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text with more different values than are kept as levels comes through alike."""
    plain = customers(model, tables.good())
    monkeypatch.setattr(reading, "MAX_LEVELS", 2)
    many = customers(model, tables.good())
    assert str(many.file.frame["Plan"].dtype) == "str"
    pd.testing.assert_frame_equal(many.features, plain.features)
    assert to_bytes(score_customers(many, model), "csv", RULE) == to_bytes(score_customers(plain, model), "csv", RULE)


def test_codes_of_digits_only() -> None:
    """Where training knew the text 01, a file that has nothing but 01 and 03 means those texts, not numbers."""
    model = churn.train(churn.load(CODES), SHORT).model
    checked = customers(model, b"Code,Age\n01,30\n03,31\n07,32\n")
    assert checked.features["Code"].astype(str).tolist() == ["01", "03", "07"]
    assert [value.row for value in checked.unseen] == [3]


def test_ranks_and_ties(model: Model) -> None:
    """Equal probabilities share a rank and keep the order of the file; the probabilities are the model's to the bit."""
    data = tables.good()
    ranking = score_customers(customers(model, data), model)
    p = model.predict_proba(reading.read(data).frame)
    assert np.array_equal(ranking.p, p)
    assert ranking.order.tolist() == sorted(range(120), key=lambda row: (-p[row], row))
    assert ranking.rank.tolist() == [1 + int((p > each).sum()) for each in p[ranking.order]]
    assert len(set(p)) < 120
    assert ranking.flagged(0.3) == int((p > 0.3).sum())


def test_equal_customers_are_scored_once(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The travel table's 419 different customers are scored for all 954, with the same result."""
    run = churn.train(churn.load(real_data / "Customertravel.csv"), SHORT)
    data = (real_data / "Customertravel.csv").read_bytes()
    asked: list[int] = []
    predict = ChurnModel.predict_proba

    def counted(self: ChurnModel, frame: pd.DataFrame) -> np.ndarray:
        asked.append(len(frame))
        return predict(self, frame)

    monkeypatch.setattr(ChurnModel, "predict_proba", counted)
    ranking = score_customers(customers(run.model, data), run.model, reasons=True)
    assert sum(asked) == 419
    assert np.array_equal(ranking.p, run.model.predict_proba(reading.read(data).frame))


def test_reasons_are_the_largest_shap_values(model: Model) -> None:
    """Each row's two sentences name the features with the largest contributions, largest first, with value and sign."""
    data = tables.good()
    ranking = score_customers(customers(model, data), model, reasons=True)
    contributions, base = model.shap(reading.read(data).frame)
    raw = np.log(ranking.p / (1 - ranking.p))
    assert np.abs(contributions.sum(axis=1) + base - raw).max() < 1e-6
    frame = ranking.frame(RULE)
    for place, row in enumerate(ranking.order):
        largest = np.argsort(-np.abs(contributions[row]))
        said = [frame[column].iloc[place] for column in REASONS]
        for sentence, feature in zip(said, largest, strict=True):
            name, sign = model.schema.names[feature], "+" if contributions[row, feature] > 0 else "-"
            assert sentence == f"{name} = {frame[name].iloc[place]} ({sign})"


def test_no_reason_without_a_contribution() -> None:
    """A feature that moves nothing is no reason, and a single feature is one reason."""
    assert main_reasons(np.array([[0.0, 0.0], [-0.5, 0.0]])).tolist() == [[0, 0], [-1, 0]]
    assert main_reasons(np.array([[0.2], [-0.2]])).tolist() == [[1, 0], [-1, 0]]


def test_a_missing_value_as_a_reason() -> None:
    """It is called no value, for a number as for a category."""
    ages = [None if row % 3 == 0 else 30 + row % 5 for row in range(120)]
    plans = [None if row % 2 else "gold" for row in range(120)]
    data = tables.as_csv({"Age": ages, "Plan": plans, "Churn": ["Yes" if row % 6 == 3 else "No" for row in range(120)]})
    model = churn.train(churn.load(data), SHORT).model
    ranking = score_customers(customers(model, b"Age,Plan\n,\n"), model, reasons=True)
    said = ranking.frame(RULE)[list(REASONS)].iloc[0].tolist()
    assert sorted(said) == ["Age = no value (+)", "Plan = no value (+)"]


def test_hostile_cells_and_headers(model: Model) -> None:
    """In a CSV nothing begins like a formula, names and reasons included; in Parquet, which has types, all is kept."""
    columns = {
        "=Age": tables.customers()["Age"],
        "@Plan": tables.customers()["Plan"],
        "Churn": tables.customers()["Churn"],
    }
    model = churn.train(churn.load(tables.as_csv(columns)), SHORT).model
    data = tables.as_csv({"=Age": [30, 31], "@Plan": ["gold", "=cmd|' /C calc'!A0"], "+n": ["-5", "-x"]})
    ranking = score_customers(customers(model, data), model, reasons=True)
    table = back(to_bytes(ranking, "csv", RULE))
    assert list(table.columns[:3]) == ["'=Age", "'@Plan", "'+n"]
    assert sorted(table["'@Plan"]) == ["'=cmd|' /C calc'!A0", "gold"]
    assert sorted(table["'+n"]) == ["'-x", "-5"]
    cells = table.drop(columns=["'+n", GAIN]).to_numpy().ravel().tolist()
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    kept = pd.read_parquet(io.BytesIO(to_bytes(ranking, "parquet", RULE)))
    assert list(kept.columns[:3]) == ["=Age", "@Plan", "+n"]
    assert "=cmd|' /C calc'!A0" in kept["@Plan"].tolist()


def test_parquet_round_trip(model: Model) -> None:
    """Every column of a Parquet file comes back in its own type and with its own values."""
    source = pd.DataFrame(
        {
            "Age": pd.array([30, None, 32], dtype="Int64"),
            "Plan": pd.Categorical(["gold", "basic", None]),
            "When": pd.to_datetime(pd.Series(["2020-01-01", None, "2021-05-05"])),
            "Big": [2**60, 2**60 + 1, 0],
            "List": [[1, 2], [], None],
            "Text": ["0123", None, "=1"],
        }
    )
    buffer = io.BytesIO()
    source.to_parquet(buffer)
    ranking = score_customers(customers(model, buffer.getvalue(), "in.parquet"), model)
    kept = pd.read_parquet(io.BytesIO(to_bytes(ranking, "parquet", RULE)), dtype_backend="pyarrow")
    expected = source.iloc[ranking.order].reset_index(drop=True)
    for name in ("Age", "Plan", "When", "Big", "Text"):
        assert kept[name].isna().tolist() == expected[name].isna().tolist()
        assert kept[name].dropna().tolist() == expected[name].dropna().tolist()
    lists = pd.read_parquet(io.BytesIO(to_bytes(ranking, "parquet", RULE)))["List"]
    assert [None if each is None else list(each) for each in lists] == expected["List"].tolist()
    assert "[1, 2]" in back(to_bytes(ranking, "csv", RULE))["List"].tolist()


def test_csv_to_parquet(model: Model) -> None:
    """Text that is nothing but numbers becomes numbers, gaps gaps; 0123 stays text."""
    data = b"Id,Age,Plan,Amount\n0123,30,gold,1.5\n0007,31,basic,\n"
    ranking = score_customers(customers(model, data), model)
    kept = pd.read_parquet(io.BytesIO(to_bytes(ranking, "parquet", RULE))).sort_values("Age")
    assert kept["Id"].tolist() == ["0123", "0007"]
    assert kept["Age"].tolist() == [30, 31]
    assert kept["Amount"].tolist() == [1.5, pytest.approx(np.nan, nan_ok=True)]


def test_steps_make_no_difference(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file written in steps of seven is the one written at once."""
    data = tables.as_csv({"Age": np.linspace(20, 60, 120).tolist(), "Plan": tables.customers()["Plan"]})
    whole = score_customers(customers(model, data), model, reasons=True)
    monkeypatch.setattr("churn.scoring.ranking.ROWS_A_STEP", 7)
    monkeypatch.setattr("churn.scoring.ranking.FIRST_STEP", 3)
    parts = score_customers(customers(model, data), model, reasons=True)
    once = {kind: to_bytes(whole, kind, RULE) for kind in ("csv", "parquet")}
    monkeypatch.setattr("churn.scoring.writing.ROWS_A_STEP", 7)
    assert to_bytes(parts, "csv", RULE) == once["csv"]
    first, second = (pd.read_parquet(io.BytesIO(each)) for each in (once["parquet"], to_bytes(parts, "parquet", RULE)))
    pd.testing.assert_frame_equal(first, second)


def test_progress_and_stop(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress rises to 1; a stop is felt at the next step, in scoring and in writing, and leaves no file."""
    monkeypatch.setattr("churn.scoring.ranking.ROWS_A_STEP", 50)
    monkeypatch.setattr("churn.scoring.writing.ROWS_A_STEP", 50)
    data = tables.as_csv({"Age": np.linspace(20, 60, 120).tolist(), "Plan": tables.customers()["Plan"]})
    checked = customers(model, data)
    seen: list[float] = []
    ranking = score_customers(checked, model, on_progress=seen.append)
    assert seen == [50 / 120, 100 / 120, 1]
    cancel = threading.Event()
    with pytest.raises(Cancelled):
        score_customers(checked, model, on_progress=lambda _: cancel.set(), cancel=cancel)
    cancel.clear()
    with pytest.raises(Cancelled):
        write_ranking(ranking, tmp_path / "out.csv", RULE, on_progress=lambda _: cancel.set(), cancel=cancel)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), float("inf")])
def test_thresholds(threshold: float) -> None:
    """A threshold is a probability."""
    with pytest.raises(SpecError, match="0 to 1"):
        check_threshold(threshold)


def threads_end() -> None:
    """Wait until the threads that score are free."""
    for thread in threading.enumerate():
        if thread.name.startswith("churn-score"):
            thread.join(10)


class TestScorer:
    """Scoring in the background."""

    def test_done(self, model: Model) -> None:
        """A finished job holds the ranking, and the same wish finds it again."""
        scorer = Scorer()
        checked = customers(model, tables.good())
        job = scorer.submit("a", checked, model, reasons=True)
        assert job.wait(30)
        assert (job.state, job.fraction, job.error, job.eta) == ("done", 1, None, None)
        assert isinstance(job.outcome, Ranking)
        assert np.array_equal(job.outcome.p, score_customers(checked, model).p)
        assert scorer.submit("a", checked, model, reasons=True) is job
        assert scorer.find("a") is job
        assert scorer.close(10)

    def test_stop(self, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
        """A stop is seen at once and ends the thread; asked for again, the file is scored anew."""
        scorer, go_on = Scorer(), threading.Event()
        checked = customers(model, tables.good())
        with monkeypatch.context() as patched:
            patched.setattr(ChurnModel, "predict_proba", lambda _, frame: go_on.wait(10) and np.zeros(len(frame)))
            job = scorer.submit("a", checked, model, reasons=False)
            assert not job.finished
            job.cancel()
            assert (job.state, job.finished, job.outcome) == ("cancelled", True, None)
            assert "stopped" in str(job.error)
            go_on.set()
            threads_end()
        assert job.state == "cancelled"
        again = scorer.submit("a", checked, model, reasons=False)
        assert again is not job
        assert again.wait(30)
        assert again.state == "done"
        scorer.close()

    def test_bounded(self, model: Model) -> None:
        """Only so many results are kept, and the one asked for longest ago goes first."""
        scorer = Scorer(keep=2)
        checked = customers(model, tables.good())
        for key in ("a.1", "b.1", "a.1", "c.1"):
            job = scorer.submit(key, checked, model, reasons=False)
            job.wait(30)
            threads_end()
        assert [scorer.find(key) is not None for key in ("a.1", "b.1", "c.1")] == [True, False, True]
        scorer.forget("a.")
        assert scorer.find("a.1") is None
        scorer.close()

    def test_too_many_at_a_time(self, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
        """One file too many is refused in words, and so is any after the end."""
        scorer, go_on = Scorer(keep=1), threading.Event()
        checked = customers(model, tables.good())
        monkeypatch.setattr(ChurnModel, "predict_proba", lambda _, frame: go_on.wait(10) and np.zeros(len(frame)))
        job = scorer.submit("a", checked, model, reasons=False)
        with pytest.raises(ChurnError, match="being scored already"):
            scorer.submit("b", checked, model, reasons=False)
        go_on.set()
        assert job.wait(30)
        assert scorer.close(10)
        with pytest.raises(ChurnError, match="shutting down"):
            scorer.submit("c", checked, model, reasons=False)

    def test_failure(self, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
        """What nobody foresaw ends the job with words, not with silence."""
        monkeypatch.setattr("churn.scoring.background.score_customers", lambda *_, **__: 1 // 0)
        scorer = Scorer()
        job = scorer.submit("a", customers(model, tables.good()), model, reasons=False)
        assert job.wait(30)
        assert job.state == "failed"
        assert "ZeroDivisionError" in str(job.error)
        scorer.close()

    def test_close_is_quick(self, model: Model) -> None:
        """The end of the process stops what is being scored."""
        scorer = Scorer()
        scorer.submit("a", customers(model, tables.good(2_000)), model, reasons=True)
        start = time.monotonic()
        assert scorer.close(10)
        assert time.monotonic() - start < 5
