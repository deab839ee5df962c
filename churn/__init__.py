"""Train a churn classifier on demand and say honestly how good it is.

A setting goes in, a result comes out, and nothing in between is hidden state. `load` turns a file into a `Dataset`:
typed, checked, fingerprinted. `train` cuts it into train, validation and test rows (`SplitSpec`), fits CatBoost on
them (`ModelSpec`) and returns a `Run`: the model, its scores on the three splits, its learning curve. Data set and
`RunSpec` determine the run, and `run.key` names it.

A name is imported when it is first used: who needs only a small part of the package, as the server does to open its
door, does not wait for the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from churn.errors import Cancelled, ChurnError, DataError, SpecError
    from churn.model.fitted import ChurnModel
    from churn.model.run import Run, RunSpec, train
    from churn.model.spec import ModelSpec
    from churn.model.split import SplitSpec
    from churn.scores.metrics import Scores
    from churn.table.dataset import Dataset, load

__all__ = [
    "Cancelled",
    "ChurnError",
    "ChurnModel",
    "DataError",
    "Dataset",
    "ModelSpec",
    "Run",
    "RunSpec",
    "Scores",
    "SpecError",
    "SplitSpec",
    "load",
    "train",
]

_HOMES: Final = {
    **dict.fromkeys(("Cancelled", "ChurnError", "DataError", "SpecError"), "churn.errors"),
    **dict.fromkeys(("Run", "RunSpec", "train"), "churn.model.run"),
    **dict.fromkeys(("Dataset", "load"), "churn.table.dataset"),
    "ChurnModel": "churn.model.fitted",
    "ModelSpec": "churn.model.spec",
    "Scores": "churn.scores.metrics",
    "SplitSpec": "churn.model.split",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    """Return the names of the package, the public ones among them."""
    return sorted({*globals(), *__all__})
