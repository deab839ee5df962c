"""The dashboard: streamlit run dashboard.py, then open http://localhost:8501."""

from pathlib import Path

import streamlit as st

from churn.errors import ChurnError
from churn.show import formats
from churn.ui import progress, sidebar, state
from churn.ui.brief import page as brief_page
from churn.ui.customer import page as customer_page
from churn.ui.data import page as data_page
from churn.ui.decide import page as decide_page
from churn.ui.figure import let_numbers_come_first
from churn.ui.train import page as train_page
from churn.ui.view import View, foresee, give_head_start, resolve
from churn.ui.why import page as why_page

ICON = Path(__file__).parent / "churn" / "ui" / "icon.svg"

st.set_page_config("Churn dashboard", ICON, layout="wide")
view: View  # what the pages show; the sidebar decides it below
page = st.navigation(
    [
        st.Page(lambda: train_page.show(view), title="Train", url_path="train", icon=":material/tune:", default=True),
        st.Page(lambda: customer_page.show(view), title="Customer", url_path="customer", icon=":material/person:"),
        st.Page(lambda: why_page.show(view), title="Why", url_path="why", icon=":material/help:"),
        st.Page(lambda: decide_page.show(view), title="Decide", url_path="decide", icon=":material/call:"),
        st.Page(lambda: brief_page.show(view), title="Brief", url_path="brief", icon=":material/description:"),
        st.Page(lambda: data_page.show(view), title="Data", url_path="data", icon=":material/table:"),
    ],
    position="top",
)
try:
    known = foresee() if page.title == "Train" else None
    view = progress.accompany(known or resolve(sidebar.show()))
    place = st.empty()  # kept without a complaint, too: what stands below, an upload perhaps, is not drawn anew
    if complaint := state.take_complaint(again=view.job is not None):  # the end of a fit draws the page anew
        place.error(formats.escape(complaint))
    if known is not None and known.run is not None:
        train_page.answer(known, known.run)
        let_numbers_come_first()
        if not known.is_of(sidebar.show()):
            state.guessed_wrong()
            st.rerun()  # with the sidebar first
    page.run()
    give_head_start(view)
except ChurnError as err:
    st.error(formats.escape(err))
