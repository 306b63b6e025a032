"""The pipeline as plain functions: what is asked for becomes a run, and a run is carried out step by step.

``request_…`` writes a run's row; :func:`perform` carries it out here and now. Prefect's flows call the
same steps one by one (``begin``, ``collect``, ``verify_case`` or ``index_recording``, ``finish``) inside
:func:`heartbeat`. Every step can be done again: it takes up where the record ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows import collecting, feeding, footage, gathering, indexing, joining, syncing, verifying
from flows.bench import Bench, Telling
from flows.targets import Target
from reference.errors import AirtraceError, InputError, UnknownName
from reference.stations import Station
from storage import casefile, cases, ledger, recordings, runs
from storage.records import Negative, Recording, Run, RunKind, RunState
from storage.store import MACHINE, Store, Writing

FOLLOWS = "run {run} indexed new recordings"
"""Why the standing cases are searched for in them."""
ATTEMPTS = 3
"""A run that was interrupted this often is not taken up again: it may be what kills its process."""
LONG_ATTEMPTS = 50
"""The same of a run that goes through many shows, each of which it leaves behind it."""


# --- asking --------------------------------------------------------------------------------------


def request_verify(
    bench: Bench,
    target: Target,
    *,
    offline: bool,
    asked_by: str,
    because: str,
    kind: RunKind = RunKind.VERIFY,
    policy: str | None = None,
) -> str:
    """Ask for a target to be verified, or only collected; returns the run's id.

    An interrupted run on the same target is that run.

    Raises:
        InputError: The target turns out to be nothing that can be verified; no record is written.
    """
    with bench.store() as store:
        prepared = collecting.prepare(bench, store, target, offline=offline)
        for run in runs.abandoned(store):
            if run.kind is kind and run.subject == target.text and _same(run, prepared.options):
                return run.id
        with store.writing(asked_by) as to:
            options = prepared.options | ({"policy": policy} if policy else {})
            return runs.request(to, kind, target.text, options=options, files=prepared.files, because=because)


def request_recheck(
    bench: Bench,
    case: str,
    *,
    asked_by: str,
    because: str,
    offline: bool = False,
    check: str | None = None,
    again: bool = True,
    new_only: bool = False,
    policy: str | None = None,
) -> str:
    """Ask for a case to be looked at again; returns the run's id.

    ``again`` fetches the post anew; without it, or for a single ``check``, what is held is looked at.
    ``new_only`` searches in what was indexed since the case was last searched for, and not in all once more.

    Raises:
        UnknownName: There is no such case or check.
    """
    known = verifying.known_check(check) if check else None
    options = {
        "offline": offline,
        "check": known,
        "collect": again and known is None,
        "new_only": new_only,
        **({"policy": policy} if policy else {}),
    }
    with bench.store() as store:
        store.one("cases", case, "case")
        with store.writing(asked_by) as to:
            return runs.request(to, RunKind.RECHECK, case, options=options, because=because, case=case)


def request_weighing(to: Writing, case: str, because: str) -> str:
    """Ask, in the writing that records a person's word, for the case to be checked by it; returns the run's id.

    Nothing is fetched and nothing is searched again.
    """
    options = {"offline": True, "check": None, "collect": False, "search": False}
    return runs.request(to, RunKind.RECHECK, case, options=options, because=because, case=case)


def request_index(
    bench: Bench,
    files: Sequence[Path],
    station: Station,
    aired_at: str,
    programme: str | None,
    *,
    asked_by: str,
    jobs: int | None = None,
    frames_every: float | None = None,
) -> tuple[str, tuple[Recording, ...]]:
    """Add recordings and ask for them to be indexed; returns the run's id and the recordings.

    Args:
        frames_every: Seconds between frames, where ``files`` are folders or ZIPs of single frames.
        jobs: How many are indexed at once; None for one a core.

    Raises:
        InputError: A file or the time cannot be used; nothing is added.
    """
    bench.progress(f"looking at {len(files)} file{'s' if len(files) != 1 else ''}")
    found = footage.look_at(files, station, aired_at, programme, frames_every)
    with bench.store() as store, store.writing(asked_by) as to:
        added = tuple(recordings.add(store, to, recording) for recording in found)
        names = [recording.id for recording in added]
        return _ask_index(to, names, "recordings were added", jobs), added


def request_negatives(
    bench: Bench, files: Sequence[Path], because: str, *, asked_by: str, jobs: int | None = None
) -> tuple[str, tuple[Negative, ...]]:
    """Add footage that proves nothing where it is found, and ask for it to be indexed.

    Raises:
        InputError: A file cannot be used, or no reason is given; nothing is added.
    """
    if not because.strip():
        raise InputError("say what the negative shows, as in --because 'station ident'")
    found = footage.look_at_negatives(files, because.strip())
    with bench.store() as store, store.writing(asked_by) as to:
        added = tuple(recordings.add_negative(store, to, each) for each in found)
        return _ask_index(to, [each.id for each in added], "negatives were added", jobs), added


def request_reindex(
    bench: Bench, names: Sequence[str], *, asked_by: str, jobs: int | None = None
) -> tuple[str, list[str]] | None:
    """Ask for what cannot be searched to be indexed: of ``names``, or of everything where there are none.

    Returns the run's id and what it is about; None where nothing needs it.

    Raises:
        UnknownName: There is no such recording, or it was removed.
    """
    with bench.store() as store:
        for name in names:
            if recordings.item(store, name).removed:
                raise UnknownName(f"recording {name} was removed; add it again to have it searched")
        due = [name for name in indexing.outdated(store) if not names or name in names]
        if not due:
            return None
        with store.writing(asked_by) as to:
            return _ask_index(to, due, "what could not be searched is indexed again", jobs), due


def _ask_index(to: Writing, names: list[str], because: str, jobs: int | None) -> str:
    options = {"recordings": names, "jobs": jobs}
    return runs.request(to, RunKind.INDEX, ", ".join(names), options=options, because=because)


def request_standing(bench: Bench, run: str) -> list[str]:
    """Ask for every standing case to be searched in what ``run`` has indexed; returns the runs' ids.

    Asked again, after an interruption, it gives the same runs.
    """
    with bench.store() as store:
        asked = following(store, run)
        if asked or not _newly_indexed(store, run):
            return [each.id for each in asked]
    standing = standing_cases(bench)
    options = {"offline": False, "check": None, "collect": False, "new_only": True}
    with bench.store() as store, store.writing(MACHINE) as to:
        because = FOLLOWS.format(run=run)
        return [
            runs.request(to, RunKind.RECHECK, case, options=options, because=because, case=case)
            for case in standing
        ]


def following(store: Store, run: str) -> list[Run]:
    """The runs in which the standing cases are searched for in what ``run`` has indexed."""
    return runs.asked_because(store, FOLLOWS.format(run=run))


def _newly_indexed(store: Store, run: str) -> set[str]:
    """Recordings of an index run that became searchable by it, or in the writing that asked for it."""
    asked = runs.get(store, run)
    since = set(asked.options.get("imported", ())) | set(
        recordings.indexed_since(store, runs.asked_at(store, run))
    )
    return {each.id for each in recordings.held(store)} & since & set(_about(store, asked))


def _about(store: Store, run: Run) -> list[str]:
    """The recordings that a run indexes."""
    return syncing.to_index(store, run.id) if run.kind is RunKind.SYNC else list(run.options["recordings"])


# --- the steps of a run --------------------------------------------------------------------------


@contextmanager
def heartbeat(bench: Bench, run: str) -> Iterator[bool]:
    """Carry a run for as long as the block lasts; False where another living process carries it.

    How far it is stands in its row, where ``bench`` remembers what it tells (:class:`flows.bench.Telling`).
    """
    told = bench.progress
    how_far = told.words if isinstance(told, Telling) else lambda: None
    with bench.store() as store, runs.carried(store, run, how_far) as mine:
        yield mine


def begin(bench: Bench, run: str, carrier: str) -> bool:
    """Record that the run is taken up; False if it has ended, or was interrupted too often."""
    with bench.store() as store:
        asked = runs.get(store, run)
        if asked.state not in {RunState.REQUESTED, RunState.RUNNING}:
            return False
        with store.writing(MACHINE) as to:
            long = asked.kind in {RunKind.SYNC, RunKind.GATHER}
            if asked.attempts >= (LONG_ATTEMPTS if long else ATTEMPTS):
                runs.end(to, asked, RunState.FAILED, f"interrupted {asked.attempts} times; ask for it again")
                return False
            runs.start(to, asked, carrier)
        return True


def collect(bench: Bench, run: str) -> list[str]:
    """Collect what the run is about; returns its cases."""
    with bench.store() as store:
        asked = runs.get(store, run)
        if asked.kind is RunKind.RECHECK and not asked.options["collect"]:
            return [asked.subject]
        if asked.kind is RunKind.RECHECK:
            return collecting.collect_again(bench, store, asked, asked.subject)
        return collecting.collect(bench, store, asked)


def verify_case(bench: Bench, run: str, case: str) -> None:
    """Trace, check and record one case of the run."""
    with bench.store() as store:
        verifying.verify(bench, store, runs.get(store, run), case)


def index_recording(bench: Bench, recording: str, *, alone: bool = True) -> None:
    """Make one recording searchable; what cannot be is recorded so, with the reason."""
    with bench.store() as store:
        indexing.index(bench, store, recording, alone=alone)


def jobs_of(bench: Bench, run: str) -> int:
    """How many recordings of an index run are indexed at once."""
    with bench.store() as store:
        jobs: int | None = runs.get(store, run).options.get("jobs")
    return jobs or indexing.processors()


def sync(bench: Bench, run: str) -> None:
    """Gather what a sync asks for; nothing is indexed yet."""
    syncing.gather(bench, run)


def recordings_of(bench: Bench, run: str) -> list[str]:
    """The recordings that a run indexes: those it is about, or those that a sync has gathered."""
    with bench.store() as store:
        return _about(store, runs.get(store, run))


def finish(bench: Bench, run: str) -> RunState:
    """Record that the run is through: done, or partial where something could not be had."""
    with bench.store() as store:
        asked = runs.get(store, run)
        if asked.kind in {RunKind.INDEX, RunKind.SYNC}:
            joining.join(bench)
        lacking = _lacking(bench, store, asked)
        state = RunState.PARTIAL if lacking else RunState.DONE
        done = _searched_for(store, run) or "everything that was asked for was done"
        if asked.kind is RunKind.SYNC:
            done = syncing.done(store, asked)
        elif asked.kind is RunKind.GATHER:
            done = gathering.done(store, asked)
        with store.writing(MACHINE) as to:
            runs.end(to, asked, state, lacking or done)
        return state


def fail(bench: Bench, run: str, reason: str) -> None:
    """Record that the run cannot be carried out."""
    with bench.store() as store:
        asked = runs.get(store, run)
        if asked.state in {RunState.REQUESTED, RunState.RUNNING}:
            with store.writing(MACHINE) as to:
                runs.end(to, asked, RunState.FAILED, reason)


# --- carrying out --------------------------------------------------------------------------------


def perform(bench: Bench, run: str, carrier: str = "plain") -> RunState:
    """Carry a run out in this process, all steps in order; returns how it ended.

    Raises:
        AirtraceError: What made it fail; the run's row says so too.
    """
    bench = replace(bench, progress=Telling(bench.progress))
    with heartbeat(bench, run) as mine:
        if mine and begin(bench, run, carrier):
            try:
                _steps(bench, run)
                finish(bench, run)
            except AirtraceError as error:
                fail(bench, run, str(error))
                raise
            except Exception as error:
                fail(bench, run, f"a fault in Airtrace itself: {type(error).__name__}: {error}")
                raise
    with bench.store() as store:
        return runs.get(store, run).state


def take_up(bench: Bench, run: str) -> None:
    """Carry out a run that was interrupted or never begun; what makes it fail stands in its row."""
    bench.progress(f"taking up run {run}, which was interrupted")
    perform_or_tell(bench, run)


def perform_or_tell(bench: Bench, run: str) -> None:
    """Carry a run out that others shall not fail with; what makes it fail stands in its row."""
    try:
        perform(bench, run)
    except AirtraceError as error:
        bench.progress(f"run {run} failed: {error}")


def abandoned_runs(bench: Bench) -> list[str]:
    """Unfinished runs that no living process carries, the oldest first."""
    with bench.store() as store:
        return [run.id for run in runs.abandoned(store)]


def standing_cases(bench: Bench) -> list[str]:
    """Cases that are still looked for in whatever is newly indexed, those with a clip to look for."""
    with bench.store() as store:
        rows = casefile.queue(store, standing=True)
        return [row["id"] for row in rows if _has_clip(store, row["id"])]


def cases_of(bench: Bench, run: str) -> list[str]:
    """The cases that a run has worked on so far."""
    with bench.store() as store:
        return cases.worked_on(store, run)


def _steps(bench: Bench, run: str) -> None:
    with bench.store() as store:
        kind = runs.get(store, run).kind
    if kind is RunKind.SYNC:
        sync(bench, run)
    if kind in {RunKind.INDEX, RunKind.SYNC}:
        indexing.index_all(bench, recordings_of(bench, run), jobs_of(bench, run))
        for search in request_standing(bench, run):
            perform_or_tell(bench, search)
        return
    if kind is RunKind.WATCH:
        _watch(bench, run)
        return
    if kind is RunKind.GATHER:
        while (following := gathering.next_sync(bench, run)) is not None:
            perform_or_tell(bench, following)
        return
    for case in collect(bench, run):
        if kind is not RunKind.COLLECT:
            verify_case(bench, run, case)


def _watch(bench: Bench, run: str) -> None:
    """Look at each feed of the run; what makes one item's run fail stands in its row, and the rest goes on."""
    with feeding.alone(bench):
        for feed in feeding.feeds_of(bench, run):
            feeding.look(bench, run, feed)
            while (following := feeding.take(bench, run, feed)) is not None:
                try:
                    perform(bench, following)
                except Exception as error:
                    bench.progress(f"run {following} failed: {error}")


