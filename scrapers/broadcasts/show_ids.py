"""The names that archive.org gives to shows, and GDELT after it: ``CHANNEL_YYYYMMDD_HHMMSS_Programme``, in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from scrapers.broadcasts.shape import Sought
from storage.records import AiringKind, Show, SourceName, TimeSource

_ID = re.compile(
    r"(?P<channel>[A-Za-z0-9-]{1,24})_(?P<day>[0-9]{8})_(?P<clock>[0-9]{6})"
    r"(?:_(?P<title>[A-Za-z0-9_.-]{1,150}))?"
)
_FIRST_YEAR = 1990
CHANNEL = re.compile(r"[A-Za-z0-9-]{1,24}")


@dataclass(frozen=True)
class ShowId:
    channel: str
    begins: datetime
    title: str | None


def read(text: object) -> ShowId | None:
    """What a show's name says; None where it is none, and so nothing to name a file or an address after."""
    found = _ID.fullmatch(text) if isinstance(text, str) else None
    if found is None or ".." in found[0]:
        return None
    try:
        begins = datetime.strptime(found["day"] + found["clock"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    if begins.year < _FIRST_YEAR:
        return None
    title = (found["title"] or "").replace("_", " ").strip()
    return ShowId(found["channel"], begins, title or None)


def show_of(
    name: str | None, source: SourceName, sought: Sought, *, uncertainty: float, title: str | None = None
) -> Show | None:
    """A listed name as a show of the station; None where it is no name, or of another station."""
    said = read(name)
    if said is None or name is None or said.channel not in sought.names:
        return None
    shown = title or said.title
    return Show(
        source=source,
        key=name,
        station=sought.station,
        title=shown[:300] if shown else None,
        aired_at=said.begins,
        uncertainty=uncertainty,
        kind=AiringKind.BROADCAST,
        time_from=TimeSource.ARCHIVE,
        zone=sought.zone,
    )


def day_of(text: str) -> date | None:
    """A day written ``YYYYMMDD``; None where it is none."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if re.fullmatch("[0-9]{8}", text) else None
    except ValueError:
        return None
