#!/usr/bin/env bash
# Question: does python-calamine say that a workbook is protected by a password?
# Version:  python-calamine 0.9.1, Python 3.11
# Behaviour: only of a file on disk whose name ends like a workbook's. From bytes, as an upload comes, the same file is
#   one whose format cannot be detected, as if it were damaged.
# Output seen:
#   as a path: PasswordError Workbook is password protected
#   as bytes: CalamineError Cannot detect file format
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-calamine==0.9.1 msoffcrypto-tool==6.0.0 XlsxWriter==3.3.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io

import msoffcrypto.format.ooxml
import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

plain = io.BytesIO()
with xlsxwriter.Workbook(plain) as book:
    book.add_worksheet().write(0, 0, "Age")
with open("protected.xlsx", "wb") as sink:
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", sink)
said = {}
with open("protected.xlsx", "rb") as source:
    ways = {"a path": "protected.xlsx", "bytes": io.BytesIO(source.read())}
for way, file in ways.items():
    try:
        CalamineWorkbook.from_object(file)
    except CalamineError as err:
        said[way] = type(err).__name__
        print(f"as {way}: {type(err).__name__} {err}")
assert said == {"a path": "PasswordError", "bytes": "CalamineError"}
PY