def _searched_for(store: Store, run: str) -> str:
    """Which standing cases were searched for in what an index run has indexed; empty for none."""
    searched = [each.subject for each in following(store, run)]
    if not searched:
        return ""
    where = ", ".join(sorted(_newly_indexed(store, run)))
    return f"everything was indexed, and {where} searched for {', '.join(searched)}"


def _has_clip(store: Store, case: str) -> bool:
    post = casefile.post_of(store, case)
    return post is not None and any(item.sha256 for item in post.media)


def _lacking(bench: Bench, store: Store, run: Run) -> str:
    """What the run could not have, in one sentence; empty when it had all."""
    if run.kind is RunKind.WATCH:
        return feeding.lacking(store, run)
    if run.kind is RunKind.GATHER:
        return gathering.lacking(store, run)
    unseen = [] if run.kind is RunKind.SYNC else ledger.unseen(store, run.id)
    if unseen:
        first = f"{unseen[0].url} ({unseen[0].state})"
        return f"could not be had: {first}" + (f" and {len(unseen) - 1} more" if len(unseen) > 1 else "")
    if run.kind in {RunKind.INDEX, RunKind.SYNC}:
        asked = [recordings.item(store, name) for name in _about(store, run)]
        absent = [
            f"{item.id} ({item.not_indexed})" if item.not_indexed else item.id
            for item in asked
            if not item.removed and (item.not_indexed or item.segment is None)
        ]
        unsearched = [each.subject for each in following(store, run.id) if each.state is RunState.FAILED]
        lines = [f"not indexed: {'; '.join(absent)}"] if absent else []
        lines += [f"{', '.join(unsearched)} could not be searched in it"] if unsearched else []
        if run.kind is RunKind.SYNC and (not_had := syncing.lacking(bench, store, run)):
            lines.insert(0, not_had)
        return "; ".join(lines)
    return ""


def _same(run: Run, options: dict[str, Any]) -> bool:
    """Whether an interrupted run was asked for the same bytes (the salt of documents aside)."""
    keys = ("target", "offline", "source", "media")
    return all(run.options.get(key) == options.get(key) for key in keys)
