"""Sync: gather a station's shows of some days from a source, and index what was gathered.

The listing is walked from the answers that the run has had, so an interrupted run asks for none of them again, and
of the shows only for those that it has not asked for yet. What could not be had stands with its reason, and the
next sync asks for it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows import arriving, own_folder
from flows.bench import Bench
from flows.show_records import run_actor
from reference.errors import InputError, NotAllowed, RecordLocked, Unparsed
from reference.stations import Station
from reference.times import Interval, from_iso, iso
from scrapers.broadcasts import youtube
from scrapers.broadcasts.shape import BroadcastFile, Listing, Sought
from scrapers.broadcasts.sources import WEB_SOURCES
from scrapers.web_answer import Client
from storage import ledger, recordings, runs, shows
from storage.database import exclusive
from storage.records import Fetch, FetchState, Recording, Run, RunKind, Show, ShowState, SourceName
from storage.store import Store

LONGEST = timedelta(days=366)
"""What one sync goes through."""
GIVE_UP = 3
"""Shows in a row that the source's own trouble takes before the sync leaves the rest to the next one."""
_RUNNING = timedelta(hours=3)
"""A show that began so long before is looked at as well: it may still be on."""
_MOST_LISTINGS = 5000
_BY_ARCHIVE = frozenset({SourceName.GDELT, SourceName.ARCHIVE_ORG})
"""Sources that know a station by its name in archives."""


@dataclass(frozen=True)
class Limits:
    """Where a sync ends, though there is more. None is no limit."""

    hours: float | None = None
    """Of footage."""
    size: int | None = None
    """Bytes that are downloaded; no show is begun beyond."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of a sync."""

    source: SourceName
    station: str
    first: datetime
    last: datetime
    """The shows that begin from ``first`` until just before ``last``."""
    address: str | None = None
    """A feed, a channel, a page, where the source needs one."""
    clips: bool = False
    latest_first: bool = False
    """The latest show first, as where a post is to be traced back; else the earliest."""
    list_only: bool = False
    index: bool = True
    limits: Limits = Limits()
    jobs: int | None = None


# --- asking --------------------------------------------------------------------------------------


def request(bench: Bench, wanted: Wanted, *, asked_by: str, because: str) -> str:
    """Ask for a sync; returns the run's id. An interrupted run that was asked for the same is that run.

    Raises:
        InputError: The station, the time or the address is none that the source can have.
    """
    station = bench.stations().get(wanted.station)
    if not wanted.first < wanted.last <= wanted.first + LONGEST:
        raise InputError("--from must lie before --to, and no more than a year before")
    name = wanted.address or _usual_name(station, wanted.source)
    if name is None:
        raise InputError(_nameless(station, wanted.source))
    also = () if wanted.address else tuple(each for each in station.archives if each != name)
    options = _options(wanted, name) | {"also": list(also) if wanted.source in _BY_ARCHIVE else []}
    if wanted.source is SourceName.FOLDER:
        own_folder.listing(bench, _sought(options, station))
    else:
        WEB_SOURCES[wanted.source].questions(_sought(options, station))
    with bench.store() as store:
        for run in runs.abandoned(store):
            if run.kind is RunKind.SYNC and run.options == options and run.because == because:
                return run.id
        subject = f"{wanted.source} {wanted.station}"
        with store.writing(asked_by) as to:
            return runs.request(to, RunKind.SYNC, subject, options=options, because=because)


def _usual_name(station: Station, name: SourceName) -> str | None:
    """What the source calls the station, as far as the station says so."""
    if name is SourceName.YOUTUBE and station.youtube:
        channel = station.youtube[0]
        return f"https://www.youtube.com/{channel if channel.startswith('@') else f'channel/{channel}'}"
    return station.archives[0] if name in _BY_ARCHIVE and station.archives else None


def _nameless(station: Station, name: SourceName) -> str:
    if name is SourceName.FOLDER:
        return "give the folder with --address"
    if name in {SourceName.YOUTUBE, SourceName.RSS}:
        return f"give the address of the {name} feed, channel or page of {station.id} with --address"
    return f"what {name} calls {station.id} is not known; give it with --address, or add it to the station's archives"


def _options(wanted: Wanted, name: str) -> dict[str, Any]:
    hours = wanted.limits.hours
    return {
        "source": wanted.source.value,
        "station": wanted.station,
        "name": name,
        "first": iso(wanted.first),
        "last": iso(wanted.last),
        "clips": wanted.clips,
        "latest_first": wanted.latest_first,
        "list_only": wanted.list_only,
        "index": wanted.index,
        "hours": None if hours is None else f"{hours:g}",
        "bytes": wanted.limits.size,
        "jobs": wanted.jobs,
    }


