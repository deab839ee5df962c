"""Sentences about the map of the two main settings: which are good, how sure that is, and how far it is filled."""

from collections.abc import Sequence
from typing import Final

from churn.errors import capitalized, enumerated, plural
from churn.model.run import RunSpec
from churn.scores.metrics import METRICS
from churn.scores.predictions import Predictions
from churn.show.formats import DASH, duration, lower_first, score
from churn.show.uncertainty import side_by_side, undecided
from churn.tuning.cells import Cells, Edge
from churn.tuning.default_words import against_all_defaults, against_defaults
from churn.tuning.fresh import FEWEST_TO_JUDGE
from churn.tuning.landscape import Landscape
from churn.tuning.names import label, name
from churn.tuning.score import Score

_SAME: Final = 9  # decimals up to which two equal scores agree
NOT_KNOWN: Final = "not fitted yet"
ABOUT_MAP: Final = (
    "Each cell is a fit of its own. Outlined are the cells that may be the best one: the others are worse by more than"
    " chance explains (95% sure for all cells together, measured on differences between cells on the same customers)."
    " Test customers play no part here."
)
ABOUT_ONE_SPLIT: Final = (
    "The validation customers have also chosen the number of trees of every cell, which flatters all scores a little."
)
ABOUT_FOLDS: Final = (
    "Every customer but the test ones is held out in turn, from a fit on the others. The folds share most of their"
    " training customers; the standard errors account for that (Nadeau and Bengio 2003)."
)


def progress(done: int, total: int, seconds: float | None = None, *, failed: int = 0) -> str:
    """Say how far a map is filled, and how long the rest takes.

    Parameters
    ----------
    done, total : int
        Cells that are known or failed, and all.
    seconds : float, optional
        Until all are known, where that can be said.
    failed : int
        Those among `done` that could not be fitted.

    Examples
    --------
    >>> progress(48, 130, 12.2), progress(130, 130), progress(1, 1), progress(3, 130, failed=1)
    ('48 of 130 cells, about 12 s left', 'all 130 cells', 'the one cell', '3 of 130 cells, 1 of them without a model')
    """
    if done >= total:
        counted = f"all {plural(total, 'cell')}" if total != 1 else "the one cell"
    else:
        counted = f"{done:,} of {plural(total, 'cell')}"
    without = f", {failed:,} of them without a model" if failed else ""
    left = f", about {duration(seconds)} left" if seconds is not None and done < total else ""
    return f"{counted}{without}{left}"


def verdict(
    found: Landscape, cells: Cells, defaults: RunSpec | None = None, with_all: Landscape | None = None
) -> list[str]:
    """Say which cell is best, which are equally good, and what speaks against taking the best.

    Parameters
    ----------
    found : Landscape
        The cells that are known.
    cells : Cells
        All cells of the map.
    defaults : RunSpec, optional
        The cell of the default settings.
    with_all : Landscape, optional
        The known cells and all settings at their defaults, where these are no cell of the map.
    """
    if found.best is None:
        reasons = sorted(set(found.reasons.values()))
        return [f"No cell has a score: {lower_first(reasons[0])}" if reasons else "No cell is known yet."]
    if why := undecided_customers(found):
        return [f"Which cell is best cannot be said: {why}."]
    if not found.known_better_than_chance:
        clearly = f"{_customers(found)} clearly better than chance, so no cell is named"
        if len(found.cells) == 1:
            return [f"The one cell known does not rank {clearly}."]
        return [f"None of {len(found.cells):,} cells ranks {clearly}: the map shows noise."]
    said = [_best_and_equals(found, cells)]
    if len(found.cells) == 1:
        return said
    if len(found.equals) > 1:
        said.append(_flattered(found))
    return [
        *said,
        *map(_at_edge, _groups_of_edges(found)),
        *against_defaults(found, defaults),
        *against_all_defaults(found, with_all),
    ]


def says_nothing(found: Landscape) -> bool:
    """Return whether the customers cannot tell which cell is good: then none is called better than another."""
    return found.best is None or bool(undecided_customers(found)) or not found.known_better_than_chance


def undecided_customers(found: Landscape) -> str:
    """Say why too few customers left or stayed to choose by; nothing if there are enough."""
    outcomes = [1] * found.left + [0] * (found.customers - found.left)
    why = undecided(Predictions(outcomes, [0.5] * len(outcomes)), FEWEST_TO_JUDGE)
    return why.replace("validation customers", "customers") if found.folds else why


def undefined_cells(found: Landscape) -> list[str]:
    """Say on how many cells the score has no value, and why; nothing where all have one."""
    reasons = list(found.reasons.values())
    return [
        f"{capitalized(plural(reasons.count(why), 'cell'))} without a score: {lower_first(why)}"
        for why in dict.fromkeys(reasons)
    ]


