"""Labels, number formats and names of settings; users' words made literal."""

import re
from typing import Final

from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import Part, SplitSpec

DASH: Final = "–"
SCORE_LABELS: Final = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "roc_auc": "ROC AUC",
    "average_precision": "Average precision",
    "log_loss": "Log loss",
    "brier": "Brier score",
}
SCORE_HELP: Final = {
    "precision": "Of the customers flagged as leaving, the share that left. 0 to 1, higher is better.",
    "recall": "Of the customers who left, the share that was flagged. 0 to 1, higher is better.",
    "f1": "Harmonic mean of precision and recall. 0 to 1, higher is better.",
    "roc_auc": "How often a leaver is ranked above a stayer. 0.5 is chance, 1 is perfect.",
    "average_precision": "Area under the precision–recall curve. The churn rate is chance, 1 is perfect.",
    "log_loss": "Mean negative log likelihood of the outcomes. Lower is better.",
    "brier": "Mean squared error of the probabilities. 0 to 1, lower is better.",
}
PART_LABELS: Final[dict[Part, str]] = {"train": "Train", "validation": "Validation", "test": "Test"}


_MARKDOWN: Final = re.compile(r"([!-/:-@\[-`{-~])")
_LONGEST_NAME: Final = 48
_AUTOLINK: Final = re.compile(r"(https?://|www(?=\.)|@)", re.IGNORECASE)


def escape(text: object) -> str:
    r"""Make a user's text literal where Streamlit would render Markdown, HTML, directives or bare links.

    Examples
    --------
    >>> escape("*x* :red[y]")
    '\\*x\\* \\:red\\[y\\]'
    """
    one_line = " ".join(str(text).split())
    return _MARKDOWN.sub(r"\\\1", _AUTOLINK.sub("\\1\u2060", one_line))


def score(value: float | None) -> str:
    """Format a score with three decimals, an undefined one as a dash."""
    return DASH if value is None else f"{value:.3f}"


def percent(probability: float) -> str:
    """Format a probability in percent with one decimal.

    Examples
    --------
    >>> percent(0.6616)
    '66.2%'
    """
    return f"{probability:.1%}"


def duration(seconds: float) -> str:
    """Format a time to wait.

    Examples
    --------
    >>> duration(0.4), duration(75)
    ('1 s', '1 min 15 s')
    """
    minutes, rest = divmod(max(1, round(seconds)), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def settings(spec: RunSpec) -> str:
    """Name the settings of a run: depth and learning rate always, the others where they are not the defaults.

    Examples
    --------
    >>> settings(RunSpec())
    'depth 4, learning rate 0.1'
    """
    model, cut = spec.model, spec.split
    words = [f"depth {model.depth}", f"learning rate {model.learning_rate:g}"]
    if model.iterations != ModelSpec().iterations:
        words.append(f"{model.iterations:,} trees")
    if model.l2_leaf_reg != ModelSpec().l2_leaf_reg:
        words.append(f"L2 {model.l2_leaf_reg:g}")
    if {model.seed, cut.seed} != {ModelSpec().seed}:
        words.append(f"seed {model.seed}" if model.seed == cut.seed else f"seeds {model.seed} and {cut.seed}")
    if (cut.test_share, cut.validation_share) != (SplitSpec().test_share, SplitSpec().validation_share):
        words.append(f"test share {cut.test_share:g}, validation share {cut.validation_share:g}")
    if cut.grouped:
        words.append("identical profiles kept together")
    return ", ".join(words)


def verdict(probability: float, threshold: float) -> str:
    """Say what a probability means at a threshold."""
    side = "above" if probability > threshold else "not above"
    outcome = "flagged: likely to leave" if probability > threshold else "not flagged: likely to stay"
    return f"{outcome} ({percent(probability)} is {side} the threshold of {percent(threshold)})"


def short_name(name: str) -> str:
    """Cut the middle out of a column's name that is longer than 48: long names often differ at their end only.

    Examples
    --------
    >>> short_name("Age")
    'Age'
    """
    one_line = " ".join(name.split())
    return one_line if len(one_line) <= _LONGEST_NAME else f"{one_line[:23]}…{one_line[-23:]}"
