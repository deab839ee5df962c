"""What a retention campaign brings: whom to contact, how many of them, and what that is worth.

A campaign makes the same offer to everybody it contacts, the riskiest first. Of those who would have left, some stay
because of it; those who would have stayed cost the offer, too. The share to contact is chosen on the validation
customers and judged on the test customers, whose outcomes are known and whom the model never saw.
"""

from churn.decision.advice import Estimate, Recommendation, recommendation
from churn.decision.calls import call_list
from churn.decision.campaign import LARGEST_AMOUNT, MOST_CUSTOMERS, Campaign
from churn.decision.curve import ProfitCurve, best_share, leavers_interval, profit_curve

__all__ = [
    "LARGEST_AMOUNT",
    "MOST_CUSTOMERS",
    "Campaign",
    "Estimate",
    "ProfitCurve",
    "Recommendation",
    "best_share",
    "call_list",
    "leavers_interval",
    "profit_curve",
    "recommendation",
]
