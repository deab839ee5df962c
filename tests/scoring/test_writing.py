"""A scored file is written as the file that it came from, and both sides can read it back."""

import codecs
import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import churn
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.errors import DataError, SpecError
from churn.model.learner import Model
from churn.scoring import workbook
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.scoring.ranking import GAIN, PROBABILITY, RANK, score_customers
from churn.scoring.writing import ending_of, format_for, to_bytes, write_ranking
from churn.table.raw import FileFormat, FileKind
from tests.ui import tables

RULE = ContactRule(Campaign(), better_than_chance=True)
SHORT = churn.RunSpec(churn.ModelSpec(iterations=20))
NAMES = ("Kunde", "Alter", "Tarif", "Umsatz", "Notiz")
ROWS = [
    ("0123", "30", "gold", "1,5", "erste"),
    ("0007", "47", "basic", "-20,25", 'sagt "nein"; geht'),
    ("0999", "33", "basic", "", "zwei\nZeilen, und | mehr\there"),
    ("0500", "58", "silver", "7", ""),
]
NOTES = {
    "cp1252": "Überfällig €",
    "utf-8": "Überfällig → 解約",
    "utf-16-le": "Überfällig → 解約",
    "cp1251": "Просрочен №",
    "cp932": "解約しました",
    "cp1250": "Przeterminowane żółć",
    "gb18030": "流失客户",
}
TEXT_FORMATS = {
    "comma, UTF-8": FileFormat(),
    "semicolon, cp1252, decimal comma": FileFormat(delimiter=";", decimal=",", encoding="cp1252", newline="\r\n"),
    "tab, UTF-16 LE": FileFormat(delimiter="\t", encoding="utf-16-le", bom=True, newline="\r\n"),
    "semicolon, UTF-8 with BOM": FileFormat(delimiter=";", decimal=",", bom=True, newline="\r\n"),
    "bar": FileFormat(delimiter="|"),
    "comma, cp1251": FileFormat(encoding="cp1251"),
    "comma, Shift-JIS": FileFormat(encoding="cp932", newline="\r\n"),
    "semicolon, cp1250": FileFormat(delimiter=";", decimal=",", encoding="cp1250"),
    "comma, GB 18030": FileFormat(encoding="gb18030"),
    "semicolon, sep= line": FileFormat(delimiter=";", decimal=",", sep_line=True, newline="\r\n"),
    "comma, decimal comma": FileFormat(decimal=","),
    "comma, old Mac": FileFormat(newline="\r"),
}


@pytest.fixture(scope="module")
def model() -> Model:
    """Fit a model of Alter and Tarif."""
    columns = tables.customers()
    return churn.train(
        churn.load(tables.as_csv({"Alter": columns["Age"], "Tarif": columns["Plan"], "Churn": columns["Churn"]})), SHORT
    ).model


def rows_in(form: FileFormat) -> list[tuple[str, ...]]:
    """Return the rows as a file in this format has them: a note in its alphabet, numbers with its decimal sign."""
    note = NOTES[form.encoding]
    written = [(*row[:3], row[3].replace(",", form.decimal), row[4]) for row in ROWS]
    return [*written, ("0042", "29", "gold", "3", note)]


def text_file(form: FileFormat) -> bytes:
    """Write the rows as a file in this format, as a spreadsheet does."""
    buffer = io.StringIO()
    if form.sep_line:
        buffer.write(f"sep={form.delimiter}{form.newline}")
    writer = csv.writer(buffer, delimiter=form.delimiter, lineterminator=form.newline)
    writer.writerows([NAMES, *rows_in(form)])
    return ("\ufeff" * form.bom + buffer.getvalue()).encode(form.encoding)


def source(form: FileFormat) -> SourceTable:
    """Return what reading such a file as it is written gives."""
    columns = zip(*rows_in(form), strict=True)
    frame = pd.DataFrame(
        {name: pd.Series(values, dtype="category") for name, values in zip(NAMES, columns, strict=True)}
    )
    return SourceTable("kunden.csv", frame, "", form)


def checked(file: SourceTable, model: Model) -> Customers:
    """Check a file for the model."""
    return check_customers(file, model.schema)


def in_pandas(data: bytes, form: FileFormat, **options: Any) -> pd.DataFrame:  # noqa: ANN401 - pandas' own
    """Read a CSV with nothing but pandas."""
    table: pd.DataFrame = pd.read_csv(
        io.BytesIO(data), sep=form.delimiter, encoding="utf-16" if form.encoding == "utf-16-le" else form.encoding,
        skiprows=int(form.sep_line), decimal=form.decimal, keep_default_na=False, **options,
    )  # fmt: skip
    return table


