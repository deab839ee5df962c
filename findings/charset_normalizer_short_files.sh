#!/usr/bin/env bash
# Question: does charset-normalizer find the encoding of a short table, a handful of words beyond ASCII?
# Version:  charset-normalizer 3.5.2, Python 3.11
# Behaviour: often not, and without a hint that it is a guess. In tables of a few lines it reads Western European text as
#   Central European or Chinese, Turkish as Central European, Russian in KOI8-R as Japanese; no error is raised.
# Output seen:
#   cp1252 Prénom Résilié français Hélène forêt: read as cp1250, wrong
#   cp1252 São Paulo João região não: read as big5, wrong
#   cp1252 Malmö Västerås Åsa Björn: read as cp1250, wrong
#   cp1252 5€ 10€ 20€: read as cp437, wrong
#   cp1254 Şehir Ayşe Müşteri İstanbul Muğla: read as cp1250, wrong
#   koi8-r Имя Сумма Отток Москва Казань: read as shift_jis_2004, wrong
#   6 of 6 read wrong
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check charset-normalizer==3.5.2
"$folder/venv/bin/python" - <<'PY'
from charset_normalizer import from_bytes

WORDS = {
    "cp1252": ["Prénom Résilié français Hélène forêt", "São Paulo João região não", "Malmö Västerås Åsa Björn", "5€ 10€ 20€"],
    "cp1254": ["Şehir Ayşe Müşteri İstanbul Muğla"],
    "koi8-r": ["Имя Сумма Отток Москва Казань"],
}
wrong = 0
for encoding, several in WORDS.items():
    for words in several:
        text = "id,note,Churn\n" + "".join(f"{row},{word},Yes\n" for row, word in enumerate(words.split()))
        best = from_bytes(text.encode(encoding)).best()
        right = best is not None and str(best) == text
        wrong += not right
        print(f"{encoding} {words}: read as {best and best.encoding}, {'right' if right else 'wrong'}")
print(f"{wrong} of {sum(map(len, WORDS.values()))} read wrong")
assert wrong >= 3
PY
