"""The front end's files over the wire: each is compressed once, and sent so to every browser that says it can read it.

Streamlit serves its scripts as they are, since it would compress them for each request anew. Here the answer is taken
as Streamlit gives it, with its checks, its caching and its status, and only what is compressed takes the place of the
body. An answer that is compressed already, a part of a file, and what a browser has kept, are left alone.
"""

import asyncio
import gzip
import re
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Final

import brotli
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from churn.work.bounded import BoundedStore

FAST: Final = 5  # quality of Brotli while a browser waits for it
BEST: Final = 9  # and before: a sixth of a second for plotly against one, for 4%; 11 would take thirty


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=FAST))


# By name, the better one first: a page is a sixth smaller with Brotli, which browsers take from https and localhost.
CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": _brotli,
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
SMALLEST: Final = 1024  # bytes; less does not become fewer packets
COMPRESSIBLE: Final = re.compile(r"text/|application/(?:javascript|json|manifest\+json|xml|wasm)|image/svg")
ROOM: Final = 64 * 2**20  # bytes of compressed bodies; all of the front end's are 7 MB

WHOLE: Final = 200
NOT_MODIFIED: Final = 304
CONDITIONS: Final = {"if-none-match", "if-modified-since", "if-range"}


_bodies: Final[BoundedStore[tuple[str, bytes], bytes]] = BoundedStore(ROOM, len)  # by coding and digest


def compressed(body: bytes, coding: str) -> bytes:
    """Return a body compressed with one of `CODINGS`; equal ones are compressed once."""
    key = coding, _digest(body)
    found = _bodies.get(key)
    if found is None:
        found = CODINGS[coding](body)
        _bodies.put(key, found)
    return found


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=20).digest()


def prepare() -> None:
    """Compress what a browser would wait for longest: the first files that it asks for, and the one for charts."""
    folder = Path(get_static_dir())
    page = folder / "index.html"
    if not page.is_file():
        return
    named = re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', page.read_text(encoding="utf-8"))
    for path in [*(folder / name for name in named), *folder.glob("static/js/PlotlyChart*.js")]:
        body = path.read_bytes()
        if len(body) >= SMALLEST:
            _bodies.put(("br", _digest(body)), bytes(brotli.compress(body, quality=BEST)))


def best_coding(accept_encoding: str) -> str | None:
    """Return what a client wants most of `CODINGS`, by its header Accept-Encoding; None if it wants a body as it is.

    See RFC 9110, 12.5.3; of equals, the first of `CODINGS`.

    Examples
    --------
    >>> best_coding("gzip, deflate, br"), best_coding("*"), best_coding("br;q=0.5, gzip"), best_coding("br;q=0, *")
    ('br', 'br', 'gzip', 'gzip')
    >>> best_coding(""), best_coding("gzip;q=0, deflate"), best_coding("identity, gzip;q=0.5"), best_coding("gzip;q=x")
    (None, None, None, None)
    """
    wants: dict[str, float] = {}
    for each in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in each.split(";"))
        quality = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
        wants[coding] = float(quality) if re.fullmatch(r"[01](?:\.\d{0,3})?", quality) else 0.0
    qualities = {coding: wants.get(coding, wants.get("*", 0.0)) for coding in CODINGS}
    best = max(CODINGS, key=qualities.__getitem__)
    return best if 0 < qualities[best] >= wants.get("identity", 0.0) else None