@pytest.mark.parametrize("form", TEXT_FORMATS.values(), ids=TEXT_FORMATS)
def test_text_is_written_as_it_came_in(model: Model, form: FileFormat) -> None:
    """Delimiter, decimal sign, encoding, BOM, line ends, column order and every letter are those of the input."""
    ranking = score_customers(checked(source(form), model), model)
    data = to_bytes(ranking, "csv", RULE)
    text = data.decode(form.encoding)
    assert text.startswith("\ufeff") == form.bom
    lines = text.removeprefix("\ufeff").split(form.newline)
    assert lines[0] == f"sep={form.delimiter}" if form.sep_line else lines[0].startswith(f"Kunde{form.delimiter}")
    assert "\ufeff" not in text[1:]
    assert text.endswith(form.newline)
    cells = in_pandas(data, form, dtype=str)
    assert list(cells)[: len(NAMES)] == list(NAMES)
    expected = {row[0]: row for row in rows_in(form)}
    assert {row[0]: tuple(row[: len(NAMES)]) for row in cells.itertuples(index=False)} == expected
    numbers = in_pandas(data, form)
    assert np.allclose(numbers[PROBABILITY], ranking.p[ranking.order], atol=0, rtol=1e-12)
    assert np.allclose(numbers[GAIN], ranking.frame(RULE)[GAIN], atol=0, rtol=1e-12)
    assert all(form.decimal in cell for cell in cells[PROBABILITY])
    assert len(cells) == 5


UNMISTAKABLE = [name for name in TEXT_FORMATS if name not in {"semicolon, cp1250", "comma, old Mac"}]
"""Formats that reading finds out from these few rows."""


@pytest.mark.parametrize("name", UNMISTAKABLE)
def test_text_read_back_by_us(model: Model, name: str) -> None:
    """The scored file, read again, has the same customers, scores them alike, and scored again is the same file."""
    file = SourceTable.read(text_file(TEXT_FORMATS[name]), "kunden.csv")
    assert file.format == TEXT_FORMATS[name]
    ranking = score_customers(checked(file, model), model)
    once = to_bytes(ranking, "csv", RULE)
    read_back = SourceTable.read(once, "kunden.csv")
    assert read_back.format == file.format
    again = score_customers(checked(read_back, model), model)
    assert np.array_equal(again.p, ranking.p[ranking.order])
    assert to_bytes(again, "csv", RULE) == once


def typed_file(kind: FileKind) -> bytes:
    """Write a table of typed values with pandas."""
    frame, sink = typed_source(kind).frame, io.BytesIO()
    if kind == "excel":
        frame.to_excel(sink, index=False, sheet_name="März", engine="xlsxwriter", engine_kwargs=AS_TEXT)
    elif kind == "parquet":
        frame.to_parquet(sink)
    else:
        sink.write(frame.to_json(orient="records", lines=True, date_format="iso").encode())
    return sink.getvalue()


AS_TEXT = {"options": {"strings_to_formulas": False}}
NAMED: Mapping[FileKind, str] = {"csv": "k.csv", "excel": "k.xlsx", "json lines": "k.jsonl", "parquet": "k.parquet"}


@pytest.mark.parametrize("kind", ["excel", "json lines", "parquet"])
@pytest.mark.parametrize("other", NAMED)
def test_other_files_read_back_by_us(model: Model, kind: FileKind, other: FileKind) -> None:
    """A workbook, JSON lines and Parquet come out as they came in or as any other kind, and are scored alike again."""
    file = SourceTable.read(typed_file(kind), NAMED[kind])
    ranking = score_customers(checked(file, model), model)
    read_back = SourceTable.read(to_bytes(ranking, other, RULE), NAMED[other])
    assert read_back.format.kind == other
    again = score_customers(checked(read_back, model), model)
    assert np.array_equal(again.p, ranking.p[ranking.order])
    if kind == other:
        assert read_back.format == file.format
        theirs = file.frame.iloc[ranking.order].reset_index(drop=True)
        if kind == "excel":
            theirs = theirs.drop(columns="Karte")  # more digits than Excel keeps: they are text from now on
        pd.testing.assert_frame_equal(read_back.frame[list(theirs)], theirs)


def test_a_decimal_point_after_training_with_commas() -> None:
    """A column that training read with decimal commas is read so, with points too, and both files score alike."""
    columns = tables.customers()
    amounts = [f"{age * 1.25:.2f}" for age in map(int, map(str, columns["Age"]))]
    lines = [
        f"{amount.replace('.', ',')};{plan};{left}"
        for amount, plan, left in zip(amounts, columns["Plan"], columns["Churn"], strict=True)
    ]
    model = churn.train(churn.load(("Betrag;Tarif;Churn\n" + "\n".join(lines) + "\n").encode()), SHORT).model
    assert model.schema.numbers == ["Betrag"]
    commas = SourceTable.read(b"Betrag;Tarif\n37,50;gold\n40,25;basic\n61,75;silver\n", "a.csv")
    points = SourceTable.read(b"Betrag,Tarif\n37.50,gold\n40.25,basic\n61.75,silver\n", "b.csv")
    first, second = (score_customers(checked(file, model), model) for file in (commas, points))
    assert np.array_equal(first.p, second.p)
    assert first.customers.features["Betrag"].tolist() == [37.5, 40.25, 61.75]
    assert b"37,50;gold;" in to_bytes(first, "csv", RULE)
    assert b"37.50,gold," in to_bytes(second, "csv", RULE)


