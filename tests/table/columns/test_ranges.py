"""What one sort, or one count, says about a column of numbers."""

import numpy as np
import pandas as pd
import pytest

from churn.table.columns.ranges import range_of

RNG = np.random.default_rng(1)


@pytest.mark.parametrize(
    "values",
    [
        RNG.integers(-5, 50, 1001),
        RNG.integers(-(10**12), 10**12, 1000),
        RNG.normal(size=1000),
        np.append(RNG.normal(size=77), [np.nan, np.nan]),
        np.round(RNG.normal(size=500)),
        np.array([5]),
        np.array([2**62, 2**61, -(2**62)]),
        np.array([np.nan]),
        np.array([], dtype=np.float64),
    ],
    ids=["few-whole", "many-whole", "fractions", "gaps", "whole-floats", "one", "large", "only-gaps", "none"],
)
def test_equals_pandas(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    """Range, median and counts are those of pandas, to the last bit."""
    found, series = range_of(values), pd.Series(values)
    there = series.dropna()
    assert found.missing == series.isna().sum()
    assert found.distinct == there.nunique()
    if there.empty:
        assert (found.low, found.high, found.median) == (None, None, None)
    else:
        expected = (float(there.min()), float(there.max()), float(there.median()), bool((there % 1 == 0).all()))
        assert (found.low, found.high, found.median, found.integer) == expected
