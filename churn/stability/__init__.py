"""How much a score owes to the luck of the split: the same settings on other splits of the same customers.

Only the seed of the split varies. The splits share their customers, so the spread says how far the numbers of one
split can be off by chance of the shuffle; it is no confidence interval for customers of the future.
"""

from churn.stability.budget import largest_lead, lead_by_luck
from churn.stability.series import SPLITS, Repeater, Series, other_seeds, repeat
from churn.stability.spread import ENOUGH, LOWER_IS_BETTER, Place, Spread

__all__ = [
    "ENOUGH",
    "LOWER_IS_BETTER",
    "SPLITS",
    "Place",
    "Repeater",
    "Series",
    "Spread",
    "largest_lead",
    "lead_by_luck",
    "other_seeds",
    "repeat",
]
