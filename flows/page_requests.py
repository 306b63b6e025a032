"""What a person fills in on Prefect's page, as a run that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows import feeding, pipeline
from flows.bench import Bench
from flows.targets import identify
from reference.errors import InputError
from storage.records import RunKind
from storage.store import MACHINE


def ask(bench: Bench, kind: RunKind, target: str, offline: bool, by: str, because: str) -> str:
    """Ask for a target to be verified or collected; returns the run's id."""
    return pipeline.request_verify(
        bench, identify(target), offline=offline, asked_by=person(by), because=because, kind=kind
    )


def ask_recheck(
    bench: Bench, case: str, check: str, offline: bool, by: str, because: str, *, new_only: bool = False
) -> str:
    """Ask for a case to be looked at again; an empty ``check`` is all of them."""
    return pipeline.request_recheck(
        bench,
        case.strip().upper(),
        offline=offline,
        check=check or None,
        asked_by=person(by),
        because=because,
        new_only=new_only,
    )


def ask_index(
    bench: Bench, files: Sequence[str], station: str, aired_at: str, programme: str, by: str
) -> str:
    """Ask for recordings to be added and indexed.

    Raises:
        InputError: No file is named, or one cannot be used.
    """
    if not files:
        raise InputError("name at least one video file to index")
    paths = [Path(file) for file in files]
    known = bench.stations().resolve(station)
    run, _ = pipeline.request_index(bench, paths, known, aired_at, programme or None, asked_by=person(by))
    return run


def ask_watch(bench: Bench, feed: str, by: str, because: str) -> str | None:
    """Ask for a look at a feed, or at all that are due; None where none is."""
    names = [name] if (name := feed.strip().upper()) else []
    return feeding.request_watch(bench, names, asked_by=person(by), because=because, due=not names)


def person(by: str) -> str:
    """The name, as an event's actor.

    Raises:
        InputError: It is the machine's own.
    """
    name = " ".join(by.split())
    if name.lower() in {MACHINE, "machine"}:
        raise InputError("by needs the name of a person")
    return name
