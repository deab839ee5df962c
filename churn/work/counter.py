"""How many settings each test set has judged: the more, the luckier the best of them."""

from collections.abc import Hashable


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
