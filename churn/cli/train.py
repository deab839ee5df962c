"""`train`: fit a model and say how good it is, in text or as one JSON object."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from churn.audit import words as audit_words
from churn.audit.checks import audit
from churn.cli import findings as found
from churn.cli import options
from churn.cli.table import TableChoice, reads_table
from churn.errors import SpecError, quote
from churn.model.division import RANDOM
from churn.model.evaluation import counted_intervals
from churn.model.learner import OFFERED
from churn.model.run import Run, RunSpec, train
from churn.model.split import Part, SplitSpec
from churn.quality.words import NO_KNOWLEDGE
from churn.reliability.experience import cross_fitted
from churn.reliability.known import RECORD
from churn.scores.confusion import THRESHOLD
from churn.scores.metrics import METRICS, plain_shares
from churn.scores.proportions import Share
from churn.show import formats, splits, uncertainty
from churn.table.finding import Finding

MODEL_OUT: Final = (
    "Write the model to this .cbm file, and with it how many left at each probability that models gave which had never "
    "seen the customers: with fewer than 2,000 test customers that takes five more fits."
)


@click.command("train")
@reads_table
@options.settings(OFFERED, SplitSpec)
@click.option("--model-out", type=click.Path(path_type=Path), help=MODEL_OUT)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
def train_command(*, table: TableChoice, model_out: Path | None, as_json: bool, **settings: float) -> None:
    """Train on a table and print precision and recall on its three splits."""
    if model_out is not None and not model_out.absolute().parent.is_dir():
        raise SpecError(f"The folder {quote(model_out.absolute().parent)} for --model-out does not exist.")
    spec = RunSpec.of(settings)
    dataset = table.load()
    run = train(dataset, spec)
    findings = audit(dataset, run.split)
    click.echo(json.dumps(_as_dict(run, findings), ensure_ascii=False) if as_json else _as_text(run, findings))
    if model_out is not None:
        known = cross_fitted(run, dataset, threads=None).as_dict()
        run.save_model(model_out, **{RECORD: known, found.RECORD: found.serious_lines(findings)})


def _as_dict(run: Run, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return a run and what the audit of its table found, ready for JSON."""
    numbers = run.as_dict()
    audited = [found.as_dict(finding) for finding in findings]
    return {"data": numbers.pop("data"), "columns": numbers.pop("columns"), "findings": audited} | numbers


def _as_text(run: Run, findings: Sequence[Finding]) -> str:
    """Say what was trained on what, how sure the scores that count customers are, and what speaks against them."""
    schema, rate = run.model.schema, formats.percent(run.churn_rate)
    left_out = audit_words.what_was_left_out(findings, schema.columns)
    kept = f"{run.model.trees:,} {run.spec.learner.unit}"
    lines = [
        f"{run.data_name}: {run.rows:,} customers · {formats.settings(run.spec)} · {kept}",
        f"Target {quote(schema.target)}, {quote(schema.positive)} means left, churn rate {rate}",
        *(() if run.split.by == RANDOM else (f"Split {splits.in_full(run.split.by, run.spec.split)}",)),
        *((f"Left out: {left_out}",) if left_out else ()),
        *found.lines(findings),
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
