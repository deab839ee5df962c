"""Download the travel table, from a stand-in of Kaggle on this machine.

The stand-in speaks the part of Kaggle's protocol that kagglehub uses for a data set: GetDataset for the
current version, DownloadDataset, and the redirect to the storage where the archive is. kagglehub reaches it as
the proxy for the host of its own LOCALHOST environment, so nothing in it is replaced.
"""

import hashlib
import http.server
import io
import json
import os
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from churn.errors import DataError
from churn.table.download import FILE_NAME, HANDLE, PAGE, SHA256, download

TABLE = b"Age,Target\n34,0\n27,1\n"
OLD = b"Age,Target\n30,0\n"


def zipped(**files: bytes) -> bytes:
    """Pack files into a zip; `a__csv` stands for the name a.csv."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


@dataclass
class Kaggle:
    """What the stand-in answers, and what it was asked."""

    archive: bytes = field(default_factory=lambda: zipped(Customertravel__csv=TABLE))
    status: HTTPStatus = HTTPStatus.OK
    promised: int | None = None
    page: bytes | None = None
    asked: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    credentials: list[str | None] = field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    """Kaggle's two calls and its storage."""

    kaggle: Kaggle

    def do_POST(self) -> None:
        """Answer an API call."""
        call = urlsplit(self.path).path.rpartition("/")[2]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.kaggle.asked.append((call, body))
        self.kaggle.credentials.append(self.headers["Authorization"])
        if self.kaggle.page is not None:
            self.send(HTTPStatus.OK, self.kaggle.page, "text/html")
        elif self.kaggle.status != HTTPStatus.OK:
            self.send(self.kaggle.status, b"{}", "application/json")
        elif call == "GetDataset":
            self.send(HTTPStatus.OK, b'{"currentVersionNumber": 3}', "application/json")
        else:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", "http://localhost/storage/archive.zip?signature=1")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def do_GET(self) -> None:
        """Serve the archive, shorter than promised if so told."""
        self.send(HTTPStatus.OK, self.kaggle.archive, "application/zip", self.kaggle.promised)

    def send(self, status: HTTPStatus, body: bytes, kind: str, length: int | None = None) -> None:
        """Send one answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' stderr to the code under test."""


def proxy_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send kagglehub to an address of this machine instead of api.kaggle.com."""
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "LOCALHOST")


@pytest.fixture
def kaggle(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kaggle]:
    """Run the stand-in for one test; change its answers before the download."""
    answers = Kaggle()
    handler = type("ThisHandler", (Handler,), {"kaggle": answers})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        proxy_to(f"http://127.0.0.1:{server.server_port}", monkeypatch)
        yield answers
        server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a data folder that holds an older table."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(OLD)
    return folder


def failure(folder: Path, **settings: float) -> str:
    """Download in vain: the message, after checking that the old table stands alone and help is offered."""
    with pytest.raises(DataError) as caught:
        download(folder, **settings)
    message = str(caught.value)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    assert (folder / FILE_NAME).read_bytes() == OLD
    assert message.endswith(f"You can download the table by hand from {PAGE} and put it at {folder / FILE_NAME}.")
    assert "\n" not in message
    return message


def test_another_version_of_the_table_arrives_with_a_warning(kaggle: Kaggle, tmp_path: Path) -> None:
    """The table lands in a new folder, alone; its hash is not the known one and the result says so."""
    folder = tmp_path / "new" / "data"
    result = download(folder)
    assert result.path == folder / FILE_NAME
    assert result.path.read_bytes() == TABLE
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    assert result.sha256 == hashlib.sha256(TABLE).hexdigest()
    assert result.sha256[:8] in result.warning
    assert SHA256[:8] in result.warning
    owner, slug = HANDLE.split("/")
    assert [call for call, _ in kaggle.asked] == ["GetDataset", "DownloadDataset"]
    assert all((body["ownerSlug"], body["datasetSlug"]) == (owner, slug) for _, body in kaggle.asked)
    assert kaggle.asked[1][1]["datasetVersionNumber"] == 3


def test_the_known_table_replaces_an_old_one_without_a_warning(kaggle: Kaggle, folder: Path) -> None:
    """The table that the figures are about is recognised by its sha256."""
    real = os.environ.get("CHURN_REAL_DATA")
    if not real:
        pytest.skip("CHURN_REAL_DATA does not name the folder with the real table")
    content = (Path(real) / FILE_NAME).read_bytes()
    kaggle.archive = zipped(Customertravel__csv=content)
    result = download(folder)
    assert result.path.read_bytes() == content
    assert result.warning == ""


def test_it_is_silent_and_needs_neither_a_home_nor_an_account(
    kaggle: Kaggle,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Nothing is printed, nothing is written to or read from the user's home, and no credentials are sent."""
    home = tmp_path / "home"
    (home / ".kaggle").mkdir(parents=True)
    (home / ".kaggle" / "access_token").write_text("outdated", encoding="utf-8")
    before = sorted(home.rglob("*"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("KAGGLE_API_TOKEN", "outdated")
    monkeypatch.setenv("KAGGLEHUB_VERBOSITY", "debug")
    assert download(folder).path.read_bytes() == TABLE
    assert capfd.readouterr() == ("", "")
    assert sorted(home.rglob("*")) == before
    assert kaggle.credentials == [None, None]


def test_the_table_is_found_under_another_name_and_in_a_folder(kaggle: Kaggle, folder: Path) -> None:
    """A renamed file is still the table if it is the only CSV file in the archive."""
    kaggle.archive = zipped(**{"v3/travel__csv": TABLE, "readme__md": b"# Tour"})
    assert download(folder).path.read_bytes() == TABLE


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (HTTPStatus.NOT_FOUND, f"Kaggle answers that it has no data set {HANDLE} (status 404)."),
        (HTTPStatus.FORBIDDEN, "Kaggle does not give the data set out without an account (status 403)."),
        (HTTPStatus.TOO_MANY_REQUESTS, "Kaggle has had too many requests from here (status 429)"),
        (HTTPStatus.BAD_GATEWAY, "Kaggle answered with an error (status 502)."),
    ],
)
def test_a_refusal_is_said_in_words(kaggle: Kaggle, folder: Path, status: HTTPStatus, words: str) -> None:
    """The message names the reason and the status; the old table stays."""
    kaggle.status = status
    assert failure(folder).startswith(words)


