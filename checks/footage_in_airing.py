"""Provenance: was this clip's footage found in an indexed airing?

Not finding it refutes nothing: an answer of "not found" is worth what was searched, so it says that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from checks import sightings, wording
from checks.check import Check, Finding
from checks.direction import first_second, link_interval
from checks.reading import reading
from reference.times import iso
from storage.records import (
    CaseFile,
    Evidence,
    Fetch,
    FetchState,
    Link,
    LinkState,
    MediaKind,
    Outcome,
    Pillar,
    Purpose,
    Relation,
    Searched,
)

_SEEN = frozenset({FetchState.VISIBLE, FetchState.EDITED})


def examine(case: CaseFile) -> Finding:
    """Supported by a confirmed or likely link; otherwise inconclusive, with what was searched."""
    links = sightings.counted(case)
    if links:
        return Finding(Outcome.SUPPORTS, _found(case, links), tuple(_airings(case, links)))
    if not sightings.held_clips(case):
        failures = missing_media(case)
        why = f": {failures[0].reason.rstrip('.')}" if failures else ""
        reason = f"There is no clip to search with, because the post's media could not be fetched{why}."
        if case.post is not None and not case.post.media:
            reason = "There is no clip to search with: no media of the post is known."
        elif case.post is None:
            reason = f"There is no clip to search with: the post itself could not be read{why}."
        return Finding(Outcome.INCONCLUSIVE, reason, (*_ledger(failures), *_searched(case.searched)))
    return Finding(Outcome.INCONCLUSIVE, _not_found(case), (*_passed_over(case), *_searched(case.searched)))


def missing_media(case: CaseFile) -> tuple[Fetch, ...]:
    """The ledger's latest word on each address of the post or its media that could not be had."""
    latest: dict[str, Fetch] = {}
    for fetch in case.fetches:
        latest[fetch.url] = fetch
    order = (Purpose.MEDIA, Purpose.SHORT_LINK, Purpose.POST, Purpose.PAGE)
    wanted = [fetch for fetch in latest.values() if fetch.state not in _SEEN and fetch.purpose in order]
    return tuple(sorted(wanted, key=lambda fetch: order.index(fetch.purpose)))


def _found(case: CaseFile, links: tuple[Link, ...]) -> str:
    best = links[0]
    item = sightings.clip_of(case, best)
    share = sightings.share_found(best, item)
    part = "The still" if item is not None and item.kind is MediaKind.IMAGE else "The clip's footage"
    if share is not None and share < 0.995:
        part = f"{wording.percent(share)} of the clip's seconds"
    elif not best.picture:
        part = "The clip's sound"
    moment = best.airing.aired_at + timedelta(seconds=first_second(best))
    standing = (
        "confirmed by a person"
        if best.state is LinkState.CONFIRMED
        else f"score {best.score:.2f}, not yet confirmed by a person"
    )
    clips = sightings.held_clips(case)
    seen = {link.clip_sha256 for link in links}
    held = sum(item.sha256 in seen for item in clips)
    among = f" (the best of {held} found among the post's {len(clips)} media)" if len(clips) > 1 else ""
    verb = "was found in what" if share is None or share >= 0.995 else "were found in what"
    return (
        f"{part}{among} {verb} {wording.airing_name(best.airing)} {wording.aired(best.airing)} at "
        f"{wording.both_clocks(moment, best.airing.zone)} ± {best.airing.uncertainty:g} s, "
        f"{wording.offset(first_second(best))} into the recorded programme ({standing})."
    )


def _airings(case: CaseFile, links: tuple[Link, ...]) -> Iterable[Evidence]:
    """All airings, the earliest known first."""
    earliest = {link.id for clip in _clips(links) for link in sightings.earliest_known(clip)}
    for link in sightings.in_order_of_airing(links):
        yield Evidence(
            _sentence(case, link, links, earliest), link=link.id, facts=_facts(case, link, earliest)
        )
    yield from _frames(links[0])


def _frames(link: Link) -> Iterable[Evidence]:
    """One pair of the best link's frames; the link itself holds them all."""
    for pair in link.pairs[:1]:
        for side, sha256, second in (
            ("clip", pair.clip_sha256, pair.clip_second),
            ("recording", pair.recording_sha256, pair.recording_second),
        ):
            yield Evidence(
                f"The frame of the {side} at {wording.offset(second)}.",
                link=link.id,
                sha256=sha256,
                facts={"frame_of": side, "second": second},
            )


def _clips(links: tuple[Link, ...]) -> list[tuple[Link, ...]]:
    return [sightings.of_clip(links, clip) for clip in dict.fromkeys(link.clip_sha256 for link in links)]


