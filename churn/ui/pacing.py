"""What is there for speed alone: every wait, every second look, the switch of every order, each with its reason.

An order of drawing itself stands where the drawing is: in `dashboard.py` and on the page Customer.

To measure what one of them brings, switch it off: 0 for a time, False for an order. The factors below are medians from
a real browser on two cores, a server without the one beside a server with all, moves in turns, the travel table.
"""

import math
import time
from collections.abc import Callable, Iterator

from streamlit.delta_generator import DeltaGenerator

from churn.ui import state

# Seconds for which a click has to wait while a script waits: Streamlit ends a script only where it calls Streamlit.
STEP: float = 0.05

# Where the results are known, the page Train draws its numbers before the sidebar: a browser takes its time to draw
# the controls, and to fetch the code of every kind of control when the page is opened. Without: first results 1.09
# times as late after opening; moves of a slider as before.
ANSWER_FIRST = True

# Seconds that the numbers get before all else: the browser collects for 10 ms what comes, draws it in one go, and takes
# a tenth of a second for a chart. Without: 1.41 times as long from the depth's slider to the numbers, 1.43 from the
# threshold's.
NUMBERS_FIRST: float = 0.08

# Seconds that all else gets before a viewer's first chart: to fetch and compile plotly takes a browser one or two, and
# until then it shows nothing of what came in the meantime. Without: the table of scores 1.23 times as late after
# opening, the numbers above it no later.
CHARTS_LAST: float = 0.7

# Seconds to stay with what has just begun: most fits are over by then, and the page is drawn once. Without:
# 1.24 times as long from Train to the numbers.
PATIENCE: float = 1.5

# Seconds until a fit that has just begun is shown: what comes and goes at once only distracts. It saves no time.
UNSEEN: float = 0.8

# Seconds between two looks at a fit, more for one that waits in the queue, but at most so many: the longer the queue,
# the more viewers look, and each look costs the server what the fits need.
FIT_TICK: float = 0.25
MAX_FIT_TICK: float = 2.0

# Seconds between two looks at a file that is being scored, and at repeated splits.
SCORING_TICK: float = 0.25
REPEATS_TICK: float = 0.5

# Seconds between two looks at a map of settings that is being filled.
MAP_TICK: float = 1.0

# Seconds that its picture and its table then stay as they are, half as many up to the sixteenth cell: a click on what
# is just being redrawn gets lost.
MAP_REDRAW: float = 4.0

# Seconds between two looks whether a file that cannot be read is back.
RETURN_TICK: float = 3.0

# Seconds between two looks whether a number that is computed beside the page is there.
RESULT_TICK: float = 0.3

# Seconds between two looks whether a table that somebody else shares is still shared.
SHARED_TICK: float = 2.0

# Seconds between two looks whether the script has reached its end, or was stopped with the header's Stop. It saves no
# time.
STOPPED_TICK: float = 1.0

# Settings that a viewer looks at and has not trained are trained while the server has nothing else to do, and then the
# other positions of the two sliders. Without: 4.5 times as long from Train to the numbers, a second after the slider.
FILL = True


class Later:
    """What gives way to the numbers of a page; other places of the page are for it than for them.

    Whatever is drawn again waits until the numbers are there, for the browser takes its time for each part; what stood
    there before stays. Without: 1.3 times as long from a slider to the numbers.

    Parameters
    ----------
    at_once : bool
        Whether nothing waits: the page is drawn for the first time, and nothing must move when the rest comes.
    """

    def __init__(self, *, at_once: bool) -> None:
        self._at_once = at_once or not NUMBERS_FIRST
        self._waiting: list[tuple[DeltaGenerator, Callable[[], object]]] = []

    def draw(self, place: DeltaGenerator, drawing: Callable[[], object], *, takes_room: bool = True) -> None:
        """Draw something in a place, now or later; later in any case what takes no room, as it moves nothing."""
        self._waiting.append((place, drawing))
        if self._at_once and takes_room:
            self._draw(*self._waiting.pop())

    def catch_up(self) -> None:
        """Draw what has waited."""
        while self._waiting:
            self._draw(*self._waiting.pop(0))

    @staticmethod
    def _draw(place: DeltaGenerator, drawing: Callable[[], object]) -> None:
        with place:
            drawing()


def steps(finished: Callable[[float], object], most: float = math.inf) -> Iterator[float]:
    """Wait step by step until something is finished or the time is up; a click ends the script in between.

    Parameters
    ----------
    finished : callable
        Takes seconds, waits no longer than that, and returns whether it is over.
    most : float
        Seconds.

    Yields
    ------
    float
        Seconds waited so far.
    """
    start = time.monotonic()
    while time.monotonic() - start < most and not finished(STEP):
        state.yield_to_rerun()
        yield time.monotonic() - start


def let_numbers_come_first() -> None:
    """Wait until the browser has shown what was drawn so far."""
    time.sleep(NUMBERS_FIRST)


def let_charts_come_last() -> None:
    """Wait before a viewer's first chart, until the browser has shown all else."""
    if not state.saw_charts():
        state.saw_charts.set(True)
        for _ in steps(time.sleep, CHARTS_LAST):
            pass
