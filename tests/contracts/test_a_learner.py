"""A learner is settings and a way to fit, entered once: runs, reasons, campaign and brief work with it."""

import datetime as dt
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.special import expit

import churn
from churn.audit.checks import audit
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.errors import Cancelled, SpecError
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background, explain
from churn.model.curve import Curve, Progress
from churn.model.learner import LEARNERS
from churn.model.run import run_key
from churn.model.setting import check_settings, setting
from churn.model.split import Split
from churn.report.brief import write_brief
from churn.scoring.customers import SourceTable, check_customers
from churn.scoring.ranking import score_customers
from churn.show import formats
from churn.table.dataset import SAMPLE
from churn.table.schema import Schema
from churn.ui.progress import words
from churn.work.trainer import Trainer

DAY: Final = dt.date(2025, 1, 31)


@dataclass(frozen=True)
class LinearSpec:
    """How to fit a linear model."""

    steps: int = setting(200, "Steps", 1, 1_000)
    pace: float = setting(0.5, "Pace", 0.01, 1.0, main=True)

    def __post_init__(self) -> None:
        check_settings(self)


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Logistic regression on the columns that are numbers."""

    schema: Schema
    spec: LinearSpec
    names: list[str]  # of the numbers
    center: NDArray[np.float64]  # of the training customers, as the next one
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    trees: int

    def predict_proba(self, frame: pd.DataFrame, /) -> NDArray[np.float64]:
        """Return the probability of churn."""
        contributions, base = self.shap(frame)
        return np.asarray(expit(base + contributions.sum(axis=1)))

    def shap(self, frame: pd.DataFrame, /) -> tuple[NDArray[np.float64], float]:
        """Return weight times distance from the mean, and the log-odds of the mean."""
        x = standard(self.schema.check(frame)[self.names], self.center, self.scale)
        effects = pd.DataFrame(x * self.weights, columns=self.names)
        return effects.reindex(columns=list(self.schema.names), fill_value=0.0).to_numpy(), self.bias

    def save(self, path: str | PathLike[str], /, record: Mapping[str, Any] | None = None) -> None:
        """Write what the model knows, and what is said about its run."""
        known = [asdict(self.spec), self.weights.tolist(), self.bias, dict(record or {})]
        Path(path).write_text(json.dumps(known), encoding="utf-8")


def standard(numbers: pd.DataFrame, center: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring numbers to mean 0 and deviation 1; a gap counts as the mean."""
    return np.nan_to_num((numbers.to_numpy(dtype=np.float64) - center) / scale)


class Linear:
    """Gradient descent."""

    name = "Gradient descent"
    version = "1"
    unit = "steps"

    def steps(self, spec: LinearSpec, /) -> int:
        """Return the number of steps."""
        return spec.steps

    def fit(
        self,
        dataset: churn.Dataset,
        split: Split,
        spec: LinearSpec,
        /,
        *,
        on_progress: Progress | None = None,
        cancel: threading.Event | None = None,
        threads: int | None = None,  # noqa: ARG002 - one is enough
    ) -> tuple[LinearModel, Curve]:
        """Go downhill on the train rows; keep the step that is best for the validation rows."""
        names = [column.name for column in dataset.schema.features if column.kind == "number"]
        numbers = dataset.frame[names]
        train = numbers.iloc[split.train].to_numpy(dtype=np.float64)
        center, scale = np.nanmean(train, axis=0), np.nanstd(train, axis=0)
        x = standard(numbers, center, scale)
        weights, bias, path, losses = np.zeros(len(names)), 0.0, [], []
        for step in range(1, spec.steps + 1):
            if cancel is not None and cancel.is_set():
                raise Cancelled("Training was stopped before it was finished.")
            error = expit(bias + x[split.train] @ weights) - dataset.y[split.train]
            weights = weights - spec.pace * x[split.train].T @ error / len(error)
            bias -= spec.pace * float(error.mean())
            path.append((weights, bias))
            z = bias + x @ weights
            loss = np.logaddexp(0, z) - dataset.y * z
            losses.append((loss[split.train].mean(), loss[split.validation].mean()))
            if on_progress is not None:
                on_progress(step / spec.steps, curve_of(losses))
        best = int(np.argmin([validation for _, validation in losses])) + 1
        model = LinearModel(dataset.schema, spec, names, center, scale, *path[best - 1], trees=best)
        return model, curve_of(losses, best)


