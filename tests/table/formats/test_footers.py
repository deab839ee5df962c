"""The last lines: totals, or customers with names like totals."""

import pytest

from tests.table.formats.test_layout import read

TEXT = "Name,Plan,Age,Fee,Churn\n" + "".join(
    f"Firm {n},{['basic', 'gold'][n % 2]},{20 + n},{n}.5,{n % 2}\n" for n in range(30)
)


@pytest.mark.parametrize(
    "line",
    [
        "Total,,1035,450,15",
        "Grand total,,1035,450,15",
        "Summe,,1.035,450,15",
        "TOTAL:,,1035,450,",
        ",Total,1035,450,15",
        "Average,,34.5,15,0.5",
        "Total customers: 30,,,,",
        "Итого,,1 035,450,15",
        "合計,,1035,450,15",
    ],
)
def test_a_total_is_no_customer(line: str) -> None:
    """A word for totals beside numbers is left out, and said with what stands there."""
    table = read(f"{TEXT}{line}\n")
    assert len(table.frame) == 30
    assert any("last line" in finding.evidence for finding in table.findings)


@pytest.mark.parametrize(
    "line",
    [
        "Total Energies,gold,33,100.5,1",
        "Total Energies,gold,,100.5,1",
        "Total,gold,33,7.5,0",
        "Mean Machines,basic,,,0",
        "Sum Up Ltd,,33,7.5,1",
        "Summer,gold,31,4.5,0",
    ],
)
def test_a_customer_with_such_a_name_stays(line: str) -> None:
    """What has the values of a customer is one, whatever it is called."""
    table = read(f"{TEXT}{line}\n")
    assert (len(table.frame), table.findings) == (31, ())


def test_of_two_header_lines_the_one_that_tells_columns_apart_has_the_names() -> None:
    """As pandas writes columns of two levels, with the name of its rows in a line of its own."""
    rows = "".join(f"{n},{20 + n},basic,{n}.5,Yes\n" for n in range(5))
    for head in ("id,who,who,what,what\n", "", "g,a,a,b,b\n"):
        text = f"{head}n,age,plan,fee,churn\n{rows}"
        assert list(read(text).frame.columns) == ["n", "age", "plan", "fee", "churn"]
    table = read(f"level,who,who,what,what\nname,age,plan,fee,churn\nid,,,,\n{rows}")
    assert (list(table.frame.columns), len(table.frame)) == (["name", "age", "plan", "fee", "churn"], 5)
    assert len(table.findings) == 2
