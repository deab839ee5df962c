"""One customer's reasons: in a sentence, as a waterfall, and who in training was like them."""

import streamlit as st

from churn.explanation import chart as explanation_chart
from churn.explanation import words as explanation_words
from churn.explanation.customers import values_of
from churn.explanation.reasons import Reasons
from churn.model.run import Run
from churn.show.parts import Sentence
from churn.table.values import Features
from churn.ui import shared
from churn.ui.figure import draw
from churn.ui.view import View


def sentences(view: View, run: Run, checked: Features, reasons: Reasons) -> Sentence:
    """Say the reasons, and who in training was like this customer; returns the reasons' sentence."""
    values = values_of(checked)
    sentence = explanation_words.reason_sentence(reasons, values)
    st.markdown(sentence.markdown())
    alike = shared.training_rows(run, view.dataset).like(checked)
    st.markdown(explanation_words.evidence(alike).markdown())
    if unseen := explanation_words.unseen(alike, values):
        st.markdown(f":material/warning: {unseen.markdown()}")
    return sentence


def waterfall(reasons: Reasons, checked: Features, threshold: float, sentence: Sentence) -> None:
    """Draw the way from the average to this customer, which the sentence says in words."""
    shown = [explanation_words.value(value) for value in values_of(checked).values()]
    draw(explanation_chart.waterfall(reasons, shown, threshold), key="waterfall", alt=sentence.plain())
