"""Date: do the post's own clocks agree, the time inside its number and the time it displays?"""

from __future__ import annotations

from checks import wording
from checks.check import Check, Finding
from checks.post_clocks import clock
from reference.times import iso
from storage.records import CaseFile, Evidence, KnownFrom, Outcome, Pillar, Platform

TOLERANCE_S = {Platform.X: 2.0, Platform.TIKTOK: 120.0, Platform.INSTAGRAM: 120.0}
"""How far the two clocks of a platform may stand apart, in seconds, beyond the displayed precision: a number
is given out when a post is accepted, the displayed time when it is stored. TikTok and Instagram give it out
when the upload begins."""


def examine(case: CaseFile) -> Finding:
    """Supported where the two times share an instant within the platform's tolerance, else refuted."""
    post = case.post
    if post is None:
        return Finding(Outcome.INCONCLUSIVE, "The post itself has not been read.")
    if post.platform is Platform.FILE:
        return Finding(
            Outcome.NOT_APPLICABLE, "A file given by hand has neither a number nor a displayed time."
        )
    number, displayed = clock(post, KnownFrom.NUMBER), clock(post, KnownFrom.DISPLAYED)
    if number is None:
        why = "is not known" if post.number is None else f"{post.number} carries no time"
        shown = f"; it displays {displayed.text}" if displayed else ""
        return Finding(Outcome.INCONCLUSIVE, f"The post's number {why}{shown}.")
    if displayed is None:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"No displayed time is known to hold the number's {wording.between(number.interval)} against.",
        )
    evidence = tuple(
        Evidence(
            f"{wording.posted(time)[0].upper()}{wording.posted(time)[1:]}.",
            url=post.url,
            facts={
                "clock": time.known_from.value,
                "from": iso(time.interval.start),
                "to": iso(time.interval.end),
                "precision": time.precision.value,
            },
        )
        for time in (number, displayed)
    )
    tolerance = TOLERANCE_S.get(post.platform, 0.0)
    said = f"the number says {wording.between(number.interval)}, the post displays {displayed.text}"
    if number.interval.overlaps(displayed.interval.widened(tolerance)):
        return Finding(
            Outcome.SUPPORTS, f"The two clocks agree to the {displayed.precision.value}: {said}.", evidence
        )
    apart = max(
        (number.interval.start - displayed.interval.end).total_seconds(),
        (displayed.interval.start - number.interval.end).total_seconds(),
    )
    return Finding(
        Outcome.REFUTES, f"The two clocks stand at least {wording.length(apart)} apart: {said}.", evidence
    )


CHECK = Check(
    name="number_and_displayed_time",
    version="1",
    pillar=Pillar.DATE,
    question="Do the post's own clocks agree?",
    proposition="The time in the post's number and the time it displays agree.",
    reads=("post.number", "post.times"),
    examine=examine,
)
