"""How running text speaks of a country's broadcasters without naming a station: "Iranian state television".

English, Russian, Ukrainian, German, French, Spanish, Turkish, Korean, Chinese, Japanese, Arabic and Persian.
The names and adjectives of the countries are in ``countries.yaml`` beside this file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

COUNTRIES = Path(__file__).with_name("countries.yaml")

_UNSPACED = ("HANGUL", "CJK", "HIRAGANA", "KATAKANA")
_ARABIC = "ARABIC"
_SHORT = 4
"""Letters of an abbreviation of a country's name."""


class Owner(StrEnum):
    """Who is said to stand behind the broadcasters that a description means."""

    STATE = "state"
    PUBLIC = "public"
    NATIONAL = "national"
    """The state or the public: what is neither private nor foreign."""
    ANY = "any"


@dataclass(frozen=True)
class Description:
    """Characters [start, end) of a text that speak of broadcasters of a country (ISO 3166-1)."""

    start: int
    end: int
    country: str
    owner: Owner


# Each way to say it, by who owns them. {name} stands for any country's name, {adj} for any country's adjective,
# {who} for either, as an adjective or with the ending of a possessor.

_EN_MEDIUM = r"(?:television|TV|broadcasters?|broadcasting|media|channels?|news|outlets?|networks?|stations?)"
_EN_STATE = r"(?:state|government)(?:[- ](?:run|owned|controlled|backed|funded|operated|affiliated|linked|sponsored))?"
_EN_PUBLIC = r"public(?:[- ]service)?"
_RU_MEDIUM = (
    r"(?:телевидени\w+|телеканал\w*|СМИ|ТВ|вещател\w+|телекомпани\w+|канал\w*|телебаченн\w+|мовник\w*)"
)
_DE_MEDIUM = r"(?:Fernseh\w*|Rundfunk\w*|Sender\w*|TV|Medien|Kanal\w*)"
_DE_STATE = r"(?:(?:Staats|Regierungs)(?:fernseh|-?TV|sender|medien|rundfunk|kan[aä]l)\w*)"
_FR_OF = r"(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|d['’]|des\s+|en\s+)?"
_FR_MEDIUM = r"(?:télévisions?|chaînes?|médias?|radio-?télévision|diffuseurs?)"
_ES_MEDIUM = (
    r"(?:(?:radio)?televisi[oó]n(?:es)?|cadenas?|canal(?:es)?|medios(?:\s+de\s+comunicación)?|emisoras?)"
)
_TR_MEDIUM = r"(?:televizyon\w*|TV\w*|yayıncı\w*|kanal\w*|medya\w*|yayın\s+kuruluş\w*)"
_KO_MEDIUM = r"\s*(?:TV|텔레비전|텔레비죤|방송사?|매체|언론|채널)"
_ZH_MEDIUM = r"(?:电视台|電視台|电视|電視|媒体|媒體|广播公司|廣播公司|电台|電台|テレビ局?|放送局?|メディア)"
_AR_MEDIUM = r"(?:ال)?(?:تلفزيون|تلفاز|قناة|قنوات|إعلام|هيئة\s+البث|وسائل\s+(?:ال)?إعلام)"
_AR_STATE = r"(?:ال)?(?:رسمي|حكومي)(?:ة)?"
_FA_MEDIUM = r"(?:صدا\s?و\s?سیمای?|تلویزیون|رسانه(?:\u200c?های?|\sهای?)?|شبکه(?:\u200c?های?|\sهای?)?)"

