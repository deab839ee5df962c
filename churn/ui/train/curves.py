"""Curves over all thresholds on a split of choice; only the open tab is computed and drawn."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import streamlit as st

from churn.model.run import Run
from churn.model.split import Part
from churn.quality import curve_charts, words
from churn.scores import curves
from churn.scores.curves import Calibration, Gains, PrecisionRecall, Roc
from churn.scores.predictions import Predictions
from churn.show import formats
from churn.show.chart import Figure
from churn.ui import refused
from churn.ui.common import BIND, choose_part
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View, run: Run, *, opened: bool) -> None:
    """Draw the section; nothing is computed before it is opened."""
    if not opened:
        return
    part = choose_part("Split of the curves", key="curves_part")
    refused.unless_one_of("The curve", TABS, "curves_tab")
    for place, tab in zip(st.tabs(list(TABS), key="curves_tab", bind=BIND), TABS.values(), strict=True):
        if place.open:
            with place:
                _show(tab, run, part, view.threshold)


def _show(tab: "Tab", run: Run, part: Part, threshold: float) -> None:
    predictions, label = run.evaluation.predictions[part], formats.PART_LABELS[part]
    curve = tab.compute(predictions)
    if curve is None:
        st.info(f"There is no such curve: {curves.undefined(predictions, both_outcomes=tab.key == 'roc')}")
        return
    alt, caption = tab.say(curve, threshold, label)
    draw(tab.chart(curve, threshold, label), key=tab.key, alt=alt)
    st.caption(caption)


def _roc(curve: Roc, threshold: float, part: str) -> tuple[str, str]:
    point = curve.at(threshold)
    reached = f"recall is {formats.score(point.y)} and {formats.score(point.x)} of the stayers are flagged"
    return (
        f"ROC curve, {part.lower()}: at a threshold of {formats.bare_percent(threshold)}, {reached}.",
        "How many false alarms every share of leavers costs; the closer to the top left corner, the better.",
    )


def _precision_recall(curve: PrecisionRecall, threshold: float, part: str) -> tuple[str, str]:
    point = curve.at(threshold)
    reached = (
        "nobody is flagged"
        if point is None
        else f"recall is {formats.score(point.x)} and precision {formats.score(point.y)}"
    )
    return (
        f"Precision–recall curve, {part.lower()}: at a threshold of {formats.bare_percent(threshold)}, {reached}.",
        "How often a flag is right for every share of leavers found; the closer to the top right, the better.",
    )


def _calibration(bins: Calibration, _threshold: float, part: str) -> tuple[str, str]:
    counts = words.calibration_counts(bins.churned.tolist(), bins.count.tolist())
    sure = "" if part == formats.PART_LABELS["train"] else ", its bar the 95% interval"
    meaning = "Calibration: do as many leave as predicted? On the dashed line they do. Each point is a group of about"
    return (
        f"Calibration, {part.lower()}: predicted probability against the share that left, {len(bins.count)} groups.",
        f"{meaning} equally many customers{sure}. {counts}",
    )


def _gains(curve: Gains, threshold: float, part: str) -> tuple[str, str]:
    contacted, found = (formats.percent(share) for share in curve.at(threshold))
    whose = "training" if part == formats.PART_LABELS["train"] else part.lower()
    reached = f"contacting {contacted} of the {whose} customers would have reached {found} of those who left"
    return (
        f"Cumulative gains, {part.lower()}: at a threshold of {formats.bare_percent(threshold)}, {reached}.",
        f"At the threshold, {reached}.",
    )


class Tab(NamedTuple):
    """One curve."""

    key: str
    compute: Callable[[Predictions], Any]  # returns None where there is no such curve
    chart: Callable[..., Figure]  # of the curve, the threshold and the part's label, as `say`
    say: Callable[..., tuple[str, str]]  # in words for who cannot see the chart, and under it


TABS: Final = {
    "ROC": Tab("roc", curves.roc, curve_charts.roc, _roc),
    "Precision–recall": Tab(
        "precision_recall", curves.precision_recall, curve_charts.precision_recall, _precision_recall
    ),
    "Calibration": Tab("calibration", curves.calibration, curve_charts.calibration, _calibration),
    "Gains": Tab("gains", curves.gains, curve_charts.gains, _gains),
}
