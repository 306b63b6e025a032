"""The history of a case as lines that a person can read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reference.times import from_iso
from storage.chain import Event, EventKind


@dataclass(frozen=True)
class HistoryLine:
    """One event: its number on the chain, when, who, of which kind, and what it says in a few words."""

    seq: int
    at: datetime
    actor: str
    kind: str
    summary: str


def history_lines(events: Iterable[Event]) -> tuple[HistoryLine, ...]:
    """The events of a case, in their order, each with a summary made of its body."""
    return tuple(
        HistoryLine(event.seq, from_iso(event.at), event.actor, event.kind, summary(event.kind, event.body))
        for event in events
    )


def summary(kind: str, body: str) -> str:
    """What an event of that kind says, as part of a sentence; its kind where its body does not say more."""
    plain = kind.replace("_", " ")
    try:
        facts = json.loads(body)
        said = _SUMMARIES[EventKind(kind)](facts)
    except (KeyError, ValueError, TypeError, AttributeError):
        return plain
    return said or plain


def _because(said: str, facts: Mapping[str, Any]) -> str:
    return f"{said}: {facts['because']}" if facts.get("because") else said


def _fetched(facts: Mapping[str, Any]) -> str:
    said = f"{str(facts['state']).replace('_', ' ')}: {facts['url']}"
    return f"{said} ({facts['reason']})" if facts.get("reason") else said


def _checked(facts: Mapping[str, Any]) -> str:
    outcomes = "; ".join(
        f"{name} {str(outcome).rpartition(' ')[2].replace('_', ' ')}"
        for name, outcome in facts["outcomes"].items()
    )
    suggested = ", ".join(facts["suggested"]) if facts.get("suggested") else "nothing"
    return f"checks: {outcomes or 'none'}; suggested {suggested}"


def _decided(facts: Mapping[str, Any]) -> str:
    said = ", ".join(facts["categories"]) or "no category"
    return f"correction of decision {facts['corrects']}: {said}" if facts.get("corrects") else said


def _post_seen(facts: Mapping[str, Any]) -> str:
    return f"post captured, version {facts['version']}"


_SUMMARIES: Mapping[EventKind, Callable[[Mapping[str, Any]], str]] = {
    EventKind.RUN_REQUESTED: lambda facts: _because(f"asked to {facts['kind']} {facts['subject']}", facts),
    EventKind.RUN_STARTED: lambda facts: f"run {facts['run']} started, attempt {facts['attempt']}",
    EventKind.RUN_ENDED: lambda facts: f"run {facts['run']} {facts['state']}: {facts['how']}",
    EventKind.FETCHED: _fetched,
    EventKind.CASE_OPENED: lambda facts: f"case opened for {facts['target']}",
    EventKind.CASE_SIGHTED: lambda facts: (
        f"met at {facts['link']}" if facts["link"] else "known by another name"
    ),
    EventKind.CASE_JOINED: lambda facts: f"joined into {facts['into']}: {facts['because']}",
    EventKind.POST_SEEN: _post_seen,
    EventKind.POST_GONE: lambda facts: (
        f"the platform says that the post is gone ({facts['state']}): {facts['because']}"
    ),
    EventKind.POST_BACK: lambda facts: "the post is shown again",  # noqa: ARG005 - every event's
    EventKind.COPIES_FOUND: lambda facts: f"{len(facts['copies'])} capture(s) listed by {facts['archive']}",
    EventKind.POST_EMBEDDED: lambda facts: f"post stands in article {facts['article']}",
    EventKind.CLAIMS_PROPOSED: lambda facts: f"{facts['count']} claim(s) proposed",
    EventKind.CLAIM_STATED: lambda facts: f"claim {facts['n']} worded",
    EventKind.LINK_SUGGESTED: lambda facts: (
        f"link {facts['link']} suggested to recording {facts['recording']}"
    ),
    EventKind.LINK_REVISED: lambda facts: f"link {facts['link']} revised",
    EventKind.LINK_DECIDED: lambda facts: _because(f"link {facts['link']} {facts['state']}", facts),
    EventKind.CHECKED: _checked,
    EventKind.STATE_CHANGED: lambda facts: _because(str(facts["state"]).replace("_", " "), facts),
    EventKind.DECIDED: lambda facts: _because(_decided(facts), facts),
    EventKind.CASE_ASSIGNED: lambda facts: _because(f"assigned to {facts['to'] or 'nobody'}", facts),
    EventKind.FOOTAGE_MARKED: lambda facts: f"footage marked as {'' if facts['graphic'] else 'not '}graphic",
    EventKind.NOTE_ADDED: lambda facts: (
        f"evidence on {facts['pillar']} added" if facts["pillar"] else "note added"
    ),
    EventKind.SIGN_OFF_ASKED: lambda facts: _because(
        f"{facts['of'] or 'a second person'} asked to sign decision {facts['decision']} off", facts
    ),
    EventKind.SIGNED_OFF: lambda facts: _because(
        "signed off" if facts["agrees"] else "sign-off refused", facts
    ),
}
