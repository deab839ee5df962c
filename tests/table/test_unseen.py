"""What new customers have that training never had is counted, and so is what was read as something that it had."""

import pandas as pd
import pytest

from churn.errors import DataError
from churn.table.dataset import load
from churn.table.schema import Schema
from churn.table.values import MISSING

N = 40


def schema(**columns: list[str]) -> Schema:
    """Learn what the columns of a table are; every third customer left."""
    names = [*columns, "Churn"]
    rows = [[columns[name][i % len(columns[name])] for name in columns] + ["ny"[i % 3 == 0]] for i in range(N)]
    text = "\n".join(";".join(cells) for cells in [names, *rows])
    return load(text.encode()).schema


def said(schema: Schema, **columns: list[str | None]) -> list[str]:
    """Say what is unseen or was read as something else in a table."""
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    return [str(each) for each in (*schema.unseen_values(frame), *schema.taken_for(frame))]


def test_unseen_levels_are_counted() -> None:
    """One value says how many rows have it, several how many there are; a single row is named."""
    plans = schema(Plan=["basic", "gold"])
    lacks = "not in the table that the model was made from, only “basic”, “gold”."
    assert said(plans, Plan=["gold", *["silver"] * 833, *["gold"] * 166]) == [
        f"Column “Plan”: 833 of 1,000 rows say “silver” (first row 2), which is {lacks}"
    ]
    assert said(plans, Plan=["gold", "tin", "zinc", "tin", None]) == [
        f"Column “Plan”: 4 of 5 rows have 3 values, the first in row 2 with “tin”, which are {lacks}"
    ]
    assert said(plans, Plan=["gold", "silver"]) == [f"Column “Plan”, row 2: “silver” is {lacks}"]
    assert said(plans, Plan=["gold", None, None]) == [
        f"Column “Plan”: 2 of 3 rows have no value (first row 2), which is {lacks}"
    ]


def test_numbers_outside_are_counted() -> None:
    """The first one is shown, the others are counted."""
    ages = schema(Age=["27", "31", "38"])
    (sentence,) = said(ages, Age=["30", "119", "120"])
    assert sentence.startswith("Column “Age”: 2 of 3 rows have 2 values, the first in row 2 with “119”, which are not")
    assert sentence.endswith("only 27 to 38.")


@pytest.mark.parametrize("text", ["NO", "no", "No ", " no", "nO\N{NO-BREAK SPACE}"])
def test_another_spelling_is_the_known_level(text: str) -> None:
    """It is scored as that level, and said, with its rows."""
    answers = schema(Plan=["No", "Yes"])
    frame = pd.DataFrame({"Plan": [text] * 833 + ["Yes"] * 167})
    assert answers.check(frame)["Plan"].value_counts().to_dict() == {"No": 833, "Yes": 167}
    (sentence,) = said(answers, Plan=frame["Plan"].tolist())
    assert sentence.startswith("Column “Plan”: 833 of 1,000 rows say “")
    assert sentence.endswith("”; training knew “No”, and they are scored as that.")


def test_codes_and_letters_are_no_spellings() -> None:
    """A letter or a code in another case is unseen, and so is what folds to two known levels."""
    codes = schema(Sex=["m", "f"], Code=["a1", "b2"])
    assert len(said(codes, Sex=["M", "f"], Code=["A1", "b2"])) == 2
    apart = load(
        ("Plan;Churn\n" + "basic;y\nBasic;n\ngold;n\n" * 9).encode(), roles={"Plan": "category, spellings apart"}
    ).schema
    assert said(apart, Plan=["basic", "Basic"]) == []
    assert said(apart, Plan=["BASIC"])[0].startswith("Column “Plan”, row 1: “BASIC” is not in the table")


def test_markers_among_numbers_are_said() -> None:
    """Known ones are no value, with a count, unless training had the same; other texts are refused."""
    fees = schema(Fee=["12", "15", "", "9"])
    assert said(fees, Fee=["12", "-", "n/a", "-", ""]) == [
        "Column “Fee”: 3 of 5 rows say “-”, “n/a”, taken for no value."
    ]
    assert fees.check(pd.DataFrame({"Fee": ["12", "-"]}))["Fee"].isna().tolist() == [False, True]
    with pytest.raises(DataError, match="Column “Fee”, row 2: “soon” is not a number"):
        fees.check(pd.DataFrame({"Fee": ["12", "soon"]}))
    marked = schema(Fee=["12", "15", "-", "9"])
    assert said(marked, Fee=["12", "-"]) == []


def test_words_for_gaps_are_said() -> None:
    """Where training has no such value, NA is missing; where it was kept as one, it is that."""
    regions = schema(Region=["EU", "APAC", "NULL"])
    assert regions.check(pd.DataFrame({"Region": ["EU", "NA", "NULL"]}))["Region"].tolist() == ["EU", MISSING, MISSING]
    assert said(regions, Region=["EU", "NA", "NULL"]) == [
        "Column “Region”: 2 of 3 rows say “NA”, “NULL”, taken for no value."
    ]
