"""What the first page shows before its front end has started: the words and numbers of the page, or nothing."""

import html
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

import churn
from churn.model.run import train
from churn.table.sources import Source
from churn.ui import preview
from churn.ui.preview import Preview
from churn.ui.styled import Styled
from churn.ui.train.preview import head
from churn.ui.warmup import WarmUp
from churn.work.trainer import Trainer
from tests.ui import tables
from tests.ui.app import PATIENCE, heading, metrics, plain, rendered, visit
from tests.ui.test_serving import ask


def read(part: str) -> str:
    """Return HTML as a person reads it."""
    return html.unescape(re.sub(r"<[^>]+>", "", part))


def parts(made: str, pattern: str) -> list[str]:
    """Return what stands in some elements."""
    return [read(each) for each in re.findall(pattern, made, re.DOTALL)]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Preview:
    """Take the place of the server's preview."""
    mine = Preview()
    monkeypatch.setattr("churn.ui.warmup.PREVIEW", mine)
    return mine


def test_it_says_what_the_page_says(travel: Path, kept: Preview, trainer: Trainer) -> None:
    """Title, answer, drawings, campaign, settings, data and numbers are those of the page for who has set nothing."""
    warm_up = WarmUp()
    warm_up.start()
    end = time.monotonic() + PATIENCE
    while not kept.html():
        assert time.monotonic() < end
        time.sleep(0.05)
    made = kept.html().decode()
    assert warm_up.close(PATIENCE)
    at = visit()
    on_page = [plain(each) for each in rendered(at)]
    assert parts(made, "<h1[^>]*>(.*?)</h1>") == [at.title[0].value]
    assert parts(made, "<h2[^>]*>(.*?)</h2>") == [heading(at)]
    values = parts(made, r'_value"><p>(.*?)</p>')
    assert dict(zip(parts(made, "<section><p>(.*?)</p>"), values, strict=True)) == metrics(at)
    for said in (
        *parts(made, r'st-key-(?:lead|campaign)"[^>]*><p>(.*?)</p>'),
        *parts(made, "<small[^>]*>(.*?)</small>"),
    ):
        assert said in on_page
    drawn = re.findall(r"<svg.*?</svg>", made, re.DOTALL)
    assert len(drawn) == 4
    assert set(drawn[:2]) <= set(rendered(at))
    assert travel.name in read(made)
    assert trainer.fits == 1


def test_names_are_texts_in_it() -> None:
    """Markup in the name of a file is no markup in the page."""
    table = churn.load(tables.good(300))
    name = '<img src=x onerror="alert(1)">.csv'
    made = head(train(table), replace(table, name=name), Source("a", name, Path(name)))
    assert "<img" not in made
    assert name in read(made)


def test_a_model_that_knows_nothing_has_none() -> None:
    """The page says so before any number; a page of numbers alone would not."""
    table = churn.load(tables.shuffled())
    run = train(table)
    assert not run.evaluation.better_than_chance
    assert head(run, table, Source("a", "a.csv", Path("a.csv"))) == ""


def test_a_table_that_gives_the_outcome_away_has_none(
    folder: Path, kept: Preview, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's warning stands above the numbers, so they do not come without it."""
    columns = tables.customers(300)
    path = folder / "leak.csv"
    path.write_bytes(tables.as_csv({**columns, "Cancelled": [each == "Yes" for each in columns["Churn"]]}))
    monkeypatch.setenv("CHURN_DATA", str(path))
    warm_up = WarmUp()
    warm_up.start()
    assert warm_up.ready(PATIENCE)
    at = visit()
    while not at.warning:  # it comes a moment later; the time of a test is limited
        time.sleep(0.05)
        at.run()
    assert warm_up.close(PATIENCE)
    assert kept.html() == b""
    assert trainer.fits == 1


def test_it_ends_with_its_table(tmp_path: Path) -> None:
    """Of a table that has changed or gone, its numbers are shown no longer."""
    path = tmp_path / "customers.csv"
    path.write_bytes(b"Age,Churn\n1,No\n")
    stat = path.stat()
    made = Preview()
    assert made.html() == b""
    made.keep("<div></div>", path, stat.st_mtime_ns, stat.st_size)
    assert made.html().startswith(b"<div></div><script>")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert made.html() == b""
    made.keep("<div></div>", path, stat.st_mtime_ns + 1, stat.st_size)
    assert made.html()
    path.unlink()
    assert made.html() == b""


@pytest.mark.parametrize(
    ("address", "shown"), [("/", True), ("/?depth=4", False), ("/?data=sample", False), ("/brief", False)]
)
def test_who_gets_it(address: str, shown: bool) -> None:  # noqa: FBT001 - a case
    """Whoever opens the first page and says nothing; a link that says more shows something else."""

    async def streamlit(_: Scope, __: Receive, send: Send) -> None:
        body = b'<html><body><div id="root"></div></body></html>'
        headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    answer = ask(Styled(streamlit, preview=lambda: b"<p>preview</p>"), address)
    assert (b"<p>preview</p>" in answer.body) == shown
    assert answer.headers["content-length"] == str(len(answer.body))
    assert preview.SCRIPT.is_file()
