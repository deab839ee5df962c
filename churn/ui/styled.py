"""What stands in the page that the server sends, so that it holds from the first moment: styles, steps of the history.

The script, too, brings the style sheet (`churn.ui.frame`), but a browser has to load Streamlit's front end before: what
stands there until then, and the room for the sidebar, would jump.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from churn.ui.compression import path_of

STYLE: Final = Path(__file__).with_name("style.css")
HISTORY: Final = Path(__file__).with_name("history.js")
# Scripts for what stands above the numbers of every page: the front end asks for them one after the other, and not
# before the first part of the page has come.
EARLY: Final = ("Html", "purify.es", "PageLink")
ROOT: Final = b'<div id="root"></div>'  # of Streamlit's page, not of a report that somebody downloads


class Styled:
    """An ASGI app around Streamlit's, which writes style sheet and script into its page.

    Parameters
    ----------
    app : ASGI app
        Streamlit's.
    preview : callable, optional
        Returns what the first page shows until its front end has started, for those who ask for nothing else.
    """

    def __init__(self, app: ASGIApp, preview: Callable[[], bytes] = bytes) -> None:
        self._app = app
        self._preview = preview

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            # without extensions, for they would send a file past what stands here
            shown = self._preview() if _asks_for_first_page(scope) else b""
            await self._app({**scope, "extensions": {}}, receive, _Styling(send, shown).send)
        else:
            await self._app(scope, receive, send)


class _Styling:
    """One answer; if it is a whole page, it is collected before it is sent."""

    def __init__(self, send: Send, shown: bytes) -> None:
        self._send = send
        self._shown = shown
        self._start: Message | None = None  # held back until the page is there
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        """Take the next part of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                self._start = message
                return
        elif self._start is not None:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        body = bytes(self._page)
        if ROOT in body:  # behind it, for what stands in the body outweighs what the front end puts into the head
            body = body.replace(ROOT, ROOT + _added() + self._shown, 1)
            headers = MutableHeaders(raw=start["headers"])
            headers["content-length"] = str(len(body))
            for name in ("etag", "last-modified"):  # of the page as it was
                del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _asks_for_first_page(scope: Scope) -> bool:
    """Return whether somebody opens the first page and says nothing of what it shall show."""
    return path_of(scope) in {"", "/"} and not scope.get("query_string")


@cache
def _added() -> bytes:
    scripts = Path(get_static_dir(), "static", "js")
    names = sorted(path.name for kind in EARLY for path in scripts.glob(f"{kind}.*.js"))
    links = "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names)
    return links.encode() + b"<style>" + STYLE.read_bytes() + b"</style><script>" + HISTORY.read_bytes() + b"</script>"
