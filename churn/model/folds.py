"""The rows of a table cut into folds: each is held out once, from a model that is trained on the others."""

import numpy as np
from numpy.typing import NDArray

from churn.model.division import decided
from churn.model.split import Split, SplitSpec, cut, together
from churn.table.dataset import Dataset


def folds(
    dataset: Dataset,
    spec: SplitSpec,
    n: int,
    *,
    rows: NDArray[np.intp] | None = None,
    seed: int | None = None,
    shuffled: bool = False,
) -> list[Split]:
    """Cut rows into test parts that hold equally many leavers, each with train and validation of the rest.

    What the settings of the split keep together falls into the same part. A fold without customers, or without any
    for train or validation, is left out.

    Parameters
    ----------
    dataset : Dataset
        The table.
    spec : SplitSpec
        What stays together, and the share of the rest that validates.
    n : int
        How many folds.
    rows : ndarray of int, optional
        Positions of the rows that are cut; nothing else of the table is looked at. All by default.
    seed : int, optional
        Of the cuts, that of the split by default.
    shuffled : bool
        Whether each round is dealt out in another order: then other seeds give other folds also where every group of
        rows that stay together has a churn rate of its own, and the order of the rates leaves nothing to chance.
    """
    kept = together(dataset, decided(dataset, spec.by))
    seed = spec.seed if seed is None else seed
    used = np.arange(len(dataset)) if rows is None else np.sort(rows)
    group = used if kept is None else kept[used]
    group = np.unique(group, return_inverse=True)[1]
    rates = np.bincount(group, dataset.y[used]) / np.bincount(group)
    random = np.random.default_rng(seed).permutation(len(rates))
    fold = np.empty(len(rates), dtype=np.intp)
    fold[np.lexsort((random, rates))] = _dealt(len(rates), n, seed if shuffled else None)  # in the order of the rates
    found = []
    for number in range(n):
        held_out = fold[group] == number
        try:
            train, validation = cut(used[~held_out], spec.validation_share, seed, kept)
        except ValueError:
            continue
        if held_out.any():
            found.append(Split(train, validation, used[held_out]))
    return found


def _dealt(groups: int, n: int, seed: int | None) -> NDArray[np.intp]:
    """Deal out groups to n folds, round by round; with a seed, each round in another order."""
    rounds = np.tile(np.arange(n), (-(-groups // n), 1))
    if seed is not None:
        rounds = np.random.default_rng(seed).permuted(rounds, axis=1)
    return rounds.ravel()[:groups]
