"""What the server sends: the front end compressed for whoever can read it, a small font, headers that protect."""

import asyncio
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message
from streamlit import config
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from churn.ui import icons, serving
from churn.ui.compression import Compressed
from churn.ui.guard import Guarded
from churn.ui.styled import HISTORY, STYLE, Styled

STATIC: Final = Path(get_static_dir())
SCRIPT: Final = max((STATIC / "static" / "js").glob("index.*.js"), key=lambda path: path.stat().st_size)
URL: Final = f"/static/js/{SCRIPT.name}"
FONT_URL: Final = f"/static/media/{icons.original().name}"
READ: Final[dict[str, Callable[[bytes], bytes]]] = {"gzip": gzip.decompress, "br": brotli.decompress}


@dataclass(frozen=True)
class Answer:
    """What a client gets."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def read(self) -> bytes:
        """The body as it was before it was compressed."""
        return READ[self.headers["content-encoding"]](self.body)


def ask(app: ASGIApp, path: str = URL, method: str = "GET", **headers: str) -> Answer:
    """Ask an app as an HTTP server does; of a header's name, an underscore stands for a hyphen."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.partition("?")[0],
        "root_path": "",
        "query_string": path.partition("?")[2].encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(_call(app, scope, receive, send))
    start, *rest = sent
    body = b"".join(message.get("body", b"") for message in rest)
    named = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], named, body)


