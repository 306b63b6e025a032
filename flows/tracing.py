"""Link: search a case's clips in what is indexed, and say what was searched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from checks.direction import direction, matched_interval
from checks.lead_and_airing import lead_window
from checks.post_clocks import best_clock
from checks.wording import lead_days
from flows.bench import Bench
from reference.errors import MediaUnreadable, RecordDamaged
from reference.times import Interval
from storage import chain, coverage, links, recordings
from storage.records import (
    FramePair,
    Indexable,
    Lead,
    LeadAbout,
    Negative,
    Post,
    Recording,
    Relation,
    Searched,
    Span,
)
from storage.records.links import Edit
from storage.store import Store

if TYPE_CHECKING:
    from matching.tracer import IndexedRecording, Match, Trace


HOLE = 10.0
"""Seconds that may be missing in a recording without a word."""


@dataclass(frozen=True)
class Archive:
    """The recordings that a search goes through, and those that it cannot, with the reason."""

    searchable: tuple[Recording, ...]
    missing: tuple[str, ...]
    negatives: tuple[Negative, ...] = ()
    """Searched beside them: what a clip shares with a negative is no sign of where it comes from."""
    up_to: int = 0
    """Number of the record's last event when the archive was looked at."""

    @property
    def thin(self) -> tuple[str, ...]:
        """What of the searchable is known in part only: a sentence for each station and kind."""
        sparse: dict[tuple[str, float], int] = {}
        missing: dict[str, float] = {}
        for item in self.searchable:
            station = item.airing.station
            if item.frames_every is not None:
                sparse[station, item.frames_every] = sparse.get((station, item.frames_every), 0) + 1
            elif item.covered is not None and item.duration - item.covered > HOLE:
                missing[station] = missing.get(station, 0.0) + item.duration - item.covered
        return (
            *(
                f"of {count} recording{'s' if count > 1 else ''} of {station} one frame every {every:g} s is held, "
                "and nothing between"
                for (station, every), count in sorted(sparse.items())
            ),
            *(
                f"{seconds / 60:.1f} minutes are missing inside the recordings of {station}"
                for station, seconds in sorted(missing.items())
            ),
        )

    def only(self, names: Collection[str]) -> Archive:
        """The same with no recordings but these; the negatives stay."""
        return replace(self, searchable=tuple(each for each in self.searchable if each.id in names))

    def searched(
        self, clips: int, not_searched: Sequence[str] = (), clip_hashes: Sequence[str] = ()
    ) -> Searched:
        """What a search for ``clips`` clips went through, and what it left out."""
        covered = coverage.coverage(self.searchable)
        return Searched(
            recordings=len(self.searchable),
            hours=sum(row.hours for row in covered),
            coverage=covered,
            clips=clips,
            not_searched=(*not_searched, *self.missing, *self.thin),
            clip_hashes=tuple(clip_hashes),
            up_to=self.up_to,
        )


def archive_of(store: Store) -> Archive:
    """What of the held recordings and negatives can be searched."""
    from matching.tracer import FORMAT

    places = store.index.places()
    sound = readable({place.path for place in places.values()})

    def in_the_way(item: Indexable, name: str) -> str | None:
        if item.segment is None:
            why = item.not_indexed
            return f"{name} could not be indexed: {why}" if why else f"{name} is not indexed yet"
        if item.format != FORMAT:
            return f"{name} was indexed by another version; airtrace recordings reindex does it again"
        if item.segment not in places:
            return f"the index of {name} is missing; airtrace recordings reindex makes it again"
        if places[item.segment].path not in sound:
            return f"the index of {name} is damaged; airtrace recordings reindex makes it again"
        return None

    up_to = chain.head(store.db.conn)[0]
    searchable, negatives, missing = [], [], []
    for recording in recordings.held(store):
        why = in_the_way(recording, f"recording {recording.id} ({recording.airing.station})")
        if why is None:
            searchable.append(recording)
        else:
            missing.append(why)
    for negative in recordings.negatives(store):
        why = in_the_way(negative, f"negative {negative.id} ({negative.because})")
        if why is None:
            negatives.append(negative)
        else:
            missing.append(why)
    return Archive(tuple(searchable), tuple(missing), tuple(negatives), up_to)


