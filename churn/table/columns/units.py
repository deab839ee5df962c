"""What stands beside the digits of a number: a currency, a percent sign, a unit, thousands and millions."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MAX_UNITS: Final = 1_000  # of more different ones the first are looked at: then none is common

_SIGNS: Final = "$€£¥₹₩₽₺₪₫฿₦₱₴₸₵₡₲₭₮₾₼￥"
_CODES: Final = (
    "USD EUR GBP CHF JPY CNY RMB INR AUD CAD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN RSD RUB UAH TRY BRL MXN ARS CLP"
    " COP PEN ZAR NGN KES EGP MAD KRW SGD HKD TWD THB IDR MYR PHP VND ILS AED SAR QAR KWD PKR BDT LKR KZT"
)
_WORDS: Final = {
    "€": "euro euros eur", "$": "usd us$ dollar dollars", "£": "gbp pound pounds",
    "¥": "jpy yen ￥ \\ 円 cny rmb 元 yuan",  # of the yen, Shift JIS makes a backslash
    "₹": "inr rs rupee rupees", "₩": "krw won 원", "kr": "kr sek nok dkk isk kronor kroner", "zł": "pln zł zl",
    "CHF": "chf fr sfr", "Kč": "czk kč", "Ft": "huf ft", "₽": "rub руб", "R$": "brl r$", "lei": "ron lei",  # noqa: RUF001 - roubles
    "лв": "bgn лв", "Rp": "idr rp", "RM": "myr rm", "₺": "try tl",
}  # fmt: skip
_CURRENCY: Final = {word: sign for sign, words in _WORDS.items() for word in words.split()}
# What may stand before the digits, for Arrow's regular expressions.
BEFORE: Final = (
    r"(?i:(?:US|AU|CA|HK|NZ|MX|NT|R|A|C|S)?\$|[" + _SIGNS + r"\\]|(?:" + "|".join(_CODES.split()) + r")"
    r"|Rs\.?|Rp\.?|RM|kr\.?|zł|Fr\.?|sFr\.?|TL|Kč|Ft|lei)"
)
_SCALES: Final = {
    "k": 1e3, "tsd": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    "万": 1e4, "億": 1e8, "亿": 1e8,
}  # fmt: skip
_MAY_BE_A_UNIT: Final = {"m", "b", "cr"}  # months, metres, bytes: thousands only beside what makes that clear
_SHORT: Final = (  # units of one or two letters that may follow the digits without a space
    "h m s d y w g l V W GB MB KB TB PB kB kb gb mb tb kg mg km cm mm ml cl dl hr yr mo wk ms kW MW Hz Wh Ah °C °F"
    " ha ft in lb oz mi px pt °"
)
_NEVER: Final = ("st", "nd", "rd", "th", "er", "º", "ª", "am", "pm", "xl", "xxl")
_WORD: Final = re.compile(r"[^\W\d_]{1,15}[²³.]?([ /]{1,3}([^\W\d_]{1,10}[²³.]?)){0,2}|%|‰|°[CF]?")
_PER: Final = re.compile(r"(/ ?|per |p\. ?)[^\W\d_]{1,10}\.?")  # as in $5 per month
_LONG: Final = 3  # letters of a word that is a unit without a space before it, too
_ENDINGS: Final = ("", "s", "es", "e", "en", "n", "i", "ów")
_PERCENT: Final = {"%", "percent", "pct", "prozent", "per cent", "por ciento", "pour cent", "процентов"}


@dataclass(frozen=True)
class Unit:
    """A unit as it is meant.

    Attributes
    ----------
    name : str
        "$" for every writing of dollars, "%" for percent, else the word; empty where there is none.
    currency : bool
        Whether it is money.
    scale : str
        "k" and the like; empty where there is none.
    """

    name: str = ""
    currency: bool = False
    scale: str = ""


@dataclass(frozen=True, eq=False)
class CommonUnit:
    """The unit of a column.

    Attributes
    ----------
    unit : Unit
        What the numbers are; without a name where they are plain.
    factors : ndarray of float64, shape (different writings,)
        What a number with this unit is to be multiplied by; NaN where it has another unit.
    """

    unit: Unit
    factors: NDArray[np.float64]


def meant(before: str, after: str, *, spaced: bool) -> Unit | None:
    """Say what is meant by what stands beside the digits; None if that is no unit.

    Examples
    --------
    >>> meant("", "GB", spaced=True), meant("$", "k", spaced=False), meant("", "st", spaced=False)
    (Unit(name='GB', currency=False, scale=''), Unit(name='$', currency=True, scale='k'), None)
    """
    money, (scale, rest) = _money(before), _scale(after)
    if before:
        known = not rest or _money(rest) == money or (not _money(rest) and _PER.fullmatch(rest))
        return Unit(money, currency=True, scale=scale) if known else None
    if rest and (other := _money(rest)):
        return Unit(other, currency=True, scale=scale)
    if scale and not rest:
        return Unit("", scale=scale) if scale not in _MAY_BE_A_UNIT else Unit(after, scale=scale)
    return _word(after, spaced=spaced)


def common_unit(writings: Sequence[tuple[str, bool, str]], rows: NDArray[np.int64], expected: str = "") -> CommonUnit:
    """Find the unit that is common to all numbers, or to most of them.

    Parameters
    ----------
    writings : sequence of (str, bool, str), length k
        What stands before the digits, whether there is a space behind them, what stands there.
    rows : ndarray of int64, shape (k,)
        How often.
    expected : str
        The unit that training found; then it is the only one.
    """
    units = [meant(before, after, spaced=gap) for before, gap, after in writings[:MAX_UNITS]]
    counted: defaultdict[str, int] = defaultdict(int)
    named: dict[str, Unit] = {}
    for unit, count in zip(units, rows, strict=False):
        if unit is not None and unit.name:
            key = next((name for name in named if _same(name, unit.name)), unit.name)
            named.setdefault(key, unit)
            counted[key] += int(count)
    scaled = any(unit is not None and unit.scale and not _may_be_a_unit(unit) for unit in units)
    candidates = [name for name in counted if not (scaled and _may_be_a_unit(named[name]))]
    top = max(candidates, key=lambda name: counted[name], default="")
    common = Unit(expected, expected in _WORDS) if expected else named.get(top, Unit())
    factors = np.full(len(writings), np.nan)
    factors[: len(units)] = [_factor(unit, common, scaled=scaled) for unit in units]
    return CommonUnit(common, factors)


def _may_be_a_unit(unit: Unit) -> bool:
    return unit.scale in _MAY_BE_A_UNIT and not unit.currency


def _factor(unit: Unit | None, common: Unit, *, scaled: bool) -> float:
    if unit is None:
        return np.nan
    if _may_be_a_unit(unit):
        if _same(unit.name, common.name):
            return 1.0
        return _SCALES[unit.scale] if scaled or common.currency else np.nan
    if unit.name and not _same(unit.name, common.name):
        return np.nan
    return _SCALES[unit.scale] if unit.scale else 1.0


def _same(one: str, other: str) -> bool:
    """Say whether two words are one unit: month and months, Year and years, mes and meses."""
    short, long = sorted((one.casefold().rstrip("."), other.casefold().rstrip(".")), key=len)
    return one == other or (len(short) > 1 and long.startswith(short) and long[len(short) :] in _ENDINGS)


def _money(text: str) -> str:
    """Return the sign of a currency, empty if the text is none."""
    word = text.strip().rstrip(".").casefold()
    if word in _CURRENCY:
        return _CURRENCY[word]
    upper = word.upper()
    return upper if upper and (word in _SIGNS or upper in _CODES.split() or re.fullmatch(r"[a-z]{1,2}\$", word)) else ""


def _scale(after: str) -> tuple[str, str]:
    """Split what stands behind the digits into thousands or millions and the rest."""
    head, _, rest = after.partition(" ")
    word = head.rstrip(".").casefold()
    if word in _SCALES and head not in ("kB", "Mb"):
        return word, rest.strip()
    if len(after) > 1 and after[0] in "kKmMbB" and after[1:] in _SIGNS:
        return after[0].casefold(), after[1:]
    return "", after


def _word(after: str, *, spaced: bool) -> Unit | None:
    if not after:
        return Unit()
    if after.casefold().rstrip(".") in _PERCENT:
        return Unit("%")
    bare = after.rstrip(".")
    if bare.casefold() in _NEVER or not _WORD.fullmatch(after):
        return None
    if bare in _SHORT.split() or len(bare) >= _LONG or (spaced and len(bare) > 1):
        return Unit(bare)
    return None
