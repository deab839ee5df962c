"""One run: data set and settings in, model and scores out. Here, and only here, the steps have an order."""

import hashlib
import json
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from os import PathLike
from typing import Any, Final

from churn.errors import SpecError, quote
from churn.model.curve import Curve, Progress
from churn.model.division import AUTOMATIC, PROFILES, column_of
from churn.model.evaluation import Evaluation, evaluate
from churn.model.learner import LEARNERS, OFFERED, Learner, Model, Packable
from churn.model.setting import fill
from churn.model.spec import ModelSpec
from churn.model.split import Part, Split, SplitSpec, split
from churn.scores.metrics import Scores
from churn.table.dataset import Dataset


@dataclass(frozen=True)
class RunSpec:
    """All settings of a run; the defaults are the tutorial's.

    Attributes
    ----------
    model
        Of the fit, of a class in `LEARNERS`.
    split : SplitSpec
        Of the split.

    Raises
    ------
    SpecError
        If a part is not a spec; the parts check themselves.
    """

    model: Any = field(default_factory=OFFERED)
    split: SplitSpec = field(default_factory=SplitSpec)

    def __post_init__(self) -> None:
        for name, kinds in (("model", tuple(LEARNERS)), ("split", (SplitSpec,))):
            value = getattr(self, name)
            if type(value) not in kinds:
                allowed = " or ".join(kind.__name__ for kind in kinds)
                raise SpecError(f"The {name} settings cannot be {quote(value)}: they are a {allowed}.")

    @property
    def learner(self) -> Learner[Any]:
        """Who fits with settings of this class."""
        return LEARNERS[type(self.model)]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "RunSpec":
        """Make the settings of values by name; the seed is that of both parts.

        Raises
        ------
        SpecError
            If a value is not allowed, or two contradict each other.
        """
        if values["grouped"] and values["by"] not in (AUTOMATIC, PROFILES):
            raise SpecError(f"Grouped means to split by {PROFILES}; it cannot go with {quote(values['by'])}.")
        return cls(fill(OFFERED, values), fill(SplitSpec, values))

    def as_dict(self) -> dict[str, dict[str, int | float | bool | str]]:
        """Return the settings by part and name, ready for JSON; equal for equal specs."""
        return {"model": asdict(self.model), "split": self.split.as_dict()}


DEFAULT: Final = RunSpec()


