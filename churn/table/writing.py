"""How the values of a column are written, so that those of new customers are read in the same way."""

from dataclasses import dataclass
from typing import Literal

DateOrder = Literal[
    "", "year first", "day first", "month first", "named month", "unix seconds", "unix milliseconds", "serial"
]


@dataclass(frozen=True)
class Writing:
    """How a column's values are written.

    Attributes
    ----------
    decimal : {"", ".", ","}
        Between the digits of numbers that are written as text; empty where the column holds plain numbers, or none.
    unit : str
        What stands beside the digits, as "$", "%" or "months"; empty where nothing does.
    missing : tuple of str
        Texts that stand for "no value" here, as they are written.
    only_numbers : bool
        Whether any other text that is no number stands for "no value", too.
    joined : {"", "words", "all"}
        Which levels that differ in upper and lower case only are one: none, those that are words, or all.
    date : DateOrder
        How dates are written: the order of their parts, or what is counted (a serial number counts days, as
        spreadsheets do); empty where the column holds none.
    use : {"", "days", "month"}
        What the model sees of a date: the days that it lies before `latest`, or its month.
    latest : str
        The last date of the training table, as YYYY-MM-DD; empty where there are no dates.
    """

    decimal: Literal["", ".", ","] = ""
    unit: str = ""
    missing: tuple[str, ...] = ()
    only_numbers: bool = False
    joined: Literal["", "words", "all"] = ""
    date: DateOrder = ""
    use: Literal["", "days", "month"] = ""
    latest: str = ""


PLAIN = Writing()
