"""One customer's reasons: in a sentence, as a waterfall, and who in training was like them."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn import charts, explanation, text
from churn.run import Run
from churn.ui import resources
from churn.ui.figure import draw
from churn.ui.view import View


def show(view: View, run: Run, checked: pd.DataFrame, *, beside: DeltaGenerator, chart: DeltaGenerator) -> None:
    """Draw the sentences beside the answer, the waterfall where there is room for it."""
    values = explanation.values_of(checked)
    reasons = explanation.explain(run.model, checked, resources.background(run, view.dataset))
    sentence = text.reason_sentence(reasons, values)
    with beside:
        st.markdown(sentence)
        _evidence(resources.witnesses(run, view.dataset).like(checked), values)
    with chart:
        shown = [text.value(value) for value in values.values()]
        draw(charts.waterfall(reasons, shown, view.threshold), key="waterfall", alt=text.plain(sentence))


def _evidence(found: explanation.Evidence, values: dict[str, str | int | float | None]) -> None:
    st.markdown(text.evidence(found))
    if unseen := text.unseen(found, values):
        st.markdown(f":material/warning: {unseen}")
