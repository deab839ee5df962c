"""Over time: how good the model is from period to period, and whether it holds for the latest customers."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from churn.model.division import AUTOMATIC, TIME, column_of, decided
from churn.model.run import Run
from churn.periods import chart, words
from churn.periods.by_period import Period
from churn.scores.independent import Measured, difference
from churn.scores.metrics import METRICS
from churn.show import splits
from churn.show.formats import unbroken
from churn.ui import progress, shared
from churn.ui.background import watch
from churn.ui.common import choose, choose_column, table
from churn.ui.figure import draw
from churn.ui.train import counterpart
from churn.ui.view import View
from churn.work.job import FitJob

KEY: Final = "timed"
RATE: Final = "rate"
SCORES: Final[Mapping[str, str]] = {
    "roc_auc": METRICS["roc_auc"].label,
    "precision": METRICS["precision"].label,
    "recall": METRICS["recall"].label,
    RATE: words.RATE,
}


def has_dates(view: View) -> bool:
    """Whether the table has dates to tell periods by."""
    return bool(view.dataset.schema.dates)


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is computed before it is opened."""
    job = None
    if opened:
        column = _column(view, run)
        _by_period(run, view, column)
        job = _latest(view, run, column)
    watch(job, partial(counterpart.draw_progress, key=KEY), progress.every(job))


def _column(view: View, run: Run) -> str:
    """Return whose dates tell the periods: of a split by time, those that decide; else let the viewer choose."""
    names = view.dataset.schema.dates
    if run.split.in_time:
        return column_of(run.split.by) or names[0]
    return names[0] if len(names) == 1 else choose_column("Dates of the periods", names, "periods_dates")


def _by_period(run: Run, view: View, column: str) -> None:
    found = shared.periods(run, view.dataset, column)
    if not found:
        st.markdown(words.NOBODY)
        return
    st.markdown(unbroken(words.course(found)))
    score = choose("Score over time", SCORES, "roc_auc", "periods_score")
    names = [words.name(each) for each in found]
    judged = [_judged(each, score, view.threshold) for each in found]
    values, ends = [value for value, _ in judged], [sure for _, sure in judged]
    figure = chart.score_over_time(names, values, ends, SCORES[score], in_percent=score == RATE)
    draw(figure, key="periods_chart", alt=words.charted(found, SCORES[score], values))
    columns = {each: words.cells(period, view.threshold) for each, period in zip(names, found, strict=True)}
    table(_turned(columns), "Period", f"Scores of the test customers by period of {column}.")
    without = words.undated(len(run.split.test) - sum(each.customers for each in found))
    for reason in filter(None, (*words.missing(found, view.threshold), without)):
        st.caption(reason)
    st.caption(words.INTERVALS)


def _judged(period: Period, score: str, threshold: float) -> Measured:
    if score == RATE:
        return period.churn_rate, period.churn_rate_interval
    scores, sure = period.judged(threshold)
    return scores.by_name[score], sure.get(score)


def _turned(columns: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return a table with a line for each column."""
    lines = next(iter(columns.values()))
    return {line: {name: column[line] for name, column in columns.items()} for line in lines}


def _latest(view: View, run: Run, column: str) -> FitJob | None:
    """Set the run beside the same one tested on the latest customers (or not); returns its fit under way."""
    st.subheader("The latest customers", anchor=False)
    timed = run.split.in_time
    by = decided(view.dataset, AUTOMATIC) if timed else f"{TIME}{column}"
    offer = words.OFFER_RANDOM if timed else words.OFFER
    return counterpart.show(view, run, by, offer, lambda other: _side_by_side(view, run, other, column), key=KEY)


def _side_by_side(view: View, run: Run, other: Run, column: str) -> None:
    latest, drawn = sorted((run, other), key=lambda each: not each.split.in_time)
    new, old = counterpart.roc_auc(latest), counterpart.roc_auc(drawn)
    change = difference("roc_auc", new, old)
    label = splits.label(drawn.split.by)
    st.markdown(unbroken(words.latest_customers(column, new, old, change, label)))
    counterpart.table_of((latest, drawn), view.threshold)
    st.caption(counterpart.shown(run))
