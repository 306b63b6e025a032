"""Source: did many accounts post the same words or media within a short time?

That is how campaigns look, and how news spreads. Only the posts of this record are known, so that there are
few of them says nothing.
"""

from __future__ import annotations

from datetime import timedelta

from checks.check import Check, Finding
from checks.post_clocks import best_clock
from reference.times import Interval, iso
from storage.records import CaseFile, Evidence, Outcome, Pillar
from storage.records.surroundings import Alike, OtherPost

MANY = 3
"""Accounts, this one apart."""
SHORT = timedelta(hours=24)


def examine(case: CaseFile) -> Finding:
    """Supported by posts of enough other accounts within a day of this one."""
    time = best_clock(case.post)
    if case.post is None or time is None:
        return Finding(Outcome.INCONCLUSIVE, "It is not known when this was posted.")
    own = _account(case.post.handle, case.post.name)
    near = [
        other
        for other in case.surroundings.others
        if other.posted is not None and _apart(time.interval, other.posted) <= SHORT
    ]
    by_account = {
        account: other for other in near if (account := _account(other.handle, other.name)) not in {own, ""}
    }
    evidence = tuple(evidence_of(other) for other in by_account.values())
    if len(by_account) >= MANY:
        kinds = sorted({kind.value for other in by_account.values() for kind in other.alike})
        return Finding(
            Outcome.SUPPORTS,
            f"{len(by_account)} other accounts posted the same {' or '.join(kinds)} within "
            f"{SHORT.total_seconds() / 3600:.0f} hours of this post.",
            evidence,
        )
    few = "no other account" if not by_account else f"{len(by_account)} other account(s)"
    return Finding(
        Outcome.INCONCLUSIVE,
        f"Of {few} in this record a post with the same words, media or footage is known within "
        f"{SHORT.total_seconds() / 3600:.0f} hours; posts that were not verified here are not known.",
        evidence,
    )


def evidence_of(other: OtherPost) -> Evidence:
    """One other post, with what is alike."""
    said = {Alike.MEDIA: "the same file", Alike.FOOTAGE: "the same footage", Alike.TEXT: "the same words"}
    who = f"@{other.handle.removeprefix('@')}" if other.handle else (other.name or "an unknown account")
    when = f" at {iso(other.posted.start)}" if other.posted else " at an unknown time"
    return Evidence(
        f"{who} on {other.platform.value}{when}: {', '.join(said[kind] for kind in other.alike)} (case {other.case}).",
        url=other.url,
        facts={
            "case": other.case,
            "alike": [kind.value for kind in other.alike],
            "posted_from": iso(other.posted.start) if other.posted else None,
        },
    )


def _account(handle: str | None, name: str | None) -> str:
    return (handle or name or "").removeprefix("@").casefold()


def _apart(one: Interval, other: Interval) -> timedelta:
    """The most that two times can be apart."""
    return max(abs(other.end - one.start), abs(one.end - other.start))


CHECK = Check(
    name="posted_by_many",
    version="1",
    pillar=Pillar.SOURCE,
    question="Did many accounts post the same words or media within a short time?",
    proposition="At least three other accounts posted the same words, media or footage within a day of this post.",
    reads=("post.handle", "post.times", "surroundings.others"),
    examine=examine,
)
