"""Broadcasting stations: what is known of them, and how running text names them.

The shipped stations are in ``stations.yaml`` beside this file; a newsroom adds its own in files of the same
shape. A name may stand for several stations (KCTV is in Pyongyang and in Kansas City); an id for one.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from reference.errors import AmbiguousName, InputError, UnknownName
from reference.times import zone_named

SHIPPED = Path(__file__).with_name("stations.yaml")
COUNTRIES = Path(__file__).with_name("countries.yaml")

_ID = re.compile(r"[A-Z0-9][A-Z0-9_]{0,31}")
_LONGEST_FILE = 2_000_000
_SHORT = 4
"""Names of so few letters are looked for in running text as they are written, capitals and all."""


_LETTER = r"[^\W\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
"""What cannot stand beside a name; Korean and Japanese join their particles to it."""


class Ownership(StrEnum):
    STATE_CONTROLLED = "state-controlled"
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True)
class Station:
    """A station. ``names`` are in its own and in Latin script, the one that is shown first."""

    id: str
    names: tuple[str, ...]
    country: str
    """ISO 3166-1, two letters; ``ZZ`` for one that is made up."""
    languages: tuple[str, ...]
    time_zone: str
    ownership: Ownership
    ownership_source: str
    """What the word on its ownership rests on."""
    archives: tuple[str, ...] = ()
    """Its identifiers in broadcast archives."""
    web: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.names[0]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "names": list(self.names),
            "country": self.country,
            "languages": list(self.languages),
            "time_zone": self.time_zone,
            "ownership": self.ownership.value,
            "ownership_source": self.ownership_source,
            "archives": list(self.archives),
            "web": list(self.web),
        }


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
        found = self.called(wanted)
        if len(found) == 1:
            return self._by_id[found[0]]
        if found:
            listed = [f"{each} {self._by_id[each].name} ({self._by_id[each].country})" for each in found]
            raise AmbiguousName(f"{name!r} stands for several stations; give the id of one", listed)
        if wanted.upper() in self._by_id:
            return self._by_id[wanted.upper()]
        raise UnknownName(self._unknown(name))

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
        named = {str(match.lastgroup) for match in _country_pattern().finditer(text)}
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
    def _patterns(self) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
        """Names to look for in any case, and short ones as they are written; group n is the n-th name."""
        names = sorted({name for station in self for name in station.names}, key=len, reverse=True)
        long = tuple(name for name in names if len(name) > _SHORT)
        short = tuple(name for name in names if 1 < len(name) <= _SHORT)
        return tuple(
            (re.compile("|".join(f"({_pattern(name)})" for name in each), flags), each)
            for each, flags in ((long, re.IGNORECASE), (short, 0))
            if each
        )

    def _named(self, text: str) -> Iterator[Mention]:
        for pattern, names in self._patterns:
            for match in pattern.finditer(text):
                stations = self.called(names[(match.lastindex or 1) - 1])
                yield Mention(match.start(), match.end(), match[0], stations, generic=False)

    def _generic(self, text: str) -> Iterator[Mention]:
        for match in _generic_pattern().finditer(text):
            name, _, kind = str(match.lastgroup).partition("_")
            ownership = None if kind.startswith("any") else Ownership.STATE_CONTROLLED
            stations = self.owned(name, ownership)
            if not stations and ownership is Ownership.STATE_CONTROLLED:
                stations = self.owned(name, Ownership.PUBLIC)
            yield Mention(match.start(), match.end(), match[0], stations, generic=True)

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


def read_stations(file: Path) -> tuple[Station, ...]:
    """The stations in a YAML file.

    Raises:
        InputError: It cannot be read, or an entry lacks what a station must have.
    """
    try:
        content = file.read_bytes()
        if len(content) > _LONGEST_FILE:
            raise InputError(f"{file} is larger than a file of stations can be")
        entries = yaml.load(content, Loader=yaml.CBaseLoader)  # noqa: S506 - makes texts and nothing else
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file} is no YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{file} must be a list of stations, as docs/stations.md shows")
    stations = tuple(_station(entry, f"{file}, entry {n}") for n, entry in enumerate(entries, 1))
    twice = {station.id for station in stations if sum(other.id == station.id for other in stations) > 1}
    if twice:
        raise InputError(f"{file} has {', '.join(sorted(twice))} twice")
    return stations


def _station(entry: Any, where: str) -> Station:
    if not isinstance(entry, dict):
        raise InputError(f"{where} is no station: it must have id, names, country and more")
    required = {"id", "names", "country", "languages", "time_zone", "ownership", "ownership_source"}
    if missing := sorted(required - entry.keys()):
        raise InputError(f"{where} lacks {', '.join(missing)}")
    if unknown := sorted(str(key) for key in entry.keys() - required - {"archives", "web"}):
        raise InputError(f"{where} has {', '.join(unknown)}, which no station has")
    name = _text(entry, "id", where)
    if not _ID.fullmatch(name):
        raise InputError(f"{where}: the id {name[:40]!r} must be capitals and digits, as RUSSIA1")
    country = _text(entry, "country", where)
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise InputError(f"{where}: the country {country[:40]!r} must be two capitals, as RU")
    zone = zone_named(_text(entry, "time_zone", where)).key
    try:
        ownership = Ownership(_text(entry, "ownership", where))
    except ValueError as error:
        known = ", ".join(each.value for each in Ownership)
        raise InputError(f"{where}: the ownership must be one of {known}") from error
    return Station(
        id=name,
        names=_texts(entry, "names", where),
        country=country,
        languages=_texts(entry, "languages", where),
        time_zone=zone,
        ownership=ownership,
        ownership_source=_text(entry, "ownership_source", where),
        archives=_texts(entry, "archives", where) if "archives" in entry else (),
        web=_texts(entry, "web", where) if "web" in entry else (),
    )


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: {key} must be a text")
    return unicodedata.normalize("NFC", value.strip())


def _texts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry[key]
    if not isinstance(value, list) or not value:
        raise InputError(f"{where}: {key} must be a list of texts")
    return tuple(_text({key: item}, key, where) for item in value)


def _folded(name: str) -> str:
    """The name as it is compared: no case, no accents, no punctuation, whatever the script."""
    plain = unicodedata.normalize("NFKD", name.replace("-", " ").replace("_", " ")).casefold()
    kept = "".join(
        char if char.isalnum() or char == "+" else " " for char in plain if not unicodedata.combining(char)
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _pattern(name: str) -> str:
    """The name in running text; scripts that write no spaces, or add endings to names, need no border."""
    escaped = r"[\s\-]+".join(re.escape(word) for word in re.split(r"[\s\-]+", name))
    first, last = rf"(?<!{_LETTER})", rf"(?!{_LETTER})"
    if unicodedata.name(name[-1], "").startswith(("HANGUL", "CJK", "HIRAGANA", "KATAKANA")):
        last = ""
    if any(unicodedata.name(char, "").startswith("CYRILLIC") for char in name) and len(name) > _SHORT:
        escaped, last = _with_endings(name), r"(?!\w)"
    return first + escaped + last


def _with_endings(name: str) -> str:
    """A Russian name with the endings of its cases: ``Первый канал`` is also ``Первого канала``."""
    words = []
    for word in re.split(r"[\s\-]+", name):
        ending = re.search(r"(ый|ий|ой|ая|яя|ое|ее|ия|а|я)$", word)
        if ending and len(word) > len(ending[0]) + 2:
            words.append(re.escape(word[: -len(ending[0])]) + r"\w{1,3}")
        elif len(word) > 3 and word[-1].isalpha() and not word.isupper():
            words.append(re.escape(word) + r"\w{0,3}")
        else:
            words.append(re.escape(word))
    return r"[\s\-]+".join(words)


@cache
def _countries() -> dict[str, dict[str, list[str]]]:
    """Names and adjectives of countries by their codes; an adjective can be a pattern."""
    countries: dict[str, dict[str, list[str]]] = yaml.safe_load(COUNTRIES.read_text(encoding="utf-8"))
    return countries


@cache
def _country_pattern() -> re.Pattern[str]:
    """Where running text names a country or uses its adjective; groups are countries' codes."""
    ways = []
    for code, words in _countries().items():
        each = [re.escape(name) for name in words["names"]]
        each += [word if "\\" in word else re.escape(word) for word in words["adjectives"]]
        ways.append(rf"(?P<{code}>(?<!\w)(?:{'|'.join(sorted(each, key=len, reverse=True))})(?!\w))")
    return re.compile("|".join(ways))


