"""Programme guides in XMLTV (https://wiki.xmltv.org/index.php/XMLTVFormat): what was to be on, where and when.

A guide is what was planned. It names what a recording shows whose time is known; a time is taken from it only
where one single showing can be meant. Times without a zone are UTC, as the format's DTD says, unless the caller
knows better. The XML is hostile: a document type is passed over and never loaded, entities are refused, and so
is what is large or deep.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from xml.parsers import expat
from zoneinfo import ZoneInfo

from reference.errors import BadTime, InputError
from reference.times import Interval, Precision, parse_instant
from scrapers.broadcasts.airing_facts import AiringFacts
from scrapers.broadcasts.file_names import called_as_written
from storage.records import TimeSource

LARGEST = 200_000_000
"""Bytes of a guide, unpacked."""
DEEPEST = 12
MOST = 1_000_000
"""Programmes of a guide."""
_LONGEST_TEXT = 300
_STEP = 1 << 16

PLANNED = 600.0
"""Seconds by which a programme is taken to begin earlier or later than planned."""
_LONGEST_PROGRAMME = timedelta(hours=12)
"""An end that is planned later than this after the begin is a mistake."""

_TIME = re.compile(
    r"(?P<figures>\d{8}(?:\d{2}(?:\d{2}(?:\d{2})?)?)?)\s*(?P<zone>Z|UTC|GMT|BST|CET|CEST|MSK|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_NAMED_ZONES = {
    "Z": "Z",
    "UTC": "Z",
    "GMT": "Z",
    "BST": "+0100",
    "CET": "+0100",
    "CEST": "+0200",
    "MSK": "+0300",
}


@dataclass(frozen=True)
class Programme:
    """One planned showing, [begins, ends) in UTC. ``channel`` is the guide's own id of the station."""

    channel: str
    begins: datetime
    ends: datetime
    title: str
    rerun: bool = False


