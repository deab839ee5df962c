"""A million customers from file to file, against pandas and CatBoost alone: time in turns, memory at its peak."""

import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Final

import pandas as pd
from catboost import CatBoostClassifier

import churn
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.model.fitted import ChurnModel
from churn.scoring.customers import Customers, SourceTable, check_customers
from churn.scoring.ranking import score_customers
from churn.scoring.writing import write_ranking
from tests.bench.measure import Fact, Ratio, in_turns, timed
from tests.serving import ROOT

ROWS: Final = 1_000_000
SEED: Final = 1
PAIRS: Final = 5
TIME_TARGET: Final = 1.5
MEMORY_TARGET: Final = 3.0
DIFFERENT_ROWS: Final = 50_000
STOP_TARGET: Final = 2.0

_PEAK: Final = """
import re, sys
from pathlib import Path
from churn.decision.campaign import Campaign
from churn.decision.contacts import ContactRule
from churn.model.fitted import ChurnModel
from churn.scoring.customers import SourceTable, check_customers
from churn.scoring.ranking import score_customers
from churn.scoring.writing import write_ranking
model = ChurnModel.load(sys.argv[1])
def peak():  # resource.getrusage would count what this process was before it became this program
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
def work(source, out):
    customers = check_customers(SourceTable.read(Path(source).read_bytes(), "file"), model.schema)
    rule = ContactRule(Campaign(), better_than_chance=True)
    write_ranking(score_customers(customers, model), Path(out), rule)
work(sys.argv[2], sys.argv[4])
before = peak()
work(sys.argv[3], sys.argv[4])
print(peak() - before)
"""
"""Scores a small file, then a large one; prints by how many bytes the large one raised its peak. On Linux."""


class Bench:
    """A model, a file of a million customers, and the same work done without this project."""

    def __init__(self, data: Path, folder: Path) -> None:
        dataset = churn.load(data)
        self._folder = folder
        self._model_file, self.few, self.many = folder / "model.cbm", folder / "few.csv", folder / "many.csv"
        churn.train(dataset).model.save(self._model_file)
        self.model = ChurnModel.load(self._model_file)
        self._bare_model = CatBoostClassifier().load_model(str(self._model_file))
        source = pd.read_csv(data)[dataset.schema.names]
        source.head(100).to_csv(self.few, index=False)
        source.sample(ROWS, replace=True, random_state=SEED).to_csv(self.many, index=False)

    def ours(self, *, reasons: bool = False) -> None:
        """Read, check, score, rank and write."""
        file = SourceTable.read(self.many.read_bytes(), self.many.name)
        ranking = score_customers(check_customers(file, self.model.schema), self.model, reasons=reasons)
        write_ranking(ranking, self._folder / "ours.csv", ContactRule(Campaign(), better_than_chance=True))

    def bare(self) -> None:
        """Read, score and write."""
        table = pd.read_csv(self.many)
        table["churn_probability"] = self._bare_model.predict_proba(table)[:, 1]
        table.to_csv(self._folder / "bare.csv", index=False)

    def memory(self) -> Fact:
        """Compare the peak of a process that scores the file with the table in memory."""
        frame = int(pd.read_csv(self.many).memory_usage(deep=True).sum())
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, self._model_file, self.few, self.many, self._folder / "peak.csv"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        ratio = int(done.stdout) / frame
        seen = f"{int(done.stdout) / 2**20:.0f} MB, {ratio:.2f} × the {frame / 2**20:.0f} MB that pandas needs"
        return Fact(f"memory to score {ROWS:,} customers", seen, f"≤ {MEMORY_TARGET:g} ×", ratio <= MEMORY_TARGET)

    def stop(self) -> Fact:
        """Find the longest step while reasons are looked for: so long does Stop take at most."""
        moments = [time.perf_counter()]
        score_customers(
            self.all_different(), self.model, reasons=True, on_progress=lambda _: moments.append(time.perf_counter())
        )
        longest = max(after - before for before, after in pairwise(moments))
        seen = f"{longest:.2f} s, {moments[-1] - moments[0]:.1f} s for {DIFFERENT_ROWS:,} different customers"
        return Fact("longest step with reasons", seen, f"≤ {STOP_TARGET:g} s", longest <= STOP_TARGET)

    def all_different(self) -> Customers:
        """Return customers of whom no two are alike."""
        table = pd.read_csv(self.many, nrows=DIFFERENT_ROWS)
        number = self.model.schema.numbers[0]
        table[number] = table[number] + table.index / (2 * DIFFERENT_ROWS)
        return Customers(SourceTable("many", table, ""), self.model.schema.check(table), (), {})


def results(data: Path) -> tuple[list[Ratio], list[Fact]]:
    """Measure time, memory and how soon Stop is felt; the file is made in a temporary folder, with a seed.

    Raises
    ------
    RuntimeError
        If the two sides don't give the same probabilities: then they aren't the same work.
    """
    with tempfile.TemporaryDirectory(prefix="churn-bench-") as folder:
        bench = Bench(data, Path(folder))
        bench.ours()
        bench.bare()
        ours, bare = (pd.read_csv(Path(folder, f"{name}.csv"))["churn_probability"] for name in ("ours", "bare"))
        if not ours.equals(bare.sort_values(ascending=False, ignore_index=True)):
            raise RuntimeError("The file's probabilities and CatBoost's own disagree.")
        ratios = [
            Ratio(f"score {ROWS:,} customers{extra}", "read_csv, CatBoost, to_csv", *taken, target)
            for extra, target, taken in (
                ("", TIME_TARGET, in_turns(timed(bench.ours), timed(bench.bare), PAIRS)),
                (", with reasons", None, in_turns(timed(lambda: bench.ours(reasons=True)), timed(bench.bare), PAIRS)),
            )
        ]
        return ratios, [bench.memory(), bench.stop()]
