"""The dashboard as it is, and under it how many fits the server has started."""

import runpy

import streamlit as st

from churn.ui import shared
from tests.serving import ROOT

runpy.run_path(str(ROOT / "dashboard.py"))
st.text(f"Fits that nobody asked for: {shared.trainer().filling.started}")
st.text(f"Fits started: {shared.trainer().fits}")
