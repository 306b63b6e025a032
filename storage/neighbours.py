"""Other posts of the record that show or say what a case's post does."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import timedelta

from reference.times import Interval, from_iso, iso
from storage.records import CaseFile, LinkState, Platform, Span
from storage.records.surroundings import Alike, OtherPost
from storage.store import Store

SHARED_S = 2.0
"""Seconds of a recording that two clips must share; less can be an edge of each."""
LIKELY = 0.5
"""The score from which a link that nobody confirmed is gone by."""
WORDS = 4
"""Shorter texts are the same by chance."""
SAME_TEXT_WITHIN = timedelta(days=7)
MOST = 200
"""Posts that are named; more make no difference to a reader."""

_ASIDE = re.compile(r"https?://\S+|www\.\S+|\bpic\.\S+|[@#][\w.]+", re.IGNORECASE)


def words_of(text: str) -> tuple[str, ...]:
    """A post's words as they are compared: no links, tags, names or signs, no case, no accents."""
    plain = unicodedata.normalize("NFKD", _ASIDE.sub(" ", text)).casefold()
    return tuple(re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char))))


def others_like(store: Store, case: CaseFile) -> tuple[OtherPost, ...]:
    """The posts of other cases that are alike, those that are known to be earliest first."""
    alike: dict[str, set[Alike]] = defaultdict(set)
    for same in case.same_media:
        alike[same.case].add(Alike.MEDIA)
    shared = _same_footage(store, case)
    for other in shared:
        alike[other].add(Alike.FOOTAGE)
    for other in _same_text(store, case):
        alike[other].add(Alike.TEXT)
    alike.pop(case.id, None)
    found = [_post(store, other, kinds, shared.get(other, [])) for other, kinds in alike.items()]
    far = from_iso("2200-01-01T00:00:00Z")
    known = [each for each in found if each is not None]
    known.sort(key=lambda each: (each.posted.start if each.posted else far, each.case))
    return tuple(known[:MOST])


def _same_footage(store: Store, case: CaseFile) -> dict[str, list[Span]]:
    """Cases with a link to seconds of a recording that one of the case's links shows too."""
    found: dict[str, list[Span]] = defaultdict(list)
    query = """
        SELECT l.case_id, s.recording_start, s.recording_end
        FROM links l JOIN link_segments s ON s.link_id = l.id
        WHERE l.recording_id = ? AND l.case_id != ? AND s.medium = 'picture'
          AND (l.state = 'confirmed' OR (l.state = 'suggested' AND l.score >= ?))
    """
    for link in case.links:
        if link.state is LinkState.REJECTED or (link.state is LinkState.SUGGESTED and link.score < LIKELY):
            continue
        own = [(min(segment.recording), max(segment.recording)) for segment in link.picture]
        for row in store.db.query(query, [link.recording, case.id, LIKELY]):
            start, end = sorted((row["recording_start"], row["recording_end"]))
            for first, last in own:
                span = (max(first, start), min(last, end))
                if span[1] - span[0] >= SHARED_S:
                    found[row["case_id"]].append(span)
    return found


def _same_text(store: Store, case: CaseFile) -> set[str]:
    """Posts of the days around with the same words."""
    if case.post is None or not case.post.times:
        return set()
    words = words_of(case.post.text)
    if len(words) < WORDS:
        return set()
    time = case.post.times[0].interval
    query = "SELECT case_id, text FROM posts WHERE posted_from BETWEEN ? AND ? AND case_id != ? AND text IS NOT NULL"
    span = [iso(time.start - SAME_TEXT_WITHIN), iso(time.end + SAME_TEXT_WITHIN), case.id]
    return {row["case_id"] for row in store.db.query(query, span) if words_of(row["text"]) == words}


def _post(store: Store, case: str, alike: set[Alike], shared: list[Span]) -> OtherPost | None:
    for row in store.db.query("SELECT * FROM posts WHERE case_id = ?", [case]):
        posted = (
            Interval(from_iso(row["posted_from"]), from_iso(row["posted_to"])) if row["posted_from"] else None
        )
        return OtherPost(
            case=case,
            platform=Platform(row["platform"]),
            number=row["number"],
            url=row["url"],
            handle=row["handle"],
            name=row["name"],
            posted=posted,
            alike=tuple(kind for kind in Alike if kind in alike),
            shared=tuple(dict.fromkeys(shared)),
        )
    return None
