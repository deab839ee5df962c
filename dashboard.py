"""The dashboard: streamlit run dashboard.py, then open http://localhost:8501.

Streamlit uses this file twice: it imports it once to serve it, and runs it for every viewer and every move.
"""

from typing import Final

import streamlit as st

from churn.ui import frame, serving
from churn.ui.frame import Page

PAGES: Final = (
    Page("train", "Train", ":material/tune:"),
    Page("customer", "Customer", ":material/person:"),
    Page("why", "Why", ":material/help:"),
    Page("decide", "Decide", ":material/call:"),
    Page("brief", "Brief", ":material/description:"),
    Page("data", "Data", ":material/table:"),
    Page("tune", "Tune", ":material/grid_on:"),
)

if serving.runs_for_a_viewer():
    frame.show(PAGES)
else:
    routes = serving.routes(PAGES[0].folder)
    app = st.App(__file__, routes=routes, middleware=serving.MIDDLEWARE, lifespan=serving.lifespan)
