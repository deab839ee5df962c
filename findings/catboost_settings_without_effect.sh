#!/usr/bin/env bash
# Question: what does CatBoost do with settings that its kind of tree, or of sampling, has no use for?
# Version:  catboost 1.2.10, numpy 2.4.6, Python 3.11
# Behaviour: it depends on the setting. max_leaves and subsample are refused where they have no effect. min_data_in_leaf
#   is accepted, told of by get_all_params, and changes no bit of the predictions: of the default, symmetric trees a leaf
#   may have one row, whatever is asked for, even more rows than there are. Nor does bagging_temperature change anything
#   with the default sampling, MVS, named or not. A search over these two settings fits one and the same model again and
#   again, and nothing says so.
# Output seen:
#   min_data_in_leaf 10000: accepted, get_all_params says 10000, equal True, smallest leaf 1 of 1000
#   min_data_in_leaf 10000, grow_policy Depthwise: equal False
#   bagging_temperature 50: accepted, equal True
#   bagging_temperature 50, bootstrap_type MVS: accepted, equal True
#   bagging_temperature 50, bootstrap_type Bayesian: equal False
#   max_leaves 4: refused, max_leaves option works only with lossguide tree growing
#   subsample 0.5, bootstrap_type Bayesian: refused, bayesian bootstrap doesn't support 'subsample' option
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check catboost==1.2.10 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from catboost import CatBoostClassifier, CatBoostError, Pool

rng = np.random.default_rng(0)
x = rng.normal(size=(1000, 4))
pool = Pool(x, (rng.random(1000) < 1 / (1 + np.exp(-x[:, 0] - x[:, 1] * x[:, 2]))).astype(int))


def fit(**settings):
    options = dict(iterations=50, depth=6, learning_rate=0.1, random_seed=1, verbose=False, allow_writing_files=False)
    return CatBoostClassifier(**options, **settings).fit(pool)


def equal(setting, value, **kind):
    fits = fit(**kind), fit(**kind, **{setting: value})
    return np.array_equal(*(model.predict_proba(pool) for model in fits))


def refused(**settings):
    try:
        fit(**settings)
    except CatBoostError as err:
        return str(err).split("Error: ")[-1].split(": ")[-1]
    return ""


model = fit(min_data_in_leaf=10000)
leaves = model.calc_leaf_indexes(pool)
smallest = min(np.unique(tree, return_counts=True)[1].min() for tree in leaves.T)
told, same = model.get_all_params()["min_data_in_leaf"], equal("min_data_in_leaf", 10000)
other = equal("min_data_in_leaf", 10000, grow_policy="Depthwise")
print(f"min_data_in_leaf 10000: accepted, get_all_params says {told}, equal {same}, smallest leaf {smallest} of 1000")
print(f"min_data_in_leaf 10000, grow_policy Depthwise: equal {other}")
unnamed, named = (equal("bagging_temperature", 50, **kind) for kind in ({}, {"bootstrap_type": "MVS"}))
print(f"bagging_temperature 50: accepted, equal {unnamed}")
print(f"bagging_temperature 50, bootstrap_type MVS: accepted, equal {named}")
bayesian = equal("bagging_temperature", 50, bootstrap_type="Bayesian")
print(f"bagging_temperature 50, bootstrap_type Bayesian: equal {bayesian}")
leaves_refused, sample_refused = refused(max_leaves=4), refused(subsample=0.5, bootstrap_type="Bayesian")
print(f"max_leaves 4: refused, {leaves_refused}")
print(f"subsample 0.5, bootstrap_type Bayesian: refused, {sample_refused}")
assert (told, same, other, smallest) == (10000, True, False, 1)
assert (unnamed, named, bayesian) == (True, True, False)
assert "lossguide" in leaves_refused
assert "subsample" in sample_refused
PY
