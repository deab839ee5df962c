"""Fetch the real travel table from Kaggle.

kagglehub runs in a process of its own. It waits without a limit for a server that does not answer, prints to
stdout, reads the user's Kaggle credentials and wants a home directory; a process can be given a deadline, a
different home and no credentials without any of that reaching the server that asked for the table.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import types
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from churn.errors import DataError

HANDLE: Final = "tejashvi14/tour-travels-customer-churn-prediction"
PAGE: Final = f"https://www.kaggle.com/datasets/{HANDLE}"
FILE_NAME: Final = "Customertravel.csv"
SHA256: Final = "81f2083c939a39196be5e49eefd2547521c5ea128787ea8391c0615f3ce1617b"
PATIENCE: Final = 12.0  # seconds that Kaggle has, from the first request to the last byte of a table of 30 kB

# Calls `fetch` without what churn/__init__.py imports: pandas and CatBoost cost seconds, for nothing here.
PROGRAM: Final = """
import sys, types
package = sys.modules["churn"] = types.ModuleType("churn")
package.__path__ = [sys.argv[1]]
from churn.table.download import fetch
fetch()
"""


@dataclass(frozen=True)
class Downloaded:
    """The table as it arrived.

    Attributes
    ----------
    path : Path
        Where it is.
    sha256 : str
        Of its bytes.
    """

    path: Path
    sha256: str

    @property
    def warning(self) -> str:
        """What to tell the user; empty if it is, byte for byte, the table that the documentation is about."""
        if self.sha256 == SHA256:
            return ""
        return (
            f"{self.path} is not the version this project was checked with, so results may differ from the "
            f"documented ones: its sha256 starts with {self.sha256[:8]}, not {SHA256[:8]}."
        )


def download(folder: Path = Path("data"), *, patience: float = PATIENCE) -> Downloaded:
    """Fetch the travel table with kagglehub and put it into a folder.

    No account is needed. An existing table is replaced by a complete new one or not at all, and nothing else
    is left behind, neither in the folder nor in kagglehub's cache.

    Parameters
    ----------
    folder : Path
        Where `Customertravel.csv` goes; made if it does not exist.
    patience : float
        Seconds until an unfinished download is given up.

    Returns
    -------
    Downloaded
        Another sha256 than the expected one is a warning in it, not an error.

    Raises
    ------
    DataError
        If Kaggle cannot be reached in time, refuses, or sends something else than the table, or if the folder
        cannot be written. The message says which, and how to get the table by hand.
    """
    target = folder / FILE_NAME
    by_hand = f"You can download the table by hand from {PAGE} and put it at {target}."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Inside the folder, not in /tmp: os.replace is atomic only within one file system.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as scratch:
            _run_kagglehub(Path(scratch), patience)
            table = _find_table(Path(scratch))
            sha256 = hashlib.sha256(table.read_bytes()).hexdigest()
            table.replace(target)
    except DataError as error:
        raise DataError(f"{error} {by_hand}") from error
    except OSError as error:
        raise DataError(f"The table cannot be written to {folder}: {error.strerror or error}. {by_hand}") from error
    return Downloaded(target, sha256)


def _run_kagglehub(scratch: Path, patience: float) -> None:
    """Run `fetch` in a process of its own; DataError with its reason when it fails or exceeds its time."""
    package = str(Path(__file__).resolve().parents[1])
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-c", PROGRAM, package, str(scratch.resolve())]
    with (
        (scratch / "log").open("w+", encoding="utf-8", errors="replace") as log,
        subprocess.Popen(  # noqa: S603 - this interpreter with a fixed program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101 - for the type checker; it is a pipe
        try:
            process.stdout.readline()  # ready: the imports are done, from now on the time is Kaggle's
            process.wait(patience)
        except subprocess.TimeoutExpired as error:
            raise DataError(f"Kaggle did not send the table within {patience:g} seconds.") from error
        finally:
            process.kill()
        if process.returncode:
            log.seek(0)
            last_line = (log.read().strip() or "no message").splitlines()[-1]
            raise DataError(process.stdout.read().strip() or f"kagglehub failed: {last_line}.")


def _find_table(scratch: Path) -> Path:
    """Find the table among the files that arrived: by its name, or because there is no other."""
    tables = sorted((scratch / "files").rglob("*.csv"))
    candidates = [table for table in tables if table.name.lower() == FILE_NAME.lower()] or tables
    if len(candidates) != 1 or not candidates[0].stat().st_size:
        arrived = ", ".join(table.name for table in tables) or "no CSV file"
        raise DataError(f"Kaggle sent {arrived}, where one table {FILE_NAME} was expected.")
    return candidates[0]


def fetch() -> None:
    """Fetch the data set into `files` in the folder on the command line: the process of `_run_kagglehub`.

    Prints a line when the download starts. Exits with status 1 and one sentence on stdout when it fails.
    """
    scratch, answers = Path(sys.argv[2]), sys.stdout
    os.environ.update(HOME=str(scratch), USERPROFILE=str(scratch), KAGGLEHUB_CACHE=str(scratch / "cache"))
    os.environ.update(DISABLE_KAGGLE_CACHE="true", DISABLE_COLAB_CACHE="true")  # they ignore output_dir
    # an outdated token would turn a public download into a 401
    for name in ("KAGGLE_API_TOKEN", "KAGGLE_USERNAME", "KAGGLE_KEY", "KAGGLE_CONFIG_DIR"):
        os.environ.pop(name, None)
    with contextlib.redirect_stdout(sys.stderr):
        import kagglehub

        print("ready", file=answers, flush=True)
        reason = _attempt(kagglehub, scratch / "files")
    if reason:
        print(reason, file=answers, flush=True)
        sys.exit(1)


def _attempt(kagglehub: types.ModuleType, folder: Path) -> str:
    """Download into a folder; the reason why not, or an empty string."""
    import requests

    try:
        kagglehub.dataset_download(HANDLE, output_dir=str(folder))
    except requests.HTTPError as error:
        return _refusal(error.response.status_code if error.response is not None else None)
    except (requests.ConnectionError, requests.Timeout):
        return "Kaggle cannot be reached: this machine is offline, or a firewall or proxy is in the way."
    except (requests.RequestException, zipfile.BadZipFile, kagglehub.exceptions.DataCorruptionError):
        return "The download from Kaggle broke off or arrived damaged."
    except ValueError:  # not JSON, or neither zip nor tar
        return "Kaggle's answer is not a data set; perhaps a proxy or a login page answered in its place."
    except OSError as error:
        return f"The table cannot be written: {error.strerror or error}."
    return ""


def _refusal(status: int | None) -> str:
    """Say in words why Kaggle refused."""
    if status == 404:
        return f"Kaggle answers that it has no data set {HANDLE} (status 404)."
    if status == 429:
        return "Kaggle has had too many requests from here (status 429); try again in some minutes."
    if status in {401, 403}:
        return f"Kaggle does not give the data set out without an account (status {status})."
    return f"Kaggle answered with an error (status {status})."
