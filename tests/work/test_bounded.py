"""The one store of all that is kept while there is room."""

from dataclasses import dataclass

from churn.work.bounded import BoundedStore


@dataclass
class Box:
    """Something with a size that must not go while it is in use."""

    size: int
    in_use: bool = False


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    """To ask for something is to keep it."""
    store: BoundedStore[str, int] = BoundedStore(2)
    store.put("a", 1)
    store.put("b", 2)
    assert store.get("a") == 1
    assert store.get_or_put("c", lambda: 3) == 3
    assert store.get_or_put("a", lambda: 4) == 1
    assert store.items() == [("c", 3), ("a", 1)]
    assert store.get("b") is None


def test_values_that_must_stay() -> None:
    """What may not go stays without room, and goes with the next one when it may; the last one always stays."""
    store: BoundedStore[str, Box] = BoundedStore(10, lambda box: box.size, lambda box: not box.in_use)
    used = Box(8, in_use=True)
    for key, box in (("used", used), ("small", Box(1)), ("large", Box(20))):
        store.put(key, box)
    assert [key for key, _ in store.items()] == ["used", "large"]
    used.in_use = False
    store.put("last", Box(11))
    assert [key for key, _ in store.items()] == ["last"]


def test_taking_out() -> None:
    """A value can be taken out, or only if it is still the same one."""
    store: BoundedStore[str, Box] = BoundedStore(2)
    first, second = Box(1), Box(1)
    store.put("a", first)
    store.put("a", second)
    assert store.pop("a", only=first) is None
    assert store.pop("a", only=second) is second
    assert store.pop("a") is None


def test_what_is_needed_goes_last_and_what_is_spared_stays() -> None:
    """For want of room, what nobody needs goes first, then the oldest; each is told, and one too large stays alone."""
    told: list[str] = []
    store: BoundedStore[str, Box] = BoundedStore(10, lambda box: box.size, gone=lambda key, _: told.append(key))
    for key in ("old", "needed", "new"):
        store.put(key, Box(3))
    store.put("next", Box(4), needed={"old", "needed"}.__contains__)
    assert told == ["new"]
    store.put("last", Box(3), spare={"old"})
    assert told == ["new", "needed"]
    store.put("huge", Box(50), spare={"old"})
    assert [key for key, _ in store.items()] == ["old", "huge"]
    store.put("small", Box(1))
    assert [key for key, _ in store.items()] == ["small"]


def test_sizes_that_change() -> None:
    """What has grown since it was kept makes others go when asked to; the one asked for last stays."""
    store: BoundedStore[str, Box] = BoundedStore(10, lambda box: box.size)
    grown = Box(1)
    store.put("a", Box(5))
    store.put("grown", grown)
    grown.size = 9
    store.make_room()
    assert [key for key, _ in store.items()] == ["grown"]
