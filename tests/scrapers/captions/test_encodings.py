from __future__ import annotations

import pytest

from reference.errors import InputError
from scrapers.captions import read_captions
from scrapers.captions.encodings import decoded

WORDS = {
    "ru": "Добрый вечер. Президент России прибыл сегодня с официальным визитом и встретился с руководством страны.",
    "ko": "오늘 평양에서 열린 회담에서 두 나라의 지도자들은 새로운 조약에 서명하였다고 방송은 보도하였습니다.",
    "zh": "今天下午在北京举行的会议上，两国领导人签署了新的合作协议，这是中国和他们的关系中重要的一步。",
    "ja": "きょう午後、東京で開かれた会議で両国の首脳は新しい協定に署名しました。放送局が伝えています。",
    "ar": "وصل الرئيس اليوم إلى العاصمة في زيارة رسمية والتقى مع قادة البلاد لبحث العلاقات بين البلدين",
    "tr": "Bugün Ankara’da yapılan görüşmede iki ülkenin dışişleri bakanları yeni bir anlaşmayı imzaladı.",
    "de": "Guten Abend. Über die Brücke fährt heute für längere Zeit niemand, während die Prüfung läuft.",
}
CASES = [
    ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("ko", "cp949"), ("zh", "gb18030"), ("zh", "big5"),
    ("ja", "cp932"), ("ja", "euc-jp"), ("ar", "cp1256"), ("tr", "cp1254"), ("de", "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_old_encodings_are_told_by_their_letters_and_said(language: str, encoding: str) -> None:
    words = WORDS[language]
    if encoding == "big5":
        words = "今天下午在北京舉行的會議上，兩國領導人簽署了新的合作協議，這是中國和他們的關係中重要的一步。"
    text, name, note = decoded(words.encode(encoding))
    assert (text, name) == (words, encoding)
    assert note is not None
    assert encoding in note


@pytest.mark.parametrize("capitals", [False, True])
def test_the_clocks_of_a_caption_file_do_not_mislead(capitals: bool) -> None:
    words = WORDS["ru"].upper() if capitals else WORDS["ru"]
    body = f"1\r\n00:00:01,000 --> 00:00:02,000\r\n{words}\r\n".encode("cp1251")
    assert read_captions(body).text.cues[0].text == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_form_is_certain(encoding: str) -> None:
    body = f"1\n00:00:01,000 --> 00:00:02,000\n{WORDS['ko']}\n".encode(encoding)
    found = read_captions(body)
    assert (found.text.cues[0].text, found.text.notes) == (WORDS["ko"], ())


def test_a_named_encoding_is_believed_and_held_to() -> None:
    body = "1\n00:00:01,000 --> 00:00:02,000\nДа\n".encode("cp1251")
    assert read_captions(body, encoding="windows-1251").text.cues[0].text == "Да"
    with pytest.raises(InputError, match="not in utf-8"):
        read_captions(body, encoding="utf-8")
    with pytest.raises(InputError, match="no encoding that is known"):
        read_captions(body, encoding="klingon-1")


def test_a_few_damaged_bytes_do_not_cost_the_file() -> None:
    body = WORDS["ko"].encode() * 5 + b"\xff\xfe" + WORDS["ko"].encode() * 5
    text, name, note = decoded(body)
    assert (name, text.count("\ufffd")) == ("utf-8", 2)
    assert note is not None
    assert "damaged" in note
