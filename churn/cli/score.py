"""`score`: rank the customers of a file and say whom to contact."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from churn.cli import options
from churn.cli.ready_model import model_of
from churn.cli.table import TableChoice, reads_table
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.explanation import words as explanation_words
from churn.scoring import words as scoring_words
from churn.scoring.customers import SourceTable, check_customers
from churn.scoring.ranking import check_threshold, score_customers
from churn.scoring.writing import format_for, write_ranking
from churn.table import reading
from churn.table.raw import FileFormat

PROGRESS_STEPS: Final = 1_000
OUT: Final = (
    "Its ending says what it is: .csv, .tsv, .xlsx, .jsonl or .parquet. Where IN is the same kind of file, delimiter, "
    "decimal sign and encoding stay as they are there."
)


@click.command("score")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=OUT)
@click.option("--in-sheet", help="Sheet of IN, if it is a workbook; the first that holds a table if not given.")
@options.settings(Campaign, but="customers")  # they are those of the file
@click.option("--threshold", type=float, help="Add verdicts: above this probability a customer is flagged.")
@click.option(
    "--reasons", is_flag=True, help="Add each customer's two main reasons (SHAP values, in log-odds); takes longer."
)
@options.model
@reads_table
def score_command(
    *, table: TableChoice, source: Path, out: Path, in_sheet: str | None, threshold: float | None,
    model_file: Path | None, reasons: bool, **terms: float,
) -> None:  # fmt: skip
    """Rank the customers of a file by churn probability and say whom to contact, beside the file's own columns.

    The file is of customers who are not in the table that the model was made from: the probabilities of those are too
    good to be true.
    """
    campaign = Campaign(**dict[str, Any](terms))
    if threshold is not None:
        check_threshold(threshold)
    format_for(out, FileFormat())  # refuses what cannot be written before anything is read
    if model_file is not None:  # then IN is the only table
        in_sheet = in_sheet or table.sheet
    file = SourceTable.read(reading.bytes_of(source), source.name, in_sheet)
    model, record, known = model_of(model_file, table)
    customers = check_customers(file, model.schema)
    for remark in scoring_words.remarks(file):
        click.echo(f"note: {remark}", err=True)
    for value in customers.unseen:
        click.echo(f"warning: {value}", err=True)
    for text in customers.taken:
        click.echo(f"note: {text}", err=True)
    rule = ContactRule(campaign, _better_than_chance(record))
    if reasons and not rule.better_than_chance:
        click.echo(f"warning: {explanation_words.NO_REASONS}", err=True)
        reasons = False
    with _progress("Scoring") as report:
        ranking = score_customers(customers, model, reasons=reasons, on_progress=report)
    with _progress("Writing") as report:
        written = write_ranking(ranking, out, rule, threshold=threshold, known=known(), on_progress=report)
    if (otherwise := scoring_words.written_otherwise(file.format, written)) is not None:
        click.echo(f"warning: {otherwise}", err=True)
    examples = scoring_words.EXAMPLE_GAIN if rule.campaign.has_example_values and rule.better_than_chance else ""
    click.echo(f"{scoring_words.scored(ranking, rule, threshold)}. Written: {out}{examples}")


def _better_than_chance(record: Mapping[str, Any]) -> bool:
    """Return whether a model ranks better than chance; where its file does not say so, warn and take it for granted."""
    known = record.get("better_than_chance")
    if isinstance(known, bool):
        return known
    old = "the model file is old: it does not say whether the model ranks better than chance, and damage goes unnoticed"
    click.echo(f"warning: {old}. Train and save it again.", err=True)
    return True


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None]]:
    """Show a bar on stderr; gives the function that takes the share done, 0 to 1."""
    with click.progressbar(length=PROGRESS_STEPS, label=label, file=sys.stderr) as bar:
        yield lambda fraction: bar.update(round(fraction * PROGRESS_STEPS) - bar.pos)
