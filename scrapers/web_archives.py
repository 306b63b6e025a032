"""The Wayback Machine: which captures it holds of an address (CDX), and asking it to make one (SPN2).

CDX answers as JSON (``output=json``: a list of rows, the first names the fields) or as lines of seven
fields; both are read. The service is often slow or unwilling (429, 503), which says nothing about what it
holds. Saving needs a key (archive.org/account/s3.php); looking needs none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from reference.errors import Unparsed
from reference.times import iso
from scrapers.web_answer import Answer, Client
from scrapers.web_json import dig_text, read_json, storable
from storage.records import ArchivedCopy, FetchState, Purpose

CDX = "https://web.archive.org/cdx/search/cdx"
SAVE = "https://web.archive.org/save"
MOST_ROWS = 1000
"""Captures that are asked for at once; a post has few."""
MOST_KEPT = 20
"""Captures of one answer that become sightings; the answer itself is kept whole."""
_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_WANTED = ("timestamp", "original", "mimetype", "statuscode", "digest")
_BLOCKED = b"AdministrativeAccessControlException"
_POLLS = 4
_POLL_PAUSE = 6.0


@dataclass(frozen=True)
class Listing:
    """The captures that an answer lists, the earliest first, and how many of its rows say nothing usable."""

    captures: tuple[ArchivedCopy, ...]
    unusable: int = 0


@dataclass(frozen=True)
class SaveKey:
    """Access key and secret of an account at archive.org."""

    access: str
    secret: str

    def __repr__(self) -> str:
        return "SaveKey(…)"


@dataclass(frozen=True)
class Found:
    """What an archive was asked, and the captures that it told of."""

    answers: tuple[Answer, ...] = ()
    captures: tuple[ArchivedCopy, ...] = ()


# --- looking -------------------------------------------------------------------------------------


def cdx_request(url: str) -> str:
    """The address that lists the captures of ``url``, the earliest first."""
    query = {"url": url, "output": "json", "fl": ",".join(_WANTED), "limit": str(MOST_ROWS)}
    return f"{CDX}?{urlencode(query)}"


def parse_cdx(body: bytes) -> Listing:
    """The captures in a CDX answer.

    Rows without a real moment or an address, and those of no seven fields, are counted and left out. Rows
    that repeat a capture are one.

    Raises:
        Unparsed: It is neither JSON rows nor CDX lines, or the archive says that it may not tell.
    """
    if _BLOCKED in body[:2000]:
        raise Unparsed("The Wayback Machine does not tell what it holds of this address.")
    text = body.decode("utf-8", "replace").strip()
    rows = _json_rows(body) if text.startswith("[") else _line_rows(text)
    found: dict[tuple[datetime, str], ArchivedCopy] = {}
    unusable = 0
    for row in rows:
        capture = _capture(row)
        if capture is None:
            unusable += 1
        else:
            found.setdefault((capture.at, capture.url), capture)
    if unusable and not found:
        raise Unparsed("The answer has the form of a list of captures, but none of its rows can be read.")
    return Listing(tuple(found[key] for key in sorted(found)), unusable)


def _json_rows(body: bytes) -> Iterable[dict[str, str]]:
    rows = read_json(body)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Unparsed("The answer is JSON, but no list of captures.")
    if not rows:
        return []
    names = [str(name) for name in rows[0]]
    if not set(_WANTED[:2]) <= set(names):
        raise Unparsed("The list of captures does not name its fields.")
    return [dict(zip(names, map(str, row), strict=False)) for row in rows[1:] if row]


def _line_rows(text: str) -> Iterable[dict[str, str]]:
    if not text:
        return []
    lines = text.partition("\n\n")[0].splitlines()  # a resume key stands after an empty line
    rows = [line.split(" ") for line in lines]
    if not any(len(row) == len(_FIELDS) for row in rows):
        raise Unparsed("The answer is no list of captures.")
    return [dict(zip(_FIELDS, row, strict=False)) if len(row) == len(_FIELDS) else {} for row in rows]


def _capture(row: dict[str, str]) -> ArchivedCopy | None:
    stamp, original = row.get("timestamp", ""), storable(row.get("original", ""))
    at = _moment(stamp)
    if at is None or not original.lower().startswith(("http://", "https://")) or len(original) > 4096:
        return None
    status = row.get("statuscode", "")
    return ArchivedCopy(
        url=original,
        at=at,
        link=f"https://web.archive.org/web/{stamp}/{original}",
        status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None,
        media_type=storable(row.get("mimetype", ""))[:100],
        digest=storable(row.get("digest", ""))[:100],
    )


def _moment(stamp: str) -> datetime | None:
    if len(stamp) != 14 or not stamp.isascii() or not stamp.isdigit():
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def around(
    captures: Sequence[ArchivedCopy], moment: datetime
) -> tuple[ArchivedCopy | None, ArchivedCopy | None]:
    """The last capture at or before a moment, and the first one after it."""
    before = [capture for capture in captures if capture.at <= moment]
    after = [capture for capture in captures if capture.at > moment]
    return (before[-1] if before else None), (after[0] if after else None)


def telling(captures: Sequence[ArchivedCopy]) -> tuple[ArchivedCopy, ...]:
    """The first and the last capture, and those between them whose content is another, 20 at most."""
    changed = [capture for earlier, capture in pairwise(captures) if capture.digest != earlier.digest]
    chosen = list(dict.fromkeys([*captures[:1], *changed, *captures[-1:]]))
    return tuple(chosen if len(chosen) <= MOST_KEPT else [*chosen[: MOST_KEPT - 1], chosen[-1]])


def look_up(url: str, client: Client, into: Path, moment: datetime | None = None) -> Found:
    """Ask once which captures there are of an address. Never raises for trouble on the other side.

    Args:
        url: The address.
        client: Asks.
        into: Folder for the answer's file.
        moment: The reason names the captures closest to it, where it is known.
    """
    answer = client.get(cdx_request(url), Purpose.ARCHIVE, into=into)
    fetch = answer.fetch
    empty = fetch.state is FetchState.UNPARSED and fetch.status == 200 and not fetch.size
    if fetch.state is not FetchState.VISIBLE and not empty:
        return Found((answer,))
    try:
        listing = parse_cdx(answer.path.read_bytes() if answer.path is not None else b"")
    except Unparsed as error:
        return Found((answer.seen_as(FetchState.UNPARSED, str(error)),))
    reason = _told(url, listing, moment)
    return Found((answer.seen_as(FetchState.VISIBLE, reason),), telling(listing.captures))


def _told(url: str, listing: Listing, moment: datetime | None) -> str:
    captures = listing.captures
    if not captures:
        return f"The Wayback Machine lists no capture of {url}."
    words = f"{len(captures)} captures" if len(captures) > 1 else "one capture"
    reason = f"The Wayback Machine lists {words} of {url}, the first of {iso(captures[0].at)}"
    if len(captures) > 1:
        reason += f", the last of {iso(captures[-1].at)}"
    if moment is not None:
        before, after = around(captures, moment)
        for capture, word in ((before, "before"), (after, "after")):
            if capture is not None and len(captures) > 1:
                reason += f"; the closest {word} {iso(moment)} is of {iso(capture.at)}"
    if listing.unusable:
        reason += f"; {listing.unusable} rows could not be read"
    return reason + ". What a capture shows has to be looked at: it can be a login page."


# --- saving --------------------------------------------------------------------------------------


def save(
    url: str, key: SaveKey, client: Client, into: Path, sleep: Callable[[float], None] = time.sleep
) -> Found:
    """Ask the Wayback Machine to capture an address, and whether it has, for half a minute at most.

    One that it captured within the last 30 days is not captured again.
    """
    headers = {"Accept": "application/json", "Authorization": f"LOW {key.access}:{key.secret}"}
    form = {"url": url, "skip_first_archive": "1", "if_not_archived_within": "30d"}
    asked = client.get(SAVE, Purpose.ARCHIVE, into=into, headers=headers, form=form)
    if asked.fetch.state is not FetchState.VISIBLE:
        return Found((asked,))
    document = _document(asked)
    job = dig_text(document, "job_id")
    if job is None:
        said = dig_text(document, "message") or "it did not say why"
        reason = f"The Wayback Machine did not take the request to save {url}: {said[:300]}"
        return Found((asked.seen_as(FetchState.UNPARSED, reason),))
    reason = f"The Wayback Machine took the request to save {url}; whether it did was not told yet."
    answers = [asked.seen_as(FetchState.VISIBLE, reason)]
    for _ in range(_POLLS):
        sleep(_POLL_PAUSE)
        status, capture, pending = _status(url, job, client, into, headers)
        answers.append(status)
        if not pending:
            return Found(tuple(answers), (capture,) if capture is not None else ())
    return Found(tuple(answers))


def _status(
    url: str, job: str, client: Client, into: Path, headers: dict[str, str]
) -> tuple[Answer, ArchivedCopy | None, bool]:
    address = f"{SAVE}/status/{quote(job, safe='')}"
    answer = client.get(address, Purpose.ARCHIVE, into=into, headers=headers)
    if answer.fetch.state is not FetchState.VISIBLE:
        return answer, None, False
    document = _document(answer)
    said = dig_text(document, "status")
    if said == "pending":
        return answer.seen_as(FetchState.VISIBLE, f"The Wayback Machine is still saving {url}."), None, True
    capture = _capture(
        {
            "timestamp": dig_text(document, "timestamp") or "",
            "original": dig_text(document, "original_url") or url,
        }
    )
    if said != "success" or capture is None:
        why = dig_text(document, "message") or dig_text(document, "status_ext") or "it did not say why"
        reason = f"The Wayback Machine could not save {url}: {why[:300]}"
        return answer.seen_as(FetchState.UNPARSED, reason), None, False
    reason = f"The Wayback Machine saved {url} at {iso(capture.at)}."
    return answer.seen_as(FetchState.VISIBLE, reason), replace(capture, status=None), False


def _document(answer: Answer) -> Any:
    try:
        return read_json(answer.path.read_bytes()) if answer.path is not None else None
    except Unparsed:
        return None
