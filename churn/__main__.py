"""The command line: python -m churn train | predict | score | report | download.

Bad input gets one line on stderr that says what, where and what is allowed, and exit status 2.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import pandas as pd

from churn.audit import words as audit_words
from churn.audit.checks import audit
from churn.decision.advice import recommendation
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.errors import ChurnError, DataError, SpecError, listing, quote
from churn.explanation import words as explanation_words
from churn.explanation.overview import explain_table
from churn.explanation.reasons import choose_background
from churn.model.evaluation import counted_intervals
from churn.model.fitted import ChurnModel
from churn.model.learner import OFFERED, Model
from churn.model.run import Run, RunSpec, train
from churn.model.setting import Setting, fill, settings_of
from churn.model.split import Part, SplitSpec
from churn.quality.words import NO_KNOWLEDGE
from churn.reliability import words as reliability_words
from churn.reliability.experience import cross_fitted
from churn.reliability.known import RECORD, Known
from churn.reliability.twins import Twins
from churn.report.brief import to_html, write_brief
from churn.scores.confusion import THRESHOLD
from churn.scores.metrics import METRICS, plain_shares
from churn.scores.proportions import Share
from churn.scoring import words as scoring_words
from churn.scoring.customers import SourceTable, check_customers
from churn.scoring.ranking import check_threshold, score_customers
from churn.scoring.writing import write_ranking
from churn.show import formats, uncertainty
from churn.table import reading
from churn.table.dataset import FOLDER, SAMPLE, default_path, load
from churn.table.download import download
from churn.table.files import whole_or_nothing
from churn.table.finding import Finding

BAD_INPUT: Final = 2
PROGRESS_STEPS: Final = 1_000
PERCENT: Final = 100
MODEL_OUT: Final = (
    "Write the model to this .cbm file, and with it how many left at each probability that models gave which had never "
    "seen the customers: with fewer than 2,000 test customers that takes five more fits."
)

_data = click.option("--data", type=click.Path(path_type=Path), help="CSV or Parquet; else CHURN_DATA or the sample.")
_model = click.option("--model", "model_file", type=click.Path(path_type=Path), help="Written by train --model-out.")
Command = TypeVar("Command", bound=Callable[..., Any])


def _settings(*specs: type, but: str = "") -> Callable[[Command], Command]:
    """Give a command an option for every setting of some specs, but for one by name."""

    def add(command: Command) -> Command:
        for each in (each for each in reversed(settings_of(*specs)) if each.name != but):
            switch, name = each.kind is bool, f"--{each.option}"
            text = each.help if switch else f"{each.subject}, {each.allowed}{_in_percent(each)}. {each.help}"
            option = click.option(name, each.name, type=each.kind, is_flag=switch, default=each.default, help=text)
            command = option(command)
        return command

    return add


def _in_percent(each: Setting) -> str:
    """Say what a share is that the page asks for in percent."""
    return f" ({each.default:g} is {each.write(each.default):g}%)" if each.scale == PERCENT else ""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def cli() -> None:
    """Train a churn model, score customers, write the brief, fetch the real table."""


@cli.command("train")
@_data
@click.option("--target", help="Column that says who has left; found by its name if not given.")
@click.option("--positive", help="Value of the target that means the customer has left.")
@_settings(OFFERED, SplitSpec)
@click.option("--model-out", type=click.Path(path_type=Path), help=MODEL_OUT)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
def train_command(
    *, data: Path | None, target: str | None, positive: str | None, model_out: Path | None, as_json: bool,
    **settings: float,
) -> None:  # fmt: skip
    """Train on a table and print precision and recall on its three splits."""
    if model_out is not None and not model_out.absolute().parent.is_dir():
        raise SpecError(f"The folder {quote(model_out.absolute().parent)} for --model-out does not exist.")
    spec = RunSpec.of(settings)
    dataset = load(data or default_path(), target=target, positive=positive)
    run = train(dataset, spec)
    findings = audit(dataset, run.split)
    click.echo(json.dumps(_as_dict(run, findings), ensure_ascii=False) if as_json else _as_text(run, findings))
    if model_out is not None:
        run.save_model(model_out, **{RECORD: cross_fitted(run, dataset, threads=None).as_dict()})


@cli.command("predict")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="One column of the customer; once a column.")
@_model
@_data
def predict_command(pairs: tuple[str, ...], model_file: Path | None, data: Path | None) -> None:
    """Print one customer's churn probability, verdict, and what customers with about that probability did."""
    model, record, _ = _model_of(model_file, data)
    row = _customer(pairs, model)
    for value in model.schema.unseen_values(row):
        click.echo(f"warning: {value}", err=True)
    probability = float(model.predict_proba(row)[0])
    click.echo(f"Churn probability {formats.percent(probability)}")
    click.echo(f"Verdict: {formats.verdict(probability, THRESHOLD)}")
    if (experience := Known.of(record).experience) is not None:
        about = experience.about([probability])
        ends = (float(end[0]) for end in about.interval)
        click.echo(reliability_words.about(int(about.customers[0]), int(about.left[0]), *ends).plain())