@cache
def _generic_pattern() -> re.Pattern[str]:
    """How a country's broadcasters are named without a station's name; groups are ``<country>_<kind>``."""
    medium = r"(?:television|TV|broadcasters?|media|channels?|news|outlets?|networks?)"
    owned = r"(?:state|government)(?:[- ](?:run|owned|controlled|backed|funded|operated|affiliated))?"
    ways: list[str] = []
    for code, words in _countries().items():
        adjective = "|".join(word if "\\" in word else re.escape(word) for word in words["adjectives"])
        name = "|".join(re.escape(word) for word in words["names"])
        possessive = rf"(?:{adjective}|(?:{name})(?:'s|’s)?)"
        state = [
            rf"(?<!\w){possessive}\s+(?:official\s+)?{owned}\s+(?:(?:television|TV|news)\s+)?{medium}(?!\w)",
            rf"(?<!\w){possessive}\s+(?:national|public)\s+(?:television|TV|broadcasters?)(?!\w)",
            rf"(?<!\w){owned}\s+(?:television|TV|broadcasters?|media|channels?)\s+(?:in|of)\s+(?:{name})(?!\w)",
            rf"(?<!\w)(?:{adjective})\s+государственн\w+\s+(?:телевидени\w+|телеканал\w*|СМИ|ТВ)(?!\w)",
            rf"(?<!\w)(?:государственн\w+\s+телевидени\w+|гостелевидени\w+|госканал\w*)\s+(?:{name})(?!\w)",
            rf"(?<!\w)(?:{name}|{adjective})\s*(?:국영|관영)\s*(?:TV|텔레비전|방송|매체)",
            rf"(?<!\w)(?:{adjective})\s+(?:Staatsfernsehen|Staats-?TV|Staatssender|Staatsmedien)\w*",
            rf"(?<!\w)(?:télévision|chaîne)s?\s+(?:d['’][EÉ]tat|publique)s?\s+(?:{adjective})(?!\w)",
            rf"(?<!\w)televisi[oó]n\s+(?:estatal|p[uú]blica)\s+(?:{adjective})(?!\w)",
        ]
        ways.append(rf"(?P<{code}_state>{'|'.join(state)})")
        ways.append(rf"(?P<{code}_any>(?<!\w)(?:{adjective})\s+(?:television|TV)(?!\w))")
    return re.compile("|".join(ways), re.IGNORECASE)
