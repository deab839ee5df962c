"""What customers did who are exactly alike: equal in every column that the model sees."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.reliability.experience import Groups
from churn.table.dataset import Dataset

Keys = NDArray[np.uint64]


class Twins:
    """The customers of a table with their outcomes, ready to be looked up by all of their values; read-only.

    All customers of the table count, whatever part of the split they fell into: what they did is known.

    Parameters
    ----------
    dataset : Dataset
        The table.

    Examples
    --------
    >>> from churn.table.dataset import SAMPLE, load
    >>> dataset = load(SAMPLE)
    >>> Twins(dataset).of(dataset.frame.head(1)).customers.tolist()
    [1]
    """

    def __init__(self, dataset: Dataset) -> None:
        self._key = _keys(dataset.frame)
        self._y = dataset.y
        self._keys, place = np.unique(self._key, return_inverse=True)
        self._customers = np.bincount(place)
        self._left = np.bincount(place, dataset.y).astype(np.int_)

    def of(self, features: pd.DataFrame, themselves: NDArray[np.intp] | None = None) -> Groups:
        """Return the customers of the table who are exactly like each of some customers.

        Parameters
        ----------
        features : DataFrame, (n, columns)
            As the data set's schema returns it from `check`.
        themselves : ndarray of int, shape (n,), optional
            Rows of the table that these customers are, -1 for none: nobody is a twin of his own. A row with other
            values is not this customer.
        """
        keys = _keys(features)
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found = self._keys[place] == keys
        customers, left = np.where(found, self._customers[place], 0), np.where(found, self._left[place], 0)
        if themselves is not None:
            own = (themselves >= 0) & (self._key[themselves] == keys)
            customers, left = customers - own, left - (own & (self._y[themselves] == 1))
        return Groups(customers, left)


def _keys(features: pd.DataFrame) -> Keys:
    """Give equal customers equal numbers, and different ones different numbers (64 bits of a hash); shape (n,)."""
    keys = np.zeros(len(features), dtype=np.uint64)
    for name in features:
        keys = _mixed(keys ^ _hashes(features[name]))
    return keys


def _hashes(column: pd.Series) -> Keys:
    """Hash the values of a column: numbers by their bits, 3 and 3.0 alike, and categories by their names."""
    values = column.array
    if not isinstance(values, pd.Categorical):
        numbers = column.to_numpy(dtype=np.float64) + 0.0  # −0 is 0
        return _mixed(np.where(np.isnan(numbers), np.nan, numbers).view(np.uint64))
    names, codes = values.categories.to_numpy(dtype=object), np.asarray(values.codes)
    if len(codes) < len(names):
        return pd.util.hash_array(names[codes], categorize=False)
    return pd.util.hash_array(names, categorize=False)[codes]


def _mixed(bits: Keys) -> Keys:
    """Spread every bit over all 64, one to one: the last steps of SplitMix64 (Steele, Lea, Flood 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
