"""Brief: the whole on one sheet."""
