"""Provenance: does the clip show the airing's footage unaltered?

Compared is each clip with its best airing that the post does not precede. Framing (a light crop, a frame
around it), colours and what is written over a small part of the picture are noted and are no alteration;
encoding is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from checks import sightings, wording
from checks.check import Check, Finding
from checks.direction import direction, link_interval
from checks.edits import ALTERING, FRAMING, OPEN, Edit, EditKind, edits_of
from checks.edits_seen import edits_seen, picture_compared, sound_compared
from checks.post_clocks import best_clock
from checks.reading import reading
from storage.records import CaseFile, Direction, Evidence, Link, Outcome, Pillar


def examine(case: CaseFile) -> Finding:
    """Refuted by any alteration; supported where every held clip is whole and nothing stays open."""
    links = sightings.counted(case)
    if not links:
        return Finding(Outcome.INCONCLUSIVE, "No airing of the footage is known to compare the clip with.")
    possible = tuple(link for link in links if _may_be_source(case, link))
    if not possible:
        return Finding(
            Outcome.NOT_APPLICABLE,
            "The post precedes every airing in which its footage was found, so there is no source to compare with.",
        )
    set_aside = tuple(link for link in links if link not in possible)
    evidence: list[Evidence] = []
    edits: list[Edit] = []
    unseen = [
        item for item in sightings.held_clips(case) if not sightings.of_clip(possible, item.sha256 or "")
    ]
    for clip in dict.fromkeys(link.clip_sha256 for link in possible):
        best, *others = sorted(sightings.of_clip(possible, clip), key=lambda link: not link.picture)
        if best.picture:
            evidence.append(_compared(best))
        found = _edits(case, best, others, later=sightings.of_clip(set_aside, clip))
        evidence.extend(_evidence(edit, best) for edit in found)
        edits.extend(found)
    if unseen:
        edits.append(
            Edit(EditKind.PART_NOT_FOUND, f"{len(unseen)} of the post's media were found in no airing")
        )
    outcome, reason = _verdict(edits)
    if outcome is Outcome.SUPPORTS:
        reason = f"{reason} {uncompared(possible)}".rstrip()
    return Finding(outcome, reason, tuple(evidence))


def uncompared(links: Iterable[Link]) -> str:
    """What no link of a clip speaks of, and so nobody has held against the airing; empty, or a sentence."""
    given = tuple(links)
    overlays = "whether something was laid over the picture"
    match all(map(sound_compared, given)), all(map(picture_compared, given)):
        case True, True:
            return ""
        case False, True:
            return "Its sound was not compared."
        case True, False:
            return f"{overlays[0].upper()}{overlays[1:]} was not looked at."
    return f"Its sound was not compared, nor {overlays}."


def _edits(case: CaseFile, best: Link, others: list[Link], later: tuple[Link, ...]) -> tuple[Edit, ...]:
    if best.picture:
        told = edits_of(best, sightings.clip_of(case, best), others, later)
        dubbed = any(edit.kind is EditKind.SOUND_ELSEWHERE for edit in told)
        return (*told, *(e for e in edits_seen(best) if not (dubbed and e.kind is EditKind.SOUND_ELSEWHERE)))
    return (Edit(EditKind.PART_NOT_FOUND, "the clip's sound was found, its picture was not"),)


def _evidence(edit: Edit, link: Link) -> Evidence:
    text = f"{edit.text[0].upper()}{edit.text[1:]}."
    return Evidence(text, link=link.id, facts={"edit": edit.kind.value, **edit.facts})


def _may_be_source(case: CaseFile, link: Link) -> bool:
    time = best_clock(case.post)
    posted = time.interval if time else None
    return direction(posted, link_interval(link)) is not Direction.POST_BEFORE_AIRING


def _compared(link: Link) -> Evidence:
    spans = "; ".join(
        f"{wording.offset(segment.clip[0])} to {wording.offset(segment.clip[1])} against "
        f"{wording.offset(segment.recording[0])} to {wording.offset(segment.recording[1])}, "
        f"{wording.manner(segment)}"
        for segment in reading(link.picture)
    )
    return Evidence(
        f"Compared with {wording.airing_name(link.airing)} (link {link.id}, {link.state.value}): {spans}.",
        link=link.id,
        facts={
            "compared": True,
            "segments": len(link.picture),
            "picture_compared": picture_compared(link),
            "sound_compared": sound_compared(link),
        },
    )


def _verdict(edits: list[Edit]) -> tuple[Outcome, str]:
    altering = [edit for edit in edits if edit.kind in ALTERING]
    open_ = [edit for edit in edits if edit.kind in OPEN]
    framing = [edit for edit in edits if edit.kind in FRAMING]
    if altering:
        return Outcome.REFUTES, f"Against the airing, {_said(altering)}."
    if open_:
        return Outcome.INCONCLUSIVE, f"No alteration was seen, but {_said(open_)}."
    tail = f", though {_said(framing).replace('the clip shows', 'it shows', 1)}" if framing else ""
    return (
        Outcome.SUPPORTS,
        f"The clip shows the airing in one piece, in order, at its own speed and not mirrored{tail}.",
    )


def _said(edits: list[Edit], limit: int = 3) -> str:
    more = f"; and {len(edits) - limit} more" if len(edits) > limit else ""
    return "; ".join(edit.text for edit in edits[:limit]) + more


CHECK = Check(
    name="edits_against_source",
    version="3",
    pillar=Pillar.PROVENANCE,
    question="Was the footage altered against the airing it was found in?",
    proposition="The clip shows the airing's footage unaltered, framing and encoding aside.",
    reads=("post.media", "post.times", "links"),
    examine=examine,
)
