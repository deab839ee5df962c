"""The sidebar of every page: the data and the settings, as a RunSpec."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from churn.audit import words as audit_words
from churn.errors import DataError
from churn.model.run import RunSpec
from churn.model.spec import ModelSpec
from churn.model.split import SplitSpec
from churn.scores.metrics import THRESHOLD
from churn.show import formats
from churn.table.dataset import Dataset
from churn.table.sources import Source, sources
from churn.ui import choices, shared, state

LEARNING_RATES: Final = (0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Evenly spaced on a logarithmic scale, as far as round numbers allow."""
BIND: Final = "query-params"
SETTINGS: Final = ("depth", "rate", "trees", "l2", "seed", "test", "validation", "grouped")
"""The keys of the controls that make up a RunSpec."""


@dataclass(frozen=True)
class Wishes:
    """What the sidebar says."""

    source: Source
    dataset: Dataset
    spec: RunSpec
    clicked: bool
    automatic: bool
    threshold: float


def foreseen() -> Wishes | None:
    """Return what the sidebar is going to say when it is drawn; None if that is not known."""
    new = state.first_time("sidebar")
    if not state.may_guess() or (new and not state.asks_for_nothing()):
        return None
    choices = shared.available(state.uploads())
    source, dataset = _usable(choices, state.data_choice(next(iter(choices))))
    if new:
        return Wishes(source, dataset, RunSpec(), clicked=False, automatic=False, threshold=THRESHOLD)
    values = {key: state.widget(key) for key in (*SETTINGS, "auto", "threshold")}
    if None in values.values():  # a click came before the sidebar was drawn
        return None
    return Wishes(source, dataset, _spec(values), state.training_wanted(), values["auto"], values["threshold"])


def show() -> Wishes:
    """Draw the sidebar; returns what it says."""
    with st.sidebar:
        source, dataset = _data()
        depth = st.slider(
            "Tree depth", 1, 10, ModelSpec().depth, key="depth", bind=BIND,
            help="How many questions a tree may ask in a row. Deeper trees fit finer patterns and more noise.",
        )  # fmt: skip
        rate = st.select_slider(
            "Learning rate", LEARNING_RATES, ModelSpec().learning_rate, format_func="{:g}".format, key="rate",
            bind=BIND, help="How much each tree may correct the ones before it. Smaller steps need more trees.",
        )  # fmt: skip
        st.button("Train", type="primary", width="stretch", on_click=state.want_training, kwargs={"wanted": True})
        automatic = st.toggle("Train as I move the sliders", value=False, key="auto", bind=BIND)
        spec = _spec({"depth": depth, "rate": rate, **_more_settings()})
        threshold = st.slider(
            "Threshold", 0.01, 0.99, THRESHOLD, 0.01, key="threshold", bind=BIND,
            help="A customer is flagged when the churn probability is above it. Moving it trains nothing.",
        )  # fmt: skip
    return Wishes(source, dataset, spec, state.training_wanted(), automatic, threshold)


def _data() -> tuple[Source, Dataset]:
    default = next(iter(sources()))
    choice = state.data_choice(default)
    if shared.uploads().get(choice.source):  # perhaps from a link: then it is this viewer's from now on
        state.add_upload(choice.source)
    offered = shared.available(state.uploads())
    source, dataset = _usable(offered, choice)
    state.set_widget("data_box", source.id)
    st.selectbox(
        "Data", list(offered), format_func=lambda name: offered[name].label, key="data_box", on_change=_data_chosen,
    )  # fmt: skip
    state.mirror_data_choice(state.data_choice(default), default)
    if source.synthetic:
        st.caption("Synthetic sample: these customers are made up. Bring your own table on the page *Data*.")
    if names := choices.left_out(default):
        st.caption(audit_words.left_out(names).markdown())
    return source, dataset


def _usable(choices: dict[str, Source], choice: state.DataChoice) -> tuple[Source, Dataset]:
    """Return the chosen table; where it cannot be used, say so and return the first one that can."""
    wanted = choices.get(choice.source, Source(choice.source, choice.source))
    attempts = [(wanted, choice)] + [(source, state.DataChoice(source.id)) for source in choices.values()]
    faults: list[DataError] = []
    for source, attempt in attempts:
        try:
            dataset = shared.dataset(source, attempt)
        except DataError as err:
            faults.append(err)
            continue
        if faults:
            state.complain(str(faults[0]))
            state.choose_data(attempt)
        return source, dataset
    raise faults[0]


def _data_chosen() -> None:
    state.complain(None)
    state.choose_data(state.DataChoice(state.widget("data_box")))


def _more_settings() -> dict[str, Any]:
    with st.expander("More settings"):
        trees = st.number_input(
            "Trees", 50, 5000, ModelSpec().iterations, 50, key="trees", bind=BIND,
            help="The most trees to grow. Those after the best validation loss are dropped.",
        )  # fmt: skip
        l2 = st.number_input(
            "L2 regularisation", 0.0, 100.0, ModelSpec().l2_leaf_reg, 0.5, key="l2", bind=BIND,
            help="Pulls the trees' values towards zero. Higher is more cautious.",
        )  # fmt: skip
        seed = st.number_input(
            "Seed", 0, 2**31 - 1, ModelSpec().seed, 1, key="seed", bind=BIND,
            help="Decides which customers fall into which split, and the order in which the model sees them.",
        )  # fmt: skip
        test = st.number_input(
            "Test share", 0.05, 0.5, SplitSpec().test_share, 0.05, key="test", bind=BIND,
            help="Share of all customers that is kept aside for the final scores.",
        )  # fmt: skip
        validation = st.number_input(
            "Validation share", 0.05, 0.5, SplitSpec().validation_share, 0.05, key="validation", bind=BIND,
            help="Share of the rest that decides how many trees are kept.",
        )  # fmt: skip
        grouped = st.toggle(
            "Keep identical profiles together", SplitSpec().grouped, key="grouped", bind=BIND,
            help="Customers with the same values in every column fall into the same split.",
        )  # fmt: skip
    return {
        "trees": trees, "l2": l2, "seed": seed, "test": test, "validation": validation, "grouped": grouped,
    }  # fmt: skip


def _spec(values: Mapping[str, Any]) -> RunSpec:
    seed = int(values["seed"])
    return RunSpec(
        ModelSpec(
            depth=values["depth"], learning_rate=float(values["rate"]), iterations=int(values["trees"]),
            l2_leaf_reg=float(values["l2"]), seed=seed,
        ),
        SplitSpec(
            test_share=float(values["test"]), validation_share=float(values["validation"]), seed=seed,
            grouped=bool(values["grouped"]),
        ),
    )  # fmt: skip


def caption(source: Source, dataset: Dataset) -> str:
    """Say in one line what the data are, escaped for Markdown."""
    left = int(dataset.y.sum())
    kind = "synthetic sample, made-up customers" if source.synthetic else formats.escape(dataset.name)
    return f"Data: {kind} · {len(dataset):,} customers, {left:,} left ({formats.percent(left / len(dataset))})"
