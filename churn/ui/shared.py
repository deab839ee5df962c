"""What all viewers of one server share: workers, and what was computed about tables and runs."""

from collections.abc import Collection
from datetime import date
from operator import attrgetter
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from churn.audit import checks
from churn.baselines import rules as baselines
from churn.baselines.rules import Baseline, BaselineName, Gain
from churn.decision import advice
from churn.decision.advice import Recommendation
from churn.decision.campaign import Campaign
from churn.errors import DataError
from churn.explanation import similar
from churn.explanation import words as explanation_words
from churn.explanation.customers import row_values
from churn.explanation.overview import Overview, explain_table
from churn.explanation.reasons import Background, choose_background, explain
from churn.explanation.similar import TrainingRows
from churn.model.division import one_row_each
from churn.model.evaluation import Evaluation
from churn.model.run import Run
from churn.model.split import PARTS, Part, SplitSpec, split
from churn.periods import by_period
from churn.periods.by_period import Period
from churn.profiles import repeated as profiles
from churn.profiles.repeated import Familiarity, Repeats
from churn.quality import overfitting
from churn.quality.overfitting import Simpler
from churn.reliability import words as reliability_words
from churn.reliability.calibration import Calibration, calibration
from churn.reliability.experience import Experience, cross_fitted
from churn.reliability.known import Known
from churn.reliability.twins import Twins
from churn.report.brief import Brief, write_brief
from churn.scores.comparison import Comparison
from churn.scores.intervals import Intervals
from churn.scores.proportions import Interval
from churn.scoring.background import Scorer
from churn.scoring.customers import SourceTable
from churn.segments import by_level
from churn.segments.by_level import Segment
from churn.stability.repeated import RepeatedSplits, RepeatedSplitsStore
from churn.stability.spread import Spread
from churn.table.dataset import Dataset
from churn.table.finding import Finding
from churn.tuning.shared import Tuning
from churn.ui.cache import cached, computed_in_background
from churn.ui.tables import MAX_DATASETS
from churn.ui.viewers import connected
from churn.work import cache
from churn.work.cache import KeyFunctions
from churn.work.courtesy import Courtesy
from churn.work.trainer import Trainer

MAX_RUNS: Final = 128
MAX_EXPLAINED: Final = 8
MAX_CAMPAIGNS: Final = 16

# In the key of what depends on a run's data set and split only: runs that differ in the model share it.
BY_SPLIT: Final[KeyFunctions] = {Run: attrgetter("fingerprint", "spec.split")}

# In the key of what says what was found: a decision that somebody confirms leaves the data as they are.
WITH_FINDINGS: Final[KeyFunctions] = {Dataset: attrgetter("fingerprint", "name", "findings")}

# What has threads, or belongs to viewers, outlives a reload of the code.


@st.cache_resource(show_spinner=False)
def trainer() -> Trainer:
    """Return the server's one trainer."""
    return Trainer(connected=connected)


def repeated_splits() -> RepeatedSplitsStore:
    """Return the server's one store of runs that are repeated on other splits."""
    return _repeated_splits(trainer())


@cached(1)
def _repeated_splits(trainer: Trainer) -> RepeatedSplitsStore:
    return RepeatedSplitsStore(trainer)


def tuning() -> Tuning:
    """Return the server's maps of settings and searches for good ones."""
    return _tuning(trainer())


@cached(1)
def _tuning(trainer: Trainer) -> Tuning:
    return Tuning(trainer)


@st.cache_resource(show_spinner=False)
def scorer() -> Scorer:
    """Return the server's one scorer of files of customers."""
    return Scorer()


def forget_runs(fingerprints: Collection[str]) -> None:
    """Stop and drop all fits on data sets that nobody needs any more."""
    if fingerprints:
        trainer().forget(fingerprints)
        repeated_splits().forget(fingerprints)
        tuning().forget(fingerprints)


def forget_customers(upload: str, file: SourceTable) -> None:
    """Stop and drop what was scored of a file, and what was made of it."""
    scorer().forget(upload)
    cache.forget({file})


