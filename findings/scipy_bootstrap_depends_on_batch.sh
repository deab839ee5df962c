#!/usr/bin/env bash
# Question: does `batch` of scipy.stats.bootstrap, which is there to save memory, change the interval?
# Version:  scipy 1.17.1, numpy 2.4.6, Python 3.11
# Behaviour: of two samples that are not paired, yes. The rows of the first sample are drawn for a whole batch, then
#   those of the second, from one random stream: with another batch, the same seed draws other rows, and the ends of
#   the interval move, here by up to a twentieth of its width. Of paired samples, the interval is the same to the last digit.
# Output seen:
#   two samples, batch None: -0.782 to 0.062
#   two samples, batch 100: -0.774 to 0.088
#   two samples, batch 7: -0.819 to 0.056
#   paired, batch None: -0.922 to 0.116
#   paired, batch 100: -0.922 to 0.116
#   paired, batch 7: -0.922 to 0.116
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from scipy.stats import bootstrap

rng = np.random.default_rng(0)
one, other = rng.normal(size=30), rng.normal(size=40)


def difference(one, other, axis):
    return one.mean(axis=axis) - other.mean(axis=axis)


def interval(second, batch, paired):
    found = bootstrap(
        (one, second), difference, paired=paired, batch=batch, n_resamples=999, method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    print(f"{'paired' if paired else 'two samples'}, batch {batch}: {found.low:.3f} to {found.high:.3f}")
    return tuple(found)


batches = (None, 100, 7)
assert len({interval(other, batch, paired=False) for batch in batches}) == 3
assert len({interval(other[:30], batch, paired=True) for batch in batches}) == 1
PY
