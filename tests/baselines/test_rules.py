"""Simple rules and the ceiling, against hand-computed numbers and what must hold for any of them."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from churn.baselines import linear as module
from churn.baselines.rules import Baseline, BaselineName, Gain, baselines, gain, rule_intervals
from churn.model.evaluation import Evaluation
from churn.model.run import train
from churn.model.split import PARTS, Part, Split, SplitSpec, split
from churn.scores.comparison import compare_probabilities
from churn.scores.confusion import Confusion
from churn.scores.intervals import probability_intervals
from churn.table.dataset import Dataset, load
from tests.ui.tables import HOSTILE, as_csv, single_positive_in


def rules(dataset: Dataset, parts: Split) -> dict[BaselineName, Baseline]:
    """Return the baselines by name."""
    return {rule.name: rule for rule in baselines(dataset, parts)}


def tiny() -> tuple[Dataset, Split]:
    """Return eight rows and a split by hand: training has (1, a) with one of two leaving, and (2, b)."""
    data = load(b"Age,Plan,Churn\n1,a,Yes\n1,a,No\n2,b,Yes\n3,b,No\n1,a,No\n1,a,Yes\n1,a,Yes\n4,,No\n")
    return data, Split(*(np.array(rows, dtype=np.intp) for rows in ([0, 1, 2, 3], [4], [5, 6, 7])))


def above(value: float | None, best: float | None) -> bool:
    """Whether a score is truly higher than another; one that is undefined is not, and nothing is above it."""
    return value is not None and best is not None and value > best + 1e-12


def test_probabilities_by_hand() -> None:
    """The look-up table adds a customer of all to training's profiles; the ceiling knows the judged part's own."""
    by_name = rules(*tiny())
    assert list(by_name) == ["stays", "lookup", "regression", "ceiling"]
    assert by_name["stays"].evaluation.p["test"].tolist() == [0.5, 0.5, 0.5]
    assert by_name["lookup"].evaluation.p["train"].tolist() == [0.5, 0.5, 0.75, 0.25]
    assert by_name["lookup"].evaluation.p["validation"].tolist() == [0.5]
    assert by_name["lookup"].evaluation.p["test"].tolist() == [0.5, 0.5, 0.5]
    assert by_name["ceiling"].evaluation.p["test"].tolist() == [1, 1, 0]
    assert by_name["ceiling"].evaluation.p["train"].tolist() == [0.5, 0.5, 1, 0]
    assert {part: y.tolist() for part, y in by_name["stays"].evaluation.y.items()} == {
        "train": [1, 0, 1, 0],
        "validation": [0],
        "test": [1, 1, 0],
    }


def test_always_stays_flags_nobody_at_any_threshold() -> None:
    """Even below the churn rate it flags nobody: precision is undefined, recall 0; its loss is the base rate's."""
    rule = rules(*tiny())["stays"]
    for threshold in (0.0, 0.3, 0.5, 1.0):
        test = rule.scores("test", threshold)
        assert (test.precision, test.recall, test.f1) == (None, 0, 0)
        assert test.confusion == Confusion(tp=0, fp=0, fn=2, tn=1)
        assert test.reasons == {"precision": "It flags nobody, at any threshold."}
        assert test.log_loss == pytest.approx(np.log(2))
        assert test.brier == pytest.approx(0.25)
        assert test.roc_auc == pytest.approx(0.5)


def test_the_travel_tables_figures(real_data: Path) -> None:
    """Defaults, test split: the model's F1, 0.691, is near logistic regression's; look-up and ceiling are far."""
    dataset = load(real_data / "Customertravel.csv")
    run = train(dataset)
    test = {name: rule.scores() for name, rule in rules(dataset, run.split).items()}
    assert {name: f"{each.f1:.3f}" for name, each in test.items()} == {
        "stays": "0.000",
        "lookup": "0.571",
        "regression": "0.720",
        "ceiling": "0.933",
    }
    assert f"{test['lookup'].precision:.3f} {test['lookup'].recall:.3f}" == "0.783 0.450"
    assert f"{run.scores['test'].f1:.3f}" == "0.691"
    assert test["stays"].positives == 40
    assert test["stays"].log_loss == pytest.approx(-(40 * np.log(147 / 610) + 151 * np.log(463 / 610)) / 191)


def test_lookup_is_what_pandas_groups(real_data: Path) -> None:
    """The look-up table equals a group-by of the train rows and one customer more, merged onto the test rows."""
    dataset = load(real_data / "Customertravel.csv")
    parts = split(dataset, SplitSpec(seed=7))
    table = dataset.frame.astype(str).assign(y=dataset.y)
    names = dataset.schema.names
    overall = dataset.y[parts.train].mean()
    known = table.iloc[parts.train].groupby(names)["y"].agg(["sum", "count"])
    rates = (known["sum"] + overall) / (known["count"] + 1)
    merged = table.iloc[parts.test].join(rates.rename("rate"), on=names)["rate"]
    expected = merged.fillna(overall).to_numpy()
    assert rules(dataset, parts)["lookup"].evaluation.p["test"] == pytest.approx(expected)


