"""An audit finds what is wrong with a table, and is quiet where nothing is."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from churn.audit import material as reading
from churn.audit.checks import audit
from churn.audit.leaks import _groups
from churn.audit.material import MAX_COLUMNS, MAX_ROWS, Material
from churn.audit.shifts import shifts
from churn.errors import DataError
from churn.model.split import Split, SplitSpec, split
from churn.table.dataset import SAMPLE, Dataset, from_table, load
from churn.table.finding import SEVERITIES, Finding
from churn.table.raw import RawTable
from churn.table.roles import Role

ROWS = 400


def outcomes(n: int = ROWS, rate: float = 0.4) -> list[str]:
    """Return outcomes of which a fixed share is Yes, evenly spread."""
    return ["Yes" if (row * 7919) % n < rate * n else "No" for row in range(n)]


def table(columns: dict[str, object], churn: list[str] | None = None, **roles: Role) -> Dataset:
    """Return a data set of these columns and a harmless one of noise."""
    churn = churn or outcomes()
    noise = np.random.default_rng(5).normal(size=len(churn))
    return from_table(RawTable("made.csv", pd.DataFrame({"Noise": noise, **columns, "Churn": churn}), "x"), roles=roles)


def kinds(findings: tuple[Finding, ...], column: str | None = None) -> list[tuple[str, str]]:
    """Return severity and kind of what was found, in one column or about the table."""
    return [(finding.severity, finding.kind) for finding in findings if finding.column == column]


def test_bank_churners(real_data: Path) -> None:
    """Both leaking columns are serious, the id is found, and nothing else but the imbalance."""
    dataset = load(real_data / "BankChurners.csv")
    found = audit(dataset, split(dataset, SplitSpec()))
    leaks = [column.name for column in dataset.schema.columns if column.name.startswith("Naive_Bayes_Classifier_")]
    assert len(leaks) == 2
    assert [(each.severity, each.kind, each.column) for each in found] == [
        ("serious", "leak", leaks[0]),
        ("serious", "leak", leaks[1]),
        ("note", "id", "CLIENTNUM"),
        ("note", "imbalance", None),
    ]
    assert "ROC AUC 1.000" in found[0].evidence
    assert found[3].evidence == "1,627 of 10,127 customers left (16.1%)."


def test_what_was_left_out_is_no_longer_a_leak(real_data: Path) -> None:
    """Leaving the two columns out leaves nothing serious."""
    path = real_data / "BankChurners.csv"
    leaks = [column.name for column in load(path).schema.columns if column.name.startswith("Naive_Bayes_Classifier_")]
    found = audit(load(path, roles=dict.fromkeys(leaks, "leave out")))
    assert {finding.severity for finding in found} == {"note"}
    assert not [finding for finding in found if finding.column in leaks]


def test_travel_table(real_data: Path) -> None:
    """The published figures: 28 profiles and 131 rows with both outcomes, a ceiling of 94.65%, 507 repeated rows."""
    dataset = load(real_data / "Customertravel.csv")
    found = audit(dataset, split(dataset, SplitSpec()))
    assert kinds(found) == [("warning", "contradictions"), ("warning", "duplicates")]
    assert "131 of the 954 customers have one of 28 profiles" in found[0].evidence
    assert "94.65%" in found[0].evidence
    assert "507 of the 954 customers (53.1%) repeat" in found[1].evidence
    assert len(found) == 2


def test_it_is_quick(real_data: Path) -> None:
    """An audit takes at most a second of the bank's table and 0.1 s of the travel table, in processor time."""
    for name, most in (("BankChurners.csv", 1.0), ("Customertravel.csv", 0.1)):
        dataset = load(real_data / name)
        parts = split(dataset, SplitSpec())
        start = time.process_time()
        audit(dataset, parts)
        assert time.process_time() - start <= most, name


def test_a_clean_table_has_no_findings() -> None:
    """Noise, two fair levels and enough of both outcomes give nothing to report."""
    levels = np.random.default_rng(2).choice(["a", "b"], ROWS)
    dataset = table({"Plan": levels})
    assert audit(dataset, split(dataset, SplitSpec())) == ()