@dataclass(frozen=True, eq=False)
class Run:
    """What data set and settings determine; immutable, safe to share between viewers.

    Attributes
    ----------
    key : str
        See `run_key`.
    data_name, fingerprint, rows
        Of the data set; the run does not hold on to the data set itself.
    spec : RunSpec
        The settings.
    model : Model
        The fitted model.
    split : Split
        Row positions of the three parts.
    evaluation : Evaluation
        Outcomes and probabilities of the three parts.
    curve : Curve
        Log loss against the number of trees.
    seconds : float
        What it took, on this machine, on that day.
    """

    key: str
    data_name: str
    fingerprint: str
    rows: int
    spec: RunSpec
    model: Model
    split: Split
    evaluation: Evaluation
    curve: Curve
    seconds: float

    @cached_property
    def scores(self) -> dict[Part, Scores]:
        """The scores by part, at threshold 0.5."""
        return self.evaluation.scores()

    @property
    def churn_rate(self) -> float:
        """Share of all customers of the table who churned, 0 to 1."""
        return sum(scores.positives for scores in self.scores.values()) / self.rows

    @property
    def bytes(self) -> int:
        """Memory that the run takes, in bytes, about; what is computed from it later is not counted."""
        of_parts = (self.split.parts(), self.evaluation.y, self.evaluation.p)
        of_curve = (self.curve.train, self.curve.validation, self.curve.steps)
        arrays = sum(each.nbytes for arrays in of_parts for each in arrays.values()) + sum(
            each.nbytes for each in of_curve
        )
        return arrays + sys.getsizeof(self.model)

    def packed(self) -> "Run":
        """Return the same run in less memory; its model is unpacked when it is first asked something."""
        return replace(self, model=self.model.packed()) if isinstance(self.model, Packable) else self

    @property
    def record(self) -> dict[str, Any]:
        """What the model's file says about this run beside what the model knows, ready for JSON; see `save_model`."""
        return {"better_than_chance": self.evaluation.better_than_chance}

    def save_model(self, path: str | PathLike[str], **more: Any) -> None:  # noqa: ANN401 - what JSON can hold
        """Write the model to a file that says about the run what the model alone does not know.

        A model that is loaded from it has this as its `record`: the run's own and whatever else is given by name.

        Parameters
        ----------
        path : str or path
            Where to; for CatBoost a .cbm file.
        **more
            Further entries of the record: plain numbers, texts, lists and dicts, some ten thousand characters at most.

        Raises
        ------
        DataError
            If the file cannot be written.

        Examples
        --------
        `run.save_model("model.cbm", experience=[[0.1, 30, 5]])` gives a file of which
        `ChurnModel.load("model.cbm").record` is `{"better_than_chance": True, "experience": [[0.1, 30, 5]]}`.
        """
        self.model.save(path, {**self.record, **more})

    def as_dict(self) -> dict[str, Any]:
        """Return the run in numbers, ready for JSON; the intervals of many customers take their time."""
        schema, intervals, spec = self.model.schema, self.evaluation.intervals(), self.spec.as_dict()
        if column_of(self.split.by) is not None:
            spec["split"]["by"] = self.split.by  # also where it was found and not chosen
        return {
            "data": {
                "name": self.data_name,
                "rows": self.rows,
                "fingerprint": self.fingerprint,
                "target": schema.target,
                "positive": schema.positive,
                "churn_rate": self.churn_rate,
            },
            "columns": {
                "used": schema.names,
                "left_out": {column.name: column.reason for column in schema.columns if not column.used},
                "why": {column.name: column.why for column in schema.columns if column.why},
            },
            "spec": spec,
            "trees": self.model.trees,
            "seconds": self.seconds,
            "scores": {part: scores.as_dict() for part, scores in self.scores.items()},
            "intervals": {
                part: {name: interval._asdict() for name, interval in each.by_name.items()}
                for part, each in intervals.items()
            },
            "no_interval": {part: each.reasons for part, each in intervals.items()},
        }


def run_key(dataset: Dataset, spec: RunSpec) -> str:
    """Name a run before it exists: sha256 of the data's fingerprint, the settings and the learner's version."""
    learner = spec.learner
    settings = json.dumps(spec.as_dict(), sort_keys=True, separators=(",", ":"))
    parts = f"{dataset.fingerprint}\n{settings}\n{learner.version}"
    if not isinstance(spec.model, ModelSpec):  # two learners' settings may have the same names
        parts += f"\n{learner.name}"
    return hashlib.sha256(parts.encode()).hexdigest()


def train(
    dataset: Dataset,
    spec: RunSpec = DEFAULT,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
    *,
    threads: int | None = None,
) -> Run:
    """Split, fit, evaluate.

    Parameters
    ----------
    dataset : Dataset
        From `churn.load`.
    spec : RunSpec
        The settings.
    on_progress : callable, optional
        Called about fifty times with the fraction of trees grown, 0 to 1, and the `Curve` so far.
    cancel : threading.Event, optional
        Set it from another thread to stop within a moment: CatBoost looks after every few trees.
    threads : int, optional
        CPU threads to use, all by default; the result does not depend on it.

    Returns
    -------
    Run
        The model, its scores, its learning curve.

    Raises
    ------
    DataError
        If the table cannot train a model with this split.
    Cancelled
        If `cancel` was set.

    Examples
    --------
    >>> from churn.table.dataset import SAMPLE, load
    >>> run = train(load(SAMPLE))
    >>> run.model.trees, round(run.scores["test"].recall, 3)
    (389, 0.737)
    """
    start = time.perf_counter()
    parts = split(dataset, spec.split)
    model, curve = spec.learner.fit(dataset, parts, spec.model, on_progress=on_progress, cancel=cancel, threads=threads)
    evaluation = evaluate(model, dataset, parts)
    return Run(
        key=run_key(dataset, spec),
        data_name=dataset.name,
        fingerprint=dataset.fingerprint,
        rows=len(dataset),
        spec=spec,
        model=model,
        split=parts,
        evaluation=evaluation,
        curve=curve,
        seconds=time.perf_counter() - start,
    )
