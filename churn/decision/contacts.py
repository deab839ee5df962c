"""The rule that says whom to contact: sentence, table, chart, lists, brief and scored files all follow it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.decision.campaign import Campaign


@dataclass(frozen=True)
class ContactRule:
    """Contact whoever's expected gain is above 0, the riskiest first, up to the capacity.

    That is above a churn probability of cost ÷ (save rate × value): the threshold of the expected cost (Elkan 2001,
    The Foundations of Cost-Sensitive Learning). It needs no data beside the probabilities.

    Attributes
    ----------
    campaign : Campaign
        The terms.
    better_than_chance : bool
        Whether test customers show that the model ranks better than chance; if not, nobody is contacted by it.
    """

    campaign: Campaign
    better_than_chance: bool

    def number(self, p: ArrayLike) -> int:
        """Return how many customers to contact: so many of the riskiest; equal probabilities at the end are alike.

        Parameters
        ----------
        p : array of float, shape (n,)
            Probability of churn, 0 to 1; where `campaign.customers` is not n, the capacity is in proportion.

        Examples
        --------
        >>> ContactRule(Campaign(value_kept=500, offer_cost=50, save_rate=0.5), True).number([0.9, 0.21, 0.2, 0.1])
        2
        """
        risks = np.asarray(p, dtype=np.float64)
        return min(self.number_worthwhile(risks), self.campaign.limit(len(risks)))

    def number_worthwhile(self, p: ArrayLike) -> int:
        """Return how many customers are worth an offer, whatever the capacity."""
        bar = self.campaign.worthwhile
        return int(np.count_nonzero(np.asarray(p) > bar)) if self.better_than_chance and bar is not None else 0

    def expected_gain(self, p: ArrayLike) -> NDArray[np.float64]:
        """Return what contacting each customer brings (€): above 0 where it is worth it; NaN where nobody can tell."""
        risks, bar = np.asarray(p, dtype=np.float64), self.campaign.worthwhile
        if not self.better_than_chance:
            return np.full(risks.shape, np.nan)
        gain = self.campaign.gain(1, risks)
        return np.where(risks > (1 if bar is None else bar), gain, np.minimum(gain, 0))  # at the bar itself it is 0

    def for_exactly(self, n: int) -> "ContactRule":
        """Return the rule for n customers who are all there are: the capacity is that of them."""
        return replace(self, campaign=replace(self.campaign, customers=max(1, n)))
