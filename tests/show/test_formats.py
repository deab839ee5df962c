"""Numbers, settings and names are written the same way everywhere, and none of them is markup."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.show import formats
from tests.ui.tables import HOSTILE


def test_long_names_stay_apart() -> None:
    """Names that differ at their end only differ when they are shortened too."""
    names = [f"Naive_Bayes_{'x' * 100}_{number}" for number in (1, 2)]
    short = [formats.short_name(name) for name in names]
    assert short[0] != short[1]
    assert all("…" in each for each in short)
    assert formats.short_name("a\n b") == "a b"


@given(st.text(string.printable))
def test_escape_leaves_no_markup(raw: str) -> None:
    """Every punctuation mark of ASCII gets a backslash, so Markdown finds nothing; without them the text is back."""
    escaped = formats.escape(raw)
    assert re.fullmatch(r"(?:\\[!-/:-@\[-`{-~]|[^!-/:-@\[-`{-~])*", escaped)
    assert re.sub(r"\\(.)", r"\1", escaped).replace("\u2060", "") == " ".join(raw.split())


@pytest.mark.parametrize("markup", HOSTILE)
def test_escape_breaks_bare_links(markup: str) -> None:
    """What a renderer would link without any markup around it is broken by an invisible joiner."""
    plain = re.sub(r"\\(.)", r"\1", formats.escape(markup))
    assert not re.search(r"https?://\w|www\.|@\w", plain)


def test_escape_makes_one_line() -> None:
    """A name with line breaks or an indent cannot become a list, a heading or a block of code."""
    assert formats.escape("a\n\n    b\t\r\nc") == "a b c"
    assert formats.escape(7) == "7"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0.0, "0.000"), (1.0, "1.000"), (0.68292, "0.683"), (0.7, "0.700")]
)
def test_score(value: float | None, shown: str) -> None:
    """A score has three decimals; an undefined one is a dash, never a zero."""
    assert formats.score(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.0, "0.0%"), (0.0094, "0.9%"), (0.5, "50.0%"), (1.0, "100.0%")])
def test_percent(value: float, shown: str) -> None:
    """A probability is a percentage with one decimal."""
    assert formats.percent(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1 s"),
        (1.4, "1 s"),
        (59.4, "59 s"),
        (60, "1 min 0 s"),
        (61, "1 min 1 s"),
        (599, "9 min 59 s"),
        (600, "10 min"),
        (3599, "1 h 0 min"),
        (3600, "1 h 0 min"),
        (90_000, "25 h 0 min"),
    ],
)
def test_duration(seconds: float, shown: str) -> None:
    """A time to wait is never zero, and in minutes from one minute on."""
    assert formats.duration(seconds) == shown


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        (RunSpec(), "depth 4, learning rate 0.1"),
        (RunSpec(ModelSpec(depth=10, learning_rate=0.015)), "depth 10, learning rate 0.015"),
        (RunSpec(ModelSpec(iterations=5000)), "depth 4, learning rate 0.1, 5,000 trees"),
        (RunSpec(ModelSpec(l2_leaf_reg=0.5)), "depth 4, learning rate 0.1, L2 0.5"),
        (RunSpec(ModelSpec(seed=7), SplitSpec(seed=7)), "depth 4, learning rate 0.1, seed 7"),
        (RunSpec(ModelSpec(seed=7)), "depth 4, learning rate 0.1, seeds 7 and 123"),
        (RunSpec(split=SplitSpec(test_share=0.3)), "depth 4, learning rate 0.1, test share 0.3, validation share 0.2"),
        (RunSpec(split=SplitSpec(grouped=True)), "depth 4, learning rate 0.1, identical profiles kept together"),
    ],
)
def test_settings_name_what_is_not_the_default(spec: RunSpec, named: str) -> None:
    """Depth and learning rate are always named, every other setting where it differs."""
    assert formats.settings(spec) == named


def test_verdict_flags_above_the_threshold_only() -> None:
    """A probability at the threshold is not above it."""
    assert formats.verdict(0.51, 0.5) == "flagged: 51.0% is above the threshold of 50%"
    assert formats.verdict(0.5, 0.5) == "not flagged: exactly the threshold of 50%"


@pytest.mark.parametrize(
    ("probability", "threshold", "words"),
    [
        (0.5003, 0.5, "flagged: 50.03% is above the threshold of 50%"),
        (0.0102, 0.01, "flagged: 1.02% is above the threshold of 1%"),
        (0.49998, 0.5, "not flagged: 49.998% is not above the threshold of 50%"),
        (0.0004, 0.01, "not flagged: below 0.1% is not above the threshold of 1%"),
        (0.9997, 0.99, "flagged: above 99.9% is above the threshold of 99%"),
        (0.45664, 0.4567, "not flagged: 45.66% is not above the threshold of 45.67%"),
        (0.5 + 1e-12, 0.5, "flagged: just above the threshold of 50%"),
        (0.29 + 1e-12, 0.29, "flagged: just above the threshold of 29%"),
        (0.29 - 1e-12, 0.29, "not flagged: just below the threshold of 29%"),
    ],
)
def test_verdict_tells_a_probability_from_its_threshold(probability: float, threshold: float, words: str) -> None:
    """No number is said to be above itself: it has as many decimals as that takes."""
    assert formats.verdict(probability, threshold) == words


@pytest.mark.parametrize("step", range(1, 100))
def test_verdict_at_every_threshold_of_the_slider(step: int) -> None:
    """A threshold is written without the noise of binary fractions, and equals itself."""
    assert formats.verdict(step / 100, step / 100) == f"not flagged: exactly the threshold of {step}%"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0.700 (0.55–0.82)", ["0.55–0.82"]),
        ("find 53–80% of them, be right about 6–35%.", ["53–80%", "6–35%"]),
        (formats.escape("€ 6,200–18,500 (chance allows 35–50), 1,000."), ["€ 6\\,200–18\\,500", "35–50"]),
        ("gain € 12,700, −€ 450 to € 900. € 0.45", ["€ 12,700", "−€ 450", "€ 900", "€ 0.45"]),
        (formats.escape("of the 0.5%–12.5%, so"), ["0\\.5\\%–12\\.5\\%"]),
        ("a – b, 3 – 4, Precision–recall, 2024–01–31, level a1–2b, 0.700", []),
    ],
)
def test_intervals_are_kept_together(text: str, kept: list[str]) -> None:
    """Each interval and each amount gets an element of its own, without any other look; nothing else does."""
    whole = formats.unbroken(text)
    assert re.findall(r":color\[([^]]+)\]\{foreground='inherit'\}", whole) == kept
    assert re.sub(r":color\[([^]]+)\]\{foreground='inherit'\}", r"\1", whole) == text


def test_html_without_a_break_in_an_interval() -> None:
    """Markup in a text is none in the page; each interval and amount has an element of its own."""
    assert formats.unbroken_html("A & B: 0.70 (0.55–0.82)") == "A &amp; B: 0.70 (<span>0.55–0.82</span>)"
