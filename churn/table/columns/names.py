"""What the name of a column says about it."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

OWN_WORD: Final = 3  # so short a word must stand by itself
_GROWN_TOGETHER: Final = re.compile(r"(?<=[a-z0-9ß-öø-ÿа-яё])(?=[A-ZÀ-ÖØ-ÞА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD: Final = re.compile(r"[a-z\u00df-\u024f]+|[^\W\d_a-z\u00df-\u024f]+|\d+")  # of one script each
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]")
_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe"})  # noqa: RUF001 - as Turkish has it
_KNOWN: Final = 2**14  # names whose words are kept: each is asked for several times

_CUSTOMER: Final = """
customer client cust user member subscriber account acct acc policy contract msisdn phone telephone mobile cell email
mail person patient cardholder household borrower player donor guest passenger buyer consumer holder
kunde kunden kd kdnr vertrag vertrags konto mitglied mitglieds teilnehmer abonnent nutzer benutzer telefon handy
cliente clienta usuario usuaria socio abonado contrato cuenta telefono correo assinante utilisateur adherent abonne
contrat compte klant kund abonent klient 顧客 お客様 会員 客户 客戶 会员 用户 고객 회원 клиент клиента абонент договор
"""
_POSSESSION: Final = """
phone telephone mobile cell contract policy account acct acc member guest player passenger buyer holder user household
vertrag vertrags konto mitglied telefon handy contrato cuenta telefono contrat compte
"""
_ID: Final = """
id ids identifier ident no nr num number nummer numero numer key code uuid guid ref reference hash index idx row rowid
rownumber serial sn pk rec record unnamed iban ssn token 番号 编号 号 번호 номер код
"""
_FILLER: Final = "the of my unique e address adresse name login full new old internal external hashed anonymized"
_AMOUNT: Final = """
amount amt balance income salary wage revenue spend spending spent price cost costs fee charge charges charged payment
payments paid limit sum total value sales turnover usage volume minutes min mins seconds duration length distance km
mileage age days weeks months years tenure quantity qty count counts size weight height score points rate ratio share
percent pct avg average mean median worth assets loan credit debt deposit transactions steps visits clicks views bytes
mb gb kb data calls orders items products purchases
premium premiums tax wealth rent budget bill bills
betrag umsatz gehalt einkommen preis saldo kosten alter dauer menge anzahl summe wert laufzeit
importe saldo ingreso ingresos salario precio edad cantidad renta gasto valor montant solde revenu salaire prix duree
nombre quantite renda
"""
_POSTCODE: Final = "zip zipcode postcode postal postleitzahl plz cap cep codigopostal pincode"
_PERSON: Final = "name surname lastname firstname gender sex age birth birthday dob geburtstag geschlecht email phone"
CUSTOMER_WORDS: Final = frozenset(_CUSTOMER.split())
POSSESSION_WORDS: Final = frozenset(_POSSESSION.split())  # that may as well mean a kind of it
ID_WORDS: Final = frozenset(_ID.split())
FILLERS: Final = frozenset(_FILLER.split())
AMOUNT_WORDS: Final = frozenset(_AMOUNT.split())
POSTCODE_WORDS: Final = frozenset(_POSTCODE.split())
PERSON_WORDS: Final = frozenset(_PERSON.split())
_COMPOUND: Final = (  # what German compounds end with
    "betrag", "umsatz", "gehalt", "einkommen", "preis", "saldo", "kosten", "dauer", "menge", "summe", "wert", "limit",
    "guthaben", "beitrag", "schulden",
)  # fmt: skip
_COUNTED: Final = frozenset(["number", "num", "no", "nr", "count", "numero", "nombre", "anzahl"])


def folded(text: object) -> str:
    """Return a text without accents, in lower case, with single spaces."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", str(text)).casefold())
    return " ".join(unicodedata.normalize("NFC", _ACCENTS.sub("", plain)).translate(_LETTERS).split())


