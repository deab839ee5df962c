"""A column that names the customer is found where customers have several rows, and nothing else is taken for it."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import churn
from churn.model.run import RunSpec
from churn.model.split import SplitSpec, split
from churn.table.dataset import Dataset, from_table
from churn.table.raw import RawTable
from churn.table.roles import Role

CLIENTS = 490


def loaded(frame: pd.DataFrame, roles: dict[str, Role] | None = None) -> Dataset:
    """Return a data set of a table."""
    return from_table(RawTable("made.csv", frame, "x"), roles=roles)


def values(kind: str, n: int) -> NDArray[np.generic] | list[str]:
    """Make n different values that name customers."""
    rng = np.random.default_rng(8)
    made: dict[str, NDArray[np.generic] | list[str]] = {
        "five digits": rng.choice(np.arange(10_000, 99_999), n, replace=False),
        "running": np.arange(n),
        "code": [f"C{row:05}" for row in rng.permutation(n)],
        "address": [f"u{row}@example.org" for row in range(n)],
        "name": ["".join(rng.choice(list("abcdefgh"), 7)) for _ in range(n)],
        "twelve digits": rng.choice(10**12, n, replace=False),
    }
    return made[kind]


def coins(name: str = "Client", kind: str = "five digits", n: int = CLIENTS, seed: int = 0) -> pd.DataFrame:
    """Give each of n clients one to three rows and one coin: nothing can be learned but who it is."""
    rng = np.random.default_rng(seed)
    client = np.repeat(np.arange(n), rng.integers(1, 4, n))
    rng.shuffle(client)
    rows = len(client)
    columns = {"Fee": rng.lognormal(3, 1, rows).round(2), "Plan": rng.choice(["a", "b", "c"], rows)}
    left = rng.integers(0, 2, n)[client]
    return pd.DataFrame({**columns, name: np.asarray(values(kind, n))[client], "Churn": left})


def months(name: str = "x7", n: int = 150, seed: int = 0) -> pd.DataFrame:
    """Give each customer a row a month; who leaves does so in the last one; city, birth and sex do not change."""
    rng = np.random.default_rng(seed)
    stays = rng.random(n) < 0.6
    life = np.where(stays, 12, rng.integers(3, 12, n))
    who = np.repeat(np.arange(n), life)
    month = np.concatenate([np.arange(each) for each in life])
    columns = {
        name: np.array([f"K-{row * 7919 % 10_007:05}" for row in range(n)])[who],
        "City": rng.choice(["Rome", "Bonn", "Lyon"], n)[who],
        "Born": np.datetime_as_string(np.datetime64("1950-01-01") + rng.integers(0, 18_000, n))[who],
        "Sex": rng.choice(["f", "m"], n)[who],
        "Month": [f"2023-{each + 1:02}" for each in month],
        "Use": rng.gamma(2, 10, len(who)).round(1),
        "Churn": ((month == life[who] - 1) & ~stays[who]).astype(int),
    }
    return pd.DataFrame(columns).sample(frac=1, random_state=seed)


@pytest.mark.parametrize("kind", ["five digits", "running", "code", "address", "name", "twelve digits"])
@pytest.mark.parametrize("name", ["Client", "kdnr", "Phone No", "x7", "q"])
def test_rows_of_a_customer_that_share_an_outcome(name: str, kind: str) -> None:
    """Text or number, whatever its name: left out as the customer, with a serious finding that counts the rows."""
    frame = coins(name, kind)
    dataset = loaded(frame)
    assert (dataset.schema.customer, dataset.schema.column(name).left_out) == (name, "customer")
    (finding,) = [each for each in dataset.findings if each.kind == "several rows"]
    assert (finding.severity, finding.column) == ("serious", name)
    assert f"{CLIENTS} customers have {len(frame):,} rows, 1 to 3 rows each. “{name}” names them" in finding.evidence
    assert "the same outcome in 100.0% of cases" in finding.evidence
    assert [answer.role for answer in finding.answers][:1] == ["category"]


@pytest.mark.parametrize("kind", ["five digits", "code", "address"])
@pytest.mark.parametrize("name", ["Client", "kdnr", "x7"])
@pytest.mark.parametrize("role", ["category", "number", "leave out"])
def test_rows_of_a_customer_stay_together_whatever_the_column_is_used_as(name: str, kind: str, role: Role) -> None:
    """Whoever overrules it is told, seriously, and no customer is in two parts of the default split."""
    if role == "number" and kind != "five digits":
        return
    dataset = loaded(coins(name, kind), {name: role})
    assert (dataset.schema.column(name).used, dataset.schema.customer) == (role != "leave out", name)
    (finding,) = [each for each in dataset.findings if each.kind == "several rows"]
    assert (finding.severity, finding.column) == ("serious", name)
    assert ("leave out" in {answer.role for answer in finding.answers}) == (role != "leave out")
    parts = [{*dataset.table[name].iloc[rows]} for rows in split(dataset, SplitSpec()).parts().values()]
    assert sum(map(len, parts)) == len(set.union(*parts)) == CLIENTS


def test_a_second_name_that_is_used_is_serious() -> None:
    """An address beside a number gives the customer away as well, if somebody wants the model to see it."""
    frame = coins("Client")
    frame.insert(0, "Contact", [f"u{code}@example.org" for code in pd.factorize(frame["Client"])[0]])
    dataset = loaded(frame, {"Contact": "category"})
    assert dataset.schema.column("Contact").used
    serious = [each.column for each in dataset.findings if (each.severity, each.kind) == ("serious", "several rows")]
    assert serious == ["Contact", "Client"]


@pytest.mark.parametrize("kind", ["five digits", "code"])
@pytest.mark.parametrize("name", ["Client", "x7"])
@pytest.mark.parametrize("repeats", [0.02, 0.05, 0.1, 0.5])
def test_few_repeated_rows_are_serious_too(name: str, kind: str, repeats: float) -> None:
    """Fifty customers with a second row among thousands are enough for scores that are too good."""
    rng = np.random.default_rng(3)
    who = rng.permutation(np.concatenate([np.arange(3_000), rng.choice(3_000, int(3_000 * repeats), replace=False)]))
    left = rng.integers(0, 2, 3_000)[who]
    columns = {"Fee": rng.lognormal(3, 1, len(who)).round(2), name: np.asarray(values(kind, 3_000))[who]}
    dataset = loaded(pd.DataFrame({**columns, "Churn": left}))
    assert dataset.schema.customer == name
    assert [each.severity for each in dataset.findings if each.kind == "several rows"] == ["serious"]


@pytest.mark.parametrize(("n", "seed"), [(100, 1), (200, 2), (1_500, 3), (5_000, 4)])
def test_small_and_large_tables(n: int, seed: int) -> None:
    """From two hundred rows to ten thousand."""
    assert loaded(coins("x7", "code", n, seed)).schema.customer == "x7"


@pytest.mark.parametrize("name", ["x7", "subscriber", "Vertragsnummer", "顧客番号", "abonnent"])
@pytest.mark.parametrize("seed", [0, 1])
def test_rows_by_month_with_different_outcomes(name: str, seed: int) -> None:
    """Who leaves only in the last month has rows of both outcomes; what does not change and the months tell."""
    dataset = loaded(months(name, seed=seed))
    assert dataset.schema.customer == name
    (finding,) = [each for each in dataset.findings if each.kind == "several rows"]
    assert "they agree in “City”, “Born”, “Sex”" in finding.evidence
    assert "none has the same “Month” twice" in finding.evidence


def test_a_second_column_that_names_the_same_customers_is_left_out() -> None:
    """An address beside a number would tell the model as much."""
    frame = coins("Client")
    codes = pd.factorize(frame["Client"])[0]
    frame.insert(0, "Contact", [f"u{code}@example.org" for code in codes])
    dataset = loaded(frame)
    assert {dataset.schema.column(name).left_out for name in ("Client", "Contact")} == {"customer", "id"}


def test_the_model_learns_nothing_from_coins() -> None:
    """Rows of a customer stay in one part, so the ROC AUC is that of chance; as a category it would be far better."""
    spec = RunSpec(split=SplitSpec(seed=7))
    aucs = [churn.train(loaded(coins()), spec).scores["test"].roc_auc]
    assert aucs[0] is not None
    assert abs(aucs[0] - 0.5) < 0.12


def ordinary(seed: int, n: int = 1_500) -> dict[str, object]:
    """Make columns that have many values which come back: amounts, places, codes, and what follows from them."""
    rng = np.random.default_rng(seed)
    price = rng.choice(rng.integers(1_000, 12_000, 300), n)
    city = np.minimum(rng.zipf(1.4, n), 250)
    product = rng.integers(0, 120, n)
    return {
        "Price": price,
        "Internet": np.where(price < 4_000, "none", np.where(price < 8_000, "dsl", "fibre")),
        "Balance": np.where(rng.random(n) < 0.3, 0, rng.integers(0, 900, n) * 10),
        "x1": rng.lognormal(6, 0.7, n).astype(int),
        "City": [f"City {code}" for code in city],
        "Region": [f"Region {code % 7}" for code in city],
        "Postcode": 10_000 + city * 37,
        "Product": [f"P-{code:04}" for code in product],
        "Brand": [f"Brand {code % 9}" for code in product],
        "Surname": [f"Name{code}" for code in rng.integers(0, 700, n)],
        "Joined": np.datetime_as_string(np.datetime64("2020-01-01") + rng.integers(0, 900, n)),
        "Tenure": rng.integers(0, 72, n),
        "Sex": rng.choice(["f", "m"], n),
    }


@pytest.mark.parametrize("seed", range(8))
def test_nothing_else_is_taken_for_the_customer(seed: int) -> None:
    """Prices, balances, places, product codes, surnames and dates are not, whatever decides the outcome, nor copies."""
    columns = ordinary(seed)
    rng = np.random.default_rng(seed + 100)
    price = pd.Series(columns["Price"]).rank(pct=True).to_numpy()
    city = pd.factorize(pd.Series(columns["City"]))[0] % 5 == 0
    left = rng.random(len(price)) < np.clip(0.1 + 0.8 * price * (seed % 2) + 0.4 * city, 0, 1)
    frame = pd.DataFrame({**columns, "Churn": left.astype(int)})
    for each in (frame, frame.sort_values("Churn"), pd.concat([frame, frame.sample(frac=0.3, random_state=seed)])):
        dataset = loaded(each.reset_index(drop=True))
        assert dataset.schema.customer is None
        assert "several rows" not in {finding.kind for finding in dataset.findings}


def test_one_repeat_is_an_id_and_no_customer() -> None:
    """Two equal numbers among hundreds are a slip."""
    frame = pd.DataFrame({"Fee": np.random.default_rng(1).normal(size=500), "Client": [0, *range(499)]})
    dataset = loaded(frame.assign(Churn=np.arange(500) % 3 == 0))
    assert (dataset.schema.customer, dataset.schema.column("Client").left_out) == (None, "id")


@pytest.mark.parametrize(
    "name", ["Phone", "Contract", "customer_city", "account balance", "Customer segment", "policy_type", "user rating"]
)
def test_what_a_customer_has_is_not_the_customer(name: str) -> None:
    """The word customer in a name is not enough."""
    rng = np.random.default_rng(3)
    codes = [f"L{code}" for code in rng.integers(0, 200, 800)]
    frame = pd.DataFrame({"Fee": rng.normal(size=800), name: codes, "Churn": rng.integers(0, 2, 800)})
    assert loaded(frame).schema.customer is None


def test_a_customer_is_the_same_with_a_space_behind() -> None:
    """What is written as " C-00012" and "C-00012 " is counted and kept together as one customer."""
    frame = coins("Client", "code")
    frame["Client"] = [f"{' ' * (row % 2)}{each}{' ' * (row % 3)}" for row, each in enumerate(frame["Client"])]
    dataset = loaded(frame)
    (finding,) = [each for each in dataset.findings if each.kind == "several rows"]
    assert f"{CLIENTS} customers" in finding.evidence
    parts = split(dataset, SplitSpec()).parts().values()
    who = [{*dataset.table["Client"].iloc[rows].str.strip()} for rows in parts]
    assert sum(map(len, who)) == CLIENTS


def test_numbers_of_customers_may_have_thousands() -> None:
    """A spreadsheet may have written a customer's number as an amount."""
    frame = coins("Client")
    assert loaded(frame.assign(Client=[f"{each:,}" for each in frame["Client"]])).schema.customer == "Client"


