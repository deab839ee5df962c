"""Work that is one for all who ask for it."""

from functools import partial

from churn.work.together import Together
from churn.work.wishes import Wanter, Wishes


class Counted:
    """Work that counts how often it was begun and stopped."""

    def __init__(self, fingerprint: str = "table", *, spent_after_stop: bool = False) -> None:
        self.fingerprint = fingerprint
        self.begun = self.stops = 0
        self.finished, self.spent = True, False
        self._spent_after_stop = spent_after_stop

    def start(self) -> None:
        """Begin."""
        self.begun += 1
        self.finished = False

    def stop(self) -> None:
        """End."""
        self.stops += 1
        self.finished = True
        self.spent = self._spent_after_stop


def test_one_for_all_and_no_longer_than_somebody_wants_it() -> None:
    """Two share it; the first who leaves changes nothing, the second one ends it; what was stopped goes on."""
    wishes = Wishes(lambda _: True)
    together: Together[str, Counted] = Together(wishes, 3)
    here, there = Wanter(None, "here"), Wanter(None, "there")
    one = together.begin("a", Counted, Counted.start, here)
    assert together.begin("a", Counted, lambda _: None, there) is one
    assert together.find("a") is one
    assert together.find("b") is None
    wishes.withdraw(here)
    assert one.stops == 0
    wishes.withdraw(there)
    assert (one.stops, one.finished) == (1, True)
    assert together.begin("a", Counted, Counted.start, here) is one
    assert one.begun == 2


def test_what_is_spent_gives_way() -> None:
    """Whoever asks again gets another one."""
    wishes = Wishes(lambda _: True)
    together: Together[str, Counted] = Together(wishes, 3)
    here = Wanter(None, "here")
    one = together.begin("a", lambda: Counted(spent_after_stop=True), Counted.start, here)
    wishes.withdraw(here)
    assert together.begin("a", Counted, Counted.start, here) is not one


def test_what_goes_with_its_table() -> None:
    """It is stopped and forgotten; that of another table is not."""
    together: Together[str, Counted] = Together(Wishes(lambda _: True), 3)
    one, other = (together.begin(each, partial(Counted, each), Counted.start) for each in "ab")
    together.forget(["a"])
    assert (one.stops, other.stops) == (1, 0)
    assert together.find("a") is None
    assert together.find("b") is other
