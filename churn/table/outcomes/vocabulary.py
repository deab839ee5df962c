"""What the names of columns and values say about leaving, in the languages that tables are written in.

A name is cut into words: `ChurnFlag`, `churn_flag` and `Churn Flag` are the same two; accents and case do not matter.
A word that ends in * stands for all that begin so. Scripts without spaces between words are searched as they are.
"""

# ruff: noqa: RUF001, SIM905 - words of many scripts, which read best as text
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from churn.table.columns.names import folded, words

Sense = Literal["left", "stayed", "new", "yes", "no", "outcome", "event", "gain", "state", ""]

# Words that are said of nothing but leaving customers.
_LEFT: Final = (
    "churn* *churn *churned attrit* exited leaver leavers defected defector"
    " kundigung* kuendigung* gekundigt* gekuendigt* kundiger abwander* abgewandert* resili* desabonn* desinscri*"
    " desercion evasao evadiu desafilia* disdett* disdetto opgezegd* opzegg* uppsagd* oppsagt opsagt zrezygn* rezygn*"
    " lemorzsol* отток* ушел ушла ушли ушедш* расторг* отписал* отпис* відтік* αποχωρ* διαρροη"
)
# Words that may be said of other things as well.
_PERHAPS_LEFT: Final = (
    "left leave leaves leaving unsubscrib* exit exits quit quits quitter cancel* deactivat* disconnect* terminat* termd"
    " resign* depart departed departure lapse* lost defect defection dropout dropped gone close closed closure"
    " discontinu* inactive withdrew withdrawn surrender* former expired abandon* dormant turnover fired dismissed ex"
    " gewechselt wechsler abgesprungen ausgeschieden utracon* odejd* lasciato kayip отвалил* розірв* avslutat frafald"
    " ausgetreten austritt* abgemeldet abmeldung verlassen storniert* storno* beendet inaktiv* verloren abgang"
    " geschlossen quitte quitter parti partis partie annul* perdu perdus inactif inactifs ferme cloture cloturee"
    " baja bajas fuga inactivo inactiva perdido perdida cerrado cerrada renuncia* renuncio cancelo salio"
    " saiu desist* inativo inativa encerrad* desliga* fechado abband* cessat* cessazione recess* uscito uscita perso"
    " inattivo chiuso vertrokken gestopt inactief avslutad* lamnat forlod sluttet odejscie odszedl odeszla nieaktywn*"
    " opuscil* terk ayril* iptal odesel odchod zrusen* felmond* plecat reziliat berhenti keluar"
    " уход отказ* отключен* закрыт* потерян* покинул* неактив* пішов пішла ακυρ*"
)
_STAYED: Final = (
    "stay stayed stays staying retain* retention renew renewed renews renewal active existing loyal remain remained"
    " remains remaining current kept open continu* subscribed subscriber ongoing enrolled survived alive"
    " geblieben bleibt bestand bestandskunde* aktiv aktive aktiver offen verlangert verlaengert reste restes actif"
    " actifs activa activo activos fidele fideles renouvel* conserve abonne abonnee permanec* retenid* renov* vigente"
    " alta ativo ativa retid* attivo attiva rimast* fedele rinnov* mantenut* actief gebleven behouden bestaand*"
    " aktywn* pozostal* kvar остал* активен активн* действующ* лояльн* удерж* открыт* ενεργ*"
)
_NEW: Final = (
    "joined joiner new newcomer acquired neu neukunde* nouveau nouveaux nuevo nuevos novo novos nuovo nuovi nieuw nowy"
    " новыи новые"
)
# Of scripts that put no spaces between words, or few: found anywhere in a name.
_LEFT_WITHIN: Final = (
    "解約 離脱 退会 脱退 チャーン 解约 流失 离网 離網 退订 退訂 销户 銷戶 注销 註銷 离开 離開 离职 離職 退職 退出"
    " 退租 離反 이탈 해지 탈퇴 탈회 해약 퇴사 떠남 غادر مغادرة انسحب إلغاء נטישה נטש עזב ยกเลิก เลิกใช้"
)
_STAYED_WITHIN: Final = (
    "継続 在籍 維持 残留 利用中 契約中 留存 在网 在網 保留 活跃 活躍 存续 正常 在职 在職 유지 잔류 재직 활성 정상"
    " نشط פעיל"
)
_NEW_WITHIN: Final = "新規 新客 新增 신규"
_STATE_WITHIN: Final = "状态 状態 ステータス 상태"
# Whose status may be said beside it, where it is the customer's.
_STATE_OF: Final = frozenset(
    "customer client account acct subscription subscriber member membership contract policy user current final kunde"
    " kunden vertrag konto client abonnement cliente cuenta contrato conta contratto klant клиента договора code"
    " flag".split()
)  # fmt: skip
_OUTCOME: Final = frozenset(
    "target label outcome zielvariable zielgrosse cible objetivo alvo целевая 目标 目標 标签".split()
)
_STATE: Final = frozenset(
    "status state situation situacao situacion estado stato statut etat zustand статус состояние stan durum".split()
)
_MAYBE_OUTCOME: Final = frozenset("y class klasse clase classe result resultado ergebnis flag".split())
# What outcomes of other kinds are called: those where it is the "yes" that is looked for, and those that one hopes for.
_EVENT: Final = (
    "default* event observed death deaths died dead deceased mortality fraud* delinq* dlq* bankrupt* bad fail* relapse*"
    " readmi* ausfall insolven* tod verstorben gestorben betrug impago mora moroso inadimpl* muert* fallec* fraude"
    " deces decede obito morte frode дефолт* смерть умер* мошен*"
)
_GAIN: Final = (
    "purchase purchased bought buyer convert* conversion response respond* accept* approv* risk censor* cens"
    " gekauft kauf achat achete compra compro comprou acquisto risiko риск покупка купил*"
)
_EVENT_WITHIN: Final = "违约 デフォルト 연체 부도 死亡 사망 欺诈 詐欺 사기"
_GAIN_WITHIN: Final = "购买 購入 구매 响应"
# What stands beside a word for leaving where a column tells more, or something else, than who has left.
_ABOUT: Final = (
    "score scores reason reasons category categories type kind probability prob proba risk risks rate rates propensity"
    " predicted prediction predictions pred forecast segment group cluster cost fee fees offer offers campaign call"
    " calls count number num amount orders date datetime timestamp comment note method channel previous previously"
    " prior past history competitor destination grund grunde datum score risiko wahrscheinlichkeit kosten frist motivo"
    " motif raison causa razon fecha data motivazione date причина дата вероятность риск"
)
_ABOUT_WITHIN: Final = "原因 理由 日期 日付 日時 確率 概率 风险 사유 날짜 확률 일자 위험"
_ABOUT_COMPOUND: Final = re.compile(r"\w+(?:grund|datum|frist|risiko|wahrscheinlichkeit|quote)")
_UNITS: Final = frozenset(
    "day days week weeks month months year years hour hours minute minutes seconds time balance credit credits data"
    " money amount budget items stock right hand hands side".split()
)  # fmt: skip
# What may stand beside a word that can be said of other things, so that it still is said of the customer.
_OF_CUSTOMER: Final = _STATE_OF | _STATE | _OUTCOME | _MAYBE_OUTCOME | frozenset(
    "customers clients users members contracts employee employees"
    " staff company firm bank provider service services job us we our the a an of in on or and to from for by next"
    " within after is has was did does will have had been yes no not non ind indicator value yn ja nein ist hat war der"
    " die das oui est si sim nao foi del de la el le les du da do il lo in kundin kunde vertrage clientes contas"
    " dio cuentas conti abo abos mitglied mitarbeiter etti edildi oldu".split()
)  # fmt: skip
_NOT: Final = frozenset(
    "not non no never nicht kein keine keinen pas sans sin nao sem senza niet geen не нет без nie nem inte ikke".split()
)  # fmt: skip
_NOT_BEGINS: Final = ("non", "not")
_NOT_WITHIN: Final = "未非不没無无미비안"