@pytest.mark.parametrize("flipped", [False, True])
def test_copy_of_the_target(flipped: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A column with the same two groups is a copy, whichever way round and whatever it is called."""
    gone = [(outcome == "Yes") != flipped for outcome in outcomes()]
    found = audit(table({"Account": ["closed" if each else "open" for each in gone]}))
    assert kinds(found, "Account") == [("serious", "copy")]
    assert found[0].remedy.startswith("Leave it out, unless it is known before a customer leaves: ")


def test_number_that_gives_the_target_away() -> None:
    """A number is found out high or low, and also where leavers are in the middle."""
    gone = np.array([outcome == "Yes" for outcome in outcomes()])
    rng = np.random.default_rng(3)
    columns = {
        "High": gone + rng.uniform(0, 0.9, ROWS),
        "Low": rng.uniform(0, 0.9, ROWS) - gone,
        "Middle": np.where(gone, rng.uniform(-1, 1, ROWS), rng.uniform(2, 9, ROWS) * rng.choice([-1, 1], ROWS)),
        "Some": gone + rng.normal(0, 1.0, ROWS),
    }
    found = audit(table(columns))
    assert {finding.column for finding in found if finding.kind == "leak"} == {"High", "Low", "Middle"}


def test_numbers_near_the_largest_of_all() -> None:
    """Their differences overflow, yet they fall into bins like any others, and without a warning."""
    groups = _groups(pd.Series([-1e308, 1e308] * 50))  # a whole table of them has no mean either
    assert len(set(groups[::2]) | set(groups[1::2])) == 2
    assert groups[0] < groups[1]


def test_category_that_gives_the_target_away() -> None:
    """Levels that each mean one outcome are found out, a missing value among them."""
    reasons = ["price" if row % 2 else "service" for row in range(ROWS)]
    told = [reason if outcome == "Yes" else None for reason, outcome in zip(reasons, outcomes(), strict=True)]
    assert ("serious", "leak") in kinds(audit(table({"Reason": told})), "Reason")


def test_ten_thousand_levels_are_no_leak() -> None:
    """A code that nearly every customer has alone predicts nothing out of sample: it is an id, not a leak."""
    codes = [f"code {max(1, row)}" for row in range(10_000)]
    found = audit(table({"Code": codes}, outcomes(10_000)))
    assert kinds(found, "Code") == [("note", "id")]
    found = audit(table({"Code": codes}, outcomes(10_000), Code="category"))
    assert kinds(found, "Code") == [("warning", "id")]
    assert "9,999 different values in 10,000 rows" in next(f.evidence for f in found if f.column == "Code")


def test_chance_separates_few_leavers() -> None:
    """Four leavers that happen to have the highest values prove nothing."""
    churn = ["No"] * 36 + ["Yes"] * 4
    assert ("serious", "leak") not in kinds(audit(table({"Rank": np.arange(40) / 2}, churn)), "Rank")


def test_ids() -> None:
    """An id is left out already, with a repeat, too; one that was put back is a warning, an amount is used and said."""
    numbers = list(range(ROWS))
    dataset = table(
        {
            "Id": [f"c{row}" for row in numbers],
            "Forced": [f"f{row}" for row in numbers],
            "Running": [5000 + max(1, row) for row in numbers],
            "Amount": [row * row for row in [1, *numbers[1:]]],
        },
        Forced="category",
    )
    found = audit(dataset)
    assert kinds(found, "Id") == [("note", "id")]
    assert kinds(found, "Forced") == [("warning", "id")]
    assert kinds(found, "Running") == [("note", "id")]
    assert not kinds(found, "Amount")


def test_constants_and_gaps() -> None:
    """One value, no value, nearly one value and missing values are told apart."""
    gap = [None if row % 4 == 0 else row / 3 for row in range(ROWS)]
    found = audit(
        table(
            {
                "Same": ["x"] * ROWS,
                "Empty": [None] * ROWS,
                "Nearly": [1.5] * (ROWS - 4) + [2, 3, 4, 5],
                "Mostly": ["x"] * (ROWS - 2) + ["y", "z"],
                "Gap": gap,
                "Hole": [None if row % 4 else row / 3 for row in range(ROWS)],
            }
        )
    )
    evidence = {finding.column: finding.evidence for finding in found}
    assert kinds(found, "Same") == [("note", "constant")]
    assert evidence["Same"] == "All 400 rows have the same value."
    assert kinds(found, "Empty") == [("note", "constant")]
    assert evidence["Empty"] == "None of the 400 rows has a value."
    assert kinds(found, "Nearly") == kinds(found, "Mostly") == [("note", "near constant")]
    assert evidence["Nearly"] == "99.0% of the 400 customers have the same value, “1.5”."
    assert kinds(found, "Gap") == [("note", "missing")]
    assert evidence["Gap"] == "100 of 400 rows (25.0%) have no value."
    assert kinds(found, "Hole") == [("warning", "missing")]


def test_a_constant_that_was_put_back_is_a_warning() -> None:
    """Whoever overrules the program is told what that brings."""
    assert kinds(audit(table({"Same": ["x"] * ROWS}, Same="category")), "Same") == [("warning", "constant")]


def test_rare_levels() -> None:
    """Levels of fewer than ten customers are counted and named."""
    plans = ["often"] * (ROWS - 21) + ["nine"] * 9 + ["two"] * 2 + ["ten"] * 10
    found = audit(table({"Plan": plans}))
    assert kinds(found, "Plan") == [("note", "rare levels")]
    evidence = next(finding.evidence for finding in found if finding.column == "Plan")
    assert evidence == "2 of 4 levels have fewer than 10 of the 400 customers: “nine”, “two”."


def test_repeats_by_hand() -> None:
    """Four rows, a hundred times: one pair differs in the outcome only, the ids are not looked at."""
    raw = pd.DataFrame(
        {"Age": [30, 30, 40, 50] * 100, "Plan": ["a", "a", "b", None] * 100, "Churn": ["Yes", "No", "Yes", "No"] * 100}
    )
    evidence = {each.kind: each.evidence for each in audit(from_table(RawTable("made.csv", raw, "x")))}
    assert "396 of the 400 customers (99.0%) repeat" in evidence["duplicates"]
    assert "200 of the 400 customers have a profile that occurs with both outcomes: " in evidence["contradictions"]
    assert (
        "no model on these columns can be right about more than 300 of the 400 (75.00%)." in evidence["contradictions"]
    )
    numbered = from_table(RawTable("made.csv", raw.assign(Id=[f"c{row}" for row in range(400)]), "x"))
    assert "duplicates" not in {finding.kind for finding in audit(numbered)}
    assert "contradictions" in {finding.kind for finding in audit(numbered)}


@pytest.mark.parametrize(
    ("rate", "rows", "severity"),
    [(0.4, 400, None), (0.2, 400, "warning"), (0.15, 2000, "note"), (0.03, 4000, "warning")],
)
def test_imbalance(rate: float, rows: int, severity: str | None) -> None:
    """Fewer than 100 leavers or fewer than 5% are a warning, fewer than 20% a note; either outcome may be rare."""
    for churn in (outcomes(rows, rate), outcomes(rows, 1 - rate)):
        assert kinds(audit(table({}, churn))) == ([(severity, "imbalance")] if severity else [])


def test_a_split_without_a_leaver_is_serious() -> None:
    """A part without a leaver is named, first of all."""
    dataset = table({}, ["Yes"] * 100 + ["No"] * 300)
    found = audit(dataset, Split(np.arange(50, 350), np.arange(50), np.arange(350, 400)))
    assert kinds(found)[0] == ("serious", "no leaver")
    assert found[0].evidence == "None of the 50 test customers left."
    assert found[0].remedy.endswith("without a leaver there, nobody can say how many leavers the model finds.")
    swapped = audit(dataset, Split(np.arange(50, 350), np.arange(350, 400), np.arange(50)))
    assert swapped[0].evidence == "None of the 50 validation customers left."
    assert swapped[0].remedy.endswith("without a leaver there, nothing says how many trees to keep.")


def test_what_is_not_quite_all_or_none_is_not_said_to_be() -> None:
    """Three of 12,004 rows are not 0.0%, the others not 100.0%; nor is one contradiction in 40,001."""
    n = 12_004
    few = ["Yes"] * 3 + ["No"] * (n - 3)
    gap = [None] * 3 + ["a", "b"] * ((n - 3) // 2) + ["a"]
    found = {(each.kind, each.column): each.evidence for each in audit(table({"Flag": few, "Gap": gap}, outcomes(n)))}
    assert found["near constant", "Flag"] == "above 99.9% of the 12,004 customers have the same value, “No”."
    assert found["missing", "Gap"] == "3 of 12,004 rows (below 0.1%) have no value."
    rare = audit(table({}, few))
    assert [each.evidence for each in rare] == ["3 of 12,004 customers left (below 0.1%)."]
    raw = pd.DataFrame({"Age": [0, *range(40_000)], "Churn": ["Yes", *["No", "No", "Yes", "No"] * 10_000]})
    once = {each.kind: each.evidence for each in audit(from_table(RawTable("made.csv", raw, "x")))}
    assert once["contradictions"].endswith("about more than 40,000 of the 40,001 (above 99.99%).")


def test_shift_between_train_and_test() -> None:
    """Numbers, few-valued numbers and categories that drift along the table are found, the others are not."""
    rng = np.random.default_rng(0)
    early = np.arange(ROWS) < 300
    dataset = table(
        {
            "Moved": rng.normal(size=ROWS) + ~early,
            "Visits": np.where(early, rng.integers(0, 3, ROWS), rng.integers(1, 4, ROWS)),
            "Plan": np.where(early, rng.choice(["a", "b"], ROWS), rng.choice(["b", "c"], ROWS)),
            "Still": rng.choice(["a", "b"], ROWS),
        }
    )
    parts = Split(np.arange(250), np.arange(250, 300), np.arange(300, ROWS))
    found = {each.column: each for each in shifts(Material(dataset, parts))}
    assert set(found) == {"Moved", "Visits", "Plan"}
    assert "(Kolmogorov–Smirnov test, p < 0.001, adjusted for 5 columns" in found["Moved"].evidence
    assert "(chi-square test, p < 0.001, adjusted for 5 columns" in found["Plan"].evidence


def test_a_random_split_is_no_shift() -> None:
    """Of 100 random splits of the sample at most a few raise a false alarm."""
    dataset = load(SAMPLE)
    splits = (split(dataset, SplitSpec(seed=seed)) for seed in range(100))
    alarms = sum(bool(list(shifts(Material(dataset, parts)))) for parts in splits)
    assert alarms <= 5  # 1 is expected; more than 5 would happen once in 2,000 times


def test_empty_parts_are_not_compared() -> None:
    """A split without test customers, or with one, is no shift and no error."""
    dataset = table({"Plan": ["a", "b"] * 200})
    for test in (np.arange(0), np.arange(1)):
        found = audit(dataset, Split(np.arange(100, 300), np.arange(300, 400), test))
        assert "shift" not in {finding.kind for finding in found}


@pytest.fixture
def short_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an audit read 1,000 rows at most."""
    monkeypatch.setattr(reading, "MAX_ROWS", 1_000)


@pytest.mark.usefixtures("short_sample")
def test_a_long_table_is_sampled_and_says_so() -> None:
    """What was read of many rows is in the evidence, and it is the same every time."""
    churn = outcomes(5_000)
    dataset = table({"Leak": [(outcome == "Yes") + row / 9_999 for row, outcome in enumerate(churn)]}, churn)
    found = audit(dataset)
    assert "on a sample of 1,000 of the 5,000 customers" in found[0].evidence
    assert found == audit(dataset)


def test_a_million_rows() -> None:
    """A million rows take no longer than a second or two."""
    rng = np.random.default_rng(0)
    n = 1_000_000
    gone = rng.random(n) < 0.1
    raw = pd.DataFrame({"Score": gone + rng.normal(0, 0.1, n), "Plan": pd.Categorical(rng.choice(["a", "b"], n))})
    dataset = from_table(RawTable("long.csv", raw.assign(Churn=gone.astype(int)), "x"))
    parts = Split(np.arange(600_000), np.arange(600_000, 800_000), np.arange(800_000, n))
    start = time.process_time()
    found = audit(dataset, parts)
    assert time.process_time() - start < 2
    assert ("serious", "leak") in kinds(found, "Score")
    assert f"a sample of {MAX_ROWS:,} of the 1,000,000 customers" in found[0].evidence


def test_many_hundreds_of_columns() -> None:
    """Of a very wide table the first columns are read value by value, and a note says so."""
    rng = np.random.default_rng(0)
    wide = {f"c{place}": values for place, values in enumerate(rng.integers(0, 9, (900, 100)).astype(float))}
    dataset = table(wide, outcomes(100))
    start = time.process_time()
    found = audit(dataset, split(dataset, SplitSpec()))
    assert time.process_time() - start < 5
    limit = next(finding for finding in found if finding.kind == "limit")
    assert f"Only the first {MAX_COLUMNS} columns" in limit.evidence
    assert "701 more" in limit.evidence


def test_worst_comes_first() -> None:
    """Serious findings stand before warnings, those before notes."""
    gone = [outcome == "Yes" for outcome in outcomes(rate=0.1)]
    found = audit(table({"Copy": gone, "Same": ["x"] * ROWS}, outcomes(rate=0.1)))
    ranks = [SEVERITIES.index(finding.severity) for finding in found]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}
    assert all(finding.evidence.endswith(".") and finding.remedy.endswith(".") for finding in found)


def test_smallest_tables() -> None:
    """Two rows are audited without an error, and so are nested columns."""
    tiny = from_table(RawTable("tiny.csv", pd.DataFrame({"Age": [1, 2], "Churn": ["Yes", "No"]}), "x"))
    assert kinds(audit(tiny)) == [("warning", "imbalance")]
    with pytest.raises(DataError, match="has only 2 rows"):
        split(tiny, SplitSpec())
    nested = table({"List": [[1, 2]] * ROWS, "Plan": ["a", "b"] * (ROWS // 2)})
    assert kinds(audit(nested), "List") == []
