"""What a viewer decides about the table in use: taken over if the table can be understood so, else explained."""

from dataclasses import replace

from churn.errors import DataError
from churn.table.schema import Role
from churn.ui import shared, state


def decide(choice: state.DataChoice) -> None:
    """Understand the current table differently; where that is impossible, say why and keep it as it was."""
    source = shared.available(state.uploads()).get(choice.source)
    if source is None:
        return
    try:
        dataset = shared.dataset(source, choice)
    except DataError as err:
        state.flash(str(err))
        state.edition.set(state.edition() + 1)
        return
    state.choose_data(replace(choice, target=dataset.schema.target, positive=dataset.schema.positive))
    state.flash(None)


def give_role(column: str, role: Role | None) -> None:
    """Overrule what one column of the current table is used as; None gives it back to the program."""
    decide(state.data_choice("").with_role(column, role))


def left_out(default: str = "") -> list[str]:
    """Name the columns that the viewer left out."""
    return [name for name, role in state.data_choice(default).roles if role == "leave out"]
