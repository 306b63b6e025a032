"""Provenance: is the same footage known from an earlier post? Then it is going round again."""

from __future__ import annotations

from checks import wording
from checks.check import Check, Finding
from checks.post_clocks import best_clock
from checks.posted_by_many import evidence_of
from storage.records import CaseFile, Outcome, Pillar
from storage.records.surroundings import Alike


def examine(case: CaseFile) -> Finding:
    """Supported by a post of this record that certainly precedes this one."""
    alike = [other for other in case.surroundings.others if {Alike.MEDIA, Alike.FOOTAGE} & set(other.alike)]
    if not alike:
        return Finding(
            Outcome.INCONCLUSIVE,
            "No other post in this record shows the same footage; posts that were not verified here are not known.",
        )
    evidence = tuple(evidence_of(other) for other in alike)
    time = best_clock(case.post)
    if time is None:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"{len(alike)} other post(s) show the same footage; when this one was posted is not known.",
            evidence,
        )
    before = [other for other in alike if other.posted is not None and other.posted.before(time.interval)]
    if before and before[0].posted is not None:
        first = before[0]
        who = f"@{first.handle.removeprefix('@')}" if first.handle else first.name or "an unknown account"
        return Finding(
            Outcome.SUPPORTS,
            f"The same footage was posted {wording.days_between(before[0].posted, time.interval)} before, by {who} "
            f"on {first.platform.value} ({wording.between(before[0].posted)}, case {first.case}).",
            evidence,
        )
    return Finding(
        Outcome.INCONCLUSIVE,
        f"{len(alike)} other post(s) show the same footage, none of them certainly before this one.",
        evidence,
    )


CHECK = Check(
    name="earlier_posts",
    version="1",
    pillar=Pillar.PROVENANCE,
    question="Is the same footage known from an earlier post?",
    proposition="An earlier post in this record shows the same footage.",
    reads=("post.times", "post.media", "links", "surroundings.others"),
    examine=examine,
)
