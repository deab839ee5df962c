"""Customer: one customer's probability and its reasons."""
