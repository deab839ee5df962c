"""The entry: python -m churn train | tune | predict | score | report | download.

Bad input gets one line on stderr that says what, where and what is allowed, and exit status 2.
"""

import sys
from typing import Final

import click

from churn.cli.predict import predict_command
from churn.cli.report import report_command
from churn.cli.score import score_command
from churn.cli.train import train_command
from churn.cli.tune import tune_command
from churn.errors import ChurnError
from churn.table.dataset import FOLDER
from churn.table.download import download

BAD_INPUT: Final = 2
STOPPED: Final = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def cli() -> None:
    """Train a churn model, search its settings, score customers, write the brief, fetch the real table."""


@click.command("download")
def download_command() -> None:
    """Fetch the real travel-customers table from Kaggle into data/."""
    fetched = download(FOLDER)
    if fetched.warning:
        click.echo(f"warning: {fetched.warning}", err=True)
    click.echo(f"Written: {fetched.path}")


for _command in (train_command, tune_command, predict_command, score_command, report_command, download_command):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; say what is wrong in one line."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as err:
        click.echo(err.ctx.get_help() if err.ctx else str(err), err=True)
        sys.exit(BAD_INPUT)
    except (ChurnError, click.ClickException) as err:
        message = err.format_message() if isinstance(err, click.ClickException) else str(err)
        click.echo(f"error: {' '.join(message.split())}", err=True)
        sys.exit(BAD_INPUT)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(STOPPED)
