"""Recordings in a file for other newsrooms: fingerprints and airing data, without footage.

A ZIP whose entries are not compressed, so that it never unpacks to more than it is::

    manifest.json      {"format": "airtrace-recordings-1", "recordings": [...]}, see :class:`Shared`
    index/SHA256       each recording's index segment, named by the SHA-256 of its bytes

Nothing of this machine goes in: no path, no id of the record, no person. What comes in is a stranger's:
every value is checked before anything is recorded.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, TypeVar

from reference.errors import BadTime, InputError, RecordOutOfReach
from reference.times import from_iso, iso, zone_named
from storage import zip_file
from storage.encoding import canonical
from storage.records import Airing, AiringKind, Recording, TimeSource

FORMAT = "airtrace-recordings-1"
MANIFEST = "manifest.json"
MOST = 10_000
"""Recordings in one file."""
LARGEST_MANIFEST = 16 << 20
EARLIEST = datetime(1936, 1, 1, tzinfo=UTC)
"""Nothing was broadcast to a public before; the earliest regular television began in that decade."""
LONGEST = 48 * 3600.0
_MOST_A_SECOND = 20_000
"""Bytes of an index segment for each second of its recording: about ten times what the densest needs."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Shared:
    """One recording of a shared file, checked; ``recording`` has neither id nor path."""

    recording: Recording
    segment: str
    """SHA-256 of its index segment."""
    size: int
    """Bytes of it."""


def write(recordings: Sequence[Recording], segments: Callable[[str], Path], into: Path) -> int:
    """Write the file; returns its bytes. A file that is there already is replaced when the new one is whole.

    Args:
        recordings: All indexed.
        segments: Gives the path of an index segment by its SHA-256.

    Raises:
        InputError: The file cannot be written.
    """
    manifest = {"format": FORMAT, "recordings": [_plain(each, segments) for each in recordings]}
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{into.name}-", dir=into.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                    archive.writestr(_entry(MANIFEST), canonical(manifest))
                    for segment in sorted({each.segment for each in recordings if each.segment}):
                        _add(archive, segment, segments(segment))
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(into)
        finally:
            temporary.unlink(missing_ok=True)
        return into.stat().st_size
    except OSError as error:
        raise InputError(f"{into} cannot be written: {error.strerror or error}") from error


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without this machine's clock; the same recordings always give the same file."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _add(archive: zipfile.ZipFile, segment: str, path: Path) -> None:
    with path.open("rb") as source, archive.open(_entry(f"index/{segment}"), "w", force_zip64=True) as into:
        while chunk := source.read(_CHUNK):
            into.write(chunk)


def _plain(recording: Recording, segments: Callable[[str], Path]) -> dict[str, Any]:
    segment = recording.segment or ""
    airing = recording.airing
    return {
        "airing": {
            "station": airing.station,
            "programme": airing.programme,
            "kind": airing.kind,
            "aired_at": iso(airing.aired_at),
            "uncertainty": airing.uncertainty,
            "zone": airing.zone,
            "time_from": airing.time_from,
        },
        "sha256": recording.sha256,
        "duration": recording.duration,
        "width": recording.width,
        "height": recording.height,
        "frames_every": recording.frames_every,
        "covered": recording.covered,
        "index": {"format": recording.format, "sha256": segment, "size": segments(segment).stat().st_size},
    }


def read(path: Path, now: datetime) -> tuple[Shared, ...]:
    """What a shared file holds, checked in full but for the bytes of its segments (:func:`extract`).

    Raises:
        InputError: It is no such file, or says what cannot be.
    """
    with zip_file.opened(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if MANIFEST not in entries:
            raise InputError(
                f"{path.name} is no file of shared recordings; airtrace recordings share makes one"
            )
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries.values()):
            raise InputError(f"{path.name} is compressed, which files of shared recordings never are")
        content = zip_file.read(archive, entries[MANIFEST], LARGEST_MANIFEST)
        if content is None:
            raise InputError(f"the list in {path.name} is too long or damaged")
        shared = _manifest(content, path.name, now)
        expected = {f"index/{each.segment}": each.size for each in shared} | {MANIFEST: len(content)}
        found = {name: entry.file_size for name, entry in entries.items()}
        if found != expected or len(entries) != len(archive.infolist()):
            raise InputError(f"{path.name} does not hold exactly the index files that it lists")
        if sum(found.values()) > path.stat().st_size:
            raise InputError(f"{path.name} claims to hold more than it does")
    return shared


