#!/usr/bin/env bash
# Question: which codes does pyarrow.csv take for numbers, where it finds the types of columns itself?
# Version:  pyarrow 26.0.1, Python 3.11
# Behaviour: all of digits. Leading zeros are lost (0123 is 123), a hexadecimal 0x1F is the integer 31, a phone number
#   with a plus sign becomes a float, and so do twenty digits, of which sixteen are kept. Nothing warns.
# Output seen:
#   zip: 0123 is 123 (int64)
#   hex: 0x1F is 31 (int64)
#   phone: +441632960123 is 441632960123.0 (double)
#   serial: 12345678901234567890 is 1.2345678901234567e+19 (double)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1
"$folder/venv/bin/python" - <<'PY'
import pyarrow as pa
from pyarrow import csv

written = {"zip": "0123", "hex": "0x1F", "phone": "+441632960123", "serial": "12345678901234567890"}
text = f"{','.join(written)}\n{','.join(written.values())}\n"
table = csv.read_csv(pa.BufferReader(text.encode()))
for name, code in written.items():
    print(f"{name}: {code} is {table[name][0].as_py()!r} ({table[name].type})")
read = {name: (table[name][0].as_py(), str(table[name].type)) for name in written}
assert read == {
    "zip": (123, "int64"), "hex": (31, "int64"), "phone": (441632960123.0, "double"),
    "serial": (12345678901234567890.0, "double"),
}
PY
