"""Which settings each test set has been used for: the more, the luckier the best of them."""

from collections.abc import Hashable


class SettingsCounter:
    """The keys of the runs that were tried on each test set; each run counts once."""

    def __init__(self) -> None:
        self._keys: dict[Hashable, dict[str, None]] = {}

    def add(self, test_set: Hashable, run_key: str) -> None:
        """Take note that a run was tried on a test set."""
        self._keys.setdefault(test_set, {})[run_key] = None

    def count(self, test_set: Hashable) -> int:
        """Count the runs that were tried on a test set."""
        return len(self.keys(test_set))

    def keys(self, test_set: Hashable) -> tuple[str, ...]:
        """Return the keys of the runs that were tried on a test set, in the order in which they were."""
        return tuple(self._keys.get(test_set, ()))
