#!/usr/bin/env bash
# Question: does GroupShuffleSplit give the same parts for the same groups under other names?
# Version:  scikit-learn 1.9.1, NumPy 2.4.6, Python 3.11
# Behaviour: only if the names sort alike. It shuffles the sorted unique values: codes by first appearance
#   (pandas.factorize) in the place of the values are another split for the same seed; codes by sorted value are not.
# Output seen:
#   values: test has ['b', 'c']
#   codes by first appearance: test has ['a', 'c']
#   codes by sorted value: test has ['b', 'c']
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from sklearn.model_selection import GroupShuffleSplit

groups = np.array(list("bbacadef") * 3)
appeared = {value: code for code, value in enumerate(dict.fromkeys(groups))}
ways = {
    "values": groups,
    "codes by first appearance": np.array([appeared[value] for value in groups]),
    "codes by sorted value": np.unique(groups, return_inverse=True)[1],
}
tested = {}
for name, each in ways.items():
    split = GroupShuffleSplit(1, test_size=0.3, random_state=1)
    _, test = next(split.split(np.zeros((len(groups), 1)), groups=each))
    tested[name] = sorted(map(str, set(groups[test])))
    print(f"{name}: test has {tested[name]}")
assert tested["values"] == tested["codes by sorted value"] != tested["codes by first appearance"]
PY
