"""Broadcasting stations: what is known of them, and how running text names them.

The shipped stations are in ``stations.yaml`` beside this file; a newsroom adds its own in files of the same
shape. A name may stand for several stations (KCTV is in Pyongyang and in Kansas City); an id for one.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from reference.descriptions import Owner, countries_in, descriptions
from reference.errors import AmbiguousName, UnknownName
from reference.station import Ownership, Station
from reference.station_files import read_stations

__all__ = ["Mention", "Ownership", "Station", "Stations", "load_stations", "read_stations"]

SHIPPED = Path(__file__).with_name("stations.yaml")

_SHORT = 4
"""Names of so few letters are looked for in running text as they are written, capitals and all."""
_LETTER = r"[^\W\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
"""What cannot stand beside a name; Korean and Japanese join their particles to it."""
_WORD_BEGINS = re.compile(rf"(?<!{_LETTER})\w")
_BEGINNING = 3
"""Letters by which names are looked up; a name of two has two."""


@dataclass(frozen=True)
class Mention:
    """Where running text names a broadcaster: characters [start, end), and the stations it can mean."""

    start: int
    end: int
    text: str
    stations: tuple[str, ...]
    generic: bool
    """Whether it names no station, but a country's state television or the like."""


class Stations:
    """All stations that are known here, by id."""

    def __init__(self, stations: Sequence[Station]) -> None:
        self._by_id = {station.id: station for station in stations}

    def __iter__(self) -> Iterator[Station]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, station: str) -> Station:
        """Raises: UnknownName: There is no station of that id."""
        try:
            return self._by_id[station]
        except KeyError:
            raise UnknownName(self._unknown(station)) from None

    def resolve(self, name: str) -> Station:
        """The station of that id or name, in any script; an id stands before a name.

        Raises:
            UnknownName: Nothing is called so; the message names what is near.
            AmbiguousName: Several stations are called so.
        """
        wanted = name.strip()
        if wanted.upper() in self._by_id and wanted.upper() == wanted:
            return self._by_id[wanted]
        found = self.called(wanted) or self.described(wanted)
        if len(found) == 1:
            return self._by_id[found[0]]
        if found:
            raise AmbiguousName(
                f"{name!r} stands for several stations; give the id of one", self.listed(found)
            )
        if wanted.upper() in self._by_id:
            return self._by_id[wanted.upper()]
        raise UnknownName(self._unknown(name))

    def listed(self, stations: Collection[str]) -> list[str]:
        """A line for each: its id, its name and its country."""
        return [f"{each} {self._by_id[each].name} ({self._by_id[each].country})" for each in stations]

    def called(self, name: str) -> tuple[str, ...]:
        """Ids of all stations that go by that name."""
        return self._by_name.get(_folded(name), ())

    def owned(self, country: str, ownership: Ownership | None) -> tuple[str, ...]:
        """Ids of all stations of a country, with that ownership where one is given."""
        return tuple(
            station.id
            for station in self
            if station.country == country and ownership in {None, station.ownership}
        )

    def described(self, words: str) -> tuple[str, ...]:
        """Ids of the stations that words such as "Russian state television" stand for; none for other words."""
        whole = len(words.strip())
        found = [each for each in descriptions(words) if each.end - each.start >= 0.7 * whole]
        longest = max(found, key=lambda each: each.end - each.start, default=None)
        return () if longest is None else self._standing_for(longest.country, longest.owner)

    def _standing_for(self, country: str, owner: Owner) -> tuple[str, ...]:
        """The stations of a country by their owner; where it has none of the public's, the state's, and so round."""
        if owner is Owner.ANY:
            return self.owned(country, None)
        state, public = (self.owned(country, each) for each in (Ownership.STATE_CONTROLLED, Ownership.PUBLIC))
        if owner is Owner.NATIONAL:
            return state + public
        return (public or state) if owner is Owner.PUBLIC else (state or public)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Where the text names broadcasters, in order; of two that overlap, the longer one."""
        found = [*self._named(text), *self._generic(text)]
        found.sort(key=lambda mention: (mention.start - mention.end, mention.start))
        kept: list[Mention] = []
        for mention in found:
            if all(mention.end <= other.start or other.end <= mention.start for other in kept):
                kept.append(mention)
        return tuple(sorted(kept, key=lambda mention: mention.start))

    def of_countries_in(self, text: str) -> tuple[str, ...]:
        """Ids of all stations of the countries that the text names."""
        named = countries_in(text)
        return tuple(station.id for station in self if station.country in named)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        for station in self:
            for name in dict.fromkeys(_folded(each) for each in (*station.names, *station.archives)):
                if station.id not in names.get(name, ()):
                    names[name] = (*names.get(name, ()), station.id)
        return names

    @cached_property
    def _by_beginning(self) -> Mapping[str, tuple[str, ...]]:
        """Names to look for where a word begins, by their first letters."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self._names:
            if not _joined(name[0]):
                beginning = name[:_BEGINNING].casefold()
                found[beginning] = (*found.get(beginning, ()), name)
        return found

    @cached_property
    def _within(self) -> tuple[str, ...]:
        """Names in scripts that join words, which can stand anywhere."""
        return tuple(name for name in self._names if _joined(name[0]))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted({name for station in self for name in station.names if len(name) > 1}))

    def _named(self, text: str) -> Iterator[Mention]:
        for word in _WORD_BEGINS.finditer(text):
            letters = text[word.start() : word.start() + _BEGINNING].casefold()
            for beginning in (letters, letters[:2]) if len(letters) > 2 else (letters,):
                for name in self._by_beginning.get(beginning, ()):
                    if match := _pattern(name).match(text, word.start()):
                        yield self._mention(match, name)
        for name in self._within:
            if name[0] in text:
                for match in _pattern(name).finditer(text):
                    yield self._mention(match, name)

    def _mention(self, match: re.Match[str], name: str) -> Mention:
        return Mention(match.start(), match.end(), match[0], self.called(name), generic=False)

    def _generic(self, text: str) -> Iterator[Mention]:
        for found in descriptions(text):
            stations = self._standing_for(found.country, found.owner)
            yield Mention(found.start, found.end, text[found.start : found.end], stations, generic=True)

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(_folded(name), [*self._by_name, *map(_folded, self._by_id)], 3, 0.7)
        ids = dict.fromkeys(each for key in near for each in self._by_name.get(key, (key.upper(),)))
        hint = f"did you mean {', '.join(ids)}?" if ids else "airtrace stations list shows those there are"
        return f"no station is called {name[:80]!r}; {hint}"