def _sentence(case: CaseFile, link: Link, links: tuple[Link, ...], earliest: set[str]) -> str:
    others = [other for other in sightings.of_clip(links, link.clip_sha256) if other.id in earliest]
    rank = ""
    if link.id in earliest:
        rank = "Earliest known airing: "
        if len({other.airing.id for other in others}) > 1:
            rank = "Possibly the earliest known airing (the times overlap): "
    moment = link.airing.aired_at + timedelta(seconds=first_second(link))
    parts = [
        f"{rank}{wording.airing_name(link.airing)}, seen at {wording.both_clocks(moment, link.airing.zone)}"
        f" ± {link.airing.uncertainty:g} s (time {wording.time_source(link.airing)})"
    ]
    read = reading(link.picture)
    for segment in (*read, *(each for each in link.picture if each not in read)):
        again = "" if segment in read else "which was shown again there, "
        parts.append(
            f"clip {wording.offset(segment.clip[0])} to {wording.offset(segment.clip[1])} shows "
            f"{wording.offset(segment.recording[0])} to {wording.offset(segment.recording[1])} of the "
            f"recording, {again}{wording.manner(segment)}"
        )
    for sound in link.sound:
        parts.append(
            f"sound {wording.offset(sound.clip[0])} to {wording.offset(sound.clip[1])} is that of "
            f"{wording.offset(sound.recording[0])} to {wording.offset(sound.recording[1])}"
        )
    share = sightings.share_found(link, sightings.clip_of(case, link))
    if share is not None:
        parts.append(f"{wording.percent(share)} of the clip")
    parts.append(
        "the station's own graphics, or edit points that no other station is known to show, are visible in the clip"
        if link.relation is Relation.CUT_FROM
        else "the same footage; that the clip was cut from this very airing is not shown"
    )
    parts.append(f"link {link.id}, {link.state.value}, score {link.score:.2f}")
    return "; ".join(parts) + "."


def _facts(case: CaseFile, link: Link, earliest: set[str]) -> dict[str, Any]:
    time = link_interval(link)
    return {
        "airing": link.airing.id,
        "recording": link.recording,
        "station": link.airing.station,
        "programme": link.airing.programme,
        "seen_from": iso(time.start),
        "seen_to": iso(time.end),
        "zone": link.airing.zone,
        "offset": first_second(link),
        "state": link.state.value,
        "score": link.score,
        "share": sightings.share_found(link, sightings.clip_of(case, link)),
        "earliest_known": link.id in earliest,
    }


def _not_found(case: CaseFile) -> str:
    searched = case.searched
    if searched is None:
        return "Nothing has been searched for the clip yet."
    if not searched.recordings:
        return "No recording is indexed, so there was nothing to search the clip in."
    if not searched.clips:
        return (
            "The clip is held but could not be searched: "
            + "; ".join(searched.not_searched[:1] or ("?",))
            + "."
        )
    stations = wording.listing([cover.station for cover in searched.coverage])
    many = (
        "one indexed recording" if searched.recordings == 1 else f"{searched.recordings} indexed recordings"
    )
    return (
        f"The clip was not found in the {many} ({wording.hours(searched.hours)} of "
        f"{stations or 'unnamed stations'}){_apart_from(case)}; it may have aired elsewhere."
    )


def _apart_from(case: CaseFile) -> str:
    """The matches that do not count, by the reason."""
    rejected = sum(link.state is LinkState.REJECTED for link in case.links)
    doubtful = len(sightings.doubtful(case))
    parts = [
        f"{count} match{'es' if count > 1 else ''} {why}"
        for count, why in ((rejected, "that a person rejected"), (doubtful, "more likely wrong than right"))
        if count
    ]
    return f", apart from {' and '.join(parts)}" if parts else ""


def _searched(searched: Searched | None) -> Iterable[Evidence]:
    """What was searched, a station each, and what was not."""
    if searched is None:
        return
    for cover in searched.coverage:
        yield Evidence(
            f"{'Searched' if searched.clips else 'Indexed'}: {cover.station}, {cover.recordings} "
            f"recording{'s' if cover.recordings != 1 else ''}, {wording.hours(cover.hours)} between "
            f"{wording.utc(cover.first)} and {wording.utc(cover.last)}.",
            facts={
                "station": cover.station,
                "from": iso(cover.first),
                "to": iso(cover.last),
                "hours": cover.hours,
                "recordings": cover.recordings,
            },
        )
    for line in searched.not_searched:
        yield Evidence(f"Not searched: {line.rstrip('.')}.")


def _ledger(fetches: Iterable[Fetch]) -> Iterable[Evidence]:
    for fetch in fetches:
        yield Evidence(
            f"{fetch.url} was {fetch.state.value.replace('_', ' ')} at {wording.utc(fetch.at)}: "
            f"{fetch.reason.rstrip('.')}.",
            url=fetch.url,
            facts={"state": fetch.state.value, "purpose": fetch.purpose.value},
        )


def _passed_over(case: CaseFile) -> Iterable[Evidence]:
    """Links that did not count, and why."""
    for link in case.links:
        why = (
            "a person rejected it"
            if link.state is LinkState.REJECTED
            else f"its score is {link.score:.2f}, more likely wrong than right"
        )
        yield Evidence(
            f"Link {link.id} to {wording.airing_name(link.airing)} does not count: {why}.",
            link=link.id,
            facts={"state": link.state.value, "score": link.score},
        )


CHECK = Check(
    name="footage_in_airing",
    version="1",
    pillar=Pillar.PROVENANCE,
    question="Was this clip's footage found in an indexed airing?",
    proposition="The clip's footage appears in an indexed airing.",
    reads=("post.media", "links", "searched", "fetches"),
    examine=examine,
)
