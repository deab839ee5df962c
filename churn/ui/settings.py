"""What the viewer has set: the table, the values of the sidebar's controls, and the terms of the campaign, as specs.

They are read before anything is drawn: from the session, which has the values of all controls, or from the address.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from churn.decision.campaign import Campaign
from churn.errors import ChoiceError, DataError, SpecError
from churn.model import division
from churn.model.learner import OFFERED
from churn.model.run import RunSpec
from churn.model.setting import Setting, fill, settings_of
from churn.model.split import SplitSpec
from churn.scores.confusion import THRESHOLD
from churn.table.dataset import Dataset
from churn.table.outcomes.outcome import Unclear
from churn.table.raw import RawTable
from churn.table.roles import Role
from churn.table.sources import Source, sources
from churn.ui import sessions, state, tables
from churn.ui.viewers import this_viewer

SETTINGS: Final = tuple(each for each in settings_of(OFFERED, SplitSpec) if each.drawn)
TERMS: Final = settings_of(Campaign)
THRESHOLD_SETTING: Final = Setting(
    default=THRESHOLD, label="Threshold", low=0.01, high=0.99, step=0.01, key="threshold", subject="Threshold",
    main=True, help="A customer is flagged when the churn probability is above it. Moving it trains nothing.",
)  # fmt: skip
AUTOMATIC: Final = Setting(
    default=False, label="Train as I move the sliders", low=0, high=1, key="auto", subject="Training by itself"
)
SPLIT_BY: Final = next(each for each in settings_of(SplitSpec) if each.name == "by")


@dataclass(frozen=True)
class SidebarValues:
    """What the sidebar says."""

    source: Source
    dataset: Dataset
    spec: RunSpec
    clicked: bool
    automatic: bool
    threshold: float


def sidebar_values() -> SidebarValues:
    """Return what the sidebar says; what was never drawn has its default."""
    source, dataset = data()
    values = {each.name: each.read(state.widget(each.key, each.write(each.default))) for each in SETTINGS}
    return SidebarValues(
        source,
        dataset,
        RunSpec.of({**values, "by": split_by(dataset), "grouped": None}),
        clicked=state.training_wanted(),
        automatic=state.widget("auto", default=False),
        threshold=state.widget("threshold", THRESHOLD),
    )


def default_spec(dataset: Dataset) -> RunSpec:
    """Return the settings of somebody who has set nothing."""
    by = division.shortest(dataset, division.decided(dataset, SPLIT_BY.parse("")))
    return RunSpec.of({**{each.name: each.default for each in SETTINGS}, "by": by, "grouped": None})


def known_sidebar_values() -> SidebarValues | None:
    """Return what the sidebar is going to say; None where only its controls can tell what the address means."""
    keys = [each.key for each in SETTINGS]
    try:
        return None if state.address_rules([*keys, "auto", "threshold"]) else sidebar_values()
    except (Unclear, tables.Absent):  # the sidebar is drawn all the same, and what there is to say comes then
        return None


def default_source() -> str:
    """Return the id of the table that is taken if the viewer chooses none."""
    return next(iter(sources()))


def data() -> tuple[Source, Dataset]:
    """Return the chosen table; where it cannot be used, say so and return the first one that can.

    Raises
    ------
    Unclear
        If only the viewer can say who has left.
    Absent
        If it has gone, or is somebody else's who keeps it to themselves.
    """
    choice = state.data_choice(default_source())
    if tables.sharing().kept_from(choice.source, this_viewer()):
        sessions.claim_uploads()
        raise tables.NotYours
    if tables.upload(choice.source):  # perhaps from a link: then it is this viewer's from now on
        state.add_upload(choice.source)
    sessions.claim_uploads()
    offered = tables.available(state.uploads())
    wanted = offered.get(choice.source, Source(choice.source, state.table_names().get(choice.source, "")))
    faults: list[DataError] = []
    for source, attempt in [(wanted, choice), *((each, state.DataChoice(each.id)) for each in offered.values())]:
        try:
            dataset = tables.dataset(source, attempt)
        except Unclear:
            _settle(wanted, choice, attempt, faults)
            raise
        except tables.Absent:  # nothing takes its place before the viewer says so
            raise
        except DataError as err:
            faults.append(err)
            continue
        _settle(wanted, choice, attempt, faults)
        state.understood.set(attempt)
        state.table_names.set({**state.table_names(), source.id: source.label})
        return source, dataset
    raise faults[0]


def _settle(wanted: Source, choice: state.DataChoice, instead: state.DataChoice, faults: list[DataError]) -> None:
    if faults:
        state.also_flash(str(faults[0]))
        comes_back = wanted.path is not None and not isinstance(faults[0], ChoiceError)
        state.missed.set((choice, instead.source) if comes_back else None)
        state.choose_data(instead)


def missed() -> tuple[Source, state.DataChoice] | None:
    """Return the table that could not be read and whose place another one has, until the viewer takes a third."""
    wanted, instead = state.missed() or (None, "")
    if wanted is None or state.data_choice("").source != instead:
        return None
    source = tables.available(state.uploads()).get(wanted.source)
    return None if source is None else (source, wanted)


def split_by(dataset: Dataset) -> str:
    """Return what the viewer wants to split by; where this table cannot be split so, say so and leave it open."""
    text = _wanted_split()
    try:
        by = division.shortest(dataset, division.decided(dataset, SPLIT_BY.parse(text)))
    except (SpecError, DataError) as err:
        asked = f"The link says {SPLIT_BY.key}={text}, which is not allowed. " if isinstance(err, SpecError) else ""
        by = SPLIT_BY.default
        state.also_flash(f"{asked}{err} It is split automatically now.")
    state.split_by.set(by)
    return str(by)


def keep_split() -> None:
    """Keep what the viewer wants to split by in the address while there is no table to split."""
    text = _wanted_split()
    state.split_by.set(text)
    state.mirror(SPLIT_BY.key, None if text in {"", SPLIT_BY.default} else text)


def _wanted_split() -> str:
    chosen = state.split_by()
    return _of_link() if chosen is None else chosen


def _of_link() -> str:
    """Return what the address says of the split; links of earlier versions say it in another way."""
    old = (state.address("grouped") or "").lower() == "true"
    return division.PROFILES if old else state.address(SPLIT_BY.key) or ""


def decide(choice: state.DataChoice) -> None:
    """Understand the current table differently, or ask; where that is impossible, say why and keep it as it was."""
    source = tables.available(state.uploads()).get(choice.source)
    if source is None:
        return
    try:
        tables.dataset(source, choice)
    except Unclear:
        pass  # the page asks
    except DataError as err:
        state.flash(str(err))
        state.edition.set(state.edition() + 1)
        return
    state.choose_data(choice)
    state.flash(None)


def sheets(source: Source, table: RawTable) -> dict[str, Callable[[], None]]:
    """Return what reads each sheet of a workbook; what was decided about the one before is forgotten."""
    if source.path is not None:
        return {each: partial(decide, state.DataChoice(source.id, sheet=each)) for each in table.format.sheets}
    kept = {other.format.sheet: upload for upload, other in tables.sheets_of(source.id).items()}
    return {each: partial(_take_sheet, kept[each]) for each in table.format.sheets if each in kept}


def _take_sheet(upload: str) -> None:
    state.add_upload(upload)
    state.pending_upload.set(None)
    state.choose_data(state.DataChoice(upload))
    state.flash(None)


def give_role(column: str, role: Role | None) -> None:
    """Overrule what one column of the current table is used as; None gives it back to the program."""
    give_roles((column,), role)


def give_roles(columns: Iterable[str], role: Role | None) -> None:
    """Overrule what columns of the current table are used as; None gives them back to the program."""
    choice = state.data_choice("")
    for column in columns:
        choice = choice.with_role(column, role)
    decide(choice)


def give_outcome(target: str | None, positive: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> None:
    """Say who has left according to the current table; what is not said is left to the program."""
    choice = state.data_choice("")
    others = choice if target is None else choice.with_role(target, None)  # an outcome is nothing else
    decide(replace(others, target=target, positive=positive, ignored=ignored))


def left_out(default: str = "") -> list[str]:
    """Name the columns that the viewer left out."""
    return [name for name, role in state.data_choice(default).roles if role == "leave out"]


def campaign() -> Campaign:
    """Return the terms of the campaign: of the fields on the page Decide, else as they were, else of the address."""
    values = ((each, state.widget(each.key) if state.has_widget(each.key) else term(each)) for each in TERMS)
    return fill(Campaign, {each.name: each.read(value) for each, value in values})


def term(setting: Setting) -> Any:  # noqa: ANN401 - in the unit of the setting's control
    """Return what a term of the campaign was last; on the first visit, what the address says."""
    terms = state.campaign()
    return terms[setting.key] if setting.key in terms else _of_address(setting)


def mirror_campaign() -> None:
    """Keep the terms of the campaign, and write them into the address of whatever page this is."""
    current = campaign()
    terms = {each.key: each.write(getattr(current, each.name)) for each in TERMS}
    state.campaign.set(terms)
    for each in TERMS:
        value = terms[each.key]
        state.mirror(each.key, None if value == each.write(each.default) else f"{value:.15g}")


def keep_term(setting: Setting) -> None:
    """Give the field of a term of the campaign its value, before it is drawn for the first time on this page."""
    if not state.has_widget(setting.key):
        state.set_widget(setting.key, term(setting))


def _of_address(setting: Setting) -> Any:  # noqa: ANN401 - in the unit of the setting's control
    try:
        return setting.write(setting.parse(state.address(setting.key) or ""))
    except SpecError:
        return setting.write(setting.default)
