"""The form: numbers with the digits they have, and nothing that nobody has said."""

import datetime as dt
from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.table.dataset import SAMPLE
from churn.ui.customer import form
from tests.ui import tables
from tests.ui.app import edit, figures, go, messages, metrics, plain, read, rendered, settled, unharmed, upload, visit

LABEL = "Churn probability"


def with_columns(**columns: Sequence[object]) -> AppTest:
    """Bring a table of customers with more columns, train it, and open the page."""
    n = len(next(iter(columns.values())))
    at = settled(upload(visit("Data", trees="50"), tables.as_csv({**columns, **tables.customers(n)})))
    assert not at.error
    return go(at, "Customer")


def said(at: AppTest) -> str:
    """Return everything on the page as a person reads it."""
    return "\n".join(read(line) for line in rendered(at))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([97_198.24, 97_198.84], 97_198.54),  # their mean has a 1 in the last of 16 digits
        ([0.1, 0.2], 0.15),
        ([0.0, 0.1 + 0.2, 0.75], 0.3),
        ([-1_234_567.1, -1_234_567.3], -1_234_567.2),
        ([3e-7, 5e-7], 4e-7),
        ([123_456_789_012.25, 123_456_789_012.75], 123_456_789_012.5),
    ],
    ids=str,
)
def test_a_number_has_the_digits_it_has(values: list[float], shown: float) -> None:
    """In the field, and in the words beside it."""
    at = with_columns(Amount=[values[row % len(values)] for row in range(120)])
    assert repr(at.number_input(key="c.Amount").value) == repr(shown)
    assert not [digits for digits in ("0000000", "99999999") if digits in said(at)]


def test_digits_of_arithmetic_do_not_make_another_customer() -> None:
    """A row with 0.1 + 0.2 in it is 0.3 on the form and in a link, and is still that row."""
    at = with_columns(Amount=[0.1 * (row % 7) for row in range(120)])
    at.session_state["pick"] = True
    at.run().number_input(key="pick_row").set_value(4).run()
    assert at.number_input(key="c.Amount").value == 0.3
    assert "Row 4 of the table" in said(at)
    at.number_input(key="c.Amount").set_value(0.3 + 0.3 + 0.1 + 0.1).run()
    assert repr(at.number_input(key="c.Amount").value) == "0.8"


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0.0, 58.5, 0.1), (0.5, 97_198.5, 100.0), (-1.5, 1.25, 0.01), (7.5, 7.5, 1.0)]
)
def test_a_field_moves_by_a_round_number(low: float, high: float, step: float) -> None:
    """About a hundredth of what the column has, whatever its lowest value is."""
    at = with_columns(Amount=[(low, high, high)[row % 3] for row in range(120)], Other=[row % 9 for row in range(120)])
    if low == high:  # a column with one value is not used
        column = churn.load(tables.as_csv(tables.customers())).schema.column("Age")
        assert form._step(column) == 0.1  # noqa: SLF001 - what the page cannot show
        return
    assert at.number_input(key="c.Amount").step == step
    assert at.number_input(key="c.Age").step == 1


def test_an_emptied_field_is_said() -> None:
    """There is no probability of a customer of whom something is missing; with a number there is one again."""
    at = visit("Customer", trees="20")
    before = metrics(at)[LABEL]
    at.number_input(key="c.Age").set_value(None).run()
    assert unharmed(at)
    assert LABEL not in metrics(at)
    assert not [*at.get("plotly_chart"), *at.dataframe]
    assert "Age is empty: type a number." in said(at)
    assert at.number_input(key="c.Age").value is None
    at.session_state["link"] = True
    assert not at.run().code
    at.number_input(key="c.Age").set_value(int(churn.load(SAMPLE).schema.column("Age").median or 0)).run()
    assert metrics(at)[LABEL] == before


