"""The answer of the first page as plain HTML, in the page that the server sends.

A browser needs most of a second to load and start the front end. Until then whoever arrives reads this: the sentences,
drawings and numbers of the page, made by the same functions, where the page is going to have them
(`churn.ui.train.preview`). preview.js takes it away as soon as they are there.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).with_name("preview.js")


@dataclass(frozen=True)
class _Made:
    path: Path
    version: tuple[int, int]
    html: bytes


class Preview:
    """What there is to show, as long as the table on which it rests is as it was."""

    def __init__(self) -> None:
        self._made: _Made | None = None

    def keep(self, html: str, path: Path, modified: int, size: int) -> None:
        """Have something to show.

        Parameters
        ----------
        html : str
            What.
        path, modified, size
            Of the table: where it lies, and its time in nanoseconds and size in bytes when it was read.
        """
        script = SCRIPT.read_text(encoding="utf-8")
        self._made = _Made(path, (modified, size), f"{html}<script>{script}</script>".encode())

    def html(self) -> bytes:
        """Return what there is to show; nothing if the table has changed."""
        made = self._made
        if made is None:
            return b""
        try:
            stat = made.path.stat()
        except OSError:
            return b""
        return made.html if (stat.st_mtime_ns, stat.st_size) == made.version else b""


PREVIEW: Final = Preview()
