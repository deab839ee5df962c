"""One try of a search: settings, and how they did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

State = Literal["complete", "pruned", "failed", "running"]


@dataclass(frozen=True)
class Trial:
    """One try of a search.

    Attributes
    ----------
    settings : mapping of str to float
        By the names of the fields of a spec: "depth", "learning_rate", ….
    value : float or None
        Its score; None where it has none.
    state : {"complete", "pruned", "failed", "running"}
        Only a complete trial has a score that can be compared: a pruned one was given up before its end.
    number : int
        Its place among the trials of the search, from 0.
    seconds : float
        From the moment it was asked for to its end.
    key : str
        Of its run, see `churn.model.run.run_key`.
    reason : str
        Why it has no value.
    trees : int or None
        Number of trees that its model keeps; None where there are several models, or none.
    """

    settings: Mapping[str, float] = field(hash=False)
    value: float | None = None
    state: State = "complete"
    number: int = 0
    seconds: float = 0.0
    key: str = ""
    reason: str = ""
    trees: int | None = None

    @property
    def scored(self) -> bool:
        """Whether its score can be compared with others'."""
        return self.state == "complete" and self.value is not None and isfinite(self.value)
