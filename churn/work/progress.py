"""How far fits of several settings are."""

from typing import NamedTuple


class Progress(NamedTuple):
    """How far some settings are fitted.

    Attributes
    ----------
    done, total : int
        Settings whose results are there, and all.
    seconds : float or None
        Until the others are there, on as many cores as work at it; None where that cannot be said yet.
    under_way : bool
        Whether anybody's list that is not at its end has these settings.
    """

    done: int
    total: int
    seconds: float | None
    under_way: bool
