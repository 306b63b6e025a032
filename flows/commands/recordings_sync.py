"""``airtrace recordings sync``: gather a station's shows from an archive, a channel, a feed or a folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from flows import carrying, pipeline, syncing
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from flows.syncing import Limits, Wanted
from reference.errors import InputError
from reference.times import Precision, iso, parse_instant, zone_named
from storage import ledger, links, runs
from storage.records import RunState, Show, ShowState, SourceName
from storage.store import Store


@click.command("sync")
@click.argument("source", metavar="SOURCE", type=click.Choice([each.value for each in SourceName]))
@click.option("--station", metavar="ID", required=True, help="Whose shows: an id or a name of the station.")
@click.option(
    "--from",
    "first",
    metavar="DAY",
    required=True,
    help="The first day in UTC, or a time: 2024-06-19T12:00Z.",
)
@click.option(
    "--to", "last", metavar="DAY", help="The last day, included, or a time (else the day of --from)."
)
@click.option(
    "--address",
    metavar="ADDRESS",
    help="The feed, channel, page or folder; or what the archive calls the station.",
)
@click.option("--hours", type=click.FloatRange(0.01), metavar="N", help="End after so many hours of footage.")
@click.option(
    "--bytes", "size", type=click.IntRange(1), metavar="N", help="Begin no show after so many bytes."
)
@click.option("--clips", is_flag=True, help="Of archive.org: pieces of a minute in place of thumbnails.")
@click.option("--list-only", is_flag=True, help="Only ask what there is.")
@click.option("--no-index", is_flag=True, help="Index later, with airtrace recordings reindex.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="How many are indexed at once (else one a core)."
)
@by_option
@click.option("--because", metavar="WHY", default="", help="Why, for the history.")
@common
def sync(
    source: str,
    station: str,
    first: str,
    last: str | None,
    address: str | None,
    hours: float | None,
    size: int | None,
    clips: bool,
    list_only: bool,
    no_index: bool,
    jobs: int | None,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Gather a station's shows: gdelt, archive.org, youtube, rss, or folder.

    What is held is not fetched again, and an interrupted sync takes up where it ended. Each file is
    verified; what is missing is named with its reason (exit 1), and the next sync asks for it again.

    \b
    airtrace recordings sync gdelt --station RUSSIA1 --from 2024-06-19 --to 2024-06-20
    airtrace recordings sync archive.org --station CNNW --from 2024-06-19T12:00Z --to 2024-06-19T22:00Z --clips
    airtrace recordings sync rss --station DW --address https://example.org/feed.xml --from 2024-06-19
    """
    bench = bench_for(home)
    which = bench.stations().resolve(station)
    begins, ends = within(first, last)
    wanted = Wanted(
        source=SourceName(source),
        station=which.id,
        first=begins,
        last=ends,
        address=address,
        clips=clips,
        list_only=list_only,
        index=not no_index,
        limits=Limits(hours, size),
        jobs=jobs,
    )
    run = syncing.request(bench, wanted, asked_by=named(by), because=because)
    state = carrying.carry_out(bench, run)
    done(bench)
    with bench.store() as store:
        document = run_json(store, run)
    if as_json:
        emit(document)
    else:
        _show(document)
    return EXIT[state]


def within(first: str, last: str | None) -> tuple[datetime, datetime]:
    """The time from a first day or time to a last one; a day is meant with all its hours, in UTC.

    Raises:
        BadTime: One is neither.
    """
    utc = zone_named("UTC")
    begins, _ = parse_instant(first, utc)
    ends, precision = parse_instant(last or first, utc)
    if last is None and precision is not Precision.DAY:
        raise InputError("--from is a time, so --to is needed as well")
    whole = timedelta(seconds=1) if precision is Precision.DAY else timedelta(0)
    until = ends.end + whole if precision is Precision.DAY else ends.start
    return begins.start.astimezone(UTC), until.astimezone(UTC)


def run_json(store: Store, run: str) -> dict[str, Any]:
    """What a sync did, for ``--json``."""
    asked = runs.get(store, run)
    found = syncing.listed(store, asked)
    own = [show for show in found if show.run == run]
    names = syncing.recordings_of(store, run)
    missing = syncing.missing_of(store, run)
    gathered = [show for show in own if show.state is ShowState.HELD]
    return {
        "run": run,
        "state": asked.state.value,
        "how": asked.ended_how,
        "source": asked.options["source"],
        "station": asked.options["station"],
        "from": asked.options["first"],
        "to": asked.options["last"],
        "listed": len(found),
        "held": sum(show.state is ShowState.HELD for show in found),
        "gathered": [_show_json(show) for show in gathered],
        "missing": [_show_json(show) for show in missing],
        "held_from_another": [
            _show_json(show) for show in own if show.state is ShowState.MISSING and show not in missing
        ],
        "left": [_show_json(show) for show in found if show.run != run and show.state is not ShowState.HELD],
        "hours": round(syncing.gathered_hours(store, run), 3),
        "bytes": sum(show.size for show in gathered),
        "requests": ledger.count(store, run),
        "searched_for": [each.subject for each in pipeline.following(store, run)],
        "links": links.in_recordings(store, names),
    }


def _show_json(show: Show) -> dict[str, Any]:
    return {
        "show": show.key,
        "title": show.title,
        "aired_at": iso(show.aired_at),
        "uncertainty": show.uncertainty,
        "kind": show.kind.value,
        "time_from": show.time_from.value,
        "recordings": list(show.recordings),
        "bytes": show.size,
        "reason": show.reason,
    }


def _show(document: dict[str, Any]) -> None:
    note(
        f"{document['station']} from {document['source']}: {document['listed']} shows listed, "
        f"{document['held']} held, {len(document['gathered'])} of them new "
        f"({document['hours']:.1f} h, {document['bytes'] / 1e6:.1f} MB, {document['requests']} requests)"
    )
    for show in document["gathered"]:
        if show["reason"]:
            note(f"{show['show']}: {show['reason']}")
    for show in document["missing"]:
        note(f"missing: {show['show']}: {show['reason']}")
    if document["state"] == RunState.PARTIAL:
        note(document["how"])
    if document["left"]:
        note(f"left for another time: {len(document['left'])} shows")
    if document["searched_for"]:
        note(f"standing cases that were searched for in it: {', '.join(document['searched_for'])}")
    if document["links"]:
        note(f"cases were found in it: links {', '.join(document['links'])}")
