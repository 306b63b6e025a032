"""How languages name days: the tables of ``days/*.yaml`` as patterns.

A table lists the names of weekdays, months, units and counts, and its ``ways``: what a pattern means (an
operation of :mod:`reference.day_phrases`) and the pattern, in which ``{wd}``, ``{mo}``, ``{d}``, ``{y}``,
``{n}`` and ``{unit}`` stand for names and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("days")
LANGUAGES = ("en", "ru", "ko", "fr", "de", "es")

_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_COMMON = {
    "en": "the of and to was is that for with as his her they at by from on in this are were be an it",
    "fr": "le la les des et est une du dans que qui pour sur avec pas ce cette il elle ont était aux",
    "de": "der die das und ist nicht ein eine den dem von mit auf für sich wurde hat bei zu sind war",
    "es": "el los las una y es que por con para del se lo su como fue más este esta ha son muy",
}
"""Words that running text cannot do without, by which four languages of one script are told apart."""


@dataclass(frozen=True)
class Way:
    """One pattern and what it means: the operation's name, and its numbers or words."""

    operation: str
    arguments: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Language:
    code: str
    ways: tuple[Way, ...]
    weekdays: tuple[re.Pattern[str], ...]
    months: tuple[re.Pattern[str], ...]
    counts: Mapping[str, int]
    units: Mapping[str, str]
    """Unit (``day``, ``week``, ...) by each of its forms."""
    fillers: frozenset[str]
    """Words around an expression that change nothing of it."""
    bounds_before: re.Pattern[str] | None
    """What before an expression makes it the end or the beginning of a time, and not the time."""
    bounds_after: re.Pattern[str] | None
    capitals: bool
    """Whether short names of days and months are other words where they are written small."""

    def weekday(self, word: str) -> int:
        """0 for Monday."""
        return _which(self.weekdays, word)

    def month(self, word: str) -> int:
        """1 for January."""
        return _which(self.months, word) + 1

    def count(self, word: str) -> int:
        folded = " ".join(word.casefold().split())
        return int(folded) if folded.isdigit() else self.counts[folded]

    def unit(self, word: str) -> str:
        return self.units[word.casefold()]


def languages_of(text: str, hint: str | None = None) -> tuple[str, ...]:
    """The languages that a text can be in: the hint, else by its scripts and its commonest words."""
    known = (hint or "").casefold().replace("_", "-").partition("-")[0]
    if known in LANGUAGES:
        return (known,)
    found = [code for code, script in (("ko", _HANGUL), ("ru", _CYRILLIC)) if script.search(text)]
    if not _LATIN.search(text):
        return tuple(found) or LANGUAGES
    words = re.findall(r"[^\W\d_]+", text.casefold())
    seen = {code: sum(word in set(common.split()) for word in words) for code, common in _COMMON.items()}
    most = max(seen.values())
    leading = [code for code, count in seen.items() if count == most]
    told = most >= 3 and len(leading) == 1
    return (*found, *(leading if told else _COMMON))


@cache
def language(code: str) -> Language:
    """One language's table.

    Raises:
        KeyError: There is no table of that language.
    """
    if code not in LANGUAGES:
        raise KeyError(code)
    table: dict[str, Any] = yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    joined = bool(table.get("joined"))
    names = _names(table, joined=joined)
    ways = tuple(
        Way(operation.split()[0], tuple(operation.split()[1:]), _compiled(alternative, names, joined=joined))
        for operation, pattern in table["ways"]
        for alternative in _alternatives(pattern)
    )
    return Language(
        code=code,
        ways=ways,
        weekdays=tuple(_any_of(words) for words in table["weekdays"]),
        months=tuple(_any_of(words) for words in table["months"]),
        counts=table["counts"],
        units={form.casefold(): unit for unit, forms in table["units"].items() for form in forms},
        fillers=frozenset(str(word).casefold() for word in table["fillers"]),
        bounds_before=_bounds(table["bounds_before"], r"(?:^|(?<=\W))(?:{})\s+(?:the\s+)?$"),
        bounds_after=_bounds(table["bounds_after"], r"^{}(?:{{}})".format(r"\s?" if joined else r"\s+")),
        capitals=bool(table.get("capitals")),
    )


def _names(table: Mapping[str, Any], *, joined: bool) -> dict[str, str]:
    counts = "|".join(sorted(table["counts"], key=len, reverse=True)).replace(" ", r"\s+")
    units = sorted((form for forms in table["units"].values() for form in forms), key=len, reverse=True)
    end = "" if joined else r"(?!\w)"
    return {
        "{wd}": rf"(?P<wd>{_either(table['weekdays'])}){end}\.?"
        if not joined
        else _plain("wd", table["weekdays"]),
        "{mo}": rf"(?P<mo>{_either(table['months'])}){end}\.?"
        if not joined
        else _plain("mo", table["months"]),
        "{d}": table["day"],
        "{dord}": r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)",
        "{dint}": r"(?P<d>[0-3]?\d)",
        "{d2}": r"(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?",
        "{y}": _YEAR,
        "{n}": rf"(?P<n>\d{{1,3}}|{counts})",
        "{unit}": rf"(?P<unit>{'|'.join(units)}){end}",
    }


def _plain(group: str, names: list[list[str]]) -> str:
    return rf"(?P<{group}>{_either(names)})"


def _either(names: list[list[str]]) -> str:
    return "|".join(sorted((word for words in names for word in words), key=len, reverse=True))


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


def _which(names: tuple[re.Pattern[str], ...], word: str) -> int:
    return next(n for n, pattern in enumerate(names) if pattern.fullmatch(word))


def _alternatives(pattern: str) -> Iterator[str]:
    """The pattern's alternatives, so that each may use a group's name once."""
    depth, start = 0, 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


def _compiled(pattern: str, names: Mapping[str, str], *, joined: bool) -> re.Pattern[str]:
    spaced = pattern.replace(" ?", r"\s?").replace(" ", r"\s+")
    for placeholder, meaning in names.items():
        spaced = spaced.replace(placeholder, meaning)
    before, after = (r"(?<![\w])", "") if joined else (r"(?<![\w-])", r"(?![\w])")
    return re.compile(f"{before}{spaced}{after}", re.IGNORECASE)


def _bounds(words: list[str], frame: str) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(frame.format("|".join(map(re.escape, words))), re.IGNORECASE)
