"""CatBoost, and nothing else: fit it with live progress, ask it for probabilities and reasons, keep it in a file."""

from churn.model.curve import Curve, Progress
from churn.model.fitted import ChurnModel, catboost_version
from churn.model.fitting import fit
from churn.model.spec import ModelSpec

__all__ = ["ChurnModel", "Curve", "ModelSpec", "Progress", "catboost_version", "fit"]