@pytest.mark.parametrize("name", ["Shop", "Branch", "household", "household_id", "Contract", "policy no", "agent"])
@pytest.mark.parametrize("text", [True, False])
def test_what_comes_in_very_many_rows_is_not_the_customer(name: str, text: object) -> None:
    """Shops, households and kinds of contracts with forty rows each, of which some lose far more customers."""
    rng = np.random.default_rng(6)
    shop = rng.integers(0, 50, 2_000)
    shown = [f"S{code:05}" for code in shop] if text else shop * 13 + 20_000
    left = rng.random(2_000) < rng.beta(0.5, 0.5, 50)[shop]
    columns = {name: shown, "City": [f"City {code % 17}" for code in shop], "Fee": rng.normal(size=2_000)}
    assert loaded(pd.DataFrame({**columns, "Churn": left.astype(int)})).schema.customer is None


@pytest.mark.parametrize("name", ["Contract", "phone", "Policy", "users"])
def test_small_numbers_of_what_a_customer_has_are_counts(name: str) -> None:
    """How long a contract runs, or how many phones there are, names nobody."""
    rng = np.random.default_rng(7)
    columns = {"Fee": rng.normal(size=500), name: rng.integers(1, 37, 500), "Churn": rng.integers(0, 2, 500)}
    assert loaded(pd.DataFrame(columns)).schema.customer is None
