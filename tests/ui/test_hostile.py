"""Markup in a table's names and values is data: no page makes anything of it."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from churn.show import formats
from tests.ui import tables
from tests.ui.app import answer, figures, go, plain, rendered, settled, unharmed, upload, visit


@pytest.fixture(scope="module")
def app() -> AppTest:
    """Open the dashboard with a table full of markup, from a file with a name to match."""
    at = upload(visit("Data", trees="50"), tables.hostile(), f"{tables.HOSTILE[0]}.csv")
    return settled(answer(at, tables.HOSTILE[1]))  # what leaving is called, no program could guess


@pytest.mark.parametrize("page", ["Train", "Customer", "Decide", "Why", "Data"])
def test_nothing_is_rendered(app: AppTest, page: str) -> None:
    """Whatever Streamlit renders as Markdown contains the markup escaped only."""
    go(app, page)
    assert unharmed(app)
    for markup in tables.HOSTILE:
        assert not [line for line in rendered(app) if markup in line.replace(formats.escape(markup), "")]


def test_labels_read_as_in_the_table(app: AppTest) -> None:
    """Escaped is not mangled: a person reads the very names of the columns."""
    go(app, "Customer")
    read = [plain(line) for line in rendered(app)]
    for markup in tables.HOSTILE[:-1]:
        assert " ".join(markup.split()) in read


def test_charts_show_markup_as_text(app: AppTest) -> None:
    """Plotly, which renders some HTML, gets none from a table."""
    go(app, "Data")
    for name in app.selectbox(key="rate_column").options:
        app.selectbox(key="rate_column").set_value(name).run()
        assert unharmed(app)
        drawn = json.dumps(figures(app)["rates"])
        assert not [tag for tag in ("<img", "<script", "<a") if tag in drawn]


@pytest.mark.parametrize("page", ["Why", "Customer"])
def test_reasons_show_markup_as_text(app: AppTest, page: str) -> None:
    """Names and values in the charts of reasons are text too."""
    go(app, page)
    drawn = json.dumps(figures(app))
    assert "img src" in drawn
    assert not [tag for tag in ("<img", "<script", "<a ") if tag in drawn]


def test_messages_are_escaped() -> None:
    """A message that quotes the file's markup shows it as it is."""
    data = b"![a](http://evil.example/a.png),<b>b</b>\n1,2\n3\n"
    app = upload(visit("Data"), data, "![x](http://evil.example/x.png).csv")
    assert unharmed(app)
    assert len(app.error) == 1
    assert "![x](http://evil.example/x.png)" not in app.error[0].value
    assert "![x](http://evil.example/x.png).csv" in plain(app.error[0].value)


def test_warnings_are_escaped(app: AppTest) -> None:
    """The warning about an unseen value quotes it as it is."""
    go(app, "Customer")
    key = f"c.{tables.HOSTILE[-1]} count"
    app.number_input(key=key).set_value(500).run()
    assert formats.escape(tables.HOSTILE[-1]) in app.warning[0].value
    assert tables.HOSTILE[-1] not in app.warning[0].value


def test_the_question_for_a_target_is_escaped() -> None:
    """The name of a file whose target is unclear is shown as it is."""
    app = upload(visit("Data"), tables.good(target="Result"), "**bold**<br>.csv")
    assert unharmed(app)
    assert not [line for line in rendered(app) if "**bold**" in line]
