"""Security headers: what a browser may do with the answers of this server, and with a page of it.

The policy names what Streamlit's front end and plotly need: styles and small scripts inside the page, code that plotly
makes for maps and for thousands of points, pictures and workers that are made in the browser. Nothing comes from
another computer. Other sites may not show the page in a frame, unless `server.corsAllowedOrigins` names them.
"""

from typing import Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' data: blob:",
    "connect-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "frame-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)
PERMISSIONS: Final = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class Guarded:
    """An ASGI app around the server's, which adds these headers to its answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        framed_by = " ".join(["'self'", *(str(each) for each in st.get_option("server.corsAllowedOrigins") or ())])
        self._page = {
            "content-security-policy": "; ".join([*POLICY, f"frame-ancestors {framed_by}"]),
            "permissions-policy": PERMISSIONS,
            "referrer-policy": "same-origin",  # an address may hold a customer
        }
        if framed_by == "'self'":  # for old browsers; it cannot name others
            self._page["x-frame-options"] = "SAMEORIGIN"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.setdefault("x-content-type-options", "nosniff")
                if headers.get("content-type", "").startswith(("text/html", "image/svg")):
                    for name, value in self._page.items():
                        headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_guarded)
