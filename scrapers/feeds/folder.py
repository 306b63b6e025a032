"""A folder on this machine: each new file in it is an item, once it is no longer being written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from reference.errors import Unreachable
from scrapers.feeds.shape import FeedAddress, FeedReading, FoundItem, key_of
from storage.records import FeedKind

KIND = FeedKind.FOLDER
SETTLED = timedelta(seconds=10)
"""A file that was changed more recently is left to the next look."""


def address_of(given: str) -> FeedAddress | None:
    """A folder that there is."""
    path = Path(given).expanduser()
    try:
        return FeedAddress(KIND, str(path.absolute())) if path.is_dir() else None
    except (OSError, ValueError):
        return None


def look(folder: Path, now: datetime) -> FeedReading:
    """The files in a folder, the oldest first; a file that was changed since is another item.

    Raises:
        Unreachable: The folder is not there, or cannot be read.
    """
    found: list[tuple[datetime, FoundItem]] = []
    try:
        for path in folder.iterdir():
            if path.name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            facts = path.stat()
            changed = datetime.fromtimestamp(facts.st_mtime, UTC)
            if now - changed >= SETTLED:
                key = key_of(f"{path.name} {facts.st_size} {facts.st_mtime_ns}")
                found.append((changed, FoundItem(key, str(path), published=changed)))
    except OSError as error:
        raise Unreachable(f"The folder {folder} cannot be read: {error.strerror or error}.") from error
    return FeedReading(tuple(item for _, item in sorted(found, key=lambda pair: (pair[0], pair[1].key))))
