"""Decided cases as an Atom feed (RFC 4287): the newest decision first, corrections spelt out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from reference.times import iso
from review.reviews import Publisher, is_decided, page_of
from review.text import one_line, visible
from storage.records import CaseFile, Decision

_ATOM = "http://www.w3.org/2005/Atom"
_LONGEST_TITLE = 160


def atom(cases: Sequence[CaseFile], publisher: Publisher, *, record: str, made_at: datetime) -> bytes:
    """The feed in UTF-8; a case without a standing decision is left out.

    Args:
        cases: Whole cases.
        publisher: Who publishes them, and where.
        record: The record's own number, 32 hexadecimal digits; the ids of feed and entries are made from it.
        made_at: When the feed was last changed, where nothing is decided yet.
    """
    decided = [(case, case.decision) for case in cases if case.decision is not None and is_decided(case)]
    decided.sort(key=lambda pair: pair[1].at, reverse=True)
    number = uuid.UUID(record)
    feed = Element("feed", xmlns=_ATOM)
    _text(feed, "id", number.urn)
    _text(feed, "title", f"Decided cases of {publisher.name}" if publisher.name else "Decided cases")
    _text(feed, "updated", iso(decided[0][1].at if decided else made_at))
    if publisher.name:
        _text(SubElement(feed, "author"), "name", publisher.name)
    for case, decision in decided:
        _entry(feed, case, decision, publisher, uuid.uuid5(number, case.id))
    indent(feed)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(
    feed: Element, case: CaseFile, decision: Decision, publisher: Publisher, number: uuid.UUID
) -> None:
    entry = SubElement(feed, "entry")
    first = case.decisions[0] if case.decisions else decision
    _text(entry, "id", number.urn)
    _text(entry, "title", one_line(f"{case.id}: {_rated(case, decision)}", _LONGEST_TITLE))
    _text(entry, "published", iso(first.at))
    _text(entry, "updated", iso(decision.at))
    _text(SubElement(entry, "author"), "name", publisher.name or decision.by)
    page = page_of(case.id, publisher)
    if page is not None:
        SubElement(entry, "link", rel="alternate", href=page)
    for category in decision.categories:
        SubElement(
            entry, "category", term=category, scheme="https://schema.org/MediaManipulationRatingEnumeration"
        )
    content = _text(entry, "content", "\n".join(_lines(case, decision)))
    content.set("type", "text")


def _rated(case: CaseFile, decision: Decision) -> str:
    texts = {claim.n: claim.text for claim in case.claims}
    ratings = [f"{rated.rating}: {texts.get(rated.n, '')}" for rated in decision.claims]
    return "; ".join(ratings) or ", ".join(decision.categories)


def _lines(case: CaseFile, decision: Decision) -> list[str]:
    texts = {claim.n: claim.text for claim in case.claims}
    lines = [f"The media: {', '.join(decision.categories)}."]
    lines += [f"Claim {rated.n}, “{texts.get(rated.n, '')}”: {rated.rating}." for rated in decision.claims]
    lines.append(decision.because)
    before = {each.seq: each for each in case.decisions}
    for each in case.decisions:
        old = before.get(each.corrects) if each.corrects is not None else None
        if old is not None:
            lines.append(
                f"Correction of {iso(each.at)}: {', '.join(old.categories)} became {', '.join(each.categories)}. "
                f"{each.because}"
            )
    return lines


def _text(parent: Element, name: str, text: str) -> Element:
    """A child with that text; characters that XML forbids or that act unseen are spelt out."""
    child = SubElement(parent, name)
    child.text = visible(text)
    return child
