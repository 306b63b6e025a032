"""Why was it posted? A question to the person; the machine never answers it."""

from __future__ import annotations

from checks.check import Check, Finding
from storage.records import CaseFile, Outcome, Pillar

QUESTION = "Why was it posted, and who gains if it is believed?"


def examine(case: CaseFile) -> Finding:
    """Always inconclusive: asks the person."""
    poster = case.post.name if case.post else None
    if case.post is not None and not poster and case.post.handle:
        poster = f"@{case.post.handle.removeprefix('@')}"
    whom = f"{poster} posted this" if poster else "this was posted"
    return Finding(
        Outcome.INCONCLUSIVE, f"A person has to judge why {whom}: stored material cannot show a motive."
    )


CHECK = Check(
    name="motivation",
    version="1",
    pillar=Pillar.MOTIVATION,
    question=QUESTION,
    proposition="The post's motivation is known.",
    reads=("post",),
    examine=examine,
)