def _sought(options: dict[str, Any], station: Station) -> Sought:
    return Sought(
        station=options["station"],
        name=options["name"],
        zone=station.time_zone,
        first=from_iso(options["first"]),
        last=from_iso(options["last"]),
        language=station.languages[0],
        clips=options["clips"],
        also=tuple(options.get("also", ())),
    )


# --- the steps of a run --------------------------------------------------------------------------


def gather(bench: Bench, run: str) -> None:
    """List the shows of a run and gather them, one after the other, until all are or a limit is reached.

    Raises:
        NotAllowed: The same is being gathered by another process.
        RecordError: The record or the disk takes no more.
    """
    with bench.store() as store, bench.client() as client:
        asked = runs.get(store, run)
        with _alone(bench, asked):
            sought, from_source = _sought_by(bench, asked), WEB_SOURCES.get(_source_of(asked))
            if from_source is None:
                _list_folder(bench, store, run, sought)
            else:
                _list(bench, store, client, run, from_source, sought)
            in_vain = 0
            while not asked.options["list_only"] and in_vain < GIVE_UP:
                due = _due(store, asked)
                if not due or _limit_reached(store, asked):
                    break
                _tell(bench, store, asked, due)
                if from_source is None:
                    ended = own_folder.gather(bench, store, run, sought, due[0])
                else:
                    ended = arriving.gather(bench, store, client, run, from_source, sought, due[0])
                in_vain = in_vain + 1 if ended.away else 0
                if ended.missing:
                    bench.progress(f"{due[0].key} is missing: {ended.missing}")


def recordings_of(store: Store, run: str) -> list[str]:
    """The recordings that the run has made."""
    return [name for show in shows.of_run(store, run) for name in show.recordings]


def to_index(store: Store, run: str) -> list[str]:
    """Those of them that are to be indexed by the run."""
    return recordings_of(store, run) if runs.get(store, run).options["index"] else []


def lacking(bench: Bench, store: Store, run: Run) -> str:
    """What the run could not have, in one sentence; empty when it had all."""
    said = [*_unlisted(bench, store, run)]
    missing = missing_of(store, run.id)
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        said.append(f"missing: {missing[0].key} ({missing[0].reason.rstrip('.')}){more}")
    left = [] if run.options["list_only"] else _due(store, run)
    limit = _limit_reached(store, run)
    if left and limit:
        said.append(f"{len(left)} shows are left, as {limit}")
    elif left:
        said.append(f"{len(left)} shows were not asked for, as the source is in trouble; sync again later")
    return "; ".join(said)


def missing_of(store: Store, run: str) -> list[Show]:
    """The shows that the run asked for and that no source has given."""
    asked_for = (show for show in shows.of_run(store, run) if show.state is ShowState.MISSING)
    return [show for show in asked_for if shows.held_from(store, show) is None]


def done(store: Store, run: Run) -> str:
    """What the run did, in one sentence."""
    found = shows.of_run(store, run.id)
    held = [show for show in found if show.state is ShowState.HELD]
    if run.options["list_only"]:
        return f"{len(_due(store, run))} shows are listed that are not held"
    return f"{len(held)} shows were gathered, {sum(show.size for show in held) / 1e6:.1f} MB"


def listed(store: Store, run: Run) -> list[Show]:
    """What of the run's time and source is known now, held or not."""
    within = _within(run)
    all_of = shows.listed_within(store, run.options["station"], within)
    return [show for show in all_of if show.source is _source_of(run)]


def _list(
    bench: Bench, store: Store, client: Client, run: str, from_source: BroadcastFile, sought: Sought
) -> None:
    """Ask for all that the source lists; what was asked before in this run is read from the vault."""
    single = youtube.page_of(sought) if from_source.SOURCE is SourceName.YOUTUBE else None
    if single is not None and not shows.get(store, single).run:
        _remember(store, run, sought.station, [single], sought.name)
    for url, fetch in _walk(store, run, from_source, sought):
        if fetch is None:
            bench.progress(f"asking {from_source.SOURCE} what it has of {sought.station}: {url}")
            answered = arriving.ask(bench, store, client, run, url)
            listing = _read(store, answered, from_source, url, sought)
            if isinstance(listing, str):
                bench.progress(listing)
                continue
            bench.progress(listing.said)
            _remember(store, run, sought.station, listing.shows, url)


def _list_folder(bench: Bench, store: Store, run: str, sought: Sought) -> None:
    """Look at the folder anew: what has been finished meanwhile is taken in too."""
    found = own_folder.listing(bench, sought)
    bench.progress(found.said)
    _remember(store, run, sought.station, found.shows, sought.name)


