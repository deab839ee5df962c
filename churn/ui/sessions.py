"""What viewers bring, and what becomes of it when they leave: what exists for memory alone.

Whatever a viewer brings belongs to the session, and to every other session that opens a link to it. When all of them
have closed the page, the file goes within half a minute, with the data sets, answers, runs and scores that were made of
it. A page that is reloaded, or finds the network again, in the meantime keeps it.

Streamlit by itself keeps a closed session for two minutes and longer, until another one is closed, and the bytes of its
uploads for good (streamlit/streamlit#12506). So the bytes of a file are dropped as soon as it is read, and a session
with files is ended.
"""

from typing import Final

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from churn.scoring.customers import SourceTable
from churn.table import memory
from churn.table.raw import RawTable
from churn.ui import shared as answers
from churn.ui import state, tables
from churn.ui.viewers import connected, this_viewer
from churn.work.owners import Owners
from churn.work.sharing import own_id

LARGE: Final = 16 * 2**20  # bytes: from here on it pays to give memory back at once


@st.cache_resource(show_spinner=False)
def owners() -> Owners:
    """Return who needs which of the files that viewers brought."""
    return Owners(connected, _end, _forget, memory.give_back)


def bytes_of(file: UploadedFile) -> bytes:
    """Return what a viewer brought, and have Streamlit keep no more of it than its name."""
    memory.return_at_once()
    data = file.getvalue()  # the very bytes that Streamlit has, no copy
    file.truncate(0)
    run = get_script_run_ctx()
    if run is not None and isinstance(run.uploaded_file_mgr, MemoryUploadedFileManager):
        run.uploaded_file_mgr.add_file(run.session_id, UploadedFileRec(file.file_id, file.name, file.type, b""))
    return data


def keep_upload(table: RawTable, first: RawTable, *, shared: bool) -> str:
    """Keep a table that the viewer brought; for want of room others go, but not the one that the viewer looks at.

    Parameters
    ----------
    table : RawTable
        A file's only table, or one sheet of a workbook.
    first : RawTable
        The sheet that is read first: its sheets are shared together.
    shared : bool
        Whether whoever has the link may open it.

    Returns
    -------
    str
        Its id.
    """
    viewer = this_viewer()
    upload, together = own_id(viewer, table.sha256), own_id(viewer, first.sha256)
    tables.sharing().bring(upload, viewer, together, shared=shared)
    _claim(upload)
    _give_back_after(table)
    tables.uploads().put(upload, table, spare={state.data_choice("").source, upload}, needed=owners().needed)
    return upload


def claim_uploads() -> None:
    """Take note that the viewer needs the tables that he or she brought or has a link to, as far as they are open."""
    opened = {each for each in state.uploads() if tables.upload(each) is not None}
    _claim(*opened)
    for other in {*state.uploads()} - opened:  # perhaps it was open before
        _disclaim(other)


def keep_customers(upload: str, file: SourceTable) -> None:
    """Keep a file of customers that the viewer brought; for want of room others go, and their scores."""
    _claim(upload)
    _give_back_after(file)
    files = tables.customer_files()
    before = dict(files.items())
    files.put(upload, file, needed=owners().needed)
    for gone in before.keys() - dict(files.items()).keys():
        answers.forget_customers(gone, before[gone])


def drop_customers(upload: str) -> None:
    """Let go of a file of customers, and of its scores."""
    _disclaim(upload)
    _forget(upload)


def _give_back_after(table: RawTable | SourceTable) -> None:
    """Return what reading a large table took beside it, which is three times as much as the table."""
    if table.bytes > LARGE:
        memory.give_back()


def _claim(*files: str) -> None:
    if (run := get_script_run_ctx()) is not None:
        owners().claim(run.session_id, *files)


def _disclaim(file: str) -> None:
    if (run := get_script_run_ctx()) is not None:
        owners().disclaim(run.session_id, file)


def _end(session: str) -> None:
    """Have Streamlit end a session that is closed: the public way to do so, from any thread, is that of a logout."""
    if runtime.exists():
        runtime.get_instance().clear_user_info_for_session(session)


def _forget(file: str) -> None:
    """Let go of a file, and of all that was made of it."""
    if (customers := tables.customer_files().pop(file)) is not None:
        answers.forget_customers(file, customers)
    else:
        answers.forget_runs(tables.forget(file))
