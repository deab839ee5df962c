"""The pages. Each is one function that reads like a table of contents; only here and in dashboard.py is Streamlit."""
