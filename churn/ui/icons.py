"""The font of icons, with those in it that a page can show: an eighth of the 375 kB that Streamlit serves.

icons.woff2 is cut out of Streamlit's font with `python -m churn.ui.icons`, and sent in its place as long as that font
is the very one that it was cut out of. It is Google's Material Symbols, under the Apache License 2.0.
"""

import asyncio
import io
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

FONT: Final = Path(__file__).with_name("icons.woff2")
NAME: Final = "MaterialSymbols-Rounded."  # how the name of Streamlit's file begins
CUT_FROM: Final = "5338271f9f9c546efda102c5778ef8ada92cdc3813f7ca6386bd8facb5df2537"  # sha256 of Streamlit's file
CONDITIONS: Final = {b"range", b"if-range", b"if-none-match", b"if-modified-since"}
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789_"  # an icon is written as its name


class SmallerFont:
    """An ASGI app around Streamlit's, which sends the smaller font in the place of the other, with its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and "/static/media/" in scope["path"]
        if not asked or scope["path"].rpartition("/")[2] != await asyncio.to_thread(_cut_from):
            await self._app(scope, receive, send)
            return
        body = _smaller()

        async def send_smaller(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["content-length"] = str(len(body))
                headers["etag"] = f'"{sha256(body).hexdigest()[:32]}"'
                del headers["accept-ranges"]
                await send(message)
            else:
                await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

        plain = [(name, value) for name, value in scope["headers"] if name not in CONDITIONS]
        await self._app({**scope, "method": "HEAD", "headers": plain, "extensions": {}}, receive, send_smaller)


def original() -> Path:
    """Return Streamlit's file."""
    (found,) = Path(get_static_dir(), "static", "media").glob(f"{NAME}*.woff2")
    return found


def names_in_use() -> set[str]:
    """Return every word in Streamlit's front end and in our pages that may name an icon."""
    scripts = (path.read_text(encoding="utf-8") for path in Path(get_static_dir(), "static", "js").glob("*.js"))
    words = {word for text in scripts for word in re.findall(r"(?:[\"'`]|:material/)([a-z0-9_]+)[\"'`:]", text)}
    root = Path(__file__).parents[2]
    ours = (path.read_text(encoding="utf-8") for path in (root / "dashboard.py", *(root / "churn").rglob("*.py")))
    return words | {word for text in ours for word in re.findall(r":material/([a-z0-9_]+):", text)}


def icons(font: Any) -> Mapping[str, str]:  # noqa: ANN401 - fontTools ships no types
    """Return the glyph of each icon of a font by the icon's name."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for each in ligatures:
                    found["".join(letters[glyph] for glyph in (first, *each.Component)).lower()] = each.LigGlyph
    return found


def cut(source: Path) -> bytes:
    """Return a font with the icons in use only."""
    from fontTools import subset  # noqa: PLC0415 - only who makes the font needs it; it comes with matplotlib
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    font = TTFont(source)
    glyphs = icons(font)
    options = subset.Options(layout_features=["*"], layout_closure=False, flavor="woff2")
    cutter = subset.Subsetter(options)
    cutter.populate(glyphs=[glyphs[name] for name in sorted(names_in_use() & glyphs.keys())], text=LETTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


@cache
def _smaller() -> bytes:
    return FONT.read_bytes()


@cache
def _cut_from() -> str:
    """Return the name of Streamlit's file; empty if ours was cut out of another one."""
    files = Path(get_static_dir(), "static", "media").glob(f"{NAME}*.woff2")
    return next((path.name for path in files if sha256(path.read_bytes()).hexdigest() == CUT_FROM), "")


if __name__ == "__main__":
    FONT.write_bytes(cut(original()))
