#!/usr/bin/env bash
# Question: are the first k trees of a CatBoost model what a fit with iterations=k gives, all else equal?
# Version:  catboost 1.2.10, numpy 2.4.6, Python 3.11
# Behaviour: only if k is at least 200. Below, and where nobody names them, two settings take other values without a
#   word: leaf_estimation_iterations 1 instead of 10 and, with categories, max_ctr_complexity 1 instead of 4. So a fit
#   with the number of trees that early stopping found is another model than the one it was found for. With both
#   settings named, shorter fits are true prefixes, to the last bit.
# Output seen:
#   150 trees: equal False, leaf_estimation_iterations 1, max_ctr_complexity 1
#   199 trees: equal False, leaf_estimation_iterations 1, max_ctr_complexity 1
#   200 trees: equal True, leaf_estimation_iterations 10, max_ctr_complexity 4
#   both named, 150 trees: equal True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check catboost==1.2.10 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from catboost import CatBoostClassifier, Pool

rng = np.random.default_rng(0)
colour, size = rng.choice(["red", "green", "blue", "grey"], 600), rng.normal(size=600)
left = rng.random(600) < 1 / (1 + np.exp(-size - (colour == "red")))
pool = Pool([[c, s] for c, s in zip(colour, size)], left.astype(int), cat_features=[0])


def fit(trees, **named):
    options = dict(learning_rate=0.1, depth=4, random_seed=1, verbose=False, allow_writing_files=False)
    return CatBoostClassifier(iterations=trees, **options, **named).fit(pool)


def equal(trees, **named):
    long = fit(300, **named).predict_proba(pool, ntree_end=trees)
    return np.array_equal(fit(trees, **named).predict_proba(pool), long)


seen = {}
for trees in (150, 199, 200):
    values = fit(trees).get_all_params()
    seen[trees] = equal(trees), values["leaf_estimation_iterations"], values["max_ctr_complexity"]
    same, leaf, ctr = seen[trees]
    print(f"{trees} trees: equal {same}, leaf_estimation_iterations {leaf}, max_ctr_complexity {ctr}")
named = equal(150, leaf_estimation_iterations=10, max_ctr_complexity=4)
print(f"both named, 150 trees: equal {named}")
assert seen == {150: (False, 1, 1), 199: (False, 1, 1), 200: (True, 10, 4)}
assert named
PY
