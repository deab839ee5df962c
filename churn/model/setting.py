"""What a setting is: a field of a spec that says once what it is called, what it may be and what it does.

The control on the page, the option of the command line, the check of the address and every message are built from it.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import cache
from numbers import Real
from typing import Any, Final, TypeVar

import numpy as np

from churn.errors import SpecError, quote

MAX_SEED: Final = 2**32 - 1  # scikit-learn takes no larger one
BOUNDLESS: Final = 10**9  # nobody types a larger number by mistake
VALUE_FORMATS: Final = {bool: "", int: " {}", float: " {:g}", str: " {}"}  # how a heading writes one, after the label
WHOLE: Final = re.compile(r"[+-]?\d+(\.0*)?")
NAME: Final = "NAME"  # at the end of a form of a text: whatever stands there

Spec = TypeVar("Spec")
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One field of a spec.

    Attributes
    ----------
    default : int, float, bool, str or None
        None where the setting may be left out.
    label : str
        Of its control on the page.
    low, high : int or float
        The smallest and the largest value allowed.
    step : int or float
        From one value of its control to the next.
    help : str
        What it does, for the page and the command line.
    name, key, option : str
        In the spec; in the address; on the command line. The name stands for the others where they are not given.
    subject : str
        What a message calls it; the label if not given.
    heading : str
        How a heading names a value of it, as a format; the label and the value if not given.
    main : bool
        Whether it stands in front, with a slider, and is named in every heading.
    stops : tuple of float
        The values of its slider, if they are not evenly spaced.
    scale : int
        How many units of its control make one: 100 for a share that the page asks for in percent.
    forms : tuple of str
        What a text may be; a form that ends in "NAME" stands for all texts that begin like it and go on.
    drawn : bool
        Whether `churn.ui.common.control` draws it: not where its control depends on the table.
    """

    default: Any
    label: str
    low: float
    high: float
    step: float = 1
    help: str = ""
    name: str = ""
    key: str = ""
    option: str = ""
    subject: str = ""
    heading: str = ""
    main: bool = False
    stops: tuple[float, ...] = ()
    scale: int = 1
    forms: tuple[str, ...] = ()
    drawn: bool = True

    def named(self, value: Any) -> str:  # noqa: ANN401 - of its kind
        """Write a value as a heading names it.

        Examples
        --------
        >>> trees = Setting(default=500, label="Trees", low=1, high=5000, heading="{:,} trees")
        >>> trees.named(500), trees.named(1)
        ('500 trees', '1 tree')
        """
        written = self.heading.format(value)
        return written.removesuffix("s") if written.startswith("1 ") else written

    @property
    def kind(self) -> type[int | float | str]:
        """Bool, int, float or str."""
        return type(self.low if self.default is None else self.default)

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return f"{', '.join(self.forms[:-1])} or {self.forms[-1]}"
        return f"{'a whole number' if self.kind is int else 'a number'} from {self.low:,} to {self.high:,}"

    @property
    def ends(self) -> str:
        """From where to where it may go, in the unit of its control; an end that nobody comes to is left out.

        Examples
        --------
        >>> Setting(default=0.2, label="Share", low=0.01, high=0.9, scale=100).ends
        '1 to 90'
        >>> Setting(default=500, label="Value", low=0.0, high=1e9).ends
        '0 or more'
        """
        low, high = (f"{round(self.scale * end, 9):,.10g}" for end in (self.low, self.high))
        return f"{low} or more" if self.high >= BOUNDLESS else f"{low} to {high}"

    def check(self, value: object) -> Any:  # noqa: ANN401 - of the field's type
        """Return the value as a plain bool, int, float or str, so that equal settings are also written alike.

        Raises
        ------
        SpecError
            If it is not allowed; names the setting, the value and the range.
        """
        if value is None and self.default is None:
            return None
        if self.kind is str and isinstance(value, str) and any(_has_form(value, form) for form in self.forms):
            return str(value)
        if self.kind is bool and isinstance(value, bool | np.bool_):
            return bool(value)
        wrong = isinstance(value, bool) or not isinstance(value, Real) or self.kind in (bool, str)
        number: Any = float("nan") if wrong else value
        if not self.low <= number <= self.high or (self.kind is int and number != int(number)):
            raise SpecError(f"{self.subject} cannot be {quote(value)}: it is {self.allowed}.")
        return int(number) if self.kind is int else float(number) + 0.0  # adding 0 makes -0.0 a 0.0

    def parse(self, text: str) -> Any:  # noqa: ANN401 - of the field's type
        """Return the value that an address gives, in the unit of the control; an empty one gives the default.

        Raises
        ------
        SpecError
            If it is not allowed, or no stop of the slider.
        """
        if not text:
            return self.default
        if self.kind is str:
            return self.check(text)
        value: object = {"true": True, "false": False}.get(text.lower(), text)
        with suppress(ValueError):
            if self.kind is not int:
                value = float(text) / self.scale
            elif WHOLE.fullmatch(text):  # as Streamlit reads an address; it would leave aside 1e3
                value = int(text.partition(".")[0])
        try:
            checked = self.check(value)
        except SpecError:
            if self.scale == 1:
                raise
            ends = f"from {self.scale * self.low:,g} to {self.scale * self.high:,g}"
            raise SpecError(f"{self.subject} cannot be {quote(text)}: it is a number {ends}.") from None
        if self.stops and checked not in self.stops:
            stops = ", ".join(f"{stop:g}" for stop in self.stops)
            raise SpecError(f"{self.subject} cannot be {quote(text)} here: the slider has {stops}.")
        return checked

    def write(self, value: Any) -> Any:  # noqa: ANN401 - of the field's type
        """Return a value in the unit of the control."""
        return value if value is None else self.kind(value * self.scale)

    def read(self, value: Any) -> Any:  # noqa: ANN401 - of the field's type
        """Return a value that the control shows."""
        return value if value is None or self.scale == 1 else value / self.scale


