"""The sentence on overfitting: what the test customers show, and the simpler settings that were trained already."""

from churn.model.run import Run
from churn.quality import words
from churn.quality.overfitting import gap, simpler_runs
from churn.show import formats, uncertainty
from churn.ui import shared
from churn.ui.view import View


def sentence(view: View, run: Run) -> str:
    """Say how much worse the model does on new customers, and whether a simpler setting is better."""
    found = shared.intervals.if_ready(run)
    first = words.new_customers(
        gap(run.evaluation, found["test"] if found else None), better_than_chance=run.evaluation.better_than_chance
    )
    undecided = uncertainty.undecided(run.evaluation.predictions["validation"], words.FEWEST_TO_JUDGE)
    tried = [each.key for each in simpler_runs(run, shared.trainer().runs_tried(view.dataset, run.spec.split))]
    simpler = shared.better_if_simpler(run, tuple(tried))
    name = formats.settings(simpler.spec, markdown=True) if simpler else ""
    return f"{first} {words.overfitting(simpler, len(tried), name, undecided=undecided)}"
