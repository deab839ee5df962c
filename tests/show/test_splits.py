"""A split has one name, wherever it is named."""

import pytest

from churn.model.run import RunSpec
from churn.model.split import SplitSpec
from churn.show import formats, splits

WAYS = ("random", "profiles", "column:*Shop*", "time:Came\n in")


@pytest.mark.parametrize(
    ("by", "customer", "option"),
    [
        ("automatic", None, "At random"),
        ("automatic", "Client", "Client: its rows together (found)"),
        ("random", "Client", "At random"),
        ("profiles", None, "Identical profiles together"),
        ("column:*Shop*", None, "*Shop*: its values together"),
        ("column:time:x", None, "time:x: its values together"),
        ("time:Came\n in", None, "By time: Came in"),
    ],
)
def test_in_a_list_of_choices(by: str, customer: str | None, option: str) -> None:
    """The automatic choice says what it comes to; names stand there as they are, on one line."""
    assert splits.option(by, customer) == option


def test_each_way_has_words_of_its_own() -> None:
    """In a heading, over a column and in full."""
    for named in (
        [splits.heading(by) for by in WAYS],
        [splits.label(by) for by in WAYS],
        [splits.in_full(by, SplitSpec()) for by in WAYS],
    ):
        assert len(set(named)) == len(WAYS)
        assert all("\n" not in each for each in named)


def test_a_heading_names_what_was_chosen() -> None:
    """A column's name is literal where Markdown is drawn; what goes without saying is not named."""
    spec = RunSpec(split=SplitSpec(by="column:*Shop*"))
    assert formats.settings(spec) == "depth 4, learning rate 0.1, rows of the same *Shop* kept together"
    assert formats.settings(spec, markdown=True).endswith(r"rows of the same \*Shop\* kept together")
    assert formats.settings(RunSpec(), markdown=True) == "depth 4, learning rate 0.1"


def test_a_long_name_is_cut() -> None:
    """A heading stays one."""
    assert len(splits.heading(f"column:{'x' * 500}")) < 80


def test_shares_are_of_what_stays_together() -> None:
    """Of customers, profiles, values; by time nothing is random."""
    spec = SplitSpec(0.25, 0.1, 7)
    assert splits.in_full("random", spec).startswith(
        "at random with seed 7: 25% of the customers test, 10% of the rest"
    )
    assert "25% of the profiles test" in splits.in_full("profiles", spec)
    assert "25% of the values of Client test" in splits.in_full("column:Client", spec)
    assert "seed" not in splits.in_full("time:Came", spec)
