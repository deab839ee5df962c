"""Train: from the first visit to new numbers."""

import io
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import local_script_runner

import churn
from churn import SplitSpec
from churn.model.split import split
from churn.scores.metrics import METRICS
from churn.show import formats
from churn.table.dataset import SAMPLE
from churn.ui import map_of_settings, pacing, progress, settings, shared, sidebar, view
from churn.ui.options import Options
from churn.ui.settings import SidebarValues
from churn.work.store import memory_store
from churn.work.trainer import Trainer
from churn.work.wishes import Wanter
from tests.ui import tables
from tests.ui.app import (
    alternative_texts,
    buttons,
    figures,
    go,
    heading,
    messages,
    metrics,
    plain,
    press,
    read,
    rendered,
    scores_table,
    settled,
    unharmed,
    upload,
    visit,
    visit_at_once,
    waiting,
)

SLOW = {"trees": "5000", "depth": "10"}
"""Settings that take seconds, so that a test can look at a fit under way."""


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no page stay with a fit that has just begun: it takes longer anyway."""
    monkeypatch.setattr(pacing, "PATIENCE", 0.0)


def test_first_visit_shows_the_default_run(trainer: Trainer) -> None:
    """Nobody has to click: the defaults are trained on the sample, once, and their scores are on the page."""
    at = visit()
    assert unharmed(at)
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    test = churn.train(churn.load(SAMPLE)).scores["test"]
    assert metrics(at) == {
        "Precision on test customers": formats.score(test.precision),
        "Recall on test customers": formats.score(test.recall),
    }
    assert trainer.fits == 1
    assert any("synthetic sample" in line for line in rendered(at))
    assert any("Synthetic sample" in caption.value for caption in at.sidebar.caption)


def test_next_visitor_sees_the_same_run_at_once(trainer: Trainer) -> None:
    """What one viewer has trained is there for all."""
    visit()
    at = visit_at_once()
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert waiting(at) is None
    assert trainer.fits == 1


def test_next_visitor_has_the_same_sidebar(trainer: Trainer) -> None:
    """Who is shown what is known before the sidebar is drawn gets every control all the same, and it works."""
    before, at = visit(), visit_at_once()
    assert [type(control) for control in at.sidebar] == [type(control) for control in before.sidebar]
    assert [control.label for control in at.sidebar.slider] == ["Tree depth", "Threshold"]
    at.slider(key="depth").set_value(2).run()
    assert any("depth 2, learning rate 0.1" in each.value for each in at.sidebar.caption)
    assert heading(settled(press(at, "Train"))) == "Results for depth 2, learning rate 0.1"
    assert trainer.fits == 2


def test_every_control_brings_back_what_it_trained(trainer: Trainer) -> None:
    """Whatever was trained is shown by every control alike, first and again, without training."""
    at = visit(trees="50")
    for key, value in {"l2": 5.0, "seed": 7, "test": 0.25, "validation": 0.3, "trees": 100}.items():
        at.number_input(key=key).set_value(value).run()
        settled(press(at, "Train"))
    settled(press(at.slider(key="depth").set_value(3).run(), "Train"))
    settled(press(at.select_slider(key="rate").set_value(0.2).run(), "Train"))
    settled(press(at.selectbox(key="split_box").set_value("profiles").run(), "Train"))
    found = heading(at)
    for by in ("automatic", "profiles"):
        at.selectbox(key="split_box").set_value(by).run()
    at.slider(key="threshold").set_value(0.3).run()
    assert (heading(at), trainer.fits) == (found, 9)
    assert any("above 30%" in caption.value for caption in at.caption)


@pytest.fixture
def said_and_read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[SidebarValues, SidebarValues | None]]:
    """Write down, run by run, what the sidebar says and what was read before it was drawn."""
    drawn, read = sidebar.show, settings.known_sidebar_values
    pairs = list[tuple[SidebarValues, SidebarValues | None]]()

    def show() -> sidebar.Sidebar:
        before = read()
        now = drawn()
        pairs.append((now.says, before))
        return now

    monkeypatch.setattr(sidebar, "show", show)
    return pairs


def test_what_is_read_is_what_the_sidebar_says(
    said_and_read: list[tuple[SidebarValues, SidebarValues | None]],
) -> None:
    """Whichever control is moved, the viewer's session has its value before the sidebar is drawn."""
    at = visit()
    at.number_input(key="trees").set_value(50).run()
    settled(press(at.slider(key="depth").set_value(2).run(), "Train"))
    at.slider(key="depth").set_value(4).run()
    at.slider(key="threshold").set_value(0.3).run()
    press(at, "50%")
    at.toggle(key="auto").set_value(True).run()
    at.select_slider(key="rate").set_value(0.2).run()
    at.selectbox(key="split_box").set_value("profiles").run()
    for page in ("Decide", "Train"):
        go(at, page)
    at.number_input(key="test").set_value(0.25).run()
    assert len(said_and_read) >= 12
    assert all(said == read for said, read in said_and_read)
    assert said_and_read[-1][0].spec == churn.RunSpec(
        churn.ModelSpec(depth=4, learning_rate=0.2, iterations=50), SplitSpec(test_share=0.25, grouped=True)
    )


