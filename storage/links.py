"""Links: a case's clip found in a recording. The machine suggests them; a person confirms or rejects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reference.errors import NotAllowed, UnknownName
from storage.chain import EventKind
from storage.encoding import from_plain, holds_same, put_document, read_document
from storage.recordings import airing_of
from storage.records import (
    LINK_TRANSITIONS,
    Direction,
    FramePair,
    Link,
    LinkState,
    PictureSegment,
    Relation,
    SoundSegment,
    Span,
)
from storage.records.links import Edit
from storage.store import Store, Writing

_SELECT = """
SELECT l.*, r.airing_id, a.kind, a.station, a.programme, a.aired_at, a.uncertainty, a.zone, a.time_from
FROM links l JOIN recordings r ON r.id = l.recording_id JOIN airings a ON a.id = r.airing_id
"""


@dataclass(frozen=True)
class Found:
    """Where a clip was found in a recording: the part of a link that the tracer gives."""

    recording: str
    clip_sha256: str
    relation: Relation
    direction: Direction
    score: float
    picture: tuple[PictureSegment, ...]
    sound: tuple[SoundSegment, ...]
    pairs: tuple[FramePair, ...]
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class _Detail:
    picture: tuple[PictureSegment, ...]
    sound: tuple[SoundSegment, ...]
    pairs: tuple[FramePair, ...]
    edits: tuple[Edit, ...] = ()


def suggest(
    store: Store, to: Writing, case: str, found: Found, *, run: str, alike: Collection[str] = ()
) -> str | None:
    """Record where a clip was found; returns the link's id, or None where a person has rejected all of it.

    A place in a recording that was rejected for this clip, in whatever case, is not suggested again; other
    places are. Found again in the same recording, it is the same link: a suggested one is revised where the
    finding changed, a confirmed one stays as the person saw it.

    Args:
        alike: SHA-256 of further files that show the same clip, encoded anew; their rejections count too.
    """
    left = _without_rejected(store, found, {found.clip_sha256, *alike})
    if left is None:
        return None
    found = left
    detail = _Detail(found.picture, found.sound, found.pairs, found.edits)
    query = "SELECT * FROM links WHERE case_id = ? AND recording_id = ? AND clip_sha256 = ? AND state != ?"
    values = [case, found.recording, found.clip_sha256, LinkState.REJECTED]
    known = next(iter(store.db.query(query, values)), None)
    if known is not None:
        same = (
            known["relation"] == found.relation
            and known["direction"] == found.direction
            and holds_same(store.vault, known["document"], detail)
        )
        if same or known["state"] != LinkState.SUGGESTED:
            return str(known["id"])
    name = str(known["id"]) if known is not None else to.next_id("L", "links")
    document = put_document(store.vault, "link", detail)
    frames = [sha for pair in found.pairs for sha in (pair.clip_sha256, pair.recording_sha256)]
    body = {
        "link": name,
        "run": run,
        "recording": found.recording,
        "clip": found.clip_sha256,
        "relation": found.relation,
        "direction": found.direction,
        "score": f"{found.score:.6f}",
        "document": document,
        "files": [document, *frames],
    }
    to.append(EventKind.LINK_REVISED if known is not None else EventKind.LINK_SUGGESTED, case, body)
    return name


def rejected_for_others(store: Store, found: Found) -> frozenset[str]:
    """Clips of other bytes for which a person has rejected a place where ``found`` lies as well."""
    query = "SELECT DISTINCT clip_sha256 FROM links WHERE state = ? AND recording_id = ? AND clip_sha256 != ?"
    rows = store.db.execute(query, [LinkState.REJECTED, found.recording, found.clip_sha256])
    return frozenset(sha for (sha,) in rows if _without_rejected(store, found, {sha}) != found)


def _without_rejected(store: Store, found: Found, clips: Collection[str]) -> Found | None:
    """What of it lies elsewhere than where a person has rejected one of these clips; None for nothing."""
    marks = ", ".join("?" * len(clips))
    query = f"""
        SELECT s.medium, s.recording_start, s.recording_end FROM link_segments s JOIN links l ON l.id = s.link_id
        WHERE l.state = ? AND l.recording_id = ? AND l.clip_sha256 IN ({marks})
    """  # noqa: S608 - only marks are put in
    rows = store.db.execute(query, [LinkState.REJECTED, found.recording, *clips]).fetchall()
    rejected = [(medium, (min(one, other), max(one, other))) for medium, one, other in rows]
    if not rejected:
        return found

    def stays(medium: str, segment: PictureSegment | SoundSegment) -> bool:
        return not any(medium == other and _same_place(segment.recording, place) for other, place in rejected)

    picture = tuple(segment for segment in found.picture if stays("picture", segment))
    sound = tuple(segment for segment in found.sound if stays("sound", segment))
    if (picture, sound) == (found.picture, found.sound):
        return found
    if not picture and not sound:
        return None
    spans = [segment.clip for segment in picture] + [segment.clip for segment in sound]
    pairs = tuple(
        pair for pair in found.pairs if any(begin <= pair.clip_second <= end for begin, end in spans)
    )
    return replace(found, picture=picture, sound=sound, pairs=pairs)


def _same_place(one: Span, other: Span) -> bool:
    """Whether two stretches of a recording share more than half of the shorter one."""
    begin, end = min(one), max(one)
    shared = min(end, other[1]) - max(begin, other[0])
    return shared > 0.5 * min(end - begin, other[1] - other[0])


def decide(store: Store, to: Writing, link: str, state: LinkState, because: str) -> str:
    """Record a person's word on a link; returns its case.

    Raises:
        UnknownName: There is no such link.
        NotAllowed: It is in that state already, or no reason is given.
    """
    row = store.one("links", link, "link")
    if state == row["state"]:
        raise NotAllowed(f"link {link} is {state.value} already")
    if state not in LINK_TRANSITIONS[LinkState(row["state"])]:
        raise NotAllowed(f"link {link} is {row['state']} and cannot become {state.value}")
    if not because.strip():
        raise NotAllowed(f"say why link {link} is {state.value}")
    to.append(EventKind.LINK_DECIDED, row["case_id"], {"link": link, "state": state, "because": because})
    return str(row["case_id"])


def case_of(store: Store, link: str) -> str:
    """Raises: UnknownName: There is no such link."""
    return str(store.one("links", link, "link")["case_id"])


def of_case(store: Store, case: str) -> tuple[Link, ...]:
    """All links of the case, whatever their state, the best first."""
    rows = store.db.query(_SELECT + " WHERE l.case_id = ? ORDER BY l.score DESC, l.rowid", [case])
    return tuple(_link(store, row) for row in rows)


def in_recordings(store: Store, recordings: Sequence[str]) -> list[str]:
    """Ids of the links that lead to any of these recordings and were not rejected."""
    query = f"SELECT id FROM links WHERE state != ? AND recording_id IN ({', '.join('?' * len(recordings))})"  # noqa: S608
    return [row["id"] for row in store.db.query(query, [LinkState.REJECTED, *recordings])]


def get(store: Store, link: str) -> Link:
    """Raises: UnknownName: There is no such link."""
    for row in store.db.query(_SELECT + " WHERE l.id = ?", [link]):
        return _link(store, row)
    raise UnknownName(f"there is no link {link!r} in this record")


def _link(store: Store, row: dict[str, Any]) -> Link:
    detail = from_plain(read_document(store.vault, row["document"]), _Detail)
    return Link(
        id=row["id"],
        state=LinkState(row["state"]),
        relation=Relation(row["relation"]),
        direction=Direction(row["direction"]),
        recording=row["recording_id"],
        airing=airing_of(row),
        clip_sha256=row["clip_sha256"],
        score=row["score"],
        picture=detail.picture,
        sound=detail.sound,
        pairs=detail.pairs,
        edits=detail.edits,
    )
