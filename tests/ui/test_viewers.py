"""A browser is given a word when it first asks for a page, and is known by it from then on."""

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any

import pytest

from churn.ui.viewers import COOKIE, STARTED, Recognised

PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def answer(
    *, accept: str = PAGE, cookie: str = "", method: str = "GET", scheme: str = "http", **more: str
) -> list[str]:
    """Return the headers of the answer to a request."""
    headers = {"accept": accept, "cookie": cookie, **more}
    scope = {
        "type": "http",
        "method": method,
        "scheme": scheme,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items() if value],
    }
    sent: list[MutableMapping[str, Any]] = []

    async def app(_scope: object, _receive: object, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"public")]})
        await send({"type": "http.response.body", "body": b"page"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Recognised(app)(scope, None, send))
    assert sent[1] == {"type": "http.response.body", "body": b"page"}
    told = [f"{name.decode()}: {value.decode()}" for name, value in sent[0]["headers"]]
    assert f"churn-started: {STARTED}" in told
    return [header for header in told if not header.startswith("churn-started")]


def word(headers: list[str]) -> str:
    """Return the word that an answer gives."""
    (given,) = [header for header in headers if header.startswith("set-cookie")]
    found = re.search(rf"{COOKIE}=([\w-]+); Path=/; HttpOnly; SameSite=Lax", given)
    assert found is not None
    return found[1]


def test_every_new_browser_has_another_word() -> None:
    """No script can read it, no other site has it sent, and no cache on the way may keep it for the next viewer."""
    first, second = answer(), answer(cookie="other=1")
    assert word(first) != word(second)
    assert len(word(first)) == 43
    assert "cache-control: private, no-cache" in first
    assert not [header for header in first if "public" in header or "Secure" in header]


@pytest.mark.parametrize("before", ["", "first=1; ", 'json={"a": [1, 2]}; ', "broken; =; "])
@pytest.mark.parametrize("after", ["", "; last=x"])
def test_a_known_browser_keeps_its_word(before: str, after: str) -> None:
    """Whatever other cookies there are on this host; the answer is as it was."""
    known = word(answer())
    assert answer(cookie=f"{before}{COOKIE}={known}{after}") == ["cache-control: public"]


@pytest.mark.parametrize("bad", ["1", "", "x" * 42, "x" * 44, "ä" * 43])
def test_what_is_no_word_is_replaced(bad: str) -> None:
    """A word that could be guessed is none."""
    assert len(word(answer(cookie=f"{COOKIE}={bad}"))) == 43


def test_parts_of_a_page_are_left_alone() -> None:
    """A browser asks for many at once, and each would give another word."""
    assert answer(accept="*/*") == ["cache-control: public"]
    assert answer(method="POST") == ["cache-control: public"]


@pytest.mark.parametrize(("scheme", "proxy"), [("https", ""), ("http", "https")])
def test_encrypted_connections_keep_it_to_themselves(scheme: str, proxy: str) -> None:
    """Also where a proxy in front does the encryption."""
    (given,) = [each for each in answer(scheme=scheme, x_forwarded_proto=proxy) if each.startswith("set-cookie")]
    assert given.endswith("; Secure")
