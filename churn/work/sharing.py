"""Who may open the files that viewers bring: whoever brought one, and others for as long as it is shared with them."""

import hmac
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


def own_id(viewer: str, content: str) -> str:
    """Return the id under which one viewer brings a content: nobody else's, so that to know the content opens nothing.

    Parameters
    ----------
    viewer : str
        A secret by which the viewer is recognised; the id does not tell it.
    content : str
        The sha256 of what was brought.
    """
    return hmac.new(viewer.encode(), content.encode(), "sha256").hexdigest()


@dataclass(frozen=True)
class _Brought:
    """Who brought a file, and what came with it: the sheets of one workbook have the same name here."""

    viewer: str
    together: str


class Sharing:
    """Who brought which file, and which of them whoever has the link may open; safe to use from any thread."""

    def __init__(self) -> None:
        self._brought: Final[dict[str, _Brought]] = {}
        self._shared: Final[set[str]] = set()  # by the name of what came together
        self._lock = threading.Lock()

    def bring(self, file: str, viewer: str, together: str, *, shared: bool) -> None:
        """Take note who brought a file, and whether whoever has the link may open it, and what came with it."""
        with self._lock:
            self._brought[file] = _Brought(viewer, together)
        self.share(file, shared=shared)

    def share(self, file: str, *, shared: bool) -> None:
        """Let whoever has the link open a file and what came with it, or only whoever brought it; from now on."""
        with self._lock:
            if (known := self._brought.get(file)) is not None:
                (self._shared.add if shared else self._shared.discard)(known.together)

    def shared(self, file: str) -> bool:
        """Return whether whoever has the link may open a file."""
        with self._lock:
            known = self._brought.get(file)
            return known is not None and known.together in self._shared

    def brought_by(self, file: str, viewer: str) -> bool:
        """Return whether it was this viewer who brought a file."""
        with self._lock:
            known = self._brought.get(file)
        return known is not None and known.viewer == viewer

    def may_open(self, file: str, viewer: str) -> bool:
        """Return whether a viewer may open a file; one that nobody is known to have brought opens for nobody."""
        return self.brought_by(file, viewer) or self.shared(file)

    def kept_from(self, file: str, viewer: str) -> bool:
        """Return whether somebody else brought a file and keeps it to themselves."""
        with self._lock:
            known = file in self._brought
        return known and not self.may_open(file, viewer)

    def together(self, file: str) -> Sequence[str]:
        """Return the files that came with one, itself among them."""
        with self._lock:
            known = self._brought.get(file)
            return [other for other, each in self._brought.items() if each == known]

    def forget(self, file: str) -> None:
        """Forget a file that is kept no longer."""
        with self._lock:
            gone = self._brought.pop(file, None)
            if gone is not None and gone not in self._brought.values():
                self._shared.discard(gone.together)
