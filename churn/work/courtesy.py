"""How work that goes on beside the pages gives way: to fits that somebody waits for, and when nobody looks any more."""

import threading
from typing import Final

from churn.errors import Cancelled
from churn.work.cache import ENDING
from churn.work.trainer import Trainer

LOOK: Final = 0.05  # seconds between two looks whether somebody waits


class Courtesy:
    """What fits about a run owe to others: to let all pass that somebody waits for, and to end when nobody looks at it.

    Parameters
    ----------
    key : str
        Of the run.
    trainer : Trainer
        Knows who waits and who looks.

    Attributes
    ----------
    nobody : threading.Event
        Whether nobody looks at the run any more.
    """

    def __init__(self, key: str, trainer: Trainer) -> None:
        self.nobody = threading.Event()
        self._key, self._trainer = key, trainer
        self._somebody_looked = False

    def others_wait(self) -> bool:
        """Return whether to wait; ask again and again."""
        somebody_looks = bool(self._trainer.wishes.wanters(self._key))
        if ENDING.is_set() or (self._somebody_looked and not somebody_looks):
            self.nobody.set()
        self._somebody_looked |= somebody_looks
        return self._trainer.busy

    def let_pass(self, *_: object) -> None:
        """Wait until nobody waits, or nobody looks."""
        while self.others_wait() and not self.nobody.is_set():
            ENDING.wait(LOOK)

    def check(self) -> None:
        """Raise Cancelled if what was computed is incomplete: whoever comes back has it computed anew."""
        if self.nobody.is_set() and not ENDING.is_set():
            raise Cancelled("Nobody looks at these results any more.")