@cli.command("score")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV, or Parquet if it ends in .parquet.")
@_settings(Campaign, but="customers")  # they are those of the file
@click.option("--threshold", type=float, help="Add verdicts: above this probability a customer is flagged.")
@click.option("--reasons", is_flag=True, help="Add each customer's two largest SHAP values, in log-odds; takes longer.")
@_model
@_data
def score_command(
    *, source: Path, out: Path, threshold: float | None, model_file: Path | None, data: Path | None,
    reasons: bool, **terms: float,
) -> None:  # fmt: skip
    """Rank the customers of a file by churn probability and say whom to contact, beside the file's own columns.

    The file is of customers who are not in the table that the model was made from: the probabilities of those are too
    good to be true.
    """
    campaign = Campaign(**dict[str, Any](terms))
    if threshold is not None:
        check_threshold(threshold)
    file = SourceTable.read(reading.bytes_of(source), source.name)
    model, record, known = _model_of(model_file, data)
    customers = check_customers(file, model.schema)
    for value in customers.unseen:
        click.echo(f"warning: {value}", err=True)
    rule = ContactRule(campaign, _better_than_chance(record))
    if reasons and not rule.better_than_chance:
        click.echo(f"warning: {explanation_words.NO_REASONS}", err=True)
        reasons = False
    with _progress("Scoring") as report:
        ranking = score_customers(customers, model, reasons=reasons, on_progress=report)
    with _progress("Writing") as report:
        write_ranking(ranking, out, rule, threshold=threshold, known=known(), on_progress=report)
    examples = scoring_words.EXAMPLE_GAIN if rule.campaign.has_example_values and rule.better_than_chance else ""
    click.echo(f"{scoring_words.scored(ranking, rule, threshold)}. Written: {out}{examples}")


@cli.command("report")
@_data
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@_settings(OFFERED, SplitSpec, Campaign)
@click.option("--threshold", type=float, default=THRESHOLD, help="Above this probability a customer is flagged.")
def report_command(data: Path | None, out: Path, threshold: float, **settings: float) -> None:
    """Train on a table and write the one-page brief for stakeholders: one HTML file that needs no network."""
    check_threshold(threshold)
    campaign, spec = fill(Campaign, settings), RunSpec.of(settings)
    path = data or default_path()
    dataset = load(path)
    run = train(dataset, spec)
    page = write_brief(
        dataset, run, threshold, recommendation(run.evaluation, campaign),
        explain_table(run.model, dataset, choose_background(run.model, dataset.frame)), audit(dataset, run.split),
        synthetic=path.absolute() == SAMPLE, on=datetime.now().astimezone().date(),
    )  # fmt: skip
    with whole_or_nothing(out) as partial:
        partial.write_text(to_html(page), encoding="utf-8")
    click.echo(f"Written: {out}")


