"""Charts of reasons show the contributions that they were given, with units, and make nothing of markup."""

import html

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from churn.explanation import chart as explanation_chart
from churn.explanation.overview import Overview, Unit
from churn.explanation.reasons import Reasons
from churn.show import chart
from tests.figures import notes
from tests.ui.tables import HOSTILE


def overview(n: int = 40, columns: tuple[str, ...] = ("Plan", "Age"), level: str = "gold") -> Overview:
    """Make up n customers; the first column is a category, the others are numbers, the last matters most."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({name: rng.integers(20, 60, n).astype(float) for name in columns})
    frame[columns[0]] = pd.Categorical(np.where(np.arange(n) % 2 == 0, level, "basic"))
    frame.iloc[0, -1] = np.nan
    points = rng.normal(0, 0.05, (n, len(columns))) * (1 + np.arange(len(columns)))
    y = rng.integers(0, 2, n).astype(np.int8)
    return Overview(frame, y, np.arange(n), Reasons(columns, points, 0.3, 200), 10 * points, n, int(y.sum()))


def one_level(name: str, odds: float) -> pd.DataFrame:
    """Return what five customers of one level, one of whom left, have as effect on the odds."""
    known = {"level": [name], "customers": [5], "churned": [1], "rate": [0.2], "explained": [5], "points": [0.0]}
    return pd.DataFrame({**known, "odds": [odds], "low": [odds], "high": [odds]})


def one(points: list[float], start: float = 0.2) -> Reasons:
    """Return one customer's reasons."""
    return Reasons(tuple(f"c{place}" for place in range(len(points))), np.array([points]), start, 200)


@pytest.mark.parametrize(("unit", "factor", "title"), [("points", 100, "(points)"), ("log_odds", 1, "(log-odds)")])
def test_importance(unit: Unit, factor: float, title: str) -> None:
    """One bar a column, the most important on top, with the unit on the axis."""
    explained = overview()
    figure = explanation_chart.importance(explained, unit)
    assert list(figure.data[0].y) == explained.ranked(unit) == ["Age", "Plan"]
    means = factor * np.abs(explained.contributions(unit)).mean(axis=0)[::-1]
    np.testing.assert_allclose(figure.data[0].x, means)
    assert figure.layout.xaxis.title.text.endswith(title)
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.title.text == "How much each column contributes"


def test_beeswarm() -> None:
    """Each customer has a dot a column, at the contribution, with the value in words; numbers and levels apart."""
    explained = overview()
    numbers, levels = explanation_chart.beeswarm(explained, "points").data
    np.testing.assert_allclose(numbers.x, 100 * explained.reasons.points[:, 1])
    np.testing.assert_allclose(levels.x, 100 * explained.reasons.points[:, 0])
    assert levels.customdata[0] == "Plan: gold"
    assert levels.customdata[1] == "Plan: basic"
    assert numbers.customdata[0] == "Age: unknown"
    assert len(set(levels.marker.color)) == 2
    assert np.abs(numbers.y - 0).max() < 0.5  # Age, the most important, is on top
    assert np.abs(levels.y - 1).max() < 0.5


def test_beeswarm_is_thinned() -> None:
    """A browser gets at most 300 customers and ten columns."""
    figure = explanation_chart.beeswarm(overview(2_000, tuple(f"c{number}" for number in range(30))), "points")
    assert sum(len(trace.x) for trace in figure.data) == explanation_chart.MAX_DOTS * 10


def test_equal_contributions_do_not_hide_each_other() -> None:
    """Dots at the same place are stacked."""
    array = np.zeros((50, 1))
    frame = pd.DataFrame({"Age": np.arange(50.0)})
    reasons = Reasons(("Age",), array, 0.3, 200)
    explained = Overview(frame, np.zeros(50, dtype=np.int8), np.arange(50), reasons, array, 50, 0)
    (dots,) = explanation_chart.beeswarm(explained, "points").data
    assert len(set(dots.y)) == 50
    assert np.abs(dots.y).max() < 0.5


def test_dependence() -> None:
    """Above the factor on the odds with its spread, below the observed churn rate with its count and interval."""
    levels = pd.DataFrame(
        {
            "level": ["No", "Yes"],
            "customers": [608, 1286],
            "churned": [69, 661],
            "rate": [69 / 608, 661 / 1286],
            "explained": [50, 90],
            "points": [-0.084, 0.194],
            "odds": [0.47, 5.9],
            "low": [0.33, 3.8],
            "high": [0.6, 10.5],
        }
    )
    figure = explanation_chart.dependence(levels, "FrequentFlyer")
    dots, words, bars, shares = figure.data
    assert list(dots.y) == [0.47, 5.9]
    np.testing.assert_allclose(dots.error_y.array, [0.13, 4.6])
    np.testing.assert_allclose(dots.error_y.arrayminus, [0.14, 2.1])
    assert list(words.text) == ["×0.47", "×5.9"]
    assert list(shares.text) == ["11%<br>of 608", "51%<br>of 1,286"]
    low, high = np.array(
        [binomtest(69, 608).proportion_ci(method="wilson"), binomtest(661, 1286).proportion_ci(method="wilson")]
    ).T
    np.testing.assert_allclose(bars.error_y.array, 100 * high - bars.y, atol=1e-3)
    np.testing.assert_allclose(bars.error_y.arrayminus, bars.y - 100 * low, atol=1e-3)
    np.testing.assert_allclose(bars.y, [11.349, 51.400], atol=1e-3)
    assert figure.layout.yaxis.type == "log"
    assert "×1" in figure.layout.yaxis.ticktext
    assert figure.layout.xaxis.type == "category"
    assert figure.layout.xaxis.title.text == "FrequentFlyer"


