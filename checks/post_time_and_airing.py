"""Date: did the post come after the airing of its footage?

A post that precedes an airing cannot have been cut from it, whatever else agrees.
"""

from __future__ import annotations

from datetime import timedelta

from checks import sightings, wording
from checks.check import Check, Finding
from checks.direction import direction, link_interval
from checks.post_clocks import best_clock
from reference.times import Interval, iso
from storage.records import CaseFile, Direction, Evidence, Link, LinkState, Outcome, Pillar, PostTime


def examine(case: CaseFile) -> Finding:
    """Supported by one airing that the post follows; refuted where the post precedes every one of them."""
    links = sightings.in_order_of_airing(sightings.counted(case))
    time = best_clock(case.post)
    if not links:
        when = f" The post is from {wording.posted(time)}." if time else ""
        return Finding(
            Outcome.INCONCLUSIVE, f"No airing of the footage is known to hold the post's time against.{when}"
        )
    if time is None:
        return Finding(Outcome.INCONCLUSIVE, "It is not known when this was posted.")
    ways = {link.id: direction(time.interval, link_interval(link)) for link in links}
    evidence = tuple(_evidence(time, link, ways[link.id]) for link in links)
    after = [link for link in links if ways[link.id] is Direction.POST_AFTER_AIRING]
    if after:
        return Finding(Outcome.SUPPORTS, _after(time, after, links), evidence)
    open_ = [link for link in links if ways[link.id] is Direction.INCONCLUSIVE]
    if open_:
        return Finding(Outcome.INCONCLUSIVE, _overlap(time, open_[0]), evidence)
    return Finding(Outcome.REFUTES, _before(time, links[0], len(links)), evidence)


def _after(time: PostTime, after: list[Link], links: tuple[Link, ...]) -> str:
    first = after[0]
    seen = link_interval(first)
    gap = wording.length((time.interval.start - seen.end).total_seconds())
    which = "the earliest known airing" if first in sightings.earliest_known(links) else "an airing"
    at_least = "at least " if _is_wide(time.interval) or _is_wide(seen) else ""
    unsure = "" if first.state is LinkState.CONFIRMED else "; the link is not yet confirmed by a person"
    return (
        f"The post ({wording.posted(time)}) came {at_least}{gap} after {which} of its footage, on "
        f"{wording.airing_name(first.airing)} at {_seen(first)}{unsure}."
    )


def _overlap(time: PostTime, link: Link) -> str:
    return (
        f"The post's time ({wording.posted(time)}) and that of the matched footage on "
        f"{wording.airing_name(link.airing)} ({_seen(link)}) overlap, so which came first cannot be told."
    )


def _before(time: PostTime, first: Link, known: int) -> str:
    gap = wording.length((link_interval(first).start - time.interval.end).total_seconds())
    which = "the airing" if known == 1 else "even the earliest of the airings"
    at_least = "at least " if _is_wide(time.interval) or _is_wide(link_interval(first)) else ""
    return (
        f"The post ({wording.posted(time)}) precedes {which} in which its footage was found "
        f"({wording.airing_name(first.airing)} at {_seen(first)}) by {at_least}{gap}, so that is not its source."
    )


def _evidence(time: PostTime, link: Link, way: Direction) -> Evidence:
    seen = link_interval(link)
    said = {
        Direction.POST_AFTER_AIRING: "the post came after it",
        Direction.POST_BEFORE_AIRING: "the post came before it, so it is not the source",
        Direction.INCONCLUSIVE: "the two overlap",
    }[way]
    return Evidence(
        f"The footage was seen on {wording.airing_name(link.airing)} {wording.between(seen)} "
        f"(link {link.id}, {link.state.value}): {said}.",
        link=link.id,
        facts={
            "direction": way.value,
            "posted_from": iso(time.interval.start),
            "posted_to": iso(time.interval.end),
            "clock": time.known_from.value,
            "seen_from": iso(seen.start),
            "seen_to": iso(seen.end),
        },
    )


def _seen(link: Link) -> str:
    seen = link_interval(link)
    if (seen.end - seen.start).total_seconds() > 3600:
        return wording.between(seen)
    first = seen.start + timedelta(seconds=link.airing.uncertainty)
    return f"{wording.both_clocks(first, link.airing.zone)} ± {link.airing.uncertainty:g} s"


def _is_wide(interval: Interval) -> bool:
    return (interval.end - interval.start).total_seconds() > 60


CHECK = Check(
    name="post_time_and_airing",
    version="1",
    pillar=Pillar.DATE,
    question="Did the post come after the airing of its footage?",
    proposition="The post came after an airing that its footage was found in.",
    reads=("post.times", "links"),
    examine=examine,
)
