"""What several pages say or ask in the same way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from churn.audit import words as audit_words
from churn.errors import ChurnError, quote
from churn.model.run import Run
from churn.model.setting import Setting
from churn.model.split import Part
from churn.scores.metrics import Scores
from churn.scores.proportions import Interval
from churn.show import formats, uncertainty
from churn.table.dataset import Dataset
from churn.table.reading import MAX_BYTES
from churn.table.sources import Source
from churn.ui import progress, refused, shared, state
from churn.ui.background import draw_until_complete
from churn.ui.view import View

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

Option = TypeVar("Option")

MAX_MB: Final = MAX_BYTES // 2**20  # of a file that is brought
BIND: Final = "query-params"  # the value of the control lives in the address


def no_model(view: View, why: str) -> None:
    """Say that there is no model yet, and why one is needed; while one is being trained, the page says so above."""
    st.title("No model yet", anchor=False)
    if view.job is None:
        st.info(f"Press **Train** first: {why} the model on the page *Train*.")


def choose_part(label: str, key: str) -> Part:
    """Let the viewer choose a split, the test split at first; the choice lives in the address."""
    return choose(label, formats.PART_LABELS, "test", key)


def choose(
    label: str, labels: Mapping[Option, str], default: Option, key: str, *, help: str | None = None,  # noqa: A002 - as Streamlit calls it
) -> Option:  # fmt: skip
    """Let the viewer choose one of a few options, each with its label; the choice lives in the address."""
    refused.unless_one_of(quote(label), labels.values(), key)
    option: Option = st.segmented_control(
        label, list(labels), default=default, format_func=labels.__getitem__, required=True, key=key, bind=BIND,
        help=help,
    )  # fmt: skip
    return option


def choose_column(
    label: str, names: Sequence[str], key: str, place: DeltaGenerator | None = None, *, help: str | None = None,  # noqa: A002 - as above
) -> str:  # fmt: skip
    """Let the viewer choose a column, the first at first, in a place of the page; the choice lives in the address."""
    refused.unless_one_of(quote(label), names, key)
    return str((place or st.container()).selectbox(label, names, key=key, bind=BIND, help=help))


def switch(label: str, key: str) -> bool:
    """Let the viewer switch something on that is off at first; it lives in the address."""
    refused.unless_switch(label, key)
    return st.toggle(label, key=key, bind=BIND)


def section(label: str, key: str) -> "ExpanderContainer":
    """Begin a section that is closed at first; whether it is open lives in the address."""
    refused.unless_switch(label, key)
    return st.expander(label, key=key, on_change="rerun", bind=BIND)


def bring_table(what: str, key: str, on_change: Callable[..., None], *args: object) -> None:
    """Ask for a file with a table; below stands what there is to say about it (`state.say_of_file`).

    Any file is taken: what it is, and what to do about it, reading it says better than a list of endings.
    """
    label = f"{what} (CSV, Excel, JSON or Parquet, one row a customer, up to {MAX_MB} MB)"
    st.file_uploader(label, key=key, on_change=on_change, args=args, max_upload_size=MAX_MB)
    if message := state.said_of_file(key):
        st.error(formats.escape(message))


def table(columns: pd.DataFrame | Mapping[str, Mapping[str, str]], corner: str, alt: str) -> None:
    """Draw a table of texts with a heading for its rows, which stands in the corner."""
    st.table(pd.DataFrame(columns).map(formats.unbroken).rename_axis(corner), border="horizontal", alt=alt)


def score_column(
    scores: Scores, intervals: Mapping[str, Interval], names: Iterable[str] | None = None, *, pending: bool = False
) -> dict[str, str]:
    """Return a column of a table of scores, and under them how many customers they are about."""
    counts = {"Customers": f"{scores.n:,}", "Left": f"{scores.positives:,}"}
    return uncertainty.score_cells(scores, intervals, names, pending=pending) | counts


@contextmanager
def told_errors(tell: Callable[[str | None], None]) -> Iterator[None]:
    """Tell what goes wrong in here, instead of any message before."""
    tell(None)
    try:
        yield
    except ChurnError as err:
        tell(str(err))


def control(setting: Setting, *, kept: bool = False, **looks: str | int) -> None:
    """Draw the control of a setting: a switch, a slider if it is one of the main ones, else a field for a number.

    Its value lives in the address, unless somebody else has `kept` it in the session.
    """
    options: dict[str, Any] = {"label": setting.label, "key": setting.key, "help": setting.help, **looks}
    if not kept:
        options["bind"] = BIND
    if setting.kind is bool:
        st.toggle(value=setting.default, **options)
    elif setting.stops:
        st.select_slider(options=setting.stops, value=setting.default, format_func="{:g}".format, **options)
    else:
        low, high, default, step = map(setting.write, (setting.low, setting.high, setting.default, setting.step))
        options |= {"min_value": low, "max_value": high, "step": step}
        if not kept or default is None:
            options["value"] = default
        if setting.main:
            st.slider(**options)
            return
        with st.container(gap=None, width=options.pop("width", "stretch")):
            st.number_input(**options)
            st.caption(setting.ends)  # out of it, the field turns red and says nothing


def data_caption(source: Source, dataset: Dataset, escape: Callable[[str], str] = formats.escape) -> str:
    """Say in one line what the data are, names escaped, for Markdown unless otherwise said."""
    left = dataset.churned
    kind = "synthetic sample, made-up customers" if source.synthetic else escape(dataset.name)
    counted, customer = f"{len(dataset):,} customers, {left:,} left", dataset.schema.customer
    if customer is not None:
        several = dataset.schema.column(customer).distinct
        counted = f"{len(dataset):,} rows of {several:,} customers, {left:,} rows say left"
    return f"Data: {kind} · {counted} ({formats.percent(left / len(dataset))})"


def headline(view: View, run: Run, question: str) -> None:
    """Begin a page about a model: the question, whose answer it is, and whether to believe it."""
    st.title(question, anchor=False)
    st.caption(f"Model: {formats.settings(run.spec, markdown=True)}. {data_caption(view.source, view.dataset)}.")
    progress.note_other_settings(view)
    draw_until_complete(
        lambda: doubt_if_known(view, run), lambda: shared.audit.if_ready(view.dataset, run.spec.split) is None
    )


def doubt_if_known(view: View, run: Run) -> None:
    """Say if the table makes whatever a model of it says worthless; nothing before that is known."""
    findings = shared.audit.if_ready(view.dataset, run.spec.split)
    if findings is not None and (spoilt := audit_words.scores_spoilt(findings)):
        st.warning(spoilt.markdown(), icon=":material/warning:")


def questions_if_known(view: View, run: Run) -> None:
    """Say what about the table is still a guess; nothing before that is known."""
    findings = shared.audit.if_ready(view.dataset, run.spec.split)
    if findings is not None and (asked := audit_words.open_questions(findings)):
        st.caption(asked.markdown())
