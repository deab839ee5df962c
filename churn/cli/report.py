"""`report`: train and write the brief."""

from datetime import datetime
from pathlib import Path

import click

from churn.audit.checks import audit
from churn.cli import findings, options
from churn.cli.table import TableChoice, reads_table
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background
from churn.model.learner import OFFERED
from churn.model.run import RunSpec, train
from churn.model.setting import fill
from churn.model.split import SplitSpec
from churn.report.brief import to_html, write_brief
from churn.scores.confusion import THRESHOLD
from churn.scoring.ranking import check_threshold
from churn.table.files import whole_or_nothing


@click.command("report")
@reads_table
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@options.settings(OFFERED, SplitSpec, Campaign)
@click.option("--threshold", type=float, default=THRESHOLD, help="Above this probability a customer is flagged.")
def report_command(*, table: TableChoice, out: Path, threshold: float, **settings: float) -> None:
    """Train on a table and write the one-page brief for stakeholders: one HTML file that needs no network."""
    check_threshold(threshold)
    campaign, spec = fill(Campaign, settings), RunSpec.of(settings)
    dataset = table.load()
    run = train(dataset, spec)
    found = audit(dataset, run.split)
    page = write_brief(
        dataset, run, threshold, recommendation(run.evaluation, campaign),
        explain_table(run.model, dataset, choose_background(run.model, dataset.frame)), found,
        synthetic=table.synthetic, on=datetime.now().astimezone().date(),
    )  # fmt: skip
    with whole_or_nothing(out) as partial:
        partial.write_text(to_html(page), encoding="utf-8")
    findings.warn(findings.lines(found))
    click.echo(f"Written: {out}")
