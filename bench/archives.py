"""GDELT's and archive.org's services on a stage: made-up stations, small frames, answers of the real shape.

What is asked is counted by the server (:class:`demo.server.StageServer`); which requests a perfect client would make
is counted by :attr:`Archives.ideal`.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from urllib.parse import parse_qs, unquote, urlsplit

from demo.pages import NOT_FOUND, Page
from scrapers.broadcasts import gdelt

HOSTS = ("api.gdeltproject.org", "storage.googleapis.com", "archive.org")
FIRST = date(2026, 3, 2)
_EXPLORER = urlsplit(gdelt.FILES).path


@dataclass(frozen=True)
class Archives:
    """A week or so of made-up programmes."""

    stations: int
    days: int
    shows_a_day: int
    frames: int = 3
    """Of each show."""
    absent: frozenset[str] = field(default_factory=frozenset)
    """Shows that the day's inventory lists and that are not there."""

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(f"STAGE{n:02}" for n in range(1, self.stations + 1))

    @property
    def last(self) -> date:
        return FIRST + timedelta(days=self.days - 1)

    def shows(self, channel: str, day: date) -> tuple[str, ...]:
        """The day's shows in UTC, evenly spread; every third one is a rerun of the same programme."""
        step = timedelta(days=1) / self.shows_a_day
        begins = (datetime.combine(day, time(0)) + n * step for n in range(self.shows_a_day))
        return tuple(
            f"{channel}_{at:%Y%m%d_%H%M%S}_{'Evening_News' if n % 3 == 2 else f'Programme_{n}'}"
            for n, at in enumerate(begins)
        )

    @cached_property
    def all_shows(self) -> tuple[str, ...]:
        days = [FIRST + timedelta(days=n) for n in range(self.days)]
        return tuple(show for channel in self.channels for day in days for show in self.shows(channel, day))

    @property
    def ideal(self) -> int:
        """Requests with which all of it can be had from GDELT: the channels and days, and of each show the
        frames and two transcripts, of which nobody knows beforehand whether they are there."""
        return (
            self.stations * (1 + self.days) + 3 * (len(self.all_shows) - len(self.absent)) + len(self.absent)
        )

    def answer(self, host: str, target: str) -> Page:
        """What ``host`` answers to a request for ``target``."""
        parts = urlsplit(target)
        if host == "api.gdeltproject.org":
            return _json({"channels": [self._channel(channel) for channel in self.channels]})
        if host == "storage.googleapis.com" and parts.path.startswith(_EXPLORER):
            return self._explorer(unquote(parts.path.removeprefix(_EXPLORER)))
        if host == "archive.org":
            return self._archive_org(parts.path, parse_qs(parts.query))
        return NOT_FOUND

    def _channel(self, channel: str) -> dict[str, object]:
        return {
            "id": channel,
            "label": f"Stage {channel}",
            "startDate": int(f"{FIRST:%Y%m%d}"),
            "endDate": 99999999,
        }

    def _explorer(self, name: str) -> Page:
        if name.endswith(".inventory.json"):
            channel, day, *_ = name.split(".")
            found = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day of the stage
            if channel not in self.channels or not FIRST <= found <= self.last:
                return NOT_FOUND
            return _json({"shows": [{"id": show} for show in self.shows(channel, found)]})
        show, _, ending = name.partition(".")
        if show in self.absent or not self._is_show(show):
            return NOT_FOUND
        if ending == "zip":
            return Page(200, "application/zip", frames_zip(show, self.frames))
        if ending == "transcript.en.srt" and _number(show) % 2:
            return Page(200, "text/plain", _captions(show))
        return NOT_FOUND

    def _archive_org(self, path: str, query: dict[str, list[str]]) -> Page:
        if path == "/advancedsearch.php":
            channel = query["q"][0].partition("TV-")[2].partition(")")[0]
            found = [show for show in self.all_shows if show.startswith(f"{channel}_")]
            docs = [{"identifier": show} for show in found]
            return _json({"response": {"numFound": len(docs), "docs": docs}})
        show = path.rstrip("/").rpartition("/")[2]
        if path.startswith("/metadata/"):
            return _json(self._metadata(show))
        if path.endswith(".jpg"):
            return Page(200, "image/jpeg", frame(int(show[-10:-4])))
        return NOT_FOUND

    def _metadata(self, show: str) -> dict[str, object]:
        if not self._is_show(show):
            return {}
        thumbs = [{"name": f"{show}.thumbs/{show}_{second:06}.jpg"} for second in (1, 45, 75)]
        own = [{"name": f"{show}.mp4", "private": "true"}, *thumbs]
        return {"metadata": {"identifier": show, "runtime": "00:01:45"}, "files": own}

    def _is_show(self, show: str) -> bool:
        return show in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.all_shows)


def frames_zip(show: str, count: int, numbers: Sequence[int] = ()) -> bytes:
    """A ZIP as GDELT makes them: ``SHOW-000001.jpg`` and so on, or the frames of those numbers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number in numbers or range(1, count + 1):
            archive.writestr(f"{show}-{number:06}.jpg", frame(_number(show) + number))
    return buffer.getvalue()


@cache
def frame(number: int) -> bytes:
    """A small picture with something to see in it, another one for each number."""
    import numpy as np
    from PIL import Image

    draw = np.random.default_rng(number % 97)
    coarse = Image.fromarray(draw.integers(0, 255, (6, 8, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    coarse.resize((160, 120), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def station_file(archives: Archives) -> str:
    """The stage's stations as YAML."""
    return "".join(
        f"- id: {channel}\n  names: [Stage {channel}]\n  country: ZZ\n  languages: [en]\n"
        "  time_zone: Europe/Berlin\n  ownership: private\n  ownership_source: made up for a stage\n"
        f"  archives: [{channel}]\n"
        for channel in archives.channels
    )


def _number(show: str) -> int:
    return sum(show.encode())


def _captions(show: str) -> bytes:
    return f"1\n00:00:01,000 --> 00:00:03,500\nThis is {show}.\n\n".encode()


def _json(value: object) -> Page:
    return Page(200, "application/json", json.dumps(value).encode())
