"""The server around the pages: what it does before anybody comes, and whether it is a viewer who comes.

Nothing heavy is imported here: the door opens before the rest is ready.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from churn.ui import viewers
from churn.ui.warmup import WARM_UP

MIDDLEWARE: Final = (Middleware(viewers.Recognised),)


def runs_for_a_viewer() -> bool:
    """Whether Streamlit runs the script for a viewer; otherwise it imports it to serve it."""
    return get_script_run_ctx(suppress_warning=True) is not None


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Do what the server has to do before anybody comes, and when it ends."""
    WARM_UP.start()
    yield
    WARM_UP.stop()
