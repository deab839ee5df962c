"""Names and values say who has left, in many languages and spellings."""

import pytest

from churn.table.outcomes.vocabulary import Meaning, of_column, of_value

LEFT = (
    "is_churned", "Customer Churn", "churn in 90 days", "Churn_2_meses", "churn_flag", "CHURN", "HasChurned", "ischurn",
    "Churn (Yes/No)", "LeaveOrNot", "Exited", "attrition", "Attrition_Flag", "left", "quit", "unsubscribed", "closed",
    "Cancelled", "Did not renew", "not_retained", "Kündigung", "gekündigt", "kuendigung_ja_nein", "Abwanderung",
    "résilié", "Désabonné", "baja", "cancelado", "cancelou", "abbandono", "opgezegd", "解約", "離脱フラグ", "退会",
    "이탈여부", "해지", "退租", "gewechselt", "Отток", "ушёл", "是否流失", "离网",
)  # fmt: skip
STAYED = (
    "retained", "Active", "IsActiveMember", "stayed", "renewed", "Subscriber", "aktiv", "actif", "non résilié", "留存",
    "未流失", "미이탈", "not_churned", "Остался",
)  # fmt: skip
NOTHING = ("Gender", "Plan", "Age", "Partner", "PaperlessBilling", "Name", "区域", "Betrag", "Montant", "Город", "교육")


@pytest.mark.parametrize("name", LEFT)
def test_names_that_say_who_has_left(name: str) -> None:
    """A yes in such a column would mean that the customer has left."""
    assert (of_column(name).sense, of_column(name).about) == ("left", False)


@pytest.mark.parametrize("name", STAYED)
def test_names_that_say_who_has_stayed(name: str) -> None:
    """A yes in such a column would mean the contrary; a "not" before the word turns it round."""
    assert of_column(name).sense == "stayed"


@pytest.mark.parametrize("name", NOTHING)
def test_names_that_say_nothing_about_leaving(name: str) -> None:
    """Most columns are about something else."""
    assert of_column(name) == Meaning()


@pytest.mark.parametrize(
    "name",
    ["churn_score", "Churn Reason", "Churn Category", "churn_probability", "days_since_churn_date", "Churn risk",
     "Kündigungsgrund", "Kündigungsdatum", "motivo_baja", "解約理由", "流失原因", "days_left",
     "number_of_closed_tickets"],
)  # fmt: skip
def test_names_that_tell_more_than_who_has_left(name: str) -> None:
    """A reason, a score, a date or a number beside the word makes another thing of it."""
    assert of_column(name).about


@pytest.mark.parametrize(
    ("value", "sense"),
    [
        ("Churned", "left"), ("Attrited Customer", "left"), ("No longer active", "left"), ("inactive", "left"),
        ("gekündigt", "left"), ("流失", "left"), ("Existing Customer", "stayed"), ("Not churned", "stayed"),
        ("non-churn", "stayed"), ("未流失", "stayed"), ("ACTIVE", "stayed"), ("Joined", "new"), ("1", "yes"),
        ("Sí", "yes"), ("Действующий", "stayed"),
        ("ex-customer", "left"), ("True.", "yes"), ("'No'", "no"),
        ("ja", "yes"), ("いいえ", "no"), ("FALSE", "no"), ("Нет", "no"), ("gold", ""), ("", ""),
        ("2", ""),
    ],
)  # fmt: skip
def test_values(value: str, sense: str) -> None:
    """What a value says does not depend on case and accents."""
    assert of_value(value).sense == sense