def readable(files: Collection[Path]) -> set[Path]:
    """Those index files that can be opened."""
    from matching.segment import open_segment

    found = set()
    for path in files:
        with suppress(RecordDamaged):
            open_segment(path)
            found.add(path)
    return found


def index_size(store: Store, item: Indexable) -> int | None:
    """Bytes of its index on the disk; None where there is none."""
    place = store.index.place(item.segment) if item.segment is not None else None
    return place.size if place is not None else None


def trace_file(bench: Bench, store: Store, clip: Path, *, thorough: bool = False) -> tuple[Trace, Archive]:
    """Search one clip in all that is indexed.

    Raises:
        MediaUnreadable: The clip cannot be decoded.
    """
    archive = archive_of(store)
    return _trace(bench, store, clip, archive, thorough=thorough), archive


def _trace(bench: Bench, store: Store, clip: Path, archive: Archive, *, thorough: bool = False) -> Trace:
    from matching.tracer import trace

    count = len(archive.searchable)
    bench.progress(f"searching the clip in {count} recording{'s' if count != 1 else ''}")
    everything: tuple[Indexable, ...] = (*archive.searchable, *archive.negatives)
    of_segment: dict[str, list[Indexable]] = {}
    for item in everything:
        of_segment.setdefault(item.segment or "", []).append(item)
    once = [same[0] for same in of_segment.values()]
    try:
        result = trace(clip, _indexed(store, once), thorough=thorough)
    except RecordDamaged:
        # Index files may have been joined between the look at where they lie and their opening.
        result = trace(clip, _indexed(store, once), thorough=thorough)
    result = _with_reruns(
        result, {same[0].id: [item.id for item in same[1:]] for same in of_segment.values()}
    )
    return discounted(result, {negative.id for negative in archive.negatives})


def _indexed(store: Store, items: Sequence[Indexable]) -> list[IndexedRecording]:
    from matching.tracer import IndexedRecording

    places = store.index.places()
    found = []
    for item in items:
        place = places.get(item.segment or "")
        if place is None:
            raise RecordDamaged(
                f"the index of {item.id} is missing; airtrace recordings reindex makes it again"
            )
        found.append(IndexedRecording(item.id, place.path, _footage(item), item.duration, place.name))
    return found


def _with_reruns(result: Trace, reruns: Mapping[str, Sequence[str]]) -> Trace:
    """The same in every other airing of the very bytes that were matched."""

    def everywhere(matches: Sequence[Match]) -> tuple[Match, ...]:
        return tuple(
            replace(match, recording=name)
            for match in matches
            for name in (match.recording, *reruns.get(match.recording, ()))
        )

    edits = [
        edit if name == edit.recording_id else replace(edit, recording_id=name)
        for edit in result.edits
        for name in (edit.recording_id, *reruns.get(edit.recording_id or "", ()))
    ]
    return replace(
        result,
        matches=everywhere(result.matches),
        edits=tuple(edits),
        recurring=everywhere(result.recurring),
    )


def discounted(result: Trace, negatives: Collection[str]) -> Trace:
    """The trace without the negatives, and without those parts of a match that a negative shows as well."""
    shown = [match for match in result.matches if match.recording in negatives]
    picture = [part.clip for match in shown for part in match.picture]
    sound = [part.clip for match in shown for part in match.sound]
    left = []
    for match in result.matches:
        if match.recording in negatives:
            continue
        own = [n for n, part in enumerate(match.picture) if not _mostly(part.clip, picture)]
        rest = replace(
            match,
            picture=tuple(match.picture[n] for n in own),
            signs=tuple(match.signs[n] for n in own),
            sound=tuple(part for part in match.sound if not _mostly(part.clip, sound)),
        )
        if rest.picture or rest.sound:
            left.append(rest)
    known = {None, *(match.recording for match in left)}
    edits = tuple(edit for edit in result.edits if edit.recording_id in known)
    recurring = tuple(match for match in result.recurring if match.recording not in negatives)
    return replace(result, matches=tuple(left), edits=edits, recurring=recurring)


def _mostly(part: Span, spans: Sequence[Span]) -> bool:
    """Whether some of the spans covers more than half of the part."""
    shared = (min(part[1], end) - max(part[0], begin) for begin, end in spans)
    return max(shared, default=0.0) > 0.5 * (part[1] - part[0])


