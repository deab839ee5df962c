"""A fitted model: ask it for probabilities and for its reasons, keep it in a file."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import catboost
import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostError, Pool
from numpy.typing import NDArray

from churn.errors import ChurnError, DataError, quote
from churn.model.file import read_model, write_model
from churn.model.metadata import DIGEST_KEY, RECORD_KEY, SCHEMA_KEY, SPEC_KEY, write_metadata
from churn.model.packing import PackedBooster, memory_of
from churn.model.spec import ModelSpec
from churn.table.schema import Schema
from churn.table.values import MISSING, Features

FEW_ROWS: Final = 100  # to explain so few, starting threads takes longer than the work


class ChurnModel:
    """A fitted model, its schema and its settings; never changes, so that threads can share it.

    Attributes
    ----------
    schema : Schema
        The columns that it needs.
    spec : ModelSpec
        The settings it was fitted with.
    record : mapping of str to anything that JSON can hold
        What its file says about the run it comes from, see `Run.save_model`; empty if it comes from no file, or from
        one that says nothing.
    """

    def __init__(
        self,
        booster: CatBoostClassifier | PackedBooster,
        schema: Schema,
        spec: ModelSpec,
        record: Mapping[str, Any] | None = None,
    ) -> None:
        self._held = booster
        self.schema = schema
        self.spec = spec
        self.record: Mapping[str, Any] = MappingProxyType(dict(record or {}))

    @property
    def trees(self) -> int:
        """Number of trees kept."""
        return self._held.trees if isinstance(self._held, PackedBooster) else int(self._held.tree_count_)

    @property
    def _booster(self) -> CatBoostClassifier:
        if isinstance(self._held, PackedBooster):
            self._held = self._held.unpack()  # by two threads at once: twice the same
        return self._held

    def __sizeof__(self) -> int:
        return sys.getsizeof(self._held) if isinstance(self._held, PackedBooster) else memory_of(self._held)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as it is packed: a booster holds on to whoever watched its fit."""
        held = self._held if isinstance(self._held, PackedBooster) else PackedBooster(self._held)
        return ChurnModel, (held, self.schema, self.spec, dict(self.record))

    def packed(self) -> "ChurnModel":
        """Return the same model, with the same answers to the last bit, in less memory until it is asked something."""
        return ChurnModel(PackedBooster(self._booster), self.schema, self.spec, self.record)

    def predict_proba(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return the probability of churn, 0 to 1, shape (n,), for any table with the model's columns.

        What `schema.check` has returned is not checked again; neither in `shap`.

        Raises
        ------
        DataError
            If a column is missing or a value is not of its column's kind.
        """
        checked = self.schema.check(frame)
        if checked.empty:
            return np.empty(0)
        with plain_words("Scoring failed"):
            pool = Pool(checked, cat_features=self.schema.categories)
            both = self._booster.predict(pool, prediction_type="Probability")
        return np.ascontiguousarray(both[:, 1])

    def staged_proba(self, frame: pd.DataFrame, most: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield the probabilities of churn of the first trees, of more of them, …, and of all, which are the model's.

        Parameters
        ----------
        frame : DataFrame, (n, columns)
            Any table with the model's columns.
        most : int
            Stages, at most, at least 2; evenly spread.

        Yields
        ------
        trees : int
            How many, ascending.
        p : ndarray of float64, shape (n,)
            Probabilities, 0 to 1.

        Raises
        ------
        DataError
            As `predict_proba`.
        """
        checked, step = self.schema.check(frame), -(-self.trees // most)
        ends = [*range(step, self.trees, step), self.trees]
        with plain_words("Scoring failed"):
            pool = Pool(checked, cat_features=self.schema.categories)
            stages = self._booster.staged_predict(pool, prediction_type="Probability", eval_period=step)
            for trees, both in zip(ends, stages, strict=True):
                yield trees, np.ascontiguousarray(both[:, 1])

    def shap(self, frame: pd.DataFrame) -> tuple[NDArray[np.float64], float]:
        """Say what each column contributes to each customer's log-odds: SHAP values, by CatBoost.

        Parameters
        ----------
        frame : DataFrame, (n, columns)
            Any table with the model's columns.

        Returns
        -------
        contributions : ndarray of float64, shape (n, k)
            In log-odds, by feature in the order of `schema.names`.
        base : float
            Log-odds of the average customer, as the trees remember their training customers. base + the sum of a
            row = the log-odds that the model gives the customer.

        Raises
        ------
        DataError
            As `predict_proba`.

        References
        ----------
        Lundberg, Erion, Lee: Consistent individualized feature attribution for tree ensembles (2018), arXiv:1802.03888.
        """
        checked = self.schema.check(frame)
        some = checked if len(checked) else self._nobody()  # CatBoost tells the base only beside a customer
        with plain_words("Explaining failed"):
            pool = Pool(some, cat_features=self.schema.categories)
            threads = 1 if len(some) <= FEW_ROWS else -1
            values = self._booster.get_feature_importance(pool, type="ShapValues", thread_count=threads)
        return np.ascontiguousarray(values[: len(checked), :-1]), float(values[0, -1])

    def _nobody(self) -> Features:
        blank = {column.name: [MISSING if column.kind == "category" else 0.0] for column in self.schema.features}
        return self.schema.check(pd.DataFrame(blank))

    def save(self, path: str | PathLike[str], record: Mapping[str, Any] | None = None) -> None:
        """Write a CatBoost model file (.cbm) with schema and settings in its metadata.

        Until it is complete, what was there stays.

        Parameters
        ----------
        path : str or path
            Where to.
        record : mapping of str to anything that JSON can hold, optional
            What the file shall say about the run; by default what the model's own file said. See `Run.save_model`.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        booster = self._booster.copy()  # others may be asking this one
        said = json.dumps(dict(self.record if record is None else record))
        write_metadata(booster, {RECORD_KEY: said, DIGEST_KEY: "sha256 of the model, behind it"})
        write_model(booster, Path(path))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "ChurnModel":
        """Read what `save` has written.

        Raises
        ------
        DataError
            If there is no such file, if it is none of ours, or if it is not as it was written.
        """
        booster = read_model(Path(path))
        metadata = booster.get_metadata()
        try:
            schema = Schema.from_json(metadata[SCHEMA_KEY])
            spec = ModelSpec(**json.loads(metadata[SPEC_KEY]))
            record = json.loads(metadata[RECORD_KEY]) if RECORD_KEY in list(metadata.keys()) else {}
            return cls(booster, schema, spec, record)
        except (ChurnError, KeyError, TypeError, ValueError) as err:
            raise DataError(f"{quote(path)} is no model file (.cbm) written by this program.") from err


def catboost_version() -> str:
    """Return CatBoost's version: another one may fit another model."""
    return str(catboost.__version__)


@contextmanager
def plain_words(what: str) -> Iterator[None]:
    """Turn CatBoost's errors, which begin with a line of its source, into ours."""
    try:
        yield
    except CatBoostError as err:
        reason = re.sub(r"^\S+\.\w+:\d+:\s*", "", str(err).strip()).split("\n")[0]
        raise ChurnError(f"{what}: {reason.rstrip('.')}.") from err
