"""What stands in a model file beside the trees: what a plain fit of CatBoost would have written, and ours."""

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

SCHEMA_KEY, SPEC_KEY, RECORD_KEY = "churn_schema", "churn_spec", "churn_record"
DIGEST_KEY = "churn_digest"  # says that the file ends in one

LOSS: Final = "Logloss"
_HERE: Final = ("losses on validation stand here", "losses on train stand here")
# What a fit is told about the way it runs, not about the model.
OF_THIS_FIT: Final = ("eval_metric", "use_best_model", "train_dir", "thread_count")


def plain_metadata(
    booster: CatBoostClassifier, *, chooses: bool
) -> tuple[dict[str, str], NDArray[np.float64], NDArray[np.float64]]:
    """Return what a watched fit has written, as the same fit would have written it unwatched.

    Parameters
    ----------
    booster : CatBoostClassifier
        With all its trees.
    chooses : bool
        Whether the validation part chooses how many of them are kept.

    Returns
    -------
    entries : dict
        Of the metadata.
    train, validation : ndarray of float64, shape (trees,)
        Log losses after every tree, as CatBoost saw them during the fit.
    """
    metadata = booster.get_metadata()
    params, output = (json.loads(metadata[key]) for key in ("params", "output_options"))
    # A dict for every tree would have Python look for garbage, which takes longer than all the rest here.
    training = json.loads(metadata["training"], object_pairs_hook=_loss_or_dict)
    for name in OF_THIS_FIT:
        params["flat_params"].pop(name, None)
    params["metrics"]["eval_metric"] = params["metrics"]["objective_metric"]
    output |= {"use_best_model": chooses, "train_dir": "catboost_info"}
    learn: list[float] = training["metrics"]["learn_metrics_history"]
    tests: list[float] = [first for first, *_ in training["metrics"]["test_metrics_history"]]
    best = min(range(len(tests)), key=tests.__getitem__)
    training["metrics"] = {
        "best_iteration": best,
        "learn_best_error": {LOSS: min(learn)},
        "test_metrics_history": _HERE[0],
        "learn_metrics_history": _HERE[1],
        "test_best_error": [{LOSS: tests[best]}],
    }
    written = _json(training)
    for here, each in ((_HERE[0], [f"[{_loss(loss)}]" for loss in tests]), (_HERE[1], map(_loss, learn))):
        written = written.replace(f'"{here}"', f"[{','.join(each)}]")
    entries = {"params": _json(params), "output_options": _json(output), "training": written}
    return entries, np.array(learn), np.array(tests)


def write_metadata(booster: CatBoostClassifier, entries: Mapping[str, str]) -> None:
    """Write entries into a model, over those that are there."""
    metadata = booster.get_metadata()
    for key, value in entries.items():
        metadata[key] = value


def _json(value: Any) -> str:  # noqa: ANN401 - what JSON can hold
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _loss_or_dict(pairs: list[tuple[str, Any]]) -> Any:  # noqa: ANN401 - what JSON can hold
    """Return the loss that a JSON object tells beside other metrics, else the object."""
    values = dict(pairs)
    return values.get(LOSS, values)


def _loss(value: float) -> str:
    """Write a loss as a JSON object."""
    return f'{{"{LOSS}":{value!r}}}'
