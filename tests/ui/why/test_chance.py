"""Where outcomes are dealt out at random, nothing in the program names a reason."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import churn
from churn.audit.checks import audit
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.explanation.words import NO_REASONS
from churn.report.brief import write_brief
from churn.scores.chance import LEVEL, chance_of_ranking
from churn.ui import shared
from tests.ui.app import figures, go, rendered, settled, unharmed, upload, visit

TABLES = 20


def shuffled_travel(folder: Path, seed: int) -> bytes:
    """Return the travel customers with one another's outcomes."""
    table = pd.read_csv(folder / "Customertravel.csv")
    outcome = np.random.default_rng(seed).permutation(table["Target"].to_numpy())
    return table.assign(Target=outcome).to_csv(index=False).encode()


@pytest.mark.slow
def test_no_reason_in_twenty_tables(real_data: Path) -> None:
    """Neither the brief nor the call list has one, unless luck has better than one in a thousand.

    The pages ask the same question first.
    """
    lucky = 0
    for seed in range(TABLES):
        dataset = churn.load(shuffled_travel(real_data, seed), name=f"shuffled {seed}")
        run = churn.train(dataset)
        parts = recommendation(run.evaluation, Campaign()), shared.overview(run, dataset), audit(dataset, run.split)
        brief = write_brief(dataset, run, 0.5, *parts, synthetic=False, on=dt.date(2026, 11, 24))
        silent = [each for each in brief.sections if NO_REASONS in each.answer]
        listed = any(shared.reasons_of_riskiest(run, dataset, 1_000))
        if (chance := chance_of_ranking(run.evaluation.predictions["test"])) is not None and chance <= LEVEL:
            lucky += 1
            continue
        assert [(each.points, each.picture) for each in silent] == [((), None)]
        assert not listed
    assert lucky == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_no_page_names_a_reason(real_data: Path, seed: int) -> None:
    """Why and Customer say that there is none, and name no column but on the form."""
    at = settled(upload(visit("Data"), shuffled_travel(real_data, seed)))
    for page, drawn in (("Why", []), ("Customer", ["probability"])):
        go(at, page)
        assert unharmed(at)
        assert NO_REASONS in [warning.value for warning in at.warning]
        assert list(figures(at)) == drawn
        assert not [line for line in rendered(at) if " points" in line]
