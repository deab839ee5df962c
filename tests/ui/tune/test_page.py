"""The page Tune: the map fills, says what is good and how sure that is, and a cell of it sets the sliders."""

import time

import pytest
from streamlit.testing.v1 import AppTest

import churn
from churn.table.dataset import SAMPLE
from churn.tuning.cells import cells_around
from churn.ui import map_of_settings, pacing
from churn.ui.options import Options
from churn.work.progress import Progress
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter
from tests.ui.app import alternative_texts, buttons, go, heading, press, read, rendered, settled, unharmed, visit

FEW = "4"  # trees


def how_far(trainer: Trainer) -> Progress:
    """Return how far the map of the sample at a few trees is."""
    cells = cells_around(churn.RunSpec(churn.ModelSpec(iterations=int(FEW))))
    return trainer.filling.progress(churn.load(SAMPLE), cells.specs)


def filled(at: AppTest, trainer: Trainer) -> AppTest:
    """Wait until all cells are there."""
    end = time.monotonic() + 120
    while how_far(trainer).done < how_far(trainer).total:
        assert time.monotonic() < end
        time.sleep(0.05)
    return at.run()


def said(at: AppTest) -> str:
    """Return all that the page says."""
    return read(" ".join(rendered(at)))


def test_the_map_is_filled_and_a_cell_of_it_chosen(trainer: Trainer) -> None:
    """The button fits all 130 cells; the best and the simplest set the sliders, and their results need no fit."""
    at = visit("Tune", trees=FEW)
    assert unharmed(at)
    assert "One cell is known so far: depth 4, learning rate 0.1" in said(at)
    assert "The map has 1 of 130 cells." in said(at)
    filled(press(at, "Fill the map"), trainer)
    assert unharmed(at)
    assert "The map has all 130 cells." in said(at)
    assert "130 known." not in said(at)
    assert "all 130 cells known" in alternative_texts(at)["score_map"]
    assert len(at.dataframe[0].value) == 130
    assert trainer.fits == 1
    label = next(each for each in buttons(at) if each.endswith("(best)"))
    depth, rate = label.removeprefix("Use depth ").removesuffix(" (best)").split(", learning rate ")
    press(at, label)
    assert (at.slider(key="depth").value, at.select_slider(key="rate").value) == (int(depth), float(rate))
    assert f"Model: depth {depth}, learning rate {rate}, {FEW} trees" in said(at)
    assert heading(go(at, "Train")).startswith(f"Results for depth {depth}, learning rate {rate}")
    assert trainer.fits == 1


def test_stop_and_go_on(trainer: Trainer) -> None:
    """Nothing is begun after a stop, what is known stays, and the button goes on from there."""
    at = visit("Tune", trees="150")
    press(at, "Fill the map")
    assert "Stop filling" in buttons(at)
    press(at, "Stop filling")
    started = trainer.filling.started
    time.sleep(1)
    assert trainer.filling.started == started
    assert "Fill the map" in buttons(at.run())
    press(at, "Fill the map")
    assert "Stop filling" in buttons(at)
    press(at, "Stop filling")


@pytest.mark.parametrize("why", ["it takes little", "it takes long", "the table is large", "the server says so"])
def test_when_the_map_begins_by_itself(why: str, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """To open the page begins a map that takes little; else it says how long it would take, and waits for a click."""
    monkeypatch.setattr(pacing, "FILL", True)
    if why == "it takes long":
        monkeypatch.setattr(map_of_settings, "BY_ITSELF", 0.0)
    if why == "the table is large":
        monkeypatch.setattr(map_of_settings, "MAX_ROWS_UNASKED", 100)
    if why == "the server says so":
        monkeypatch.setattr(map_of_settings, "options", lambda: Options(fill=False))
    at = visit("Tune", trees=FEW)
    assert unharmed(at)
    assert ("Stop filling" in buttons(at)) == (why == "it takes little")
    if why == "it takes little":
        filled(at, trainer)
        assert "The map has all 130 cells." in said(at)
    else:
        assert "The rest takes about" in said(at)
        assert "Fill the map" in buttons(at)


def test_scores_to_compare_by(trainer: Trainer) -> None:
    """Each has its own map; recall asks for the precision; the link keeps both, and refuses what there is not."""
    at = visit("Tune", trees=FEW, map_score="Recall at a precision", map_precision="70%")
    assert unharmed(at)
    assert "recall at a precision of 0.7 or more" in said(at)
    at.segmented_control(key="map_score").set_value("average_precision").run()
    assert "average precision" in said(at)
    at = visit("Tune", trees=FEW, map_score="luck")
    assert "“Compare by” cannot be “luck”" in read(" ".join(each.value for each in at.error))
    assert trainer.fits == 1


def test_more_trees_and_more_customers(trainer: Trainer) -> None:
    """Both are answered below the map, the second one by fits beside the page that count for nothing."""
    at = visit("Tune", trees=FEW, more_trees="true", more_customers="true")
    assert unharmed(at)
    assert "as good as with all" in said(at) or "is clearly worse" in said(at)
    assert "by_trees" in alternative_texts(at)
    end = time.monotonic() + 60
    while "by_customers" not in alternative_texts(at):
        assert time.monotonic() < end
        time.sleep(0.2)
        at.run()
    assert "more data" in said(at).lower()
    assert trainer.fits == 1


def test_whoever_was_away_for_a_moment_has_the_map_go_on(trainer: Trainer) -> None:
    """A list that the server has dropped is wanted again as soon as the page looks how far it is."""
    at = visit("Tune", trees=FEW)
    press(at, "Fill the map")
    trainer.withdraw(Wanter("test session id", map_of_settings.PLACE))
    filled(at.run(), trainer)
    assert "The map has all 130 cells." in said(at)


@pytest.mark.slow
def test_cells_are_judged_by_cross_validation(trainer: Trainer) -> None:
    """It begins on a click only, says how long it takes, and goes on after a stop; a cell that is chosen is trained."""
    at = visit("Tune", trees="3", map_judge="Cross-validation")
    assert unharmed(at)
    assert "The map has 0 of 130 cells. The rest takes about" in said(at)
    press(at, "Fill the map")
    assert unharmed(at)
    press(at, "Stop filling")
    assert "Fill the map" in buttons(at)
    press(at, "Fill the map")
    end = time.monotonic() + 120
    while "The map has all 130 cells." not in said(at.run()):
        assert time.monotonic() < end
        time.sleep(0.2)
    assert unharmed(at)
    assert "as far as these 763 customers can tell" in said(at) or "these 763 customers clearly better" in said(at)
    assert at.dataframe[0].value["Standard error"].notna().all()
    assert trainer.fits == 1
    press(at, next(each for each in buttons(at) if each.endswith("(best)")))
    settled(at)
    assert trainer.fits == 2  # its results on the page's own split
