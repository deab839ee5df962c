"""What was read last stands in for what cannot be read, until it can be again."""

import pytest

from churn.errors import DataError
from churn.work.last_good import LastGood


def broken() -> str:
    """Fail as a half written file does."""
    raise DataError("half written")


def test_the_last_good_one_stands_in() -> None:
    """It does so from the first fault on, under the time of that, and no longer than the faults last."""
    kept = LastGood[str]()
    assert (kept.read("a", lambda: "old"), kept.fault("a")) == ("old", None)
    assert kept.read("a", broken) == "old"
    first = kept.fault("a")
    assert first is not None
    assert first.why == "half written"
    assert kept.read("a", broken) == "old"
    again = kept.fault("a")
    assert again is not None
    assert again.since == first.since
    assert (kept.read("a", lambda: "new"), kept.fault("a")) == ("new", None)


def test_nothing_stands_in_for_what_was_never_read() -> None:
    """Nor does what was read under another key."""
    kept = LastGood[str]()
    kept.read("a", lambda: "old")
    with pytest.raises(DataError, match="half written"):
        kept.read("b", broken)
    assert kept.fault("b") is None
