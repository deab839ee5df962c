"""The page and the command line say the same thing in the same words."""

import re
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churn.model.curve import Curve
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import Part, SplitSpec
from churn.quality import words as quality_words
from churn.scores.confusion import Confusion
from churn.scores.metrics import Scores
from churn.scores.predictions import Predictions
from churn.show import formats
from tests.ui.tables import HOSTILE


def f1_of(train: float | None, test: float | None) -> dict[Part, Scores]:
    """Return scores of which only F1 is of interest."""

    def with_f1(value: float | None) -> Scores:
        return Scores({"f1": value}, Confusion(5, 0, 0, 5))

    return {"train": with_f1(train), "validation": with_f1(0.5), "test": with_f1(test)}


def curve(best: int | None, grown: int = 500) -> Curve:
    """Return a learning curve with this best number of trees."""
    return Curve(np.ones(grown), np.ones(grown), np.arange(1, grown + 1), best)


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
    [(0, "1 s"), (1.4, "1 s"), (59.4, "59 s"), (60, "1 min 0 s"), (61, "1 min 1 s"), (3600, "60 min 0 s")],
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


def test_scores_in_counts() -> None:
    """Precision and recall are said in customers, and where nobody is there to count, that is said."""
    matrix = Confusion(tp=28, fp=1300, fn=10, tn=5)
    assert quality_words.precision_in_counts(matrix) == "28 of the 1,328 test customers it flags did leave"
    assert quality_words.recall_in_counts(matrix) == "28 of the 38 test customers who left are flagged"
    nobody = Confusion(tp=0, fp=0, fn=0, tn=5)
    assert quality_words.precision_in_counts(nobody) == "it flags nobody"
    assert quality_words.recall_in_counts(nobody) == "no test customer left"


def test_undefined_scores_have_a_reason_each() -> None:
    """Every dash of the table is explained by one sentence that ends with one full stop."""
    empty = Predictions([0, 0], [0.1, 0.2]).scores()
    fine = Predictions([0, 1], [0.1, 0.9]).scores()
    sentences = quality_words.undefined({"train": fine, "validation": fine, "test": empty})
    missing = [name for name, value in empty.as_dict().items() if value is None]
    assert len(sentences) == len(missing) == 5
    assert "Recall, test: Nobody here has churned." in sentences
    assert all(re.search(r"[^.]\.$", sentence) for sentence in sentences)


@pytest.mark.parametrize(
    ("train", "test", "verdict"),
    [
        (0.90, 0.70, "It overfits:"),
        (0.80, 0.70, "It overfits:"),
        (0.76, 0.70, "It overfits slightly:"),
        (0.74, 0.70, "No sign of overfitting:"),
        (0.60, 0.70, "No sign of overfitting:"),
    ],
)
def test_overfitting(train: float, test: float, verdict: str) -> None:
    """The verdict follows the difference in F1 and shows both numbers."""
    sentence = quality_words.overfitting(f1_of(train, test), curve(best=232))
    assert sentence.startswith(verdict)
    assert f"{train:.3f}" in sentence
    assert f"{test:.3f}" in sentence
    assert sentence.endswith("lowest after 232 of 500 trees, so the later trees were dropped.")


@pytest.mark.parametrize("best", [500, None])
def test_more_trees_might_help(best: int | None) -> None:
    """Where the last tree was the best, the sentence says that more might help."""
    assert "more trees might help" in quality_words.overfitting(f1_of(0.7, 0.7), curve(best=best))


@pytest.mark.parametrize(("train", "test"), [(None, 0.7), (0.7, None)])
def test_overfitting_that_cannot_be_said(train: float | None, test: float | None) -> None:
    """Without F1 on both sides there is no verdict."""
    assert "cannot be said" in quality_words.overfitting(f1_of(train, test), curve(best=1))


def test_verdict_flags_above_the_threshold_only() -> None:
    """A probability at the threshold is not above it."""
    assert formats.verdict(0.51, 0.5) == "flagged: likely to leave (51.0% is above the threshold of 50.0%)"
    assert formats.verdict(0.5, 0.5) == "not flagged: likely to stay (50.0% is not above the threshold of 50.0%)"
