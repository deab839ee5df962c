"""The counter of settings that were tried on a test set."""

from churn.work.counter import SettingsCounter


def test_each_run_counts_once_for_its_test_set() -> None:
    """The same run again is no news, and one test set knows nothing of another."""
    counter = SettingsCounter()
    for test_set, run in (("a", "1"), ("a", "2"), ("a", "1"), ("b", "1")):
        counter.add(test_set, run)
    assert [counter.count(test_set) for test_set in ("a", "b", "c")] == [2, 1, 0]
    assert counter.keys("a") == ("1", "2")
    assert counter.keys("c") == ()
