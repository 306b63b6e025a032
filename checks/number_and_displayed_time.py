"""Date: do the post's own clocks agree, the time inside its number and the time it displays?

Where the platform says when it took the post in (Bluesky), that is a third clock, the only one there that
the author does not set.
"""

from __future__ import annotations

from itertools import combinations

from checks import wording
from checks.check import Check, Finding
from checks.post_clocks import clock
from reference.times import Precision, iso
from storage.records import CaseFile, Evidence, KnownFrom, Outcome, Pillar, Platform, PostTime

TOLERANCE_S = {
    Platform.X: 2.0,
    Platform.TIKTOK: 120.0,
    Platform.INSTAGRAM: 120.0,
    Platform.BLUESKY: 60.0,
    Platform.MASTODON: 10.0,
}
"""How far the two clocks of a platform may stand apart, in seconds, beyond the displayed precision: a number
is given out when a post is accepted, the displayed time when it is stored. TikTok and Instagram give it out
when the upload begins; on Bluesky the author's application sets both."""
TAKEN_IN_LATE_S = 86400.0
"""How much later than its other clocks say a platform may have taken a post in: outages last hours."""


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
    taken_in = clock(post, KnownFrom.INDEXED)
    if number is None and (displayed is None or taken_in is None):
        why = "is not known" if post.number is None else f"{post.number} carries no time"
        shown = f"; it displays {displayed.text}" if displayed else ""
        return Finding(Outcome.INCONCLUSIVE, f"The post's number {why}{shown}.")
    if displayed is None and taken_in is None and number is not None:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"No displayed time is known to hold the number's {wording.between(number.interval)} against.",
        )
    clocks = [time for time in (number, displayed, taken_in) if time is not None]
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
        for time in clocks
    )
    tolerance = TOLERANCE_S.get(post.platform, 0.0)
    said = ", ".join(_said(time) for time in clocks)
    apart = max(_apart(one, other, tolerance) for one, other in combinations(clocks, 2))
    count = "two" if len(clocks) == 2 else "three"
    if apart > 0:
        return Finding(
            Outcome.REFUTES,
            f"The {count} clocks stand at least {wording.length(apart)} apart: {said}.",
            evidence,
        )
    precision = max((time.precision for time in clocks), key=tuple(Precision).index)
    return Finding(Outcome.SUPPORTS, f"The {count} clocks agree to the {precision.value}: {said}.", evidence)


def _said(time: PostTime) -> str:
    if time.known_from is KnownFrom.NUMBER:
        return f"the number says {wording.between(time.interval)}"
    if time.known_from is KnownFrom.DISPLAYED:
        return f"the post displays {time.text}"
    return f"the platform took it in at {wording.between(time.interval)}"


def _apart(one: PostTime, other: PostTime, tolerance: float) -> float:
    """How many seconds two clocks stand apart, 0 where they agree. ``other`` is the later one of the evidence."""
    late = TAKEN_IN_LATE_S if other.known_from is KnownFrom.INDEXED else tolerance
    before = (one.interval.start - other.interval.end).total_seconds()
    after = (other.interval.start - one.interval.end).total_seconds()
    return max(before if before > tolerance else 0.0, after if after > late else 0.0)


CHECK = Check(
    name="number_and_displayed_time",
    version="2",
    pillar=Pillar.DATE,
    question="Do the post's own clocks agree?",
    proposition="The time in the post's number and the times that its platform gives agree.",
    reads=("post.number", "post.times"),
    examine=examine,
)
