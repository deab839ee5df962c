"""The answer for everybody: its fractions are honest, its sentences right at the edges, its dots a hundred."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churn.quality import landing_words as words
from churn.quality.landing_charts import KINDS, hundred, shares
from churn.scores.confusion import Confusion
from churn.show.chart import DARK, LEFT

NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
COUNT = st.integers(0, 400)


def value(said: str) -> float:
    """Read a fraction in words."""
    count, of = said.removeprefix("about ").split(" in ")
    return (NUMBERS.index(count) if count in NUMBERS else int(count)) / (
        NUMBERS.index(of) if of in NUMBERS else int(of)
    )


@given(st.floats(0.01, 0.99))
def test_a_fraction_is_near_what_it_tells(share: float) -> None:
    """By no more than five points, and "about" is only left out where it is exact."""
    said = words.simple_fraction(share)
    assert abs(value(said) - share) <= 0.05 + 1e-12
    if "about" not in said:
        assert value(said) == pytest.approx(share)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "none"), (1, "all"), (0.003, "fewer than 1 in 100"), (0.997, "more than 99 in 100"), (0.04, "4 in 100")],
)
def test_the_ends(share: float, said: str) -> None:
    """Only none is none, only all is all."""
    assert words.simple_fraction(share) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            Confusion(tp=28, fp=13, fn=12, tn=138),
            "About two in three customers we flag really leave; without the model it is about one in five.",
        ),
        (Confusion(tp=0, fp=0, fn=12, tn=88), "Nobody is flagged at this threshold, so all 12 test customers who left"),
        (Confusion(tp=0, fp=5, fn=0, tn=95), "None of the 100 test customers left, so how good the model is cannot"),
        (Confusion(tp=12, fp=0, fn=12, tn=76), "All 12 test customers we flag really left; without the model it is"),
        (Confusion(tp=0, fp=9, fn=12, tn=79), "All 9 customers we flag stayed: do not rely on it."),
        (Confusion(tp=20, fp=80, fn=0, tn=0), "Everybody is flagged at this threshold"),
        (Confusion(tp=3, fp=9, fn=27, tn=61), "no more than without the model"),
        (Confusion(tp=2, fp=1, fn=10, tn=30), "This difference can be chance"),
    ],
)
def test_the_sentence(counts: Confusion, said: str) -> None:
    """It says what the counts say, also where there is little to say."""
    assert said in words.lead(counts, better_than_chance=True)


def test_no_comfort_without_knowledge() -> None:
    """Of a model that is not better than chance, no fraction is told."""
    said = words.lead(Confusion(tp=28, fp=13, fn=12, tn=138), better_than_chance=False)
    assert said.startswith("We cannot tell who is about to leave")
    assert " in " not in said


@given(COUNT, COUNT, COUNT, COUNT)
def test_there_are_a_hundred_dots(tp: int, fp: int, fn: int, tn: int) -> None:
    """As many as the legend says, of each kind; whoever cannot see them hears the same numbers."""
    counts = Confusion(tp, fp, fn, tn)
    if not counts.n:
        return
    drawn = hundred(counts, "about")
    dots = re.search(r'<g class="dots">(.*?)</g>', drawn)
    assert dots is not None
    numbers = [dots[1].count(f'class="{kind}"/>') for kind in KINDS]
    assert sum(numbers) == 100
    told = [int(text.split()[0]) if text[0].isdigit() else 0 for text in words.legend(counts)]
    assert told == numbers


def test_each_theme_has_its_colours() -> None:
    """No colour of the light theme is left in the dark one; what is written stays a text."""
    counts = Confusion(tp=28, fp=13, fn=12, tn=138)
    for light, dark in (
        (hundred(counts, "about"), hundred(counts, "about", dark=True)),
        (shares(counts), shares(counts, dark=True)),
    ):
        assert LEFT in light
        assert not [colour for colour in DARK if colour in dark]
        assert DARK[LEFT] in dark
    assert "<b>" not in hundred(counts, "<b>")


def test_the_scale_shows_the_interval_around_the_share() -> None:
    """28 of 41 is 0.683, of 0.530 to 0.804; 40 of 191 is 0.209. The scale is 344 long and begins at 12."""
    drawn = shares(Confusion(tp=28, fp=13, fn=12, tn=138))
    span = re.search(r'class="span" x="([\d.]+)" y="\d+" width="([\d.]+)"', drawn)
    assert span is not None
    low, width = map(float, span.groups())
    assert ((low - 12) / 344, (low + width - 12) / 344) == pytest.approx((0.530, 0.804), abs=0.001)
    value, base = (
        re.search(r'cx="([\d.]+)"[^>]*class="value"', drawn),
        re.search(r'x="([\d.]+)"[^>]*class="base"', drawn),
    )
    assert value is not None
    assert base is not None
    assert (float(value[1]) - 12) / 344 == pytest.approx(28 / 41, abs=0.001)
    assert (float(base[1]) + 1.5 - 12) / 344 == pytest.approx(40 / 191, abs=0.001)


def test_nobody_flagged_has_no_interval() -> None:
    """What is left is the share of all."""
    drawn = shares(Confusion(tp=0, fp=0, fn=12, tn=88))
    assert 'class="span"' not in drawn
    assert drawn.count('class="value"') == 1  # of the legend
    assert "Nobody is flagged" in drawn
    assert 'class="base"' in drawn