_WAYS: tuple[tuple[Owner, str], ...] = (
    (Owner.STATE, rf"{{who}}\s+(?:official\s+)?{_EN_STATE}\s+(?:(?:television|TV|news)\s+)?{_EN_MEDIUM}"),
    (Owner.STATE, rf"{{name}}[- ](?:run|owned|controlled|backed|funded)\s+(?:(?:television|TV|news)\s+)?{_EN_MEDIUM}"),
    (Owner.STATE, rf"{_EN_STATE}\s+(?:television|TV|broadcasters?|media|channels?)\s+(?:in|of|from)\s+{{name}}"),
    (Owner.PUBLIC, rf"{{who}}\s+{_EN_PUBLIC}\s+{_EN_MEDIUM}"),
    (Owner.PUBLIC, rf"{_EN_PUBLIC}\s+(?:television|TV|broadcasters?|media|channels?)\s+(?:in|of|from)\s+{{name}}"),
    (Owner.NATIONAL, r"{who}\s+national\s+(?:television|TV|broadcasters?)"),
    (Owner.ANY, r"{adj}\s+(?:television|TV)"),
    (Owner.STATE, rf"{{adj}}\s+(?:государственн\w+|державн\w+|гос)\s*-?\s*{_RU_MEDIUM}"),
    (Owner.STATE, r"{adj}\s+(?:госТВ|гостелевидени\w+|госканал\w*|госСМИ|держканал\w*)"),
    (Owner.STATE, rf"(?:государственн\w+|державн\w+)\s+{_RU_MEDIUM}\s+{{name}}"),
    (Owner.STATE, r"(?:гостелевидени\w+|госканал\w*|госТВ|госСМИ)\s+{name}"),
    (Owner.PUBLIC, rf"{{adj}}\s+(?:общественн\w+|суспільн\w+|публичн\w+)\s+{_RU_MEDIUM}"),
    (Owner.PUBLIC, rf"(?:общественн\w+|суспільн\w+)\s+{_RU_MEDIUM}\s+{{name}}"),
    (Owner.ANY, r"{adj}\s+(?:телевидени\w+|телебаченн\w+)"),
    (Owner.STATE, rf"{{adj}}\s+{_DE_STATE}"),
    (Owner.STATE, rf"{{adj}}\s+(?:staatlich\w*|staatseigen\w*|staatsnah\w*|regierungseigen\w*)\s+{_DE_MEDIUM}"),
    (Owner.STATE, rf"(?:staatlich\w*\s+{_DE_MEDIUM}|{_DE_STATE})\s+(?:von\s+|in\s+|aus\s+)?{{name}}"),
    (Owner.STATE, rf"staatlich\w*\s+{{adj}}\s+{_DE_MEDIUM}"),
    (Owner.PUBLIC, rf"{{adj}}\s+öffentlich(?:-rechtlich|e[rnms]?)\w*\s+{_DE_MEDIUM}"),
    (Owner.ANY, r"{adj}\s+Fernsehen"),
    (Owner.STATE, rf"{_FR_MEDIUM}\s+(?:d['’][EÉée]tat|étatiques?|gouvernementa\w+|officiel\w*)\s+{{adj}}"),
    (Owner.STATE, rf"{_FR_MEDIUM}\s+{{adj}}\s+(?:d['’][EÉée]tat|étatiques?|gouvernementa\w+)"),
    (Owner.STATE, rf"{_FR_MEDIUM}\s+(?:d['’][EÉée]tat|étatiques?)\s+{_FR_OF}{{name}}"),
    (Owner.PUBLIC, rf"{_FR_MEDIUM}\s+(?:de\s+service\s+public|publi(?:que|c)s?)\s+{{adj}}"),
    (Owner.PUBLIC, rf"{_FR_MEDIUM}\s+{{adj}}\s+publi(?:que|c)s?"),
    (Owner.NATIONAL, rf"{_FR_MEDIUM}\s+nationales?\s+{{adj}}"),
    (Owner.STATE, rf"{_ES_MEDIUM}\s+(?:estatal(?:es)?|oficial(?:es)?|del\s+Estado|gubernamental(?:es)?)\s+{{adj}}"),
    (Owner.STATE, rf"{_ES_MEDIUM}\s+{{adj}}\s+(?:estatal(?:es)?|oficial(?:es)?)"),
    (Owner.STATE, rf"{_ES_MEDIUM}\s+estatal(?:es)?\s+(?:de\s+la\s+|de\s+los\s+|del\s+|de\s+|en\s+)?{{name}}"),
    (Owner.PUBLIC, rf"{_ES_MEDIUM}\s+p[uú]blic[ao]s?\s+{{adj}}"),
    (Owner.PUBLIC, rf"{_ES_MEDIUM}\s+p[uú]blic[ao]s?\s+de\s+{{name}}"),
    (Owner.NATIONAL, rf"{_ES_MEDIUM}\s+nacional(?:es)?\s+{{adj}}"),
    (Owner.STATE, rf"{{who}}\s+(?:resm[iî]\s+)?devlet\s+{_TR_MEDIUM}"),
    (Owner.STATE, rf"{{who}}\s+resm[iî]\s+{_TR_MEDIUM}"),
    (Owner.PUBLIC, rf"{{who}}\s+kamu\s+{_TR_MEDIUM}"),
    (Owner.STATE, rf"{{who}}의?\s*(?:국영|관영|국가)\s*{_KO_MEDIUM}"),
    (Owner.PUBLIC, rf"{{who}}의?\s*(?:공영|공공)\s*{_KO_MEDIUM}"),
    (Owner.STATE, rf"{{who}}[的の]?(?:国家|國家|国营|國營|官方|国有|國有|国営|国立){_ZH_MEDIUM}"),
    (Owner.STATE, r"{who}[的の]?官媒"),
    (Owner.PUBLIC, rf"{{who}}[的の]?(?:公共|公营|公營|公視)(?:广播)?{_ZH_MEDIUM}"),
    (Owner.STATE, rf"{_AR_MEDIUM}\s+{_AR_STATE}\s+{{adj}}"),
    (Owner.STATE, rf"{_AR_MEDIUM}\s+{{adj}}\s+{_AR_STATE}"),
    (Owner.STATE, rf"{_AR_MEDIUM}\s+{_AR_STATE}\s+(?:في|ل)\s*{{name}}"),
    (Owner.STATE, rf"{_AR_MEDIUM}\s+(?:ال)?دولة\s+(?:في\s+)?(?:{{adj}}|{{name}})"),
    (Owner.PUBLIC, rf"{_AR_MEDIUM}\s+(?:ال)?(?:عامة?|عمومية?)\s+{{adj}}"),
    (Owner.PUBLIC, rf"{_AR_MEDIUM}\s+{{adj}}\s+(?:ال)?(?:عامة?|عمومية?)"),
    (Owner.STATE, rf"{_FA_MEDIUM}\s+(?:دولتی|حکومتی|رسمی)\s+{{who}}"),
    (Owner.PUBLIC, rf"{_FA_MEDIUM}\s+عمومی\s+{{who}}"),
    (Owner.NATIONAL, rf"{_FA_MEDIUM}\s+ملی\s+{{who}}"),
)  # fmt: skip


