"""Cases as a sheet: CSV that no spreadsheet runs as a formula.

A cell that begins like a formula gets an apostrophe before it (OWASP, "CSV Injection"); every cell is quoted, so that
no separator or line break leaves it. What the apostrophe alters stands unaltered in the JSONL of the same cases.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from checks.post_clocks import best_clock
from reference.times import iso
from review.clock import posted_at
from review.reviews import stretches
from storage.encoding import clean
from storage.records import CaseFile, Link, LinkState

COLUMNS = (
    "case", "kind", "state", "opened_at", "target", "platform", "post_url", "handle", "text", "posted_at", "claims",
    "station", "programme", "aired_at", "offset_s", "link_state", "suggested", "decided", "claim_ratings",
    "decided_by", "decided_at", "because", "corrections",
)  # fmt: skip
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def sheet(cases: Iterable[CaseFile], stations: Callable[[str], str]) -> str:
    """The cases as CSV with a header (RFC 4180), one line each; the best link that stands is its airing."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for case in cases:
        writer.writerow([harmless(cell) for cell in _cells(case, stations)])
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    plain = str(clean(cell)).replace("\0", "�")
    begins = plain.lstrip(" \u00a0\ufeff\u200b")
    risky = bool(begins) and begins[0] in _STARTS_A_FORMULA
    return f"'{plain}" if risky else plain


def _cells(case: CaseFile, stations: Callable[[str], str]) -> list[str]:
    post, decision, link = case.post, case.decision, _best(case.links)
    time = best_clock(post)
    return [
        case.id,
        case.kind,
        case.state,
        iso(case.opened_at),
        case.target,
        post.platform if post else "",
        (post.url if post else None) or "",
        (post.handle if post else None) or "",
        post.text if post else "",
        posted_at(time) if time else "",
        " | ".join(f"{claim.n}: {claim.text}" for claim in case.claims),
        stations(link.airing.station) if link else "",
        (link.airing.programme if link else None) or "",
        iso(link.airing.aired_at) if link else "",
        _offset(link),
        link.state if link else "",
        " ".join(case.suggestion.categories) if case.suggestion else "",
        " ".join(decision.categories) if decision else "",
        " | ".join(f"{rated.n}: {rated.rating}" for rated in decision.claims) if decision else "",
        decision.by if decision else "",
        iso(decision.at) if decision else "",
        decision.because if decision else "",
        " | ".join(each.because for each in case.decisions if each.corrects is not None),
    ]


def _best(links: Sequence[Link]) -> Link | None:
    """The link that a person confirmed, else the best one that nobody rejected."""
    standing = [link for link in links if link.state is not LinkState.REJECTED]
    return next((link for link in standing if link.state is LinkState.CONFIRMED), next(iter(standing), None))


def _offset(link: Link | None) -> str:
    found = stretches(link) if link else []
    return f"{found[0][0]:.3f}" if found else ""
