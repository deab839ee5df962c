"""What the name of a column says about it."""

import re
import unicodedata
from typing import Final

OWN_WORD: Final = 3  # so short a word must stand by itself
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def words(name: object) -> tuple[str, ...]:
    """Take a name apart into words in lower case without accents.

    Examples
    --------
    >>> words("customerID"), words("Kunden-Nr."), words("signup_date2"), words("N° de téléphone")
    (('customer', 'id'), ('kunden', 'nr'), ('signup', 'date', '2'), ('n', 'de', 'telephone'))
    """
    text = unicodedata.normalize("NFKD", str(name))
    plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    return tuple(part.lower() for part in _PARTS.findall(unicodedata.normalize("NFC", plain)))


def speaks_of(name: object, vocabulary: frozenset[str]) -> bool:
    """Say whether a word of a name, or the beginning or end of one that is grown together, is in a vocabulary.

    A word of three letters or fewer must stand by itself.

    Examples
    --------
    >>> [speaks_of(name, frozenset({"date", "id"})) for name in ("signup_date", "birthdate", "candidates", "paid")]
    [True, True, False, False]
    """
    return any(word in vocabulary or any(_joins(word, each) for each in vocabulary) for word in words(name))


def _joins(word: str, part: str) -> bool:
    """Say whether a word is put together of another one and more."""
    if not part.isascii():
        return part in word
    return len(part) > OWN_WORD and (word.startswith(part) or word.endswith(part))
