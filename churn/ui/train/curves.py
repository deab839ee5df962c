"""Curves over all thresholds on a split of choice; only the open tab is computed and drawn."""

from collections.abc import Callable
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from churn.quality import curve_charts
from churn.quality import words as quality_words
from churn.scores import curves
from churn.show import formats
from churn.ui.common import choose_part
from churn.ui.figure import draw
from churn.ui.view import View

Arrays = tuple[NDArray[np.int8], NDArray[np.float64]]


def show(view: View) -> None:
    """Draw the section."""
    section = st.expander("Curves", key="curves", on_change="rerun", bind="query-params")
    if view.run is None or not section.open:
        return
    with section:
        part = choose_part("Split of the curves", key="curves_part")
        customers = view.run.evaluation.y[part], view.run.evaluation.p[part]
        for tab, drawn in zip(st.tabs(list(TABS), key="curves_tab", on_change="rerun"), TABS.values(), strict=True):
            if tab.open:
                with tab:
                    drawn(customers, view.threshold, formats.PART_LABELS[part])


def _roc(customers: Arrays, threshold: float, part: str) -> None:
    curve = curves.roc(*customers)
    if curve is None:
        _missing(customers, both_outcomes=True)
        return
    point = curve.at(threshold)
    draw(
        curve_charts.roc(curve, threshold, part), key="roc",
        alt=f"ROC curve, {part.lower()}: at threshold {threshold:.2f}, recall is {point.y:.3f} and {point.x:.3f} of"
        " the stayers are flagged.",
    )  # fmt: skip
    st.caption("How many false alarms every share of leavers costs; the closer to the top left corner, the better.")


def _precision_recall(customers: Arrays, threshold: float, part: str) -> None:
    curve = curves.precision_recall(*customers)
    if curve is None:
        _missing(customers)
        return
    point = curve.at(threshold)
    reached = "nobody is flagged" if point is None else f"recall is {point.x:.3f} and precision {point.y:.3f}"
    draw(
        curve_charts.precision_recall(curve, threshold, part), key="precision_recall",
        alt=f"Precision–recall curve, {part.lower()}: at threshold {threshold:.2f}, {reached}.",
    )  # fmt: skip
    st.caption("How often a flag is right for every share of leavers found; the closer to the top right, the better.")


def _calibration(customers: Arrays, threshold: float, part: str) -> None:
    found = curves.calibration(*customers)
    if found is None:
        _missing(customers)
        return
    draw(
        curve_charts.calibration(found, threshold, part), key="calibration",
        alt=f"Calibration, {part.lower()}: predicted probability against what came true, in {len(found.count)} bins.",
    )  # fmt: skip
    st.caption(
        "On the dashed line, a probability means what it says. Each point is a bin of about equally many customers,"
        f" its bar the 95% interval. {quality_words.calibration_counts(found.churned.tolist(), found.count.tolist())}"
    )


def _gains(customers: Arrays, threshold: float, part: str) -> None:
    curve = curves.gains(*customers)
    if curve is None:
        _missing(customers)
        return
    point = curve.at(threshold)
    draw(
        curve_charts.gains(curve, threshold, part), key="gains",
        alt=f"Cumulative gains, {part.lower()}: at threshold {threshold:.2f}, contacting {formats.percent(point.x)} of"
        f" the customers finds {formats.percent(point.y)} of the leavers.",
    )  # fmt: skip
    st.caption(
        f"At the threshold, contacting {formats.percent(point.x)} of the {part.lower()} customers finds"
        f" {formats.percent(point.y)} of those who left."
    )


def _missing(customers: Arrays, *, both_outcomes: bool = False) -> None:
    st.info(f"There is no such curve: {curves.undefined(customers[0], both_outcomes=both_outcomes)}")


TABS: Final[dict[str, Callable[[Arrays, float, str], None]]] = {
    "ROC": _roc,
    "Precision–recall": _precision_recall,
    "Calibration": _calibration,
    "Gains": _gains,
}
