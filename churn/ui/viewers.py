"""Who a viewer is: whoever brought a table is recognised after the page is reloaded, without a name or a password.

A browser that opens a page for the first time is given a random word, which it keeps until it is closed and shows to
this server only. It is in no address, so a link tells it to nobody, and no script of the page can read it.
"""

import re
import secrets
from collections.abc import MutableMapping
from typing import Any, Final

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

STARTED: Final = secrets.token_urlsafe(8)  # tells this start of the server from others
COOKIE: Final = "churn_viewer"
BYTES: Final = 32  # of randomness
_WORD: Final = re.compile(r"[\w-]{43}", re.ASCII)  # as many bytes, as they are written in a cookie
_SHOWN: Final = re.compile(rf"(?:^|;)\s*{COOKIE}={_WORD.pattern}\s*(?:;|$)", re.ASCII)


def this_viewer() -> str:
    """Return the secret by which the viewer is recognised; of a browser that keeps no cookies, its session's."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:  # nobody is asking
        return ""
    word = str(st.context.cookies.get(COOKIE))
    return word if _WORD.fullmatch(word) else run.session_id


def connected(session: object) -> bool:
    """Return whether the viewer of a session is there; without a server, as in tests, everybody is."""
    return not runtime.exists() or runtime.get_instance().is_active_session(str(session))


class Recognised:
    """An ASGI app around the server's: it gives the cookie to each browser that asks for a page and has none yet.

    Only a page is answered with it, for a browser asks for a page's parts at once and would be given several. No cache
    on the way may keep such an answer, or else it gave one viewer's word to the next. Each answer says by which start
    of the server it was given: a tab that is older has to be loaded anew.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - any ASGI app
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        new = _asks_for_page(scope) and not _SHOWN.search(_header(scope, b"cookie"))

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"churn-started", STARTED.encode())]
                if new:
                    headers = [each for each in headers if each[0].lower() != b"cache-control"]
                    headers += [(b"cache-control", b"private, no-cache"), _cookie(scope)]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _asks_for_page(scope: MutableMapping[str, Any]) -> bool:
    return scope["method"] == "GET" and "text/html" in _header(scope, b"accept")


def _header(scope: MutableMapping[str, Any], name: bytes) -> str:
    return b"; ".join(value for each, value in scope["headers"] if each == name).decode("latin-1")


def _cookie(scope: MutableMapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the header that gives a browser its word; encrypted connections keep it to themselves."""
    encrypted = "https" in (scope.get("scheme"), _header(scope, b"x-forwarded-proto"))
    word = f"{COOKIE}={secrets.token_urlsafe(BYTES)}; Path=/; HttpOnly; SameSite=Lax"
    return b"set-cookie", f"{word}; Secure".encode() if encrypted else word.encode()