# How often a table contradicts itself.
ceiling = cached(MAX_DATASETS)(profiles.ceiling)


@computed_in_background("Looking for what could be wrong with this table …", 4 * MAX_DATASETS, WITH_FINDINGS)
def audit(dataset: Dataset, spec: SplitSpec) -> tuple[Finding, ...]:
    """Return what is wrong with a table and with a split of it."""
    try:
        parts = split(dataset, spec)
    except DataError:  # too small to be split: whoever trains is told
        parts = None
    return checks.audit(dataset, parts)


@computed_in_background("Computing intervals …", MAX_RUNS)
def intervals(run: Run) -> dict[Part, Intervals]:
    """Return the intervals of the scores that no threshold changes, by part."""
    return run.evaluation.probability_intervals


@computed_in_background("Comparing with the run before …", MAX_RUNS)
def comparison(new: Run, old: Run, part: Part) -> Comparison:
    """Return what compares two runs on the same rows at any threshold."""
    return Comparison(new.evaluation.predictions[part], old.evaluation.predictions[part])


@cached(MAX_RUNS)
def better_if_simpler(run: Run, keys: tuple[str, ...]) -> Simpler | None:
    """Return the best of the simpler settings with these keys if it is clearly better than a run's on validation."""
    jobs = [trainer().find(key) for key in keys]
    return overfitting.clearly_better(run, [job.outcome for job in jobs if job is not None and job.outcome is not None])


@cached(64)
def spreads(splits: RepeatedSplits, run: Run, threshold: float) -> dict[str, Spread]:
    """Return each score on the test customers of the splits that are done, beside the run's own."""
    return splits.spreads("test", run.evaluation.scores(threshold)["test"].by_name, threshold)


@cached(MAX_DATASETS, BY_SPLIT)
def repeats(run: Run, dataset: Dataset) -> Repeats:
    """Return which test customers of a run on this data set have a profile that training has seen."""
    return profiles.repeats(dataset, run.split)


@cached(MAX_EXPLAINED)
def seen_and_new(run: Run, dataset: Dataset) -> dict[Familiarity, Evaluation]:
    """Return the predictions for test customers with a profile that training has seen, and for the others."""
    return repeats(run, dataset).apart(run.evaluation)


@computed_in_background("Training simple models on the same split …", MAX_DATASETS, BY_SPLIT)
def rules(run: Run, dataset: Dataset) -> tuple[Baseline, ...]:
    """Return the baselines and the ceiling on the split of a run on this data set."""
    return baselines.baselines(dataset, run.split)


@computed_in_background("Computing intervals …", len(PARTS) * MAX_DATASETS, BY_SPLIT)
def rule_intervals(run: Run, dataset: Dataset, part: Part) -> dict[BaselineName, dict[str, Interval]]:
    """Return the intervals of the baselines' scores that no threshold changes."""
    return baselines.rule_intervals(rules(run, dataset), part)


@computed_in_background("Comparing with simple models …", MAX_RUNS)
def gain(run: Run, dataset: Dataset, part: Part) -> Gain:
    """Return how much better a run ranks than the better of the rules."""
    return baselines.gain(run.evaluation, rules(run, dataset), part)


@computed_in_background("Scoring every period …", MAX_DATASETS)
def periods(run: Run, dataset: Dataset, column: str) -> tuple[Period, ...]:
    """Return the test customers of each period of a column with dates."""
    test = run.evaluation.predictions["test"]
    return by_period.periods(dataset.dates(column)[run.split.test], test.churned, test.p)


# The level of every customer, column by column.
_columns_by_level = cached(MAX_DATASETS)(by_level.columns_by_level)


@cached(len(PARTS) * MAX_DATASETS, BY_SPLIT)
def judged_rows(run: Run, dataset: Dataset, part: Part) -> NDArray[np.intp]:
    """Return the places within a part of the rows that are judged by level: all, or one of each customer."""
    rows, customer = run.split.parts()[part], dataset.schema.customer
    return np.arange(len(rows)) if customer is None else one_row_each(dataset.table[customer], rows)


