"""Train: how good the model is, on customers it never saw."""

from typing import Final

import streamlit as st

from churn.model.evaluation import counted_intervals
from churn.model.run import Run
from churn.model.split import Part
from churn.quality import chart, comparison_words, words
from churn.reliability import words as reliability_words
from churn.scores.metrics import METRICS, Scores
from churn.show import formats, uncertainty
from churn.ui import pacing, progress, shared, state
from churn.ui.background import draw_until_complete
from churn.ui.common import choose_part, data_caption, doubt_if_known, questions_if_known, score_column, section, table
from churn.ui.figure import draw
from churn.ui.pacing import Later
from churn.ui.train import (
    baselines,
    curves,
    customers,
    landing,
    overfitting,
    periods,
    profiles,
    segments,
    stability,
    thresholds,
)
from churn.ui.view import View, previous_run
from churn.work.job import FitJob

QUESTION: Final = "Who is about to leave, and how sure are we?"
HEADLINE: Final = ("precision", "recall")
SECTIONS: Final = (  # each with its key, closed at first
    ("Curves", "curves", curves.show),
    ("Segments: for whom is it wrong?", "segments", segments.show),
    ("Several rows per customer", "customers", customers.show),
    ("Over time", "periods", periods.show),
    (stability.LABEL, "stability", stability.show),
    ("Repeated profiles", "profiles", profiles.show),
    ("Simple models and the best possible", "baselines", baselines.show),
)
# Sections of some tables only.
NEEDS: Final = {"customers": customers.several_rows, "periods": periods.has_dates}


def show(view: View) -> None:
    """Draw what comes after the answer."""
    run = view.run
    if run is None:
        _invitation(view)
        return
    scores = run.evaluation.scores(view.threshold)
    _comparison(run, view.threshold)
    thresholds.show(view, run)
    _split_table(view, run, scores)
    stability.settings_tried(view, run)
    _learning_curve(view, run)
    for label, key, draw_section in SECTIONS:
        if key in NEEDS and not NEEDS[key](view):
            continue
        place = section(label, key)
        with place:
            draw_section(view, run, opened=bool(place.open))


def answer(view: View, later: Later) -> None:
    """Draw the head of the page: how good the model is. It holds no control."""
    run = view.run
    if run is None:
        return
    st.title(QUESTION, anchor=False)
    doubt = st.empty()
    landing.show(view, run, later)
    st.header(f"Results for {formats.settings(run.spec, markdown=True)}", anchor=False)
    st.caption(data_caption(view.source, view.dataset))
    progress.note_other_settings(view, later)
    asked = st.empty()
    scores = run.evaluation.scores(view.threshold)
    st.markdown(formats.unbroken(words.answer(scores["test"].confusion, view.threshold)))
    if not run.evaluation.better_than_chance:
        st.markdown(words.NO_KNOWLEDGE.markdown())
    _headline(scores["test"])
    new_customers = st.empty()
    calibrated = shared.calibrated(run)
    believed = reliability_words.calibrated(calibrated, better_than_chance=run.evaluation.better_than_chance)
    st.markdown(formats.unbroken(believed.markdown()))

    def draw_what_waits() -> None:
        with doubt.container():
            doubt_if_known(view, run)
        with asked.container():
            questions_if_known(view, run)
        new_customers.markdown(formats.unbroken(overfitting.sentence(view, run)))

    lacking = _answer_lacks(view, run)
    draw_what_waits()
    pacing.let_numbers_come_first()
    later.catch_up()
    if lacking and not (lacking := _answer_lacks(view, run)):
        draw_what_waits()
    state.answer_lacks.set(lacking)


def _invitation(view: View) -> None:
    shared.audit.if_ready(view.dataset, view.spec.split)  # begins beside the fit, to be there when the scores are
    st.title(QUESTION, anchor=False)
    st.header("No results yet", anchor=False)
    st.caption(data_caption(view.source, view.dataset))
    if view.job is None:
        st.info(f"Press **Train** to fit {formats.settings(view.spec, markdown=True)}.")


