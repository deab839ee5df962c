"""Which encoding makes words of bytes.

Bytes do not say which encoding they are in, and nearly every byte is a letter in nearly every one: what is right is
what reads like a language. So words that are not plain ASCII are decoded in each encoding, and the one is taken in
which their letters are those of one language, as often as they are there.
"""

import contextlib
import math
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Final

from churn.table.formats import letters

# In the order in which they are believed where nothing else tells them apart.
SINGLE_BYTE: Final = {
    "cp1252": "Latin", "cp1250": "Latin", "cp1254": "Latin", "cp1257": "Latin", "mac_roman": "Latin",
    "cp850": "Latin", "cp1251": "Cyrillic", "koi8-r": "Cyrillic", "cp866": "Cyrillic", "cp1253": "Greek",
    "cp1255": "Hebrew", "cp1256": "Arabic", "cp874": "Thai",
}  # fmt: skip
MULTI_BYTE: Final = {
    "gb18030": letters.SIMPLIFIED, "big5": letters.TRADITIONAL, "cp932": letters.JAPANESE, "cp949": letters.HANGUL,
}  # fmt: skip
SIGNS: Final = "€£¥§°ªº²³½¼¾±µ®©™–—’“”„«»…•¿¡·№×"  # stand beside words in any language

# Log probabilities: how much rarer files in these encodings are, and tables in these languages.
RARER: Final = {
    "cp1250": -1.0, "cp1254": -1.5, "cp1257": -3.0, "mac_roman": -3.0, "cp850": -4.0, "cp1251": -2.0, "koi8-r": -4.0,
    "cp866": -5.0, "cp1253": -3.0, "cp1255": -3.0, "cp1256": -3.0, "cp874": -4.0,
    "gb18030": -3.0, "big5": -3.0, "cp932": -3.0, "cp949": -3.0,
    letters.ICELANDIC: -3.0, letters.ESTONIAN: -2.0, letters.CATALAN: -2.0,
}  # fmt: skip

_ALIEN, _MIXED, _SIGN, _SHOUT = -14.0, -7.0, -6.0, -6.0  # log probabilities of what words hardly ever hold
_CURRENCY: Final = -2.5  # of a currency's sign, often the only one beyond ASCII in a file
_UNUSUAL: Final = re.compile("ñ(?![aeiouáéíóú])|õ(?![ei])|^ý", re.IGNORECASE)  # nowhere where these letters are at home
_VOICED: Final = "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ"  # signs of half width that a voice mark may follow
_ASCII_LETTER, _BESIDES = -3.0, -5.3  # of a letter from a to z, in Latin and in other alphabets


def by_likelihood(words: list[bytes]) -> list[str]:
    """Return the encodings, the likeliest first; one that cannot decode the words is not among them."""
    scores: dict[str, float] = {}
    for encoding in (*SINGLE_BYTE, *MULTI_BYTE):
        with contextlib.suppress(UnicodeDecodeError):
            scores[encoding] = _score([word.decode(encoding) for word in words], encoding)
    rank = {encoding: place for place, encoding in enumerate((*SINGLE_BYTE, *MULTI_BYTE))}
    return sorted(scores, key=lambda each: (-scores[each] - RARER.get(each, 0), rank[each]))


def reads_best_as_utf8(words: list[bytes]) -> bool:
    """Say whether words that are UTF-8 read more like a language in it than in any other encoding."""
    in_utf8 = [word.decode() for word in words]
    best = max(_score(in_utf8, encoding) for encoding in (*SINGLE_BYTE, *MULTI_BYTE))
    other = by_likelihood(words)[0]
    return best > _score([word.decode(other) for word in words], other)


def _score(words: list[str], encoding: str) -> float:
    """Return the log probability of words in the languages that an encoding is for."""
    if encoding in MULTI_BYTE:
        return sum(_score_of_signs(word, encoding) for word in words)
    if SINGLE_BYTE[encoding] == "Latin":
        return _score_of_latin(words, encoding)
    return sum(_score_of_alphabet(word, SINGLE_BYTE[encoding]) for word in words)


def _score_of_latin(words: list[str], encoding: str) -> float:
    """Return the log probability of words in the Latin-lettered language of an encoding that fits them best."""
    languages = letters.LATIN.get(encoding, letters.LATIN["cp1252"])
    counts = Counter(letter for word in words for letter in word)
    shape = sum(map(_shape_of_latin, words))
    return shape + max(
        RARER.get(language, 0) + sum(count * _latin_letter(letter, language) for letter, count in counts.items())
        for language in languages
    )


