"""A slider, a number field, a text for each: what Streamlit and the browser take by themselves."""

import streamlit as st

st.text(f"Value {st.slider('Value', 1, 10, 4)}")
st.text(f"Number {st.number_input('Number', 1, 10, 4)}")
