"""The cells of the map: every position of a learner's two main settings, and the order in which they are fitted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from churn.model.run import RunSpec
from churn.model.setting import Setting, settings_of

FIRST: Final = 16  # cells that are fitted first, spread over the whole map
MOST: Final = 25  # positions of a setting; a slider that has more is shown with so many of them, evenly spread
SEED: Final = "seed"  # makes no setting better than another
KEPT: Final = 64  # maps to remember


class Place(NamedTuple):
    """Where a cell lies: the position of the first main setting and that of the second, from 0."""

    row: int
    column: int


@dataclass(frozen=True)
class Axis:
    """The positions of a main setting, ascending.

    Attributes
    ----------
    setting : Setting
        Its name, label and range.
    values : tuple of int or float
        The stops of its slider.
    """

    setting: Setting
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Edge:
    """One end of an axis of the map.

    Attributes
    ----------
    setting : Setting
        Of the axis.
    value : int or float
        At the end.
    side : {"lowest", "highest"}
        Which end.
    """

    setting: Setting
    value: float
    side: str

    @property
    def beyond(self) -> bool:
        """Whether there can be settings beyond it: there are none beyond what is allowed, such as depth 1."""
        return self.value < self.setting.high if self.side == "highest" else self.value > self.setting.low


@dataclass(frozen=True)
class Cells:
    """The cells around some settings, which differ from these in the two main settings only.

    Attributes
    ----------
    rows, columns : Axis
        The first and the second main setting of the learner.
    specs : tuple of RunSpec
        All cells, row by row.
    """

    rows: Axis
    columns: Axis
    specs: tuple[RunSpec, ...]

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.specs)

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self.rows.values), len(self.columns.values)

    @cached_property
    def _places(self) -> dict[RunSpec, Place]:
        return {spec: Place(*divmod(position, self.shape[1])) for position, spec in enumerate(self.specs)}

    def at(self, row: int, column: int) -> RunSpec:
        """Return the cell at a place.

        Raises
        ------
        IndexError
            If there is none.
        """
        if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
            raise IndexError(f"There is no cell at row {row}, column {column}: the map has {self.shape}.")
        return self.specs[row * self.shape[1] + column]

    def with_values(self, *values: object) -> RunSpec | None:
        """Return the cell with these values of the two main settings; None if there is none."""
        names = [axis.setting.name for axis in (self.rows, self.columns) if axis.setting.name]
        cells = (spec for spec in self.specs if all(getattr(spec.model, n) == v for n, v in zip(names, values)))  # noqa: B905 - of a lone setting, the second value says nothing
        return next(cells, None)

    def place(self, spec: RunSpec) -> Place | None:
        """Return where settings lie; None where they are none of the cells."""
        return self._places.get(spec)

    def neighbours(self, spec: RunSpec) -> tuple[RunSpec, ...]:
        """Return the up to eight cells around one, row by row; none around settings that are no cell."""
        at = self.place(spec)
        if at is None:
            return ()
        around = [Place(at.row + down, at.column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
        return tuple(self.at(*each) for each in around if each != at and self._has(each))

    def edges(self, spec: RunSpec) -> tuple[Edge, ...]:
        """Return the edges of the map that a cell lies at."""
        at = self.place(spec)
        found: list[Edge] = []
        for axis, position in ((self.rows, at.row), (self.columns, at.column)) if at else ():
            last = len(axis.values) - 1
            if last and position in {0, last}:
                found.append(Edge(axis.setting, axis.values[position], "highest" if position else "lowest"))
        return tuple(found)

    @cached_property
    def coarse_first(self) -> tuple[RunSpec, ...]:
        """All cells, so that those fitted so far are always spread over the whole map.

        First sixteen in even rows and columns, the corners among them and before the others. Then, again and again,
        one of those that are farthest from all before. Of equally far ones the last comes first: the deeper the trees,
        the longer a fit, and no worker shall wait at the end for the longest.
        """
        places = self._array
        first = _spread(*self.shape)
        corners = {(row, column) for row in (0, self.shape[0] - 1) for column in (0, self.shape[1] - 1)}
        order = sorted(first, key=lambda place: (place not in corners, -place[0], place[1]))
        chosen = [row * self.shape[1] + column for row, column in order]
        far = np.min([_distances(places, places[each]) for each in chosen], axis=0)
        while len(chosen) < len(self):
            farthest = int(np.flatnonzero(far == far.max())[-1])
            chosen.append(farthest)
            far = np.minimum(far, _distances(places, places[farthest]))
        return tuple(self.specs[each] for each in chosen)

    def nearest_first(self, spec: RunSpec) -> tuple[RunSpec, ...]:
        """Return all cells, those first that are the fewest steps of the two sliders away from some settings.

        Settings that are no cell come first themselves, then the cells around the nearest one.
        """
        at = self.place(spec)
        nearest = at or Place(_nearest(self.rows, spec), _nearest(self.columns, spec))
        order = np.argsort(_distances(self._array, np.array(nearest)), kind="stable")
        cells = tuple(self.specs[each] for each in order)
        return cells if at is not None else (spec, *cells)

    @property
    def _array(self) -> NDArray[np.int_]:
        """The places of all cells, shape (cells, 2)."""
        return np.stack(np.divmod(np.arange(len(self)), self.shape[1]), axis=1)

    def _has(self, place: Place) -> bool:
        return 0 <= place.row < self.shape[0] and 0 <= place.column < self.shape[1]


def defaults(spec: RunSpec) -> RunSpec:
    """Return the cell around some settings where the sliders stand at first."""
    main = {each.name: each.default for each in settings_of(type(spec.model)) if each.main}
    return replace(spec, model=replace(spec.model, **main))


def all_defaults(spec: RunSpec) -> RunSpec:
    """Return some settings with all that the learner has at its default, but for the seed."""
    kept = {each.name: each.default for each in settings_of(type(spec.model)) if each.name != SEED}
    return replace(spec, model=replace(spec.model, **kept))


@lru_cache(KEPT)
def cells_around(spec: RunSpec) -> Cells:
    """Return the cells around some settings.

    A learner with one main setting has one column; of more than two, the first two make the map.

    Examples
    --------
    >>> cells = cells_around(RunSpec())
    >>> cells.shape, cells.place(RunSpec())
    ((10, 13), Place(row=3, column=7))
    """
    main = [each for each in settings_of(type(spec.model)) if each.main][:2]
    axes = [Axis(each, positions(each)) for each in main]
    axes += [_still()] * (2 - len(axes))
    return Cells(axes[0], axes[1], tuple(_specs(spec, *axes)))


def positions(setting: Setting) -> tuple[Any, ...]:
    """Return the positions of a setting's slider, ascending; of more than 25, so many, both ends among them.

    Examples
    --------
    >>> from churn.model.setting import Setting
    >>> positions(Setting(default=4, label="Depth", low=1, high=4))
    (1, 2, 3, 4)
    >>> positions(Setting(default=0.5, label="Share", low=0.1, high=1.0, step=0.4))
    (0.1, 0.5, 0.9)
    """
    if setting.stops:
        all_of_them = tuple(setting.check(each) for each in sorted(setting.stops))
    else:
        steps = int((setting.high - setting.low) / setting.step + 1e-9)
        all_of_them = tuple(setting.check(round(setting.low + step * setting.step, 12)) for step in range(steps + 1))
    return tuple(all_of_them[each] for each in _even(len(all_of_them), MOST))


def _still() -> Axis:
    """Return the axis of nothing that moves: one position."""
    return Axis(Setting(default=0, label="", low=0, high=0), (None,))


def _specs(spec: RunSpec, rows: Axis, columns: Axis) -> Iterator[RunSpec]:
    for row in rows.values:
        for column in columns.values:
            pairs = ((rows.setting.name, row), (columns.setting.name, column))
            yield replace(spec, model=replace(spec.model, **{name: value for name, value in pairs if name}))


def _spread(rows: int, columns: int) -> list[tuple[int, int]]:
    """Return about sixteen places in even rows and columns, with the first and the last of both."""
    side = int(FIRST**0.5)
    down = min(rows, max(side, FIRST // columns))
    right = min(columns, max(side, FIRST // down))
    return [(row, column) for row in _even(rows, down) for column in _even(columns, right)]


def _even(n: int, most: int) -> Sequence[int]:
    """Return evenly spread positions among `n`, `most` of them at most, with the first and the last.

    Examples
    --------
    >>> [int(each) for each in _even(10, 4)]
    [0, 3, 6, 9]
    """
    return range(n) if n <= most else [round(each) for each in np.linspace(0, n - 1, most).tolist()]


def _distances(places: NDArray[np.int_], place: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return the squared distances of cells from one, in steps of the sliders."""
    squares: NDArray[np.int_] = np.square(places - place).sum(axis=1)
    return squares


def _nearest(axis: Axis, spec: RunSpec) -> int:
    """Return the position of an axis that is nearest to the value that settings have."""
    value = getattr(spec.model, axis.setting.name, None)
    if value is None:
        return 0
    return min(range(len(axis.values)), key=lambda position: abs(axis.values[position] - value))
