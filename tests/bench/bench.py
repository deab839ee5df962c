"""How fast is it, against yardsticks that are measured in the same run: `make bench`, or see --help.

It prints a table and ends with status 0, whether the targets are met or not: a benchmark is no test. Run it on a
computer that does nothing else.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from playwright.sync_api import sync_playwright

# This is a script, and beside it is where Python looks for modules.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from churn.table.dataset import SAMPLE
from tests.bench import calm, crowd, engine, files, filled, grid, memory, moves, pages, reading, rows, start
from tests.bench.measure import Fact, Ratio, table_of_facts, table_of_ratios
from tests.serving import ROOT, chromium, find_chromium

PARTS: Final = ("engine", "map", "reading", "rows", "files", "start", "pages", "moves", "calm", "crowd", "memory")
WITHOUT_PAGE: Final = {"engine", "reading", "rows", "files", "memory"}
Result = TypeVar("Result", Ratio, Fact)


def main() -> None:
    """Measure what was asked for."""
    begun = time.monotonic()
    wanted = _arguments()
    data = _table()
    print(f"{data.name} on {os.cpu_count()} cores, {platform.platform()}, load {_load()} at the start")
    ratios: list[Ratio] = []
    facts: list[Fact] = []
    if "engine" in wanted.parts:
        ratios += _told(engine.ratios(data))
    for_files, seen = _without_page(wanted.parts, data)
    ratios += for_files
    facts += seen
    if "memory" in wanted.parts:
        facts += _told(memory.facts(data))
    if find_chromium() is None:
        print("Without the page: there is no Chromium on this computer.")
    elif set(wanted.parts) - WITHOUT_PAGE:
        with sync_playwright() as playwright, chromium(playwright) as browser:
            bench = pages.Bench(browser, data, _naive(wanted.naive))
            of_page = _of_page(wanted.parts, bench)
        ratios += of_page[0]
        facts += of_page[1]
    print("\nMedians (smallest–largest); the ratio is that of two measurements one after the other.\n")
    print(table_of_ratios(ratios))
    if facts:
        print(f"\n{table_of_facts(facts)}")
    print(f"\n{time.monotonic() - begun:.0f} s, load {_load()} at the end")


def _of_page(parts: Sequence[str], bench: pages.Bench) -> tuple[list[Ratio], list[Fact]]:
    """Measure what needs a browser."""
    ratios: list[Ratio] = []
    facts: list[Fact] = []
    if "start" in parts:
        ratios += _told(start.ratios(bench))
        facts += _told(start.facts(bench))
    if "pages" in parts:
        ratios += _told(pages.ratios(bench))
    for part, both in (("map", filled.results), ("moves", moves.results)):
        if part in parts:
            results = both(bench)
            ratios += _told(results[0])
            facts += _told(results[1])
    for part, measured in (("calm", calm.facts), ("crowd", crowd.facts)):
        if part in parts:
            facts += _told(measured(bench))
    return ratios, facts


def _without_page(parts: Sequence[str], data: Path) -> tuple[list[Ratio], list[Fact]]:
    """Measure what needs no page but the engine."""
    ratios: list[Ratio] = []
    facts: list[Fact] = []
    for part, measured in (("map", grid.results), ("reading", reading.results), ("files", files.results)):
        if part in parts:
            results = measured(data)
            ratios += _told(results[0])
            facts += _told(results[1])
    if "rows" in parts:
        ratios += _told(rows.ratios())
    if "files" in parts:
        ratios += _told(engine.explanation_ratios(data))
    return ratios, facts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*", default=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}; all by default"
    )
    parser.add_argument(
        "--naive", type=Path, metavar="PATH",
        help="the Streamlit app that is the yardstick; by default bench/naive_app.py beside the folder that"
        " CHURN_REAL_DATA names",
    )  # fmt: skip
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}")
    return arguments


def _table() -> Path:
    """Find the table to train on: the real one in the folder that CHURN_REAL_DATA names, else the sample."""
    real = _folder() / "Customertravel.csv"
    return real if real.exists() else SAMPLE


def _naive(named: Path | None) -> Path | None:
    """Find the naive app, which is no part of the project; says so if it isn't there."""
    path = (named or _folder().parent / "bench" / "naive_app.py").absolute()
    if path.exists():
        return path
    print(f"Without the ratios to the naive app: there is none at {path}; name it with --naive PATH.")
    return None


def _folder() -> Path:
    return Path(os.environ.get("CHURN_REAL_DATA", ROOT / "data")).absolute()


def _load() -> str:
    """Return how many processes wanted a core in the last minute, on average."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _told(results: Iterable[Result]) -> list[Result]:
    """Collect results, and say each as soon as it is there."""
    collected = []
    for result in results:
        said = f"ratio {result.value:.2f}" if isinstance(result, Ratio) else result.seen
        print(f"{result.name.strip()}: {said}", flush=True)
        collected.append(result)
    return collected


if __name__ == "__main__":
    main()
