"""Two runs on the same customers, in words that a stakeholder reads once."""

from churn.quality.comparison_words import WHAT_IT_IS_ABOUT, comparison
from churn.scores.comparison import Difference
from churn.scores.metrics import METRICS


def test_comparison() -> None:
    """What is clear comes first with its numbers, then the rest by name, then what the numbers are about."""
    clear, unclear = Difference(0.04, 0.01, 0.08), Difference(0.04, -0.01, 0.08)
    start = "Compared with depth 4, learning rate 0.1 on the same test customers: "
    name = "depth 4, learning rate 0.1"
    assert comparison({"recall": unclear, "f1": clear}, name, "test") == (
        f"{start}F1 better: +0.04, 0.01–0.08; no clear difference in Recall. {WHAT_IT_IS_ABOUT}"
    )
    assert comparison({"f1": clear}, name, "test") == f"{start}F1 better: +0.04, 0.01–0.08. {WHAT_IT_IS_ABOUT}"
    assert comparison(dict.fromkeys(METRICS, unclear), name, "test") == f"{start}no clear difference in any score."
    some = comparison({"f1": unclear}, name, "test")
    assert some == f"{start}no clear difference in any score that can be compared."
    assert comparison({}, name, "test") == f"{start}no score can be compared."


def test_what_is_compared() -> None:
    """Two models are compared, not two settings: the sentence on clear differences says so."""
    assert "these two models" in WHAT_IT_IS_ABOUT
    assert "another split" in WHAT_IT_IS_ABOUT
    assert "all scores together" in WHAT_IT_IS_ABOUT
