"""Numbers, settings and names are written the same way everywhere, and none of them is markup."""

from churn.show import formats


def test_long_names_stay_apart() -> None:
    """Names that differ at their end only differ when they are shortened too."""
    names = [f"Naive_Bayes_{'x' * 100}_{number}" for number in (1, 2)]
    short = [formats.short_name(name) for name in names]
    assert short[0] != short[1]
    assert all("…" in each for each in short)
    assert formats.short_name("a\n b") == "a b"
