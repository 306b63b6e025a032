"""Transcripts: the words of airings, taken in from captions, archives, recognisers and people.

The cues are bulk: they are a salted document in the vault, and so are the original bytes. One event says
that they were taken in, and carries what a list and the coverage need.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reference.errors import NotAllowed, RecordDamaged, UnknownName
from reference.languages import language_tag
from reference.times import from_iso
from storage.chain import EventKind
from storage.encoding import clean, put_document, read_document
from storage.recordings import airing_of
from storage.records import Airing
from storage.records.links import Link, LinkState, Span
from storage.records.surroundings import SaidAround
from storage.records.transcripts import Cue, CueText, Said, TextOrigin, Transcript
from storage.store import Store, Writing

PAUSE = 30.0
"""Seconds without words that do not end a span: nobody speaks without pause."""

_FIRST = {
    origin: n
    for n, origin in enumerate(
        (TextOrigin.CAPTIONS, TextOrigin.ARCHIVE, TextOrigin.GIVEN, TextOrigin.SPEECH, TextOrigin.SCREEN)
    )
}

_SELECT = """
SELECT t.*, a.kind, a.station, a.programme, a.aired_at, a.uncertainty, a.zone, a.time_from
FROM transcripts t JOIN airings a ON a.id = t.airing_id
LEFT JOIN recordings r ON r.id = t.recording_id
WHERE t.removed_at IS NULL AND r.removed_at IS NULL
"""


def add(
    store: Store,
    to: Writing,
    airing: str,
    text: CueText,
    origin: TextOrigin,
    *,
    text_format: str,
    recording: str | None = None,
    language: str | None = None,
    engine: str | None = None,
    source: str | None = None,
    heard: Sequence[Span] = (),
    frames: Sequence[tuple[float, str]] = (),
) -> Transcript:
    """Take in the words of an airing; the same words from the same source are the transcript that we have.

    Args:
        source: SHA-256 of the original bytes, in the vault already.
        heard: Seconds that a recogniser went through, words or none; else the cues say which there are.
        frames: Seconds and SHA-256 of frames that show the words, in the vault already.

    Raises:
        UnknownName: There is no such airing.
        NotAllowed: There are no words in it.
    """
    store.one("airings", airing, "airing")
    if not text.cues:
        raise NotAllowed("a transcript without words is not kept")
    said_in = language_tag(language) or language_tag(text.language)
    for known in of_airing(store, airing):
        alike = (known.origin, known.language, known.engine, known.cues) == (
            origin, said_in, engine, len(text.cues)
        )  # fmt: skip
        if alike and known.source == source and _plain(read(store, known)) == clean(_plain(text)):
            return known
    document = put_document(store.vault, "transcript", _plain(text))
    name = to.next_id("T", "transcripts")
    body: dict[str, Any] = {
        "airing": airing,
        "recording": recording,
        "origin": origin,
        "language": said_in,
        "engine": engine,
        "format": text_format,
        "source": source,
        "document": document,
        "cues": len(text.cues),
        "spans": [[f"{start:.3f}", f"{end:.3f}"] for start, end in spans_of(text.cues, heard)],
        "files": [sha256 for sha256 in (source, document, *(sha256 for _, sha256 in frames)) if sha256],
    }
    if frames:
        body["frames"] = [[f"{second:.3f}", sha256] for second, sha256 in frames]
    to.append(EventKind.TRANSCRIPT_ADDED, name, body)
    return get(store, name)


def remove(store: Store, to: Writing, transcript: str, because: str) -> None:
    """Take a transcript out of every search; its row and its history stay.

    Raises:
        UnknownName: There is no such transcript, or it was removed before.
        NotAllowed: No reason is given.
    """
    get(store, transcript)
    if not because.strip():
        raise NotAllowed(f"say why transcript {transcript} is removed")
    to.append(EventKind.TRANSCRIPT_REMOVED, transcript, {"because": because})


def get(store: Store, transcript: str) -> Transcript:
    """Raises: UnknownName: There is no such transcript, or it was removed."""
    for row in store.db.query(_SELECT + " AND t.id = ?", [transcript]):
        return _transcript(row)
    raise UnknownName(
        f"there is no transcript {transcript!r}; airtrace recordings list shows those there are"
    )


def held(store: Store) -> list[Transcript]:
    """All transcripts that were not removed, in the order of their airing."""
    query = _SELECT + " ORDER BY a.aired_at, t.rowid"
    return [_transcript(row) for row in store.db.query(query)]


def documents(store: Store) -> dict[str, str]:
    """The document of every transcript that was not removed, by the transcript's id."""
    query = """
        SELECT t.id, t.document FROM transcripts t LEFT JOIN recordings r ON r.id = t.recording_id
        WHERE t.removed_at IS NULL AND r.removed_at IS NULL
    """
    return dict(store.db.execute(query).fetchall())


