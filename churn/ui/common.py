"""What several pages say or ask in the same way."""

import streamlit as st

from churn import text
from churn.split import PARTS, Part
from churn.ui.view import View


def no_model(view: View, why: str) -> None:
    """Say that there is no model yet, and why one is needed; while one is being trained, the page says so above."""
    st.subheader("No model yet")
    if view.job is None:
        st.info(f"Press **Train** first: {why} the model on the page *Train*.")


def choose_part(label: str, key: str) -> Part:
    """Let the viewer choose a split, the test split at first; the choice lives in the address."""
    part: Part = st.segmented_control(
        label, PARTS, default="test", format_func=text.PART_LABELS.__getitem__, required=True, key=key,
        bind="query-params",
    )  # fmt: skip
    return part
