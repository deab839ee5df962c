"""Rows of a table into an Excel workbook: numbers, dates and truth values are such, and no text is a formula."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from churn.errors import DataError, quote
from churn.table.raw import FileFormat

MAX_ROWS: Final = 1_048_575  # below the header: what a sheet of Excel holds
MAX_COLUMNS: Final = 16_384
MAX_LETTERS: Final = 32_767  # in a cell
MAX_EXACT: Final = 10**15  # Excel keeps fifteen digits of a number: an id of more is safe as text only
FIRST_YEAR: Final = 1900
SHEET: Final = "Customers"
DAY: Final = "yyyy-mm-dd"
MOMENT: Final = "yyyy-mm-dd hh:mm:ss"

Put = Callable[[int, int, Any], object]


def refuse_too_large(rows: int, columns: int) -> None:
    """Refuse what no sheet of Excel holds; raises DataError."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise DataError(
            f"An Excel sheet holds {MAX_ROWS:,} customers and {MAX_COLUMNS:,} columns; there are {rows:,} customers and"
            f" {columns:,} columns. Take CSV or Parquet."
        )


def write_workbook(steps: Iterator[pd.DataFrame], sink: IO[bytes], form: FileFormat) -> None:
    """Write one sheet, called as the one that was read.

    Text goes into cells of text, which Excel never takes for a formula, so none needs an apostrophe.

    Raises
    ------
    DataError
        If a text is longer than a cell of Excel.
    """
    options = {"constant_memory": True, "nan_inf_to_errors": False, "remove_timezone": True}
    with Workbook(sink, options) as book:
        sheet = _sheet(book, form.sheet)
        looks = {look: book.add_format({"num_format": look}) for look in (DAY, MOMENT)}
        row = 0
        for rows in steps:
            if row == 0:
                for place, name in enumerate(rows.columns):
                    _put_text(sheet, 0, place, str(name))
                row = 1
            columns = [_cells(sheet, rows.iloc[:, place], looks) for place in range(rows.shape[1])]
            for values in zip(*(values for values, _ in columns), strict=True):
                for place, value in enumerate(values):
                    if value is not None:
                        columns[place][1](row, place, value)
                row += 1


def _sheet(book: Workbook, name: str | None) -> Worksheet:
    try:
        return book.add_worksheet(name or SHEET)
    except XlsxWriterException:  # a name that other programs allow, and Excel does not
        return book.add_worksheet(SHEET)


def _cells(sheet: Worksheet, column: pd.Series, looks: dict[str, Format]) -> tuple[list[Any], Put]:
    """Return a column's values, None where there is none, and what writes one of them."""
    there = column.notna()
    values = column.astype(object).where(there, None)
    kind = column.cat.categories.dtype if isinstance(column.dtype, pd.CategoricalDtype) else column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return values.tolist(), sheet.write_boolean
    if pd.api.types.is_numeric_dtype(kind):
        numbers = pd.to_numeric(values.dropna()).abs()
        if not len(numbers) or numbers.max() < MAX_EXACT:
            return values.tolist(), sheet.write_number
        return values.tolist(), lambda row, place, value: _put_any(sheet, row, place, value, looks)
    return values.tolist(), lambda row, place, value: _put_any(sheet, row, place, value, looks)


def _put_any(sheet: Worksheet, row: int, place: int, value: Any, looks: dict[str, Format]) -> None:  # noqa: ANN401
    """Write a value that may be anything."""
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float) and abs(value) < MAX_EXACT:
        sheet.write_number(row, place, value)
    elif isinstance(value, dt.datetime) and value.year >= FIRST_YEAR:
        sheet.write_datetime(row, place, value, looks[MOMENT if value.time() > dt.time() else DAY])
    elif isinstance(value, dt.date) and value.year >= FIRST_YEAR:
        sheet.write_datetime(row, place, value, looks[DAY])
    else:
        _put_text(sheet, row, place, str(value))


def _put_text(sheet: Worksheet, row: int, place: int, text: str) -> None:
    if len(text) > MAX_LETTERS:
        where = f"row {row:,}, column {place + 1}" if row else f"the name of column {place + 1}"
        raise DataError(
            f"{quote(text)} ({where} of the scored file) has {len(text):,} characters; a cell of Excel holds"
            f" {MAX_LETTERS:,}. Take CSV or Parquet."
        )
    sheet.write_string(row, place, text)
