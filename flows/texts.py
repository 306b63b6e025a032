"""The words of airings: where words and quotations stand in all that was taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flows.bench import Bench
from matching import quotation_search, text_query
from matching.quotations import Located, locate
from reference.errors import InputError
from reference.languages import primary
from reference.terms import units
from storage import transcripts
from storage.records import Cue, Transcript
from storage.records.links import Span
from storage.store import Store
from storage.text_index import BEYOND, MINUTE, Row, TextIndex, minute_of
from storage.transcripts import Outline

UNITS_A_MINUTE = 60
"""Fewer than anybody speaks: words, or letters of Chinese, Japanese and Korean."""
AROUND = 15.0
"""Seconds before and after a passage that are shown with it."""


@dataclass(frozen=True)
class Within:
    """Which transcripts are searched; None for all."""

    station: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    language: str | None = None
    """The first part of a BCP 47 tag."""


@dataclass(frozen=True)
class Hit:
    """Words that were searched for, where they stand and what stands beside them."""

    transcript: Transcript
    seconds: Span
    """Of the airing; the cues' own, so a minute where only the minute is known."""
    text: str
    before: str
    after: str
    located: Located | None = None
    """Of a quotation: how it stands to what was said."""

    @property
    def at(self) -> datetime:
        """When the passage begins."""
        return self.transcript.airing.aired_at + timedelta(seconds=self.seconds[0])


@dataclass(frozen=True)
class SpokenHours:
    """How much of a station's airings has words."""

    station: str
    hours: float
    airings: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class TextFound:
    """The hits, how many there are beyond those shown, and what was searched."""

    hits: tuple[Hit, ...]
    more: int
    transcripts: int
    searched: tuple[SpokenHours, ...]


def search(bench: Bench, query: str, within: Within, limit: int) -> TextFound:
    """All places where the words stand near each other, in the order of their airing.

    Raises:
        InputError: There is no word in the query.
    """
    parts = text_query.parse(query)
    with bench.store() as store:
        chosen = _chosen(store, within)
        with TextIndex(store, bench.progress) as index:
            names = None if within == Within() else list(chosen)
            rows = index.rows(text_query.expression(parts), names)
        rows = [row for row in rows if row.transcript in chosen]
        rows.sort(key=lambda row: (chosen[row.transcript].aired_at + timedelta(minutes=row.minute), row))
        hits: list[Hit] = []
        done = 0
        for row in rows:
            if len(hits) >= limit:
                break
            done += 1
            transcript = transcripts.get(store, row.transcript)
            cues = _around(store, transcript, row.minute)
            hits += [
                hit
                for place in _places(parts, cues, row.minute)
                if _inside(hit := _hit(transcript, cues, place.first, place.last), within)
                and not _repeats(hits, hit)
            ]
        more = len(rows) - done + len(hits[limit:])
        return TextFound(tuple(hits[:limit]), more, len(chosen), spoken(chosen.values()))


def find_quotation(bench: Bench, quotation: str, within: Within, limit: int) -> TextFound:
    """The places where the quotation, or most of it, was said; the most faithful first.

    Raises:
        InputError: There is no word in it.
    """
    if not any(units(quotation)):
        raise InputError(f"{quotation!r} holds no word to search for")
    with bench.store() as store:
        chosen = _chosen(store, within)
        with TextIndex(store, bench.progress) as index:
            found = quoted_in(store, index, quotation, None if within == Within() else chosen)
        hits = [
            hit
            for transcript, cues, located in found
            if transcript.id in chosen and _inside(hit := _located_hit(transcript, cues, located), within)
        ]
        hits.sort(key=lambda hit: (-(hit.located.score if hit.located else 0.0), hit.at))
        return TextFound(tuple(hits[:limit]), len(hits[limit:]), len(chosen), spoken(chosen.values()))


