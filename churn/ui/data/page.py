"""Data: what the model learns from, and how to bring another table."""

from typing import Any

import pandas as pd
import streamlit as st

from churn.audit import chart as audit_chart
from churn.errors import quote
from churn.show import formats
from churn.table import summary
from churn.table.dataset import FOLDER, Dataset
from churn.table.download import download
from churn.table.outcomes.outcome import Unclear
from churn.table.roles import PLAIN_ROLES
from churn.table.sources import sources
from churn.ui import bring, questions, settings, sheets, state, tables, whose
from churn.ui.common import choose_column, data_caption, told_errors
from churn.ui.data import audit as audit_section
from churn.ui.data import outcome as outcome_section
from churn.ui.figure import draw
from churn.ui.grid import draw_editor
from churn.ui.view import View

QUESTION = "What is in the data, and is anything wrong?"
AUTOMATIC = "automatic"
LEVEL = "A level is a value of the column, or a range of its numbers."
AT_ONCE = 200  # columns; a wide table is shown in parts
COLUMN_LOOKS = {
    "Column": st.column_config.TextColumn(width=200),
    "Why": st.column_config.TextColumn(width="large"),
    "Distribution": st.column_config.BarChartColumn(y_min=0, width=110),
    "Missing": st.column_config.NumberColumn(format="localized"),
    "Distinct": st.column_config.NumberColumn(format="localized"),
}


def show(view: View) -> None:
    """Draw the page."""
    st.title(QUESTION, anchor=False)
    st.caption(data_caption(view.source, view.dataset))
    with st.container():
        whose.say(view.source)
    with st.container():
        table = tables.raw(view.source, state.data_choice("").sheet)
        sheets.offer(table, settings.sheets(view.source, table))
    with st.container():  # one place, however much was found: the upload below is not drawn anew
        audit_section.show(view)
    if _bring():
        return
    outcome_section.show(view)
    _columns(view)
    _churn_rates(view.dataset)


def ask(unclear: Unclear) -> None:
    """Draw the page of a table of which only the viewer can say who has left."""
    questions.in_place_of_results()
    st.title(QUESTION, anchor=False)
    st.caption("Nothing is trained before the question below is answered.")
    st.container()  # where it stands whose the table is
    st.container()  # where the sheets of an understood workbook are
    with st.container():
        questions.ask_about_chosen_table(unclear)
    _bring()


def _bring() -> bool:
    """Draw where another table is brought, and what is asked about it; returns whether that waits for an answer."""
    upload, fetch = st.columns([3, 2], gap="medium")
    with upload:
        bring.show()
    with fetch:
        st.markdown("Or get the real travel-customers table (CC0, 954 customers) from Kaggle.")
        st.button("Get the real table", on_click=_download, disabled="travel" in sources())
    with st.container():
        return bring.pending()


def _download() -> None:
    with told_errors(state.flash):
        fetched = download(FOLDER)
        state.choose_data(state.DataChoice("travel"))
        state.flash(fetched.warning or None)


def _columns(view: View) -> None:
    st.header("Columns", anchor=False)
    st.caption("What the model learns from. *Use as* overrules what a column is taken for.")
    roles = dict(state.data_choice("").roles)
    first = _first_shown(view.dataset)
    pictures = tables.distributions(view.dataset, first, AT_ONCE)
    rows = [
        {
            "Column": column.name,
            "Use as": roles.get(column.name, AUTOMATIC),
            "Used": "yes" if column.used else f"no: {column.reason}",
            "Kind": column.kind,
            "Missing": column.missing,
            "Distinct": column.distinct,
            "Distribution": pictures[column.name],
            "Why": column.why,
        }
        for column in view.dataset.schema.columns[first : first + AT_ONCE]
    ]
    frame = pd.DataFrame(rows)
    if not frame["Why"].any():
        frame = frame.drop(columns="Why")
    fixed = [name for name in frame.columns if name != "Use as"]
    options = [*dict.fromkeys([AUTOMATIC, *PLAIN_ROLES, *roles.values()])]
    looks: dict[str, Any] = {"Use as": st.column_config.SelectboxColumn(options=options, required=True), **COLUMN_LOOKS}
    key = f"columns.{view.dataset.fingerprint[:16]}.{first}.{state.edition()}"
    change, whose_change = _role_chosen, (view, key, first)
    draw_editor(frame, key, "Columns", columns=looks, disabled=fixed, on_change=change, args=whose_change)


def _first_shown(dataset: Dataset) -> int:
    """Let the viewer choose which columns of a wide table are shown; returns the place of the first."""
    columns = dataset.schema.columns
    if len(columns) <= AT_ONCE:
        return 0
    parts = {start: columns[start : start + AT_ONCE] for start in range(0, len(columns), AT_ONCE)}

    def named(start: int) -> str:
        part = parts[start]
        return f"{start + 1:,} to {start + len(part):,}: {quote(part[0].name)} to {quote(part[-1].name)}"

    label = f"Columns shown, of {len(columns):,}"
    return st.selectbox(label, list(parts), format_func=named, key=f"part.{dataset.sha256[:16]}")


def _role_chosen(view: View, editor: str, first: int) -> None:
    choice = state.data_choice("")
    for row, edit in state.widget(editor)["edited_rows"].items():
        column = view.dataset.schema.columns[first + int(row)]
        role = edit.get("Use as", AUTOMATIC)
        choice = choice.with_role(column.name, None if role == AUTOMATIC else role)
    settings.decide(choice)


def _churn_rates(dataset: Dataset) -> None:
    columns = sorted(dataset.schema.columns, key=lambda column: not column.used)  # what the model sees comes first
    names = [column.name for column in columns if column.left_out != "nested"]
    column = choose_column("Churn rate by level of", names, "rate_column", help=LEVEL)
    rates = summary.churn_by_level(dataset, column)
    by_level = "; ".join(
        f"{level} {formats.percent(rate)} of {n:,}" for level, n, _, rate in rates.itertuples(index=False)
    )
    figure = audit_chart.churn_by_level(rates, column, float(dataset.y.mean()))
    draw(figure, key="rates", alt=f"Churn rate of each level: {by_level}")