def _remember(store: Store, run: str, station: str, found: Sequence[Show], url: str) -> None:
    with store.writing(run_actor(store, run)) as to:
        shows.listed(to, station, found, run=run, url=url)


def _walk(
    store: Store, run: str, from_source: BroadcastFile, sought: Sought
) -> Iterator[tuple[str, Fetch | None]]:
    """Every address of the listing in its order, with the run's answer; after None the answer must be there."""
    waiting = list(from_source.questions(sought))
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_LISTINGS:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        fetch = ledger.answered(store, run, url)
        yield url, fetch
        fetch = fetch or ledger.answered(store, run, url)
        if fetch is None:
            continue
        listing = _read(store, fetch, from_source, url, sought)
        further = from_source.instead(url, sought) if isinstance(listing, str) else listing.following
        waiting.extend(further)


def _read(store: Store, fetch: Fetch, from_source: BroadcastFile, url: str, sought: Sought) -> Listing | str:
    """The listing that an answer is; else why it is none."""
    if fetch.state is not FetchState.VISIBLE or fetch.sha256 is None:
        return f"{url}: {fetch.reason}"
    try:
        return from_source.parse(store.vault.read(fetch.sha256), url, sought)
    except Unparsed as error:
        return f"{url}: {error}"


def _unlisted(bench: Bench, store: Store, run: Run) -> Iterator[str]:
    """What of the listing could not be had, or says that there is nothing."""
    sought, from_source = _sought_by(bench, run), WEB_SOURCES.get(_source_of(run))
    if from_source is None:
        if not listed(store, run):
            yield own_folder.listing(bench, sought).said.rstrip(".")
        return
    failed, nothing = [], []
    for url, fetch in _walk(store, run.id, from_source, sought):
        if fetch is None:
            continue
        listing = _read(store, fetch, from_source, url, sought)
        if isinstance(listing, str):
            if not from_source.instead(url, sought):
                failed.append(listing)
        elif not listing.shows and not listing.following:
            nothing.append(listing.said)
    if failed:
        more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
        yield f"not listed: {failed[0].rstrip('.')}{more}"
    if nothing and not listed(store, run):
        yield nothing[0].rstrip(".")


def _due(store: Store, run: Run) -> list[Show]:
    """The shows that the run has still to ask for; one that was on when its time begins is among them."""
    within = _within(run)
    wide = Interval(within.start - _RUNNING, within.end)
    found = shows.waiting(store, run.id, _source_of(run), run.options["station"], wide)
    inside = [show for show in found if show.aired_at >= within.start]
    before = [show for show in found if show.aired_at < within.start]
    all_listed = shows.listed_within(store, run.options["station"], wide)
    began = [show.aired_at for show in all_listed if show.aired_at <= within.start]
    due = [show for show in before if show.aired_at == max(began)] + inside
    return due[::-1] if run.options.get("latest_first") else due


def _limit_reached(store: Store, run: Run) -> str:
    """Which limit is reached, in words; empty for none."""
    held = [show for show in shows.of_run(store, run.id) if show.state is ShowState.HELD]
    hours, size = run.options["hours"], run.options["bytes"]
    if size is not None and sum(show.size for show in held) >= size:
        return f"the limit of {size:,} bytes is reached"
    if hours is not None and gathered_hours(store, run.id) >= float(hours):
        return f"the limit of {hours} hours is reached"
    return ""


def gathered_hours(store: Store, run: str) -> float:
    """Hours of footage that the run has gathered."""
    made = [recordings.item(store, name) for name in recordings_of(store, run)]
    return sum(item.duration for item in made if isinstance(item, Recording)) / 3600


def _tell(bench: Bench, store: Store, run: Run, due: list[Show]) -> None:
    asked_for = len(shows.of_run(store, run.id))
    bench.progress(f"gathering show {asked_for + 1} of {asked_for + len(due)}: {due[0].key}")


def _within(run: Run) -> Interval:
    return Interval(from_iso(run.options["first"]), from_iso(run.options["last"]))


def _source_of(run: Run) -> SourceName:
    return SourceName(run.options["source"])


def _sought_by(bench: Bench, run: Run) -> Sought:
    return _sought(run.options, bench.stations().get(run.options["station"]))


@contextmanager
def _alone(bench: Bench, run: Run) -> Iterator[None]:
    """Gather a station from a source while no other process does.

    Raises:
        NotAllowed: Another one does.
    """
    with ExitStack() as held:
        lock = bench.home.path / f"sync-{run.options['source']}-{run.options['station']}.lock"
        try:
            held.enter_context(exclusive(lock, patience=0.0))
        except RecordLocked as error:
            raise NotAllowed(f"{run.subject} is being synced by another process already") from error
        yield