def curve_of(losses: list[tuple[float, float]], best: int | None = None) -> Curve:
    """Return the losses so far."""
    train, validation = np.array(losses).T.copy()
    return Curve(train, validation, np.arange(1, len(losses) + 1), best)


@pytest.fixture(autouse=True)
def entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the learner: one entry."""
    monkeypatch.setitem(LEARNERS, LinearSpec, Linear())


@pytest.fixture(scope="module")
def sample() -> churn.Dataset:
    """Load the sample."""
    return churn.load(SAMPLE)


@pytest.fixture
def run(sample: churn.Dataset) -> churn.Run:
    """Train with it."""
    return churn.train(sample, churn.RunSpec(model=LinearSpec(pace=0.3)))


def test_it_gives_a_run_with_scores(run: churn.Run) -> None:
    """It learned something, and its run says so like any other."""
    assert run.curve.best == run.model.trees <= 200
    assert run.curve.train[-1] < run.curve.train[0]
    auc = run.scores["train"].roc_auc
    assert auc is not None
    assert auc > 0.55
    assert run.as_dict()["spec"]["model"] == {"steps": 200, "pace": 0.3}
    assert formats.settings(run.spec) == "pace 0.3"


def test_its_settings_have_ranges() -> None:
    """What is no setting of a learner in the table is refused."""
    with pytest.raises(SpecError, match=r"Pace cannot be “2”: it is a number from 0\.01 to 1\."):
        LinearSpec(pace=2)
    with pytest.raises(SpecError, match=r"they are a ModelSpec or LinearSpec\."):
        churn.RunSpec(model=4)


def test_its_runs_have_keys_of_their_own(sample: churn.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and version are part of it, as is the learner itself."""
    keys = {run_key(sample, churn.RunSpec(model=spec)) for spec in (LinearSpec(), LinearSpec(pace=0.3))}
    for name in ("version", "name"):
        monkeypatch.setattr(Linear, name, "2")
        keys.add(run_key(sample, churn.RunSpec(model=LinearSpec())))
    assert len(keys) == 4


def test_reasons_campaign_and_brief_work_with_it(sample: churn.Dataset, run: churn.Run) -> None:
    """Reasons add up to the probabilities; the brief names the learner."""
    background = choose_background(run.model, sample.frame)
    reasons = explain(run.model, sample.frame, background)
    assert np.allclose(reasons.p, run.model.predict_proba(sample.frame))
    advice, overview = recommendation(run.evaluation, Campaign()), explain_table(run.model, sample, background)
    brief = write_brief(sample, run, 0.5, advice, overview, audit(sample, run.split), synthetic=True, on=DAY)
    kept = run.model.trees
    assert ("Settings", f"pace 0.3; {kept:,} steps kept; Gradient descent 1") in brief.origin


def test_customers_are_scored_with_it(run: churn.Run) -> None:
    """A file of customers is ranked, with reasons."""
    ranked = score_customers(
        check_customers(SourceTable.read(SAMPLE.read_bytes(), SAMPLE.name), run.model.schema), run.model, reasons=True
    )
    assert len(ranked.p) == run.rows


def test_the_trainer_fits_it(sample: churn.Dataset, run: churn.Run) -> None:
    """A job counts its steps."""
    trainer = Trainer()
    try:
        job = trainer.submit(sample, run.spec)
        assert job.result().key == run.key
        assert words(job) == "200 of 200 steps"
    finally:
        trainer.close()
