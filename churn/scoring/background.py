"""Files scored in the background: a thread for each, a few at a time, none left behind."""

import atexit
import logging
import os
import sys
import threading
import time
from collections import OrderedDict
from typing import Final, Literal

from churn.errors import Cancelled, ChurnError
from churn.model.fitted import ChurnModel
from churn.scoring.customers import Customers
from churn.scoring.ranking import Ranking, score_customers
from churn.work.trainer import GRACE

State = Literal["running", "done", "cancelled", "failed"]

KEEP: Final = 4
"""Files scored or being scored at a time: each takes memory."""

_log = logging.getLogger(__name__)


class Scoring:
    """One file from the wish to the ranking; can be read from any thread.

    Attributes
    ----------
    name : str
        The file's name.
    rows : int
        Its number of customers.
    reasons : bool
        Whether the main reasons are looked for.
    """

    def __init__(self, customers: Customers, model: ChurnModel, *, reasons: bool) -> None:
        self.name = customers.file.name
        self.rows = len(customers)
        self.reasons = reasons
        self._fraction = 0.0
        self._outcome: Ranking | ChurnError | None = None
        self._began = self._reported = time.monotonic()
        self._stop = threading.Event()
        self._over = threading.Event()
        self._lock = threading.Lock()  # guards the outcome: the first one counts
        work = threading.Thread(target=self._work, args=(customers, model), name="churn-score", daemon=True)
        self.thread = work
        work.start()

    @property
    def state(self) -> State:
        """Running, and in the end done, cancelled or failed."""
        outcome = self._outcome
        if outcome is None:
            return "running"
        if isinstance(outcome, Ranking):
            return "done"
        return "cancelled" if isinstance(outcome, Cancelled) else "failed"

    @property
    def finished(self) -> bool:
        """Whether it is done, cancelled or failed."""
        return self._over.is_set()

    @property
    def fraction(self) -> float:
        """Share of the customers that are scored, 0 to 1."""
        return self._fraction

    @property
    def eta(self) -> float | None:
        """Seconds until the last customer is scored, at the pace so far; None before the first step, and after it."""
        fraction, took = self._fraction, self._reported - self._began
        if self.finished or not 0 < fraction < 1:
            return None
        return max(0.0, took / fraction * (1 - fraction) - (time.monotonic() - self._reported))

    @property
    def ranking(self) -> Ranking | None:
        """The result; None until it is done."""
        return self._outcome if isinstance(self._outcome, Ranking) else None

    @property
    def error(self) -> ChurnError | None:
        """Why there is no result, in words for the page; None unless it failed or was cancelled."""
        return self._outcome if isinstance(self._outcome, ChurnError) else None

    def cancel(self) -> None:
        """Stop: at once for all who look, the thread ends after the step in hand."""
        self._stop.set()
        self._settle(Cancelled("Scoring was stopped before it was finished."))

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is finished, for `timeout` seconds at most; return whether it is."""
        return self._over.wait(timeout)

    def _work(self, customers: Customers, model: ChurnModel) -> None:
        try:
            ranking = score_customers(
                customers, model, reasons=self.reasons, on_progress=self._report, cancel=self._stop
            )
        except ChurnError as err:
            self._settle(type(err)(*err.args))  # without the traceback, which holds on to the customers
        except Exception as err:  # noqa: BLE001 - whatever it is, the page has to say that it is over
            _log.exception("Scoring failed: %s", self.name)
            self._settle(ChurnError(f"Scoring failed: {type(err).__name__}: {err}"))
        else:
            self._settle(ranking)

    def _report(self, fraction: float) -> None:
        self._reported = time.monotonic()
        self._fraction = fraction

    def _settle(self, outcome: Ranking | ChurnError) -> None:
        with self._lock:
            if self._outcome is None:
                self._outcome = outcome
        self._over.set()


class Scorer:
    """Scores files in the background and keeps the last few results.

    Parameters
    ----------
    keep : int
        Files to score at a time, and results to keep; the one asked for longest ago goes first.
    """

    def __init__(self, keep: int = KEEP) -> None:
        self._keep = keep
        self._closed = False
        self._kept: OrderedDict[str, Scoring] = OrderedDict()  # by key, last asked for at the end
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        atexit.register(self._at_exit)

    def submit(self, key: str, customers: Customers, model: ChurnModel, *, reasons: bool) -> Scoring:
        """Begin to score a file; where the key is known and not stopped or failed, return what there is.

        Raises
        ------
        ChurnError
            If too many files are being scored, or the scorer is closed.
        """
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known.state in {"running", "done"}:
                self._kept.move_to_end(key)
                return known
            if self._closed:
                raise ChurnError("The server is shutting down: it scores no more files.")
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            if len(self._threads) >= self._keep:
                raise ChurnError(f"{self._keep} files are being scored already. Try again when one of them is done.")
            self._kept.pop(key, None)
            finished = [each for each, scoring in self._kept.items() if scoring.finished]
            for each in finished[: max(0, len(self._kept) + 1 - self._keep)]:
                del self._kept[each]
            scoring = self._kept[key] = Scoring(customers, model, reasons=reasons)
            self._threads.append(scoring.thread)
            return scoring

    def find(self, key: str) -> Scoring | None:
        """Return what is kept under a key; None if there is nothing or it is forgotten."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def forget(self, prefix: str) -> None:
        """Stop and drop all whose key begins so."""
        with self._lock:
            for key in [each for each in self._kept if each.startswith(prefix)]:
                self._kept.pop(key).cancel()

    def close(self, timeout: float | None = None) -> bool:
        """Stop everything and end the threads; harmless to repeat. Returns whether all have ended in time."""
        with self._lock:
            self._closed = True
            for scoring in self._kept.values():
                scoring.cancel()
            threads = list(self._threads)
        deadline = None if timeout is None else time.monotonic() + timeout
        for thread in threads:
            thread.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
        atexit.unregister(self._at_exit)
        return not any(thread.is_alive() for thread in threads)

    def _at_exit(self) -> None:
        if self.close(GRACE):
            return
        # as in the trainer: a thread is deep inside one call of CatBoost, and the interpreter must not go down under it
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1 if hasattr(sys, "last_value") else 0)
