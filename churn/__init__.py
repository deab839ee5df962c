"""Train a churn classifier on demand and say honestly how good it is.

A setting goes in, a result comes out, and nothing in between is hidden state. `load` turns a file into a `Dataset`:
typed, checked, fingerprinted. `train` cuts it into train, validation and test rows (`SplitSpec`), fits CatBoost on
them (`ModelSpec`) and returns a `Run`: the model, its scores on the three splits, its learning curve. Data set and
`RunSpec` determine the run, and `run.key` names it.
"""

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
