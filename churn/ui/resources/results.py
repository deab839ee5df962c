"""What was computed about a run, kept so that the next viewer, and the next move of a slider, need not wait."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import astuple
from datetime import date
from typing import Final

import numpy as np
import streamlit as st

from churn.baselines import rules as baselines
from churn.baselines.rules import Baseline, BaselineName
from churn.decision import advice
from churn.decision.advice import Recommendation
from churn.decision.campaign import Campaign
from churn.explanation import similar
from churn.explanation import words as explanation_words
from churn.explanation.customers import row_values
from churn.explanation.overview import Overview, explain_table
from churn.explanation.reasons import Background, choose_background, explain
from churn.explanation.similar import TrainingRows
from churn.model.evaluation import Evaluation
from churn.model.run import Run
from churn.model.split import PARTS, Part, Split, SplitSpec
from churn.profiles import repeated as profiles
from churn.profiles.repeated import Repeats
from churn.report.brief import Brief, write_brief
from churn.scores.comparison import Difference, compare_ranks
from churn.scores.proportions import Interval
from churn.scores.ranks import rank_intervals
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.segments.by_level import Segment
from churn.segments.by_level import segments as scored_segments
from churn.show.chart import Figure
from churn.stability.repeated import Series
from churn.stability.spread import Spread
from churn.table.dataset import Dataset
from churn.table.schema import Schema
from churn.ui.background import Answers, patiently
from churn.ui.resources.tables import MOST_CUSTOMER_FILES, MOST_DATASETS, audit, customer_files, levels

MOST_PICTURES: Final = 256
MOST_CAMPAIGNS: Final = 16
MOST_RUNS: Final = 128
MOST_SPREADS: Final = 64
MOST_EXPLAINED: Final = 8
MOST_SEGMENTS: Final = 16 * MOST_DATASETS


def spreads(series: Series, run: Run, threshold: float) -> dict[str, Spread]:
    """Return each score on the test customers of the splits of a series that are done, beside the run's own."""
    return _spreads(series.key, series.done, threshold, series, run)


@st.cache_resource(show_spinner=False, max_entries=MOST_SPREADS)
def _spreads(key: str, done: int, threshold: float, _series: Series, _run: Run) -> dict[str, Spread]:  # noqa: ARG001 - as above
    return _series.spreads("test", _run.evaluation.scores(threshold)["test"].as_dict(), threshold)


@st.cache_resource(show_spinner=False, max_entries=MOST_PICTURES)
def picture(name: str, _make: Callable[[], Figure]) -> Figure:  # noqa: ARG001 - the cache's key
    """Return the chart with this name, made once; nobody may change it afterwards."""
    return _make()


@st.cache_resource(show_spinner=False)
def _intervals() -> Answers[dict[Part, dict[str, Interval]]]:
    return Answers(MOST_RUNS)


@st.cache_resource(show_spinner=False)
def _comparisons() -> Answers[dict[str, Difference]]:
    return Answers(MOST_RUNS)


def intervals(run: Run) -> dict[Part, dict[str, Interval]]:
    """Return the intervals of the scores that no threshold changes, by part."""
    return patiently(_asked_intervals(run), "Computing intervals …")


def intervals_if_ready(run: Run) -> dict[Part, dict[str, Interval]] | None:
    """Return the same without waiting: None while they are computed."""
    asked = _asked_intervals(run)
    return asked.result() if asked.done() else None


def rank_comparison_if_ready(new: Run, old: Run, part: Part) -> dict[str, Difference] | None:
    """Return the differences of those scores between two runs on the same rows; None while they are computed."""
    y, p_new, p_old = new.evaluation.y[part], new.evaluation.p[part], old.evaluation.p[part]
    asked = _comparisons().ask((new.key, old.key, part), lambda: compare_ranks(y, p_new, p_old))
    return asked.result() if asked.done() else None


def _asked_intervals(run: Run) -> Future[dict[Part, dict[str, Interval]]]:
    evaluation = run.evaluation
    return _intervals().ask(
        run.key, lambda: {part: rank_intervals(y, evaluation.p[part]) for part, y in evaluation.y.items()}
    )


def customers(upload: str, run: Run) -> Customers | None:
    """Return a file checked for a run's model, None if it has gone. Raises DataError if the model cannot use it."""
    file = customer_files().get(upload)
    return None if file is None else _checked(upload, run.key, file, run.model.schema)


def repeats(run: Run, dataset: Dataset) -> Repeats:
    """Return which test customers of a run on this data set have a profile that training has seen."""
    return _repeats(dataset.fingerprint, run.spec.split, dataset, run.split)


def rules(run: Run, dataset: Dataset) -> tuple[Baseline, ...]:
    """Return the baselines and the ceiling on the split of a run on this data set."""
    asked = _rules().ask((dataset.fingerprint, run.spec.split), lambda: baselines.baselines(dataset, run.split))
    return patiently(asked, "Scoring simple rules on the same split …")


def rule_intervals(run: Run, dataset: Dataset, part: Part) -> dict[BaselineName, dict[str, Interval]]:
    """Return the intervals of the baselines' scores that no threshold changes."""
    applied = rules(run, dataset)
    key = dataset.fingerprint, run.spec.split, part
    asked = _rule_intervals().ask(key, lambda: baselines.rule_intervals(applied, part))
    return patiently(asked, "Computing intervals …")


@st.cache_resource(show_spinner=False)
def _rule_intervals() -> Answers[dict[BaselineName, dict[str, Interval]]]:
    return Answers(len(PARTS) * MOST_DATASETS)