def path_of(scope: Scope) -> str:
    """Return what a request asks for, without the folder below which the server has its pages."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path.removeprefix(f"/{base}" if base else "")


class Compressed:
    """An ASGI app around Streamlit's, which sends pages and all below /static compressed.

    Whoever stands within is not asked to compress anything, and may write into what it gets.

    What Streamlit calls immutable is sent again from memory.

    Parameters
    ----------
    app : ASGI app
        Streamlit's.
    asked : callable, optional
        Called when a browser asks for a part of a page.
    """

    def __init__(self, app: ASGIApp, asked: Callable[[], None] = lambda: None) -> None:
        self._app = app
        self._asked = asked
        self._immutable: BoundedStore[tuple[str, str], tuple[Message, bytes]] = BoundedStore(
            ROOM, lambda kept: len(kept[1])
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers = Headers(raw=scope.get("headers", []))
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not self._is_front_end(scope, headers):
            await self._app(scope, receive, send)
            return
        self._asked()
        if "range" in headers or (coding := best_coding(headers.get("accept-encoding", ""))) is None:
            await self._app(scope, receive, _Varying(send).send)
        elif (kept := self._immutable.get((scope["path"], coding))) is not None and not CONDITIONS.intersection(
            headers
        ):
            await _send_whole(send, *kept, bodiless=scope["method"] == "HEAD")
        else:
            # As GET, for the length of a compressed body is known only from the body; without extensions, for they
            # would send a file past what stands here.
            answer = _Compressing(
                send, coding, partial(self._keep, (scope["path"], coding)), bodiless=scope["method"] == "HEAD"
            )
            plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
            await self._app({**scope, "method": "GET", "headers": plain, "extensions": {}}, receive, answer.send)

    def _is_front_end(self, scope: Scope, headers: Headers) -> bool:
        path = path_of(scope)
        return path in {"", "/"} or path.startswith("/static/") or "text/html" in headers.get("accept", "")

    def _keep(self, asked: tuple[str, str], start: Message, body: bytes) -> None:
        headers = Headers(raw=start["headers"])
        if "immutable" in headers.get("cache-control", "") and "set-cookie" not in headers:
            self._immutable.put(asked, (start, body))


class _Varying:
    """An answer as it is, which says that others may get another one."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def send(self, message: Message) -> None:
        """Take the next part of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if message["status"] == NOT_MODIFIED or _compressible(headers):
                headers.add_vary_header("Accept-Encoding")
        await self._send(message)


class _Compressing(_Varying):
    """An answer whose body is collected and compressed, where that is possible."""

    def __init__(self, send: Send, coding: str, keep: Callable[[Message, bytes], None], *, bodiless: bool) -> None:
        super().__init__(send)
        self._coding = coding
        self._bodiless = bodiless
        self._keep = keep
        self._start: Message | None = None  # held back until the body is there
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Take the next part of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if message["status"] == NOT_MODIFIED:
                _weaken(headers)
            elif message["status"] == WHOLE and _compressible(headers):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
            return
        elif self._bodiless:
            message = {**message, "body": b""}
        await super().send(message)

    async def _finish(self, start: Message) -> None:
        body = await asyncio.to_thread(compressed, bytes(self._body), self._coding)
        headers = MutableHeaders(raw=start["headers"])
        headers.add_vary_header("Accept-Encoding")
        headers["content-encoding"] = self._coding
        headers["content-length"] = str(len(body))
        del headers["accept-ranges"]  # who asks for a part gets a part of the whole file
        _weaken(headers)
        self._keep(start, body)
        await _send_whole(self._send, start, body, bodiless=self._bodiless)


async def _send_whole(send: Send, start: Message, body: bytes, *, bodiless: bool) -> None:
    await send({**start, "headers": list(start["headers"])})  # whoever stands around this one may add to them
    await send({"type": "http.response.body", "body": b"" if bodiless else body})


def _compressible(headers: Headers) -> bool:
    """Return whether a body is text and long enough, and not compressed already."""
    large = int(headers.get("content-length", SMALLEST)) >= SMALLEST
    text = COMPRESSIBLE.match(headers.get("content-type", "")) is not None
    return large and text and "content-encoding" not in headers


def _weaken(headers: MutableHeaders) -> None:
    """Say that the file is the same and its bytes are not (RFC 9110, 8.8.1)."""
    tag = headers.get("etag")
    if tag is not None and not tag.startswith("W/"):
        headers["etag"] = f"W/{tag}"
