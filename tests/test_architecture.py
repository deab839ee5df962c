"""The structure of the code is a fact like any other: who may import whom, and how large a thing may grow.

The rules go by the names of folders and files; a new room takes its place in `ROOMS`, and nothing else here changes.
"""

import ast
import graphlib
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]

# From left to right: a module imports from its own room and from those before it. The subjects stand between show and
# ui; one of them may use the results of those before it.
ROOMS: Final = (
    *("errors", "table", "scores", "model", "work", "show"),
    *("segments", "profiles", "periods", "baselines", "quality", "audit", "stability", "reliability", "tuning"),
    *("explanation", "decision", "scoring", "report", "ui", "cli", "__main__", "dashboard"),
)

# Where a package from outside may be imported, by room; plotly goes by the file.
HOMES: Final = {
    "streamlit": {"ui", "dashboard"},
    "starlette": {"ui"},
    "uvicorn": {"ui"},
    "brotli": {"ui"},
    "fontTools": {"ui"},
    "catboost": {"model"},
    "pyarrow": {"table", "scoring"},
    "xlsxwriter": {"scoring"},
    "python_calamine": {"table"},
    "kagglehub": {"table"},
    "requests": {"table"},
    "matplotlib": {"report"},
    "jinja2": {"report"},
    "click": {"cli"},
    "optuna": {"tuning"},
    "distributed": {"tuning"},
}
# The folders of a room that has some, in the same order.
FOLDERS: Final = {"table": ("formats", "columns", "outcomes")}
# Where what can be taken out of a page is drawn.
DRAWN_BY: Final = {
    "table": "churn/ui/common.py",
    "dataframe": "churn/ui/grid.py",
    "data_editor": "churn/ui/grid.py",
    "plotly_chart": "churn/ui/figure.py",
}
MAX_LINES: Final = {"module": 300, "function": 40, "dashboard.py": 60}
VAGUE: Final = {"utils.py", "util.py", "helpers.py", "misc.py"}
TOP_LEVEL: Final = {
    *("dashboard.py", "churn", "data", "Dockerfile", "requirements.txt", "tests"),
    *("README.md", "LICENSE", "pyproject.toml", "Makefile", "requirements.lock", "cluster.lock", "compose.yaml"),
    "findings",
}
NOT_OF_A_ROOM: Final = {"browser", "bench", "contracts", "data"}  # folders of tests of the whole, and of their tables


@dataclass(frozen=True)
class Module:
    """A file of the code, by its path from the top: `churn/table/reading.py`."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text)

    @property
    def file(self) -> str:
        """The name of the file."""
        return Path(self.path).name

    @property
    def name(self) -> str:
        """As it is imported: churn.table.reading."""
        return ".".join(Path(self.path).with_suffix("").parts).removesuffix(".__init__")

    @property
    def room(self) -> str:
        """The folder under churn/, or the file that stands directly there, or the dashboard."""
        return "dashboard" if self.name == "dashboard" else [*self.name.split("."), "churn"][1]

    @property
    def page(self) -> str:
        """The page that it belongs to: the folder of churn/ui/ with a page.py."""
        return _page(self.name)

    @property
    def draws(self) -> bool:
        """Whether it holds plotly figures."""
        return self.path == "churn/show/chart.py" or self.file == "chart.py" or self.file.endswith("_charts.py")

    @property
    def speaks(self) -> bool:
        """Whether it holds a subject's sentences."""
        return self.file == "words.py" or self.file.endswith("_words.py")

    @cached_property
    def imports(self) -> set[str]:
        """The full names of everything that it imports, at its top or inside a function."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        return names

    @property
    def packages(self) -> set[str]:
        """The packages that it imports from."""
        return {name.split(".")[0] for name in self.imports}

    @property
    def rooms(self) -> set[str]:
        """The rooms that it imports from."""
        return {name.split(".")[1] for name in self.imports if name.startswith("churn.")} & set(ROOMS)


def _page(name: str) -> str:
    parts = name.split(".")
    return parts[2] if parts[:2] == ["churn", "ui"] and len(parts) > 2 and parts[2] in PAGES else ""


PAGES: Final = {path.parent.name for path in (ROOT / "churn" / "ui").glob("*/page.py")}
MODULES: Final = {
    module.name: module
    for path in (*sorted((ROOT / "churn").rglob("*.py")), ROOT / "dashboard.py")
    for module in [Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))]
}


def arrows_to_the_right(module: Module) -> Iterator[str]:
    """Find imports of rooms that come after the module's own; a new room has to take its place."""
    if module.name == "churn":
        return  # its names are those of the whole
    if module.room not in ROOMS:
        yield f"{module.room} has no place in the order"
    else:
        yield from (room for room in module.rooms if ROOMS.index(room) > ROOMS.index(module.room))


