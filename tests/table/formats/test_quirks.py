"""Text as some programs write it, read like any other."""

import pytest

from churn.table import reading
from churn.table.raw import RawTable
from tests.table.formats.test_layout import read, same

TEXT = "Age,Fee,Churn\n34,10.5,Yes\n51,22.25,No\n47,7.5,Yes\n"
CELLS = [line.split(",") for line in TEXT.splitlines()]


def framed(edge: str) -> str:
    """Draw the table as programs show it in a window."""
    drawn = edge + "".join("|" + "|".join(f" {cell:<6} " for cell in row) + "|\n" for row in CELLS) + edge
    return drawn.replace("|\n", "|\n" + edge, 1)


def stripped(table: RawTable) -> bool:
    """Say whether the table is the usual one, but for spaces around texts."""
    frame = table.frame
    return frame["Churn"].astype(str).str.strip().tolist() == ["Yes", "No", "Yes"] and frame["Age"].tolist() == [
        34,
        51,
        47,
    ]


@pytest.mark.parametrize(
    "text",
    [
        framed("-" * 28 + "\n"),
        "Dynamic list\n\n" + framed("-" * 28 + "\n"),
        framed("+--------+--------+--------+\n") + "3 rows in set (0.01 sec)\n",
        framed("").replace("|\n", "|\n|:---|---:|---|\n", 1),
        "Age|Fee|Churn\n---|---|-----\n34|10.5|Yes\n51|22.25|No\n47|7.5|Yes\n\n(3 rows affected)\n",
        " Age | Fee | Churn \n-----+-----+-------\n 34  | 10  | Yes\n 51  | 22  | No\n 47  | 7   | Yes\n(3 rows)\n",
        "Age  Fee    Churn\n34   10.5   Yes\n51   22.25  No\n47   7.5    Yes\n",
    ],
)  # fmt: skip
def test_a_drawn_table_is_a_table(text: str) -> None:
    """Lines of dashes and counts of rows are no customers, frames and titles no values."""
    assert stripped(read(text))


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (TEXT.replace(",", "^"), 0),
        (TEXT.replace(",", "~"), 0),
        ('"Age" "Fee" "Churn"\n"1" 34 10.5 "Yes"\n"2" 51 22.25 "No"\n"3" 47 7.5 "Yes"\n', 1),  # R's write.table
        ("\n".join(",".join(f"'{cell}'" for cell in row) for row in CELLS) + "\n", 1),
        ("\n".join(", ".join(f'"{cell}"' for cell in row) for row in CELLS) + "\n", 0),
        (TEXT.replace("\n", ";;;\n"), 1),
        (TEXT + "\x1a", 0),
        (TEXT.replace("51", "\ufeff51"), 0),
        (TEXT + "\n\ufeff" + TEXT.replace("\n34,10.5,Yes\n51,22.25,No\n47,7.5,Yes", ""), 1),
        (TEXT + '\n"Applied filters:\nRegion is EU\nYear is 2023"\n', 1),
    ],
)  # fmt: skip
def test_quotes_and_delimiters_of_other_programs(text: str, findings: int) -> None:
    """The same three customers come out; what was taken off is said."""
    table = read(text)
    assert same(table)
    assert len(table.findings) == findings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"Age,Note,Churn" + "\n" + r'34,"says \"no, thanks\"",Yes' + "\n51,b,No\n", 'says "no, thanks"'),
        ("Age,Note,Churn\n34,it's 'fine',Yes\n51,b,No\n", "it's 'fine'"),
        ("'Age','Note','Churn'\n'34','O''Neil, Ann','Yes'\n'51','b','No'\n", "O'Neil, Ann"),
        ('Age,Note,Churn\n34,"C:\\dir\\",Yes\n51,b,No\n', "C:\\dir\\"),
        ("Age;Note;Churn\n34;a, b;;Yes\n".replace(";;", ";") + "51;b;No\n", "a, b"),
        ("Age,Note,Churn\n34,--,Yes\n51,b,No\n", "--"),
    ],
)
def test_values_keep_their_signs(text: str, value: str) -> None:
    """Quotes, apostrophes, backslashes and dashes inside values are values."""
    assert reading.read(text.encode(), "f.csv").frame["Note"].iloc[0] == value


@pytest.mark.parametrize(
    "text", ["Name\nJohn A Smith\nMary B Jones\nPeter C Day\n", "Time\n12:30:10\n13:45:20\n14:00:00\n"]
)
def test_words_and_times_of_one_column_are_no_table(text: str) -> None:
    """Spaces and colons separate columns only where there are names and numbers for them."""
    assert reading.read_as_written(text.encode(), "f.csv").frame.shape == (3, 1)
