#!/usr/bin/env bash
# Question: can a CatBoost model of n trees always be cut to its first k < n trees with shrink(k)?
# Version:  catboost 1.2.10, numpy 2.4.6, Python 3.11
# Behaviour: no. A tree that found no split worth making still counts as a tree in tree_count_ and contributes its
#   value, but shrink compares k with the number of splits instead of the number of trees. Small tables with strong
#   regularisation have such trees, and early stopping may well want to keep more trees than there are splits.
# Output seen:
#   40 trees with 38 splits in all
#   shrink(38): 38 trees
#   shrink(39): … end tree index should be not greater than tree count.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check catboost==1.2.10 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from catboost import CatBoostClassifier, CatBoostError, Pool

rng = np.random.default_rng(3)
rows = list(zip(rng.integers(20, 60, 35).tolist(), rng.choice(list("abc"), 35).tolist()))
pool = Pool(rows, (rng.random(35) < 0.85).astype(int), cat_features=[1])
options = dict(learning_rate=1, depth=1, l2_leaf_reg=100, random_seed=1, verbose=False, allow_writing_files=False)
model = CatBoostClassifier(iterations=40, **options).fit(pool)
splits = sum(len(model._get_tree_splits(tree, pool)) for tree in range(model.tree_count_))
print(f"{model.tree_count_} trees with {splits} splits in all")
cut = model.copy()
cut.shrink(38)
print(f"shrink(38): {cut.tree_count_} trees")
try:
    model.copy().shrink(39)
except CatBoostError as error:
    print(f"shrink(39): {error}")
    refused = "tree count" in str(error)
else:
    refused = False
assert (model.tree_count_, splits, cut.tree_count_, refused) == (40, 38, 38, True)
PY
