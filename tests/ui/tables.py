"""Tables to bring along: good ones, and one of every fault."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

HOSTILE: Final = (
    '<img src=x onerror="alert(1)">',
    "![pixel](http://evil.example/x.png)",
    "[link](http://evil.example/)",
    "<script>alert(2)</script>",
    ":red[red] :material/bolt: :smile:",
    "$x^2$ `code` **bold** ~~gone~~",
    "www.evil.example",
    "https://evil.example/bare",
    "# heading",
    "a@evil.example",
)
"""What Markdown, HTML, Streamlit's directives or plotly would make something of."""


def as_csv(columns: Mapping[str, Sequence[object]]) -> bytes:
    """Write columns as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return buffer.getvalue().encode()


def customers(
    n: int = 120, *, target: str = "Churn", left: object = "Yes", stayed: object = "No"
) -> dict[str, list[object]]:
    """Make up customers of whom the young on the basic plan left, and a few others."""
    rng = np.random.default_rng(7)
    ages = rng.integers(20, 60, n).tolist()
    plans = rng.choice(["basic", "gold", "silver"], n).tolist()
    gone = [(age < 35 and plan == "basic") or bool(rng.random() < 0.1) for age, plan in zip(ages, plans, strict=True)]
    return {"Age": ages, "Plan": plans, target: [left if each else stayed for each in gone]}


def good(n: int = 120, **words: str) -> bytes:
    """Return a CSV that needs no question."""
    return as_csv(customers(n, **words))


def shuffled(seed: int = 0, n: int = 300) -> bytes:
    """Return a CSV in which nothing goes with leaving: the outcomes are dealt out at random."""
    columns = customers(n)
    return as_csv({**columns, "Churn": np.random.default_rng(seed).permutation(np.array(columns["Churn"])).tolist()})


def hostile(n: int = 300) -> bytes:
    """Return a CSV with markup in every name and every text value; customers enough for a model better than chance."""
    columns = customers(n)
    marked = {f"{markup}": [HOSTILE[int(str(age)) % len(HOSTILE)] for age in columns["Age"]] for markup in HOSTILE[:-1]}
    numbers = {f"{HOSTILE[-1]} count": columns["Age"]}
    return as_csv({**marked, **numbers, "Churn": [HOSTILE[value == "Yes"] for value in columns["Churn"]]})


def single_positive_in(part_rows: Sequence[int], n: int = 60) -> bytes:
    """Return a CSV in which only the customers of the given rows have left."""
    rng = np.random.default_rng(3)
    ages, plans = rng.integers(20, 60, n), rng.choice(["basic", "gold"], n)
    outcomes = ["Yes" if row in part_rows else "No" for row in range(n)]
    return as_csv({"Age": ages.tolist(), "Plan": plans.tolist(), "Churn": outcomes})


def workbook() -> bytes:
    """Return the beginning of what a spreadsheet program saves: a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return buffer.getvalue()


def parquet(n: int = 120) -> bytes:
    """Return a Parquet file that needs no question."""
    buffer = io.BytesIO()
    pd.DataFrame(customers(n)).to_parquet(buffer)
    return buffer.getvalue()


def wide(columns: int) -> bytes:
    """Return a CSV with this many columns."""
    names = ",".join(f"c{number}" for number in range(columns - 1)) + ",Churn\n"
    return (names + ("1," * (columns - 1) + "Yes\n" + "2," * (columns - 1) + "No\n") * 30).encode()


BAD: Final[dict[str, tuple[bytes, str]]] = {
    "empty": (b"", "“new.csv” is empty"),
    "only spaces": (b" \n\t\n", "“new.csv” is empty"),
    "header only": (b"Age,Churn\n", "header but no rows"),
    "ragged": (b"Age,Plan,Churn\n1,a,Yes\n2,b\n3,c,No\n", "line 3: 2 values, but the header has 3"),
    "too long a row": (b"Age,Churn\n1,Yes\n2,No,9\n", "line 3: 3 values, but the header has 2"),
    "wrong delimiter": (b"Age:Churn\n1:Yes\n2:No\n", "has only one column, “Age:Churn”"),
    "NUL bytes": (b"Age,Churn\n1,Yes\n\0,No\n", "line 3: a NUL byte"),
    "one class": (good(stayed="Yes"), "“Churn” (the target) has 1 different value"),
    "gaps in the target": (
        b"Age,Churn\n1,Yes\n2,\n1,\n",
        "has 1 different value (“Yes”) and 2 rows without",
    ),
    "NaN in the target": (
        b"Age,Churn\n1,1\n2,NaN\n1,1\n",
        "has 1 different value (“1”) and 1 row without",
    ),
    "all ids": (as_csv({"Id": range(30), "Churn": ["Yes", "No"] * 15}), "No column is left to learn from"),
    "only the target": (b"Churn,\nYes,\nNo,\n", "The target is the only column"),
    "no target": (as_csv({"Age": range(30), "Income": range(30)}), "Which column says who has left?"),
    "10,001 columns": (wide(10_001), "10,001 columns; at most 10,000 are allowed"),
    "renamed workbook": (workbook(), "“new.csv” is a zip archive without a table in it"),
    "damaged Parquet": (parquet()[:-40], "begins like a Parquet file"),
    "cut UTF-16": ("Age,Churn\n1,Yes\n".encode("utf-16")[:-1], "begins like UTF-16"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(40), "“new.csv” is a picture"),
}
"""Faults by name: the file, and what the message has to say."""