def gain(run: Run, dataset: Dataset, part: Part) -> Difference | None:
    """Return how much better a run ranks than the better of the rules."""
    applied = rules(run, dataset)
    asked = _gains().ask((run.key, part), lambda: baselines.gain(run.evaluation, applied, part))
    return patiently(asked, "Comparing with simple rules …")


@st.cache_resource(show_spinner=False)
def _gains() -> Answers[Difference | None]:
    return Answers(MOST_RUNS)


@st.cache_resource(show_spinner=False)
def _rules() -> Answers[tuple[Baseline, ...]]:
    return Answers(MOST_DATASETS)


@st.cache_resource(show_spinner=False, max_entries=MOST_DATASETS)
def _repeats(fingerprint: str, spec: SplitSpec, _dataset: Dataset, _split: Split) -> Repeats:  # noqa: ARG001 - the cache's key
    return profiles.repeats(_dataset, _split)


def recommendation(run: Run, campaign: Campaign) -> Recommendation:
    """Return whom to contact according to a run's model, at the terms of a campaign."""
    return _recommendation(run.key, astuple(campaign), campaign, run.evaluation)


@st.cache_resource(show_spinner=False, max_entries=MOST_CAMPAIGNS)
def _recommendation(
    run_key: str,  # noqa: ARG001 - the cache's key, with the terms
    terms: tuple[float | None, ...],  # noqa: ARG001 - as above
    _campaign: Campaign,
    _evaluation: Evaluation,
) -> Recommendation:
    return advice.recommendation(_evaluation, _campaign)


def segments(run: Run, dataset: Dataset, part: Part, threshold: float) -> tuple[Segment, ...]:
    """Return the scores of one part by level of every column."""
    rows, y, p = run.split.parts()[part], run.evaluation.y[part], run.evaluation.p[part]
    columns = levels(dataset)

    def compute() -> tuple[Segment, ...]:
        return scored_segments({name: values.iloc[rows] for name, values in columns.items()}, y, p, threshold)

    asked = _segments().ask((run.key, part, threshold), compute)
    return patiently(asked, "Scoring every segment …")


@st.cache_resource(show_spinner=False)
def _segments() -> Answers[tuple[Segment, ...]]:
    return Answers(MOST_SEGMENTS)


@st.cache_resource(show_spinner=False, max_entries=MOST_CUSTOMER_FILES)
def _checked(upload: str, run: str, _file: SourceTable, _schema: Schema) -> Customers:  # noqa: ARG001 - the key
    return check_customers(_file, _schema)


def background(run: Run, dataset: Dataset) -> Background:
    """Return the customers that everybody is compared with."""
    return _background(run.key, run, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_EXPLAINED)
def _background(key: str, _run: Run, _dataset: Dataset) -> Background:  # noqa: ARG001 - the cache's key
    return choose_background(_run.model, _dataset.frame)


def overview(run: Run, dataset: Dataset) -> Overview:
    """Return the reasons of all customers."""
    base = background(run, dataset)
    asked = _overviews().ask(run.key, lambda: explain_table(run.model, dataset, base))
    return patiently(asked, "Explaining the model …")


@st.cache_resource(show_spinner=False)
def _overviews() -> Answers[Overview]:
    return Answers(MOST_EXPLAINED)


def training_rows(run: Run, dataset: Dataset) -> TrainingRows:
    """Return the training customers, ready to be compared with one."""
    return _training_rows(dataset.fingerprint, run.spec.split, run, dataset)


@st.cache_resource(show_spinner=False, max_entries=MOST_EXPLAINED)
def _training_rows(fingerprint: str, split: SplitSpec, _run: Run, _dataset: Dataset) -> TrainingRows:  # noqa: ARG001 - as above
    return similar.training_rows(_dataset, _run.split.train)


def brief(  # noqa: PLR0913 - everything that a brief tells of
    run: Run, dataset: Dataset, threshold: float, campaign: Campaign, *, synthetic: bool, on: date
) -> Brief:
    """Return the one page about a run, with its pictures."""
    parts = recommendation(run, campaign), overview(run, dataset), audit(dataset, run.spec.split)
    key = (run.key, dataset.name, threshold, astuple(campaign), synthetic, on)
    return _brief(key, lambda: write_brief(dataset, run, threshold, *parts, synthetic=synthetic, on=on))


@st.cache_resource(show_spinner="Writing the brief …", max_entries=MOST_CAMPAIGNS)
def _brief(key: tuple[object, ...], _write: Callable[[], Brief]) -> Brief:  # noqa: ARG001 - the cache's key
    return _write()


def reasons_of_riskiest(run: Run, dataset: Dataset, most: int) -> list[str]:
    """Return the main reasons of the `most` riskiest test customers, in the order of the part; of others, nothing."""
    base = background(run, dataset)
    asked = _reasons().ask((run.key, most), lambda: _reasons_of_riskiest(run, dataset, most, base))
    return patiently(asked, "Looking for reasons …")


@st.cache_resource(show_spinner=False)
def _reasons() -> Answers[list[str]]:
    return Answers(MOST_EXPLAINED)


def _reasons_of_riskiest(run: Run, dataset: Dataset, most: int, base: Background) -> list[str]:
    rows = run.split.test
    riskiest = np.argsort(-run.evaluation.p["test"], kind="stable")[:most]
    frame = dataset.frame.rows(rows[riskiest])
    reasons = explain(run.model, frame, base)
    values = [row_values(dataset, int(row)) for row in rows[riskiest]]
    said = [""] * len(rows)
    for place, words in zip(riskiest, explanation_words.in_brief(reasons, values), strict=True):
        said[place] = words
    return said