def _has_form(text: str, form: str) -> bool:
    begins = form.removesuffix(NAME)
    return text == form if begins == form else text.startswith(begins) and len(text) > len(begins)


def setting(default: Value, label: str, low: float = 0, high: float = 1, **more: Any) -> Value:  # noqa: ANN401 - see Setting
    """Declare a field of a spec: its default, and what `Setting` says about it."""
    declared = Setting(default=default, label=label, low=low, high=high, **more)
    declaration: Value = field(default=default, metadata={"setting": declared})
    return declaration


def settings_of(*specs: type) -> tuple[Setting, ...]:
    """Return the settings of specs, in the order of the fields; a name that several have, as the first has it.

    Examples
    --------
    >>> from churn.model.spec import ModelSpec
    >>> [each.key for each in settings_of(ModelSpec)][:3]
    ['depth', 'rate', 'trees']
    """
    first: dict[str, Setting] = {}
    for spec in specs:
        for each in _of_one(spec):
            first.setdefault(each.name, each)
    return tuple(first.values())


@cache
def _of_one(spec: type) -> tuple[Setting, ...]:
    return tuple(
        replace(
            given,
            name=name,
            key=given.key or name,
            option=given.option or name.replace("_", "-"),
            subject=given.subject or given.label,
            heading=given.heading or f"{given.label[0].lower()}{given.label[1:]}{VALUE_FORMATS[given.kind]}",
        )
        for name, given in ((each.name, each.metadata["setting"]) for each in fields(spec))
    )


def check_settings(spec: object) -> None:
    """Check every field of a frozen dataclass and replace it by its canonical form.

    Raises
    ------
    SpecError
        If one is not allowed; names the setting, its value and its range.
    """
    for each in settings_of(type(spec)):
        object.__setattr__(spec, each.name, each.check(getattr(spec, each.name)))  # as a frozen dataclass does


def fill(spec: type[Spec], values: Mapping[str, Any]) -> Spec:
    """Make a spec of values by name; those that are none of its settings are left to others."""
    return spec(**{each.name: values[each.name] for each in settings_of(spec)})