async def _call(app: ASGIApp, scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
    await app(scope, receive, send)


@pytest.fixture
def streamlit_files() -> ASGIApp:
    """Serve Streamlit's front end as Streamlit does."""
    return Starlette(routes=create_streamlit_static_assets_routes(base_url=""))


@pytest.fixture
def app(streamlit_files: ASGIApp) -> ASGIApp:
    """Serve it compressed."""
    return Compressed(streamlit_files)


@pytest.fixture
def base() -> Iterator[str]:
    """Serve below a path."""
    config.set_option("server.baseUrlPath", "/churn/board/")
    yield "/churn/board"
    config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize("coding", ["gzip", "br"])
@pytest.mark.parametrize("again", [False, True])
def test_a_script_is_sent_compressed(app: ASGIApp, streamlit_files: ASGIApp, coding: str, *, again: bool) -> None:
    """It is the same script and a third as long, the first time and from memory, with Streamlit's own caching."""
    plain = ask(streamlit_files)
    if again:
        ask(app, accept_encoding=coding)
    answer = ask(app, accept_encoding=coding)
    assert answer.status == 200
    assert answer.headers["content-encoding"] == coding
    assert answer.read == plain.body == SCRIPT.read_bytes()
    assert int(answer.headers["content-length"]) == len(answer.body) < len(plain.body) / 3
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == plain.headers["cache-control"]
    assert answer.headers["content-type"] == plain.headers["content-type"]
    assert answer.headers["etag"] == f"W/{plain.headers['etag']}"


@pytest.mark.parametrize("path", ["/", "/static/css"])
def test_the_page_is_sent_compressed(app: ASGIApp, path: str) -> None:
    """So is the page itself, which a browser asks for each time, also where Streamlit answers with it instead."""
    answer = ask(app, path, accept_encoding="gzip, deflate, br")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.read == (STATIC / "index.html").read_bytes()


@pytest.mark.parametrize(
    "wish", ["", "identity", "gzip;q=0", "gzip;q=0, br;q=0.0", "*;q=0", "identity, gzip;q=0.5", "deflate"]
)
def test_who_does_not_want_it_gets_the_file_as_it_is(app: ASGIApp, streamlit_files: ASGIApp, wish: str) -> None:
    """Compressed is what the client asks for; caches on the way are told that others may get another answer."""
    answer, plain = ask(app, accept_encoding=wish), ask(streamlit_files)
    assert answer.body == plain.body
    assert answer.headers == plain.headers | {"vary": "Accept-Encoding"}


def test_a_browser_that_has_the_file_gets_no_body(app: ASGIApp) -> None:
    """Under the tag that came with the compressed file it is not sent again, and no other tag is given out."""
    tag = ask(app, accept_encoding="gzip").headers["etag"]
    answer = ask(app, accept_encoding="gzip", if_none_match=tag)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag
    assert ask(app, accept_encoding="gzip", if_none_match='"another"').read == SCRIPT.read_bytes()


@pytest.mark.parametrize("again", [False, True])
def test_head_says_what_get_sends(app: ASGIApp, *, again: bool) -> None:
    """HEAD has the headers of GET, and no body."""
    if again:
        ask(app, accept_encoding="gzip")
    answer = ask(app, method="HEAD", accept_encoding="gzip")
    assert answer.body == b""
    assert answer.headers == ask(app, accept_encoding="gzip").headers


def test_a_part_of_a_file_is_a_part_of_the_file(app: ASGIApp) -> None:
    """Bytes are counted in the file as it is."""
    answer = ask(app, accept_encoding="gzip", range="bytes=10-19")
    assert (answer.status, answer.body) == (206, SCRIPT.read_bytes()[10:20])
    assert "content-encoding" not in answer.headers


def test_what_is_compressed_already_is_left_alone(app: ASGIApp, streamlit_files: ASGIApp) -> None:
    """A font is compressed by its format."""
    font = f"/static/media/{next((STATIC / 'static' / 'media').glob('*.woff2')).name}"
    assert ask(app, font, accept_encoding="gzip") == ask(streamlit_files, font)


def test_nothing_is_compressed_twice() -> None:
    """An answer that says how it is encoded goes through as it is."""
    sent = Response(gzip.compress(b"a" * 5000), media_type="text/html", headers={"content-encoding": "gzip"})
    inner = Starlette(routes=[Route("/", lambda _: sent)])
    assert ask(Compressed(inner), "/", accept_encoding="gzip, br").read == b"a" * 5000


@pytest.mark.parametrize("path", ["//static/js/x.js", "/static/../../../etc/passwd", "/_stcore/health", "/static/js/"])
def test_what_streamlit_refuses_stays_refused(app: ASGIApp, streamlit_files: ASGIApp, path: str) -> None:
    """Its checks of paths, its redirects and its errors are its own."""
    assert ask(app, path, accept_encoding="gzip").status == ask(streamlit_files, path).status != 200


def test_other_methods_go_through(app: ASGIApp) -> None:
    """Only what is read is compressed."""
    assert ask(app, method="POST", accept_encoding="gzip").status == 405


def test_below_a_path(base: str) -> None:
    """Where the dashboard is served below a path, so is its front end."""
    app = Compressed(Starlette(routes=create_streamlit_static_assets_routes(base_url=base)))
    for path in (f"{base}{URL}", f"{base}/"):
        assert "content-encoding" in ask(app, path, accept_encoding="gzip").headers, path
    assert "content-encoding" not in ask(app, f"{base}-other{URL}", accept_encoding="gzip").headers


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=0-9"}, {"if_none_match": "*"}])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_font_of_icons_is_smaller(streamlit_files: ASGIApp, method: str, asked: dict[str, str]) -> None:
    """In the place of Streamlit's font comes the one with the icons in use, whole, cached as Streamlit says."""
    answer, plain = ask(icons.SmallerFont(streamlit_files), FONT_URL, method, **asked), ask(streamlit_files, FONT_URL)
    smaller = icons.FONT.read_bytes()
    assert answer.status == 200
    assert answer.body == (smaller if method == "GET" else b"")
    assert int(answer.headers["content-length"]) == len(smaller) < len(plain.body) / 5
    assert answer.headers["content-type"] == plain.headers["content-type"]
    assert answer.headers["cache-control"] == plain.headers["cache-control"]
    assert answer.headers["etag"] != plain.headers["etag"]


def test_other_files_are_no_icons(streamlit_files: ASGIApp) -> None:
    """What only looks like the font is answered by Streamlit."""
    for path in (f"{FONT_URL}x", "/static/media/MaterialSymbols-Rounded.woff2", URL):
        assert ask(icons.SmallerFont(streamlit_files), path) == ask(streamlit_files, path)


def test_every_icon_in_use_is_in_the_font() -> None:
    """It was cut out of the installed Streamlit's font, with all that is used now; else: python -m churn.ui.icons."""
    assert icons.names_in_use() & icons.icons(TTFont(icons.original())).keys() <= (
        icons.icons(TTFont(BytesIO(icons.FONT.read_bytes()))).keys()
    )
    assert ask(icons.SmallerFont(Response(b"x", media_type="font/woff2")), FONT_URL).body == icons.FONT.read_bytes()


def test_a_page_is_guarded(streamlit_files: ASGIApp) -> None:
    """It may load from its own server only, and only that one's pages may show it in a frame; files are not guessed."""
    page = ask(Guarded(streamlit_files), "/").headers
    assert "default-src 'self'" in page["content-security-policy"]
    assert page["content-security-policy"].endswith("frame-ancestors 'self'")
    assert page["x-frame-options"] == "SAMEORIGIN"
    assert page["referrer-policy"] == "same-origin"
    assert "geolocation=()" in page["permissions-policy"]
    script = ask(Guarded(streamlit_files)).headers
    assert page["x-content-type-options"] == script["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in script


def test_sites_that_are_allowed_may_show_it(streamlit_files: ASGIApp) -> None:
    """Who may talk to the server may show its pages in a frame."""
    config.set_option("server.corsAllowedOrigins", ["https://intranet.example"])
    try:
        page = ask(Guarded(streamlit_files), "/").headers
    finally:
        config.set_option("server.corsAllowedOrigins", [])
    assert page["content-security-policy"].endswith("frame-ancestors 'self' https://intranet.example")
    assert "x-frame-options" not in page


@pytest.mark.parametrize("path", ["/", "/decide"])
def test_the_page_brings_its_style_sheet(streamlit_files: ASGIApp, path: str) -> None:
    """So the first thing that a browser draws has the layout; a cached page without it is asked for anew."""
    plain, styled = ask(streamlit_files, path), ask(Styled(streamlit_files), path)
    added = b"<style>" + STYLE.read_bytes() + b"</style><script>" + HISTORY.read_bytes() + b"</script>"
    assert added not in plain.body
    links = re.findall(rb'<link rel="modulepreload" crossorigin href="\./(static/js/[^"]+)">(?=<)', styled.body)
    assert {Path(each.decode()).name.partition(".")[0] for each in links} == {"Html", "purify", "PageLink"}
    assert all((STATIC / each.decode()).is_file() for each in links)
    rest = styled.body.replace(added, b"", 1)
    for each in links:
        rest = rest.replace(b'<link rel="modulepreload" crossorigin href="./%s">' % each, b"", 1)
    assert rest == plain.body
    assert styled.headers["content-length"] == str(len(styled.body))
    assert not {"etag", "last-modified"} & styled.headers.keys()


def test_the_first_page_has_a_name_in_the_address(streamlit_files: ASGIApp) -> None:
    """Whoever types it comes to the page, with all that the link says; other paths are Streamlit's."""
    app = Starlette(routes=[*serving.routes("train"), Mount("/", streamlit_files)])
    for query, target in (("", "./"), ("?depth=3&roles=Age~number", "./?depth=3&roles=Age~number")):
        answer = ask(app, f"/train{query}")
        assert (answer.status, answer.headers["location"]) == (307, target)
    assert ask(app, "/decide").status == 200


@pytest.mark.parametrize("path", ["/", "/decide"])
@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_page_that_is_sent_compressed_brings_it_as_well(streamlit_files: ASGIApp, path: str, coding: str) -> None:
    """Whatever its path: Streamlit would compress all but the first before anything could be written into them."""
    app = Compressed(Styled(GZipMiddleware(streamlit_files)))
    answer = ask(app, path, accept="text/html,application/xhtml+xml,*/*;q=0.8", accept_encoding=coding)
    assert answer.headers["content-encoding"] == coding
    assert answer.read == ask(Styled(streamlit_files), path).body


def test_a_report_keeps_its_own_looks() -> None:
    """A page that is no front end, such as a report, and a script go through as they are."""
    report = b"<html><body><h1>Report</h1></body></html>"
    app = Starlette(routes=[Route("/media/1", lambda _: Response(report, media_type="text/html"))])
    assert ask(Styled(app), "/media/1").body == report


def test_scripts_go_through(streamlit_files: ASGIApp) -> None:
    """What is no page is sent as it is."""
    plain, styled = ask(streamlit_files), ask(Styled(streamlit_files))
    assert (styled.body, styled.headers) == (plain.body, plain.headers)
