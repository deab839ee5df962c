"""Files go when all who need them have left, and not before."""

import time
from contextlib import closing

import pytest

from churn.work.owners import Owners


class Server:
    """Viewers who come and go, and what has been let go of."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.there: set[str] = set()
        self.ended: list[str] = []
        self.forgotten: list[str] = []
        self.given_back = 0

    def owners(self, grace: float = 0.05, every: float = 60.0) -> Owners:
        """Return who owns what on this server; by itself it looks only every so many seconds."""
        return Owners(
            self.there.__contains__, self.ended.append, self.forgotten.append, self.give_back, grace=grace, every=every
        )

    def give_back(self) -> None:
        """Count."""
        self.given_back += 1


@pytest.fixture
def server() -> Server:
    """Start with nobody."""
    return Server()


def wait() -> None:
    """Let the grace of `Server.owners` pass."""
    time.sleep(0.1)


def test_a_file_goes_with_its_last_owner(server: Server) -> None:
    """A link makes another session an owner, too."""
    server.there |= {"a", "b"}
    with closing(server.owners()) as owners:
        owners.claim("a", "table", "customers")
        owners.claim("b", "table")
        wait()
        assert not owners.look()
        server.there.discard("a")
        wait()
        assert list(owners.look()) == ["a"]
        assert server.forgotten == ["customers"]
        assert owners.needed("table")
        server.there.discard("b")
        assert not owners.needed("table")
        wait()
        owners.look()
        assert (server.ended, server.forgotten) == (["a", "b"], ["customers", "table"])
        assert not owners.look()


def test_who_comes_back_in_time_keeps_it(server: Server) -> None:
    """A page that is reloaded claims the file anew, and one that finds the network again is simply there again."""
    server.there.add("a")
    with closing(server.owners(grace=60)) as owners:
        owners.claim("a", "table")
        server.there.discard("a")
        assert not owners.look()
        server.there.add("reloaded")
        owners.claim("reloaded", "table")
        assert owners.needed("table")
    with closing(server.owners()) as owners:
        owners.claim("reloaded", "table")
        wait()
        assert not owners.look()
    assert server.forgotten == []


def test_a_disclaimed_file_is_nobodys_business(server: Server) -> None:
    """What a viewer has put away by himself is not let go of again."""
    with closing(server.owners()) as owners:
        owners.claim("a", "customers", "table")
        owners.disclaim("a", "customers")
        wait()
        owners.look()
    assert server.forgotten == ["table"]


def test_it_happens_without_any_visitor(server: Server) -> None:
    """A thread looks by itself, gives the memory back more than once, ends when nothing is left, and begins again."""
    with closing(server.owners(every=0.01)) as owners:
        for file in ("first", "second"):
            owners.claim("gone", file)
            end = time.monotonic() + 20
            while owners._watching and time.monotonic() < end:  # noqa: SLF001 - nothing else tells
                time.sleep(0.01)
            assert server.forgotten[-1] == file
    assert server.given_back > 10


def test_one_failure_keeps_no_other_file(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong with one session is logged, and the next look goes on."""

    def fail(_: str) -> None:
        raise ValueError("no")

    with closing(Owners(lambda _: False, fail, server.forgotten.append, server.give_back, grace=0.05)) as owners:
        owners.claim("a", "table")
        owners.claim("b", "other")
        wait()
        assert list(owners.look()) == ["a", "b"]
    assert caplog.text.count("ValueError: no") == 2
    assert set(server.forgotten) == {"table", "other"}
