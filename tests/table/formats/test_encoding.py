"""Encodings are judged by what makes words, in short files, too."""

import pytest

from churn.errors import DataError
from churn.table import reading
from churn.table.formats.encoding import decode

WORDS = {
    "cp1252": [
        "Kündigung Müller Straße Größe",
        "Résilié Hélène français forêt",
        "España Muñoz Gómez año",
        "São João região não",
        "Malmö Västerås Ålder",
        "København Søren Århus",
        "Zoë José",
        "10€ 20€ 50€",
        "città perché più",
    ],
    "cp1250": [
        "Město Řehoř Plzeň Dvořák",
        "Łódź płeć Gdańsk mężczyzna",
        "Győr előfizető nő hűség",
        "Šibenik mjesečno Čakovec žensko",
        "Žilina mesačný vôľa ťažký",
    ],
    "cp1254": ["Şehir Ayşe Müşteri Öğrenci", "İstanbul Çağlar Eskişehir Muğla"],
    "cp1251": ["Имя Сумма Отток", "Москва Казань женский", "ЖЕНСКИЙ МУЖСКОЙ", "Київ Львів клієнт", "София мъж жена"],
    "koi8-r": ["Имя Сумма Отток", "Москва Казань женский"],
    "cp866": ["Иванов Москва тариф"],
    "cp1253": ["Όνομα Πόλη Αθήνα", "Πελάτης Γυναίκα Όχι"],
    "gb18030": ["姓名 城市 流失", "北京 上海 男 女 是 否", "合同 月费 套餐", "张伟 李娜 刘洋", "高级会员 普通 信用卡"],
    "big5": ["姓名 城市 流失", "臺北 高雄 是 否", "客戶 年齡 合約", "張偉 陳美玲 王芳", "信用卡 餘額 會員"],
    "cp932": ["名前 都市 解約", "東京 大阪 はい いいえ", "性別 男性 女性", "プラン スタンダード", "田中 鈴木 佐藤"],
    "cp949": ["이름 도시 이탈", "서울 부산 예 아니오", "고객 해지 요금제", "김철수 이영희 박지민", "남성 여성 나이"],
    "mac_roman": ["Résilié Hélène français élevé créée", "Kündigung Müller Größe Männlich"],
    "cp850": ["Kündigung Müller Größe Männlich"],
}
CASES = [(encoding, words) for encoding, several in WORDS.items() for words in several]


@pytest.mark.parametrize(("encoding", "words"), CASES)
def test_a_few_words_tell_the_encoding(encoding: str, words: str) -> None:
    """A file with a handful of words is decoded right, and the first of them is shown with the name of the encoding."""
    text = "id,note,Churn\n" + "".join(f"{row},{word},Yes\n" for row, word in enumerate(words.split()))
    assert decode(text.encode(encoding), "f.csv").data.decode() == text
    table = reading.read(text.encode(encoding))
    assert table.frame["note"].astype("str").tolist() == words.split()
    (finding,) = [each for each in table.findings if each.kind == "file"]
    assert any(word in finding.evidence for word in [*words.split(), "Windows"])


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32", "utf-8-sig"]
)
@pytest.mark.parametrize("note", ["basic", "Größe", "Сумма", "流失"])
def test_utf_with_and_without_mark(encoding: str, note: str) -> None:
    """UTF-16 and UTF-32 are recognised by the zeros of ASCII signs where no byte order mark says so."""
    text = f"id;note;Churn\n1;{note};Yes\n2;{note};No\n"
    table = reading.read(text.encode(encoding))
    assert table.frame["note"].tolist() == [note, note]
    marked = encoding in {"utf-16", "utf-32", "utf-8-sig"}
    assert table.format.bom == marked
    again = text.encode(table.format.encoding)
    assert again == text.encode(encoding if encoding[-1] == "e" else table.format.encoding)


def test_plain_files_say_nothing_about_their_encoding() -> None:
    """ASCII and UTF-8 go without saying."""
    for text in ("a,b\n1,2\n3,4\n", "Größe,b\n1,ü\n2,ß\n"):
        table = reading.read(text.encode())
        assert (table.format.encoding, table.format.bom, table.findings) == ("utf-8", False, ())


def test_a_rare_letter_far_down_is_found() -> None:
    """The letters that tell the encoding may stand anywhere in a large file."""
    text = "id,note\n" + "1,plain\n" * 400_000 + "2,Bratři\n2,Dvořák\n"
    assert decode(text.encode("cp1250"), "f").data.decode() == text


def test_a_few_broken_letters_spoil_no_utf8_file() -> None:
    """Where nearly all is UTF-8, what is not becomes a replacement sign, and is counted."""
    data = b"id,note\n" + "1,Größe\n2,Maß\n3,Öl\n4,über\n5,süß\n".encode() * 3 + b"6,caf\xe9\n7,x\n"
    table = reading.read(data)
    assert table.frame["note"].iloc[0] == "Größe"
    assert any("1 signs" in each.evidence and each.severity == "warning" for each in table.findings)


@pytest.mark.parametrize(
    "words", [("Zoë", "Müller"), ("Łódź",), ("Москва", "Казань"), ("東京都", "札幌市"), ("Übergröße",)]
)
def test_one_broken_letter_among_few_words_spoils_no_utf8_file(words: tuple[str, ...]) -> None:
    """However few words there are beside the broken one."""
    whole = [word.encode() for word in words]
    data = b"id,note\n" + b"\n".join(b"1," + word for word in (*whole, b"caf\xe9 au lait")) + b"\n"
    table = reading.read(data)
    assert table.format.encoding == "utf-8"
    assert table.frame["note"].iloc[0] == words[0]


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "cp932", "cp949", "cp1251", "cp1252"])
def test_words_that_could_be_utf8_do_not_make_a_file_utf8(encoding: str) -> None:
    """Letters of two bytes are UTF-8 by chance now and then."""
    words = {
        "gb18030": "是 否 流失 男 女 北京",
        "big5": "是 否 流失 男 女 台北",
        "cp932": "はい いいえ 解約 男 女 東京",
        "cp949": "예 아니오 해지 남 여 서울",
        "cp1251": "да нет ушел муж жен Москва",
        "cp1252": "Größe Maß Öl über süß",
    }[encoding]
    data = "id,note\n" + "".join(f"{n},{word}\n" for n, word in enumerate(words.split()))
    assert reading.read(data.encode(encoding)).format.encoding == encoding


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"a,b\n1,\x002\n", "line 2: a NUL byte"),
        (bytes(range(1, 256)) * 20, "is no text"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "cannot be decoded"),
        (b"\xff\xfe\x00\x00a", "cannot be decoded"),
    ],
    ids=["nul", "binary", "cut-utf-16", "cut-utf-32"],
)
def test_what_is_no_text_is_called_so(data: bytes, fault: str) -> None:
    """Binary and cut-off files get a message of ours."""
    with pytest.raises(DataError, match=r"f\.csv") as caught:
        reading.read(data, "f.csv")
    assert fault in str(caught.value)
