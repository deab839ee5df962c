"""Labels, number formats and sentences: page, command line and report say the same thing in the same words."""

from churn.text.files import scored

__all__ = [
    "scored",
]
