"""Where a table ends among the last lines of a file or sheet: totals, sources and counts are no customers."""

import re
from collections.abc import Sequence
from typing import Final

from churn.table.finding import Finding
from churn.table.formats.layout import Below, Row, is_value, left_out

MAX_FOOTERS: Final = 10
TOTALS: Final = (
    "total totals sum sums subtotal average mean summe gesamt insgesamt gesamtsumme durchschnitt mittelwert somme"
    " moyenne totale media suma promedio soma média totaal gemiddelde razem łącznie celkem súčet összesen ukupno"
    " toplam итого всего сумма среднее разом σύνολο 合计 总计 总和 合計 總計 総計 小計 평균 합계 총계"
)
_SIGNATURE: Final = re.compile(r"\S+\s*:|[\w ]+ \d[\d.,]*\s*$|\(?\d[\d.,]* \w+\W*$|©|source|quelle|note", re.IGNORECASE)


def footers(rows: Sequence[Row], head: Sequence[Row], width: int) -> tuple[int, tuple[Finding, ...]]:
    """Count the rows at the end that are no customers: totals, sources, counts.

    Parameters
    ----------
    rows : sequence of sequences of str
        The last rows, blank ones among them as empty sequences or empty cells.
    head : sequence of sequences of str
        The first customers, to compare with, as far as they are not among the last ones.
    width : int
        The number of columns.

    Returns
    -------
    count : int
        How many of the last rows to leave out, blank ones in between included.
    findings : tuple of Finding
        One for each row that is left out.
    """
    findings: list[Finding] = []
    count = 0
    for back in range(1, min(MAX_FOOTERS, len(rows)) + 1):
        row = [cell.strip() for cell in rows[-back]]
        if not any(row):
            continue
        before = (*head, *rows[:-back])
        apart = bool(before) and not any(map(str.strip, before[-1]))
        said = _footer(row, Below(before), width, apart=apart)
        if not said:
            break
        findings.insert(0, left_out(f"The last line was left out: {said}", row))
        count = back
    return count, tuple(findings)


def _footer(row: Row, before: Below, width: int, *, apart: bool) -> str:
    """Say why a row at the end is no customer; empty if it may be one."""
    said = [cell for cell in row if cell]
    label = said[0]
    seen = before.column(row.index(label))
    if label in seen:
        return ""
    if _total(label):
        return "it is a total" if _sums_up(row, before, label) else ""
    if len(said) > 1 or width < 2 or label != row[0] or not any(map(str.isalpha, label)):
        return ""
    clear = apart or _SIGNATURE.match(label) is not None or (" " in label and not any(" " in value for value in seen))
    return "it holds one remark instead of values" if clear else ""


def _total(label: str) -> bool:
    return re.split(r"[\s:(]", label.lower(), maxsplit=1)[0] in {*TOTALS.split(), "grand"}


def _sums_up(row: Row, before: Below, label: str) -> bool:
    """Say whether all but the label are values, and one of them, or the word alone, is what no customer has."""
    values = {place: cell for place, cell in enumerate(row) if cell and cell != label}
    if not values:
        return len(row) > 1
    if not all(map(is_value, values.values())):
        return False
    if len(values) < len(row) - 1 and label.lower().strip(" :") in TOTALS.split():
        return True
    return any(_size(cell) > max(map(_size, before.column(place)), default=0.0) for place, cell in values.items())


def _size(cell: str) -> float:
    """Return about how large a value is, whatever is written between its digits."""
    whole = re.sub(r"[^\d.,]|[.,](?=\d{3}(?!\d))", "", cell).replace(",", ".")
    return float(match[0]) if (match := re.match(r"\d+(?:\.\d+)?", whole)) else 0.0
