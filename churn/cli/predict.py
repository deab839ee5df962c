"""`predict`: one customer's churn probability."""

from pathlib import Path

import click
import pandas as pd

from churn.cli import options
from churn.cli.ready_model import model_of
from churn.cli.table import TableChoice, reads_table
from churn.errors import DataError, listing, quote
from churn.model.learner import Model
from churn.reliability import words as reliability_words
from churn.reliability.known import Known
from churn.scores.confusion import THRESHOLD
from churn.show import formats


@click.command("predict")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="One column of the customer; once a column.")
@options.model
@reads_table
def predict_command(*, table: TableChoice, pairs: tuple[str, ...], model_file: Path | None) -> None:
    """Print one customer's churn probability, verdict, and what customers with about that probability did."""
    model, record, _ = model_of(model_file, table)
    row = _customer(pairs, model)
    for value in model.schema.unseen_values(row):
        click.echo(f"warning: {value}", err=True)
    for text in model.schema.taken_for(row):
        click.echo(f"note: {text}", err=True)
    probability = float(model.predict_proba(row)[0])
    click.echo(f"Churn probability {formats.percent(probability)}")
    click.echo(f"Verdict: {formats.verdict(probability, THRESHOLD)}")
    if (experience := Known.of(record).experience) is not None:
        about = experience.about([probability])
        ends = (float(end[0]) for end in about.interval)
        click.echo(reliability_words.about(int(about.customers[0]), int(about.left[0]), *ends).plain())


def _customer(pairs: tuple[str, ...], model: Model) -> pd.DataFrame:
    values: dict[str, str | None] = {}
    names = model.schema.names
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or name not in names:
            raise DataError(f"--set {quote(pair)}: write NAME=VALUE, where NAME is one of {listing(names)}.")
        values[name] = value.strip() or None
    absent = [column for column in model.schema.features if column.name not in values]
    if absent:
        allowed = "; ".join(f"{column.name}: {column.allowed}" for column in absent)
        raise DataError(f"Every column needs a value; still missing: {allowed}.")
    return pd.DataFrame({name: pd.Series([value], dtype=object) for name, value in values.items()})
