"""The evidence page: one case as one HTML file that needs nothing else, now or in ten years.

It loads nothing: styles and frames are inside, there are no scripts, and its content security policy
forbids everything but its own style sheet (by hash) and ``data:`` pictures. What strangers wrote is shown
as text, with :mod:`review.text`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from review import clock, timeline, wording
from review.headline import coverage_text, direction_of, headline, in_order, searched_in_words
from review.history import HistoryLine
from review.matches import Frames, match_shown
from review.text import hostile, hostile_line, one_line, pieces, safe_url
from review.timeline import Mark
from storage.records import (
    CaseFile,
    CheckResult,
    Fetch,
    FetchState,
    Lead,
    LeadAbout,
    Pillar,
    Purpose,
)

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


def render(
    case: CaseFile,
    *,
    frames: Frames,
    stations: Callable[[str], str],
    history: Sequence[HistoryLine],
    head: str,
    made_at: datetime,
    version: str,
) -> str:
    """The case as one self-contained HTML document.

    Args:
        case: Everything stored of it.
        frames: Gives the bytes of the evidence frames; a frame that is missing is said to be missing.
        stations: Gives a station's name by its id.
        history: The events of the case, in order.
        head: Number, hash and time of the record's last event, to be kept elsewhere.
        made_at: When the page is made, aware.
        version: Airtrace's version.
    """
    answer = headline(case, stations)
    marks = timeline.marks(case, stations)
    policy = f"default-src 'none'; img-src data:; style-src '{_style_digest()}'; base-uri 'none'; form-action 'none'"
    return _environment().get_template("page.html").render(
        answer=answer,
        case=case,
        charts=_charts(case, marks),
        checks=_by_pillar(case),
        clock=clock,
        coverage_text=coverage_text,
        gap_words=timeline.gap_words(case, marks),
        head=head,
        kinds={mark.kind.value for mark in marks},
        history=history,
        leads=_leads(case),
        link_ids={link.id for link in case.links},
        made_at=made_at,
        marks=marks,
        matches=[match_shown(link, case, frames, stations) for link in in_order(case)],
        policy=policy,
        post_page=_post_page(case),
        post_text=_post_text(case),
        searched=searched_in_words(case),
        stations=stations,
        version=version,
        words=wording,
        zone=timeline.zone_of(case),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shown": lambda text: hostile(str(text)),
        "line": lambda text: hostile_line(str(text)),
        "plain": lambda text: one_line(str(text)),
        "safe_url": safe_url,
        "badge": _BADGES.__getitem__,
    }
    return environment


@cache
def _style_digest() -> str:
    """The hash under which the page's policy lets its one style sheet in."""
    style = _environment().get_template("page.css").render()
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


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