@dataclass(frozen=True)
class Outline:
    """What a search over all transcripts has to know of each."""

    id: str
    airing: str
    station: str
    aired_at: datetime
    language: str | None
    spans: tuple[Span, ...]


def outlines(store: Store) -> list[Outline]:
    """All transcripts that were not removed, in the order of their airing."""
    query = """
        SELECT t.id, t.airing_id, a.station, a.aired_at, t.language, t.spans
        FROM transcripts t JOIN airings a ON a.id = t.airing_id LEFT JOIN recordings r ON r.id = t.recording_id
        WHERE t.removed_at IS NULL AND r.removed_at IS NULL ORDER BY a.aired_at, t.rowid
    """
    return [
        Outline(name, airing, station, from_iso(aired), language, _spans(spans))
        for name, airing, station, aired, language, spans in store.db.execute(query)
    ]


def _spans(text: str) -> tuple[Span, ...]:
    return tuple((float(start), float(end)) for start, end in json.loads(text))


def of_airing(store: Store, airing: str) -> list[Transcript]:
    """The transcripts of one airing, the oldest first."""
    query = _SELECT + " AND t.airing_id = ? ORDER BY t.rowid"
    return [_transcript(row) for row in store.db.query(query, [airing])]


def read(store: Store, transcript: Transcript) -> CueText:
    """Its cues in order of time; none where its words were erased.

    Raises:
        RecordDamaged: The document was changed.
    """
    return _text(store, transcript.document) or CueText((), ("its words were erased",), transcript.language)


def read_between(store: Store, transcript: Transcript, start: float, end: float) -> tuple[Cue, ...]:
    """The cues that begin between two seconds of the airing: much cheaper than all of a long one.

    Raises:
        RecordDamaged: The document was changed.
    """
    return cues_of(store, transcript.document, (start, end))


def cues_of(store: Store, document: str, between: Span = (-math.inf, math.inf)) -> tuple[Cue, ...]:
    """The cues of a document, whether its transcript is held or was removed; none where it was erased."""
    text = _text(store, document, between)
    return text.cues if text is not None else ()


def _text(store: Store, document: str, between: Span = (-math.inf, math.inf)) -> CueText | None:
    if not store.vault.holds(document):
        return None
    data = read_document(store.vault, document)
    first, last = between
    try:
        cues = tuple(
            Cue(start, end, words, said, bool(known))
            for start, end, words, said, known in data["cues"]
            if first <= start <= last
        )
        return CueText(cues, tuple(data["notes"]), data["language"])
    except (KeyError, TypeError, ValueError) as error:
        raise RecordDamaged(f"the cues in the stored document {document} cannot be read back") from error


def said_at(store: Store, airing: str, seconds: Span, around: float = 30.0) -> tuple[Said, ...]:
    """What each transcript of an airing holds around some of its seconds.

    Args:
        around: Seconds before and after that are looked at.
    """
    found = []
    for transcript in of_airing(store, airing):
        said = around_seconds(transcript, read(store, transcript).cues, seconds, around)
        if said.before or said.during or said.after:
            found.append(said)
    return tuple(found)