def _shape_of_latin(word: str) -> float:
    """Judge what stands beside what: capitals after small letters, accents side by side, signs inside words."""
    score = _MIXED / 2 * len(_UNUSUAL.findall(word))
    for before, after in pairwise(word):
        if before.islower() and after.isupper():
            score += _SHOUT
        if before.isalpha() and after.isalpha() and not before.isascii() and not after.isascii():
            score -= 1.5
        if before.isdigit() and after.isalpha() and not after.isascii():
            score += _MIXED / 2
        if before.isalpha() != after.isalpha() and not (before.isascii() and after.isascii()):
            sign = after if before.isalpha() else before
            score += 0.0 if sign.isascii() else _MIXED / 2
    return score


@cache
def _latin_letter(letter: str, language: str) -> float:
    if letter.isascii():
        return _ASCII_LETTER if letter.isalpha() else -1.0
    small = letter.lower() if letter != "İ" else letter
    if (place := language.find(small)) >= 0:
        return -4.0 - 0.8 * math.log(1 + place)
    if letter in SIGNS:
        return _CURRENCY if letter in "€£" else _SIGN
    return -11.0 if letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN") else _ALIEN


def _score_of_alphabet(word: str, alphabet: str) -> float:
    """Return the log probability of a word in an alphabet of its own; in one word it does not stand beside a to z."""
    frequent = letters.ALPHABETS[alphabet]
    score = 0.0
    for before, letter in zip(" " + word, word, strict=False):
        score += _MIXED / 2 if before.isdigit() and letter.isalpha() and not letter.isascii() else 0.0
        place = frequent.find(letter.lower())
        if place >= 0:
            score -= 2.3 + 0.08 * place
            score += _SHOUT if before.islower() and letter.isupper() else 0.0
            score += _MIXED if before.isascii() and before.isalpha() else 0.0
        elif letter.isascii():
            score += (_BESIDES if letter.isalpha() else -1.0) + (
                _MIXED if letter.isalpha() and before in frequent else 0.0
            )
        else:
            score += (_CURRENCY if letter in "€£" else _SIGN) if letter in SIGNS else _ALIEN
    return score


def _score_of_signs(word: str, encoding: str) -> float:
    """Return the log probability of a word in a script of thousands of signs, two bytes each."""
    frequent = MULTI_BYTE[encoding]
    beside = sum(one.isascii() != other.isascii() and (one + other).isalpha() for one, other in pairwise(word))
    lone = sum(after in "ﾞﾟ" and before not in _VOICED for before, after in pairwise(" " + word))
    return sum(_sign(letter, frequent) for letter in word) - 2.0 * beside + _MIXED * lone


@cache
def _sign(letter: str, frequent: str) -> float:
    if letter.isascii():
        return _ASCII_LETTER - 0.5 if letter.isalpha() else -1.0
    if letter in frequent:
        return -5.0 - frequent.index(letter) / 400
    name = unicodedata.name(letter, "")
    if name.startswith("HANGUL SYLLABLE") and frequent is letters.HANGUL:
        return -7.5 if _in_ks(letter) else -13.0
    if name.startswith("CJK UNIFIED") and frequent is not letters.HANGUL:
        return -9.0 if _common(letter, frequent) else -13.0
    kana, half = (-4.2, -4.5) if frequent is letters.JAPANESE else (-9.0, -8.0)
    beginnings = {"HIRAGANA": kana, "KATAKANA": kana, "HALFWIDTH": half, "FULLWIDTH": -8.0, "IDEOGRAPHIC": -8.0}
    return beginnings.get(name.split()[0].partition("-")[0] if name else "", _ALIEN)


def _in_ks(letter: str) -> bool:
    """Say whether a syllable is among the 2,350 of everyday Korean."""
    return len(letter.encode("euc_kr", errors="ignore")) == 2


def _common(letter: str, frequent: str) -> bool:
    """Say whether a sign is on the first level of its national standard: the few thousand that are in daily use."""
    encoding, first, last = {
        letters.SIMPLIFIED: ("gb2312", 0xB0, 0xD7), letters.TRADITIONAL: ("big5", 0xA4, 0xC6),
        letters.JAPANESE: ("cp932", 0x88, 0x97),
    }[frequent]  # fmt: skip
    lead = letter.encode(encoding, errors="ignore")[:1]
    return len(lead) == 1 and first <= lead[0] <= last