def _headline(test: Scores) -> None:
    for place, name in zip(st.columns(2), HEADLINE, strict=True):
        with place.container(border=True, key=name, gap="xsmall"):
            st.markdown(f"{METRICS[name].label} on test customers", help=METRICS[name].help)
            with st.container(key=f"{name}_value"):  # the style sheet makes it large: st.metric's code comes later
                st.markdown(formats.score(test.by_name[name]))
            ends = test.intervals.get(name)
            st.caption(formats.unbroken(f"95% interval {uncertainty.interval(ends)}") if ends else test.reasons[name])


def _comparison(run: Run, threshold: float) -> None:
    """Say what changed against the run that was shown before, if both judge the same rows."""
    old = previous_run(run)
    if old is None:
        return
    comparison = shared.comparison.if_ready(run, old, "test")
    settings = formats.settings(old.spec, markdown=True)
    sentence = comparison_words.comparing(settings, "test")  # in its place, so that nothing below moves when it comes
    if comparison is None:
        state.answer_lacks.set(True)
    else:
        sentence = comparison_words.comparison(comparison.at(threshold), settings, "test")
    st.markdown(formats.unbroken(sentence))


def _split_table(view: View, run: Run, scores: dict[Part, Scores]) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        draw_until_complete(
            lambda: _scores(view, run, scores), lambda: _incomplete(view, run), drawn_incomplete=state.answer_lacks()
        )
    with right:
        part = choose_part("Split of the confusion matrix", key="matrix_part")
        counts = scores[part].confusion
        cells = f"{counts.tp} found, {counts.fn} missed, {counts.fp} false alarms, {counts.tn} stayed and not flagged."
        alt, made_of = f"Confusion matrix, {part}: {cells}", f"{part} {counts}"
        draw(lambda: chart.confusion_matrix(counts, formats.PART_LABELS[part]), key="matrix", of=made_of, alt=alt)


def _incomplete(view: View, run: Run) -> bool:
    """Whether something on this page is still being computed beside it."""
    old = previous_run(run)
    compared = old is None or shared.comparison.if_ready(run, old, "test") is not None
    return _answer_lacks(view, run) or not compared


def _answer_lacks(view: View, run: Run) -> bool:
    """Whether something in the answer is still being computed."""
    audited = shared.audit.if_ready(view.dataset, run.spec.split) is not None
    return shared.intervals.if_ready(run) is None or not audited


def _scores(view: View, run: Run, scores: dict[Part, Scores]) -> None:
    st.header("Scores on the three splits", anchor=False, help=uncertainty.meanings())
    found = shared.intervals.if_ready(run)
    columns, missing = {}, words.undefined(scores)
    for part, each in scores.items():
        sure = counted_intervals(part, each)
        if found is not None and part != "train":  # which has none, as the caption says
            sure |= found[part].by_name
            missing += uncertainty.without_interval(part, found[part].reasons)
        columns[formats.PART_LABELS[part]] = score_column(each, sure, pending=found is None and part != "train")
    table(columns, "Score", "Scores on the train, validation and test split.")
    for reason in missing:
        st.caption(reason)
    several = customers.several_rows(view)
    st.caption(uncertainty.about_intervals(view.threshold, run.spec.learner.unit, several_rows=several))


def _learning_curve(view: View, run: Run) -> None:
    """Draw the curve of the run shown; while a fit runs, in its place the one of that fit so far."""
    st.fragment(_curve_and_caption, run_every=progress.every(view.job))(view.job, run)


def _curve_and_caption(job: FitJob | None, run: Run) -> None:
    live = job.curve if job is not None else None
    if job is not None and live is not None and len(live.steps) > 1:
        unit, curve, made_of = job.spec.learner.unit, live, f"{job.key} {len(live.steps)}"
        alt = f"Log loss on train and validation so far, against the number of {unit}."
        caption = words.curve_so_far(formats.settings(job.spec, markdown=True))
    else:
        unit, curve, made_of = run.spec.learner.unit, run.curve, run.key
        alt = f"Log loss on train and validation against the number of {unit}; the best number is {run.model.trees}."
        undecided = uncertainty.undecided(run.evaluation.predictions["validation"])
        caption = f"{words.trees_kept(curve, unit, undecided=undecided)} Trained in {run.seconds:.1f} s."
    draw(lambda: chart.learning_curve(curve, unit), key="curve", of=made_of, alt=alt)
    with st.container(key="curve_caption"):
        st.caption(caption)
