"""Words of any script as terms that can be searched: what is written otherwise and means the same is one term.

Terms are folded by NFKC and case; Latin and Greek lose their accents, ё is е, Arabic and Persian letters
take one form and lose points, tatweel and the article, Devanagari loses nukta, every digit is ASCII.
Chinese, Japanese and Korean are written without (or with irregular) spaces: each letter is a unit of its
own, and the index keeps pairs of neighbours, so that any part of two letters or more is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_EAST = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e"
    "\U00020000-\U0003134f"
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u200d\u20d0-\u20f0"
)
_LETTER = rf"(?:(?![{_EAST}])[^\W_]|[{_MARKS}])"
_UNIT = re.compile(
    rf"(?P<east>[{_EAST}])|\d+(?:[.,]\d+)+|{_LETTER}+(?:['’ʼ`](?:s|t|re|ve|ll|d|m|S|T|RE|VE|LL|D|M)\b"
    rf"|(?<=[\u0400-\u052f])['’ʼ](?=[\u0400-\u052f]){_LETTER}+)?"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_POSSESSIVE = re.compile(r"['’ʼ`][sS]$")
_DROPPED = re.compile(
    "['’ʼ`\u0640\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06ed\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u093c\u200d\u0300-\u036f]"
)
_ONE_FORM = {
    ord(letter): one
    for one, letters in {
        "е": "ё", "ا": "أإآٱ", "ي": "ىیےئ", "ك": "کڪ", "ه": "ةۀۂہھۃ", "و": "ؤ", "\u0902": "\u0901",
    }.items()
    for letter in letters
}  # fmt: skip
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=.{3})")
_KEPT_WHOLE = frozenset("йїў")
"""Cyrillic letters that NFD takes apart and that are no accented ones."""


@dataclass(frozen=True)
class Unit:
    """A word, or one letter of Chinese, Japanese or Korean, and where in its text it stands."""

    term: str
    start: int
    end: int
    east: bool


def units(text: str) -> Iterator[Unit]:
    """The units of a text in order."""
    for match in _UNIT.finditer(text):
        term = term_of(match[0])
        if term:
            yield Unit(term, match.start(), match.end(), match["east"] is not None)


def index_terms(text: Iterable[Unit]) -> list[str]:
    """The terms by which a text is indexed: words, and of runs of eastern letters each with its follower.

    The last letter of a run stands alone, so that a search by its first letter finds every letter.
    """
    found = []
    before: Unit | None = None
    for unit in text:
        if before is not None:
            found.append(before.term + unit.term if unit.east else before.term)
        if unit.east:
            before = unit
        else:
            before = None
            found.append(unit.term)
    if before is not None:
        found.append(before.term)
    return found


def phrase_terms(text: Sequence[Unit]) -> list[str]:
    """The terms that stand one after the other in the index wherever this text stands.

    The last eastern letter is left out where its pair is there: what follows it elsewhere is not known.
    """
    found = index_terms(text)
    if len(text) > 1 and text[-1].east and text[-2].east:
        found.pop()
    return found


def loose_end(term: str) -> str | None:
    """What other forms of a Cyrillic word begin with; None for words that are short or of other scripts.

    >>> loose_end("президентов"), loose_end("bridge")
    ('президент', None)
    """
    if len(term) < 5 or not "\u0400" <= term[0] <= "\u052f":
        return None
    for ending in _ENDINGS:
        if term.endswith(ending) and len(term) - len(ending) >= 4:
            return term[: -len(ending)]
    return term


_ENDINGS = (
    "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "ією", "ою", "ею", "ої", "ій", "ів", "ов", "ев",
    "ам", "ям", "ах", "ях", "ой", "ей", "ом", "ем", "ым", "им", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие",
    "ый", "ий", "ых", "их", "а", "я", "о", "е", "ы", "и", "у", "ю", "й", "ь", "і", "ї",
)  # fmt: skip


@lru_cache(maxsize=200_000)
def term_of(word: str) -> str:
    """The one term for a word, however it is written; empty where nothing of it is left."""
    if word.isascii() and word.isalpha():
        return word.lower()
    if _THOUSANDS.fullmatch(word):
        word = re.sub("[.,]", "", word)
    word = unicodedata.normalize("NFKC", _POSSESSIVE.sub("", word)).casefold()
    folded = "".join(map(_folded, word))
    term = _DROPPED.sub("", folded.translate(_ONE_FORM))
    return _ARTICLE.sub("", term).replace(",", ".") if term else term


def _folded(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in _KEPT_WHOLE or letter < "\u00c0":
        return letter
    parts = unicodedata.normalize("NFD", letter)
    base = parts[0]
    latin_or_greek = base < "\u0250" or "\u0370" <= base < "\u0400" or "\u1e00" <= base < "\u2000"
    return base if latin_or_greek and len(parts) > 1 else letter
