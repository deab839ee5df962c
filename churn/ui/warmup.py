"""The warm-up: what the first visitor would wait for is done before anybody comes.

It imports, reads the default table and trains the default run with the functions that the pages call, so that what it
leaves behind is found by their keys. It begins when the server opens its door, and delays that by nothing: a visitor
who comes too early waits for it step by step (`ready`). Nothing that goes wrong in it keeps the server from serving:
what is the matter with a table, the page says to whoever looks at it.
"""

import inspect
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from churn.ui import compression
from churn.ui.preview import PREVIEW
from churn.work.threads import Threads

if TYPE_CHECKING:
    from churn.model.run import Run
    from churn.table.dataset import Dataset

_log = logging.getLogger(__name__)

SWITCH: Final = 0.0005
"""Seconds after which Python lets another thread run: by default ten times as many, for which every answer of the
server waits while something is imported, and a page asks for a hundred files."""
QUIET: Final = 1.0
"""Seconds without a visitor's wish before anything goes on that nobody may need."""
LOADING: Final = 0.25
"""Seconds since a browser asked for a part of a page, for which it may ask for more."""
MOST_PATIENCE: Final = 1.5
"""Seconds that all browsers together may hold up the imports: those who came wait for them. Without: an early visitor
sees the page's frame after 1.9 times as long as an empty page."""
STEP: Final = 0.05
LIBRARIES: Final = (  # one by one: a browser that comes waits for no more than one of them
    *("numpy", "pandas", "pyarrow.csv", "scipy.special", "scipy.stats", "sklearn.utils", "sklearn.metrics"),
    *("sklearn.model_selection", "plotly.graph_objects", "catboost", "PIL.Image", "streamlit.material_icon_names"),
)


FIRST: Final = "churn.ui.train.preview"  # of the page where people arrive
PAGES: Final = tuple(f"churn.ui.{path.parent.name}.page" for path in Path(__file__).parent.glob("*/page.py"))


class _EndingError(Exception):
    """The server ends."""


class WarmUp:
    """The one warm-up of a server; where there is none, as under another script, nobody waits for it."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._ready.set()
        self._ending = threading.Event()
        self._wanted = -QUIET  # when a visitor last wanted something, by the monotonic clock
        self._loading = -QUIET  # when a browser last asked for a part of a page
        self._patience = MOST_PATIENCE  # seconds that may still be waited for browsers
        self._threads = Threads(self.close)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._ready.clear()
        self._threads.start("churn-warm-up", self._work)

    def ready(self, timeout: float) -> bool:
        """Wait until the pages can be drawn without long imports, `timeout` seconds at most; returns whether so."""
        return self._ready.wait(timeout)

    def give_way(self) -> None:
        """Let what nobody may need wait: somebody is here."""
        self._wanted = time.monotonic()

    def let_load(self) -> None:
        """Import nothing while a browser loads a page: its first sight has two cores to itself and nobody's lock."""
        self._loading = time.monotonic()

    def hurry(self) -> None:
        """Let what is imported wait no longer than for the page's frame, which has just been sent: somebody waits."""
        self._patience = min(self._patience, LOADING)

    def stop(self) -> None:
        """End it after the step under way."""
        self._ending.set()

    def close(self, timeout: float | None = None) -> bool:
        """End it; waits `timeout` seconds at most, and returns whether it has ended."""
        self.stop()
        return self._threads.join(timeout)

    def _work(self) -> None:
        try:
            with _frequent_switches():
                warmed = self._what_everybody_needs()
                self._ready.set()
                if warmed is not None:
                    for step in _what_pages_show(*warmed):
                        self._wait_for_quiet()
                        step()
        except _EndingError:
            pass
        except Exception as err:  # noqa: BLE001 - a server that is not warm serves all the same
            if not self._ending.is_set():
                _log.warning("The warm-up ended early: %s", err)
        finally:
            self._ready.set()

    def _what_everybody_needs(self) -> "tuple[Run, Dataset] | None":
        """Import all; returns the default run and its table, None where the first visitor has to ask for it."""
        self._import(*LIBRARIES, "churn.table.dataset", "churn.model.run", "churn.ui.tables", "churn.ui.shared")
        from churn.ui import settings, shared, tables, view  # noqa: PLC0415 - they bring all the rest with them

        job = dataset = None
        try:
            dataset = tables.default_dataset()
            if len(dataset) <= view.MAX_ROWS_UNASKED:
                job = shared.trainer().prepare(dataset, settings.default_spec(dataset))
        except Exception as err:  # noqa: BLE001 - as above
            _log.warning("The default table is not prepared: %s", err)
        self._import("churn.ui.body", *PAGES)
        self._ready.set()
        if job is None or dataset is None:
            return None
        while not job.wait(STEP):
            self._go_on()
        return job.result(), dataset

    def _import(self, *modules: str) -> None:
        for module in modules:
            self._go_on()
            while self._patience > 0 and time.monotonic() - self._loading < LOADING:
                time.sleep(STEP)
                self._patience -= STEP
                self._go_on()
            import_module(module)

    def _wait_for_quiet(self) -> None:
        self._go_on()
        while time.monotonic() - self._wanted < QUIET:
            time.sleep(STEP)
            self._go_on()

    def _go_on(self) -> None:
        if self._ending.is_set():
            raise _EndingError


def _what_pages_show(run: "Run", dataset: "Dataset") -> Iterator[Callable[[], object]]:
    """Yield what the pages show first, in the order in which they are visited."""
    from churn.decision.campaign import Campaign  # noqa: PLC0415 - imported by now
    from churn.quality import chart  # noqa: PLC0415
    from churn.scores.confusion import THRESHOLD  # noqa: PLC0415
    from churn.ui import shared  # noqa: PLC0415

    yield inspect.stack  # finds the files of all modules, for good; Streamlit has it do so at its first command
    yield lambda: shared.intervals(run)
    yield lambda: shared.audit(dataset, run.spec.split)
    yield lambda: _preview(run, dataset)
    yield compression.prepare
    yield lambda: import_module("pandas.io.formats.style")  # writes the numbers of a table that has negative ones
    yield lambda: shared.calibrated(run)
    yield lambda: chart.learning_curve(run.curve, run.spec.learner.unit).to_json()
    yield lambda: shared.background(run, dataset)
    yield lambda: shared.training_rows(run, dataset)
    yield lambda: shared.overview(run, dataset)
    yield lambda: shared.recommendation(run, Campaign())
    yield lambda: run.evaluation.scores(THRESHOLD)


def _preview(run: "Run", dataset: "Dataset") -> None:
    """Keep what the first page shows until its front end has started, unless there is a doubt to be read before."""
    from churn.audit import words as audit_words  # noqa: PLC0415 - imported by now
    from churn.table.sources import FileVersion, sources  # noqa: PLC0415
    from churn.ui import shared, tables  # noqa: PLC0415

    source = next(iter(sources().values()))
    if source.path is None or audit_words.scores_spoilt(shared.audit(dataset, run.spec.split)):
        return
    version = FileVersion.of(source.path)
    head = import_module(FIRST).head(run, dataset, source)
    if head and tables.raw(source).sha256 == dataset.sha256:
        PREVIEW.keep(head, version.path, version.modified, version.size)


@contextmanager
def _frequent_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


WARM_UP: Final = WarmUp()
