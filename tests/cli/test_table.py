"""The options of a table: the same in every command, each with a message that names it."""

import json
import shlex
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from churn.cli.main import cli
from churn.cli.table import roles_of
from churn.errors import DataError
from churn.table.roles import ROLES
from tests.ui import tables

COMMANDS = {
    "train": ["--iterations", "5"],
    "predict": ["--set", "Plan=gold"],
    "score": ["new.csv", "--out", "scored.csv"],
    "report": ["--out", "brief.html", "--iterations", "5"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a table whose outcome has an unusual name, and two customers to be scored."""
    columns = tables.customers()
    columns["Quit"] = ["gone" if value == "Yes" else "here" for value in columns.pop("Churn")]
    (tmp_path / "table.csv").write_bytes(tables.as_csv(columns))
    (tmp_path / "new.csv").write_text("Age,Plan\n30,gold\n31,basic\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoke(command: str, folder: Path, *options: str) -> Result:
    """Run a command on the table; what it prints to both streams is its output."""
    arguments = [command, *COMMANDS[command], "--data", str(folder / "table.csv"), *options]
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


def said_by(result: Result) -> str:
    """Return the message of a command that was refused."""
    assert result.exception is not None
    return (
        result.exception.format_message()
        if isinstance(result.exception, click.ClickException)
        else str(result.exception)
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_decisions_about_a_table(command: str, folder: Path) -> None:
    """Target, value for "has left" and what a column is used as can be given wherever a table is learned from."""
    decided = ("--target", "Quit", "--positive", "gone", "--use", "Age=leave out")
    result = invoke(command, folder, *decided)
    assert result.exit_code == 0, said_by(result)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_role_that_is_none(command: str, folder: Path) -> None:
    """The message names the option, what was written and all that is allowed."""
    message = said_by(invoke(command, folder, "--use", "Age=numbr"))
    assert message.startswith("--use “Age=numbr”: write NAME=ROLE, where ROLE is one of “category”, “number”")
    assert all(role in message for role in ROLES)


def test_with_a_model_there_is_nothing_to_decide(folder: Path) -> None:
    """Options about a table that nothing is learned from are named on stderr, and change nothing."""
    decided = ("--target", "Quit", "--positive", "gone", "--use", "Age=leave out")
    assert invoke("train", folder, *decided, "--model-out", "model.cbm").exit_code == 0
    plain = invoke("predict", folder, "--model", "model.cbm")
    told = invoke("predict", folder, "--model", "model.cbm", *decided)
    assert plain.stdout == told.stdout
    assert "--target, --positive, --use: not used, the model in model.cbm was made from its own table." in told.stderr
    assert "not used" not in plain.stderr


def test_sheets(folder: Path) -> None:
    """The sheet of a workbook is chosen in every command; of the customers' workbook, too."""
    table, new = pd.read_csv("table.csv"), pd.read_csv("new.csv")
    with pd.ExcelWriter("book.xlsx") as book:
        table.assign(Plan="other").to_excel(book, sheet_name="Old", index=False)
        table.to_excel(book, sheet_name="New", index=False)
        new.to_excel(book, sheet_name="Customers", index=False)
    decided = ("--data", "book.xlsx", "--target", "Quit", "--positive", "gone", "--iterations", "5")
    said = {sheet: invoke("train", folder, *decided, "--json", "--sheet", sheet).stdout for sheet in ("Old", "New")}
    left_out = {sheet: json.loads(text)["columns"]["left_out"] for sheet, text in said.items()}
    assert list(left_out["Old"]) == ["Plan"]
    assert left_out["New"] == {}
    message = "“book.xlsx” has no sheet “Older”"
    assert message in said_by(invoke("train", folder, *decided, "--sheet", "Older"))
    invoke("train", folder, *decided, "--sheet", "New", "--model-out", "model.cbm")
    for options in (("--sheet", "Customers"), ("--in-sheet", "Customers")):
        arguments = ["score", "book.xlsx", "--out", "scored.csv", "--model", "model.cbm", *options]
        assert CliRunner().invoke(cli, arguments).exit_code == 0
        assert len(pd.read_csv("scored.csv")) == 2


UNCLEAR: dict[
    str, tuple[dict[str, list[str | int]], str]
] = {  # an outcome, and the options that the question about it ends with
    "no column is likelier": ({"Gender": ["m", "f"], "Partner": ["y", "n"]}, "--target Partner --positive VALUE"),
    "three values": ({"Status": ["Churned", "Stayed", "Joined"]}, "--target Status --positive Churned --ignore Joined"),
    "numbers that say nothing": ({"Churn": [1, 2]}, "--target Churn --positive 1"),
    "says who has stayed": ({"Subscriber": ["YES", "NO"]}, "--target Subscriber --positive NO"),
    "a name to be quoted": ({"Customer Status": ["a 1", "b 2"]}, '--target "Customer Status" --positive "a 1"'),
}


@pytest.mark.parametrize("case", UNCLEAR)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_question_ends_with_the_options_that_answer_it(command: str, case: str, folder: Path) -> None:
    """Every command asks in the same words and names what to type, with the table's own columns and values."""
    columns, answer = UNCLEAR[case]
    customers = tables.customers()
    customers.pop("Churn")
    values = {name: [values[row * 7 % 11 % len(values)] for row in range(120)] for name, values in columns.items()}
    (folder / "table.csv").write_bytes(tables.as_csv({**customers, **values}))
    message = said_by(invoke(command, folder))
    assert message.endswith(f" For example: {answer}.")
    assert "?" in message
    if command == "train" and "VALUE" not in answer:
        assert invoke(command, folder, *shlex.split(answer)).exit_code == 0


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--target", "quit"], "--target: There is no column “quit”; did you mean “Quit”? The columns are “Age”,"),
        (["--target", "Age"], "--target: Column “Age” (the target) has "),
        (["--target", "Quit", "--positive", "left"], "--positive: Column “Quit” has no value “left”; its values are"),
        (["--target", "Quit", "--positive", "here", "--positive", "gone"], "--positive: No value of column “Quit” is"),
        (["--target", "Quit", "--ignore", "here"], "--ignore: Of column “Quit”, “gone” alone would not be left out;"),
        (["--target", "Quit", "--positive", "gone", "--use", "age=number"], "--use: There is no column “age” to over"),
        (["--target", "Quit", "--positive", "gone", "--use", "Plan=number"], "--use: Column “Plan” cannot be used as"),
        (["--target", "Quit", "--positive", "gone", "--use", "Plan=days"], "--use: Column “Plan” cannot be used as da"),
        (["--sheet", "2024"], "--sheet: “table.csv” has no sheet “2024”: it is not a workbook."),
    ],
)
def test_what_does_not_fit_the_table_names_its_option(
    command: str, options: list[str], said: str, folder: Path
) -> None:
    """The message begins with the option that does not fit, in every command."""
    assert said_by(invoke(command, folder, *options)).startswith(said)