_YES: Final = frozenset(
    "1 yes true y t ja j oui o si s sim da да д 是 有 はい 예 네 evet tak wahr vrai verdadero verdadeiro vero on kylla"
    " igen ano ναι כן نعم ya co истина x".split()
)  # fmt: skip
_NO: Final = frozenset(
    "0 no false n f nein non nao нет н 否 无 無 いいえ 아니오 아니요 hayir nie falsch faux falso off nej nee ei nem ne"
    " nu οχι לא لا tidak khong ложь".split()
)  # fmt: skip

_BESIDE: Final = frozenset("is has was did will flag status indicator yn target label outcome".split()) | _UNITS
_NOT_REACH: Final = 2  # words between a "not" and what it denies, at most


@dataclass(frozen=True)
class Meaning:
    """What a name says about leaving.

    Attributes
    ----------
    sense : {"left", "stayed", "new", "yes", "no", "outcome", "event", "gain", "state", ""}
        Of a column: what its "yes" would mean; "outcome" if outcomes are usually called so, "event" and "gain" if those
        of other kinds than leaving are, which are feared and hoped for; "state" for a status.
    sure : bool
        Whether the word is said of nothing else; of an event, whether the name says nothing else.
    about : bool
        Whether it tells more than who has left: a reason, a score, a date.
    aside : bool
        Whether a word beside one that is not sure makes it likely that something else than a customer is meant.
    """

    sense: Sense = ""
    sure: bool = False
    about: bool = False
    aside: bool = False


