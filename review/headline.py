"""What was found, in the one line that a fact-checker reads first, and the facts that carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from checks import sightings
from checks.direction import direction, first_second, link_interval
from checks.post_clocks import best_clock
from review import clock
from review.wording import AIRING_CLOCKS, LINK_STATES, airing_word, link_title
from storage.records import (
    AiringKind,
    CaseFile,
    Coverage,
    Direction,
    LeadAbout,
    Link,
    LinkState,
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


def direction_of(case: CaseFile, link: Link) -> Direction:
    """Whether the post or the link's footage came first, by the post's best clock."""
    if not link.picture and not link.sound:
        return Direction.INCONCLUSIVE
    time = best_clock(case.post)
    return direction(time.interval if time else None, link_interval(link))


def in_order(case: CaseFile) -> tuple[Link, ...]:
    """The links that something rests on, the best first; then the weak and the rejected ones."""
    links = sightings.counted(case)
    return (*links, *(link for link in case.links if link not in links))


def headline(case: CaseFile, stations: Callable[[str], str]) -> Headline:
    """What was found for the case; ``stations`` gives the name of a station by its id."""
    links = sightings.counted(case)
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
    return f", {clock.offset_in(first_second(link))} into the recording"


def _airing_facts(link: Link, stations: Callable[[str], str]) -> tuple[Fact, ...]:
    airing, zone = link.airing, clock.zone_of(link.airing)
    second = first_second(link)
    moment = clock.aired(airing, second)
    unsure = any(segment.time_uncertain for segment in link.picture)
    return (
        Fact(
            "Matched second on air",
            clock.utc_text(moment),
            f"{clock.local_text(moment, zone)}; ± {clock.length(airing.uncertainty)}",
        ),
        Fact(
            "Offset in the recording",
            clock.offset_in(second),
            "where the matched footage begins, from the recording's first frame"
            + ("; in places the exact second is uncertain" if unsure else ""),
        ),
        Fact(
            "Recording began",
            clock.utc_text(airing.aired_at),
            f"{clock.local_text(airing.aired_at, zone)}; known from {AIRING_CLOCKS[airing.time_from]}",
        ),
        Fact("Station", stations(airing.station), f"{airing.station}, {airing_word(airing.kind)}"),
        Fact("Score", f"{link.score:.2f}", "how well the footage agrees, 0 to 1; no probability"),
    )


def _other_facts(links: tuple[Link, ...], stations: Callable[[str], str]) -> tuple[Fact, ...]:
    if len(links) < 2:
        return ()
    earliest = sightings.earliest_known(links)[0]
    others = ", ".join(dict.fromkeys(stations(link.airing.station) for link in links[1:]))
    note = f"{stations(earliest.airing.station)}; also found in {_count(len(links) - 1, 'other airing')} ({others})"
    return (
        Fact(
            "Earliest known airing",
            clock.utc_text(clock.aired(earliest.airing, first_second(earliest))),
            note,
        ),
    )


def _why_not_found(case: CaseFile) -> str:
    rejected = sum(link.state is LinkState.REJECTED for link in case.links)
    if rejected:
        return f"No airing stands: {_count(rejected, 'suggested airing')} was looked at and rejected by a person."
    weak = len(sightings.doubtful(case))
    if weak:
        seen = _count(weak, "weak match", "weak matches")
        return f"Nothing found is strong enough to rest on: {seen} can be seen below."
    searched = case.searched
    if searched is None:
        return "Nothing has been searched yet."
    if searched.clips == 0 and sightings.held_clips(case):
        return f"The clip is held and could not be searched: {'; '.join(searched.not_searched[:1])}."
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


def _count(number: int, thing: str, things: str | None = None) -> str:
    return f"{number} {thing if number == 1 else things or thing + 's'}"
