"""A file to score is read as the training table was, and what is written otherwise is said with its rows."""

import numpy as np
import pytest

from churn.errors import DataError
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.table.dataset import load

TRAINING = ["Roaming;Fee;Zip"] + [
    f"{'No' if i % 3 else 'Yes'};{fee};0{1000 + i % 5}"
    for i, fee in enumerate(["1.224", "947", "3.550", "12.100", "18", "-"] * 10)
]


def checked(*rows: str, header: str = "Roaming;Fee;Zip") -> Customers:
    """Check customers against the training table."""
    left = ["Churn", *("ny"[i % 2] for i in range(60))]
    text = "\n".join(f"{line};{outcome}" for line, outcome in zip(TRAINING, left, strict=True))
    schema = load(text.encode()).schema
    return check_customers(SourceTable.read("\n".join([header, *rows]).encode(), "new.csv"), schema)


def test_spellings_are_known_levels_and_said() -> None:
    """833 of 1,000 rows say NO; training knew No: they are scored as that, and not counted as unseen."""
    customers = checked(*["NO;947;01001"] * 833, *["Yes;947;01001"] * 167)
    assert customers.features["Roaming"].value_counts().to_dict() == {"No": 833, "Yes": 167}
    assert customers.unseen == ()
    assert list(map(str, customers.taken)) == [
        "Column “Roaming”: 833 of 1,000 rows say “NO”; training knew “No”, and they are scored as that."
    ]


def test_unseen_values_are_counted() -> None:
    """By column, with the rows that have them."""
    customers = checked(*["Maybe;947;01001"] * 2, "Yes;947;01001")
    (unseen,) = customers.unseen
    assert str(unseen).startswith("Column “Roaming”: 2 of 3 rows say “Maybe” (first row 1), which is not in the table")
    assert np.flatnonzero(customers.unseen_rows["Roaming"]).tolist() == [0, 1]


def test_thousands_are_thousands_again() -> None:
    """1.224 is what it was in training, also where all of a file could be decimals."""
    customers = checked("No;2.500;01001", "No;1.224;01001")
    assert customers.features["Fee"].tolist() == [2500, 1224]


@pytest.mark.parametrize(("trained", "new"), [(".,;", ",.,"), (",.,", ".,;")])
def test_thousands_of_a_file_with_the_other_mark(trained: str, new: str) -> None:
    """1.224 was a thousand in training; in a file whose other numbers have points, 1,224 is one, not 1.224."""

    def lines(signs: str, fees: list[int], header: str) -> list[str]:
        group, mark, delimiter = tuple(signs)
        rows = [(f"{fee:,}".replace(",", group), f"{fee % 7 + 0.25}".replace(".", mark)) for fee in fees]
        return [header.replace(",", delimiter), *(delimiter.join(f'"{cell}"' for cell in row) for row in rows)]

    table = lines(trained, [1224, 947, 3550, 12100, 18, 2750] * 10, "Fee,Rate")
    left = [f"{trained[2]}{each}" for each in ("Churn", *"ny" * 30)]
    schema = load("\n".join(map("".join, zip(table, left, strict=True))).encode()).schema
    file = SourceTable.read("\n".join(lines(new, [8385, 1200], "Fee,Rate")).encode(), "new.csv")
    assert check_customers(file, schema).features["Fee"].tolist() == [8385, 1200]


def test_a_number_with_another_unit_is_refused() -> None:
    """Euros are not scored as dollars, and the message says what is expected."""
    rows = [f'"${fee}",{"ny"[row % 2]}' for row, fee in enumerate(["1,224.50", "947.00", "18.20"] * 20)]
    schema = load("\n".join(["Fee,Churn", *rows]).encode()).schema
    with pytest.raises(DataError, match="Column “Fee”, row 1: “12,50 €” is not a number in \\$, as in training"):
        check_customers(SourceTable.read("Fee;Plan\n12,50 €;a\n".encode(), "new.csv"), schema)


def test_codes_stay_codes() -> None:
    """An unknown code is named as it is written."""
    customers = checked("No;947;01001", "No;947;09999")
    assert customers.features["Zip"].tolist() == ["01001", "09999"]
    assert "“09999”" in str(customers.unseen[0])


@pytest.mark.parametrize("marker", ["-", "", "n/a", "unknown", "?"])
def test_markers_are_no_value(marker: str) -> None:
    """Also those that training did not have."""
    assert checked(f"No;{marker};01001", "No;947;01001").features["Fee"].isna().tolist() == [True, False]


def test_other_texts_are_refused() -> None:
    """With column, row and value."""
    with pytest.raises(DataError, match="Column “Fee”, row 2: “soon” is not a number"):
        checked("No;947;01001", "No;soon;01001")
