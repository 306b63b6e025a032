"""The Internet Archive's TV News: shows of a station by search, and what of each is public.

The item's metadata says which files there are. Of most stations whole shows are not public; thumbnails every
30 s and pieces of a minute are (``<id>.mp4?start=S&end=E``), and the captions stand in the item's page.
Many items of stations outside the US have neither.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from reference.errors import InputError, Unparsed
from scrapers.broadcasts import show_ids
from scrapers.broadcasts.shape import Form, Listing, Part, Parts, Sought, in_order
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json
from storage.records import Show, SourceName

SOURCE = SourceName.ARCHIVE_ORG
SEARCH = "https://archive.org/advancedsearch.php"
EVERY = 30.0
"""Seconds from one thumbnail to the next."""
PIECE = 60.0
"""Seconds of the longest piece of video that is given out."""
_ROWS = 500
_MOST_PAGES = 20
_LONGEST = 24 * 3600.0
_THUMBNAIL = re.compile(r"(?P<folder>.+\.thumbs)/(?P<show>.+)_(?P<second>[0-9]{6})\.jpg")


def questions(sought: Sought) -> tuple[str, ...]:
    if not all(show_ids.CHANNEL.fullmatch(name) for name in sought.names):
        raise InputError(f"{sought.name[:80]!r} is no station as archive.org names them, such as CNNW")
    return (_page(sought, 1),)


def instead(url: str, sought: Sought) -> tuple[str, ...]:
    del url, sought
    return ()


def parse(body: bytes, url: str, sought: Sought) -> Listing:
    """The shows on a page of search results.

    Raises:
        Unparsed: It is none.
    """
    response = dig(read_json(body), "response")
    total = dig_count(response, "numFound")
    if total is None or not isinstance(dig(response, "docs"), list):
        raise Unparsed("The answer is no list of search results.")
    found = [_show(entry, sought) for entry in dig_list(response, "docs")]
    shows = in_order(show for show in found if show is not None)
    page = int(parse_qs(urlsplit(url).query).get("page", ["1"])[0])
    more = found and page * _ROWS < total and page < _MOST_PAGES
    said = (
        f"archive.org lists {total} items of the days around, {len(shows)} of them on this page in the time."
    )
    return Listing(said, shows, (_page(sought, page + 1),) if more else ())


def details(show: Show) -> str:
    return f"https://archive.org/metadata/{quote(show.key)}"


def parts(show: Show, details: bytes | None, sought: Sought) -> Parts:
    """The whole show where it is public, else pieces of a minute or thumbnails as asked; and its captions.

    Raises:
        Unparsed: The metadata is none, or names no file that is public.
    """
    value = read_json(details or b"")
    if dig_text(value, "metadata", "identifier") != show.key:
        raise Unparsed("archive.org has no such item, or its metadata cannot be read.")
    public = [
        name
        for file in dig_list(value, "files")
        if (name := dig_text(file, "name")) is not None and dig_text(file, "private") != "true"
    ]
    seconds = _length(value)
    base = f"https://archive.org/download/{quote(show.key)}/"
    language = dig_text(value, "metadata", "language") or sought.language
    captions = _captions(public, base, show, language)
    whole = f"{show.key}.mp4"
    if whole in public:
        return Parts((Part(Form.VIDEO, base + quote(whole)), *captions), seconds=seconds)
    if sought.clips:
        if seconds is None:
            raise Unparsed(
                "The metadata does not say how long the show is, so that its pieces are not known."
            )
        pieces = tuple(
            Part(Form.VIDEO, _piece(base, whole, begins, min(begins + PIECE, seconds)), begins)
            for n in range(math.ceil(seconds / PIECE))
            if seconds - (begins := n * PIECE) >= 1.0
        )
        return Parts((*pieces, *captions), seconds=seconds)
    frames = _thumbnails(public, base, show.key) or _told_thumbnails(value, base, show.key)
    if not frames:
        raise Unparsed("Neither the show's video nor thumbnails of it are public.")
    return Parts((*frames, *captions), frames_every=EVERY, seconds=seconds)


def _page(sought: Sought, page: int) -> str:
    """Items are dated by a day that is not always UTC's, so those beside are asked for too."""
    first = (sought.first - timedelta(days=1)).date()
    last = (sought.last + timedelta(days=1)).date()
    query = {
        "q": f"collection:({' OR '.join(f'TV-{name}' for name in sought.names)}) AND date:[{first} TO {last}]",
        "fl[]": "identifier",
        "sort[]": "identifier asc",
        "rows": _ROWS,
        "page": page,
        "output": "json",
    }
    return f"{SEARCH}?{urlencode(query)}"


def _show(entry: Any, sought: Sought) -> Show | None:
    """An item of the time asked for; its title goes on about station and time, so the name's is taken."""
    show = show_ids.show_of(dig_text(entry, "identifier"), SOURCE, sought, uncertainty=1.0)
    return show if show is not None and sought.first <= show.aired_at < sought.last else None


def _length(value: Any) -> float | None:
    """The show's seconds, by its first and last moment, else by its running time ``HH:MM:SS``."""
    begins, ends = (_moment(dig_text(value, "metadata", key)) for key in ("start_time", "stop_time"))
    if begins is not None and ends is not None and 0 < (ends - begins).total_seconds() <= _LONGEST:
        return (ends - begins).total_seconds()
    found = re.fullmatch(r"(\d{1,2}):(\d{2}):(\d{2})", dig_text(value, "metadata", "runtime") or "")
    seconds = (
        sum(int(part) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True))
        if found
        else 0
    )
    return float(seconds) if 0 < seconds <= _LONGEST else None


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _piece(base: str, name: str, begins: float, ends: float) -> str:
    return f"{base}{quote(name)}?start={begins:.0f}&end={ends:.0f}"


def _thumbnails(public: list[str], base: str, show: str) -> tuple[Part, ...]:
    found = {}
    for name in public:
        match = _THUMBNAIL.fullmatch(name)
        if match is not None and match["show"] == show and match["folder"] == f"{show}.thumbs":
            found[int(match["second"])] = Part(Form.FRAME, base + quote(name), float(match["second"]))
    return tuple(found[second] for second in sorted(found))


def _told_thumbnails(value: Any, base: str, show: str) -> tuple[Part, ...]:
    """Thumbnails by the seconds that the metadata tells, where its files do not name them."""
    told = (dig_text(value, "metadata", "thumbs") or "").split(",")
    seconds = sorted({int(text) for text in told if re.fullmatch("[0-9]{1,6}", text)})
    folder = f"{base}{quote(show)}.thumbs/{quote(show)}"
    return tuple(Part(Form.FRAME, f"{folder}_{second:06}.jpg", float(second)) for second in seconds)


def _captions(public: list[str], base: str, show: Show, language: str | None) -> tuple[Part, ...]:
    files = [name for name in public if re.fullmatch(re.escape(show.key) + r"[\w.-]*\.(?:srt|vtt)", name)]
    if files:
        return tuple(Part(Form.CAPTIONS, base + quote(name), language=language) for name in files[:4])
    return (Part(Form.CAPTIONS, f"https://archive.org/details/{quote(show.key)}", language=language),)