@lru_cache(_KNOWN)
def words(name: object) -> tuple[str, ...]:
    """Cut a name into words in lower case without accents.

    Examples
    --------
    >>> words("customerID"), words("Kunden-Nr."), words("signup_date2"), words("N° de téléphone")
    (('customer', 'id'), ('kunden', 'nr'), ('signup', 'date', '2'), ('n', 'de', 'telephone'))
    >>> words("Größe"), words("Churn_2_meses"), words("顧客ID")
    (('grosse',), ('churn', '2', 'meses'), ('顧客', 'id'))
    """
    return tuple(_WORD.findall(folded(_GROWN_TOGETHER.sub(" ", str(name)).replace("_", " "))))


def speaks_of(name: object, vocabulary: frozenset[str]) -> bool:
    """Say whether a word of a name, or the beginning or end of one that is grown together, is in a vocabulary.

    A word of three letters or fewer must stand by itself.

    Examples
    --------
    >>> [speaks_of(name, frozenset({"date", "id"})) for name in ("signup_date", "birthdate", "candidates", "paid")]
    [True, True, False, False]
    """
    return any(word in vocabulary or any(_joins(word, each) for each in vocabulary) for word in words(name))


def names_a_customer(name: object) -> bool:
    """Say whether a name means the customer and nothing about him or her.

    Examples
    --------
    >>> [names_a_customer(name) for name in ("CustomerID", "kdnr", "Client", "userid", "E-Mail Address", "顧客番号")]
    [True, True, True, True, True, True]
    >>> [names_a_customer(name) for name in ("customer_city", "account balance", "member_since", "id", "policy_type")]
    [False, False, False, False, False]
    """
    parts = [part for word in words(name) for part in _taken_apart(word)]
    known = CUSTOMER_WORDS | ID_WORDS | FILLERS
    return any(part in CUSTOMER_WORDS for part in parts) and all(part in known or part.isdigit() for part in parts)


def names_a_possession(name: object) -> bool:
    """Say whether a name that means the customer may as well mean what customers have: a phone, a contract.

    Examples
    --------
    >>> [names_a_possession(name) for name in ("phone", "Contract", "phone_no", "client")]
    [True, True, False, False]
    """
    return all(word in POSSESSION_WORDS for word in words(name))


def names_an_id(name: object) -> bool:
    """Say whether a name means an id: a customer, or a number or code of something, but no amount and no count.

    Examples
    --------
    >>> [names_an_id(name) for name in ("id", "CLIENTNUM", "Row Number", "payment_ref", "Unnamed: 0", "phone")]
    [True, True, True, True, True, True]
    >>> [names_an_id(name) for name in ("income", "NumOfProducts", "no_of_calls", "account_balance", "Postcode", "x7")]
    [False, False, False, False, False, False]
    """
    parts = [part for word in words(name) for part in _taken_apart(word)]
    counts = names_an_amount(name) or (len(parts) > 1 and parts[0] in _COUNTED)
    return names_a_customer(name) or (not counts and any(part in ID_WORDS for part in parts))


def names_an_amount(name: object) -> bool:
    """Say whether a name means something that is measured or counted.

    Examples
    --------
    >>> [names_an_amount(name) for name in ("AnnualSpend", "balance_2", "Kreditlimit", "customer_id", "x7")]
    [True, True, True, False, False]
    """
    parts = words(name)
    return any(word in AMOUNT_WORDS or word.endswith(_COMPOUND) for word in parts) and parts[-1] not in ID_WORDS


def _joins(word: str, part: str) -> bool:
    """Say whether a word is put together of another one and more."""
    if not part.isascii():
        return part in word
    return len(part) > OWN_WORD and (word.startswith(part) or word.endswith(part))


def _taken_apart(word: str) -> tuple[str, ...]:
    """Take a word apart that is grown together of two known ones: customerid, clientnum, 顧客番号."""
    known = CUSTOMER_WORDS | ID_WORDS
    if word in known:
        return (word,)
    cuts = ((word[:place], word[place:]) for place in range(1, len(word)))
    return next((cut for cut in cuts if cut[0] in CUSTOMER_WORDS and cut[1] in known | FILLERS), (word,))
