"""The table that a command learns from, and what the user decides about it: the same options in every command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from churn.cli.findings import as_typed
from churn.errors import ChoiceError, DataError, quote
from churn.table.dataset import SAMPLE, Dataset, default_path, load
from churn.table.outcomes.outcome import Unclear
from churn.table.roles import ROLES, Role

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTION: Final = {"ignored": "ignore", "roles": "use"}  # where it is not called as the decision is
_OPTIONS: Final = (
    click.option("--data", type=click.Path(path_type=Path), help="Table to learn from; else CHURN_DATA or the sample."),
    click.option("--sheet", help="Sheet of a workbook; the first that holds a table if not given."),
    click.option("--target", help="Column that says who has left; found by its name if not given."),
    click.option("--positive", multiple=True, help="Value of the target that means left; once a value."),
    click.option("--ignore", "ignored", multiple=True, help="Value of the target whose customers are left out."),
    click.option(
        "--use", "roles", multiple=True, metavar="NAME=ROLE",
        help=f"What a column is used as, once a column: {' | '.join(ROLES)}.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class TableChoice:
    """A table and what was decided about it.

    Attributes
    ----------
    path : Path
        The file.
    sheet : str or None
        Of a workbook; None for the first that holds a table.
    target : str or None
        The outcome column; None where the program finds it.
    positive, ignored : tuple of str
        Its values for "has left", none where the program finds them; and those of customers who are left out.
    roles : mapping of str to Role
        What columns are used as.
    """

    path: Path
    sheet: str | None = None
    target: str | None = None
    positive: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    roles: dict[str, Role] = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether the customers are made up."""
        return self.path.absolute() == SAMPLE

    @property
    def decided(self) -> list[str]:
        """The options that say how to understand the table."""
        outcome = {"--target": self.target, "--positive": self.positive, "--ignore": self.ignored}
        said = outcome | {"--use": self.roles}
        return [name for name, value in said.items() if value]

    def load(self) -> Dataset:
        """Read and understand it.

        Raises
        ------
        DataError
            If that is impossible; where it needs an answer, with the options that give it.
        """
        outcome: dict[str, Any] = {"target": self.target, "positive": self.positive or None, "ignored": self.ignored}
        try:
            return load(self.path, sheet=self.sheet, roles=self.roles, **outcome)
        except Unclear as err:
            raise DataError(f"{err} {_answer(err)}") from err
        except ChoiceError as err:
            raise DataError(f"--{_OPTION.get(err.choice, err.choice)}: {err}") from err


def _answer(asked: Unclear) -> str:
    """Write the options that answer a question about the outcome, with what it seems to be."""
    target = asked.target or next(iter(asked.candidates), None)
    values = asked.levels.names if asked.levels is not None else ()
    options = [
        "--target NAME" if target is None else as_typed("target", target),
        *([as_typed("positive", value) for value in asked.positive or values[:1]] or ["--positive VALUE"]),
        *(as_typed("ignore", value) for value in asked.ignored),
    ]
    return f"For example: {' '.join(options)}."


def reads_table(command: Command) -> Command:
    """Give a command the options of a table; it gets them as one `table`, a `TableChoice`."""

    @wraps(command)
    def with_table(*, data: Path | None, roles: Sequence[str], **others: Any) -> Any:  # noqa: ANN401 - any option
        decided = {name: others.pop(name) for name in ("sheet", "target", "positive", "ignored")}
        return command(table=TableChoice(data or default_path(), **decided, roles=roles_of(roles)), **others)

    for option in reversed(_OPTIONS):
        option(with_table)
    return cast("Command", with_table)


def roles_of(pairs: Sequence[str]) -> dict[str, Role]:
    """Read what columns are to be used as.

    Raises
    ------
    DataError
        If one is not written NAME=ROLE, or names a column a second time.

    Examples
    --------
    >>> roles_of(["Paid=number, decimal comma", "a=b=leave out"])
    {'Paid': 'number, decimal comma', 'a=b': 'leave out'}
    """
    roles: dict[str, Role] = {}
    for pair in pairs:
        name, _, role = pair.rpartition("=")
        if not name or role not in ROLES:
            allowed = ", ".join(map(quote, ROLES))
            raise DataError(f"--use {quote(pair)}: write NAME=ROLE, where ROLE is one of {allowed}.")
        if name in roles:
            raise DataError(f"--use names the column {quote(name)} twice: {quote(roles[name])} and {quote(role)}.")
        roles[name] = cast("Role", role)
    return roles
