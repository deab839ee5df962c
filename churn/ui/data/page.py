"""Data: what the model learns from, and how to bring another table."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from churn.audit import chart as audit_chart
from churn.errors import DataError
from churn.show import formats
from churn.table import reading, summary
from churn.table.dataset import FOLDER, Dataset
from churn.table.download import download
from churn.table.outcome import likely_positive, two_valued
from churn.table.roles import PLAIN_ROLES
from churn.table.sources import Source, sources
from churn.table.values import typed
from churn.ui import settings, state, tables
from churn.ui.common import bring_table, data_caption, told_errors
from churn.ui.data import audit as audit_section
from churn.ui.figure import draw
from churn.ui.view import View

AUTOMATIC = "automatic"
UPLOADER = "file"
COLUMN_LOOKS = {
    "Used": st.column_config.TextColumn(width="medium"),
    "Distribution": st.column_config.BarChartColumn(y_min=0),
    "Missing": st.column_config.NumberColumn(format="localized"),
    "Distinct": st.column_config.NumberColumn(format="localized"),
}


_say = partial(state.say_of_file, UPLOADER)


def show(view: View) -> None:
    """Draw the page."""
    st.subheader("What is in the data, and is anything wrong?", anchor=False)
    st.caption(data_caption(view.source, view.dataset))
    with st.container():  # one place, however much was found: the upload below is not drawn anew
        audit_section.show(view)
    _bring()
    with st.container():
        _pending()
    _outcome(view)
    _columns(view)
    _churn_rates(view.dataset)


def _bring() -> None:
    upload, fetch = st.columns([3, 2], gap="medium")
    with upload:
        bring_table("Bring your own table", UPLOADER, _uploaded)
    with fetch:
        st.markdown("Or get the real travel-customers table (CC0, 954 customers) from Kaggle.")
        st.button("Get the real table", on_click=_download, disabled="travel" in sources())


def _uploaded() -> None:
    file = state.widget(UPLOADER)
    state.flash(None)
    _say(None)
    if file is None:
        return
    state.pending_upload.set(None)
    with told_errors(_say):
        table = reading.read(file.getvalue(), file.name)
        tables.uploads().put(table.sha256, table)
        _take(state.DataChoice(table.sha256))


def _take(choice: state.DataChoice) -> None:
    """Use an uploaded table; if its target is unclear, keep it until the viewer has named it."""
    raw = tables.uploads().get(choice.source)
    if raw is None:
        return
    try:
        tables.dataset(Source(choice.source, raw.name), choice)
    except DataError as err:
        _say(str(err))
        state.pending_upload.set(choice.source if choice.target is None and two_valued(raw.frame) else None)
        return
    state.pending_upload.set(None)
    state.add_upload(choice.source)
    state.choose_data(choice)
    _say(None)


def _pending() -> None:
    """Ask for the target of an uploaded table, where the program could not find it."""
    pending = state.pending_upload()
    raw = tables.uploads().get(pending) if pending else None
    if pending is None or raw is None:
        return
    with st.container(border=True):
        read = f"**{formats.escape(raw.name)}** was read: {len(raw.frame):,} rows."
        st.markdown(f"{read} Which column says who has left?")
        target = st.selectbox("Outcome column of the new table", two_valued(raw.frame), key="pending_target")
        values = sorted(typed(raw.frame[target], "category").cat.categories)
        likely = values.index(likely_positive(raw.frame[target]))
        positive = st.selectbox("Value that means the customer has left", values, likely, key=f"positive.{target}")
        choice = state.DataChoice(pending, target, positive)
        st.button("Use this table", type="primary", on_click=_take, args=(choice,))


def _download() -> None:
    with told_errors(state.flash):
        fetched = download(FOLDER)
        state.choose_data(state.DataChoice("travel"))
        state.flash(fetched.warning or None)


def _outcome(view: View) -> None:
    schema = view.dataset.schema
    target, positive = st.columns(2, gap="medium")
    state.set_widget("target_box", schema.target)
    label, targets = "Target: the column that says who has left", two_valued(tables.raw(view.source).frame)
    target.selectbox(label, targets, key="target_box", on_change=_outcome_chosen)
    state.set_widget("positive_box", schema.positive)
    label, values = "Positive class: the value that means left", sorted((schema.positive, schema.negative))
    positive.selectbox(
        label, values, key="positive_box", on_change=lambda: _outcome_chosen(state.widget("positive_box"))
    )


def _outcome_chosen(positive: str | None = None) -> None:
    """Take the column chosen as target and its value for "has left": the likely one if none is chosen."""
    choice = state.data_choice("")
    source = tables.available(state.uploads()).get(choice.source)
    outcome = tables.raw(source).frame.get(state.widget("target_box")) if source is not None else None
    if outcome is None:  # the browser still says what was chosen for the table before
        return
    if positive is None or positive in typed(outcome, "category").cat.categories:
        settings.decide(replace(choice, target=str(outcome.name), positive=positive or likely_positive(outcome)))


def _columns(view: View) -> None:
    st.markdown("**Columns**: what the model learns from. *Use as* overrules what a column is taken for.")
    roles = dict(state.data_choice("").roles)
    pictures = tables.distributions(view.dataset)
    rows = [
        {
            "Column": column.name,
            "Use as": roles.get(column.name, AUTOMATIC),
            "Used": "yes" if column.used else f"no: {column.reason}",
            "Kind": column.kind,
            "Missing": column.missing,
            "Distinct": column.distinct,
            "Distribution": pictures[column.name],
        }
        for column in view.dataset.schema.columns
    ]
    frame = pd.DataFrame(rows)
    fixed = [name for name in frame.columns if name != "Use as"]
    options = [*dict.fromkeys([AUTOMATIC, *PLAIN_ROLES, *roles.values()])]
    looks: dict[str, Any] = {"Use as": st.column_config.SelectboxColumn(options=options, required=True), **COLUMN_LOOKS}
    key = f"columns.{view.dataset.fingerprint[:16]}.{state.edition()}"
    st.data_editor(
        frame, hide_index=True, width="stretch", key=key, disabled=fixed, column_config=looks,
        on_change=_role_chosen, args=(view, key),
    )  # fmt: skip


def _role_chosen(view: View, editor: str) -> None:
    choice = state.data_choice("")
    for row, edit in state.widget(editor)["edited_rows"].items():
        column = view.dataset.schema.columns[int(row)]
        role = edit.get("Use as", AUTOMATIC)
        choice = choice.with_role(column.name, None if role == AUTOMATIC else role)
    settings.decide(choice)


def _churn_rates(dataset: Dataset) -> None:
    columns = sorted(dataset.schema.columns, key=lambda column: not column.used)  # what the model sees comes first
    names = [column.name for column in columns if column.left_out != "nested"]
    column = st.selectbox("Churn rate by level of", names, key="rate_column")
    rates = summary.churn_by_level(dataset, column)
    by_level = "; ".join(
        f"{level} {formats.percent(rate)} of {n:,}" for level, n, _, rate in rates.itertuples(index=False)
    )
    figure = audit_chart.churn_by_level(rates, column, float(dataset.y.mean()))
    draw(figure, key="rates", alt=f"Churn rate of each level: {by_level}")
