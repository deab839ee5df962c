"""Wording: one word for one thing on every page, and none that needs a dictionary."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from streamlit.testing.v1 import AppTest

from churn.table.reading import MAX_BYTES
from tests.ui.app import alternative_texts, figures, go, plain, rendered, visit

PAGES: Final = ("Train", "Customer", "Why", "Decide", "Brief", "Data", "Tune")
SECTIONS: Final = ("curves", "segments", "stability", "profiles", "baselines")
TABS: Final = ("ROC", "Precision–recall", "Calibration", "Gains")
# What a page says instead: left, leavers, riskiest; limit or best possible; groups; test customers; percents.
BANNED: Final = {
    "customers leave, they do not churn": r"\bchurn(?! (rate|probability|dashboard)\b)\w*",
    "the riskiest have no second name": r"\blikeliest\b|\bmost at risk\b",
    "no word of statisticians": r"\b(nats?|ceiling|quantiles?|bootstrap\w*|wilson|clopper|stratif\w+|bins?|held.out)\b",
    "no phrase that nobody says": r"\bper as many\b",
    "customers are training, validation or test customers": r"\btrain customers\b|\b(train|test) part\b",
    "a threshold is in percent": r"\bthresholds?( of| is)? 0?\.\d",
    "a threshold has the digits it has": r"\bthresholds?( of| is)? \d+\.0+ ?%",
    "a file may have 200 MB": r"\b201 ?MB\b",
    "an interval has a dash, and a word only beside a minus": r"\b95% interval (€ ?)?[\d.,]+%? to ",
}
ALL: Final = re.compile("|".join(f"(?:{each})" for each in BANNED.values()), re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    ["Churned", "12 churners", "a churned one", "nats", "Baselines and ceiling", "threshold 0.50", "threshold of 50.0%",
     "Per 100 train customers", "201MB per file", "in ten bins", "(Wilson)", "the test part",
     "(95% interval 9.1% to 14.1%)", "95% interval € 10 to € 20"],
)  # fmt: skip
def test_what_is_not_said_is_found(text: str) -> None:
    """The search finds what it looks for."""
    assert ALL.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Churn rate by Age",
        "the churn probability",
        "Threshold 50%",
        "a gain of 0.501",
        "combined",
        "test customers",
        "(95% interval 9.1–14.1%)",
        "95% interval −0.03 to 0.02",
        "the interval of 1 to 3 rows",
    ],
)
def test_what_may_be_said_is_not_found(text: str) -> None:
    """Names of fields and the words that stand for the others are none of it."""
    assert not ALL.search(text)


@pytest.fixture(scope="module")
def pages() -> dict[str, list[str]]:
    """Return everything that each page says of the synthetic sample, all sections open."""
    at = visit(**dict.fromkeys(SECTIONS, "true"))
    said = {}
    for page in PAGES:
        said[page] = list(everything(at if page == "Train" else go(at, page)))
    return said


def everything(at: AppTest) -> Iterator[str]:
    """Yield what a page says: texts, labels, help, options, cells of tables, and what stands on its charts."""
    yield from (plain(text) for text in rendered(at) if not text.startswith("<script"))
    yield from alternative_texts(at).values()
    for figure in figures(at).values():
        yield from drawn(figure)
    for choice in (*at.selectbox, *at.segmented_control, *at.multiselect):
        yield from map(str, choice.options)
    for table in (*at.table, *at.dataframe):
        frame = table.value
        yield from (plain(str(each)) for each in (*frame.columns, *frame.index, *frame.to_numpy().ravel()))


def drawn(part: Any) -> Iterator[str]:  # noqa: ANN401 - of a chart, whatever it holds
    """Yield the texts on a chart: titles, legends, annotations, ticks, and what a mouse reads."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(value, str) and name in {"text", "title", "name", "hovertemplate", "ticktext"}:
            yield value
        elif isinstance(value, dict | list):
            yield from drawn(value)


@pytest.mark.parametrize("page", PAGES)
def test_one_word_for_one_thing(pages: dict[str, list[str]], page: str) -> None:
    """No text of a page, its sections open, has a word or a number in a form that it does not use."""
    said = "\n".join(pages[page])
    found = [found[0] for form in BANNED.values() for found in re.finditer(form, said, re.IGNORECASE)]
    assert found == []


def test_sections_were_open(pages: dict[str, list[str]]) -> None:
    """The texts are those of the sections, too: curves, segments, profiles and simple models."""
    train = "\n".join(pages["Train"])
    for words in ("ROC curve, test", "Churn rate by", "A profile is what", "Best possible", "Left", "Trains depth 4"):
        assert words in train


@pytest.mark.parametrize(("page", "key"), [("Data", "file"), ("Decide", "customers")])
def test_the_field_names_the_limit(page: str, key: str) -> None:
    """Where a file is brought, the field and its label say what reading a file allows: 200 MB."""
    field = visit(page).file_uploader(key=key)
    assert field.proto.max_upload_size_mb == MAX_BYTES / 2**20 == 200
    assert "up to 200 MB" in field.label