@pytest.mark.parametrize(
    ("odds", "written"),
    [
        (0.47, "×0.47"),
        (1.0, "×1"),
        (5.86, "×5.9"),
        (10.4, "×10"),
        (221.0, "×220"),
        (184_000.0, "×180,000"),
        (0.00042, "×0.00042"),
        (9.96, "×10"),
        (1.8e9, "×1.8·10<sup>9</sup>"),
        (1e-9, "×1·10<sup>-9</sup>"),
        (1.02, "×1.02"),
        (0.9984, "×0.998"),
        (1.1, "×1.1"),
    ],
)
def test_factors_are_written_out(odds: float, written: str) -> None:
    """Two digits count; nobody reads e-notation, and only an enormous factor is a power of ten."""
    levels = one_level("a", odds)
    assert list(explanation_chart.dependence(levels, "Plan").data[1].text) == [written]


@pytest.mark.parametrize(
    "odds", [1.0, 1.0004, 0.999, 0.98, 1.02, 0.91, 1.1, 0.7, 1.6, 4.0, 26, 1e-9, 1e12, 1e-320, 1e308]
)
def test_dependence_of_any_size_has_an_axis(odds: float) -> None:
    """No effect, a tiny and an enormous one all get an axis with ×1 and a few other marks on it, which differ."""
    levels = one_level("a", odds)
    axis = explanation_chart.dependence(levels, "Plan").layout.yaxis
    shown = [tick for tick in axis.tickvals if axis.range[0] <= np.log10(tick) <= axis.range[1]]
    assert 1.0 in shown
    assert 3 <= len(shown) <= 8
    assert len(set(axis.ticktext)) == len(axis.ticktext)


@pytest.mark.parametrize(("churned", "customers"), [(5, 5), (9, 10), (1, 1), (0, 4), (1, 10_000)])
def test_no_share_of_a_level_beyond_all(churned: int, customers: int) -> None:
    """The axis of shares ends at 100% at the latest and has the whole interval on it."""
    level = one_level("a", 1.0).assign(churned=churned, customers=customers, rate=churned / customers)
    figure = explanation_chart.dependence(level, "Plan")
    bars, (low, high) = figure.data[2], figure.layout.yaxis2.range
    assert low == 0
    assert bars.y[0] + bars.error_y.array[0] <= high + 1e-9
    assert high <= 100


def test_words_of_dots_stay_off_the_line() -> None:
    """A factor is written on the far side of its dot, seen from ×1."""
    two = pd.concat([one_level("a", 0.98), one_level("b", 1.0)], ignore_index=True)
    words = explanation_chart.dependence(two, "Plan").data[1]
    assert words.y[0] < 0.98
    assert words.y[1] > 1
    assert list(words.textposition) == ["bottom center", "top center"]


def test_shares_of_many_levels_stand_in_their_names() -> None:
    """Side by side there is no room for them above the bars."""
    many = pd.concat([one_level(f"level {number}", 1.0) for number in range(20)], ignore_index=True)
    figure = explanation_chart.dependence(many, "Plan")
    assert figure.layout.xaxis.ticktext[3] == "level 3: 20% of 5"
    assert list(figure.layout.xaxis.tickvals) == [f"level {number}" for number in range(20)]
    assert not figure.data[3].text


def test_waterfall_adds_up() -> None:
    """From the average, largest step first, to the customer; the steps add up; the threshold is marked."""
    reasons = one([0.05, -0.1, 0.3])
    figure = explanation_chart.waterfall(reasons, ["x", "28", "unknown"], 0.4)
    bars = figure.data[0]
    assert list(bars.y) == ["Average of 200 customers", "c2: unknown", "c1: 28", "c0: x", "This customer"]
    assert list(bars.measure) == ["absolute", "relative", "relative", "relative", "total"]
    np.testing.assert_allclose(bars.x, [20, 30, -10, 5, 45])
    assert sum(bars.x[:-1]) == pytest.approx(bars.x[-1], abs=1e-6)
    assert list(bars.text) == ["20.0%", "+30.0", "−10.0", "+5.0", "45.0%"]
    assert list(figure.data[1].text) == [f" {text}" for text in bars.text], "beside the chart, where nothing crosses"
    assert figure.layout.shapes[0].x0 == 40
    assert figure.layout.xaxis.title.text == "Churn probability (%)"
    assert notes(figure) == ["threshold 40%"]


