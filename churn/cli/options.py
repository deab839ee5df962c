"""Options that several commands share: the settings and the model file; for the table see `churn.cli.table`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from churn.errors import SpecError
from churn.model.setting import Setting, settings_of

PERCENT: Final = 100
Command = TypeVar("Command", bound=Callable[..., Any])

model = click.option("--model", "model_file", type=click.Path(path_type=Path), help="Written by train --model-out.")


def settings(*specs: type, but: str = "") -> Callable[[Command], Command]:
    """Give a command an option for every setting of some specs, but for one by name."""

    def add(command: Command) -> Command:
        for each in (each for each in reversed(settings_of(*specs)) if each.name != but):
            switch, name = each.kind is bool, f"--{each.option}"
            text = each.help if switch else f"{each.subject}, {each.allowed}{_in_percent(each)}. {each.help}"
            looks: dict[str, Any] = {"type": each.kind, "is_flag": switch, "default": each.default, "help": text}
            command = click.option(name, each.name, callback=partial(_checked, each), **looks)(command)
        return command

    return add


def _checked(each: Setting, _context: click.Context, _option: click.Parameter, value: object) -> Any:  # noqa: ANN401 - of the setting's type
    """Return an allowed value; a message about another names the option, too."""
    try:
        return each.check(value)
    except SpecError as err:
        raise SpecError(f"--{each.option}: {err}") from err


def _in_percent(each: Setting) -> str:
    """Say what a share is that the page asks for in percent."""
    return f" ({each.default:g} is {each.write(each.default):g}%)" if each.scale == PERCENT else ""
