"""Files of stations: YAML of the shape that ``stations.yaml`` has. What a newsroom adds may be hostile."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from reference.errors import InputError
from reference.station import Ownership, Station
from reference.times import zone_named

ID = re.compile(r"[A-Z0-9][A-Z0-9_]{0,31}")
LARGEST = 2_000_000
"""Bytes of a file."""
DEEPEST = 8
MOST = 5_000
"""Stations of a file."""
MOST_OF_ONE = 60
"""Names, languages or addresses of one station."""
LONGEST_NAME = 120
LONGEST = {"ownership_source": 500, "web": 300, "youtube": 100}
"""Characters of a text, where that is not as for a name."""
_OPTIONAL = frozenset({"archives", "web", "youtube"})


def read_stations(file: Path) -> tuple[Station, ...]:
    """The stations in a YAML file.

    Raises:
        InputError: It cannot be read, or an entry lacks what a station must have.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise InputError(f"{file} is larger than a file of stations can be ({LARGEST // 1_000_000} MB)")
    try:
        _refuse_hostile(content, file)
        entries = yaml.load(content, Loader=yaml.CBaseLoader)  # noqa: S506 - makes texts and nothing else
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is no YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{file} must be a list of stations, as docs/stations.md shows")
    if len(entries) > MOST:
        raise InputError(f"{file} has {len(entries):,} stations; cut it into files of at most {MOST:,}")
    stations = tuple(_station(entry, f"{file}, entry {n}") for n, entry in enumerate(entries, 1))
    twice = [name for name, count in Counter(station.id for station in stations).items() if count > 1]
    if twice:
        raise InputError(f"{file} has {', '.join(sorted(twice)[:5])} twice")
    return stations


def _station(entry: Any, where: str) -> Station:
    if not isinstance(entry, dict):
        raise InputError(f"{where} is no station: it must have id, names, country and more")
    required = {"id", "names", "country", "languages", "time_zone", "ownership", "ownership_source"}
    if missing := sorted(required - entry.keys()):
        raise InputError(f"{where} lacks {', '.join(missing)}")
    if unknown := sorted(str(key) for key in entry.keys() - required - _OPTIONAL):
        raise InputError(f"{where} has {', '.join(unknown)[:100]}, which no station has")
    name = _text(entry, "id", where)
    if not ID.fullmatch(name):
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
        **{key: _texts(entry, key, where) for key in sorted(_OPTIONAL & entry.keys())},
    )


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: {key} must be a text")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > LONGEST.get(key, LONGEST_NAME):
        raise InputError(f"{where}: {key} is longer than {LONGEST.get(key, LONGEST_NAME)} characters")
    return text


def _texts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry[key]
    if not isinstance(value, list) or not value:
        raise InputError(f"{where}: {key} must be a list of texts")
    if len(value) > MOST_OF_ONE:
        raise InputError(f"{where}: {key} has more than {MOST_OF_ONE} entries")
    return tuple(_text({key: item}, key, where) for item in value)


def _refuse_hostile(content: bytes, file: Path) -> None:
    """Go through the file once without building anything of it.

    Raises:
        InputError: It is nested deeper than stations are, or uses anchors, by which little YAML becomes much.
    """
    depth = 0
    for event in yaml.parse(content, Loader=yaml.CBaseLoader):
        if getattr(event, "anchor", None) is not None:
            raise InputError(f"{file} uses anchors or aliases of YAML, which no list of stations needs")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise InputError(f"{file} is nested deeper than a list of stations is")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
