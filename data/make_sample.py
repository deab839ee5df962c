"""Make sample.csv: a synthetic table with the published figures of the travel table, made without its rows.

The input is what a data card would say about "Tour & Travels Customer Churn Prediction": how many customers
have each level, what share of them churned, how many different profiles there are. Running this file rewrites
sample.csv beside it, byte for byte the same every time.

1. Churners and stayers are drawn apart, every column on its own: each level gets exactly the published number
   of customers and of churners, and within the two groups the columns have nothing to do with each other.
2. Swapping one column's level between two customers of a group changes none of those numbers. Random swaps
   are kept when they lead towards the figures about whole profiles: how many there are, how many of them
   occur with both outcomes, and how well all columns together tell churners from stayers.
3. The rows are shuffled.
"""

import math
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

SEED: Final = 5
"""Of the first few, the one whose default model scores most like the model on the real table."""
PATH: Final = Path(__file__).resolve().with_name("sample.csv")

ROWS: Final = 954
CHURNED: Final = 224
PROFILES: Final = 419
"""Customers that differ, as far as the six columns tell."""
MIXED_PROFILES: Final = 28
"""Profiles of which some customers churned and others stayed."""
MIXED_ROWS: Final = 131
"""Customers who have such a profile."""
BEST_ACCURACY: Final = 0.9465
"""Of a model that knows every profile; it errs on the customers who are outvoted within theirs."""
SEPARATION: Final = 2.3
"""Distance of the groups' mean scores in standard deviations; 2.3 gives the published ROC AUC of 0.94."""

AGE: Final = {
    27: (62, 0.565), 28: (71, 0.563), 29: (70, 0.186), 30: (236, 0.144), 31: (103, 0.146), 33: (29, 0.276),
    34: (107, 0.187), 35: (52, 0.250), 36: (67, 0.239), 37: (126, 0.214), 38: (31, 0.097),
}  # fmt: skip
"""Level -> customers and churn rate; so in the next three."""
SERVICES: Final = {
    1: (404, 0.230), 2: (176, 0.295), 3: (124, 0.081), 4: (117, 0.188), 5: (69, 0.377), 6: (64, 0.328),
}  # fmt: skip
SYNCED: Final = {"No": (594, 0.210), "Yes": (360, 0.275)}
BOOKED: Final = {"No": (576, 0.306), "Yes": (378, 0.127)}
FLYER_AND_INCOME: Final = {
    ("Yes", "High Income"): (159, 92 / 159),
    ("Yes", "Low Income"): (127, 55 / 127),
    ("No", "Low Income"): (237, 44 / 237),
    ("No", "Middle Income"): (371, 25 / 371),
    ("No Record", "Low Income"): (22, 5 / 22),
    ("No Record", "Middle Income"): (38, 3 / 38),
}
"""Two columns drawn as one, because the other three cells are empty.

Rates are not published by cell. Those by flyer (Yes .514, No .113, No Record .133) and by income (High .579,
Low .269, Middle .068) fix the first two and leave one number open in the rest: 44, as if flyer and income
were independent there.
"""

FACTORS: Final = (FLYER_AND_INCOME, AGE, SERVICES, SYNCED, BOOKED)
COLUMNS: Final = (
    "Age", "FrequentFlyer", "AnnualIncomeClass", "ServicesOpted",
    "AccountSyncedToSocialMedia", "BookedHotelOrNot", "Target",
)  # fmt: skip


def level_counts() -> list[list[tuple[int, int]]]:
    """(churners, stayers) of each level of each factor: whole customers, recovered from the rates."""
    whole = []
    for factor in FACTORS:
        churners = [round(rows * rate) for rows, rate in factor.values()]
        stayers = [rows - churned for (rows, _), churned in zip(factor.values(), churners, strict=True)]
        if (sum(churners), sum(stayers)) != (CHURNED, ROWS - CHURNED):
            message = f"the figures of {list(factor)} do not add up to the table"
            raise ValueError(message)
        whole.append(list(zip(churners, stayers, strict=True)))
    return whole


def independent_levels(rng: np.random.Generator) -> list[list[int]]:
    """Level numbers, (954, 5): a row a customer, churners first; each factor shuffled by itself."""
    groups = [
        np.column_stack(
            [
                rng.permutation(np.repeat(np.arange(len(factor)), [counts[group] for counts in factor]))
                for factor in level_counts()
            ]
        )
        for group in (0, 1)
    ]
    levels: list[list[int]] = np.vstack(groups).tolist()
    return levels


