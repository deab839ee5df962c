#!/usr/bin/env bash
# Question: does eval_metrics of a CatBoost model that was fitted with auto_class_weights count customers as they are?
# Version:  catboost 1.2.10, numpy 2.4.6, Python 3.11
# Behaviour: no. The weights of the training classes go on weighing whatever pool is evaluated afterwards, also after
#   the model was saved and loaded: precision comes out as it would be if both outcomes were equally frequent.
# Output seen:
#   precision counted 0.162, eval_metrics 0.628, after loading 0.628
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check catboost==1.2.10 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from catboost import CatBoostClassifier, Pool

rng = np.random.default_rng(0)
x = rng.normal(size=(3000, 2))
y = (rng.random(3000) < 1 / (1 + np.exp(2.5 - x[:, 0]))).astype(int)
train, new = Pool(x[:2000], y[:2000]), Pool(x[2000:], y[2000:])
options = dict(iterations=50, depth=2, random_seed=1, verbose=False, allow_writing_files=False)
model = CatBoostClassifier(auto_class_weights="Balanced", **options).fit(train)
model.save_model("model.cbm")
loaded = CatBoostClassifier().load_model("model.cbm")
flagged = model.predict(new).astype(int) == 1
counted = y[2000:][flagged].mean()
said = [each.eval_metrics(new, ["Precision"])["Precision"][-1] for each in (model, loaded)]
print(f"precision counted {counted:.3f}, eval_metrics {said[0]:.3f}, after loading {said[1]:.3f}")
assert said[0] == said[1]
assert said[0] > counted + 0.1
PY