def folders_to_the_right(module: Module) -> Iterator[str]:
    """Find imports of folders that come after the module's own in its room."""
    order = FOLDERS.get(module.room, ())
    own = module.name.split(".")[2:3]
    for name in module.imports if own and own[0] in order else ():
        parts = name.split(".")
        if parts[:2] == ["churn", module.room] and len(parts) > 2 and parts[2] in order[order.index(own[0]) + 1 :]:
            yield name


def strangers(module: Module) -> Iterator[str]:
    """Find Streamlit, CatBoost and the others outside of their one room, plotly where no figures are drawn."""
    yield from (name for name, homes in HOMES.items() if name in module.packages and module.room not in homes)
    if "plotly" in module.packages and not module.draws:
        yield "plotly"


def more_than_arrays(module: Module) -> Iterator[str]:
    """Find anything but arrays among what scores are computed from: a model, a table, pandas."""
    if module.room == "scores":
        yield from module.packages & {"pandas", "catboost"}
        yield from module.rooms - {"scores", "errors"}


def views_in_the_logic(module: Module) -> Iterator[str]:
    """Find sentences and figures in what computes; only what shows knows them."""
    if module.draws or module.speaks or module.room in {"show", "report", "ui", "cli", "__main__", "dashboard"}:
        return
    yield from (
        name for name in module.imports for view in (MODULES.get(name),) if view and (view.draws or view.speaks)
    )
    if "show" in module.rooms:
        yield "churn.show"


def views_that_reach_into_a_model(module: Module) -> Iterator[str]:
    """Find models behind sentences and figures, which are made of results."""
    if module.draws or module.speaks:
        yield from (name for name in module.imports & MODULES.keys() if "catboost" in MODULES[name].packages)


def pages_that_know_each_other(module: Module) -> Iterator[str]:
    """Find pages in a page's imports, or in those of what all pages share."""
    if module.room == "ui":
        yield from (name for name in module.imports if _page(name) not in {"", module.page})


def hidden_state(module: Module) -> Iterator[str]:
    """Find session state, the address and caches that viewers share outside of their homes."""
    if module.path not in {"churn/ui/state.py", "churn/ui/settings.py"}:
        yield from (name for name in ("st.session_state", "st.query_params") if name in module.text)
    if module.path not in {
        "churn/ui/shared.py",
        "churn/ui/shared_tuning.py",
        "churn/ui/tables.py",
        "churn/ui/sessions.py",
    }:
        yield from (name for name in ("st.cache_", "from churn.ui.cache import") if name in module.text)


def what_cannot_be_taken_out(module: Module) -> Iterator[str]:
    """Find tables and charts drawn elsewhere than where it is seen to that they can be saved, copied and printed."""
    used = (node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute))
    ours = (node.attr for node in used if isinstance(node.value, ast.Name) and node.value.id == "st")
    yield from (f"st.{name}" for name in ours if DRAWN_BY.get(name, module.path) != module.path)


def what_is_too_long(module: Module) -> Iterator[str]:
    """Find modules above 300 lines, an entry script above 60, functions above 40 without their docstring."""
    if len(module.text.splitlines()) > MAX_LINES.get(module.path, MAX_LINES["module"]):
        yield module.path
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            docstring = ast.get_docstring(node, clean=False) or ""
            if node.end_lineno - node.lineno + 1 - len(docstring.splitlines()) > MAX_LINES["function"]:
                yield node.name


def what_says_nothing(module: Module) -> Iterator[str]:
    """Find files not called after what is in them, and an `__init__` that does more than say what its room is for."""
    if module.file in VAGUE:
        yield module.path
    if module.file == "__init__.py" and module.name != "churn":
        yield from (ast.unparse(node) for node in module.tree.body[1:])
        if ast.get_docstring(module.tree) is None:
            yield "no docstring"


