"""Bytes of a text without a declared encoding to its letters.

A mark or valid UTF-8 decides. Else each old encoding is tried, and the one under which the letters are
those that the languages written in it use most is taken; every file says which, and a person can.
"""

from __future__ import annotations

import codecs
import itertools
from dataclasses import dataclass

from reference.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000


@dataclass(frozen=True)
class _Old:
    """An encoding, and the letters that make up about ``share`` of the non-ASCII ones of a text in it."""

    name: str
    languages: frozenset[str]
    letters: frozenset[str]
    share: float


_RUSSIAN = frozenset("оеаинтсрвлкмдпуіОЕАИНТСРВЛКМДПУІ")
_CHINESE = frozenset(
    "的一是不了在有人我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
)
_CHINESE_OLD = frozenset(
    "的一是不了在有人我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可"
)
_KOREAN = frozenset("이다는의에을가고하은를로한도지사기인서과리어나해대자그시정스전부보수일")
_KANA = frozenset(map(chr, range(0x3041, 0x30FF)))
_ARABIC = frozenset("اليمنورتبدعسفهكحقةیک")
_LATIN = frozenset("éèêàâçùûôîïëäöüßÄÖÜÉÀñáíóúãõåæøÅÆØ¿¡’‘“”–—…«»")
_TURKISH = frozenset("ışğüöçİŞĞÜÖÇâ’“”–…")

_OLD = (
    _Old("cp1251", frozenset({"ru", "uk", "be", "bg", "sr", "mk"}), _RUSSIAN, 0.75),
    _Old("koi8-r", frozenset({"ru", "uk", "be"}), _RUSSIAN, 0.75),
    _Old("cp866", frozenset({"ru", "be"}), _RUSSIAN, 0.75),
    _Old("cp949", frozenset({"ko"}), _KOREAN, 0.4),
    _Old("gb18030", frozenset({"zh"}), _CHINESE, 0.22),
    _Old("big5", frozenset({"zh"}), _CHINESE_OLD, 0.22),
    _Old("cp932", frozenset({"ja"}), _KANA, 0.5),
    _Old("euc-jp", frozenset({"ja"}), _KANA, 0.5),
    _Old("cp1256", frozenset({"ar", "fa", "ur"}), _ARABIC, 0.75),
    _Old("cp1254", frozenset({"tr", "az"}), _TURKISH, 0.95),
    _Old(
        "cp1252", frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi"}), _LATIN, 0.9
    ),
)


def decoded(
    body: bytes, language: str | None = None, encoding: str | None = None
) -> tuple[str, str, str | None]:
    """The text, the encoding's name, and a sentence where the encoding had to be guessed.

    Args:
        language: BCP 47 tag of what the text is said to be in; decides between encodings that both fit.
        encoding: As a person named it; then it is that.

    Raises:
        InputError: It is no text, or not in the encoding that was named.
    """
    if encoding is not None:
        return _as_named(body, encoding), encoding, None
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name.removesuffix("-sig"), None
    wide = _unmarked_utf16(body)
    if wide is not None:
        return body.decode(wide, "replace"), wide, None
    try:
        return body.decode("utf-8"), "utf-8", None
    except UnicodeDecodeError:
        return _guessed(body, language)


def _as_named(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise InputError(f"{encoding!r} is no encoding that is known; write one like windows-1251") from error
    except (UnicodeError, ValueError) as error:
        raise InputError(f"the captions are not in {encoding}: {error}") from error


def _unmarked_utf16(body: bytes) -> str | None:
    """UTF-16 shows by the zero bytes of its line ends, digits and spaces."""
    head = body[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.15 * len(head) / 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _guessed(body: bytes, language: str | None) -> tuple[str, str, str]:
    damaged = body.decode("utf-8", "replace")
    lost = damaged.count("\ufffd")
    if 20 * lost < sum(letter > "\x7f" for letter in damaged):  # chance makes few valid sequences
        return damaged, "utf-8", f"{lost} bytes are no letters and stand as \ufffd: the file is damaged"
    spoken = (language or "").partition("-")[0].lower()
    best, best_fit = "", 0.0
    for old in _OLD:
        fit = _fit(body[:_SAMPLE], old) * (1.5 if spoken in old.languages else 1.0)
        if fit > best_fit:
            best, best_fit = old.name, fit
    if not best:
        raise InputError("the captions are in no encoding that is known; name it with --encoding")
    sentence = f"no encoding is declared: read as {best}, by its letters; --encoding says otherwise"
    return body.decode(best, "replace"), best, sentence


def _fit(body: bytes, old: _Old) -> float:
    """1 or more where the letters are as frequent as in the languages of the encoding; 0 where it cannot be."""
    text = body.decode(old.name, "replace")
    beyond = [letter for letter in text if letter > "\x7f"]
    wrong = sum(letter == "\ufffd" or "\x80" <= letter < "\xa0" for letter in beyond)
    if not beyond or wrong > 0.01 * len(beyond) + 1:
        return 0.0
    cased = sum(a.islower() and b.isupper() for a, b in itertools.pairwise(text) if b > "\x7f")
    share = sum(letter in old.letters for letter in beyond) / len(beyond)
    # KOI8-R and cp1251 hold each other's capitals: words like "мОСКВА" are not written.
    fit = share / old.share * (1 - min(1.0, 4 * cased / len(beyond)))
    return fit if fit > 0.35 else 0.0
