"""What one server keeps of maps and searches, for all viewers."""

from collections.abc import Collection
from typing import Final

from churn.tuning.cluster import FitsByTable
from churn.tuning.maps import WholeMap, Wish
from churn.tuning.searches import Searches
from churn.work.together import Together
from churn.work.trainer import Trainer

KEPT: Final = 8  # maps with the probabilities of all their folds


class Tuning:
    """What goes on and what was found.

    Parameters
    ----------
    trainer : Trainer
        Does the fits of this machine, and knows who wants what.

    Attributes
    ----------
    fits : FitsByTable
        Who does the fits of maps and searches.
    maps : Together
        The maps that are fitted beside the page.
    searches : Searches
        The searches for good settings.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.fits = FitsByTable(trainer)
        self.maps = Together[Wish, WholeMap](trainer.wishes, KEPT)
        self.searches = Searches(trainer)

    def forget(self, fingerprints: Collection[str]) -> None:
        """Stop and drop all that is about these data sets."""
        self.maps.forget(fingerprints)
        self.searches.forget(fingerprints)
        self.fits.forget(fingerprints)
