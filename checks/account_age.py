"""Source: how old was the account when it posted? Read from its number, where a number carries a time.

Only X's do: since it gives accounts numbers of the same kind as posts. Numbers of the other platforms count
up, are random, or say when somebody else's server first met the account.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from checks import wording
from checks.check import Check, Finding
from checks.post_clocks import best_clock
from reference.times import iso
from storage.records import CaseFile, Evidence, Outcome, Pillar, Platform

YOUNG = timedelta(days=30)
"""An account that is younger says nothing by its past."""
_EPOCH_MS = 1_288_834_974_657
"""4 November 2010, from which X counts the milliseconds in its numbers (Snowflake)."""
_TIMED = 10**17
"""X's account numbers from here on carry a time; the smaller ones counted up, until 2016."""


def examine(case: CaseFile) -> Finding:
    """Refuted of an account that was made within the month before its post."""
    post = case.post
    if post is None or post.author_id is None:
        return Finding(Outcome.INCONCLUSIVE, "The account's number is not known.")
    if post.platform is not Platform.X:
        return Finding(
            Outcome.NOT_APPLICABLE,
            f"Account numbers of {post.platform.value} carry no time that can be read.",
        )
    made = made_at(post.author_id)
    time = best_clock(post)
    if made is None:
        if not post.author_id.isdecimal():
            return Finding(Outcome.INCONCLUSIVE, f"{post.author_id} is no account number of X.")
        return Finding(
            Outcome.SUPPORTS,
            f"The account's number, {post.author_id}, is of the kind that X gave out before 2016; it carries no time.",
            (
                Evidence(
                    "Numbers of so few digits were given out in order.", facts={"number": post.author_id}
                ),
            ),
        )
    evidence = (
        Evidence(
            f"The account's number, {post.author_id}, was given out at {wording.utc(made)}.",
            facts={"number": post.author_id, "made_at": iso(made)},
        ),
    )
    if time is None:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"The account was made at {wording.utc(made)}; when it posted is not known.",
            evidence,
        )
    age = (time.interval.start - made).total_seconds()
    if time.interval.end < made:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"The account's number is from {wording.utc(made)}, after the post; one of the two is not what it seems.",
            evidence,
        )
    said = f"The account was made {wording.length(max(0.0, age))} before the post, at {wording.utc(made)}."
    return Finding(Outcome.REFUTES if age < YOUNG.total_seconds() else Outcome.SUPPORTS, said, evidence)


def made_at(number: str) -> datetime | None:
    """When X gave out an account number, to the millisecond; None of a number that carries no time."""
    if not number.isascii() or not number.isdecimal() or not _TIMED <= int(number) < 2**63:
        return None
    return datetime.fromtimestamp(((int(number) >> 22) + _EPOCH_MS) / 1000, UTC)


CHECK = Check(
    name="account_age",
    version="1",
    pillar=Pillar.SOURCE,
    question="How old was the account when it posted?",
    proposition="The account had existed for at least 30 days when it posted.",
    reads=("post.author_id", "post.times"),
    examine=examine,
)
