"""The terms of a campaign, and the formula of its gain."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from churn.model.setting import check_settings, setting, settings_of

# what each term means, for the page and the command line
VALUE: Final = (
    "The margin (not the revenue) of a customer who stays because of the offer, until the customer would leave next; "
    "before the cost of the offer. The default of € 500 only shows the order of magnitude: put in your own."
)
COST: Final = (
    "What one contact costs, the offer included, whether or not the customer would have left. "
    "The default is a tenth of the value."
)
SAVE: Final = (
    "The save rate: of the contacted customers who would have left, the share that stays because of the offer. The "
    "default of 30% is a guess that the literature uses, too (Verbeke et al. 2012): only a trial with a control group "
    "measures it."
)
CAPACITY: Final = (
    "The most customers that can be contacted: of as many as are named under “Customers like these”, or of a file that "
    "is scored. Empty: no limit."
)
CUSTOMERS: Final = (
    "Counts and money are for so many customers like those of the table; the test customers are the check."
)


@dataclass(frozen=True)
class Campaign:
    """What an offer costs and brings.

    Attributes
    ----------
    value_kept : float
        What a customer who stays because of the offer is worth (€): the margin until the customer would leave next,
        before the cost of the offer, which is subtracted for everybody contacted.
    offer_cost : float
        What contacting one customer costs (€), the offer included, whatever the customer does.
    save_rate : float
        Share of the contacted leavers who stay because of the offer, 0 to 1.
    capacity : int or None
        How many of `customers` can be contacted at most; None sets no limit.
    customers : int
        How many customers like those of the table the campaign is for.

    Raises
    ------
    SpecError
        If a value is not allowed.
    """

    value_kept: float = setting(
        500.0, "Value of a kept customer (€)", 0.0, 1e9, step=50, key="value", option="value", help=VALUE
    )
    offer_cost: float = setting(50.0, "Cost of an offer (€)", 0.0, 1e9, step=5, key="cost", option="cost", help=COST)
    save_rate: float = setting(
        0.3, "Leavers an offer keeps (%)", 0.0, 1.0, step=0.05, scale=100, key="save", subject="Save rate", help=SAVE
    )
    capacity: int | None = setting(
        None, "We can contact", 0, 10**9, subject="Number of customers we can contact", help=CAPACITY
    )
    customers: int = setting(1_000, "Customers like these", 1, 10**9, step=100, key="people", help=CUSTOMERS)

    def __post_init__(self) -> None:
        check_settings(self)

    def gain(self, contacted: ArrayLike, leavers: ArrayLike) -> NDArray[np.float64]:
        """Return the expected gain (€) from contacting customers of whom so many would have left.

        ``save_rate * value_kept * leavers - offer_cost * contacted``: the profit of Neslin et al. (2006), Journal of
        Marketing Research 43(2), as used by Verbeke et al. (2012), European Journal of Operational Research 218(1),
        with the whole cost of the offer counted as cost of the contact (their incentive δ = 0: nothing is spared
        where a leaver declines) and no fixed cost of the campaign (A = 0).

        Examples
        --------
        >>> float(Campaign(value_kept=500, offer_cost=50, save_rate=0.3).gain(10, 6))
        400.0
        """
        saved = self.save_rate * self.value_kept * np.asarray(leavers, dtype=np.float64)
        return np.asarray(saved - self.offer_cost * np.asarray(contacted, dtype=np.float64))

    @property
    def worthwhile(self) -> float | None:
        """Probability of churn above which contacting one customer pays; None if it never does."""
        saved = self.save_rate * self.value_kept
        return self.offer_cost / saved if self.offer_cost < saved else None

    @property
    def has_example_values(self) -> bool:
        """Whether value, cost and save rate are still those that only show the order of magnitude."""
        return all(getattr(self, each.name) == each.default for each in settings_of(Campaign)[:3])

    def limit(self, n: int) -> int:
        """Return how many of n customers can be contacted: their share of the capacity, rounded up."""
        return n if self.capacity is None else min(n, -(-self.capacity * n // self.customers))
