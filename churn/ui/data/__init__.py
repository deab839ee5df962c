"""Data: what the model learns from."""
