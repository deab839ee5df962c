"""How many settings each test set has judged: the more, the luckier the best of them."""

from collections.abc import Hashable

from churn.model.split import SplitSpec
from churn.table.dataset import Dataset


def test_set_id(dataset: Dataset, spec: SplitSpec) -> Hashable:
    """Name the customers that judge a model: equal names are equal test rows with equal outcomes.

    The validation share is not part of it, since the test rows are cut off first; neither are the columns in use,
    unless profiles are kept together, because then the columns decide which rows are alike.
    """
    table = dataset.fingerprint if spec.grouped else (dataset.sha256, dataset.schema.target, dataset.schema.positive)
    return table, spec.test_share, spec.seed, spec.grouped


class SettingsCounter:
    """The keys of the runs that each test set has judged; each run counts once."""

    def __init__(self) -> None:
        self._keys: dict[Hashable, set[str]] = {}

    def add(self, test_set: Hashable, run_key: str) -> None:
        """Take note that a test set has judged a run."""
        self._keys.setdefault(test_set, set()).add(run_key)

    def count(self, test_set: Hashable) -> int:
        """Count the runs that a test set has judged."""
        return len(self._keys.get(test_set, ()))
