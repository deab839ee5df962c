"""What a learner has to be: settings and customers in, a model out that tells probabilities and reasons."""

import threading
from collections.abc import Mapping
from os import PathLike
from typing import Any, Final, Protocol, TypeVar, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn.model.curve import Curve, Progress
from churn.model.fitting import CatBoost
from churn.model.spec import ModelSpec
from churn.model.split import Split
from churn.table.dataset import Dataset
from churn.table.schema import Schema

Spec_contra = TypeVar("Spec_contra", contravariant=True)


class Model(Protocol):
    """A fitted model; never changes, so that threads can share it."""

    @property
    def schema(self) -> Schema:
        """The columns that it needs."""

    @property
    def spec(self) -> Any:  # noqa: ANN401 - of the learner's own class
        """The settings it was fitted with."""

    @property
    def trees(self) -> int:
        """Number of trees kept, or of whatever else the learner counts by `unit`."""

    def predict_proba(self, frame: pd.DataFrame, /) -> NDArray[np.float64]:
        """Return the probability of churn, 0 to 1, shape (n,), for any table with the model's columns."""

    def shap(self, frame: pd.DataFrame, /) -> tuple[NDArray[np.float64], float]:
        """Return what each column contributes to each customer's log-odds, shape (n, columns), and the base."""

    def save(self, path: str | PathLike[str], /, record: Mapping[str, Any] | None = None) -> None:
        """Write the model to a file, with what that shall say about the run; see `Run.save_model`."""


@runtime_checkable
class Packable(Protocol):
    """A model that can be kept in less memory; `sys.getsizeof` tells how much it takes. None has to be one."""

    def packed(self) -> Model:
        """Return the same model, with the same answers to the last bit, in less memory until it is asked something."""


class Learner(Protocol[Spec_contra]):
    """A way to fit a model.

    Attributes
    ----------
    name, version : str
        Of the package that fits; part of a run's key, since another one may fit another model.
    unit : str
        What the learner adds one by one: "trees".
    """

    name: str
    version: str
    unit: str

    def steps(self, spec: Spec_contra, /) -> int:
        """Return how many of them it adds at most."""

    def fit(
        self,
        dataset: Dataset,
        split: Split,
        spec: Spec_contra,
        /,
        *,
        on_progress: Progress | None = None,
        cancel: threading.Event | None = None,
        threads: int | None = None,
    ) -> tuple[Model, Curve]:
        """Fit on the train rows and choose by the validation rows; see `churn.model.fitting.fit`."""


# By the class of its settings, a frozen dataclass of `setting` fields.
LEARNERS: Final[dict[type, Learner[Any]]] = {ModelSpec: CatBoost()}
# The settings that pages and command line offer.
OFFERED: Final[type] = ModelSpec
