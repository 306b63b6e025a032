"""What of a case the evidence page and the desk both show, ready for the templates that they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from review import clock, timeline, wording
from review.headline import coverage_text, direction_of, headline, in_order, searched_in_words
from review.matches import Frames, match_shown
from review.text import hostile, hostile_line, one_line, pieces, safe_url, shortened
from review.timeline import Mark
from storage.records import CaseFile, CheckResult, Fetch, FetchState, Lead, LeadAbout, Pillar, Purpose

_BADGES: dict[str, str] = {
    "supports": "✓",
    "refutes": "✕",
    "inconclusive": "?",
    "not_applicable": "–",
    "failed": "!",
}


@dataclass(frozen=True)
class Chart:
    """A timeline in its two widths."""

    title: str
    drawings: tuple[Markup, ...]


def shown(case: CaseFile, frames: Frames, stations: Callable[[str], str]) -> dict[str, Any]:
    """What the shared templates read, by name.

    Args:
        case: Everything stored of it.
        frames: Gives the bytes of the evidence frames; a frame that is missing is said to be missing.
        stations: Gives a station's name by its id.
    """
    marks = timeline.marks(case, stations)
    return {
        "answer": headline(case, stations),
        "case": case,
        "charts": _charts(case, marks),
        "checks": _by_pillar(case),
        "clock": clock,
        "coverage_text": coverage_text,
        "gap_words": timeline.gap_words(case, marks),
        "kinds": {mark.kind.value for mark in marks},
        "leads": _leads(case),
        "link_ids": {link.id for link in case.links},
        "marks": marks,
        "matches": [match_shown(link, case, frames, stations) for link in in_order(case)],
        "post_page": _post_page(case),
        "post_text": _post_text(case),
        "searched": searched_in_words(case),
        "stations": stations,
        "words": wording,
        "zone": timeline.zone_of(case),
    }


@cache
def environment() -> Environment:
    """Escapes everything, and knows the filters that make a stranger's text harmless and visible."""
    made = Environment(
        loader=PackageLoader("review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "shown": lambda text: hostile(str(text)),
        "line": lambda text: hostile_line(str(text)),
        "shortened": shortened,
        "plain": lambda text: one_line(str(text)),
        "safe_url": safe_url,
        "badge": _BADGES.__getitem__,
    }
    return made


def _by_pillar(case: CaseFile) -> list[tuple[Pillar, list[CheckResult]]]:
    return [(pillar, [check for check in case.checks if check.pillar is pillar]) for pillar in Pillar]


def _leads(case: CaseFile) -> list[Lead]:
    """The source leads before the others."""
    return sorted(case.leads, key=lambda lead: lead.about is not LeadAbout.EMBEDDED_POST)


def _post_page(case: CaseFile) -> list[Fetch]:
    """The fetches of the post's own page that did not show it."""
    return [
        fetch
        for fetch in case.fetches
        if fetch.purpose is Purpose.POST and fetch.state is not FetchState.VISIBLE
    ]


def _post_text(case: CaseFile) -> list[tuple[str, bool]]:
    if case.post is None:
        return []
    return pieces(case.post.text, [claim.span for claim in case.claims if claim.span is not None])


def _charts(case: CaseFile, marks: tuple[Mark, ...]) -> list[Chart]:
    if not marks:
        return []
    zone = timeline.zone_of(case)
    against = timeline.against_post(case)
    direction = direction_of(case, against) if against else None
    close = timeline.enlarged(marks)
    shown = [("Airing and post, enlarged", close), ("All that has a time", marks)] if close else [("", marks)]
    return [
        Chart(
            title,
            tuple(timeline.draw(some, zone, direction, width) for width in (timeline.WIDE, timeline.NARROW)),
        )
        for title, some in shown
    ]
