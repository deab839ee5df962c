"""The answer for everybody at the top of Train: its sentence, its picture, the campaign, and the ways on."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from churn.quality.landing_charts import KINDS
from tests.ui.app import go, plain, rendered, settled, unharmed, upload, visit

PAGES = ("Train", "Customer", "Why", "Decide", "Brief", "Data", "Tune")


def picture(at: AppTest) -> str:
    """Return the two drawings, as SVG."""
    drawn = [each.value for each in at.markdown if 'class="landing"' in each.value]
    assert [each.count("<svg") for each in drawn] == [1, 1]
    return "".join(drawn)


def dots(at: AppTest) -> list[int]:
    """Return how many dots of each kind the picture has."""
    inside = re.search(r'<g class="dots".*?</g>', picture(at))
    assert inside is not None
    return [inside[0].count(f'class="{kind}"') for kind in KINDS]


def lead(at: AppTest) -> str:
    """Return the first sentence of the page."""
    return plain(at.markdown[0].value)


@pytest.mark.usefixtures("trainer")
def test_the_answer_of_the_travel_table(travel: Path) -> None:
    """28 of 41 flagged left, 40 of 191 in all; the picture follows the threshold without a fit."""
    assert travel.exists()
    at = visit()
    assert lead(at).startswith(
        "About two in three customers we flag really leave; without the model it is about one in five"
    )
    assert dots(at) == [15, 7, 6, 72]
    assert re.search(r"53–80% \(95% interval\)", picture(at))
    assert any("riskiest of 1,000 customers like these: €" in plain(text) for text in rendered(at))
    at.slider(key="threshold").set_value(0.99).run()
    assert sum(dots(at)) == 100
    assert dots(at)[3] > 72
    assert "above 99%" in picture(at)
    at.slider(key="threshold").set_value(0.01).run()
    assert sum(dots(at)) == 100
    assert dots(at)[0] > 15
    assert unharmed(at)


@pytest.mark.usefixtures("trainer")
def test_links_to_pages() -> None:
    """On every page there is a link to each; those to questions do not hold the name of a page."""
    at = visit()
    links = [each.proto.label for each in at.get("page_link")]
    assert links[: len(PAGES)] == list(PAGES)
    questions = links[len(PAGES) :]
    assert questions
    assert not [text for text in questions if any(name.lower() in text.lower() for name in PAGES)]
    assert {each.proto.page for each in at.get("page_link")} == {"", *(name.lower() for name in PAGES[1:])}
    go(at, "Why")
    assert [each.proto.label for each in at.get("page_link")] == list(PAGES)


@pytest.mark.usefixtures("trainer")
@pytest.mark.parametrize("kind", ["chance", "sure", "small"])
def test_other_tables(kind: str) -> None:
    """No knowledge, nothing but knowledge, few customers: an honest sentence, and always a hundred dots."""
    rng = np.random.default_rng(3)
    n = 20 if kind == "small" else 200
    left = rng.permutation(np.arange(n) % 4 == 0)
    told = left if kind == "sure" else rng.permutation(left)
    table = pd.DataFrame({"Visits": 10 * told + rng.integers(0, 5, n), "Churn": np.where(left, "Yes", "No")})
    at = settled(upload(visit("Data"), table.to_csv(index=False).encode()))
    go(at, "Train")
    assert sum(dots(at)) == 100
    if kind == "sure":
        assert lead(at).startswith("All ")
    else:
        assert "not clearly better than chance" in lead(at) or "cannot be said" in lead(at)
        assert "expected" not in " ".join(plain(text) for text in rendered(at) if "Contact" in text)
    assert unharmed(at)
