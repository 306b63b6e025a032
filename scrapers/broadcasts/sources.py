"""The sources of broadcasts that are asked over the web, by name; a folder of own recordings is read where it lies."""

from __future__ import annotations

from scrapers.broadcasts import archive_org, enclosures, gdelt, youtube
from scrapers.broadcasts.shape import BroadcastFile
from storage.records import SourceName

WEB_SOURCES: dict[SourceName, BroadcastFile] = {
    source.SOURCE: source for source in (gdelt, archive_org, youtube, enclosures)
}
