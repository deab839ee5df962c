"""Options that several commands share: the table, the settings, the model file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from churn.model.setting import Setting, settings_of

PERCENT: Final = 100
Command = TypeVar("Command", bound=Callable[..., Any])

data = click.option("--data", type=click.Path(path_type=Path), help="CSV or Parquet; else CHURN_DATA or the sample.")
model = click.option("--model", "model_file", type=click.Path(path_type=Path), help="Written by train --model-out.")


def settings(*specs: type, but: str = "") -> Callable[[Command], Command]:
    """Give a command an option for every setting of some specs, but for one by name."""

    def add(command: Command) -> Command:
        for each in (each for each in reversed(settings_of(*specs)) if each.name != but):
            switch, name = each.kind is bool, f"--{each.option}"
            text = each.help if switch else f"{each.subject}, {each.allowed}{_in_percent(each)}. {each.help}"
            option = click.option(name, each.name, type=each.kind, is_flag=switch, default=each.default, help=text)
            command = option(command)
        return command

    return add


def _in_percent(each: Setting) -> str:
    """Say what a share is that the page asks for in percent."""
    return f" ({each.default:g} is {each.write(each.default):g}%)" if each.scale == PERCENT else ""