def _footage(recording: Indexable) -> Path | None:
    """The video that can be looked at again; None where there is none, not any more, or single frames only."""
    if recording.frames_every is not None:
        return None
    footage = Path(recording.path) if recording.path is not None else None
    return footage if footage is not None and footage.is_file() else None


def trace_post(
    bench: Bench, store: Store, post: Post | None, leads: Sequence[Lead], before: Searched | None = None
) -> tuple[tuple[links.Found, ...], Searched]:
    """Search all clips that are held of a post; returns where they were found, and what was searched.

    Args:
        before: An earlier search. A clip that was searched for then is searched in what was indexed since,
            alone; what is returned as searched is both.
    """
    clips = [(item, item.sha256) for item in post.media if item.sha256 is not None] if post else []
    archive = archive_of(store)
    unsearched: list[str] = []
    found: list[links.Found] = []
    traced: list[str] = []
    for _, sha256 in clips:
        left = _not_searched(store, archive, sha256, before)
        if left is not archive and not left.searchable:
            traced.append(sha256)  # in all of it, by an earlier search
            continue
        try:
            result = _trace(bench, store, store.vault.path(sha256), left)
        except MediaUnreadable as error:
            reason = str(error).removeprefix(sha256).strip().rstrip(".")
            unsearched.append(f"the clip {reason}")
            continue
        traced.append(sha256)
        for match in result.matches:
            own = shows_own_signs(match, result.matches, archive)
            edits = tuple(e for e in result.edits if e.recording_id in {None, match.recording})
            found.append(_found(store, post, sha256, match, archive, own=own, edits=edits))
    if post is None or not clips:
        unsearched.append("no clip of the post is held, so there was nothing to search with")
    unsearched.extend(_uncovered(leads, archive))
    return tuple(found), archive.searched(len(traced), unsearched, traced)


def _not_searched(store: Store, archive: Archive, clip: str, before: Searched | None) -> Archive:
    """What of the archive the clip has not been searched in yet."""
    if before is None or before.up_to is None or clip not in before.clip_hashes:
        return archive
    return archive.only(recordings.indexed_since(store, before.up_to))


def shows_own_signs(match: Match, matches: Sequence[Match], archive: Archive) -> bool:
    """Whether the clip shows graphics or cuts that are the matched station's own, as far as is known.

    Cuts that the same footage shows on another station too were made before either had it.
    """
    station = {recording.id: recording.airing.station for recording in archive.searchable}
    shared = any(
        other.edit_points and station[other.recording] != station[match.recording] for other in matches
    )
    return match.station_graphics or (match.edit_points > 0 and not shared)


def _found(
    store: Store,
    post: Post | None,
    clip: str,
    match: Match,
    archive: Archive,
    *,
    own: bool,
    edits: tuple[Edit, ...],
) -> links.Found:
    recording = next(item for item in archive.searchable if item.id == match.recording)
    pairs = tuple(
        FramePair(
            pair.clip_second,
            pair.recording_second,
            store.vault.put(pair.clip_jpeg),
            store.vault.put(pair.recording_jpeg),
        )
        for pair in match.pairs
    )
    clock = best_clock(post) if post is not None else None
    return links.Found(
        recording=match.recording,
        clip_sha256=clip,
        relation=Relation.CUT_FROM if own else Relation.SAME_FOOTAGE,
        direction=direction(
            clock.interval if clock else None,
            matched_interval(recording.airing, *(match.picture or match.sound)),
        ),
        score=match.score,
        picture=match.picture,
        sound=match.sound,
        pairs=pairs,
        edits=edits,
    )


def _uncovered(leads: Sequence[Lead], archive: Archive) -> list[str]:
    """The stations that source leads name and of which nothing in their days is searchable."""
    lines = []
    for lead in leads:
        if lead.about is not LeadAbout.EMBEDDED_POST:
            continue
        window = lead_window(lead)
        held = {
            recording.airing.station
            for recording in archive.searchable
            if _on_air(recording).overlaps(window)
        }
        absent = [station for station in lead.stations if station not in held]
        if absent:
            lines.append(
                f"{', '.join(absent)} {lead_days(lead)}: no recording is indexed ({lead.attribution})"
            )
    return lines


def _on_air(recording: Recording) -> Interval:
    start = recording.airing.aired_at
    return Interval(start, start + timedelta(seconds=recording.duration)).widened(
        recording.airing.uncertainty
    )