def load_stations(extra: Sequence[Path] = ()) -> Stations:
    """The shipped stations and those of further files; a later one of the same id takes the place of the first.

    Raises:
        InputError: A file is no YAML, or not of the shape of ``stations.yaml``.
    """
    found = {station.id: station for station in _shipped()}
    for file in extra:
        found.update({station.id: station for station in read_stations(file)})
    return Stations(list(found.values()))


@cache
def _shipped() -> tuple[Station, ...]:
    return read_stations(SHIPPED)


def _folded(name: str) -> str:
    """The name as it is compared: no case, no accents, no punctuation, whatever the script."""
    plain = unicodedata.normalize("NFKD", name.replace("-", " ").replace("_", " ")).casefold()
    kept = "".join(
        char if char.isalnum() or char == "+" else " " for char in plain if not unicodedata.combining(char)
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The name in running text; scripts that join words, or add endings to names, need no border.

    A word that a name writes with a capital has it in running text too: "at the current time" names nobody.
    """
    words = re.split(r"[\s\-]+", name)
    escaped = r"[\s\-]+".join(_with_capital(word) for word in words)
    first = "" if _joined(name[0]) else rf"(?<!{_LETTER})"
    last = "" if _joined(name[-1]) else rf"(?!{_LETTER})"
    if any(unicodedata.name(char, "").startswith("CYRILLIC") for char in name) and len(name) > _SHORT:
        escaped, last = _with_endings(words), r"(?!\w)"
    return re.compile(first + escaped + last, re.IGNORECASE if len(name) > _SHORT else 0)


def _joined(char: str) -> bool:
    """Whether the letter is of a script that writes words without a border, or joins particles to them."""
    return unicodedata.name(char, "").startswith(("HANGUL", "CJK", "HIRAGANA", "KATAKANA"))


def _with_capital(word: str) -> str:
    return rf"(?-i:{re.escape(word[0])}){re.escape(word[1:])}" if word[:1].isupper() else re.escape(word)


def _with_endings(words: Sequence[str]) -> str:
    """A Russian name with the endings of its cases: ``Первый канал`` is also ``Первого канала``."""
    found = []
    for word in words:
        ending = re.search(r"(ый|ий|ой|ая|яя|ое|ее|ия|а|я)$", word)
        if ending and len(word) > len(ending[0]) + 2:
            found.append(_with_capital(word[: -len(ending[0])]) + r"\w{1,3}")
        elif len(word) > 3 and word[-1].isalpha() and not word.isupper():
            found.append(_with_capital(word) + r"\w{0,3}")
        else:
            found.append(_with_capital(word))
    return r"[\s\-]+".join(found)
