"""Names that are made to be taken for others: by characters that look alike, or by one letter.

What looks alike is Unicode's own table (UTS 39, ``confusables.txt``, as the package confusable_homoglyphs
carries it), reduced to Latin letters, and what fonts without serifs add: ``I`` and ``l``, ``rn`` and ``m``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

LONG_HANDLE = 9
"""From so many letters on, one letter off is no chance."""
SHORT_HANDLE = 6
"""Below so many letters, one letter off is another word."""
LONG_NAME = 8

_FIRST = {
    "I": "l",
    "|": "l",
    "1": "l",
    "0": "o",
    "ı": "i",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ß": "ss",
    "æ": "ae",
}
"""What is mapped before letters lose their case: a capital I looks like a small l, a small i does not."""
_CAPITAL_L = "\ue000"
"""Stands for a capital L, which looks like no I: LTV is not ITV."""
_LATER = (("rn", "m"), ("vv", "w"))
_FIGURES = str.maketrans("345678$@!i", "eassgbsall")
"""Figures and signs that stand for letters; a small i and l are told apart by a dot."""
_SUFFIXES = re.compile(r"(?:official|oficial|offical|offiziell|real|verified|originals?|backup|thereal|the)")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = frozenset(
    map(frozenset, ("sz", "ck", "iy", "vw", "ae", "ei", "ou", "td", "bp", "mn", "gj", "uv", "il", "lt", "ij"))
)


class Likeness(StrEnum):
    """How one name is made to be taken for another."""

    LOOKS_THE_SAME = "looks_the_same"
    """Other characters that look alike, of another script or of the same."""
    SIGNS_ADDED = "signs_added"
    """The same letters with signs, or with a word such as "official", around them."""
    ONE_LETTER_OFF = "one_letter_off"
    SAME_NAME = "same_name"
    """The same name, by an account whose handle takes up that of the other."""


@dataclass(frozen=True)
class Likening:
    likeness: Likeness
    what: str
    """The part that is alike: ``handle`` or ``name``."""


def imitation(handle: str, name: str, of_handle: str | None, of_name: str) -> Likening | None:
    """How an account imitates another; None where it does not, or is that account.

    Args:
        handle: Of the account, with or without ``@``; empty where it is not known.
        name: The name it shows; empty where it is not known.
        of_handle: Of the other account, on the same platform; None where only its name is known.
    """
    handle, name = handle.removeprefix("@").strip(), " ".join(name.split())
    other = (of_handle or "").removeprefix("@").strip()
    if handle and other and handle.casefold() == other.casefold():
        return None
    names = _names_alike(name, of_name)
    apart = bool(name and of_name) and names is None and not _holds(name, of_name)
    found = _handles_alike(handle, other, names_agree=names is not None) if handle and other else None
    if found is not None and not (apart and found.likeness is Likeness.ONE_LETTER_OFF):
        return found
    if names in {Likeness.LOOKS_THE_SAME, Likeness.ONE_LETTER_OFF}:
        return Likening(names, "name")
    if names is Likeness.SAME_NAME and handle and other and _takes_up(handle, other, of_name):
        return Likening(Likeness.SAME_NAME, "name")
    return None


def same_name(name: str, of_name: str) -> bool:
    """Whether two accounts show the same name, letter for letter."""
    return bool(name) and _plain(name) == _plain(of_name)


def skeleton(text: str) -> str:
    """What a text looks like, in small Latin letters; texts that look alike have the same."""
    whole = unicodedata.normalize("NFKC", text).replace("L", _CAPITAL_L)
    mapped = "".join(_FIRST.get(char, char) for char in whole)
    plain = unicodedata.normalize("NFKD", mapped)
    latin = "".join(_latin(char) for char in plain if not _is_unseen(char))
    small = "".join(_FIRST.get(char, char) for char in latin).casefold()
    for pair, single in _LATER:
        small = small.replace(pair, single)
    return small


def mixes_scripts(text: str) -> str | None:
    """The first word in which letters of several alphabets stand together; None where no word does that."""
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text)):
        scripts = {unicodedata.name(char, "?").split()[0] for char in word}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return str(word)
    return None


def _handles_alike(handle: str, other: str, *, names_agree: bool) -> Likening | None:
    one, two = skeleton(handle), skeleton(other)
    if one == two or one.translate(_FIGURES) == two.translate(_FIGURES):
        return Likening(Likeness.LOOKS_THE_SAME, "handle")
    one_letters, two_letters = _letters(one), _letters(two)
    same = one_letters == two_letters or _letters(handle.casefold()) == _letters(other.casefold())
    if same and len(two_letters) >= 4:
        return Likening(Likeness.SIGNS_ADDED, "handle")
    added = _SUFFIXES.sub("", one_letters, count=1)
    if added != one_letters and _without_digits(added) == two_letters and len(two_letters) >= 3:
        return Likening(Likeness.SIGNS_ADDED, "handle")
    if _one_off(
        handle.casefold(), other.casefold(), names_agree=names_agree, least=SHORT_HANDLE, sure=LONG_HANDLE
    ):
        return Likening(Likeness.ONE_LETTER_OFF, "handle")
    return None


def _names_alike(name: str, other: str) -> Likeness | None:
    if not name or not other:
        return None
    if _plain(name) == _plain(other):
        return Likeness.SAME_NAME
    one, two = skeleton(name), skeleton(other)
    if len(_letters(two)) >= 3 and one == two:
        return Likeness.LOOKS_THE_SAME
    if len(other) >= LONG_NAME and _one_off(
        _plain(name), _plain(other), names_agree=False, least=LONG_NAME, sure=LONG_NAME + 6
    ):
        return Likeness.ONE_LETTER_OFF
    return None


def _holds(name: str, other: str) -> bool:
    """Whether one of two names stands in the other; who imitates takes the name over."""
    one, two = _letters(skeleton(name)), _letters(skeleton(other))
    return bool(one and two) and (one in two or two in one)


def _takes_up(handle: str, other: str, of_name: str) -> bool:
    """Whether a handle holds the other's handle or name, and so claims to be of it."""
    own = _letters(skeleton(handle))
    return any(
        len(part) >= 3 and part in own for part in (_letters(skeleton(other)), _letters(skeleton(of_name)))
    )


