"""One customer's reasons: in a sentence, as a waterfall, and who in training was like them."""

import pandas as pd
import streamlit as st

from churn import charts, explanation, text
from churn.model.run import Run
from churn.show import formats
from churn.ui import resources
from churn.ui.figure import draw
from churn.ui.view import View


def sentences(view: View, run: Run, checked: pd.DataFrame, reasons: explanation.Reasons) -> str:
    """Say the reasons, and who in training was like this customer; returns the reasons' sentence."""
    values = explanation.values_of(checked)
    sentence = text.reason_sentence(reasons, values)
    st.markdown(sentence)
    _evidence(resources.witnesses(run, view.dataset).like(checked), values)
    return sentence


def waterfall(reasons: explanation.Reasons, checked: pd.DataFrame, threshold: float, sentence: str) -> None:
    """Draw the way from the average to this customer, which the sentence says in words."""
    shown = [text.value(value) for value in explanation.values_of(checked).values()]
    draw(charts.waterfall(reasons, shown, threshold), key="waterfall", alt=formats.plain(sentence))


def _evidence(found: explanation.Evidence, values: dict[str, str | int | float | None]) -> None:
    st.markdown(text.evidence(found))
    if unseen := text.unseen(found, values):
        st.markdown(f":material/warning: {unseen}")
