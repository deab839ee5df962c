"""Connect to a Dask scheduler, or say within five seconds in plain words why not."""

import asyncio
import logging
import threading
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

from churn.errors import ChurnError, plural, quote

ADDRESS: Final = "DASK_SCHEDULER_ADDRESS"
EXTRA: Final = "cluster"
PATIENCE: Final = 4.5  # seconds until a connection is given up
PACKAGES: Final = ("catboost", "numpy", "pandas", "scikit-learn")  # that decide about a fit, beside Dask's own
_SPEAK: Final = ("dask", "distributed", "python")  # what scheduler and client have to agree in


class ClusterError(ChurnError):
    """A Dask cluster cannot be used; the message says which and why."""


def connect(address: str, code: Callable[[], str]) -> Any:  # noqa: ANN401 - of a package that may be absent
    """Return a client of a scheduler that answers, with at least one worker, all of this program's versions.

    Parameters
    ----------
    address : str
        As `DASK_SCHEDULER_ADDRESS` has it: tcp://host:8786.
    code : callable
        A function of this program that names its version, called on every worker.

    Raises
    ------
    ClusterError
        If there is none; after five seconds at most.
    """
    try:
        import distributed  # noqa: F401 - of an extra
    except ImportError as err:
        raise ClusterError(
            f"{ADDRESS} names a Dask cluster, but the package distributed is not installed: it comes with the extra"
            f" {quote(EXTRA)} (pip install -r requirements.lock -r cluster.lock)."
        ) from err
    attempt = _Attempt(address, code)
    thread = threading.Thread(target=attempt.run, name="churn-connect", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return attempt.client_or_error()


class _Attempt:
    """One attempt to connect, which may be given up."""

    def __init__(self, address: str, code: Callable[[], str]) -> None:
        self._address, self._code = address, code
        self._lock = threading.Lock()
        self._client: Any = None
        self._outcome: Any = None
        self._given_up = False

    def run(self) -> None:
        """Connect and compare versions, in a thread of its own."""
        outcome: Any
        try:
            outcome = self._client = _connected(self._address)
            if why := incompatible(self._client, self._address, self._code):
                outcome = ClusterError(why)
        except OSError:  # a timeout is one, too
            outcome = ClusterError(f"{self._no_answer}.")
        except Exception:  # noqa: BLE001 - whatever answers there may answer anything
            no_scheduler = "is no Dask scheduler, or one of another version"
            outcome = ClusterError(f"What {ADDRESS} names, {quote(self._address)}, {no_scheduler}.")
        with self._lock:
            self._outcome = outcome
            unused = self._client if self._given_up or isinstance(outcome, ClusterError) else None
        _close(unused)

    def client_or_error(self) -> Any:  # noqa: ANN401 - Dask's client
        """Return the client, or raise why there is none."""
        with self._lock:
            self._given_up = self._outcome is None
            outcome = self._outcome or ClusterError(f"{self._no_answer} within {PATIENCE:g} seconds.")
        if isinstance(outcome, ClusterError):
            raise outcome
        return outcome

    @property
    def _no_answer(self) -> str:
        return f"The Dask scheduler at {quote(self._address)} ({ADDRESS}) does not answer"


def _connected(address: str) -> Any:  # noqa: ANN401 - Dask's client
    from dask import config
    from distributed import Client

    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said in our words
    config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})  # a table is large, and sent once
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other versions are looked at next
        return Client(address, timeout=PATIENCE - 1, set_as_default=False)  # type: ignore[no-untyped-call]


def incompatible(client: Any, address: str, code: Callable[[], str]) -> str:  # noqa: ANN401 - Dask's client
    """Say what a cluster lacks; nothing if it can be used."""
    found = client.get_versions(packages=list(PACKAGES))
    here = found["client"]["packages"]
    at = f"The Dask cluster at {quote(address)} cannot be used"
    if other := _differing(here, found["scheduler"]["packages"], _SPEAK):
        return f"{at}: its scheduler has {other}."
    if not found["workers"]:
        return f"{at}: it has no workers yet."
    for worker, each in found["workers"].items():
        if other := _differing(here, each["packages"], (*_SPEAK, *PACKAGES)):
            return f"{at}: the worker {worker} has {other}."
    try:
        codes = client.run(code)
    except Exception:  # noqa: BLE001 - of a worker that does not know this program
        return f"{at}: its workers do not know this program; start them in its folder, or from its image."
    others = [worker for worker, each in codes.items() if each != code()]
    if others:
        return f"{at}: {plural(len(others), 'worker')} ({others[0]}) of another version of this program."
    return ""


def _differing(here: Mapping[str, Any], there: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Say which package is another one there, and which it is here; of Python, the first two numbers count."""
    for name in names:
        ours, theirs = (".".join(str(each.get(name)).split(".")[:2]) if name == "python" else each.get(name)
                        for each in (here, there))  # fmt: skip
        if ours != theirs:
            return f"{name} {theirs or 'missing'}, and this program {ours}"
    return ""


def _close(client: Any) -> None:  # noqa: ANN401 - Dask's client
    if client is None:
        return
    try:
        client.close(timeout=1)
    except (OSError, TimeoutError, asyncio.CancelledError, RuntimeError):  # it has gone by itself
        return