def quoted_in(
    store: Store, index: TextIndex, quotation: str, within: Iterable[str] | None = None
) -> list[tuple[Transcript, Sequence[Cue], Located]]:
    """The transcripts in which a quotation stands, with its best place in each."""
    chosen = None if within is None else list(within)

    def minutes(terms: Sequence[str], most: int) -> list[Row]:
        return index.rows(f'"{" ".join(terms)}"', chosen, most)

    found: dict[str, tuple[Transcript, Sequence[Cue], Located]] = {}
    length = sum(1 for _ in units(quotation)) / UNITS_A_MINUTE
    for row in quotation_search.candidates(quotation, index.frequency, minutes):
        transcript = transcripts.get(store, row.transcript)
        cues = _around(store, transcript, row.minute, length)
        located = locate(quotation, cues)
        known = found.get(row.transcript)
        if located is not None and (known is None or known[2].score < located.score):
            found[row.transcript] = (transcript, cues, located)
    return list(found.values())


def _around(store: Store, transcript: Transcript, minute: int, length: float = 0.0) -> tuple[Cue, ...]:
    """The cues of a minute, of ``length`` more, and of two minutes before and after."""
    start, end = (minute - 2) * MINUTE, (minute + 3 + length) * MINUTE
    return transcripts.read_between(store, transcript, start, end)


def spoken(chosen: Iterable[Outline]) -> tuple[SpokenHours, ...]:
    """How much of each station has words; what two transcripts of an airing both have counts once."""
    stations: dict[str, dict[str, list[Outline]]] = defaultdict(lambda: defaultdict(list))
    for each in chosen:
        stations[each.station][each.airing].append(each)
    return tuple(_of_station(station, by_airing) for station, by_airing in sorted(stations.items()))


def _of_station(station: str, by_airing: dict[str, list[Outline]]) -> SpokenHours:
    seconds = 0.0
    first, last = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    for several in by_airing.values():
        spans = _joined(several)
        aired = several[0].aired_at
        seconds += sum(end - start for start, end in spans)
        first = min(first, aired)
        last = max(last, aired + timedelta(seconds=spans[-1][1] if spans else 0.0))
    return SpokenHours(station, seconds / 3600, len(by_airing), first, last)


def _joined(several: Sequence[Outline]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(span for each in several for span in each.spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _chosen(store: Store, within: Within) -> dict[str, Outline]:
    return {each.id: each for each in transcripts.outlines(store) if _is_chosen(each, within)}


def _is_chosen(each: Outline, within: Within) -> bool:
    last = each.aired_at + timedelta(seconds=max((end for _, end in each.spans), default=0.0))
    return (
        within.station in {None, each.station}
        and (within.start is None or last >= within.start)
        and (within.end is None or each.aired_at <= within.end)
        and within.language in {None, primary(each.language)}
    )


def _inside(hit: Hit, within: Within) -> bool:
    return (within.start is None or hit.at >= within.start) and (within.end is None or hit.at <= within.end)


def _places(parts: Sequence[text_query.Part], cues: Sequence[Cue], minute: int) -> Iterator[text_query.Place]:
    """The places of a minute, and those that begin in it and end in the words after it."""
    some = [n for n, cue in enumerate(cues) if minute_of(cue) == minute]
    if not some:
        return
    last, beyond = some[-1], 0
    while last + 1 < len(cues) and beyond < BEYOND:
        last += 1
        beyond += sum(1 for _ in units(cues[last].new))
    yield from (
        place
        for place in text_query.places(parts, cues, some[0], last)
        if minute_of(cues[place.first]) == minute
    )


def _repeats(hits: Sequence[Hit], hit: Hit) -> bool:
    return bool(hits) and hits[-1].transcript.id == hit.transcript.id and hits[-1].seconds == hit.seconds


def _located_hit(transcript: Transcript, cues: Sequence[Cue], located: Located) -> Hit:
    return replace(_hit(transcript, cues, *located.cues), located=located)


def _hit(transcript: Transcript, cues: Sequence[Cue], first: int, last: int) -> Hit:
    start, end = cues[first].start, max(cue.end for cue in cues[first : last + 1])
    near_before = [cue for cue in cues[max(0, first - 12) : first] if cue.end > start - AROUND]
    near_after = [cue for cue in cues[last + 1 : last + 13] if cue.start < end + AROUND]
    return Hit(
        transcript=transcript,
        seconds=(start, end),
        text=_text(cues[first : last + 1]),
        before=_text(near_before or cues[max(0, first - 1) : first]),
        after=_text(near_after or cues[last + 1 : last + 2]),
    )


def _text(cues: Iterable[Cue]) -> str:
    return " ".join(" ".join(cue.new.split()) for cue in cues if cue.new.strip())
