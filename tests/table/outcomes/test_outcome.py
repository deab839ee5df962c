"""Who has left: found where it is clear, asked where it is not, never guessed in silence."""

from collections.abc import Sequence

import numpy as np
import pytest

from churn.errors import DataError
from churn.table.dataset import Dataset, load
from churn.table.outcomes.outcome import Unclear
from tests.ui.tables import as_csv

N = 40
AGES = [20 + row / 4 for row in range(N)]
LEFT = [row % 4 == 0 for row in range(N)]  # ten of forty


def table(outcome: str, left: object = 1, stayed: object = 0, **others: Sequence[object]) -> bytes:
    """Make customers of whom a quarter left; the outcome stands before the last column."""
    columns: dict[str, Sequence[object]] = {
        "Age": [20 + row % 7 for row in range(N)],
        "Gender": [["Female", "Male"][row % 2] for row in range(N)],
        **others,
        outcome: [left if each else stayed for each in LEFT],
        "Phone": [["Yes", "No"][row // 3 % 2] for row in range(N)],
    }
    return as_csv(columns)


def asked(data: bytes, **named: str | list[str]) -> Unclear:
    """Return what is asked about a table."""
    with pytest.raises(Unclear) as raised:
        load(data, **named)  # type: ignore[arg-type]
    return raised.value


def evidence(dataset: Dataset, kind: str) -> list[tuple[str, str]]:
    """Return severity and evidence of the findings of a kind."""
    return [(each.severity, each.evidence) for each in dataset.findings if each.kind == kind]


@pytest.mark.parametrize(
    "name",
    ["is_churned", "Customer Churn", "churn in 90 days", "Churn_2_meses", "Kündigung", "résilié", "baja", "解約",
     "이탈여부", "Отток", "是否流失", "left", "label", "LeaveOrNot"],
)  # fmt: skip
def test_found_by_its_name(name: str) -> None:
    """A name that means leaving is found wherever it stands; the reason is said, and which value means left."""
    dataset = load(table(name))
    assert (dataset.schema.target, dataset.schema.positive) == (name, "1")
    assert dataset.y.tolist() == [int(each) for each in LEFT]
    [(severity, said)] = evidence(dataset, "outcome")
    assert severity == "note"
    assert f"“{name}”, because " in said
    assert "“1” means left" in said


@pytest.mark.parametrize("name", ["Churn", "CHURNED", "Exited", "Target", "Attrition_Flag", "isChurn"])
def test_what_goes_without_saying(name: str) -> None:
    """A usual name with usual values needs no finding; the reason is known all the same."""
    dataset = load(table(name))
    assert (dataset.schema.target, dataset.schema.positive, dataset.findings) == (name, "1", ())
    assert dataset.outcome.why.startswith(f"Taken as the outcome: “{name}”, because ")


@pytest.mark.parametrize(
    ("left", "stayed"),
    [("Churned", "Stayed"), ("Attrited Customer", "Existing Customer"), ("gekündigt", "aktiv"), ("流失", "留存"),
     ("Churned", "Not churned"), ("解約", "継続"), ("resiliado cliente", "activo")],
)  # fmt: skip
def test_found_by_its_values(left: str, stayed: str) -> None:
    """Values that say who left and who stayed are found whatever the column is called."""
    dataset = load(table("Group3", left, stayed))
    assert (dataset.schema.target, dataset.schema.positive, dataset.schema.negative) == ("Group3", left, stayed)


@pytest.mark.parametrize(
    ("name", "left", "stayed"),
    [("status", "closed", "open"), ("Account Status", "Inactive", "Active"), ("estado", "baja", "alta"),
     ("状态", "离网", "在网"), ("Vertragsstatus Status", "beendet", "aktiv")],
)  # fmt: skip
def test_a_status_with_words_for_leaving(name: str, left: str, stayed: str) -> None:
    """A status is the outcome where its values say who has left."""
    dataset = load(table(name, left, stayed))
    assert (dataset.schema.target, dataset.schema.positive) == (name, left)


@pytest.mark.parametrize(
    "name",
    ["closed_tickets", "lost_password", "Gone paperless", "exit_survey", "Unsubscribed newsletter", "expired_card",
     "abandoned_cart", "hat Storno-Versicherung"],
)  # fmt: skip
def test_a_word_that_may_be_said_of_something_else_is_asked(name: str) -> None:
    """Beside a word that is none for customers, what was closed or lost is not who has left for certain."""
    question = asked(table(name))
    assert (question.asks_target, question.target, question.positive) == (True, name, ("1",))
    assert load(table(name, Churn=[int(each) for each in LEFT[::-1]])).schema.target == "Churn"


@pytest.mark.parametrize(
    "name", ["Left company", "account_closed", "Lost customer", "Cliente perso", "has left us", "contract terminated"]
)
def test_a_word_that_is_said_of_customers_is_taken(name: str) -> None:
    """Beside words for customers, it is."""
    assert load(table(name)).schema.target == name


def test_columns_about_leaving_are_not_the_outcome() -> None:
    """Of score, reason, label and value, one of the two that say who left is taken; the rest may give it away."""
    others: dict[str, Sequence[object]] = {
        "Churn Score": [row * 7 % 101 for row in range(N)],
        "Churn Reason": [["price", "service"][row % 2] if each else "" for row, each in enumerate(LEFT)],
        "Churn Value": [int(each) for each in LEFT],
    }
    assert load(table("Churn Label", "Yes", "No", **others)).schema.target == "Churn Value"
    assert (
        load(table("Churn Label", "Yes", "No", **{"Churn Score": others["Churn Score"]})).schema.target == "Churn Label"
    )


def test_two_equally_good_columns_are_asked_for() -> None:
    """Two outcomes that differ are for a person to choose from: nothing is proposed."""
    soon = [row % 8 == 0 for row in range(N)]
    question = asked(table("churn_90d", churn_30d=[int(each) for each in soon]))
    assert question.target is None
    assert question.candidates == ("churn_30d", "churn_90d")
    assert "Which column says who has left?" in str(question)


@pytest.mark.parametrize("name", ["Group3", "Has card", "Verheiratet", "区域", "Marital Status"])
def test_nothing_clear_proposes_nothing(name: str) -> None:
    """Where no name and no value speaks, nothing is chosen, least of all the first column with two values."""
    question = asked(table(name, "Yes", "No"))
    assert (question.target, question.positive) == (None, ())
    assert {"Gender", name, "Phone"} <= {*question.candidates}


@pytest.mark.parametrize(
    ("name", "left", "stayed"),
    [("Retained", "No", "Yes"), ("Active", 0, 1), ("Subscriber", "NO", "YES"), ("IsActiveMember", 0, 1),
     ("Renewed", "n", "y"), ("nonchurn", 0, 1), ("NotChurned", "No", "Yes")],
)  # fmt: skip
def test_reversed_names_are_asked_with_a_proposal(name: str, left: object, stayed: object) -> None:
    """A column of those who stayed is proposed the other way round, and not taken before somebody says so."""
    question = asked(table(name, left, stayed))
    assert (question.target, question.positive) == (name, (str(left),))
    assert load(table(name, left, stayed), target=name, positive=str(left)).y.sum() == 10


@pytest.mark.parametrize(
    ("name", "positive"),
    [("default", "1"), ("Default_90", "1"), ("is_fraud", "1"), ("SeriousDlqin2yrs", "1"), ("death", "1"),
     ("EVENT", "1"), ("observed", "1"), ("Ausfall", "1"), ("违约", "1"), ("survived", "0"),
     ("Purchase", None), ("converted", None), ("Response", None), ("risk", None), ("cens", None), ("gekauft", None)],
)  # fmt: skip
def test_outcomes_of_other_kinds_are_asked(name: str, positive: str | None) -> None:
    """What is not about leaving is proposed, never taken: what is feared with its yes, what is hoped for without."""
    question = asked(table(name))
    assert (question.asks_target, question.target, question.candidates[0]) == (True, name, name)
    assert question.positive == (() if positive is None else (positive,))
    answer = "and as positive what means left: “0”, “1”" if positive is None else f"and positive “{positive}”"
    assert answer in str(question)


def test_the_common_one_of_two_values_is_not_proposed() -> None:
    """An event that happened to most is no event that is looked for: which value means left is asked."""
    question = asked(table("default", "No", "Yes"))
    assert (question.target, question.positive) == ("default", ())


@pytest.mark.parametrize("name", ["purchase_date", "Default Method", "fraud_score", "death date", "previous_response"])
def test_what_tells_more_than_an_outcome_is_not_proposed(name: str) -> None:
    """A date, a score or a method of an event is not the event."""
    assert asked(table(name)).target is None


def test_the_last_of_several_outcomes_is_proposed() -> None:
    """Of several names that outcomes have, place and values decide; where they do not, all are named first."""
    rows = [int(each) for each in LEFT]
    last = as_csv({"default": rows[::-1], "Age": AGES, "y": rows})
    assert asked(last).target == "y"
    equal = as_csv({"Sex": rows[1:] + rows[:1], "fraud": rows[::-1], "default": rows, "Age": AGES})
    assert asked(equal).target is None
    assert {*asked(equal).candidates[:2]} == {"fraud", "default"}


def test_many_columns_with_two_values() -> None:
    """Where nothing is likely, the last column is named first, then those of yes and no: the message names eight."""
    rows = [int(each) for each in LEFT]
    words: dict[str, Sequence[object]] = {f"w{n}": [["a", "b"][row % 2] for row in range(N)] for n in range(9)}
    question = asked(as_csv({**words, "flags": rows, "Age": AGES, "z": ["p" if each else "q" for each in rows]}))
    assert question.target is None
    assert {*question.candidates[:2]} == {"z", "flags"}
    assert "“flags”" in str(question)


@pytest.mark.parametrize("last", [True, False])
def test_a_status_of_several_values_is_asked(last: bool) -> None:  # noqa: FBT001 - of pytest
    """A status, one value of which means left, is proposed with it."""
    values = ["fired" if each else ["ok", "promoted"][row % 2] for row, each in enumerate(LEFT)]
    rest: dict[str, Sequence[object]] = {"Age": AGES, "Sex": [["m", "f"][row // 2 % 2] for row in range(N)]}
    question = asked(as_csv({**rest, "status": values} if last else {"status": values, **rest}))
    assert (question.target, question.positive) == ("status", ("fired",))


@pytest.mark.parametrize(("left", "stayed"), [(2, 1), ("A", "B"), ("red", "blue"), ("x", "y"), ("Left", "Right")])
def test_unknown_words_are_asked(left: object, stayed: object) -> None:
    """Codes and words that say nothing are for a person to tell, even where the column is clear."""
    question = asked(table("Churn", left, stayed))
    assert (question.target, question.asks_target, question.positive) == ("Churn", False, ())
    assert "Which value of “Churn” means that a customer has left" in str(question)


@pytest.mark.parametrize(
    ("left", "stayed"), [("Yes", "No"), (1, 0), (True, False), ("ja", "nein"), (1, -1), ("T", "F"), ("да", "нет")]
)
def test_certain_values_are_not_asked(left: object, stayed: object) -> None:
    """A yes in a column that means leaving is clear in many languages."""
    dataset = load(table("Churn", left, stayed))
    assert dataset.y.sum() == 10
    assert not evidence(dataset, "outcome")


@pytest.mark.parametrize("named", [{}, {"target": "Churn"}])
def test_more_than_half_left(named: dict[str, str]) -> None:
    """Where most customers would have left, it is asked whether the value is the right one, until somebody says so."""
    data = table("Churn", "No", "Yes")
    dataset = load(data, **named)  # type: ignore[arg-type]
    [(severity, said)] = evidence(dataset, "outcome")
    assert severity == "warning"
    assert "30 of 40 customers (75.0%): does “Yes” in “Churn” really mean left?" in said
    for positive in ("Yes", "No"):
        assert not evidence(load(data, target="Churn", positive=positive), "outcome")


def test_a_target_that_is_named_but_not_understood() -> None:
    """Naming the column does not say what its values mean."""
    question = asked(table("Churn"), target="Gender")
    assert (question.target, question.asks_target) == ("Gender", False)
    assert "“Female”, “Male”" in str(question)
    assert load(table("Churn"), target="Gender", positive="female").schema.positive == "Female"


def three(third: str = "Joined", name: str = "Customer Status") -> bytes:
    """Make customers with a third outcome: every fifth."""
    values = ["Churned" if each else "Stayed" for each in LEFT]
    return as_csv({"Age": AGES, name: [third if row % 5 == 1 else each for row, each in enumerate(values)]})


@pytest.mark.parametrize("name", ["Customer Status", "Churn", "Group3"])
def test_three_values_are_asked_with_a_proposal(name: str) -> None:
    """Churned, stayed and joined: the first is proposed to mean left, the last to be left out."""
    question = asked(three(name=name))
    assert (question.target, question.positive, question.ignored) == (name, ("Churned",), ("Joined",))
    assert "positive “Churned” and ignored “Joined”" in str(question)


def test_three_values_decided() -> None:
    """Several values may mean left, others are left out and counted."""
    joined = load(three(), positive="Churned", ignored="Joined")
    assert (len(joined), joined.churned) == (32, 8)
    assert joined.table["Age"].tolist() == [age for row, age in enumerate(AGES) if row % 5 != 1]
    assert evidence(joined, "no outcome") == [
        ("note", "8 customers of 40 whose “Customer Status” is “Joined” are left out.")
    ]
    both = load(three("Lost"), positive=["Churned", "lost"])
    assert (len(both), both.churned, both.schema.positive, both.schema.negative) == (40, 16, "Churned, Lost", "Stayed")
    assert len({joined.fingerprint, both.fingerprint, load(three(), positive="Churned").fingerprint}) == 3


def test_newcomers_among_those_who_stayed_are_said() -> None:
    """Whoever counts newcomers as stayed is told so."""
    [said] = [
        said for severity, said in evidence(load(three(), positive="Churned"), "outcome") if severity == "warning"
    ]
    assert "“Joined” count as stayed" in said


@pytest.mark.parametrize(
    "tiers", [("a", "b", "c"), ("gold", "silver", "bronze"), ("0", "1", "2"), ("low", "mid", "high")]
)
def test_many_values_that_say_nothing(tiers: tuple[str, ...]) -> None:
    """Three values of a clear column are asked for, without a proposal."""
    question = asked(as_csv({"Age": range(30), "Churn": [tiers[row % 3] for row in range(30)]}))
    assert (question.target, question.positive) == ("Churn", ())
    assert "has 3 different values" in str(question)


@pytest.mark.parametrize(
    ("name", "values", "positive", "ignored"),
    [
        ("Churn", ("Yes", "No", "Maybe"), ("Yes",), ("Maybe",)),
        ("Churn", ("Y", "N", "0"), ("Y",), ()),
        ("Kündigung", ("ja", "nein", "1"), ("1", "ja"), ()),
        ("Retained", ("no", "yes", "in talks"), ("no",), ("in talks",)),
        ("Churn", (1, 0, 2), (), ()),
        ("Plan change", ("Yes", "No", "Maybe"), (), ()),
    ],
)
def test_yes_and_no_with_others_are_asked_with_a_proposal(
    name: str, values: Sequence[object], positive: tuple[str, ...], ignored: tuple[str, ...]
) -> None:
    """A third word, or a second writing, beside yes and no is for a person to tell; what is clear is proposed."""
    column = [values[row % 3] for row in range(N)]
    question = asked(as_csv({"Age": AGES, name: column}), target=name)
    assert (question.positive, question.ignored) == (positive, ignored)


def test_a_status_of_codes_is_named() -> None:
    """A column with a few values whose name may say it is among those to choose from."""
    question = asked(as_csv({"Age": AGES, "status": [row % 3 + 1 for row in range(N)]}))
    assert (question.target, question.candidates) == (None, ("status",))
    assert "columns that it could be: “status”" in str(question)


@pytest.mark.parametrize("gap", ["", " ", "?", "n/a", "unknown", "NULL", "unbekannt", "-"])
def test_customers_without_an_outcome_are_left_out(gap: str) -> None:
    """A blank or a word for it leaves a customer out, and the rest keep their own values."""
    rows = [gap if row in (5, 6) else "Yes" if each else "No" for row, each in enumerate(LEFT)]
    dataset = load(as_csv({"Age": AGES, "Churn": rows}))
    assert len(dataset) == 38
    assert dataset.table["Age"].tolist() == [age for row, age in enumerate(AGES) if row not in (5, 6)]
    assert dataset.y.tolist() == [int(each) for row, each in enumerate(LEFT) if row not in (5, 6)]
    [(severity, said)] = evidence(dataset, "no outcome")
    assert severity == "warning"
    assert said.startswith("2 customers of 40 (5.0%) have no known outcome and are left out: “Churn” ")
    assert said.endswith("has no value." if gap in ("", " ") else f"is “{gap}”.")


def test_few_gaps_are_a_note() -> None:
    """One gap in forty is worth a word, no warning."""
    rows = ["" if row == 5 else "Yes" if each else "No" for row, each in enumerate(LEFT)]
    [(severity, said)] = evidence(load(as_csv({"Age": AGES, "Churn": rows})), "no outcome")
    assert (severity, said[:48]) == ("note", "1 customer of 40 (2.5%) has no known outcome and")


def test_spellings_are_one_value() -> None:
    """Yes, yes and a Yes with a space mean the same, and it is said."""
    rows = [["Yes", "yes", "Yes "][row % 3] if each else ["No", "NO"][row % 2] for row, each in enumerate(LEFT)]
    dataset = load(as_csv({"Age": AGES, "Churn": rows}))
    assert dataset.churned == 10
    [(severity, said)] = evidence(dataset, "spellings")
    assert severity == "note"
    assert "“yes”" in said


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (range(N), "has 40 different values, more than 5"),
        ([row % 3 / 4 for row in range(N)], "holds numbers with fractions, 3 different ones"),
        ([f"c{row}" for row in range(N)], "has 40 different values, more than 20"),
        (["same"] * N, "has 1 different value .“same”.; exactly two are needed"),
        ([""] * (N - 1) + ["Yes"], "has 1 different value .“Yes”. and 39 rows without; .* If a blank stands for"),
    ],
    ids=["numbers", "fractions", "ids", "constant", "blank"],
)
def test_a_target_that_is_none(column: Sequence[object], fault: str) -> None:
    """A column that cannot say who has left is refused with what it holds."""
    with pytest.raises(DataError, match=fault):
        load(table("Churn", Other=column), target="Other")


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ({"positive": ["Churned", "Gone"]}, "has no value “Gone”; its values are “Churned”, “Joined”, “Stayed”"),
        ({"positive": ["Churned", "Stayed", "Joined"]}, "No value of column “Customer Status” is left"),
        ({"positive": "Churned", "ignored": ["Stayed", "Joined"]}, "“Churned” alone would not be left out"),
        ({"positive": "Churned", "ignored": "Churned"}, "“Churned” of column .* cannot both mean left and be left out"),
        ({"positive": "Churned", "ignored": "New"}, "has no value “New”"),
    ],
)
def test_decisions_that_cannot_be(named: dict[str, str | list[str]], fault: str) -> None:
    """What is named must be there, and must leave somebody on both sides."""
    with pytest.raises(DataError, match=fault):
        load(three(), **named)  # type: ignore[arg-type]


def test_outcome_first_and_last() -> None:
    """A word that outcomes are often called by is proposed where it is the last column."""
    rows = [int(each) for each in LEFT]
    assert asked(as_csv({"Age": range(N), "Sex": rows, "class": rows})).target == "class"
    assert asked(as_csv({"class": rows, "Age": range(N), "Sex": rows[::-1]})).target is None


def test_a_wide_table_is_understood_by_names_alone() -> None:
    """With a clear name, no other column has to be looked at: the outcome is found among many with two values."""
    others = {f"c{number}": np.arange(N) % 2 for number in range(300)}
    assert (
        load(table("Churn", "Yes", "No", **{name: each.tolist() for name, each in others.items()})).schema.target
        == "Churn"
    )