@computed_in_background("Scoring every segment …", 16 * MAX_DATASETS)
def segments(run: Run, dataset: Dataset, part: Part, threshold: float) -> tuple[Segment, ...]:
    """Return the scores of one part by level of every column."""
    judged = judged_rows(run, dataset, part)
    rows = run.split.parts()[part][judged]
    columns = {name: values.iloc[rows] for name, values in _columns_by_level(dataset).items()}
    y, p = run.evaluation.y[part][judged], run.evaluation.p[part][judged]
    judge = part != "train" and run.evaluation.better_than_chance
    return by_level.segments(columns, y, p, threshold, judge=judge)


@cached(MAX_CAMPAIGNS)
def recommendation(run: Run, campaign: Campaign) -> Recommendation:
    """Return whom to contact according to a run's model, at the terms of a campaign."""
    return advice.recommendation(run.evaluation, campaign)


@cached(MAX_EXPLAINED)
def background(run: Run, dataset: Dataset) -> Background:
    """Return the customers that everybody is compared with."""
    return choose_background(run.model, dataset.frame)


@computed_in_background("Explaining the model …", MAX_EXPLAINED)
def overview(run: Run, dataset: Dataset) -> Overview:
    """Return the reasons of all customers."""
    return explain_table(run.model, dataset, background(run, dataset))


@cached(MAX_EXPLAINED, BY_SPLIT)
def training_rows(run: Run, dataset: Dataset) -> TrainingRows:
    """Return the training customers, ready to be compared with one."""
    return similar.training_rows(dataset, run.split.train)


@computed_in_background("Looking for reasons …", MAX_EXPLAINED)
def reasons_of_riskiest(run: Run, dataset: Dataset, most: int) -> list[str]:
    """Return the main reasons of the `most` riskiest test customers, in the order of the part; of others, nothing."""
    rows = run.split.test
    sentences = [""] * len(rows)
    if not run.evaluation.better_than_chance:
        return sentences  # there are none to be named
    riskiest = np.argsort(-run.evaluation.p["test"], kind="stable")[:most]
    frame = dataset.frame.rows(rows[riskiest])
    reasons = explain(run.model, frame, background(run, dataset))
    values = [row_values(dataset, int(row)) for row in rows[riskiest]]
    said = explanation_words.in_brief(reasons, values, zeros=run.model.schema.counted_from)
    for place, sentence in zip(riskiest, said, strict=True):
        sentences[place] = sentence
    return sentences


@cached(MAX_RUNS)
def calibrated(run: Run) -> Calibration:
    """Return whether the probabilities of the test customers are right as they stand."""
    return calibration(run.evaluation.independent)


@computed_in_background("Fitting models that never saw these customers …", MAX_EXPLAINED)
def experience(run: Run, dataset: Dataset) -> Experience:
    """Return what customers did whom a model with a run's settings had never seen.

    It lets all fits pass that somebody waits for, and ends when nobody looks at the run any more: whoever comes back
    has it computed anew.
    """
    courtesy = Courtesy(run.key, trainer())
    found = cross_fitted(run, dataset, courtesy.nobody, courtesy.others_wait)
    courtesy.check()
    return found


twins = computed_in_background("Looking for customers exactly alike …", MAX_DATASETS)(Twins)


@computed_in_background("Looking for customers like these …", MAX_EXPLAINED)
def like_riskiest(run: Run, dataset: Dataset, most: int) -> dict[str, list[str]]:
    """Return what others did who are like the `most` riskiest test customers, by heading; of the rest, nothing."""
    known = Known(experience(run, dataset), twins(dataset))
    return reliability_words.cells_of_riskiest(known, run.evaluation.p["test"], dataset.frame, run.split.test, most)


@computed_in_background("Writing the brief …", MAX_CAMPAIGNS, WITH_FINDINGS)
def brief(run: Run, dataset: Dataset, threshold: float, campaign: Campaign, *, synthetic: bool, on: date) -> Brief:
    """Return the one page about a run, with its pictures."""
    parts = recommendation(run, campaign), overview(run, dataset), audit(dataset, run.spec.split)
    return write_brief(dataset, run, threshold, *parts, synthetic=synthetic, on=on)
