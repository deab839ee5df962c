"""How long a search may take."""

from dataclasses import dataclass
from typing import Final

from churn.errors import SpecError

MOST_TRIALS: Final = 10_000
MOST_MINUTES: Final = 1_440.0  # a day
MINUTE: Final = 60  # seconds


@dataclass(frozen=True)
class Budget:
    """How long to search: so many trials, or so many minutes.

    Raises
    ------
    SpecError
        If neither or both are given, or one is not allowed.
    """

    trials: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        if (self.trials is None) == (self.minutes is None):
            raise SpecError("A search needs a number of trials or of minutes, one of the two.")
        if self.trials is not None and not 1 <= self.trials <= MOST_TRIALS:
            raise SpecError(f"The number of trials cannot be {self.trials:,}: it is from 1 to {MOST_TRIALS:,}.")
        if self.minutes is not None and not 0 < self.minutes <= MOST_MINUTES:  # also refuses NaN
            raise SpecError(
                f"The minutes cannot be {self.minutes:,g}: they are above 0 and at most {MOST_MINUTES:,.0f}."
            )

    @property
    def seconds(self) -> float | None:
        """The seconds allowed; None where trials are counted."""
        return None if self.minutes is None else MINUTE * self.minutes
