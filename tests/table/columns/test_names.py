"""What the names of columns are made of."""

import pytest

from churn.table.columns.names import names_a_customer, words


@pytest.mark.parametrize("name", ["ChurnFlag", "churn_flag", "Churn-Flag", "CHURN FLAG", "churnFlag"])
def test_one_name_however_it_is_written(name: str) -> None:
    """However words are put together, they are the same words."""
    assert words(name) == ("churn", "flag")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Größe", ("grosse",)),
        ("Łódź płeć", ("lodz", "plec")),
        ("Størrelse", ("storrelse",)),
        ("データ", ("データ",)),
        ("顧客ID", ("顧客", "id")),
        ("КодКлиента", ("код", "клиента")),
    ],
)
def test_letters_of_every_alphabet(name: str, parts: tuple[str, ...]) -> None:
    """No letter breaks a word; digits and another script begin a new one."""
    assert words(name) == parts


@pytest.mark.parametrize("name", ["КодКлиента", "номер клиента", "顧客ID", "고객번호", "Kunden-Nr."])
def test_customers_of_every_language(name: str) -> None:
    """A name that means the customer is understood in every script."""
    assert names_a_customer(name)