@pytest.mark.parametrize(("target", "positive"), [("Flag", "1.0"), ("Flag", "1"), ("Kind", "GONE"), ("Kind", " gone ")])
def test_values_in_other_spellings(target: str, positive: str, folder: Path) -> None:
    """A value counts however it is spelled: in another case, with spaces, a whole number with a point."""
    columns = tables.customers()
    left = [value == "Yes" for value in columns.pop("Churn")]
    columns |= {"Flag": [int(each) for each in left], "Kind": ["Gone" if each else "Here" for each in left]}
    (folder / "table.csv").write_bytes(tables.as_csv(columns))
    result = invoke("train", folder, "--json", "--target", target, "--positive", positive, "--use", "Age=leave out")
    assert json.loads(result.stdout)["data"]["positive"] == {"Flag": "1", "Kind": "Gone"}[target]


def test_several_values_mean_left_and_others_are_ignored(folder: Path) -> None:
    """Each is an option of its own; the customers of ignored values are left out and counted."""
    columns = tables.customers()
    columns.pop("Churn")
    columns["Status"] = [["Quit", "Moved", "Here", "New"][row % 4] for row in range(120)]
    (folder / "table.csv").write_bytes(tables.as_csv(columns))
    options = ("--target", "Status", "--positive", "Quit", "--positive", "Moved", "--ignore", "New", "--json")
    said = json.loads(invoke("train", folder, *options).stdout)
    assert said["data"]["rows"] == 90
    assert said["data"]["churn_rate"] == pytest.approx(2 / 3)
    assert any("30 customers of 120" in each["evidence"] for each in said["findings"] if each["kind"] == "no outcome")
    message = said_by(invoke("train", folder, *options, "--ignore", "Gone"))
    assert "“Gone”" in message
    assert "“Here”" in message


def test_roles_of() -> None:
    """The last equals sign divides: names may have some, roles have none; a column has one role."""
    assert roles_of(["A=number", "b = c=leave out", "Paid (€)=number, decimal comma"]) == {
        "A": "number",
        "b = c": "leave out",
        "Paid (€)": "number, decimal comma",
    }
    for wrong in (["A"], ["=number"], ["A="], ["A=Number"], ["number"]):
        with pytest.raises(DataError, match="write NAME=ROLE"):
            roles_of(wrong)
    with pytest.raises(DataError, match="twice: “number” and “category”"):
        roles_of(["A=number", "A=category"])


def test_a_setting_out_of_range_names_its_option(folder: Path) -> None:
    """Who typed --depth 11 reads --depth, what was wrong and what is allowed."""
    message = said_by(invoke("train", folder, "--depth", "11"))
    assert message == "--depth: Tree depth cannot be “11”: it is a whole number from 1 to 10."
