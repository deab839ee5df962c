"""The server around the pages: what it does before anybody comes, and whether it is a viewer who comes.

Nothing heavy is imported here: the door opens before the rest is ready.
"""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from churn.ui import viewers
from churn.ui.compression import Compressed
from churn.ui.guard import Guarded
from churn.ui.icons import SmallerFont
from churn.ui.preview import PREVIEW
from churn.ui.styled import Styled
from churn.ui.warmup import WARM_UP

# From the outside to the inside.
MIDDLEWARE: Final = (
    Middleware(Guarded),
    Middleware(viewers.Recognised),
    Middleware(Compressed, asked=WARM_UP.let_load),
    Middleware(SmallerFont),
    Middleware(Styled, preview=PREVIEW.html),
)


def routes(first: str) -> list[Route]:
    """Lead whoever types the name of the first page to its address, which is the server's, with all that it says."""

    def to_first(request: Request) -> RedirectResponse:
        return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")

    return [Route(f"/{first}", to_first)]


def runs_for_a_viewer() -> bool:
    """Whether Streamlit runs the script for a viewer; otherwise it imports it to serve it."""
    return get_script_run_ctx(suppress_warning=True) is not None


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Do what the server has to do before anybody comes, and when it ends."""
    _end_in_order()
    WARM_UP.start()
    yield
    WARM_UP.stop()


def _end_in_order() -> None:
    """Have a signal end the server and no more: uvicorn raises it again afterwards, which kills the process.

    What has to be done at the end, with fits under way, would not be done, and the exit status would not be 0.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if not isinstance(server, uvicorn.Server):
        return

    def end(*_: object) -> None:
        server.force_exit = server.should_exit  # the second time, without waiting for anybody
        server.should_exit = True

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