def _one_off(one: str, two: str, *, names_agree: bool, least: int, sure: int) -> bool:
    """Whether one letter was changed, left out, put in, or two were swapped, so that it is hardly seen.

    One letter also parts words that have nothing to do with each other (CBS and CBC, guardian and guardians,
    france2 and france3). So a figure never counts, nor does the first letter or a plural, and of short names
    only letters that stand side by side on the keyboard or sound alike.
    """
    if one == two or abs(len(one) - len(two)) > 1 or min(len(one), len(two)) < min(least, 5):
        return False
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    end = 0
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], two[start : len(two) - end]
    if any(char.isdigit() for char in left + right) or len(left) > 2 or len(right) > 2:
        return False
    if not all(char.isalpha() for char in left + right):
        return False
    if len(left) == len(right) == 2:
        return left == right[::-1] and len(two) >= least
    if len(left) == len(right) == 1:
        if start == 0:
            return names_agree and len(two) >= least
        return len(two) >= least and (names_agree or len(two) >= sure or _is_near(left, right))
    if len(left) + len(right) != 1:
        return False
    if start == 0 and end == min(len(one), len(two)):
        return names_agree
    changed = left or right
    doubled = start > 0 and one[start - 1 : start] == changed
    plural = end == 0 and changed == "s" and not doubled
    at_end = end == 0 and not doubled
    return len(two) >= least and (names_agree or not (plural or (at_end and left and len(two) < sure)))


def _is_near(one: str, two: str) -> bool:
    """Whether two letters sound alike or are neighbours in a row of the keyboard."""
    beside = any(one + two in row or two + one in row for row in _KEYS)
    return beside or frozenset((one, two)) in _SOUNDS


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum() or char == _CAPITAL_L)


def _without_digits(text: str) -> str:
    return text.rstrip("0123456789")


def _is_unseen(char: str) -> bool:
    return bool(unicodedata.combining(char)) or unicodedata.category(char) in {"Cf", "Cc", "Mn", "Me"}


@cache
def _latin(char: str) -> str:
    """The Latin letter, figure or sign that a character looks like, else the character."""
    if char.isascii():
        return char
    from confusable_homoglyphs.confusables import confusables_data  # type: ignore[import-untyped]

    alike = [str(entry["c"]) for entry in confusables_data.get(char, ())]
    plain = [text for text in alike if text.isascii() and text.isalnum()]
    letters = [text for text in plain if text.isalpha()] or plain
    case = [text for text in letters if text.isupper() == char.isupper()]
    return min(case or letters, key=len, default=char)