def test_a_truncated_download_leaves_the_old_table(kaggle: Kaggle, folder: Path) -> None:
    """A connection that closes early is noticed by the promised length."""
    kaggle.promised = len(kaggle.archive) + 100
    assert failure(folder).startswith("The download from Kaggle broke off or arrived damaged.")


def test_half_an_archive_is_not_a_table(kaggle: Kaggle, folder: Path) -> None:
    """A file of the promised length that is no complete archive is refused."""
    kaggle.archive = kaggle.archive[:40]
    assert failure(folder).startswith("Kaggle's answer is not a data set")


def test_a_login_page_is_not_a_table(kaggle: Kaggle, folder: Path) -> None:
    """A hotel's network that answers every request with its own page is recognised."""
    kaggle.page = b"<html>Please sign in</html>"
    assert failure(folder).startswith("Kaggle's answer is not a data set")


def test_an_archive_of_other_files_names_them(kaggle: Kaggle, folder: Path) -> None:
    """Two tables under new names are not guessed between."""
    kaggle.archive = zipped(train__csv=TABLE, test__csv=TABLE)
    assert failure(folder).startswith(f"Kaggle sent test.csv, train.csv, where one table {FILE_NAME} was expected.")


def test_a_refused_connection_is_being_offline(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens: the message says that Kaggle cannot be reached."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        proxy_to(f"http://127.0.0.1:{unused.getsockname()[1]}", monkeypatch)
        assert failure(folder).startswith("Kaggle cannot be reached")


def test_a_silent_server_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that takes the connection and never answers costs the time allowed, and the start of a process."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        proxy_to(f"http://127.0.0.1:{silent.getsockname()[1]}", monkeypatch)
        start = time.monotonic()
        assert failure(folder, patience=0.5).startswith("Kaggle did not send the table within 0.5 seconds.")
        assert time.monotonic() - start < 15


def test_a_folder_that_cannot_be_written_is_named(kaggle: Kaggle, tmp_path: Path) -> None:
    """The disk is tried before the network is."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write into read-only folders")
    with pytest.raises(DataError, match=f"cannot be written to {folder}: Permission denied"):
        download(folder)
    assert kaggle.asked == []


def test_a_file_in_the_place_of_the_folder_is_named(kaggle: Kaggle, tmp_path: Path) -> None:
    """A path that cannot become a folder is an error about the disk, not about Kaggle."""
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")
    with pytest.raises(DataError, match=f"cannot be written to {tmp_path / 'data'}: File exists"):
        download(tmp_path / "data")
    assert kaggle.asked == []
