"""What the page says about the luck of the split."""

import numpy as np
import pytest

from churn.scores.metrics import Direction
from churn.stability import words as stability_words
from churn.stability.spread import Spread


def spread(values: list[float], current: float | None, better_if: Direction = "higher") -> Spread:
    """Return a spread of these values."""
    return Spread(np.array(values, dtype=np.float64), 0, current, better_if)


TWENTY = [each / 100 for each in range(60, 81)]


@pytest.mark.parametrize(
    ("current", "said"),
    [
        (0.70, "this split's 0.700 is ordinary."),
        (0.85, "this split's 0.850 is lucky: better than nearly all of them."),
        (0.55, "this split's 0.550 is unlucky: worse than nearly all of them."),
        (None, "on this split it is undefined."),
    ],
)
def test_a_score_on_other_splits(current: float | None, said: str) -> None:
    """Mean, range and where this split lies, in one sentence."""
    assert stability_words.other_splits("recall", spread(TWENTY, current)) == (
        "On 21 other splits, recall on test customers was 0.70 on average, and between 0.60 and 0.80 in the middle"
        f" 95% of them; {said}"
    )


def test_names_keep_their_capitals() -> None:
    """Abbreviations stay as they are; for a loss, less is lucky."""
    assert "ROC AUC on test" in stability_words.other_splits("roc_auc", spread(TWENTY, 0.7))
    assert "F1 on test" in stability_words.other_splits("f1", spread(TWENTY, 0.7))
    assert "log loss on test" in stability_words.other_splits("log_loss", spread(TWENTY, 0.7))
    assert "is lucky" in stability_words.other_splits("log_loss", spread(TWENTY, 0.5, better_if="lower"))


def test_few_splits() -> None:
    """With none, one or a few splits, only what can be said is said."""
    assert "undefined" in stability_words.other_splits("recall", spread([], 0.7))
    assert (
        stability_words.other_splits("recall", spread([0.6], 0.7))
        == "On one other split, recall on test customers was 0.60."
    )
    assert "too few to say" in stability_words.other_splits("recall", spread([0.6, 0.7, 0.8], 0.7))


def test_cells() -> None:
    """Three decimals, and a dash for what does not exist."""
    assert stability_words.spread_cells(spread(TWENTY, 0.7)) == {
        "This split": "0.700",
        "Mean": "0.700",
        "SD": "0.062",
        "Middle 95%": "0.605–0.795",
        "Splits below": "50%",
    }
    assert set(stability_words.spread_cells(spread([], None)).values()) == {"–"}


def test_the_first_setting_is_not_flattered() -> None:
    """One setting means no choice, and no choice means no flattery."""
    said = stability_words.settings_judged(1, 191, 0.0)
    assert said == (
        "This is the first setting judged by these 191 test customers: no choice among several flatters its scores."
    )


def test_many_settings_earn_a_warning() -> None:
    """From the second setting on, the line names the number and the gain that luck alone could bring."""
    said = stability_words.settings_judged(7, 1910, 0.0972)
    assert said.startswith("7 settings have been judged by these 1,910 test customers so far.")
    assert "about 0.10 ahead" in said
    assert "luck" in stability_words.settings_judged(7, 191, None)