def test_an_emptied_field_may_be_unknown() -> None:
    """Where the table has gaps, that is offered; it is not decided for the viewer."""
    at = with_columns(Visits=[None if row % 10 == 0 else row % 6 for row in range(120)])
    at.number_input(key="c.Visits").set_value(None)
    at.number_input(key="c.Age").set_value(None).run()
    assert "Visits is empty: type a number, or mark it unknown." in said(at)
    assert "Age is empty: type a number." in said(at)
    at.number_input(key="c.Age").set_value(30)
    next(box for box in at.main.checkbox if plain(box.label) == "Visits unknown").check().run()
    assert LABEL in metrics(at)
    next(box for box in at.main.checkbox if plain(box.label) == "Visits unknown").uncheck().run()
    assert unharmed(at)


def test_an_emptied_text_of_a_large_number_is_said() -> None:
    """It has another field, and the same answer."""
    at = with_columns(Large=[(-1) ** row * 1e300 * (1 + row % 3 / 10) for row in range(120)])
    assert at.text_input(key="c.Large").value == "0"
    at.text_input(key="c.Large").set_value("").run()
    assert "Large is empty: type a number." in said(at)
    assert LABEL not in metrics(at)


def test_another_table_has_its_own_usual_numbers() -> None:
    """What nobody has typed is not carried from one table into the next; what somebody has typed is."""
    at = with_columns(Amount=[float(row % 50) + 0.5 for row in range(120)])
    before = at.number_input(key="c.Amount").value
    at.number_input(key="c.Age").set_value(33).run()
    go(at, "Data")
    more: dict[str, Sequence[object]] = {"Amount": [1_000.5 + row for row in range(120)], **tables.customers()}
    settled(upload(at, tables.as_csv(more), "other.csv"))
    go(at, "Customer")
    assert at.number_input(key="c.Amount").value != before
    assert at.number_input(key="c.Amount").value == churn.load(tables.as_csv(more)).schema.column("Amount").median
    assert at.number_input(key="c.Age").value == 33


def test_what_is_no_number_in_a_link_is_named() -> None:
    """With what is allowed."""
    for text in ("abc", "inf", "nan", "1e999"):
        at = visit("Customer", trees="20", **{"c.Age": text})
        assert unharmed(at)
        (message,) = messages(at)
        assert message == f"The link says c.Age={text}, which is not allowed: Age is 27 to 38."
        assert LABEL in metrics(at)


def test_dates_say_what_is_counted() -> None:
    """A date is a number of days for the model: whoever reads it is told from when."""
    young = [int(str(age)) < 35 for age in tables.customers(900)["Age"]]
    first = dt.date(2024, 3, 1)
    joined = [str(first - dt.timedelta(days=row % 200 if each else 900 + row)) for row, each in enumerate(young)]
    at = go(with_columns(**{"Signup date": [str(first), *joined[1:]]}), "Data")
    settled(edit(at, {0: {"Use as": "days"}}))
    go(at, "Customer")
    at.session_state["pick"] = True
    at.run().number_input(key="pick_row").set_value(2).run()
    days = f"{(first - dt.date.fromisoformat(joined[1])).days:,}"
    assert f"Signup date: {days} days before 2024-03-01" in figures(at)["waterfall"]["data"][0]["y"]
    changes = at.dataframe[0].value
    now = set(changes.loc[changes["Column"] == "Signup date", "Now"])
    assert now == {f"{days} days before 2024-03-01"}
    assert all("before 2024-03-01" in each for each in changes.loc[changes["Column"] == "Signup date", "Instead"])


def test_changes_stand_column_by_column() -> None:
    """The column in which most can change comes first, and each begins with the lowest probability."""
    at = visit("Customer", trees="50", **{"c.Age": "28", "c.FrequentFlyer": "Yes"})
    at.multiselect[0].set_value(churn.load(SAMPLE).schema.names).run()
    table = at.dataframe[0].value
    columns = table["Column"].tolist()
    assert [name for place, name in enumerate(columns) if columns[place - 1 : place] != [name]] == list(
        dict.fromkeys(columns)
    )
    largest = table["Difference"].abs().groupby(table["Column"], sort=False).max()
    assert largest.tolist() == sorted(largest, reverse=True)
    assert len(largest) == 6
    for _, rows in table.groupby("Column"):
        assert rows["Churn probability"].is_monotonic_increasing