def test_what_the_address_says_is_for_the_sidebar_to_check(
    said_and_read: list[tuple[SidebarValues, SidebarValues | None]],
) -> None:
    """On a first visit with settings in the address the sidebar comes first, later it need not."""
    at = visit_at_once(depth="3", data="sample")
    at.run()
    assert [read is None for _, read in said_and_read] == [True, False]
    assert all(said.spec.model.depth == 3 for said, _ in said_and_read)


def test_back_and_forward_in_the_browsers_history(
    said_and_read: list[tuple[SidebarValues, SidebarValues | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the address counts, and what the session holds is of the page that was left."""
    at = visit()
    at.slider(key="depth").set_value(2).run()
    settled(press(at, "Train"))
    at.slider(key="threshold").set_value(0.3).run()
    monkeypatch.setattr(local_script_runner, "RerunData", partial(RerunData, is_history_navigation=True))
    at.query_params.clear()
    at.run()
    assert said_and_read[-1][1] is None
    assert said_and_read[-1][0].spec == churn.RunSpec()
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    at.query_params["depth"] = "2"
    at.run()
    assert heading(at) == "Results for depth 2, learning rate 0.1"
    assert at.slider(key="threshold").value == 0.5


def test_a_link_with_settings_is_not_taken_for_the_default(trainer: Trainer) -> None:
    """The default run is known, but the address asks for another one."""
    visit()
    assert heading(visit(depth="2")) == "Results for depth 2, learning rate 0.1"
    assert trainer.fits == 2


@pytest.fixture
def _filling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server fit what nobody has asked for, as it does by default."""
    monkeypatch.setattr(pacing, "FILL", True)


def filled(trainer: Trainer, **settings: float) -> None:
    """Wait until settings of the sample are fitted."""
    dataset, spec = churn.load(SAMPLE), churn.RunSpec(churn.ModelSpec(**settings))  # type: ignore[arg-type]
    end = time.monotonic() + 60
    while not trainer.filling.progress(dataset, [spec]).done:
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.usefixtures("_filling")
def test_resting_settings_have_a_head_start(trainer: Trainer) -> None:
    """They are fitted meanwhile, before all others; whoever presses Train finds them, and no fit is begun."""
    at = visit()
    at.number_input(key="trees").set_value(50).run()
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    filled(trainer, iterations=50)
    assert (trainer.fits, trainer.settings_tried(churn.load(SAMPLE), SplitSpec())) == (1, 1)
    settled(press(at, "Train"))
    assert "50 trees" in heading(at)
    assert trainer.fits == 1


@pytest.mark.usefixtures("_filling")
def test_every_position_of_the_sliders_answers_at_once(trainer: Trainer) -> None:
    """A slider moved to what is fitted shows its results without Train and without a fit; that counts as a look."""
    at = visit(trees="30")
    dataset = churn.load(SAMPLE)
    for position in ({"depth": 6}, {"learning_rate": 0.5}):
        filled(trainer, iterations=30, **position)
    tried = trainer.settings_tried(dataset, SplitSpec())
    at.slider(key="depth").set_value(6).run()
    assert heading(at).startswith("Results for depth 6, learning rate 0.1")
    assert (trainer.fits, trainer.settings_tried(dataset, SplitSpec())) == (1, tried + 1)
    expected = churn.train(dataset, churn.RunSpec(churn.ModelSpec(depth=6, iterations=30))).scores["test"]
    assert metrics(at)["Recall on test customers"] == formats.score(expected.recall)


@pytest.mark.usefixtures("_filling")
@pytest.mark.usefixtures("_impatient")
def test_nothing_is_fitted_unasked_that_was_stopped(trainer: Trainer) -> None:
    """Stop means stop: the fit begins again on a click only."""
    at = visit()
    for name, value in SLOW.items():
        widget = at.number_input(key=name) if name == "trees" else at.slider(key=name)
        widget.set_value(int(value))
    press(press(at.run(), "Train"), "Stop")
    at.run()
    stopped = churn.RunSpec(churn.ModelSpec(depth=10, iterations=5000))
    assert all(
        stopped not in each.specs
        for each in trainer.filling._lists.values()  # noqa: SLF001 - what is wanted has no public name
    )
    assert trainer.fits == 2


@pytest.mark.usefixtures("_filling")
@pytest.mark.parametrize("why", ["the server says so", "the table is large"])
def test_where_nothing_is_fitted_unasked(why: str, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a head start nor a map."""
    if why == "the server says so":
        monkeypatch.setattr(map_of_settings, "options", lambda: Options(fill=False))
    at = visit()
    if why == "the table is large":
        trainer.withdraw(Wanter("test session id", map_of_settings.PLACE))
        monkeypatch.setattr(map_of_settings, "MAX_ROWS_UNASKED", 953)
        started = trainer.filling.started
    else:
        started = 0
    at.slider(key="depth").set_value(9).run()
    time.sleep(0.2)
    assert (trainer.filling.started, heading(at)) == (started, "Results for depth 4, learning rate 0.1")


@pytest.mark.usefixtures("travel")
def test_the_tutorials_figures() -> None:
    """On the real table, the page shows the tutorial's result to three decimals."""
    at = visit()
    assert metrics(at) == {"Precision on test customers": "0.683", "Recall on test customers": "0.700"}
    assert any("after 232 of 500 trees" in caption.value for caption in at.caption)
    table = scores_table(at)
    assert table.columns.tolist() == ["Train", "Validation", "Test"]
    assert list(table.loc["Precision"]) == ["0.899", "0.763", "0.683"]
    assert list(table.loc["Recall"]) == ["0.789", "0.784", "0.700"]
    assert list(table.loc["ROC AUC"]) == ["0.982", "0.958", "0.938"]
    assert list(table.loc["Customers"]) == ["610", "153", "191"]
    assert list(table.loc["Left"]) == ["147", "37", "40"]


def test_every_score_of_every_split_is_on_the_page(travel: Path) -> None:
    """The table holds the seven scores of `churn.train` on the three splits, to three decimals."""
    scores = churn.train(churn.load(travel)).scores
    expected = {
        formats.PART_LABELS[part]: [f"{getattr(of_part, name):.3f}" for name in METRICS]
        for part, of_part in scores.items()
    }
    table = scores_table(visit())
    assert table.loc[[metric.label for metric in METRICS.values()]].to_dict("list") == expected


def test_matrix_in_counts(travel: Path) -> None:
    """The confusion matrix shows the customers of the chosen split, test at first, and says so to a screen reader."""
    at = visit()
    evaluation = churn.train(churn.load(travel)).evaluation
    test, train = evaluation.confusion("test"), evaluation.confusion("train")
    for part, counts in (("test", test), ("train", train)):
        alternative = alternative_texts(at)["matrix"]
        for count in (counts.tp, counts.fn, counts.fp, counts.tn):
            assert f"{count}" in alternative
        assert part in alternative.lower()
        drawn = " ".join(note["text"] for note in figures(at)["matrix"]["layout"]["annotations"])
        assert all(f">{count}<" in drawn for count in (counts.tp, counts.fn, counts.fp, counts.tn))
        at.button_group(key="matrix_part").set_value("train").run()
    assert heading(at) == "Results for depth 4, learning rate 0.1"


def test_curve_marks_the_best_iteration(travel: Path) -> None:
    """The learning curve has both splits, named axes and the number of trees that were kept."""
    assert travel.exists()
    figure = figures(visit())["curve"]
    assert {line["name"] for line in figure["data"]} == {"Train", "Validation"}
    assert any("232" in note["text"] for note in figure["layout"]["annotations"])
    assert figure["layout"]["xaxis"]["title"]["text"]
    assert figure["layout"]["yaxis"]["title"]["text"]


def test_one_sentence_on_overfitting(travel: Path) -> None:
    """The page says the gap in ROC AUC, no threshold moves it, and a simpler setting is weighed once it is trained."""
    run = churn.train(churn.load(travel))
    train, test = run.scores["train"].roc_auc, run.scores["test"].roc_auc
    shared.intervals(run)
    at = visit()

    def said() -> str:
        (sentence,) = (line for line in rendered(at) if "overfits" in line)
        return sentence

    first = said()
    assert first.startswith(f"ROC AUC is {train:.3f} on the customers the model learned from and {test:.3f} on test")
    assert "(95% interval 0." in first
    assert "none was trained on this split so far" in first
    at.slider(key="threshold").set_value(0.2).run()
    assert said() == first
    at.slider(key="depth").set_value(2).run()
    settled(press(at, "Train"))
    at.slider(key="depth").set_value(4).run()
    assert "The one simpler setting trained so far is not clearly better on the validation customers" in said()


@pytest.mark.usefixtures("travel")
def test_train_says_whether_probabilities_are_right() -> None:
    """One sentence: what they add up to, and the slope, on the test customers."""
    at = visit()
    assert unharmed(at)
    said = "\n".join(map(read, rendered(at)))
    assert (
        "Can the probabilities be believed? Nothing speaks against it: on the 191 test customers they add up to 42.2 "
        "leavers, and 40 left (chance allows 35–50), and high and low ones are about as far apart as they should be "
        "(slope 0.99, 95% interval 0.68–1.29; 1 is right)." in said
    )


def test_slider_keeps_the_old_results_and_names_them(trainer: Trainer) -> None:
    """Numbers never change their meaning: they stay, under the settings they belong to, beside an invitation."""
    at = visit()
    before = metrics(at), scores_table(at).to_dict()
    at.slider(key="depth").set_value(2).run()
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert (metrics(at), scores_table(at).to_dict()) == before
    assert any("Not trained yet: depth 2, learning rate 0.1" in each.value for each in at.sidebar.caption)
    assert trainer.fits == 1


def test_train_shows_new_results_and_the_old_ones_return_at_once(trainer: Trainer) -> None:
    """Train replaces the numbers; settings that were trained before need no second fit."""
    at = visit()
    first = scores_table(at).to_dict()
    at.slider(key="depth").set_value(2).run()
    settled(press(at, "Train"))
    assert heading(at) == "Results for depth 2, learning rate 0.1"
    assert scores_table(at).to_dict() != first
    assert not at.info
    at.slider(key="depth").set_value(4).run()
    assert waiting(at) is None
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert scores_table(at).to_dict() == first
    assert trainer.fits == 2


def test_every_setting_reaches_the_model(trainer: Trainer) -> None:
    """What the sidebar says is what is trained."""
    at = visit()
    at.slider(key="depth").set_value(3)
    at.select_slider(key="rate").set_value(0.2)
    at.number_input(key="trees").set_value(100)
    at.number_input(key="l2").set_value(5.0)
    at.number_input(key="seed").set_value(7)
    at.number_input(key="test").set_value(0.25)
    at.number_input(key="validation").set_value(0.3)
    at.selectbox(key="split_box").set_value("profiles")
    settled(press(at.run(), "Train"))
    expected = churn.RunSpec(
        churn.ModelSpec(depth=3, learning_rate=0.2, iterations=100, l2_leaf_reg=5.0, seed=7),
        SplitSpec(test_share=0.25, validation_share=0.3, seed=7, grouped=True),
    )
    assert heading(at) == f"Results for {formats.settings(expected)}"
    run = churn.train(churn.load(SAMPLE), expected)
    assert list(scores_table(at).loc["Log loss"]) == [formats.score(each.log_loss) for each in run.scores.values()]
    assert trainer.fits == 2


def test_train_as_i_move_the_sliders(trainer: Trainer) -> None:
    """With the toggle on, a moved slider trains by itself; with it off again, it does not."""
    at = visit(auto="true")
    at.slider(key="depth").set_value(3).run()
    settled(at)
    assert heading(at) == "Results for depth 3, learning rate 0.1"
    at.toggle(key="auto").set_value(False)
    at.slider(key="depth").set_value(2).run()
    assert heading(at) == "Results for depth 3, learning rate 0.1"
    assert trainer.fits == 2


@pytest.mark.usefixtures("_impatient")
def test_a_fit_under_way_is_on_every_page(trainer: Trainer) -> None:
    """While it trains, the page says how far it is and offers Stop, and the previous results stay."""
    at = visit()
    at.slider(key="depth").set_value(10)
    at.number_input(key="trees").set_value(5000)
    press(at.run(), "Train")
    for page in ("Train", "Customer", "Data"):
        go(at, page)
        assert unharmed(at)
        assert "Stop" in buttons(at)
        assert "of 5,000 trees" in at.get("progress")[0].proto.text
    go(at, "Train")
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert trainer.fits == 2


def test_a_queue_is_looked_at_the_less_often_the_longer_it_is() -> None:
    """Twenty viewers who look four times a second would leave the server no time for their fits."""
    with closing(Trainer(workers=1)) as trainer:
        dataset = churn.load(SAMPLE)
        long = [churn.RunSpec(churn.ModelSpec(iterations=5000, depth=10, seed=seed)) for seed in range(20)]
        running = trainer.submit(dataset, long[0])
        while running.state == "queued":
            time.sleep(0.01)
        waiting = [trainer.submit(dataset, spec) for spec in long[1:]]
        seconds = [progress.every(job) for job in (running, *reversed(waiting))]
    assert seconds[:4] == [0.25, 0.5, 0.75, 1.0]
    assert set(seconds[7:]) == {2.0}
    assert progress.every(None) is None


@pytest.mark.usefixtures("trainer")
@pytest.mark.usefixtures("_impatient")
def test_stop_leaves_the_previous_results() -> None:
    """Stop ends the fit; the page shows the results it had and invites to train again."""
    at = visit()
    before = scores_table(at).to_dict()
    at.slider(key="depth").set_value(10)
    at.number_input(key="trees").set_value(5000)
    press(at.run(), "Train")
    press(at, "Stop")
    assert "Stop" not in buttons(at)
    assert waiting(at) is None
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert scores_table(at).to_dict() == before
    assert any("Not trained yet: depth 10" in each.value for each in at.sidebar.caption)
    assert not at.error


@pytest.mark.usefixtures("_impatient")
def test_stopping_the_first_fit_is_respected(trainer: Trainer) -> None:
    """A viewer who stops the fit of the first visit isn't given another one until Train is pressed."""
    at = visit_at_once(**SLOW)
    press(at, "Stop")
    at.run()
    assert "Stop" not in buttons(at)
    assert heading(at) == "No results yet"
    assert trainer.fits == 1
    press(at, "Train")
    assert "Stop" in buttons(at)
    assert trainer.fits == 2


@pytest.mark.usefixtures("_impatient")
def test_stop_of_one_viewer_does_not_take_the_fit_from_another(trainer: Trainer) -> None:
    """Two viewers wait for the same fit; when one stops it, the other still gets it."""
    one, other = visit(depth="2"), visit(depth="2")
    for at in (one, other):
        at.slider(key="depth").set_value(10)
        at.number_input(key="trees").set_value(2000)
        press(at.run(), "Train")
    key = waiting(other)
    assert key is not None
    assert waiting(one) == key
    press(one, "Stop")
    assert heading(one) == "Results for depth 2, learning rate 0.1"
    other.run()
    assert waiting(other) == key
    job = trainer.find(key)
    assert job is not None
    assert not job.finished


def test_twenty_viewers_one_fit(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty viewers who press Train at equal settings while the fit is under way cause one fit."""
    monkeypatch.setattr(view, "MAX_ROWS_UNASKED", 0)
    monkeypatch.setattr(pacing, "PATIENCE", 0.0)  # nobody waits for the others
    viewers = [visit_at_once(**SLOW) for _ in range(20)]
    for at in viewers:
        press(at, "Train")
    assert len({waiting(at) for at in viewers}) == 1
    assert waiting(viewers[0]) is not None
    assert all("Stop" in buttons(at) for at in viewers)
    assert trainer.fits == 1


def test_undefined_scores_are_dashes_with_a_reason() -> None:
    """Where nobody of the test customers has left, recall is no zero: a dash stands there, and why."""
    rows = split(churn.load(tables.single_positive_in([0, 1])), SplitSpec()).train[:6].tolist()
    at = upload(visit("Data"), tables.single_positive_in(rows))
    settled(go(at, "Train"))
    assert unharmed(at)
    assert scores_table(at).loc["Recall", "Test"] == "–"
    assert scores_table(at).loc["ROC AUC", "Test"] == "–"
    assert metrics(at)["Recall on test customers"] == "–"
    captions = " ".join(caption.value for caption in at.caption)
    assert "Recall, test: Nobody here left" in captions
    assert "Nobody here left." in [caption.value for caption in at.caption]


def test_a_failed_fit_says_why_and_keeps_the_page(trainer: Trainer) -> None:
    """Settings under which nobody in the training part has left: the message says so, the old results stay."""
    template = churn.load(tables.single_positive_in([0]))
    fine, other = split(template, SplitSpec()), split(template, SplitSpec(seed=7))
    row = next(row for row in fine.train if row in set(other.test))
    at = upload(visit("Data"), tables.single_positive_in([int(row)]))
    settled(go(at, "Train"))
    before, fits = scores_table(at).to_dict(), trainer.fits
    at.number_input(key="seed").set_value(7).run()
    settled(press(at, "Train"))
    assert unharmed(at)
    assert any("Everybody in the train part" in message and "stayed" in message for message in messages(at))
    assert heading(at) == "Results for depth 4, learning rate 0.1"
    assert scores_table(at).to_dict() == before
    assert trainer.fits == fits + 1


def test_a_first_fit_that_fails_is_tried_once(trainer: Trainer) -> None:
    """A table that cannot be trained gets one attempt and one message, not one at every rerun."""
    rows = split(churn.load(tables.single_positive_in([0])), SplitSpec()).test[:3].tolist()
    at = settled(upload(visit("Data"), tables.single_positive_in(rows)))
    assert any("Everybody in the train part" in message for message in messages(at))
    go(at, "Train")
    at.run()
    assert trainer.fits == 2
    assert unharmed(at)
    assert heading(at) == "No results yet"


@pytest.mark.usefixtures("trainer")
def test_the_failures_message_goes_when_training_succeeds() -> None:
    """A message is about what has just happened: with the next results it is gone."""
    rows = split(churn.load(tables.single_positive_in([0])), SplitSpec()).test[:3].tolist()
    at = settled(upload(visit("Data"), tables.single_positive_in(rows)))
    assert at.error
    go(at, "Train")
    at.number_input(key="seed").set_value(7).run()
    settled(press(at, "Train"))
    assert not at.error
    assert heading(at) == "Results for depth 4, learning rate 0.1, seed 7"


def test_a_large_table_waits_for_a_click(trainer: Trainer) -> None:
    """Above 50,000 rows nothing is trained unasked; Train does it."""
    n = 50_001
    buffer = io.BytesIO()
    pd.DataFrame(tables.customers(n)).to_csv(buffer, index=False)
    at = upload(visit("Data", trees="50", depth="1"), buffer.getvalue())
    go(at, "Train")
    assert heading(at) == "No results yet"
    assert any("Train" in info.value for info in at.info)
    assert any("50,001 customers" in caption.value for caption in at.caption)
    assert trainer.fits == 1
    settled(press(at, "Train"))
    assert heading(at) == "Results for depth 1, learning rate 0.1, 50 trees"
    assert trainer.fits == 2


@pytest.mark.usefixtures("trainer")
def test_pages_without_a_model_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first fit, Train, Customer and Decide invite to train, and Data works."""
    monkeypatch.setattr(view, "MAX_ROWS_UNASKED", 10)
    at = visit_at_once()
    titles = {
        "Train": "No results yet",
        "Customer": "No model yet",
        "Decide": "No model yet",
        "Data": "What is in the data, and is anything wrong?",
    }
    for page, title in titles.items():
        go(at, page)
        assert unharmed(at)
        assert heading(at) == title
        assert page == "Data" or any("Train" in plain(info.value) for info in at.info)


def test_run_that_was_forgotten_is_offered_again(trainer: Trainer) -> None:
    """Results that the server no longer keeps leave a page that invites to train."""
    at = visit()
    assert trainer.fits == 1
    trainer._store = memory_store()  # noqa: SLF001 - as if many other runs had come after it
    at.run()
    settled(at)
    assert unharmed(at)
    if heading(at) == "No results yet":
        settled(press(at, "Train"))
    assert heading(at) == "Results for depth 4, learning rate 0.1"


def test_a_model_no_better_than_chance_is_called_one() -> None:
    """Right after the answer the page says so, and comforts nobody with a gap that is normal."""
    at = upload(visit("Data", trees="50", depth="1"), tables.shuffled())
    settled(go(at, "Train"))
    said = [plain(line) for line in rendered(at)]
    (place,) = (place for place, line in enumerate(said) if line.startswith("At a threshold of 50%"))
    assert said[place + 1].startswith("**The test customers do not show that this model ranks better than chance")
    assert any(line.startswith("ROC AUC is") for line in said)
    assert not any("A gap is normal" in line for line in said)


def test_validation_without_leavers_concludes_nothing() -> None:
    """Neither overfitting nor the number of trees is read from validation customers who all stayed."""
    rows = split(churn.load(tables.single_positive_in([0, 1])), SplitSpec()).train[:6].tolist()
    at = upload(visit("Data"), tables.single_positive_in(rows))
    settled(go(at, "Train"))
    why = "nobody among the validation customers left"
    assert any(f"Whether the model overfits cannot be said: {why}." in line for line in rendered(at))
    assert any(f"trees are kept: {why}, so they cannot say how many are best." in line for line in rendered(at))