class Draft:
    """A table in the making, the churners in its first rows.

    A profile is one number, with the row's level numbers as digits; a score is the sum of its levels' log
    odds of churn, in hundredths. All are whole numbers, so that every machine takes the same decisions.
    """

    def __init__(self, levels: list[list[int]]) -> None:
        """Start from level numbers as `independent_levels` draws them."""
        self.levels = levels
        self.place = [math.prod(map(len, FACTORS[:factor])) for factor in range(len(FACTORS))]
        self.points = [
            [round(100 * math.log((churned + 0.5) / (stayed + 0.5))) for churned, stayed in factor]
            for factor in level_counts()
        ]
        self.profile = [sum(p * n for p, n in zip(self.place, row, strict=True)) for row in levels]
        self.score = [sum(p[n] for p, n in zip(self.points, row, strict=True)) for row in levels]
        self.churners, self.stayers = Counter(self.profile[:CHURNED]), Counter(self.profile[CHURNED:])
        self.figures = self.profile_figures(set(self.profile))
        self.squares = sum(score * score for score in self.score)
        self.squares_wanted = self.squares_at_separation()
        self.misfit = self.distance(self.figures, self.squares)

    def squares_at_separation(self) -> int:
        """Sum of the squared scores at `SEPARATION`: swaps change the groups' spread, never their means."""
        churners, stayers = self.score[:CHURNED], self.score[CHURNED:]
        high, low = sum(churners) / len(churners), sum(stayers) / len(stayers)
        spread = (high - low) / SEPARATION
        return round(len(churners) * high * high + len(stayers) * low * low + ROWS * spread * spread)

    def profile_figures(self, profiles: set[int]) -> tuple[int, int, int, int]:
        """Of these profiles: how many occur, how many with both outcomes, their rows, those outvoted."""
        outcomes = [(self.churners[profile], self.stayers[profile]) for profile in profiles]
        mixed = [pair for pair in outcomes if min(pair)]
        return sum(map(any, outcomes)), len(mixed), sum(map(sum, mixed)), sum(map(min, mixed))

    def distance(self, figures: tuple[int, int, int, int], squares: int) -> int:
        """How far off the profiles' figures and the scores' spread are; 0: as published."""
        wanted = (PROFILES, MIXED_PROFILES, MIXED_ROWS, round((1 - BEST_ACCURACY) * ROWS))
        off = sum(w * abs(a - b) for w, a, b in zip((4, 4, 1, 2), figures, wanted, strict=True))
        excess = max(0, squares - self.squares_wanted)
        # The spread weighs most: it is slow to come once there are few profiles left.
        return off + math.ceil(20_000 * excess / self.squares_wanted)

    def swap(self, factor: int, one: int, other: int) -> None:
        """Swap a factor's level between two customers of a group, unless that leads away from the figures."""
        mine, theirs = self.levels[one][factor], self.levels[other][factor]
        step = (theirs - mine) * self.place[factor]
        gain = self.points[factor][theirs] - self.points[factor][mine]
        old = self.profile[one], self.profile[other]
        new = old[0] + step, old[1] - step
        group = self.churners if one < CHURNED else self.stayers
        touched = {*old, *new}

        before = self.profile_figures(touched)
        group.subtract(old)
        group.update(new)
        change = zip(self.figures, before, self.profile_figures(touched), strict=True)
        a, b, c, d = (total - was + now for total, was, now in change)
        squares = self.squares + 2 * gain * (self.score[one] - self.score[other] + gain)
        misfit = self.distance((a, b, c, d), squares)
        if misfit > self.misfit:
            group.subtract(new)
            group.update(old)
            return
        self.figures, self.squares, self.misfit = (a, b, c, d), squares, misfit
        self.levels[one][factor], self.levels[other][factor] = theirs, mine
        self.profile[one], self.profile[other] = new
        self.score[one] += gain
        self.score[other] -= gain


def sample(seed: int = SEED) -> pd.DataFrame:
    """Make the table.

    Parameters
    ----------
    seed : int
        Another seed gives another table with the same figures.

    Returns
    -------
    DataFrame
        954 rows in random order: the six columns and the target, 1 = churned.
    """
    rng = np.random.default_rng(seed)
    draft = Draft(independent_levels(rng))
    while draft.misfit:
        one = int(rng.integers(ROWS))
        other = int(rng.integers(CHURNED) if one < CHURNED else rng.integers(CHURNED, ROWS))
        draft.swap(int(rng.integers(len(FACTORS))), one, other)
    names = [list(factor) for factor in (AGE, SERVICES, SYNCED, BOOKED)]
    cells = list(FLYER_AND_INCOME)
    rows = []
    for row in rng.permutation(ROWS).tolist():
        flyer, income = cells[draft.levels[row][0]]
        age, services, synced, booked = (
            levels[number] for levels, number in zip(names, draft.levels[row][1:], strict=True)
        )
        rows.append((age, flyer, income, services, synced, booked, int(row < CHURNED)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


if __name__ == "__main__":
    sample().to_csv(PATH, index=False, lineterminator="\n")
