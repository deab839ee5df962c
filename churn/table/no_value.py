"""Texts that stand for "no value"."""

import re
from typing import Final

# Without spaces at the ends and in lower case.
_WORDS: Final = (
    "n/a|na|n.a.|n.a|#n/a|#na|#n/a n/a|n/d|n.d.|n.d|nd|null|(null)|#null!|\\n|none|nan|-nan|<na>|nil|#value!|#ref!"
    "|#div/0!|#name?|#num!|missing|(missing)|not available|not applicable|not known|not specified|not provided|no data"
    "|no value|undefined|empty|(empty)|blank|(blank)|unknown|unkn|unk|tbd|unbekannt|k.a.|k. a.|k.a|keine angabe"
    "|fehlt|inconnu|inconnue|non disponible|desconocido|sin dato|sin datos|s/d|desconhecido|sconosciuto|onbekend"
    "|okänd|ukjent|ukendt|tuntematon|nieznany|brak|brak danych|bilinmiyor|неизвестно|нет данных|н/д|не указано|不明"
    "|未知|無|无|なし|없음|미상|inf|-inf|+inf|infinity|-infinity"
)
# What programs write for a gap; beside other words in a category the others may be values, as None or unknown.
GAPS: Final = frozenset(
    "NA N/A n/a #N/A #NA NULL null NaN nan -NaN -nan <NA> 1.#IND -1.#IND 1.#QNAN -1.#QNAN".split()  # noqa: SIM905
) | {"#N/A N/A"}
_NO_VALUE: Final = frozenset(_WORDS.split("|"))
_NOTHING: Final = re.compile(r"[\W_]*")  # punctuation alone: -, --, ?, ., …


def says_nothing(text: object) -> bool:
    """Say whether a text stands for "no value" by itself.

    Examples
    --------
    >>> [says_nothing(text) for text in ("", "–", "N/A", "unbekannt", "0", "none of these")]
    [True, True, True, True, False, False]
    """
    word = " ".join(str(text).split()).casefold()
    return word in _NO_VALUE or _NOTHING.fullmatch(word) is not None
