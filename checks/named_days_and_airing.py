"""Date: do the days that the caption and the article name fit the airing?

Footage that had been shown before a day cannot show that day. Footage that was shown after it may: what was
filmed on a Monday can be broadcast on a Tuesday, and an earlier airing may not be known.
"""

from __future__ import annotations

from datetime import timedelta

from checks import sightings, wording
from checks.check import Check, Finding
from checks.days_named import Named, named_days, says_it_is_old
from checks.direction import link_interval
from checks.post_clocks import best_clock
from reference.day_words import DayRange
from reference.times import Interval, Precision, iso, zone_named
from storage.records import CaseFile, Evidence, Link, Outcome, Pillar

SOON = timedelta(days=2)
"""News is shown within this time of the day that it is of."""


def examine(case: CaseFile) -> Finding:
    """Refuted where every day that is named came after the footage had been shown."""
    named = [each for each in named_days(case) if not each.current]
    if all(each.loose for each in named):
        return Finding(
            Outcome.NOT_APPLICABLE, "Neither the caption nor the article names a day of the footage."
        )
    links = sightings.in_order_of_airing(sightings.counted(case))
    if not links:
        days = "; ".join(_said(each) for each in named[:4])
        return Finding(
            Outcome.INCONCLUSIVE,
            f"No airing is known to hold the named days against: {days}.",
            _listed(named),
        )
    link = links[0]
    judged = [(each, fit(case, each, link)) for each in named]
    judged = [(each, way) for each, way in judged if way is Outcome.SUPPORTS or not each.loose]
    evidence = tuple(_evidence(each, link, way) for each, way in judged)
    fitting = [each for each, way in judged if way is Outcome.SUPPORTS]
    wrong = [each for each, way in judged if way is Outcome.REFUTES]
    where = f"{wording.airing_name(link.airing)} {_when(link)}"
    if fitting:
        first = fitting[0]
        return Finding(
            Outcome.SUPPORTS,
            f"{_capital(first.where.value)} says {first.said}, and the footage was shown on {where}.",
            evidence,
        )
    old = says_it_is_old(case)
    if wrong and old is not None:
        reason = (
            f"The footage is known from {where}, before the day that is named, and the caption says “{old}”."
        )
        return Finding(Outcome.INCONCLUSIVE, reason, evidence)
    if wrong and all(way in {Outcome.REFUTES, Outcome.NOT_APPLICABLE} for _, way in judged):
        first = wrong[0]
        window = first.window
        days = "" if window is None else f", {wording.days_between(link_interval(link), window)} before"
        return Finding(
            Outcome.REFUTES,
            f"{_capital(first.where.value)} says {first.said}, but the footage had been shown on {where}{days}.",
            evidence,
        )
    why = next(
        (_open(each) for each, way in judged if way is Outcome.INCONCLUSIVE), "no named day has passed"
    )
    return Finding(Outcome.INCONCLUSIVE, f"The footage is known from {where}; {why}.", evidence)


def fit(case: CaseFile, named: Named, link: Link) -> Outcome:
    """Whether the days can be those of the footage; not applicable to days that the post looks forward to.

    Readings that lie side by side are those of one word in several zones, and are taken together.
    """
    window = named.window
    time = best_clock(case.post)
    if window is None or not named.readings:
        return Outcome.INCONCLUSIVE
    if time is not None and time.interval.before(window):
        return Outcome.NOT_APPLICABLE
    seen = link_interval(link)
    if seen.before(window):
        return Outcome.REFUTES
    first, last = named.span
    near = [DayRange(first, last, Precision.DAY)] if last - first <= SOON else named.readings
    if all(_in_days(seen, reading, link) for reading in near):
        return Outcome.SUPPORTS
    return Outcome.INCONCLUSIVE


def _is_a_day_before(named: Named, link: Link) -> bool:
    """Whether it names a single day that was over, by more than news takes, when the footage was shown."""
    window, seen = named.window, link_interval(link)
    exact = all(reading.precision is Precision.DAY for reading in named.readings)
    return exact and window is not None and window.end + SOON < seen.start


def _in_days(seen: Interval, days: DayRange, link: Link) -> bool:
    """Whether the footage was seen on those days or soon after, by the clocks of the airing's zone."""
    zone = zone_named(link.airing.zone)
    start, end = seen.start.astimezone(zone).date(), seen.end.astimezone(zone).date()
    return start >= days.first and end <= days.last + SOON


def _open(named: Named) -> str:
    if not named.readings:
        return f"{named.where.value} says “{named.text}”, but {named.why}"
    if len(named.readings) > 1 and named.why:
        return f"{named.where.value} says “{named.text}”, and {named.why}"
    return (
        f"{named.where.value} says {named.said}, and it may have been shown before, or the days be those of "
        "something else"
    )


def _said(named: Named) -> str:
    return named.said if named.readings else f"“{named.text}” ({named.why})"


def _when(link: Link) -> str:
    return wording.between(link_interval(link))


def _evidence(named: Named, link: Link, way: Outcome) -> Evidence:
    said = {
        Outcome.SUPPORTS: "the footage was shown then or soon after",
        Outcome.REFUTES: "the footage had been shown before",
        Outcome.INCONCLUSIVE: "whether the footage is of then cannot be told",
        Outcome.NOT_APPLICABLE: "that was still to come when it was posted",
    }[way]
    return Evidence(
        f"{_capital(named.where.value)}: {_said(named)}; {said}.",
        link=link.id,
        facts={
            **_facts(named),
            "fits": way.value,
            "seen_from": iso(link_interval(link).start),
            "day_before": way is Outcome.INCONCLUSIVE and _is_a_day_before(named, link),
        },
    )


def _listed(named: list[Named]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(f"{_capital(each.where.value)}: {_said(each)}.", facts=_facts(each)) for each in named
    )


def _facts(named: Named) -> dict[str, object]:
    return {
        "says": named.text,
        "readings": [[each.first.isoformat(), each.last.isoformat()] for each in named.readings],
        "why": named.why,
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


CHECK = Check(
    name="named_days_and_airing",
    version="1",
    pillar=Pillar.DATE,
    question="Do the days that the caption and the article name fit the airing?",
    proposition="The footage was shown on a day that the caption or the article names, or soon after.",
    reads=("post.text", "post.times", "article", "leads", "links"),
    examine=examine,
)
