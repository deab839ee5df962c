"""The dashboard: streamlit run dashboard.py, then open http://localhost:8501."""

from pathlib import Path

import streamlit as st

from churn.errors import ChurnError
from churn.show import formats
from churn.table.outcomes.outcome import Unclear
from churn.ui import progress, questions, sidebar, state
from churn.ui.brief import page as brief_page
from churn.ui.customer import page as customer_page
from churn.ui.data import page as data_page
from churn.ui.decide import page as decide_page
from churn.ui.settings import SidebarValues
from churn.ui.train import page as train_page
from churn.ui.view import View, prefetch, resolve, trained_sidebar_values
from churn.ui.why import page as why_page

ICON = Path(__file__).parent / "churn" / "ui" / "icon.svg"

st.set_page_config("Churn dashboard", ICON, layout="wide")
view: View  # what the pages show; the sidebar decides it below
known: SidebarValues | None  # what the sidebar says, where that is known before it is drawn and has been trained
train = st.Page(
    lambda: train_page.show(view, answered=known is not None),
    title="Train",
    url_path="train",
    icon=":material/tune:",
    default=True,
)
data = st.Page(lambda: data_page.show(view), title="Data", url_path="data", icon=":material/table:")
page = st.navigation(
    [
        train,
        st.Page(lambda: customer_page.show(view), title="Customer", url_path="customer", icon=":material/person:"),
        st.Page(lambda: why_page.show(view), title="Why", url_path="why", icon=":material/help:"),
        st.Page(lambda: decide_page.show(view), title="Decide", url_path="decide", icon=":material/call:"),
        st.Page(lambda: brief_page.show(view), title="Brief", url_path="brief", icon=":material/description:"),
        data,
    ],
    position="top",
)
try:
    known = trained_sidebar_values() if page is train else None
    view = progress.accompany(resolve(known or sidebar.show()))
    place = st.empty()  # kept without a message, too: what stands below, an upload perhaps, is not drawn anew
    if message := state.take_flash(again=view.job is not None):  # the end of a fit draws the page anew
        place.error(formats.escape(message))
    if known is not None:
        train_page.answer(view)
        sidebar.show()
    page.run()
    prefetch(view)
except Unclear as unclear:
    (data_page.ask if page is data else questions.instead_of_page)(unclear)
except ChurnError as err:
    st.error(formats.escape(err))
