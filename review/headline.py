"""What was found, in the one line that a fact-checker reads first, and the facts that carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from review import clock
from review.wording import AIRING_CLOCKS, LINK_STATES, airing_word, link_title
from storage.records import (
    AiringKind,
    CaseFile,
    Coverage,
    LeadAbout,
    Link,
    LinkState,
    PictureSegment,
    SoundSegment,
)

NOT_FOUND = "Source not found"


@dataclass(frozen=True)
class Fact:
    """A named fact; ``note`` says how well or where from it is known. All of it plain text."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Headline:
    """The answer: ``title`` in a few words, ``sentence`` in one, and the facts under it.

    Title and sentence come in parts, so that a name that is written from right to left, or by a stranger,
    can be kept apart from the words around it; joined, the parts are the text.
    """

    title: tuple[str, ...]
    sentence: tuple[str, ...]
    facts: tuple[Fact, ...]
    link: Link | None
    """The link that the answer rests on; None where the source was not found."""


def live_links(case: CaseFile) -> tuple[Link, ...]:
    """The links that no person rejected: the confirmed before the suggested, the best score first."""
    kept = [link for link in case.links if link.state is not LinkState.REJECTED]
    return tuple(sorted(kept, key=lambda link: (link.state is not LinkState.CONFIRMED, -link.score)))


def first_match(link: Link) -> PictureSegment | SoundSegment | None:
    """The matched segment that the clip begins with: of the picture, or, where there is none, of the sound."""
    segments: list[PictureSegment | SoundSegment] = [*(link.picture or link.sound)]
    return min(segments, key=lambda segment: segment.clip, default=None)


def headline(case: CaseFile, stations: Callable[[str], str]) -> Headline:
    """What was found for the case; ``stations`` gives the name of a station by its id."""
    links = live_links(case)
    if not links:
        return Headline((NOT_FOUND,), (_why_not_found(case),), _searched_facts(case, stations), None)
    best = links[0]
    airing = best.airing
    station = stations(airing.station)
    programme = airing.programme or "a programme without a name"
    verb = "was published online by" if airing.kind is AiringKind.ONLINE else "aired on"
    return Headline(
        title=(f"{link_title(best)} “", programme, "”, ", station),
        sentence=(
            f"The clip's footage {verb} ",
            station,
            " in “",
            programme,
            f"”{_moment(best)}; the link is {LINK_STATES[best.state]}.",
        ),
        facts=(*_airing_facts(best, stations), *_other_facts(links, stations)),
        link=best,
    )


def searched_in_words(case: CaseFile) -> str:
    """``3 recordings, 4.5 hours, 1 clip``."""
    searched = case.searched
    if searched is None:
        return "nothing yet"
    return (
        f"{_count(searched.recordings, 'recording')}, {searched.hours:.1f} hours, "
        f"with {_count(searched.clips, 'clip')} of the post"
    )


def coverage_text(coverage: Coverage) -> str:
    """The times between which a station was searched, in UTC."""
    first, last = coverage.first.astimezone(UTC), coverage.last.astimezone(UTC)
    return f"{clock.utc_text(first, seconds=False)} to {clock.utc_text(last, seconds=False)}"


def _moment(link: Link) -> str:
    segment = first_match(link)
    if segment is None:
        return ""
    return f", {clock.offset_in(segment.recording[0])} into the recording"


def _airing_facts(link: Link, stations: Callable[[str], str]) -> tuple[Fact, ...]:
    airing, zone = link.airing, clock.zone_of(link.airing)
    facts = []
    segment = first_match(link)
    if segment is not None:
        moment = clock.aired(airing, segment.recording[0])
        facts = [
            Fact(
                "Matched second on air",
                clock.utc_text(moment),
                f"{clock.local_text(moment, zone)}; ± {clock.length(airing.uncertainty)}",
            ),
            Fact(
                "Offset in the programme",
                clock.offset_in(segment.recording[0]),
                f"where the clip's {clock.clip_second(segment.clip[0])} stands, from the recording's first frame"
                + _uncertain(segment),
            ),
        ]
    return (
        *facts,
        Fact(
            "Programme began",
            clock.utc_text(airing.aired_at),
            f"{clock.local_text(airing.aired_at, zone)}; known from {AIRING_CLOCKS[airing.time_from]}",
        ),
        Fact("Station", stations(airing.station), f"{airing.station}, {airing_word(airing.kind)}"),
        Fact("Score", f"{link.score:.2f}", "share of matches this strong that are right"),
    )


def _uncertain(segment: PictureSegment | SoundSegment) -> str:
    if not isinstance(segment, PictureSegment) or not segment.time_uncertain:
        return ""
    if segment.time_interval is None:
        return "; the exact second is uncertain"
    first, last = segment.time_interval
    return f"; the exact second is uncertain, between {clock.offset_in(first)} and {clock.offset_in(last)}"


def _other_facts(links: tuple[Link, ...], stations: Callable[[str], str]) -> tuple[Fact, ...]:
    if len(links) < 2:
        return ()
    earliest = min(links, key=lambda link: link.airing.aired_at)
    others = ", ".join(dict.fromkeys(stations(link.airing.station) for link in links[1:]))
    note = f"{stations(earliest.airing.station)}; also found in {_count(len(links) - 1, 'other airing')} ({others})"
    return (Fact("Earliest known airing", clock.utc_text(earliest.airing.aired_at), note),)


def _why_not_found(case: CaseFile) -> str:
    rejected = sum(link.state is LinkState.REJECTED for link in case.links)
    if rejected:
        return f"No airing stands: {_count(rejected, 'suggested airing')} was looked at and rejected by a person."
    searched = case.searched
    if searched is None:
        return "Nothing has been searched yet."
    if searched.clips == 0:
        return "No clip of the post could be had, so there was nothing to search with."
    if searched.recordings == 0:
        return "No recording is indexed, so there was nothing to search in."
    return f"The clip was not seen in what was searched: {searched_in_words(case)}."


def _searched_facts(case: CaseFile, stations: Callable[[str], str]) -> tuple[Fact, ...]:
    facts = [
        Fact("Source lead", f"“{lead.attribution}”", clock.days_text(lead))
        for lead in case.leads
        if lead.about is LeadAbout.EMBEDDED_POST
    ]
    facts.append(Fact("Searched", searched_in_words(case)))
    if case.searched is not None:
        facts.extend(
            Fact(
                "Searched",
                stations(coverage.station),
                f"{coverage.hours:.1f} hours, {coverage_text(coverage)}",
            )
            for coverage in case.searched.coverage
        )
        facts.extend(Fact("Not searched", reason) for reason in case.searched.not_searched)
    return tuple(facts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