def test_the_lookups_log_loss_hangs_on_no_constant(real_data: Path) -> None:
    """A profile seen once is not sure of itself: the loss lies below that of the churn rate alone."""
    dataset = load(real_data / "Customertravel.csv")
    test = {name: rule.scores() for name, rule in rules(dataset, split(dataset, SplitSpec())).items()}
    lookup, stays = test["lookup"].log_loss, test["stays"].log_loss
    assert lookup is not None
    assert stays is not None
    assert lookup == pytest.approx(0.346, abs=0.001)
    assert stays > 0.5


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_above_the_ceiling(real_data: Path, seed: int, grouped: bool) -> None:  # noqa: FBT001 - a parameter
    """No rule ranks better or has better probabilities, nor both more precision and more recall at any threshold."""
    dataset = load(real_data / "Customertravel.csv")
    parts = split(dataset, SplitSpec(seed=seed, grouped=grouped))
    by_name = rules(dataset, parts)
    for threshold in (0.2, 0.5, 0.8):
        for part in PARTS:
            best = by_name["ceiling"].scores(part, threshold)
            for rule in (by_name["stays"], by_name["lookup"], by_name["regression"]):
                each = rule.scores(part, threshold)
                # average precision gains a little where profiles of equal rate happen to be ranked apart
                for name, more in (("roc_auc", 1e-12), ("average_precision", 0.01)):
                    assert getattr(each, name) <= getattr(best, name) + more, (rule.name, part, name)
                for name in ("log_loss", "brier"):
                    assert getattr(each, name) >= getattr(best, name) - 1e-12, (rule.name, part, name)
                if rule.name != "stays":
                    assert not (above(each.precision, best.precision) and above(each.recall, best.recall))


def test_grouped_split_leaves_the_lookup_nothing(real_data: Path) -> None:
    """Kept together, no test profile is known: the look-up table gives everybody training's rate."""
    dataset = load(real_data / "Customertravel.csv")
    by_name = rules(dataset, split(dataset, SplitSpec(grouped=True)))
    assert by_name["lookup"].evaluation.p["test"].tolist() == by_name["stays"].evaluation.p["test"].tolist()


def test_a_part_without_a_churner() -> None:
    """Recall and ROC AUC are undefined there for every rule, with the reason; nothing is raised, nothing warned."""
    dataset = load(single_positive_in([0, 1, 2, 3, 4]))
    parts = Split(np.arange(40), np.arange(40, 50), np.arange(50, 60))
    for rule in baselines(dataset, parts):
        test = rule.scores()
        assert test.recall is None
        assert test.reasons["roc_auc"] == "Nobody here left."
        assert test.brier is not None
        assert 0 <= test.brier <= 1


def test_training_with_one_outcome() -> None:
    """Where everybody in the train part stayed, every rule that learns says so: probability 0."""
    dataset = load(single_positive_in(range(50, 60)))
    by_name = rules(dataset, Split(np.arange(40), np.arange(40, 50), np.arange(50, 60)))
    for name in ("stays", "lookup", "regression"):
        assert by_name[name].evaluation.p["test"].tolist() == [0] * 10
    assert by_name["ceiling"].scores().precision == 1


def test_one_profile_for_all() -> None:
    """Where every row is the same, every rule gives training's churn rate, the ceiling the part's own."""
    dataset = load(as_csv({"Plan": ["a"] * 40, "Churn": ["Yes", "No", "No", "No"] * 10}), roles={"Plan": "category"})
    by_name = rules(dataset, Split(np.arange(20), np.arange(20, 28), np.arange(28, 40)))
    for name in ("stays", "lookup", "regression"):
        assert by_name[name].evaluation.p["test"] == pytest.approx(np.full(12, 0.25), abs=0.01)
    assert by_name["ceiling"].evaluation.p["test"].tolist() == [0.25] * 12
    assert by_name["ceiling"].scores().roc_auc == pytest.approx(0.5)


def test_every_profile_unique() -> None:
    """Then the look-up table knows nobody, and to the ceiling everything is predictable: a loss of 0, never -0."""
    rng = np.random.default_rng(5)
    dataset = load(as_csv({"Fee": rng.random(60).tolist(), "Churn": rng.choice(["Yes", "No"], 60).tolist()}))
    parts = split(dataset, SplitSpec())
    by_name = rules(dataset, parts)
    assert set(by_name["lookup"].evaluation.p["test"]) == {dataset.y[parts.train].mean()}
    assert str(by_name["ceiling"].scores().log_loss) == "0.0"
    assert by_name["ceiling"].scores().roc_auc == 1


