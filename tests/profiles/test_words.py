"""Sentences about repeated profiles and the ceiling say the numbers, in words that stay neutral."""

from churn.profiles import words as profile_words
from churn.profiles.repeated import Ceiling
from churn.scores.confusion import Confusion
from churn.scores.predictions import Predictions
from tests.ui.app import read

SOME = Predictions([1, 1, 0, 0], [0.9, 0.2, 0.6, 0.1]).scores()
NONE = Predictions([], []).scores()
"""Of no customers: every score is undefined."""


def test_seen_and_new() -> None:
    """Both scores with their intervals and both numbers of customers are in one sentence, with the split."""
    seen, new = Confusion(tp=21, fp=8, fn=6, tn=95), Confusion(tp=7, fp=5, fn=6, tn=43)
    assert read(profile_words.repeated_profiles({"seen": seen, "new": new})) == (
        "130 of 191 test customers match a profile seen in training: precision 0.724 (0.54–0.85) and recall 0.778"
        " (0.59–0.89) on those; precision 0.583 (0.32–0.81) and recall 0.538 (0.29–0.77) on the 61 others."
    )


def test_one_of_each() -> None:
    """One customer is one, and an undefined score says that it is."""
    one = Confusion(tp=0, fp=0, fn=0, tn=1)
    assert profile_words.repeated_profiles({"seen": one, "new": one}, "validation") == (
        "1 of 2 validation customers matches a profile seen in training: precision undefined and recall undefined on"
        " that one; precision undefined and recall undefined on the one other."
    )


def test_none_or_all_seen() -> None:
    """Where one side is empty, nothing is said of its scores."""
    none, some = Confusion(0, 0, 0, 0), Confusion(tp=200, fp=100, fn=100, tn=800)
    assert profile_words.repeated_profiles({"seen": none, "new": some}) == (
        "None of the 1,200 test customers matches a profile seen in training."
    )
    assert profile_words.repeated_profiles({"seen": some, "new": none}) == (
        "All 1,200 test customers match a profile seen in training: none shows how the model does on new ones."
    )


def test_ceiling_of_the_travel_table() -> None:
    """The limit is told in customers and in percent with two decimals."""
    assert profile_words.ceiling(Ceiling(954, 419, 28, 131, 903)) == (
        "28 of the 419 different profiles in the table, 131 of its 954 customers, occur with both outcomes: no model on"
        " these columns can be right about more than 903 of the 954 (94.65%)."
    )


def test_a_ceiling_below_all_is_not_said_to_be_all() -> None:
    """One contradiction in a million is one."""
    said = profile_words.ceiling(Ceiling(1_000_000, 999_999, 1, 2, 999_999))
    assert said.endswith("can be right about more than 999,999 of the 1,000,000 (above 99.99%).")


def test_ceiling_without_contradictions() -> None:
    """A table that never contradicts itself shows no limit, which is not a promise of perfection."""
    sentence = profile_words.ceiling(Ceiling(10_127, 10_127, 0, 0, 10_127))
    assert sentence.startswith("None of the 10,127 different profiles in the table occurs with both outcomes")
    assert "no limit" in sentence
    assert "100" not in sentence


def test_reasons_are_gathered() -> None:
    """Scores of one row that are undefined for one reason share a sentence; scores that are not shown have none."""
    assert profile_words.undefined_for({"Model": SOME, "New profile": NONE}, ("precision", "recall")) == [
        "Precision, Recall (new profile): there are no customers here."
    ]
    stayers = Predictions([0, 0], [0.1, 0.2]).scores()
    assert profile_words.undefined_for({"Model": stayers}, ("precision", "recall", "brier")) == [
        "Precision (model): nobody here has a churn probability above 50%.",
        "Recall (model): nobody here left.",
    ]
    assert profile_words.undefined_for({"Model": SOME}) == []


def test_both_splits() -> None:
    """The scores of both splits are told apart, with their numbers of customers, and that chance plays a part."""
    apart, together = Confusion(tp=28, fp=13, fn=12, tn=138), Confusion(tp=0, fp=0, fn=0, tn=199)
    sentence = read(profile_words.grouping({False: apart, True: together}))
    assert "Kept together, no test profile was seen in training: precision undefined and recall undefined" in sentence
    scores_apart = "precision 0.683 (0.53–0.80) and recall 0.700 (0.55–0.82)"
    assert f"on 199 test customers. Split row by row: {scores_apart} on 191." in sentence
    assert "chance" in sentence
    assert "identical profiles together" in profile_words.split_shown("Identical profiles together").split(".")[0]
    assert "split row by row" in profile_words.split_shown("Split row by row")
