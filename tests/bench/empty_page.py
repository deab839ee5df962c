"""One slider and one text: what Streamlit and the browser take by themselves."""

import streamlit as st

st.text(f"Value {st.slider('Value', 1, 10, 4)}")