Rule = Callable[[Module], Iterator[str]]
# Each with what it must find.
RULES: Final[Mapping[Rule, tuple[tuple[str, str], ...]]] = {
    arrows_to_the_right: (
        ("churn/table/planted.py", "import churn.model.run"),
        ("churn/audit/planted.py", "from churn.scoring import words"),
        ("churn/scores/planted.py", "def late():\n    from churn import ui"),
        ("churn/cellar/planted.py", ""),
    ),
    folders_to_the_right: (
        ("churn/table/formats/planted.py", "from churn.table.columns.numbers import read"),
        ("churn/table/columns/planted.py", "from churn.table import outcomes"),
    ),
    strangers: (
        ("churn/table/planted.py", "import streamlit as st"),
        ("churn/explanation/planted.py", "from catboost import Pool"),
        ("churn/segments/planted.py", "import plotly.graph_objects as go"),
        ("churn/ui/planted.py", "import plotly.graph_objects as go"),
        ("churn/decision/planted.py", "def late():\n    import matplotlib.pyplot"),
        ("churn/ui/planted.py", "def late():\n    from distributed import Client"),
        ("churn/work/planted.py", "import optuna"),
    ),
    more_than_arrays: (
        ("churn/scores/planted.py", "import pandas as pd"),
        ("churn/scores/planted.py", "from churn.table.dataset import Dataset"),
    ),
    views_in_the_logic: (
        ("churn/segments/planted.py", "from churn.segments import words"),
        ("churn/segments/planted.py", "from churn.segments.chart import score_by_level"),
        ("churn/segments/planted.py", "from churn.show.formats import percent"),
    ),
    views_that_reach_into_a_model: (
        ("churn/segments/words.py", "from churn.model.fitted import ChurnModel"),
        ("churn/segments/chart.py", "from churn.model import fitting"),
        ("churn/segments/planted_charts.py", "import churn.model.watching"),
    ),
    pages_that_know_each_other: (
        ("churn/ui/why/planted.py", "from churn.ui.train import page"),
        ("churn/ui/why/planted.py", "from churn.ui import decide"),
        ("churn/ui/view.py", "from churn.ui.why.page import why"),
    ),
    hidden_state: (
        ("churn/ui/view.py", "st.session_state['a'] = 1"),
        ("churn/ui/train/page.py", "st.query_params"),
        ("churn/ui/train/page.py", "@st.cache_data\ndef f(): ..."),
        ("churn/ui/train/page.py", "from churn.ui.cache import cached"),
    ),
    what_cannot_be_taken_out: (
        ("churn/ui/train/planted.py", "import streamlit as st\n\n\nst.table([])"),
        ("churn/ui/planted.py", "import streamlit as st\n\n\nst.plotly_chart(None)"),
    ),
    what_is_too_long: (
        ("churn/table/planted.py", "x = 1\n" * 301),
        ("churn/table/planted.py", "def f():\n" + "    x = 1\n" * 40),
        ("dashboard.py", "x = 1\n" * 61),
    ),
    what_says_nothing: (
        ("churn/table/utils.py", ""),
        ("churn/table/__init__.py", '"""Tables."""\nfrom churn.table.reading import read'),
        ("churn/table/__init__.py", ""),
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    """The code as it is."""
    assert not {path: broken for module in MODULES.values() for path in [module.path] if (broken := [*rule(module)])}


@pytest.mark.parametrize(
    ("rule", "planted"),
    [(rule, Module(*planted)) for rule, examples in RULES.items() for planted in examples],
    ids=lambda value: value.path if isinstance(value, Module) else value.__name__,
)
def test_a_planted_break_is_found(rule: Rule, planted: Module) -> None:
    """A rule that nothing can break says nothing."""
    assert [*rule(planted)]


def in_a_circle(modules: Mapping[str, Module]) -> list[str]:
    """Return modules that import each other, directly or through others."""
    graph = {name: (module.imports & modules.keys()) - {name} for name, module in modules.items()}
    for name in modules:  # a package that is only passed through is not what is imported
        graph[name] -= {known for known in graph[name] if any(each.startswith(f"{known}.") for each in graph[name])}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as err:
        return list(err.args[1])
    return []


def test_no_cycles() -> None:
    """Modules can be read in an order in which each is known before it is used."""
    assert not in_a_circle(MODULES)
    planted = {
        "churn.table.a": Module("churn/table/a.py", "from churn.table import b"),
        "churn.table.b": Module("churn/table/b.py", "from churn.table.a import x"),
    }
    assert in_a_circle(planted)


def test_the_order_names_no_room_that_does_not_exist() -> None:
    """A room is named when it comes, not before; pages and packages likewise."""
    assert set(ROOMS) == {module.room for module in MODULES.values()} - {"churn"}
    assert PAGES
    assert HOMES.keys() <= {package for module in MODULES.values() for package in module.packages}


def test_tests_mirror_the_rooms() -> None:
    """The tests of a room lie in the folder of the same name, those of the whole directly in tests/."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("*.py")}
    own = {folder for folder in folders if folder.parts and folder.parts[0] not in NOT_OF_A_ROOM}
    assert not {folder for folder in own if not (ROOT / "churn" / folder).is_dir()}


def test_top_level_is_the_users_wish() -> None:
    """Nothing but the agreed files lies at the top, dotfiles aside."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if listing.returncode:
        pytest.skip("not a git checkout: what belongs to the project cannot be told from what lies beside it")
    visible = {name.split("/")[0] for name in listing.stdout.splitlines() if not name.startswith(".")}
    assert visible <= TOP_LEVEL
    assert "dashboard.py" in visible