def typed_source(kind: FileKind, **form: Any) -> SourceTable:  # noqa: ANN401 - fields of a format
    """Return a table of typed values, as a workbook or JSON lines have them."""
    frame = pd.DataFrame(
        {
            "Alter": [30, 47, 33],
            "Tarif": pd.Categorical(["gold", "basic", "basic"]),
            "Umsatz": [1.5, None, -20.25],
            "Nr": ["0123", "=1+1", None],
            "Seit": pd.to_datetime(pd.Series(["2020-01-31", None, "2021-05-05 13:30"]), format="ISO8601"),
            "Aktiv": [True, False, True],
            "Karte": [4_111_111_111_111_111, 1, 2],
        }
    )
    return SourceTable(f"kunden.{kind}", frame, "", FileFormat(kind, **form))


def test_a_workbook_is_written_as_one(model: Model) -> None:
    """Numbers, dates and truth values are such, long numbers keep all digits, text is text and never a formula."""
    file = typed_source("excel", sheet="März", sheets=("März", "Rest"))
    ranking = score_customers(checked(file, model), model)
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_bytes(ranking, "excel", RULE)))
    assert book.sheet_names == ["März"]
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert header[: len(file.frame.columns)] == list(file.frame.columns)
    assert header[header.index(RANK) + 1] == PROBABILITY
    found = {row[0]: row for row in rows}
    assert found[30.0][1:4] == ["gold", 1.5, "0123"]
    assert str(found[30.0][4]) == "2020-01-31"
    assert str(found[33.0][4]) == "2021-05-05 13:30:00"
    assert found[47.0][2:6] == ["", "=1+1", "", False]
    assert found[30.0][6] == "4111111111111111"
    written = [row[header.index(PROBABILITY)] for row in rows]
    assert written == pytest.approx(ranking.p[ranking.order].tolist(), rel=1e-15, abs=0)  # sixteen digits


