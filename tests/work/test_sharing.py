"""A file opens for whoever brought it, and for others as long as it is shared."""

import hashlib

import pytest

from churn.work.sharing import Sharing, own_id


def test_an_id_is_nobody_elses() -> None:
    """To know a content, or what another viewer's id of it is, says nothing about one's own."""
    content = hashlib.sha256(b"a public file").hexdigest()
    ids = {own_id(viewer, content) for viewer in ("ann", "ben", "")}
    assert len(ids | {content}) == 4
    assert own_id("ann", content) in ids
    assert own_id("ann", hashlib.sha256(b"another").hexdigest()) not in ids


def test_mine_alone() -> None:
    """It opens for whoever brought it; others are kept from it, which an unknown file keeps nobody from."""
    sharing = Sharing()
    sharing.bring("file", "ann", "file", shared=False)
    assert sharing.may_open("file", "ann")
    assert not sharing.may_open("file", "ben")
    assert sharing.kept_from("file", "ben")
    assert not sharing.kept_from("file", "ann")
    assert not sharing.may_open("unknown", "ann")
    assert not sharing.kept_from("unknown", "ann")


def test_sharing_begins_and_ends() -> None:
    """It takes effect at once, and what a file came with is shared with it."""
    sharing = Sharing()
    sharing.bring("first sheet", "ann", "book", shared=True)
    sharing.bring("second sheet", "ann", "book", shared=True)
    sharing.bring("another", "ann", "another", shared=False)
    assert [file for file in ("first sheet", "second sheet", "another") if sharing.may_open(file, "ben")] == [
        "first sheet",
        "second sheet",
    ]
    sharing.share("second sheet", shared=False)
    assert sharing.kept_from("first sheet", "ben")
    assert sharing.brought_by("first sheet", "ann")
    sharing.share("first sheet", shared=True)
    assert sharing.shared("second sheet")
    assert not sharing.shared("another")


def test_what_came_together() -> None:
    """Only files of one viewer that came at once; another's workbook of the same name is none of them."""
    sharing = Sharing()
    for file, viewer, book in (("a1", "ann", "book"), ("a2", "ann", "book"), ("b1", "ben", "book")):
        sharing.bring(file, viewer, book, shared=False)
    assert list(sharing.together("a2")) == ["a1", "a2"]
    assert list(sharing.together("b1")) == ["b1"]


@pytest.mark.parametrize("shared", [True, False])
def test_what_is_forgotten_opens_for_nobody(shared: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Brought again, it is what is said of it then."""
    sharing = Sharing()
    sharing.bring("file", "ann", "file", shared=shared)
    sharing.forget("file")
    assert not sharing.may_open("file", "ann")
    assert not sharing.kept_from("file", "ben")
    sharing.bring("file", "ann", "file", shared=False)
    assert not sharing.may_open("file", "ben")