@cli.command("download")
def download_command() -> None:
    """Fetch the real travel-customers table from Kaggle into data/."""
    fetched = download(FOLDER)
    if fetched.warning:
        click.echo(f"warning: {fetched.warning}", err=True)
    click.echo(f"Written: {fetched.path}")


def _as_dict(run: Run, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return a run and what the audit of its table found, ready for JSON."""
    numbers = run.as_dict()
    names = ("severity", "kind", "column", "evidence")
    audited = [{name: getattr(finding, name) for name in names} for finding in findings]
    return {"data": numbers.pop("data"), "columns": numbers.pop("columns"), "findings": audited} | numbers


def _as_text(run: Run, findings: Sequence[Finding]) -> str:
    """Say what was trained on what, how sure the scores that count customers are, and what speaks against them."""
    schema, rate = run.model.schema, formats.percent(run.churn_rate)
    kept = f"{run.model.trees:,} {run.spec.learner.unit}"
    lines = [
        f"{run.data_name}: {run.rows:,} customers · {formats.settings(run.spec)} · {kept}",
        f"Target {quote(schema.target)}, {quote(schema.positive)} means left, churn rate {rate}",
        *(audit_words.finding_line(each).plain() for each in findings if each.severity == "serious"),
        *(() if run.evaluation.better_than_chance else (NO_KNOWLEDGE.plain(),)),
    ]
    shares = plain_shares()
    width = max(len(METRICS[name].label) for name in shares) + 1
    for name, share in shares.items():
        for part in run.scores:
            start = f"{METRICS[name].label:<{width}}{formats.PART_LABELS[part]:<12}"
            lines.append(start + _share_as_text(run, part, name, share))
    return "\n".join(lines)


def _share_as_text(run: Run, part: Part, name: str, share: Share) -> str:
    """Say a score that counts customers: rounded for the eye, exact in its counts."""
    scores = run.scores[part]
    hits, of = share.counts(run.evaluation.confusion(part, THRESHOLD))
    if not of:
        return f"{formats.DASH} ({scores.reasons[name]})"
    counts = f"{formats.score(hits / of)} = {hits:,} of {of:,}"
    if part == "train":
        return f"{counts} (no interval: the model has learned from these customers)"
    return uncertainty.with_sureness(counts, counted_intervals(part, scores).get(name))


def _model_of(model_file: Path | None, data: Path | None) -> tuple[Model, Mapping[str, Any], Callable[[], Known]]:
    """Return a model, the record of its run, and what finds customers with known outcomes, in up to five more fits."""
    if model_file is not None:
        model = ChurnModel.load(model_file)
        return model, model.record, lambda: Known.of(model.record)
    path = data or default_path()
    click.echo(f"No --model given: training the default on {path.name} first.", err=True)
    dataset = load(path)
    run = train(dataset)
    return run.model, run.record, lambda: Known(cross_fitted(run, dataset, threads=None), Twins(dataset))


def _better_than_chance(record: Mapping[str, Any]) -> bool:
    """Return whether a model ranks better than chance; where its file does not say so, warn and take it for granted."""
    known = record.get("better_than_chance")
    if isinstance(known, bool):
        return known
    old = "the model file is old: it does not say whether the model ranks better than chance, and damage goes unnoticed"
    click.echo(f"warning: {old}. Train and save it again.", err=True)
    return True


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


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None]]:
    """Show a bar on stderr; gives the function that takes the share done, 0 to 1."""
    with click.progressbar(length=PROGRESS_STEPS, label=label, file=sys.stderr) as bar:
        yield lambda fraction: bar.update(round(fraction * PROGRESS_STEPS) - bar.pos)


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
        sys.exit(130)


if __name__ == "__main__":
    main()
