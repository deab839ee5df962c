"""The model that scores: read from a file, or trained first."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from churn.audit.checks import audit
from churn.cli import findings
from churn.cli.table import TableChoice
from churn.model.fitted import ChurnModel
from churn.model.learner import Model
from churn.model.run import train
from churn.reliability.experience import cross_fitted
from churn.reliability.known import Known
from churn.reliability.twins import Twins


def model_of(model_file: Path | None, table: TableChoice) -> tuple[Model, Mapping[str, Any], Callable[[], Known]]:
    """Return a model, the record of its run, and what finds customers with known outcomes, in up to five more fits.

    What is serious about the table that the model was made from stands on stderr.
    """
    if model_file is not None:
        model = ChurnModel.load(model_file)
        if decided := table.decided:
            findings.warn(
                [f"{', '.join(decided)}: not used, the model in {model_file.name} was made from its own table."]
            )
        said = model.record.get(findings.RECORD)
        findings.warn(map(str, said) if isinstance(said, list) else ())
        return model, model.record, lambda: Known.of(model.record)
    click.echo(f"No --model given: training the default on {table.path.name} first.", err=True)
    dataset = table.load()
    run = train(dataset)
    findings.warn(findings.lines(audit(dataset, run.split)))
    return run.model, run.record, lambda: Known(cross_fitted(run, dataset, threads=None), Twins(dataset))
