"""What if: single changes in the columns that the viewer chooses, and what the model says then."""

from typing import Literal

import pandas as pd
import streamlit as st

from churn.errors import quote
from churn.explanation import words
from churn.explanation.customers import CustomerValue, values_of
from churn.explanation.whatif import WhatIf, changeable_by_default, what_if
from churn.model.run import Run
from churn.scores.confusion import flagged
from churn.show.formats import percent_decimals, short_name
from churn.table.values import Features
from churn.ui import refused, shared
from churn.ui.grid import draw_grid
from churn.ui.view import View

MAX_ROWS_SHOWN = 30  # a longer table scrolls


def show(view: View, run: Run, checked: Features) -> None:
    """Draw the question, the smallest change with which the customer is not flagged, and all changes."""
    st.header("What would the model say if one thing were different?", anchor=False)
    schema = run.model.schema
    default = changeable_by_default(schema, shared.background(run, view.dataset))
    label, key = "Columns to change, one at a time", f"changeable.{view.dataset.fingerprint[:8]}"
    chosen = "At first all but those that look like age or sex; of many, those that matter most to the model."
    refused.unless_some_of(quote(label), schema.names, key)
    changeable = st.multiselect(label, schema.names, default, key=key, bind="query-params", help=chosen)
    changes = what_if(run.model, checked, changeable, shared.training_rows(run, view.dataset))
    st.markdown(words.smallest_change(changes, view.threshold, schema.counted_from).markdown())
    if changes.alternatives:
        _table(changes, values_of(checked), schema.counted_from, view.threshold)
    st.caption(words.ASSOCIATION)


def _table(changes: WhatIf, values: dict[str, CustomerValue], zeros: dict[str, str], threshold: float) -> None:
    """Draw the changes column by column; a click on a heading sorts by it, and numbers as numbers."""
    rows = [
        {
            "Column": short_name(each.column),
            "Now": words.value(values[each.column], zeros.get(each.column, "")),
            "Instead": words.value(each.value, zeros.get(each.column, "")),
            "Churn probability": 100 * each.probability,
            "Difference": 100 * (each.probability - changes.probability),
            "Flagged": "yes" if flagged(each.probability, threshold) else "no",
        }
        for each in changes.by_effect()
    ]
    decimals = percent_decimals(each.probability for each in changes.alternatives)
    looks = {
        "Churn probability": st.column_config.ProgressColumn(
            width=140, min_value=0, max_value=100, format=f"%.{decimals}f%%"
        ),
        "Difference": st.column_config.NumberColumn(format=f"%+.{decimals}f points"),
    }
    height: Literal["content", "auto"] = "content" if len(rows) <= MAX_ROWS_SHOWN else "auto"
    draw_grid(pd.DataFrame(rows), "alternatives", "What if", columns=looks, height=height)
