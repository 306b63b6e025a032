"""Date: is the footage as new as the post makes it? Old footage that is shown for something new is recycled."""

from __future__ import annotations

from datetime import timedelta

from checks import sightings, wording
from checks.check import Check, Finding
from checks.days_named import Named, named_days, says_it_is_old
from checks.direction import link_interval
from checks.post_clocks import best_clock
from reference.times import Interval, iso
from storage.records import CaseFile, Evidence, Link, Outcome, Pillar

FRESH = timedelta(days=3)
"""Footage that was first known so shortly before its post is as new as a post makes it."""
LONG = timedelta(days=7)
"""Footage this much older than what it is shown for is of something else."""


def examine(case: CaseFile) -> Finding:
    """Refuted where the footage aired long before the days that the post speaks of."""
    links = sightings.in_order_of_airing(sightings.counted(case))
    time = best_clock(case.post)
    if not links:
        return Finding(Outcome.INCONCLUSIVE, "No airing of the footage is known, so its age is not.")
    if time is None:
        return Finding(Outcome.INCONCLUSIVE, "It is not known when this was posted.")
    link, posted = links[0], time.interval
    seen = link_interval(link)
    where = f"{wording.airing_name(link.airing)} {wording.between(seen)}"
    if not seen.before(posted):
        return Finding(
            Outcome.NOT_APPLICABLE,
            f"The post does not certainly follow the footage on {where}, so there is no age to tell.",
        )
    age = posted.start - seen.end
    spoken = _spoken_of(case, posted)
    old = [
        each
        for each in spoken
        if (window := each.window) and window.start - seen.end > LONG and not each.loose
    ]
    near = [each for each in spoken if each not in old and _is_of(each, seen)]
    admitted = says_it_is_old(case)
    evidence = (_evidence(link, posted, age), *(_named(each, seen) for each in spoken))
    if age <= FRESH:
        reason = f"The footage was shown on {where}, {wording.length(age.total_seconds())} before the post."
        return Finding(Outcome.SUPPORTS, reason, evidence)
    days = wording.days_between(seen, posted)
    if old and not near and admitted is None:
        first = old[0]
        said = (
            f"{first.where.value} says “{first.text}”"
            if first.current
            else f"{first.where.value} says {first.said}"
        )
        gap = wording.days_between(seen, first.window) if first.window else days
        return Finding(
            Outcome.REFUTES,
            f"The footage had been shown on {where}, {gap} before what it is shown for: {said}. "
            f"It was {days} old when it was posted.",
            evidence,
        )
    if near:
        return Finding(
            Outcome.SUPPORTS,
            f"The footage was shown on {where}, {days} before the post, which speaks of those days: "
            f"{near[0].where.value} says {near[0].said}.",
            evidence,
        )
    tail = f"says “{admitted}”" if admitted else "does not say of when it is"
    return Finding(
        Outcome.INCONCLUSIVE,
        f"The footage was shown on {where}, {days} before the post, which {tail}.",
        evidence,
    )


def _spoken_of(case: CaseFile, posted: Interval) -> list[Named]:
    """The days that are named and had begun when it was posted."""
    return [
        each for each in named_days(case) if (window := each.window) is not None and not posted.before(window)
    ]


def _is_of(named: Named, seen: Interval) -> bool:
    """Whether the footage was shown within a week after the named days began, or before they ended."""
    window = named.window
    return window is not None and seen.start - window.end <= LONG


def _evidence(link: Link, posted: Interval, age: timedelta) -> Evidence:
    seen = link_interval(link)
    return Evidence(
        f"The earliest known airing of the footage is that on {wording.airing_name(link.airing)} "
        f"{wording.between(seen)} (link {link.id}).",
        link=link.id,
        facts={
            "seen_from": iso(seen.start),
            "seen_to": iso(seen.end),
            "posted_from": iso(posted.start),
            "days": round(age.total_seconds() / 86400, 2),
        },
    )


def _named(named: Named, seen: Interval) -> Evidence:
    window = named.window
    gap = (window.start - seen.end).total_seconds() / 86400 if window else None
    return Evidence(
        f"{named.where.value[:1].upper()}{named.where.value[1:]} says {named.said}.",
        facts={
            "says": named.text,
            "all_claims": named.current,
            "days_after_airing": None if gap is None else round(gap, 2),
        },
    )


CHECK = Check(
    name="footage_age",
    version="1",
    pillar=Pillar.DATE,
    question="Is the footage as new as the post makes it?",
    proposition="The footage is from the days for which it is shown.",
    reads=("post.text", "post.times", "article", "links"),
    examine=examine,
)
