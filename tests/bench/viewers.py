"""A viewer without a browser, for many are wanted at once and twenty browsers would slow down the server's computer.

It says to the server what a browser says: it opens the page, moves the sliders, presses Train, and asks again for the
progress as often as the page tells it to. What it sees is what the server sends.
"""

import asyncio
import http.client
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLs, FileURLsRequest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Subprotocol
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

SCORE: Final = re.compile(r"^[01]\.\d{3}$")
PATIENCE: Final = 60.0
"""Seconds after which a viewer who got nothing counts as not served."""


class Viewer:
    """One session. Entering it opens a page and waits until it is drawn, the first one with results; leaving closes it.

    Parameters
    ----------
    url : str
        The server's.
    page : str
        The page as its address has it; empty for the first one.
    """

    def __init__(self, url: str, page: str = "") -> None:
        self._url, self._page_name = url, page
        address = url.replace("http://", "ws://") + "/_stcore/stream"
        self._connecting = connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)
        self._page = ""
        self._ids: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._drawn = False
        self._heading = self._text = ""
        self._numbers: list[str] = []
        self._uploader = ""
        self._places: list[FileURLs] = []

    async def __aenter__(self) -> Self:
        """Open the page."""
        self._socket = await self._connecting
        self._reader = asyncio.create_task(self._read())
        await self._send(ClientState(page_name=self._page_name))
        await self._until(lambda: self._drawn and bool(self._numbers or self._page_name))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the page."""
        self._stop_timers()
        await self._socket.close()
        await self._reader

    @property
    def text(self) -> str:
        """The last plain text on the page."""
        return self._text

    async def move_sliders(self, depth: int, rate: float) -> None:
        """Set both sliders and wait until the page has followed."""
        slider, select = WidgetState(id=self._ids["Tree depth"]), WidgetState(id=self._ids["Learning rate"])
        slider.double_array_value.data.append(depth)
        select.string_array_value.data.append(f"{rate:g}")
        self._states |= {state.id: state for state in (slider, select)}
        await self._send(ClientState())
        await self._until(lambda: self._drawn)

    async def train(self, heading: str) -> float:
        """Press Train; returns the seconds until the results with this heading are there."""
        start = time.perf_counter()
        await self._send(ClientState(), WidgetState(id=self._ids["Train"], trigger_value=True))
        await self._until(lambda: self._heading == heading and bool(self._numbers))
        seconds = time.perf_counter() - start
        await self._until(lambda: self._drawn)
        return seconds

    async def bring(self, data: bytes, name: str) -> None:
        """Give a file to the page's uploader and wait until the page has followed."""
        self._places.clear()
        asked = FileURLsRequest(request_id=name, file_names=[name])
        await self._socket.send(BackMsg(file_urls_request=asked).SerializeToString())
        await self._until(lambda: bool(self._places))
        (place,) = self._places
        await asyncio.to_thread(self._put, place.upload_url, data, name)
        state = WidgetState(id=self._uploader)
        state.file_uploader_state_value.uploaded_file_info.add(
            name=name, size=len(data), file_id=place.file_id, file_urls=place
        )
        self._states[state.id] = state
        await self._send(ClientState())
        await self._until(lambda: self._drawn)

    def _put(self, address: str, data: bytes, name: str) -> None:
        """Upload a file as a browser does, with the token that it got from the server."""
        connection = http.client.HTTPConnection(self._url.removeprefix("http://"), timeout=PATIENCE)
        connection.request("GET", "/_stcore/health")
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = (f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), data, f"\r\n--{edge}--\r\n".encode())
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(sum(map(len, body))),
            "Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2],
        }  # fmt: skip
        connection.request("PUT", address, iter(body), headers)
        status = connection.getresponse().status
        connection.close()
        if status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"The server takes no file: status {status}.")

    async def _send(self, wish: ClientState, *pressed: WidgetState) -> None:
        if not wish.fragment_id:
            self._drawn, self._heading = False, ""
            self._numbers.clear()
        wish.page_script_hash = self._page
        wish.widget_states.widgets.extend([*self._states.values(), *pressed])
        await self._socket.send(BackMsg(rerun_script=wish).SerializeToString())

    async def _until(self, wanted: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not wanted():
                self._news.clear()
                await self._news.wait()

    async def _read(self) -> None:
        """Read all the time, as a browser does: the server gives up a page that leaves 500 messages unread."""
        with suppress(ConnectionClosed):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self._socket.recv(decode=False))
                self._take(message)
                self._news.set()
                await asyncio.sleep(0)  # whoever waits looks at this message before the next one comes

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session" if not message.metadata.run.fragment_ids:
                self._stop_timers()
            case "navigation":
                self._page = message.navigation.page_script_hash
            case "auto_rerun":
                self._start_timer(message.auto_rerun.interval, message.auto_rerun.fragment_id)
            case "file_urls_response":
                self._places.extend(message.file_urls_response.file_urls)
            case "script_finished":
                self._drawn |= message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._see(message.delta.new_element)

    def _see(self, element: Element) -> None:
        match element.WhichOneof("type"):
            case "slider":
                self._ids[element.slider.label] = element.slider.id
            case "button":
                self._ids[element.button.label] = element.button.id
            case "heading" if element.heading.body.startswith("Results for "):
                self._heading = element.heading.body
                self._numbers.clear()
            case "markdown" if SCORE.match(element.markdown.body):
                self._numbers.append(element.markdown.body)
            case "file_uploader":
                self._uploader = element.file_uploader.id
            case "text":
                self._text = element.text.body

    def _start_timer(self, interval: float, fragment: str) -> None:
        async def ask_again() -> None:
            while True:
                await asyncio.sleep(interval)
                await self._send(ClientState(fragment_id=fragment, is_auto_rerun=True))

        self._timers[fragment] = asyncio.create_task(ask_again())

    def _stop_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
