"""More trees and more customers: what either would bring."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from churn.errors import plural
from churn.model.run import Run
from churn.show import formats
from churn.show.uncertainty import undecided
from churn.tuning import chart, more_words
from churn.tuning.fresh import FEWEST_TO_JUDGE
from churn.tuning.more_customers import REPEATS
from churn.tuning.score import Score
from churn.ui import shared_tuning
from churn.ui.background import draw_until_complete
from churn.ui.figure import draw
from churn.ui.tune import search
from churn.ui.view import View


def trees(view: View, run: Run, score: Score) -> None:
    """Draw the score against the number of trees."""
    unit, curve = run.spec.learner.unit, shared_tuning.by_trees(run, view.dataset, score)
    if curve is None:
        st.markdown("This model does not grow tree by tree.")
        return
    judging, why = _judges(view, run)
    st.markdown(formats.unbroken(more_words.more_trees(curve, judging, unit, why)))
    made_of, alt = f"{run.key} {score}", more_words.described(curve, unit)
    draw(lambda: chart.by_size(curve, unit), key="by_trees", of=made_of, alt=alt)
    st.caption("Validation customers, from the predictions of one fit: nothing is trained for it.")


def customers(view: View, run: Run, score: Score) -> None:
    """Draw the score against the number of training customers, when it is there."""
    draw_until_complete(
        lambda: _customers(view, run, score), lambda: shared_tuning.more_customers.if_ready(run, view.dataset) is None
    )


def _customers(view: View, run: Run, score: Score) -> None:
    samples = shared_tuning.more_customers.if_ready(run, view.dataset)
    if samples is None:
        st.info(f"Fitting on shares of the {plural(len(run.split.train), 'training customer')} … The page stays live.")
        return
    groups = shared_tuning.groups_of_judges(run, view.dataset)
    curve, who = samples.curve(score, groups), "training customers" if groups is None else "training rows"
    why = _judges(view, run)[1]
    said = more_words.more_data(samples.more_data(score, groups), score, samples, why, who)
    st.markdown(formats.unbroken(said))
    made_of, alt = f"{run.key} {score}", more_words.described(curve, who)
    draw(lambda: chart.by_size(curve, who, points=True), key="by_customers", of=made_of, alt=alt)
    st.caption(
        f"Validation customers; each share of the training customers is chosen {REPEATS} times, and the settings are"
        " those of the results shown."
    )


def _judges(view: View, run: Run) -> tuple[int, str]:
    """Return how many validation customers there are, and why they cannot tell, where too few left or stayed."""
    predictions, groups = run.evaluation.predictions["validation"], shared_tuning.groups_of_judges(run, view.dataset)
    return len(predictions) if groups is None else len(set(groups)), undecided(predictions, FEWEST_TO_JUDGE)


SECTIONS: Final[tuple[tuple[str, str, Callable[[View, Run, Score], None]], ...]] = (
    ("Search: are there better settings?", "search", search.show),
    ("More trees: when is the score as good as it gets?", "more_trees", trees),
    ("More customers: is more data worth collecting?", "more_customers", customers),
)