def test_what_no_workbook_holds(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet has an end, and so has a cell: said in words, and no file is left."""
    data = tables.as_csv({"Alter": [30, 47, 33], "Tarif": ["gold", "basic", "gold"], "Note": ["x" * 32_768, "", ""]})
    ranking = score_customers(checked(SourceTable.read(data, "in.csv"), model), model)
    with pytest.raises(DataError, match="32,768 characters; a cell of Excel holds 32,767"):
        write_ranking(ranking, tmp_path / "out.xlsx", RULE)
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    with pytest.raises(DataError, match=r"An Excel sheet holds 2 customers .*; there are 3 customers"):
        write_ranking(ranking, tmp_path / "out.xlsx", RULE)
    assert list(tmp_path.iterdir()) == []


def test_json_lines_are_written_as_such(model: Model) -> None:
    """An object a line with every column, numbers and truth values as such, no value null, every letter as it was."""
    file = typed_source("json lines")
    ranking = score_customers(checked(file, model), model)
    lines = to_bytes(ranking, "json lines", RULE).decode().splitlines()
    objects = [json.loads(line) for line in lines]
    assert [list(each)[:7] for each in objects] == [list(file.frame.columns)] * 3
    by_age = {each["Alter"]: each for each in objects}
    assert by_age[30] | {"Seit": ""} == by_age[30] | {"Umsatz": 1.5, "Nr": "0123", "Aktiv": True, "Seit": ""}
    assert (by_age[47]["Umsatz"], by_age[47]["Nr"], by_age[47]["Seit"]) == (None, "=1+1", None)
    assert by_age[30]["Karte"] == 4_111_111_111_111_111
    assert [each[PROBABILITY] for each in objects] == ranking.p[ranking.order].tolist()
    frame = pd.read_json(io.BytesIO(to_bytes(ranking, "json lines", RULE)), lines=True)
    assert frame["Tarif"].tolist() == ranking.customers.file.frame["Tarif"].iloc[ranking.order].tolist()


def test_parquet_keeps_types(model: Model) -> None:
    """A text of digits stays a text, a list a list."""
    buffer = io.BytesIO()
    pd.DataFrame({"Alter": [30, 47], "Tarif": ["gold", "basic"], "PLZ": ["12345", "01067"]}).to_parquet(buffer)
    file = SourceTable.read(buffer.getvalue(), "in.parquet")
    kept = pd.read_parquet(io.BytesIO(to_bytes(score_customers(checked(file, model), model), "parquet", RULE)))
    assert sorted(kept["PLZ"]) == ["01067", "12345"]


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("out.csv", TEXT_FORMATS["tab, UTF-16 LE"], TEXT_FORMATS["tab, UTF-16 LE"]),
        ("out.tsv", TEXT_FORMATS["bar"], replace(TEXT_FORMATS["bar"], delimiter="\t")),
        ("out.tsv", FileFormat("parquet"), FileFormat(delimiter="\t")),
        ("out.CSV", FileFormat("excel", sheet="A"), FileFormat()),
        ("out.xlsx", FileFormat("excel", sheet="A"), FileFormat("excel", sheet="A")),
        ("out.xlsx", FileFormat(encoding="cp1251"), FileFormat("excel")),
        ("out.jsonl", FileFormat(), FileFormat("json lines")),
        ("out.pq", FileFormat("parquet"), FileFormat("parquet")),
        ("out", FileFormat(delimiter=";"), FileFormat(delimiter=";")),
    ],
)
def test_the_ending_decides(name: str, form: FileFormat, expected: FileFormat) -> None:
    """The ending says what the file is; where that is what came in, its ways are kept."""
    assert format_for(Path(name), form) == expected


@pytest.mark.parametrize("name", ["out.xls", "out.XLSM", "out.ods", "out.xlsb"])
def test_workbooks_that_cannot_be_written(name: str) -> None:
    """They are refused by name, and told which can."""
    with pytest.raises(SpecError, match=r"a workbook is written as \.xlsx"):
        format_for(Path(name), FileFormat())


def test_names_of_scored_files() -> None:
    """The ending is the file's own, where that is what is written."""
    names: Mapping[str, tuple[FileKind, str]] = {
        "a.TSV": ("csv", ".tsv"), "a.txt": ("csv", ".txt"), "a.dat": ("csv", ".csv"), "old.xls": ("excel", ".xlsx"),
        "a.ndjson": ("json lines", ".ndjson"), "a": ("parquet", ".parquet"),
    }  # fmt: skip
    assert {name: ending_of(FileFormat(kind), name) for name, (kind, _) in names.items()} == {
        name: ending for name, (_, ending) in names.items()
    }


def test_a_text_that_the_encoding_lacks(model: Model, tmp_path: Path) -> None:
    """The file is then in UTF-8 with a byte order mark, by which spreadsheets know it, and the writer says so."""
    form = TEXT_FORMATS["comma, cp1251"]
    file = source(form)
    file.frame["Notiz"] = pd.Series(["解約", "a", "b", "c", "d"], dtype="category")
    ranking = score_customers(checked(file, model), model)
    out = tmp_path / "out.csv"
    assert write_ranking(ranking, out, RULE) == replace(form, encoding="utf-8", bom=True)
    assert out.read_bytes().startswith(codecs.BOM_UTF8)
    table = pd.read_csv(out, dtype=str)
    assert set(table["Notiz"]) == {"解約", "a", "b", "c", "d"}
    assert len(table) == 5


def test_levels_like_formulas_are_known_in_a_scored_file() -> None:
    """The apostrophe that keeps a spreadsheet from running them makes them no other level."""
    columns = {"Age": range(60), "Tag": ["@x", "=1+1", "-a", "plain"] * 15, "Churn": [*"nyynnn"] * 10}
    data = tables.as_csv(columns)
    learned = churn.train(churn.load(data), SHORT).model
    first = score_customers(check_customers(SourceTable.read(data, "new.csv"), learned.schema), learned)
    scored = to_bytes(first, "csv", RULE)
    assert b"'=1+1" in scored
    again = check_customers(SourceTable.read(scored, "new.csv"), learned.schema)
    assert again.unseen == ()
    assert np.sort(score_customers(again, learned).p).tolist() == np.sort(first.p).tolist()


@pytest.mark.parametrize("kind", ["json lines", "csv", "excel", "parquet"])
def test_a_file_that_is_in_order_already(model: Model, kind: FileKind) -> None:
    """A scored file of JSON lines, which is read in pieces, can be scored again and written as any kind."""
    rows = [{"Alter": 20 + row % 40, "Tarif": "gold", "Notiz": f"{row} lang"} for row in range(200)]
    data = "\n".join(map(json.dumps, rows)).encode()
    for again in ("json lines", kind):
        ranking = score_customers(check_customers(SourceTable.read(data, "new"), model.schema), model)
        data = to_bytes(ranking, again, RULE)
    assert set(SourceTable.read(data, "new").frame["Notiz"]) == {row["Notiz"] for row in rows}
