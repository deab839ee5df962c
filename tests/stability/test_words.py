"""What the page says about the luck of the split."""

import numpy as np
import pytest

from churn.stability import words as stability_words
from churn.stability.budget import Lead
from churn.stability.spread import Place, Spread


def spread(values: list[float], current: float | None, place: Place | None = "ordinary") -> Spread:
    """Return a spread of these values."""
    return Spread(np.array(values, dtype=np.float64), 0, current, "higher", place=place)


TWENTY = [each / 100 for each in range(60, 81)]


@pytest.mark.parametrize(
    ("current", "place", "said"),
    [
        (0.70, "ordinary", "this split's 0.700 does not stand out."),
        (0.85, "lucky", "this split's 0.850 is lucky: clearly better than on any of them."),
        (0.55, "unlucky", "this split's 0.550 is unlucky: clearly worse than on any of them."),
        (None, None, "on this split it is undefined."),
    ],
)
def test_a_score_on_other_splits(current: float | None, place: Place | None, said: str) -> None:
    """Mean, range and where this split lies, in one sentence."""
    assert stability_words.other_splits("recall", spread(TWENTY, current, place)) == (
        f"On 21 other splits, recall on test customers was 0.700 on average, from 0.600 to 0.800; {said}"
    )


@pytest.mark.parametrize(
    ("values", "current", "said"),
    [
        ([0.0001, 0.0002, 0.0004], 0.0002, "was 0.0002 on average, from 0.0001 to 0.0004; this split's 0.0002 does"),
        ([0.0181, 0.0183, 0.019], 0.018, "was 0.0185 on average, from 0.0181 to 0.0190; this split's 0.0180 does"),
        ([0.97, 1.0, 1.0], 0.9998, "was 0.9900 on average, from 0.9700 to 1.0000; this split's 0.9998 does"),
    ],
)
def test_scores_close_together(values: list[float], current: float, said: str) -> None:
    """No range reads as of width 0, and no score as 0 or 1 that is not."""
    assert said in stability_words.other_splits("brier", spread(values, current))


def test_scores_that_are_all_the_same() -> None:
    """Where all splits agree there is no range to be told."""
    assert stability_words.other_splits("roc_auc", spread([1.0] * 20, 1.0)) == (
        "On each of 20 other splits, ROC AUC on test customers was 1.000; this split's 1.000 does not stand out."
    )


def test_names_keep_their_capitals() -> None:
    """Abbreviations stay as they are."""
    assert "ROC AUC on test" in stability_words.other_splits("roc_auc", spread(TWENTY, 0.7))
    assert "F1 on test" in stability_words.other_splits("f1", spread(TWENTY, 0.7))
    assert "log loss on test" in stability_words.other_splits("log_loss", spread(TWENTY, 0.7))


def test_few_splits() -> None:
    """With none, one or a few splits, only what can be said is said."""
    assert "undefined" in stability_words.other_splits("recall", spread([], 0.7))
    assert (
        stability_words.other_splits("recall", spread([0.6], 0.7))
        == "On one other split, recall on test customers was 0.600."
    )
    assert "too few to say" in stability_words.other_splits("recall", spread([0.6, 0.7, 0.8], 0.7, None))


def test_cells() -> None:
    """Three decimals, and a dash for what does not exist."""
    assert stability_words.spread_cells(spread(TWENTY, 0.7)) == {
        "This split": "0.700",
        "Mean": "0.700",
        "SD": "0.062",
        "Lowest to highest": "0.600–0.800",
        "Splits with a lower score": "50%",
    }
    assert set(stability_words.spread_cells(spread([], None)).values()) == {"–"}


def test_the_first_setting_is_not_flattered() -> None:
    """One setting means no choice, and no choice means no flattery."""
    assert stability_words.settings_tried(1, 191, None) == (
        "This is the first setting tried on these 191 test customers since this server was started: unless others"
        " were tried before, no choice flatters its scores."
    )


def test_many_settings_earn_a_warning() -> None:
    """From the second setting on, the line names the number and the lead that chance alone could bring."""
    assert stability_words.settings_tried(7, 1910, Lead(0.0572, 0.0391)) == (
        "7 settings were tried on these 1,910 test customers since this server was started. Chance alone can put the"
        " best of 7 equally good settings up to 0.06 ahead of their average in precision and up to 0.04 in recall (in"
        " 95 of 100 cases): a smaller lead shows nothing. Every threshold that was tried adds to that."
    )
    small = stability_words.settings_tried(2, 20_000, Lead(0.003, 0.0004))
    assert "up to 0.003 ahead of their average in precision and less than 0.001 in recall" in small
    assert "too few customers left or are flagged to say how much" in stability_words.settings_tried(7, 191, None)
    assert "flag the same customers" in stability_words.settings_tried(7, 191, Lead(0, 0))
