"""How sure a score is, from outcomes `y` and probabilities `p`: intervals at a confidence of 95%, and comparisons.

An interval answers for the luck in which customers were drawn, not for the luck of the training.
"""

from churn.intervals.comparison import Difference, compare, compare_flags, compare_ranks
from churn.intervals.proportions import CONFIDENCE, Interval, count_intervals, wilson
from churn.intervals.ranks import rank_intervals, score_intervals
from churn.intervals.resampling import RANK_SCORES

__all__ = [
    "CONFIDENCE",
    "RANK_SCORES",
    "Difference",
    "Interval",
    "compare",
    "compare_flags",
    "compare_ranks",
    "count_intervals",
    "rank_intervals",
    "score_intervals",
    "wilson",
]