def extract(path: Path, segment: str, into: Path) -> None:
    """Write one index segment ``into``, and see that it is the one it is called.

    Raises:
        InputError: It is another, or is damaged.
        RecordOutOfReach: The disk does not take it.
    """
    digest = hashlib.sha256()
    try:
        with zip_file.opened(path) as archive, archive.open(f"index/{segment}") as source:
            _copy(source, into, digest)
    except (KeyError, RuntimeError) as error:
        raise InputError(f"the index file {segment} in {path.name} cannot be read") from error
    if digest.hexdigest() != segment:
        raise InputError(f"the index file {segment} in {path.name} holds other bytes than it is named for")


def _copy(source: IO[bytes], into: Path, digest: hashlib._Hash) -> None:
    try:
        with into.open("wb") as file:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RecordOutOfReach(f"{into.parent} takes no more: {error.strerror}") from error


def _manifest(content: bytes, name: str, now: datetime) -> tuple[Shared, ...]:
    try:
        plain = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the list in {name} is no JSON that can be read") from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise InputError(f"{name} is no file of shared recordings of the format {FORMAT}")
    listed = plain.get("recordings")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise InputError(f"{name} must list 1 to {MOST:,} recordings")
    shared = []
    for n, each in enumerate(listed, 1):
        try:
            shared.append(_shared(each, now))
        except (InputError, ValueError, OverflowError) as error:
            raise InputError(f"recording {n} in {name} cannot be taken in: {error}") from error
    return tuple(shared)


def _no_number(_: str) -> float:
    raise ValueError("no number")


def _shared(plain: Any, now: datetime) -> Shared:
    on_air, index = _part(plain, "airing"), _part(plain, "index")
    duration = _number(plain, "duration", 0.001, LONGEST)
    recording = Recording(
        id="",
        airing=_airing(on_air, now),
        sha256=_hash(plain, "sha256"),
        duration=duration,
        width=int(_number(plain, "width", 1, 20_000)),
        height=int(_number(plain, "height", 1, 20_000)),
        path=None,
        segment=None,
        format=_text(index, "format", 40),
        frames_every=_or_none(plain, "frames_every", 0.1, 3600.0),
        covered=_or_none(plain, "covered", 0.0, duration + 1.0),
    )
    size = int(_number(index, "size", 1, 1_000_000 + _MOST_A_SECOND * duration))
    return Shared(recording, _hash(index, "sha256"), size)


def _airing(plain: dict[str, Any], now: datetime) -> Airing:
    text = _text(plain, "aired_at", 40)
    aired_at = from_iso(text)
    if not text.endswith("Z") or not EARLIEST <= aired_at <= now + timedelta(days=1):
        raise InputError(f"it cannot have been on air at {text!r}")
    zone = _text(plain, "zone", 60)
    try:
        zone_named(zone)
    except (BadTime, InputError) as error:
        raise InputError(f"{zone!r} is no time zone") from error
    programme = plain.get("programme")
    return Airing(
        id="",
        kind=_one_of(AiringKind, plain, "kind"),
        station=_text(plain, "station", 60),
        programme=None if programme is None else _text(plain, "programme", 500),
        aired_at=aired_at.astimezone(UTC),
        uncertainty=_number(plain, "uncertainty", 0.0, 366 * 86_400.0),
        zone=zone,
        time_from=_one_of(TimeSource, plain, "time_from"),
    )


def _part(plain: Any, key: str) -> dict[str, Any]:
    part = plain.get(key) if isinstance(plain, dict) else None
    if not isinstance(part, dict):
        raise InputError(f"its {key} is missing")
    return part


def _text(plain: dict[str, Any], key: str, most: int) -> str:
    text = plain.get(key)
    if not isinstance(text, str) or not text.strip() or len(text) > most or not text.isprintable():
        raise InputError(f"its {key.replace('_', ' ')} is no text of 1 to {most} printable characters")
    return text


def _number(plain: dict[str, Any], key: str, least: float, most: float) -> float:
    value = plain.get(key)
    # The bounds are looked at first: an integer of any length can be compared, and not every one be a float.
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return float(value)
    raise InputError(f"its {key.replace('_', ' ')} is no number from {least:g} to {most:g}")


def _or_none(plain: dict[str, Any], key: str, least: float, most: float) -> float | None:
    return None if plain.get(key) is None else _number(plain, key, least, most)


def _hash(plain: dict[str, Any], key: str) -> str:
    value = plain.get(key)
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise InputError(f"its {key} is no SHA-256")
    return value


def _one_of(kind: type[E], plain: dict[str, Any], key: str) -> E:
    try:
        return kind(str(plain.get(key)))
    except ValueError as error:
        known = ", ".join(kind)
        raise InputError(f"its {key.replace('_', ' ')} is none of {known}") from error
