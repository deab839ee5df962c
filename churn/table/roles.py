"""What a column may be used as, in the words of whoever knows better than the program."""

from typing import Final, Literal, get_args

# The first word says what it is used as; what follows, how its values are to be read where two readings are possible.
Role = Literal[
    "category", "number", "leave out", "days", "month",
    "number, decimal point", "number, decimal comma",
    "date, day first", "date, month first", "days, day first", "days, month first", "month, day first",
    "month, month first",
    "category, spellings joined", "category, spellings apart",
]  # fmt: skip

ROLES: Final[tuple[str, ...]] = get_args(Role)
PLAIN_ROLES: Final[tuple[Role, ...]] = ("category", "number", "leave out", "days", "month")  # what a list offers
