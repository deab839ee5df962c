"""Many findings are said in few lines, and what matters most comes first."""

from typing import get_args

from churn.audit.summary import FIRST, MANY, MOST, TOGETHER, first_lines, grouped, is_question, ordered, others, spoils
from churn.table.finding import Answer, Finding, Kind, Severity


def found(severity: Severity, kind: Kind, *columns: str | None, answers: tuple[Answer, ...] = ()) -> list[Finding]:
    """Return a finding of this kind about each column."""
    return [Finding(severity, kind, column, f"About {column}.", "Look at it.", answers) for column in columns]


def names(n: int) -> list[str]:
    """Return names of columns."""
    return [f"c{place}" for place in range(n)]


def test_alike_ones_are_one_line() -> None:
    """124 findings of six kinds are six lines, and nothing is lost."""
    wide = [
        *found("note", "near constant", *names(20)),
        *found("warning", "missing", *names(50)),
        *found("note", "missing", *names(37)),
        *found("note", "rare levels", *names(15)),
        *found("warning", "duplicates", None),
        *found("serious", "leak", "Gone"),
    ]
    assert len(wide) == 124
    groups = grouped(wide)
    assert [(group.severity, group.first.kind, len(group.findings)) for group in groups] == [
        ("serious", "leak", 1),
        ("warning", "duplicates", 1),
        ("warning", "missing", 50),
        ("note", "missing", 37),
        ("note", "rare levels", 15),
        ("note", "near constant", 20),
    ]
    assert sorted(map(id, (each for group in groups for each in group.findings))) == sorted(map(id, wide))


def test_few_are_said_each() -> None:
    """Below four columns of a kind each has its own line, and so has what is about the whole table."""
    assert len(grouped(found("note", "missing", *names(TOGETHER - 1)))) == TOGETHER - 1
    assert len(grouped(found("note", "missing", *names(TOGETHER)))) == 1
    assert len(grouped(found("note", "lines", *[None] * 9))) == 9


def test_order() -> None:
    """Severity decides, then the kind; of equal ones the first found stays first, and an unknown kind comes last."""
    kinds = [kind for kind in get_args(Kind) for _ in range(2)]
    mixed = [Finding("warning", kind, f"c{place}", "", "") for place, kind in enumerate(kinds)]
    assert ordered(reversed(mixed))[0].kind == "copy"
    assert [finding.column for finding in ordered(mixed)] == [finding.column for finding in mixed]
    assert ordered([*found("note", "copy", "a"), *found("serious", "limit", "b")])[0].column == "b"
    other = Finding("note", "age", "Age", "", "")  # type: ignore[arg-type]
    assert ordered([other, *found("note", "limit", "a")])[-1] is other


def test_serious_ones_and_questions_are_said_at_once() -> None:
    """A harmless warning is not among them while there are few; of many the first three lines are."""
    asked = found("warning", "two readings", "Paid")
    leaks = found("serious", "leak", "Gone")
    harmless = found("note", "missing", *names(3))
    assert [group.first for group in first_lines([*harmless, *asked, *leaks])] == [*leaks, *asked]
    assert first_lines(harmless) == ()
    many = [*found("note", "missing", *names(MANY)), *found("note", "imbalance", None), *found("note", "id", "Id")]
    assert [group.first.kind for group in first_lines(many)] == ["id", "imbalance", "missing"]
    assert len(first_lines(many)) == FIRST
    assert others(many, first_lines(many)) == 0


def test_at_most_ten_lines() -> None:
    """However much is serious."""
    all_kinds = [finding for kind in get_args(Kind) for finding in found("serious", kind, "a", "b")]
    said = first_lines(all_kinds)
    assert len(said) == MOST
    assert others(all_kinds, said) == len(all_kinds) - MOST


def test_questions() -> None:
    """A warning that offers another decision asks; a note that does so tells what was decided."""
    number = (Answer("Use as number", "number"),)
    assert is_question(found("warning", "two readings", "a")[0])
    assert is_question(found("warning", "outcome", "a")[0])
    assert is_question(found("warning", "spellings", "a", answers=number)[0])
    assert not is_question(found("note", "number as text", "a", answers=number)[0])
    assert not is_question(found("warning", "missing", "a")[0])


def test_what_the_split_takes_care_of_spoils_nothing() -> None:
    """Several rows per customer are serious, but scores hold where the split keeps them together."""
    assert not spoils(found("serious", "several rows", "Client")[0])
    assert spoils(found("serious", "parts share", "Client")[0])
    assert not spoils(found("warning", "leak", "Gone")[0])


def test_answers_that_all_share() -> None:
    """What one click can decide for all columns is an answer of each."""
    number, category = Answer("Use as number", "number"), Answer("Use as category", "category")
    alike = found("note", "number as text", *names(4), answers=(number, category))
    assert grouped(alike)[0].common_answers == (number, category)
    mixed = [*alike, *found("note", "number as text", "x", answers=(category,))]
    assert grouped(mixed)[0].common_answers == (category,)
    other_words = [*alike, *found("note", "number as text", "x", answers=(Answer("Read “1.224” as 1224", "number"),))]
    assert grouped(other_words)[0].common_answers == (number,)


def test_columns_with_other_decisions_to_take_are_said_apart() -> None:
    """Dates and numbers that can be read in two ways have no answer in common, so each have theirs for all."""
    day, comma = (Answer("Read day first", "date, day first"),), (Answer("Read as 1.2", "number, decimal comma"),)
    dates = found("warning", "two readings", *names(5), answers=day)
    numbers = found("warning", "two readings", *(f"{name}.2" for name in names(4)), answers=comma)
    groups = grouped([*dates[:2], *numbers, *dates[2:]])
    assert [(len(group.findings), group.common_answers) for group in groups] == [(5, day), (4, comma)]
