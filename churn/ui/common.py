"""What several pages say or ask in the same way."""

import streamlit as st

from churn.audit import words as audit_words
from churn.model.run import Run
from churn.model.split import PARTS, Part
from churn.show import formats
from churn.ui import shared
from churn.ui.view import View

TICK: float = 0.3
"""Seconds between two looks whether something that is computed beside the page is there."""


def no_model(view: View, why: str) -> None:
    """Say that there is no model yet, and why one is needed; while one is being trained, the page says so above."""
    st.subheader("No model yet")
    if view.job is None:
        st.info(f"Press **Train** first: {why} the model on the page *Train*.")


def choose_part(label: str, key: str) -> Part:
    """Let the viewer choose a split, the test split at first; the choice lives in the address."""
    part: Part = st.segmented_control(
        label, PARTS, default="test", format_func=formats.PART_LABELS.__getitem__, required=True, key=key,
        bind="query-params",
    )  # fmt: skip
    return part


def doubt(view: View, run: Run) -> None:
    """Say if the table makes whatever a model of it says worthless, as soon as that is known."""
    pending = shared.audit.if_ready(view.dataset, run.spec.split) is None
    # declared even where nothing is pending: that is how the browser's timer is taken back
    st.fragment(_doubt, run_every=TICK if pending else None)(view, run, pending=pending)


def _doubt(view: View, run: Run, *, pending: bool) -> None:
    doubt_if_known(view, run)
    if pending and shared.audit.if_ready(view.dataset, run.spec.split) is not None:
        st.rerun()


def doubt_if_known(view: View, run: Run) -> None:
    """Do so if it is known."""
    findings = shared.audit.if_ready(view.dataset, run.spec.split)
    if findings is not None and (spoilt := audit_words.scores_spoilt(findings)):
        st.warning(spoilt.markdown(), icon=":material/warning:")