@lru_cache(4096)
def of_column(name: str) -> Meaning:
    """Return what the name of a column says."""
    parts, text = words(name), folded(name)
    found = _said(parts, text)
    if found.sense in ("left", "stayed"):
        units = not found.sure and not _UNITS.isdisjoint(parts)
        about = _ABOUT_WORDS.search(" ".join(parts)) or _within(text, _ABOUT_WITHIN) is not None
        about = bool(about) or units or any(map(_ABOUT_COMPOUND.fullmatch, parts))
        return replace(found, about=about, aside=not found.sure and _says_more(parts))
    if len(parts) == 1 and parts[0] in _OUTCOME:
        return Meaning("outcome", sure=True)
    if len(parts) == 1 and parts[0] in _MAYBE_OUTCOME:
        return Meaning("outcome")
    if event := _event(parts, text):
        return event
    if _STATE.isdisjoint(parts):
        return Meaning("state", sure=True) if _within(text, _STATE_WITHIN) is not None else Meaning()
    return Meaning("state", sure={*parts} <= _STATE | _STATE_OF)


@lru_cache(4096)
def of_value(value: str) -> Meaning:
    """Return what a value says."""
    text = folded(value)
    plain = text.strip(" .!'\"")
    if plain in _YES or plain in _NO:
        return Meaning("yes" if plain in _YES else "no", sure=True)
    return _said(words(value), text)


def _said(parts: tuple[str, ...], text: str) -> Meaning:
    """Find the first word about leaving or staying; a "not" before it turns it round."""
    for sense, sure, pattern in _PATTERNS:
        for place, part in enumerate(parts):
            if pattern.fullmatch(part):
                denied = not _NOT.isdisjoint(parts[max(0, place - _NOT_REACH) : place]) or part.startswith(_NOT_BEGINS)
                return Meaning(_turned(sense) if denied else sense, sure)
        if sure and (at := _within(text, _WITHIN[sense])) is not None:
            denied = at > 0 and text[at - 1] in _NOT_WITHIN
            return Meaning(_turned(sense) if denied else sense, sure=True)
    return Meaning()


def _says_more(parts: tuple[str, ...]) -> bool:
    """Return whether beside words about leaving there are others than those for customers and between words."""
    said = _OF_CUSTOMER | _UNITS
    return any(
        len(part) > 1 and not part.isdigit() and part not in said and not _LEAVING.fullmatch(part) for part in parts
    )


def _event(parts: tuple[str, ...], text: str) -> Meaning | None:
    """Find a word for an outcome of another kind than leaving; None if there is none."""
    for sense, pattern, within in _EVENTS:
        if any(map(pattern.fullmatch, parts)) or _within(text, within) is not None:
            rest = [part for part in parts if not pattern.fullmatch(part) and not part.isdigit()]
            return Meaning(sense, sure={*rest} <= _BESIDE, about=_ABOUT_WORDS.search(" ".join(rest)) is not None)
    return None if _OUTCOME.isdisjoint(parts) else Meaning("outcome")


def _turned(sense: Sense) -> Sense:
    turned: dict[Sense, Sense] = {"left": "stayed", "stayed": "left"}
    return turned.get(sense, sense)


def _within(text: str, many: str) -> int | None:
    if text.isascii():
        return None
    return next((text.find(each) for each in many.split() if each in text), None)


def _pattern(listed: str) -> re.Pattern[str]:
    """Match any of the words, written together with what often stands before and after it or not."""
    each = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in folded(listed).split())
    return re.compile(
        f"(?:is|has|was|did|will|customer|client|user|account)?(?:{each})(?:flag|ind|label|value|status|yn)?"
    )


_WITHIN: Final[dict[str, str]] = {"left": _LEFT_WITHIN, "stayed": _STAYED_WITHIN, "new": _NEW_WITHIN}
_PATTERNS: Final[tuple[tuple[Sense, bool, re.Pattern[str]], ...]] = (
    ("left", True, _pattern(_LEFT)), ("left", False, _pattern(_PERHAPS_LEFT)), ("stayed", True, _pattern(_STAYED)),
    ("new", True, _pattern(_NEW)),
)  # fmt: skip
_EVENTS: Final[tuple[tuple[Sense, re.Pattern[str], str], ...]] = (
    ("event", _pattern(_EVENT), _EVENT_WITHIN), ("gain", _pattern(_GAIN), _GAIN_WITHIN),
)  # fmt: skip
_LEAVING: Final = re.compile("|".join(pattern.pattern for _, _, pattern in _PATTERNS))
_ABOUT_WORDS: Final = re.compile(rf"\b(?:{'|'.join(_ABOUT.split())})\b")