@dataclass(frozen=True)
class Guide:
    """A guide's programmes in order of time, by channel; ``names`` of the channels as the guide has them."""

    programmes: tuple[Programme, ...]
    names: dict[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()
    """What was wrong with it, a sentence each."""

    def channels_of(self, station: str, called: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
        """The guide's ids that stand for a station: by a name of the channel, or by its id itself."""
        found = set()
        for channel in {each.channel for each in self.programmes} | self.names.keys():
            # Ids are often written like a host's name, and with a word on the feed: Rossiya1.ru@SD.
            names = (*self.names.get(channel, ()), channel, channel.partition("@")[0].rpartition(".")[0])
            if any(station in called_as_written(name, called) or name == station for name in names if name):
                found.add(channel)
        return frozenset(found)

    def on(self, channels: frozenset[str], span: Interval) -> tuple[Programme, ...]:
        """What was planned on these channels within the span, in order."""
        return tuple(
            each
            for each in self.programmes
            if each.channel in channels and each.begins < span.end and each.ends > span.start
        )


def parse_guide(body: bytes, zone: ZoneInfo | None = None) -> Guide:
    """Read a guide, plain or packed with gzip.

    Programmes without a time or a title are passed over and counted. One without an end lasts until the next
    of its channel begins; one that runs into the next is cut there, and both are said.

    Args:
        zone: Of times that say none; UTC where it is not given.

    Raises:
        InputError: It is no XMLTV, is cut off, or costs more to read than a guide does.
    """
    if body[:2] == b"\x1f\x8b":
        body = _unpacked(body)
    if len(body) > LARGEST:
        raise InputError(
            f"the programme guide is larger than {LARGEST // 1_000_000} MB; cut it to the days that are meant"
        )
    reader = _Reader(zone or ZoneInfo("UTC"))
    try:
        for at in range(0, max(1, len(body)), _STEP):
            reader.feed(body[at : at + _STEP])
        reader.feed(b"", last=True)
    except expat.ExpatError as error:
        raise InputError(f"the programme guide is no whole XML: {error}") from error
    if not reader.rooted:
        raise InputError("the file holds no programme guide in XMLTV: its root is not <tv>")
    return reader.guide()


def _unpacked(body: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        unpacked = reader.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise InputError(f"the packed programme guide is damaged: {error}") from error
    if len(unpacked) <= LARGEST and not reader.eof:
        raise InputError("the packed programme guide is cut off; get it again")
    return unpacked


class _Reader:
    """Gathers channels and programmes while expat goes through the file."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.rooted = False
        self._zone = zone
        self._path: list[str] = []
        self._attributes: dict[str, str] = {}
        self._text: list[str] | None = None
        self._title: str | None = None
        self._rerun = False
        self._names: dict[str, list[str]] = {}
        self._found: list[tuple[str, datetime, datetime | None, str, bool]] = []
        self._passed_over = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def feed(self, part: bytes, *, last: bool = False) -> None:
        self._parser.Parse(part, last)

    def _entity(self, *_: Any) -> None:
        raise InputError("the programme guide declares entities of its own, which no guide needs")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            if name != "tv":
                raise InputError("the file holds no programme guide in XMLTV: its root is not <tv>")
            self.rooted = True
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise InputError("the programme guide is nested deeper than XMLTV is")
        if len(self._path) == 2:
            self._attributes, self._title, self._rerun = attributes, None, False
        if len(self._path) == 3 and (name == "display-name" or (name == "title" and self._title is None)):
            self._text = []
        if len(self._path) == 3 and name == "previously-shown":
            self._rerun = True

    def _characters(self, text: str) -> None:
        if self._text is not None and sum(map(len, self._text)) < _LONGEST_TEXT:
            self._text.append(text[:_LONGEST_TEXT])

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._text is not None and name in {"title", "display-name"}:
            text = " ".join("".join(self._text).split())[:_LONGEST_TEXT]
            self._text = None
            if name == "title":
                self._title = text or None
            elif text and len(self._path) == 2:
                self._names.setdefault(self._attributes.get("id", "")[:_LONGEST_TEXT], []).append(text)
        if len(self._path) == 1 and name == "programme":
            self._programme()

    def _programme(self) -> None:
        if len(self._found) >= MOST:
            raise InputError(
                f"the programme guide has more than {MOST:,} programmes; cut it to the days that are meant"
            )
        channel = self._attributes.get("channel", "")[:_LONGEST_TEXT]
        begins = _moment(self._attributes.get("start", ""), self._zone)
        ends = _moment(self._attributes.get("stop", ""), self._zone)
        if begins is None or self._title is None or not channel:
            self._passed_over += 1
            return
        self._found.append((channel, begins, ends, self._title, self._rerun))

    def guide(self) -> Guide:
        notes = []
        if self._passed_over:
            notes.append(
                f"{self._passed_over} programmes without a channel, a title or a time were passed over"
            )
        programmes, cut = _in_order(self._found)
        if cut:
            notes.append(f"{cut} programmes run into the next one of their channel and were cut there")
        return Guide(
            tuple(programmes), {key: tuple(names) for key, names in self._names.items()}, tuple(notes)
        )


def _in_order(
    found: Sequence[tuple[str, datetime, datetime | None, str, bool]],
) -> tuple[list[Programme], int]:
    """Programmes by channel and time, none twice and none over another; and how many had to be cut."""
    programmes: list[Programme] = []
    cut = 0
    rows = sorted(set(found), key=lambda row: (row[0], row[1], row[3]))
    for n, (channel, begins, planned_end, title, rerun) in enumerate(rows):
        following = rows[n + 1] if n + 1 < len(rows) and rows[n + 1][0] == channel else None
        if following is not None and following[1] == begins:
            cut += 1
            continue  # two programmes for one moment: the later one in order is kept
        ends = planned_end
        if ends is None or not begins < ends <= begins + _LONGEST_PROGRAMME:
            until = following[1] if following is not None else begins + timedelta(hours=1)
            ends = min(until, begins + _LONGEST_PROGRAMME)
        elif following is not None and ends > following[1]:
            ends = following[1]
            cut += 1
        programmes.append(Programme(channel, begins, ends, title, rerun))
    return programmes, cut


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A time of XMLTV in UTC, to the minute at least; None where it is none, or no clock showed it."""
    match = _TIME.fullmatch(text.strip())
    if match is None or len(match["figures"]) < 12:
        return None
    figures = match["figures"].ljust(14, "0")
    written = match["zone"] or ""
    day = f"{figures[:4]}-{figures[4:6]}-{figures[6:8]}"
    clock = f"{figures[8:10]}:{figures[10:12]}:{figures[12:14]}"
    try:
        interval, _ = parse_instant(f"{day}T{clock}{_NAMED_ZONES.get(written, written)}", zone)
    except BadTime:
        return None
    return interval.start


def programme_of(shown: Sequence[Programme], span: Interval) -> str | None:
    """What a recording of that span shows, by the guide: a programme that fills most of it, else all in order."""
    length = (span.end - span.start).total_seconds()
    parts = [
        ((min(each.ends, span.end) - max(each.begins, span.start)).total_seconds(), each.title)
        for each in shown
    ]
    if not parts or length <= 0:
        return None
    most, title = max(parts, key=lambda part: part[0])
    if most >= 0.6 * length:
        return title
    titles = list(dict.fromkeys(name for seconds, name in parts if seconds >= min(120.0, 0.2 * length)))
    return "; ".join(titles)[:_LONGEST_TEXT] or title


def time_by_guide(
    guide: Guide,
    channels: frozenset[str],
    facts: AiringFacts,
    duration: float,
    *,
    near: datetime | None = None,
) -> AiringFacts | None:
    """When a recording begins whose programme and perhaps day are known, by the one showing that can be meant.

    Args:
        facts: What the file's name or a file beside it says.
        duration: Of the recording, in seconds; a showing that is planned much shorter or longer is not meant.
        near: The container's word on when it was made; without a day, only showings within a day of it count.

    Raises:
        BadTime: Several showings can be meant; the message lists them.
    """
    if facts.programme is None:
        return None
    wanted = _folded(facts.programme)
    fits = [
        each
        for each in guide.programmes
        if each.channel in channels
        and _folded(each.title)
        and (_folded(each.title) in wanted or (len(wanted) >= 4 and wanted in _folded(each.title)))
        and 0.5 * duration - 600 <= (each.ends - each.begins).total_seconds() <= 2.0 * duration + 600
        and (facts.begins is None or facts.begins.start <= each.begins <= facts.begins.end)
        and (facts.begins is not None or near is None or abs(each.begins - near) <= timedelta(days=1))
    ]
    moments = sorted({each.begins for each in fits})
    if not moments:
        return None
    if len(moments) > 1:
        listed = ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in moments[:6])
        raise BadTime(
            f"the programme guide has {len(moments)} showings of {fits[0].title!r} that can be meant "
            f"({listed} UTC); give the time with --aired-at"
        )
    step = timedelta(seconds=PLANNED)
    begins = Interval(moments[0], moments[0] + step)
    return replace(
        facts, time_from=TimeSource.EPG, begins=begins, precision=Precision.MINUTE, programme=fits[0].title
    )


def _folded(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())