def test_missing_values_very_large_numbers_and_unknown_levels() -> None:
    """Gaps everywhere, a number that training never has, 1e300, levels only in test, hostile names: p is 0 to 1."""
    n = 60
    columns: dict[str, Sequence[object]] = {
        "self": ["", "1e300", "-1e300"] * 20,
        "late": [""] * 40 + ["1", "2"] * 10,
        "Plan": ["a", "", " ", "b"] * 10 + ["new"] * 20,
        HOSTILE[0]: list(range(20)) * 3,
        "Churn": ["Yes", "No", "No"] * 20,
    }
    dataset = load(as_csv(columns))
    parts = Split(np.arange(30), np.arange(30, 40), np.arange(40, n))
    for rule in baselines(dataset, parts):
        for part in PARTS:
            p = rule.evaluation.p[part]
            assert ((p >= 0) & (p <= 1)).all(), (rule.name, part)


def test_ten_thousand_levels_on_fifty_thousand_rows() -> None:
    """All rules together take a few seconds at most, and the regression finds the level that tells."""
    rng = np.random.default_rng(2)
    n = 50_000
    level = rng.integers(0, 10_000, n)
    columns = {
        "City": [f"c{each}" for each in level],
        "Fee": rng.normal(size=n).round(2).tolist(),
        "Churn": np.where(rng.random(n) < np.where(level < 5_000, 0.8, 0.2), "Yes", "No").tolist(),
    }
    dataset = load(as_csv(columns))
    parts = split(dataset, SplitSpec())
    start = time.process_time()
    by_name = rules(dataset, parts)
    assert time.process_time() - start < 10  # it is about half a second on an idle machine
    auc = by_name["regression"].scores().roc_auc
    assert auc is not None
    assert auc > 0.7


def test_a_large_table_is_taken_in_blocks(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer values at a time the regression learns from evenly spread rows, and still scores every row."""
    dataset = load(real_data / "Customertravel.csv")
    parts = split(dataset, SplitSpec())
    whole = rules(dataset, parts)["regression"].scores().roc_auc
    monkeypatch.setattr(module, "MAX_VALUES", 27 * 250)
    some = rules(dataset, parts)["regression"]
    assert [len(some.evaluation.p[part]) for part in PARTS] == [610, 153, 191]
    assert some.scores().roc_auc == pytest.approx(whole, abs=0.05)
    assert some.scores().roc_auc != whole


def test_gain_on_the_travel_table(real_data: Path) -> None:
    """The gain is the one over the rule that validation prefers, paired; every rule but the ceiling has intervals."""
    dataset = load(real_data / "Customertravel.csv")
    run = train(dataset)
    by_name = rules(dataset, run.split)
    own = run.evaluation.predictions["test"]
    gained = gain(run.evaluation, list(by_name.values()))
    assert gained.difference is not None
    assert gained.rival == "regression"
    rival = by_name["regression"].evaluation.predictions["test"]
    assert gained.difference == compare_probabilities(own, rival)["roc_auc"]
    assert gained.difference.value == pytest.approx(0.938 - 0.940, abs=0.001)
    assert not gained.difference.clear
    sure = rule_intervals(list(by_name.values()))
    assert list(sure) == ["stays", "lookup", "regression"]
    assert sure["regression"] == probability_intervals(by_name["regression"].evaluation.predictions["test"]).by_name
    assert rule_intervals(list(by_name.values()), "train")["regression"] == {}


def test_no_gain_without_churners() -> None:
    """Where nobody churned, ROC AUC is undefined, and so is the gain; nothing is raised."""
    dataset, parts = tiny()
    by_name = baselines(dataset, parts)
    assert gain(by_name[1].evaluation, by_name, "validation").difference is None
    assert "roc_auc" not in rule_intervals(by_name, "validation")["lookup"]


def judged(name: BaselineName, validation: Sequence[int], test: Sequence[int]) -> Baseline:
    """Return a rule that ranks perfectly, on validation and test customers with these outcomes."""
    outcomes: dict[Part, Sequence[int]] = {"train": [0, 1], "validation": validation, "test": test}
    y = {part: np.array(each, dtype=np.int8) for part, each in outcomes.items()}
    return Baseline(name, Evaluation(y, {part: np.where(each == 1, 0.8, 0.2) for part, each in y.items()}))


def test_validation_without_leavers_chooses_no_rival() -> None:
    """Where nobody among the validation customers left, neither rule is the better one, whatever the test says."""
    rules = [judged(name, [0] * 20, [0, 1] * 20) for name in ("lookup", "regression")]
    assert gain(rules[0].evaluation, rules) == Gain()


def test_a_rival_and_no_difference() -> None:
    """With one test leaver, too many resamples have none: the rival is known, the difference is not."""
    rules = [judged(name, [0, 1] * 20, [1] + [0] * 40) for name in ("lookup", "regression")]
    assert rules[0].scores("test").roc_auc == 1
    assert gain(rules[0].evaluation, rules) == Gain("lookup")
