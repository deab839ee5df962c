#!/usr/bin/env bash
# Question: does pyarrow.csv refuse a file in which a quote opens a value and is never closed?
# Version:  pyarrow 26.0.1, Python 3.11
# Behaviour: only where the lines then have too few values. If the quote opens in the last column, all lines to the end
#   of the file become one value without a word: three rows are read as one. The handler for invalid rows isn't asked.
# Output seen:
#   closed: 3 rows; open in the last column: 1 row, its value 'x\n2,y\n3,z\n'
#   open in the first column: CSV parse error: Expected 2 columns, got 1: "2,y
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1
"$folder/venv/bin/python" - <<'PY'
import pyarrow as pa
from pyarrow import csv

asked = []


def handler(row):
    asked.append(row)
    return "error"


def read(data):
    parsing = csv.ParseOptions(newlines_in_values=True, invalid_row_handler=handler)
    return csv.read_csv(pa.BufferReader(data), parse_options=parsing)


closed, last = read(b'a,b\n1,"x"\n2,y\n3,z\n'), read(b'a,b\n1,"x\n2,y\n3,z\n')
value = last["b"][0].as_py()
print(f"closed: {closed.num_rows} rows; open in the last column: {last.num_rows} row, its value {value!r}")
assert (closed.num_rows, last.num_rows, value, asked) == (3, 1, "x\n2,y\n3,z\n", [])
try:
    read(b'a,b\n1,x\n"2,y\n3,z\n')
except pa.ArrowInvalid as error:
    print(f"open in the first column: {str(error).splitlines()[0]}")
else:
    raise SystemExit("an open quote in the first column is read, too")
PY
