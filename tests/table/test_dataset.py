"""A table is read, understood and checked once."""

from pathlib import Path

import numpy as np
import pytest

from churn.errors import DataError
from churn.table.dataset import default_path, load
from churn.table.outcomes.targets import plausible
from churn.table.reading import read

TABLE = "Id,Age,Plan,{target}\n" + "\n".join(f"{i},{20 + i % 7},{'ab'[i % 2]},{{{i % 3 == 0}}}" for i in range(30))


def table(target: str = "Churn", left: str = "Yes", stayed: str = "No") -> bytes:
    """Make a CSV of thirty customers, ten of whom left."""
    return TABLE.replace("{target}", target).replace("{True}", left).replace("{False}", stayed).encode()


@pytest.mark.parametrize("target", ["Target", "CHURN", "churned", "Exited", "Attrition_Flag", "attrition", "is churn"])
def test_finds_the_target(target: str) -> None:
    """The usual names are found in any case and punctuation."""
    assert load(table(target)).schema.target == target


@pytest.mark.parametrize(
    ("left", "stayed"),
    [
        ("1", "0"),
        ("1.0", "0.0"),
        ("Yes", "No"),
        ("TRUE", "FALSE"),
        ("Churned", "Stayed"),
        ("Exited", "Active"),
        ("Attrited Customer", "Existing Customer"),
        ("y", "n"),
    ],
)
def test_finds_the_positive_class(left: str, stayed: str) -> None:
    """The value that means "has left" is found, whatever type the reader made of it."""
    dataset = load(table(left=left, stayed=stayed))
    assert dataset.y.tolist() == [int(i % 3 == 0) for i in range(30)]


def test_target_and_positive_can_be_given() -> None:
    """What is given wins over what is found."""
    dataset = load(table(), target="Plan", positive="b")
    assert (dataset.schema.target, dataset.schema.negative) == ("Plan", "a")
    assert dataset.y.sum() == 15
    assert load(table(), positive="No").y.sum() == 20


@pytest.mark.parametrize(
    ("data", "arguments", "fault"),
    [
        (table("Group2"), {}, "Which column says who has left.*could be: “Group2”, “Plan”"),
        (table(), {"target": "Gone"}, "no column “Gone”; the columns are “Id”, “Age”, “Plan”, “Churn”"),
        (table(), {"positive": "Maybe"}, "“Churn” has no value “Maybe”; its values are “No”, “Yes”"),
        (table(left="red", stayed="blue"), {}, "Which value of “Churn” means that a customer has left: “blue”, “red”"),
        (table(left="No"), {}, "“Churn” .the target. has 1 different value .“No”.; exactly two are needed"),
        (b"Age,Churn\n1,a\n2,b\n1,c\n", {}, "has 3 different values .“a”, “b”, “c”."),
        (b"Age,Churn\n1,Yes\n2,\n1,\n", {}, "“Churn” .the target. has 1 different value .“Yes”. and 2 rows without"),
        (b"Id,Churn\n" + b"".join(b"%d,%d\n" % (i, i % 2) for i in range(30)), {}, "an id"),
    ],
    ids=[
        "no-target",
        "unknown-target",
        "unknown-positive",
        "unclear-positive",
        "one-class",
        "three-classes",
        "gaps-only",
        "all-ids",
    ],
)
def test_names_the_fault(data: bytes, arguments: dict[str, str], fault: str) -> None:
    """An unusable table gets a message with the column, the row and the choices."""
    with pytest.raises(DataError, match=fault):
        load(data, **arguments)  # type: ignore[arg-type]


def test_markup_in_names_and_values_is_data() -> None:
    """Markdown and HTML in names and values go through unchanged: only the page has to escape them."""
    dataset = load(b"<b>Age</b>,![x](http://x),Churn\n" + b"1,<script>,Yes\n2,**b**,No\n" * 3)
    assert dataset.schema.names == ["<b>Age</b>", "![x](http://x)"]
    assert dataset.schema.features[1].levels == ("**b**", "<script>")


def test_roles_change_the_features_and_the_fingerprint() -> None:
    """Every choice about a file is part of its fingerprint; the file's own sha256 stays."""
    plain, overruled = load(table()), load(table(), roles={"Id": "number"})
    assert plain.schema.names == ["Age", "Plan"]
    assert overruled.schema.names == ["Id", "Age", "Plan"]
    assert plain.sha256 == overruled.sha256
    assert len({plain.fingerprint, overruled.fingerprint, load(table(), positive="No").fingerprint}) == 3


def test_found_and_given_choices_are_the_same_data() -> None:
    """Naming what would be found anyway changes nothing."""
    named = load(table(), target="Churn", positive="Yes", roles={"Age": "number"})
    assert load(table()).fingerprint == named.fingerprint


def test_check_repeats_what_loading_did(real_data: Path) -> None:
    """Scoring the training table sees exactly the training features."""
    for name in ("Customertravel.csv", "BankChurners.csv"):
        dataset = load(real_data / name)
        again = dataset.schema.check(read((real_data / name).read_bytes()).frame)
        assert again.equals(dataset.frame)


def test_travel_table(real_data: Path) -> None:
    """954 customers, 224 left, six features, all used."""
    dataset = load(real_data / "Customertravel.csv")
    assert (len(dataset), int(dataset.y.sum()), len(dataset.schema.features)) == (954, 224, 6)
    assert dataset.sha256.startswith("81f2083c")
    assert dataset.schema.numbers == ["Age", "ServicesOpted"]


def test_bank_table_needs_no_special_code(real_data: Path) -> None:
    """Target, positive class and the id of the credit card table are found."""
    dataset = load(real_data / "BankChurners.csv")
    assert (dataset.schema.target, dataset.schema.positive) == ("Attrition_Flag", "Attrited Customer")
    assert int(dataset.y.sum()) == 1627
    assert [c.name for c in dataset.schema.columns if not c.used] == ["CLIENTNUM"]
    assert np.isfinite(dataset.frame[dataset.schema.numbers].to_numpy()).all()


def test_columns_that_could_be_the_target() -> None:
    """Columns with two values could be the target, those with gaps too."""
    assert plausible(read(b"a,b,c,d\n1,x,1,\n2,y,1,p\n3,x,1,q\n").frame) == ("b", "d")


def test_default_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHURN_DATA names the default table."""
    monkeypatch.setenv("CHURN_DATA", "my.csv")
    assert default_path() == Path("my.csv")
    monkeypatch.delenv("CHURN_DATA")
    assert default_path().name in {"sample.csv", "Customertravel.csv"}