def note(found: Landscape, cell: RunSpec) -> str:
    """Say how good a cell is, beside its name.

    A cell that is worse by less than chance explains is called equally good, not worse.
    """
    value, lag, reach = found.value(cell), found.lag(cell), found.reach(cell)
    if value is None or lag is None:
        return lower_first(found.reasons[cell]).rstrip(".") if cell in found.reasons else NOT_KNOWN
    said = f"{lower_first(METRICS[found.score.name].label)} {score(value)}"
    if len(found.cells) == 1 or says_nothing(found):
        return said
    if cell == found.best:
        return f"{said}, the best"
    if round(lag, _SAME) == 0:
        return f"{said}, the same as the best"
    behind, chance = (score(each) for each in (lag, reach))
    if cell in found.equals:
        explained = f"; chance explains up to {chance}" if reach is not None else ""
        return f"{said}, equally good: {behind} behind the best{explained}"
    return f"{said}, worse: {behind} behind the best; chance explains up to {chance}"


def described(found: Landscape, cells: Cells, current: RunSpec | None = None) -> str:
    """Describe the map for who cannot see it.

    Parameters
    ----------
    found, cells
        As for `verdict`.
    current : RunSpec, optional
        Where the sliders stand.
    """
    known = len(set(found.cells) & set(cells.specs))
    rows, columns = cells.shape
    down, across = (lower_first(axis.setting.label) for axis in (cells.rows, cells.columns))
    size = f"{rows} values of {down} by {columns} of {across}"
    said = [f"Map of {lower_first(label(found.score))}: {size}; {progress(known, len(cells))} known."]
    values = [value for cell in found.cells if (value := found.value(cell)) is not None]
    if found.best is not None and values:
        ends = side_by_side((min(values), max(values)))
        if len(values) > 1:
            said.append(f"Scores from {ends[0]} to {ends[1]}, {found.score.better} is better.")
        if says_nothing(found):
            said += verdict(found, cells)
        else:
            said.append(f"Best: {name(found.best)}, {score(found.value(found.best))}.")
            said.append(f"{capitalized(plural(len(found.equals), 'cell'))} outlined as equally good.")
    if current is not None:
        said.append(f"The sliders stand at {name(current)}: {note(found, current)}.")
    return " ".join(said)


def table(found: Landscape, cells: Cells) -> list[dict[str, str | float | None]]:
    """Return the known cells as the lines of a table, the best first, those without a score last."""
    settings = [axis.setting for axis in (cells.rows, cells.columns) if axis.setting.name]
    value, behind, chance, error = columns_of_table(found.score)
    nothing = says_nothing(found)
    return [
        {
            **{each.label: getattr(cell.model, each.name) for each in settings},
            value: found.value(cell),
            "Verdict": DASH if nothing else _word(found, cell),
            behind: None if nothing else found.lag(cell),
            chance: None if nothing else found.reach(cell),
            error: found.standard_error(cell),
        }
        for cell in in_order(found)
    ]


def in_order(found: Landscape) -> list[RunSpec]:
    """Return the known cells as the lines of the table."""
    lags = {cell: found.lag(cell) for cell in found.cells}
    return sorted(found.cells, key=lambda cell: (lags[cell] is None, lags[cell] or 0.0))


def columns_of_table(of: Score) -> tuple[str, str, str, str]:
    """Name the columns of the table that hold values of the score."""
    return label(of), "Behind the best", "Chance explains", "Standard error"


def _word(found: Landscape, cell: RunSpec) -> str:
    if cell == found.best:
        return "best"
    if cell == found.simplest:
        return "equally good, the simplest"
    if cell in found.equals:
        return "equally good"
    return DASH if found.value(cell) is None else "worse"


def _customers(found: Landscape) -> str:
    return f"these {plural(found.customers, 'customer')}" if found.customers != 1 else "this one customer"


def _best_and_equals(found: Landscape, cells: Cells) -> str:
    best, simplest, equal, known = found.best, found.simplest, len(found.equals), len(found.cells)
    if best is None or simplest is None:
        return ""
    named = f"{name(best)} ({lower_first(label(found.score))} {score(found.value(best))})"
    if known == 1:
        return f"One cell is known so far: {named}."
    so_far = " known so far" if known < len(cells) else ""
    tell = f"as far as {_customers(found)} can tell"
    if equal == 1:
        return f"The best cell is {named}. Each other cell{so_far} is worse by more than chance explains."
    count = f"all {known:,} cells{so_far}" if equal == known else f"{equal:,} of {known:,} cells{so_far}"
    if simplest == best:
        return f"The best cell is {named}. Equally good {tell}: {count}; the best is also the simplest of them."
    behind, chance = score(found.lag(simplest)), score(found.reach(simplest))
    return (
        f"The best cell is {named}. Equally good {tell}: {count}; the simplest is {name(simplest)}, {behind} behind the"
        f" best, where chance explains up to {chance}."
    )


def _flattered(found: Landscape) -> str:
    by = score(found.estimates.flattery)
    return (
        f"Were these {len(found.equals):,} equally good, chance alone would make the best of them look better by about"
        f" {by} than it is."
    )


def _groups_of_edges(found: Landscape) -> list[tuple[Edge, ...]]:
    """Return the edges with something beyond, and those without, as far as there are any."""
    kinds = [tuple(each for each in found.edges if each.beyond == beyond) for beyond in (True, False)]
    return [each for each in kinds if each]


def _at_edge(edges: Sequence[Edge]) -> str:
    where = enumerated([f"{each.setting.named(each.value)} is the {each.side}" for each in edges])
    at = f"The best cell is at the edge of the map ({where})"
    return f"{at}: better ones may lie beyond." if edges[0].beyond else f"{at}; nothing lies beyond."