@pytest.mark.parametrize(("end", "text"), [(0.0004, "below 0.1%"), (0.9997, "above 99.9%")])
def test_waterfall_ends_as_the_sentence_does(end: float, text: str) -> None:
    """A probability that is neither 0 nor 1 is not written as one."""
    bars = explanation_chart.waterfall(one([end - 0.2]), ["x"], 0.4).data[0]
    assert bars.text[-1] == html.escape(text)


def test_level_that_nobody_explained_has() -> None:
    """It has no dot; its customers are counted all the same."""
    two = pd.concat([one_level("a", 2.0), one_level("b", np.nan).assign(explained=0)], ignore_index=True)
    dots, words, bars, _ = explanation_chart.dependence(two, "Plan").data
    assert list(dots.x) == list(words.x) == ["a"]
    assert list(bars.x) == ["a", "b"]


def test_only_nothing_reads_as_zero() -> None:
    """What is too small to be written is called smaller, in steps and in shares."""
    steps = explanation_chart.waterfall(one([0.0004, -0.0004, 0.0]), ["v"] * 3, 0.5).data[0].text[1:-1]
    assert sorted(steps) == ["&lt;0.1", "&lt;0.1", "0"]
    rare = one_level("a", 1.0).assign(customers=1_000, rate=0.001)
    assert explanation_chart.dependence(rare, "Plan").data[3].text[0].startswith("&lt;1%")


@pytest.mark.parametrize(
    ("start", "points", "drawn"),
    [
        (0.2, [0.9, -0.2], [20, -20, 90, 90]),
        (0.2, [-0.4, 0.3], [20, 30, -40, 10]),
        (0.1, [-0.3, 0.2, 0.15], [10, 20, -30, 15, 15]),
        (0.5, [0.6, -0.6], [50, 50, -50, 50]),
        (0.03, [-0.5, 0.5], [3, 50, -50, 3]),
    ],
)
def test_no_probability_beyond_none_and_all(start: float, points: list[float], drawn: list[float]) -> None:
    """Nothing is drawn below 0 or above 100%: the steps have another order there, or end; their texts are whole."""
    figure = explanation_chart.waterfall(one(points, start), ["v"] * len(points), 0.5)
    bars, axis = figure.data[0], figure.layout.xaxis
    assert list(bars.x) == pytest.approx(drawn)
    reached = np.cumsum(bars.x[:-1])
    assert reached.min() >= -1e-6
    assert reached.max() <= axis.range[1] <= 100
    assert axis.range[0] == min(axis.tickvals) == 0
    assert max(axis.tickvals) <= axis.range[1]
    steps = [f"{'+' if each > 0 else '−'}{abs(100 * each):.1f}" for each in points]
    assert sorted(bars.text[1:-1]) == sorted(steps)


def test_a_cut_step_is_said() -> None:
    """Where no order of the steps keeps within 0 and 100%, the axis says that bars end there; elsewhere not."""
    cut, whole = (explanation_chart.waterfall(one(each, 0.5), ["v"] * 2, 0.5) for each in ([0.6, -0.6], [0.4, -0.4]))
    assert cut.layout.xaxis.title.text == "Churn probability (%)<br>bars end at 0 and 100%,<br>their numbers are whole"
    assert whole.layout.xaxis.title.text == "Churn probability (%)"


def test_waterfall_of_many_columns() -> None:
    """Beyond ten columns the rest is one step, and it still adds up."""
    figure = explanation_chart.waterfall(one([0.01] * 12, start=0.3), ["v"] * 12, 0.5)
    bars = figure.data[0]
    assert bars.y[-2] == "2 other columns"
    assert sum(bars.x[:-1]) == pytest.approx(bars.x[-1], abs=1e-6)


@pytest.mark.parametrize("markup", HOSTILE)
def test_markup_is_text(markup: str) -> None:
    """Names and values reach plotly without a tag."""
    explained = overview(columns=(markup, "Age"), level=markup)
    reasons = Reasons((markup,), np.array([[0.1]]), 0.2, 200)
    levels = one_level(markup, 1.0)
    shown = [
        explanation_chart.importance(explained, "points").data[0].y[1],
        explanation_chart.beeswarm(explained, "points").data[1].customdata[0],
        explanation_chart.waterfall(reasons, [markup], 0.5).data[0].y[1],
        explanation_chart.dependence(levels, markup).data[2].x[0],
        explanation_chart.dependence(levels, markup).layout.xaxis.title.text,
    ]
    for label in shown:
        assert "<" not in label
        assert markup[:10] in html.unescape(label)


@pytest.mark.parametrize(("probability", "colour"), [(0.5, chart.STAYED), (0.501, chart.LEFT)])
def test_probability_bar(probability: float, colour: str) -> None:
    """The bar is as long as the probability in percent, and takes the colour of leavers above the threshold."""
    figure = explanation_chart.probability_bar(probability, 0.5)
    assert figure.data[0].x[0] == pytest.approx(100 * probability)
    assert figure.data[0].marker.color == colour
    assert notes(figure) == ["threshold 50%"]
    assert figure.layout.shapes[0].x0 == 50
    assert figure.layout.xaxis.range == (0, 100)
    assert figure.layout.xaxis.title.text == "Churn probability (%)"
