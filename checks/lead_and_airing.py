"""Source: is the footage from where the article says it is?

A station's lead is never refuted by finding the footage elsewhere, since many stations may have shown it;
only by an airing before the days that the lead names.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from checks import sightings, wording
from checks.check import Check, Finding
from checks.direction import first_second, link_interval
from reference.times import Interval, iso, zone_named
from storage.records import CaseFile, Coverage, Evidence, Lead, LeadAbout, Link, Outcome, Pillar

_WIDEST = timedelta(hours=14)
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)


def examine(case: CaseFile) -> Finding:
    """Each source lead against every airing that counts; a refuted lead speaks before a supported one."""
    leads = source_leads(case)
    if not leads:
        why = "The article names no broadcaster as the source of this footage."
        if case.article is None:
            why = "The case comes from no article, so there is no named source to hold the airing against."
        return Finding(Outcome.NOT_APPLICABLE, why)
    links = sightings.in_order_of_airing(sightings.counted(case))
    answers = [_answer(case, lead, links) for lead in leads]
    order = (Outcome.REFUTES, Outcome.SUPPORTS, Outcome.INCONCLUSIVE)
    first = min(answers, key=lambda answer: order.index(answer.outcome))
    evidence = tuple(item for answer in answers for item in answer.evidence)
    return Finding(first.outcome, first.reason, evidence)


def source_leads(case: CaseFile) -> tuple[Lead, ...]:
    """The leads that speak of this post's footage; those about other footage say nothing of its source."""
    return tuple(lead for lead in case.leads if lead.about is LeadAbout.EMBEDDED_POST)


def indexed_of(case: CaseFile, lead: Lead) -> tuple[Coverage, ...]:
    """What is indexed of the lead's stations that touches its days."""
    window = lead_window(lead)
    coverage = case.searched.coverage if case.searched else ()
    return tuple(
        cover
        for cover in coverage
        if cover.station in lead.stations and any(span.overlaps(window) for span in _spans(cover))
    )


def _spans(cover: Coverage) -> tuple[Interval, ...]:
    """When the station was searched; its first and last moment where an earlier version kept no more."""
    kept = (*cover.picture, *cover.single_frames, *cover.sound)
    return kept or (Interval(cover.first, cover.last),)


def lead_window(lead: Lead) -> Interval:
    """The instants of the lead's days in every zone that they could be meant in."""
    start = _midnight(lead.first_day) - _WIDEST if lead.first_day else _EARLIEST
    end = _midnight(lead.last_day) + timedelta(days=1) + timedelta(hours=12) if lead.last_day else _LATEST
    return Interval(start, end)


def _answer(case: CaseFile, lead: Lead, links: tuple[Link, ...]) -> Finding:
    named = f"\u201c{lead.attribution}\u201d ({wording.listing(lead.stations)}, {wording.lead_days(lead)})"
    evidence = [_lead_evidence(lead)]
    if not links:
        return Finding(Outcome.INCONCLUSIVE, _not_found(case, lead, named), tuple(evidence))
    window = lead_window(lead)
    evidence.extend(_airing_evidence(link, lead) for link in links)
    early = [link for link in links if link_interval(link).before(window)]
    if early:
        seen = link_interval(early[0])
        reason = (
            f"The article points to {named}, but the footage had been shown before those days, on "
            f"{wording.airing_name(early[0].airing)} at {wording.utc(seen.start)}."
        )
        return Finding(Outcome.REFUTES, reason, tuple(evidence))
    fitting = [link for link in links if link.airing.station in lead.stations]
    inside = [link for link in fitting if _in_days(link, lead)]
    if inside:
        link = inside[0]
        moment = link.airing.aired_at + timedelta(seconds=first_second(link))
        reason = (
            f"The article points to {named}, and the footage was found on "
            f"{wording.airing_name(link.airing)} at {wording.both_clocks(moment, link.airing.zone)}."
        )
        return Finding(Outcome.SUPPORTS, reason, tuple(evidence))
    first = (fitting or links)[0]
    where = f"{wording.airing_name(first.airing)} {wording.between(link_interval(first))}"
    why = (
        "which is not certainly within those days"
        if fitting
        else "which the article does not name; whether a named station showed it too is not known"
    )
    return Finding(
        Outcome.INCONCLUSIVE,
        f"The article points to {named}; the footage was found on {where}, {why}.",
        tuple(evidence),
    )


def _not_found(case: CaseFile, lead: Lead, named: str) -> str:
    indexed = indexed_of(case, lead)
    if not indexed:
        return f"The article points to {named}; of these stations and days nothing is indexed."
    hours = wording.listing([f"{wording.hours(cover.hours)} of {cover.station}" for cover in indexed])
    searched = case.searched is not None and case.searched.clips > 0
    said = "the footage was not found" if searched else "there is no clip to search with"
    absent = [station for station in lead.stations if station not in {cover.station for cover in indexed}]
    tail = f"; nothing of {wording.listing(absent)} is" if absent else ""
    return f"The article points to {named}; {said}, though {hours} are indexed{tail}."


def _in_days(link: Link, lead: Lead) -> bool:
    """Whether the footage was seen on the lead's days, by the clocks of the airing's own zone."""
    zone = zone_named(link.airing.zone)
    seen = link_interval(link)
    first, last = seen.start.astimezone(zone).date(), seen.end.astimezone(zone).date()
    return (lead.first_day is None or first >= lead.first_day) and (
        lead.last_day is None or last <= lead.last_day
    )


def _lead_evidence(lead: Lead) -> Evidence:
    weekday = ""
    if lead.weekday_named is not None and lead.weekday_agrees is not None:
        agrees = "agrees" if lead.weekday_agrees else "does not agree"
        weekday = f" The weekday it names ({lead.weekday_named}) {agrees} with the day."
    return Evidence(
        f"The article: \u201c{lead.text}\u201d This is taken to be about the post's footage: "
        f"{lead.because.rstrip('.')}.{weekday}",
        facts={
            "stations": list(lead.stations),
            "from": lead.first_day.isoformat() if lead.first_day else None,
            "to": lead.last_day.isoformat() if lead.last_day else None,
            "precision": lead.precision.value,
        },
    )


def _airing_evidence(link: Link, lead: Lead) -> Evidence:
    seen = link_interval(link)
    named = "a station" if link.airing.station in lead.stations else "not a station"
    days = "on the days" if _in_days(link, lead) else "not certainly on the days"
    return Evidence(
        f"Found on {wording.airing_name(link.airing)} {wording.between(seen)} (link {link.id}): {named} that "
        f"the article names, {days} that it names.",
        link=link.id,
        facts={"station": link.airing.station, "seen_from": iso(seen.start), "seen_to": iso(seen.end)},
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)


CHECK = Check(
    name="lead_and_airing",
    version="1",
    pillar=Pillar.SOURCE,
    question="Is the footage from where the article says it is?",
    proposition="The footage is from a station and a day that the article names as its source.",
    reads=("article", "leads", "links", "searched"),
    examine=examine,
)
