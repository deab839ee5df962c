"""A file of customers whose outcome nobody knows yet: bring it, score it, take it away ranked."""

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from churn.decision.amount_words import gain_decimals
from churn.decision.calls import gain_heading
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.errors import ChurnError, DataError
from churn.model.run import Run
from churn.reliability.known import HIGH, LOW, NOTHING, TWINS, TWINS_LEFT, Known
from churn.scoring import words
from churn.scoring.background import ScoringJob
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.scoring.ranking import CONTACT, GAIN, PROBABILITY, RANK, REASONS, UNSEEN, Ranking
from churn.scoring.writing import USUAL_ENDING, ending_of, to_bytes
from churn.show import formats
from churn.table.raw import FileFormat, FileKind
from churn.ui import pacing, sessions, shared, state, tables
from churn.ui.background import draw_until_complete, watch
from churn.ui.common import bring_table
from churn.ui.grid import draw_grid
from churn.ui.view import View

UPLOADER: Final = "customers"
PREVIEW_ROWS: Final = 100
MAX_WARNINGS: Final = 8
# of the files: what the page calls them, and what the browser does
KINDS: Final[dict[FileKind, tuple[str, str]]] = {
    "csv": ("CSV", "text/csv"),
    "excel": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json lines": ("JSON lines", "application/jsonl"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}


_say = partial(state.say_of_file, UPLOADER)


def show(view: View, campaign: Campaign) -> None:
    """Draw the section."""
    st.header("Score today's customers", anchor=False)
    if view.run is None:
        st.info("Press **Train** first: customers are scored by the model.")
        return
    needed = ", ".join(formats.escape(name) for name in view.run.model.schema.names)
    st.caption(f"Needed columns: {needed}. Others are kept as they are; the outcome may be missing. {words.NEW_ONLY}")
    bring_table("File of customers", UPLOADER, _uploaded, view.run)
    st.caption("It is yours alone: no link leads to it, and it goes when you leave.")
    customers = _checked(view.run)
    if customers is None:
        return
    _warnings(customers)
    scored = _begin(view.run, customers)
    watch(scored if scored is not None and not scored.finished else None, _progress, pacing.SCORING_TICK)
    if scored is not None and scored.outcome is not None:
        _result(scored.outcome, view, view.run, ContactRule(campaign, view.run.evaluation.better_than_chance))


def _uploaded(run: Run) -> None:
    """Take a file that the model can use; any other is refused, and the one before stays."""
    upload = state.widget(UPLOADER)
    _say(None)
    if upload is None:
        _forget()
        return
    try:
        file = SourceTable.read(sessions.bytes_of(upload), upload.name)
        check_customers(file, run.model.schema)
    except DataError as err:
        kept = _kept_name()
        _say(f"{err} The file before it, {kept}, stays." if kept else str(err))
        return
    _forget()
    upload_id = secrets.token_hex(16)
    sessions.keep_customers(upload_id, file)
    state.customer_file.set(upload_id)


def _kept_name() -> str | None:
    file = tables.customer_files().get(state.customer_file() or "")
    return file.name if file else None


def _forget() -> None:
    if upload := state.customer_file():
        sessions.drop_customers(upload)
        state.customer_file.set(None)


def _checked(run: Run) -> Customers | None:
    upload = state.customer_file()
    if upload is None:
        return None
    try:
        customers = tables.customers(upload, run)
    except DataError as err:  # it suited another model
        st.error(f"This model cannot use {formats.escape(_kept_name())}: {formats.escape(err)}")
        return None
    if customers is None:
        st.error("The file is no longer kept on this server. Upload it again.")
    return customers


def _warnings(customers: Customers) -> None:
    if remarks := words.remarks(customers.file):
        st.caption("  \n".join(map(formats.escape, remarks)))
    if customers.taken:
        st.info("\n".join(f"- {formats.escape(text)}" for text in customers.taken[:MAX_WARNINGS]))
    if not customers.unseen:
        return
    lines = ["The model has no experience with some of these customers:", ""]
    lines += [f"- {formats.escape(value)}" for value in customers.unseen[:MAX_WARNINGS]]
    if (more := len(customers.unseen) - MAX_WARNINGS) > 0:
        lines.append(f"- and {more:,} more columns")
    st.warning("\n".join(lines))


def _begin(run: Run, customers: Customers) -> ScoringJob | None:
    """Offer to score the file, unless it is being scored or has been; returns that."""
    meaning = (
        "The two columns that add (+) or take off (−) most on the scale on which the model adds up (SHAP values, in"
        " log-odds). Reasons on the other pages are in points of probability, where another column may be the largest."
        " Takes longer."
    )
    named = run.evaluation.better_than_chance  # else no reason is worth a word
    reasons = named and st.toggle("With the two main reasons for each customer", key="file_reasons", help=meaning)
    key = f"{state.customer_file()}.{run.key}.{'reasons' if reasons else 'scores'}"
    known = shared.scorer().find(key)
    if known is None or known.state in {"cancelled", "failed"}:
        if known is not None and known.error is not None:
            st.info(formats.escape(known.error))
        many = "1 customer" if len(customers) == 1 else f"{len(customers):,} customers"
        score = partial(_score, key, customers, run, reasons=reasons)
        st.button(f"Score {many}", key="score_file", on_click=score)
    return known


def _score(key: str, customers: Customers, run: Run, *, reasons: bool) -> None:
    _say(None)
    try:
        shared.scorer().submit(key, customers, run.model, reasons=reasons).wait(pacing.PATIENCE)
    except ChurnError as err:
        _say(str(err))


def _progress(scored: ScoringJob) -> None:
    so_far = f"Scoring {scored.rows:,} customers of {formats.escape(scored.name)}: {formats.percent(scored.fraction)}"
    left = "" if scored.eta is None else f", about {formats.duration(scored.eta)} left"
    st.progress(scored.fraction, text=so_far + left)
    st.button("Stop scoring", key="stop_scoring", on_click=scored.cancel)


def _result(ranking: Ranking, view: View, run: Run, rule: ContactRule) -> None:
    name = ranking.customers.file.name
    st.markdown(f"**{formats.escape(name)}**: {words.scored(ranking, rule)}.")
    st.caption(f"Model: {formats.settings(run.spec, markdown=True)}, trained on {formats.escape(view.dataset.name)}.")
    draw_until_complete(
        lambda: _preview(ranking, rule, _known_so_far(view, run)), lambda: _known_so_far(view, run) is None
    )
    if len(ranking) > PREVIEW_ROWS:
        st.caption(f"The {PREVIEW_ROWS} customers most likely to leave. The downloads have all {len(ranking):,}.")
    with st.container(horizontal=True):
        _downloads(ranking, rule, view, run)


def _downloads(ranking: Ranking, rule: ContactRule, view: View, run: Run) -> None:
    """Offer the scored file: first as it came in, then in the formats that everything reads."""
    name, own = ranking.customers.file.name, ranking.customers.file.format
    offered: list[FileKind] = ["csv", "parquet"]
    if own != FileFormat():
        label, mime = KINDS[own.kind]
        content, file = _content(ranking, own.kind, rule, view, run), f"{Path(name).stem}-scored{ending_of(own, name)}"
        st.download_button(
            f"Download all as it came in ({label})",
            content,
            file,
            mime,
            on_click="ignore",
            key="download",
            help=words.AS_IT_CAME_IN,
        )
        offered = [kind for kind in offered if kind == "csv" or kind != own.kind]
    for kind in offered:
        label, mime = KINDS[kind]
        content = _content(ranking, kind, rule, view, run, plain=True)
        file = f"{Path(name).stem}-scored{USUAL_ENDING[kind]}"
        hint = words.PLAIN_CSV if kind == "csv" else None
        st.download_button(
            f"Download all as {label}", content, file, mime, on_click="ignore", key=f"download_{kind}", help=hint
        )


def _known_so_far(view: View, run: Run) -> Known | None:
    """Return whose outcomes are known, None as long as some of that is being computed."""
    experience, twins = shared.experience.if_ready(run, view.dataset), shared.twins.if_ready(view.dataset)
    return None if experience is None or twins is None else Known(experience, twins)


def _content(
    ranking: Ranking, kind: FileKind, rule: ContactRule, view: View, run: Run, *, plain: bool = False
) -> Callable[[], bytes]:
    """Return what makes a file, for which the browser waits until all is known."""

    def content() -> bytes:
        known = Known(shared.experience(run, view.dataset), shared.twins(view.dataset))
        return to_bytes(ranking, kind, rule, known, plain=plain)

    return content


def _preview(ranking: Ranking, rule: ContactRule, known: Known | None) -> None:
    preview = ranking.frame(rule, 0, PREVIEW_ROWS, known=known or NOTHING)
    headings, gain = _headings(ranking, rule, preview), ranking.names[GAIN]
    if not rule.better_than_chance:
        preview = preview.drop(columns=gain)
    rates = [name for each in (PROBABILITY, LOW, HIGH) if (name := ranking.names[each]) in preview]
    in_percent = preview.assign(**{name: preview[name] * 100 for name in rates})
    order = [*(each for each in headings if each in preview), *(str(each) for each in preview if each not in headings)]
    name = f"Ranked {ranking.customers.file.name}"
    draw_grid(in_percent, "ranked", name, columns=headings, order=order, placeholder="")  # where there is none
    low = ranking.names[LOW]
    if low in preview and preview[low].isna().any():
        st.caption(words.NO_RATE)


def _headings(ranking: Ranking, rule: ContactRule, preview: pd.DataFrame) -> dict[str, Any]:
    """Return the headings of the preview, in its order; the files have the plain names."""
    column = st.column_config
    risk = f"%.{formats.percent_decimals(preview[ranking.names[PROBABILITY]])}f%%"
    gain = f"%.{gain_decimals(preview[ranking.names[GAIN]], rule.campaign)}f"
    ends = [end for each in (LOW, HIGH) if (name := ranking.names[each]) in preview for end in preview[name]]
    rate = f"%.{formats.percent_decimals(ends, least=0)}f%%"
    headings = {
        RANK: column.NumberColumn("Rank", format="localized"),
        PROBABILITY: column.NumberColumn("Churn probability", format=risk),
        CONTACT: column.TextColumn("Contact", help=words.CONTACT_HELP),
        GAIN: column.NumberColumn(gain_heading(rule), format=gain, help=words.gain_help(rule)),
        LOW: column.NumberColumn("Rate of such customers, low end (95%)", format=rate, help=words.RATE_HELP),
        HIGH: column.NumberColumn("Rate of such customers, high end (95%)", format=rate, help=words.RATE_HELP),
        TWINS: column.NumberColumn("Customers exactly alike", format="localized", help=words.ALIKE_HELP),
        TWINS_LEFT: column.NumberColumn("Of them left", format="localized"),
        REASONS[0]: column.TextColumn("Main reason"),
        REASONS[1]: column.TextColumn("Second reason"),
        UNSEEN: column.TextColumn("Not in the table", help=words.UNSEEN_HELP),
    }
    return {ranking.names[name]: heading for name, heading in headings.items()}
