"""How a show ends in the record: held with its recordings and words, or missing with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import recordings, shows, transcripts
from storage.records import CueText, Recording, Show, ShowState, TextOrigin
from storage.store import Store


@dataclass(frozen=True)
class Gathered:
    """How it went with one show."""

    missing: str = ""
    """Why there is no recording of it; empty where there is."""
    away: bool = False
    """Whether that is the source's trouble of now, and not the show's."""


@dataclass(frozen=True)
class Words:
    """Words of a show; ``source`` is the SHA-256 of their bytes in the vault."""

    text: CueText
    format: str
    source: str | None
    origin: TextOrigin
    language: str | None = None
    engine: str | None = None


def record(
    store: Store,
    run: str,
    show: Show,
    made: Sequence[Recording],
    words: Sequence[Words],
    notes: Sequence[str],
    size: int,
) -> None:
    """All of a show in one transaction: its recordings, its words, and that it is held."""
    with store.writing(run_actor(store, run)) as to:
        if shows.get(store, show).state is ShowState.HELD:
            return  # another process was faster
        added = [recordings.add(store, to, recording) for recording in made]
        first = added[0]
        for each in words:
            transcripts.add(
                store, to, first.airing.id, each.text, each.origin, text_format=each.format,
                recording=first.id, language=each.language, engine=each.engine, source=each.source,
            )  # fmt: skip
        shows.gathered(to, show, run=run, recordings=[each.id for each in added], size=size, notes=notes)


def missed(store: Store, run: str, show: Show, reason: str, *, away: bool = False) -> Gathered:
    """Record why there is no recording of a show."""
    with store.writing(run_actor(store, run)) as to:
        shows.missed(to, show, run=run, reason=reason)
    return Gathered(reason, away)


def run_actor(store: Store, run: str) -> str:
    """Who asked for the run."""
    return str(store.one("runs", run, "run")["asked_by"])