def descriptions(text: str) -> Iterator[Description]:
    """What the text says of countries' broadcasters in general; they may overlap."""
    for owner, hint, pattern in _patterns():
        if hint.search(text) is None:
            continue
        for match in pattern.finditer(text):
            words = next(word for word in match.groups() if word is not None)
            for country in _countries_of(words):
                yield Description(match.start(), match.end(), country, owner)


def countries_in(text: str) -> frozenset[str]:
    """Codes of the countries that the text names, by name or adjective."""
    pattern = _anywhere()
    return frozenset(
        country for match in pattern.finditer(text) for country in _countries_of(match[0], exact=True)
    )


@cache
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    """Names and adjectives of countries by their codes, as patterns."""
    countries: dict[str, dict[str, list[str]]] = yaml.safe_load(COUNTRIES.read_text(encoding="utf-8"))
    return {
        code: {
            "names": tuple(_as_written(name) for name in words["names"]),
            "adjectives": tuple(_adjective(word) for word in words["adjectives"]),
        }
        for code, words in countries.items()
    }


def _as_written(name: str) -> str:
    """A name as a pattern; an abbreviation keeps its capitals, for "us TV" is no television of the US."""
    escaped = r"\s+".join(re.escape(part) for part in name.split(" "))
    short = len(name) <= _SHORT and name.isascii() and name.isupper()
    return f"(?-i:{escaped})" if short else escaped


def _adjective(word: str) -> str:
    """An adjective as a pattern; in Arabic with the article and the ending of either gender."""
    if _script(word) == _ARABIC and word.endswith("ي"):
        parts = [rf"(?:ال)?{part}" for part in word.removesuffix("ي").split(" ")]
        return r"\s+".join(parts) + r"ية?"
    if "\\" in word or any(sign in word for sign in "[?("):
        return word
    if _script(word) != _ARABIC:
        return _as_written(word)
    return r"\s+".join(rf"(?:ال)?{part}" for part in word.split(" "))


def _script(word: str) -> str:
    return unicodedata.name(word[0], "").partition(" ")[0]


@cache
def _patterns() -> tuple[tuple[Owner, re.Pattern[str], re.Pattern[str]], ...]:
    """Each way to say it: its owner, a quick look for what of it names no country, and the whole."""
    by_kind = {
        kind: _any_of(word for words in _words().values() for word in words[kind])
        for kind in ("names", "adjectives")
    }
    either = rf"(?:(?:{by_kind['adjectives']}|{by_kind['names']})(?:['’]s|['’]?[nd]?[ıiuü]n)?)"
    found = []
    for owner, way in _WAYS:
        pattern = (
            way.replace("{who}", f"({either})")
            .replace("{name}", f"({by_kind['names']})")
            .replace("{adj}", f"({by_kind['adjectives']})")
        )
        if not any(unicodedata.name(char, "").startswith(_UNSPACED) for char in way):
            pattern = rf"(?<!\w){pattern}(?!\w)"
        hint = re.sub(r"\{\w+\}", r".{1,40}?", re.sub(r"^\{\w+\}(?:\\s[+*])?|(?:\\s[+*])?\{\w+\}$", "", way))
        found.append((owner, re.compile(hint, re.IGNORECASE | re.DOTALL), re.compile(pattern, re.IGNORECASE)))
    return tuple(found)


def _any_of(words: Iterator[str]) -> str:
    return f"(?:{'|'.join(sorted(set(words), key=len, reverse=True))})"


@cache
def _anywhere() -> re.Pattern[str]:
    """Names and adjectives in running text; scripts that join words need no border."""
    spaced: list[str] = []
    joined: list[str] = []
    for words in _words().values():
        for word in (*words["names"], *words["adjectives"]):
            joined_script = unicodedata.name(word.lstrip("(?:\\")[:1] or "a", "").startswith(_UNSPACED)
            (joined if joined_script and len(word) > 1 else spaced).append(word)
    return re.compile(rf"(?<!\w){_any_of(iter(spaced))}(?!\w)|{_any_of(iter(joined))}")


@cache
def _each() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Each country's words, as they are written and in any case."""
    each = []
    for code, words in _words().items():
        pattern = _any_of(iter((*words["names"], *words["adjectives"]))) + r"(?:['’]s|['’]?[nd]?[ıiuü]n)?"
        each.append((code, re.compile(pattern), re.compile(pattern, re.IGNORECASE)))
    return tuple(each)


@cache
def _countries_of(words: str, *, exact: bool = False) -> tuple[str, ...]:
    return tuple(
        code for code, written, any_case in _each() if (written if exact else any_case).fullmatch(words)
    )
