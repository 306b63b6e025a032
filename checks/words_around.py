"""Provenance: is the clip a whole, or a snippet out of what was being said?

Read from the airing's transcripts: what was said just before the clip's footage, in it, and just after it.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks import sightings, wording
from checks.check import Check, Finding
from storage.records import CaseFile, Evidence, Link, Outcome, Pillar
from storage.records.transcripts import Cue, Said, TextOrigin

CUT_S = 1.0
"""Seconds by which a cue must reach over the clip's edge before what it says counts as cut."""
PAUSE_S = 2.0
"""Speech that stops for so long has ended."""
LONGEST = 300
"""Characters of what is quoted on each side."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", ".”", ".»", '."')
_SPOKEN = frozenset({TextOrigin.CAPTIONS, TextOrigin.ARCHIVE, TextOrigin.SPEECH, TextOrigin.GIVEN})


def examine(case: CaseFile) -> Finding:
    """Refuted where speech runs over an edge of the clip; supported where it pauses at both."""
    links = [link for link in sightings.counted(case) if link.picture or link.sound]
    if not links:
        return Finding(Outcome.INCONCLUSIVE, "No airing of the footage is known whose words could be read.")
    around = {each.link: each for each in case.surroundings.said}
    for link in links:
        found = around.get(link.id)
        spoken = [said for said in found.said if said.origin in _SPOKEN] if found else []
        if found and spoken:
            return _judged(link, spoken[0])
    return Finding(
        Outcome.INCONCLUSIVE,
        f"No transcript is held of what was said around the footage on {wording.airing_name(links[0].airing)}.",
    )


def _judged(link: Link, said: Said) -> Finding:
    start, end = said.seconds
    where = wording.airing_name(link.airing)
    evidence = tuple(
        Evidence(
            f"{place} ({_origin(said)}): “{_quoted(cues, last=place == 'Just before')}”",
            link=link.id,
            facts={"transcript": said.transcript, "from": cues[0].start, "to": cues[-1].end, "place": place},
        )
        for place, cues in (
            ("Just before", said.before), ("In the clip's footage", said.during), ("Just after", said.after)
        )
        if cues
    )  # fmt: skip
    if not said.during:
        return Finding(
            Outcome.SUPPORTS if said.before or said.after else Outcome.INCONCLUSIVE,
            f"Nothing is said on {where} while the clip's footage is shown, by the transcript.",
            evidence,
        )
    cut = [
        edge
        for edge, over in (("begins", _cut_at_start(said, start)), ("ends", _cut_at_end(said, end)))
        if over
    ]
    if cut:
        return Finding(
            Outcome.REFUTES,
            f"The clip {' and '.join(cut)} in the middle of what was being said on {where}.",
            evidence,
        )
    return Finding(
        Outcome.SUPPORTS,
        f"On {where} a sentence ends, or nobody speaks, where the clip begins and where it ends.",
        evidence,
    )


def _cut_at_start(said: Said, start: float) -> bool:
    first = said.during[0]
    if first.start < start - CUT_S:
        return True
    if not said.before:
        return False
    last = said.before[-1]
    return first.start - last.end < PAUSE_S and not _ends(last)


def _cut_at_end(said: Said, end: float) -> bool:
    last = said.during[-1]
    if last.end_known and last.end > end + CUT_S:
        return True
    if not said.after:
        return False
    return said.after[0].start - min(last.end, end) < PAUSE_S and not _ends(last)


def _ends(cue: Cue) -> bool:
    return cue.text.rstrip().endswith(_ENDS)


def _quoted(cues: Sequence[Cue], *, last: bool) -> str:
    text = " ".join(" ".join(cue.new.split()) for cue in cues)
    if len(text) <= LONGEST:
        return text
    return f"…{text[-LONGEST:]}" if last else f"{text[:LONGEST]}…"


def _origin(said: Said) -> str:
    return f"{said.origin.value.replace('_', ' ')}, transcript {said.transcript}"


CHECK = Check(
    name="words_around",
    version="1",
    pillar=Pillar.PROVENANCE,
    question="Is the clip a whole, or a snippet out of what was being said?",
    proposition="The clip begins and ends where speech does in the programme.",
    reads=("links", "surroundings.said"),
    examine=examine,
)
