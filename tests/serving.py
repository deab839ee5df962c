"""A Streamlit app as its users meet it: served by a process of its own, seen by a real Chromium.

`serve` is all that most tests need; `server` also hands over the process and its log.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Playwright

ROOT: Final = Path(__file__).resolve().parents[1]
NOTHING_UNASKED: Final = {"CHURN_CONFIG": str(ROOT / "tests" / "nothing_unasked.toml")}
"""Of a server under test, unless it is told otherwise: what it fits by itself would change what is found there."""
AS_SHIPPED: Final = {"CHURN_CONFIG": None}
START_UP: Final = 60.0
"""Seconds that a server may take until it says it is well."""
GRACE: Final = 5.0
"""Seconds that a server may take to end before it is killed."""

_ON_PATH: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ELSEWHERE: Final = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_FLAGS: Final = (
    "--no-sandbox",  # a container's root cannot have one, and all pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Server:
    """A running app.

    Attributes
    ----------
    url : str
        Without a slash at the end.
    process : subprocess.Popen
        The server itself, without a shell around it.
    log_file : Path
        What it prints, standard output and error together; gone with the server.
    """

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        """Return what the server has printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def seconds_of_work(self) -> float:
        """Return how long all cores together have worked for the server, in seconds; Linux tells."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = told.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def healthy(self) -> bool:
        """Whether the server answers. It says 200 to any path, so what counts is the word."""
        host = self.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().read() == b"ok"
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def serve(
    script: Path | str,
    *,
    env: Mapping[str, str | None] | None = None,
    options: Mapping[str, object] | None = None,
    cwd: Path = ROOT,
) -> Iterator[str]:
    """Serve a Streamlit script on a free port of this computer; yields its address, with no slash at the end.

    Parameters
    ----------
    script : path
        A path relative to `cwd`, or an absolute one.
    env : mapping, optional
        Environment variables to set; None takes one away.
    options : mapping, optional
        Streamlit's, such as `{"server.maxUploadSize": 1}`; the project's .streamlit/config.toml has the others.
    cwd : Path
        The folder to start in; its .streamlit/config.toml is read, and modules are imported from it.

    Raises
    ------
    RuntimeError
        If the server ends or isn't well within `START_UP` seconds; with its log.
    """
    with server(script, env=env, options=options, cwd=cwd) as running:
        yield running.url


@contextmanager
def server(
    script: Path | str,
    *,
    env: Mapping[str, str | None] | None = None,
    options: Mapping[str, object] | None = None,
    cwd: Path = ROOT,
) -> Iterator[Server]:
    """As `serve`, but yields the process and its log, too."""
    port = _free_port()
    settings = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true", **(options or {})}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    environment = {
        name: value for name, value in (os.environ | NOTHING_UNASKED | dict(env or {})).items() if value is not None
    }
    with tempfile.TemporaryDirectory(prefix="churn-served-") as folder:
        log_file = Path(folder, "log.txt")
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(script), *flags],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        running = Server(f"http://127.0.0.1:{port}", process, log_file)
        try:
            _wait_until_well(running)
            yield running
        finally:
            _end(process)


def find_chromium() -> Path | None:
    """Find a Chromium or Chrome: on the path, where macOS keeps it, or where `playwright install` puts it."""
    on_path = [found for name in _ON_PATH if (found := shutil.which(name))]
    candidates: list[str | Path] = [*on_path, *_ELSEWHERE, *_installed_by_playwright()]
    return next((path for path in map(Path, candidates) if path.is_file()), None)


def chromium(playwright: Playwright) -> Browser:
    """Start the browser, without a window and without traffic of its own.

    Raises
    ------
    RuntimeError
        If there is none; ask `find_chromium` first.
    """
    path = find_chromium()
    if path is None:
        raise RuntimeError("There is no Chromium on this computer.")
    return playwright.chromium.launch(executable_path=path, args=list(_FLAGS))


def _installed_by_playwright() -> list[Path]:
    homes = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright", "~/AppData/Local/ms-playwright")
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(named)] if named else [Path(home).expanduser() for home in homes]
    names = ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing")
    return [path for folder in folders for name in names for path in folder.glob(f"chromium-*/**/{name}")]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_well(running: Server) -> None:
    deadline = time.monotonic() + START_UP
    while not running.healthy():
        code = running.process.poll()
        if code is not None:
            raise RuntimeError(f"The server ended with status {code}:\n{running.log()}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"The server isn't well after {START_UP:g} s:\n{running.log()}")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
