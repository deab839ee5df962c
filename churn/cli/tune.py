"""`tune`: search good settings, or fit the whole map of the two main settings, and say what comes of it."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from churn.cli import options, tune_map, tune_search
from churn.cli.table import TableChoice, reads_table
from churn.errors import SpecError
from churn.model.learner import OFFERED
from churn.model.run import RunSpec
from churn.model.split import SplitSpec, split
from churn.tuning import search_words
from churn.tuning.budget import MOST_MINUTES, MOST_TRIALS, Budget
from churn.tuning.cluster import fits_for
from churn.tuning.cross_validation import CrossValidation
from churn.tuning.score import Score
from churn.tuning.search import Search
from churn.work.trainer import Trainer

STOPPED: Final = 130
SCORE: Final = "What settings are compared by: log_loss, average_precision, or recall@ and a precision, as recall@0.6."


@click.command("tune")
@click.argument("source", metavar="[DATA]", required=False, type=click.Path(path_type=Path))
@reads_table
@click.option("--trials", type=int, help=f"Search with so many trials, 1 to {MOST_TRIALS:,}.")
@click.option("--minutes", type=float, help=f"Search for so many minutes, above 0 and up to {MOST_MINUTES:,.0f}.")
@click.option("--map", "whole_map", is_flag=True, help="Fit every position of the two main settings instead.")
@click.option("--score", "score_name", default=str(Score()), help=SCORE)
@click.option("--folds", is_flag=True, help="Judge settings by repeated cross-validation, not by one validation split.")
@options.settings(OFFERED, SplitSpec)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of sentences.")
def tune_command(
    *,
    source: Path | None,
    table: TableChoice,
    trials: int | None,
    minutes: float | None,
    whole_map: bool,
    score_name: str,
    folds: bool,
    as_json: bool,
    **settings: float,
) -> None:
    """Search good settings for a table, and say whether they are better than the defaults.

    Say how long: --trials N or --minutes M; or fit all positions of the page's two sliders: --map. Progress stands on
    stderr. The test customers play no part. Ctrl+C ends it with the best so far. Where DASK_SCHEDULER_ADDRESS names a
    Dask scheduler, its workers do the fits.
    """
    budget = _budget(trials, minutes, whole_map=whole_map)
    score, spec = Score.parse(score_name), RunSpec.of(settings)
    dataset = _chosen(source, table).load()
    parts = split(dataset, spec.split)
    judges = CrossValidation(dataset, parts, spec) if folds else None
    trainer = Trainer()
    try:
        fits, message = fits_for(trainer, dataset)
        if message:
            click.echo(f"warning: {message}", err=True)
        click.echo(f"{dataset.name}: {search_words.where(fits.where)}", err=True)
        if budget is None:
            told = tune_map.told(dataset, spec, parts, fits, score, judges)
        else:
            splits = () if judges is None else judges.splits
            search = Search(dataset, spec, fits, budget, score=score, splits=splits)
            told = tune_search.told(search, dataset, parts, fits)
    finally:
        trainer.close(timeout=2)
    fields = {
        "data": dataset.name, "score": str(score), "judged_by": "folds" if folds else "validation",
        "spec": spec.as_dict(), "stopped": told.stopped, **told.fields,
    }  # fmt: skip
    click.echo(json.dumps(fields, ensure_ascii=False) if as_json else "\n".join(told.lines))
    if told.stopped:
        sys.exit(STOPPED)


def _budget(trials: int | None, minutes: float | None, *, whole_map: bool) -> Budget | None:
    """Return how long to search; None for the map."""
    given = [name for name, each in (("--trials", trials), ("--minutes", minutes)) if each is not None]
    given += ["--map"] if whole_map else []
    if len(given) != 1:
        fault = f"{' and '.join(given)} cannot go together" if given else "Say how long to search"
        raise SpecError(f"{fault}: give one of --trials N, --minutes M and --map.")
    if whole_map:
        return None
    try:
        return Budget(trials, minutes)
    except SpecError as err:
        raise SpecError(f"{given[0]}: {err}") from err


def _chosen(source: Path | None, table: TableChoice) -> TableChoice:
    if source is None:
        return table
    if click.get_current_context().params.get("data") is not None:
        raise SpecError("The table is named twice: give it as DATA or by --data.")
    return replace(table, path=source)