def around_seconds(transcript: Transcript, cues: Iterable[Cue], seconds: Span, around: float) -> Said:
    """The cues before, during and after; one that reaches into the seconds belongs to them."""
    start, end = min(seconds), max(seconds)
    before, during, after = [], [], []
    for cue in cues:
        if not cue.new.strip():
            continue
        if cue.end <= start and cue.start < start:
            if cue.end > start - around:
                before.append(cue)
        elif cue.start >= end and cue.end > end:
            if cue.start < end + around:
                after.append(cue)
        else:
            during.append(cue)
    return Said(
        transcript=transcript.id,
        origin=transcript.origin,
        language=transcript.language,
        engine=transcript.engine,
        seconds=(start, end),
        before=tuple(before),
        during=tuple(during),
        after=tuple(after),
        frames=tuple(each for each in transcript.frames if start - around <= each[0] <= end + around),
    )


def around_links(store: Store, found: Iterable[Link], around: float = 30.0) -> tuple[SaidAround, ...]:
    """What was said around the footage of each link that was not rejected, words of people before pictures'."""
    answers = []
    for link in found:
        seconds = _moment(link)
        if link.state is LinkState.REJECTED or seconds is None:
            continue
        said = sorted(said_at(store, link.airing.id, seconds, around), key=lambda each: _FIRST[each.origin])
        if said:
            answers.append(SaidAround(link.id, tuple(said), covered=True))
    return tuple(answers)


def _moment(link: Link) -> Span | None:
    """The seconds of the airing that most of the clip shows, or else lets hear; far-off ones are left out."""
    spans = sorted(
        (min(each.recording), max(each.recording)) for each in (link.picture or link.sound)
    )  # fmt: skip
    joined: list[tuple[float, float, float]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= PAUSE:
            first, last, shown = joined[-1]
            joined[-1] = (first, max(last, end), shown + end - start)
        else:
            joined.append((start, end, end - start))
    if not joined:
        return None
    start, end, _ = max(joined, key=lambda each: each[2])
    return start, end


def shown_in_links(store: Store, recording: str) -> list[Span]:
    """The seconds of a recording that clips show or let hear, by links that were not rejected."""
    query = """
        SELECT min(s.recording_start, s.recording_end), max(s.recording_start, s.recording_end)
        FROM link_segments s JOIN links l ON l.id = s.link_id
        WHERE l.recording_id = ? AND l.state != ? ORDER BY 1
    """
    return [(start, end) for start, end in store.db.execute(query, [recording, LinkState.REJECTED])]


def spans_of(cues: Iterable[Cue], heard: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The seconds for which there are words, or that a recogniser went through; in order, none overlap."""
    spans = [(cue.start, max(cue.start, cue.end)) for cue in cues if cue.text.strip()]
    joined: list[list[float]] = []
    for start, end in sorted([*spans, *heard]):
        if joined and start - joined[-1][1] <= PAUSE:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return tuple((start, end) for start, end in joined)


def _plain(text: CueText) -> dict[str, Any]:
    """As the document keeps them: short, for there are thousands an hour."""
    return {
        "cues": [
            [round(cue.start, 3), round(cue.end, 3), cue.text, cue.said, int(cue.end_known)]
            for cue in text.cues
        ],
        "notes": list(text.notes),
        "language": text.language,
    }


def _transcript(row: dict[str, Any]) -> Transcript:
    airing: Airing = airing_of(row)
    return Transcript(
        id=row["id"],
        airing=airing,
        recording=row["recording_id"],
        origin=TextOrigin(row["origin"]),
        language=row["language"],
        engine=row["engine"],
        format=row["format"],
        source=row["source_sha256"],
        document=row["document"],
        cues=row["cues"],
        spans=_spans(row["spans"]),
        added_at=from_iso(row["added_at"]),
        frames=tuple((float(second), sha256) for second, sha256 in json.loads(row["frames"] or "[]")),
    )
