"""``airtrace recordings coverage``: what of which station can be searched, and what lies between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from flows.commands.common import bench_for, common, emit, note, station_names
from flows.home import Home
from flows.tracing import archive_of
from reference.errors import BadTime, InputError
from reference.times import Interval, iso, parse_instant, zone_named
from review.case_json import coverage_json
from review.clock import length
from storage import coverage as covered
from storage import transcripts
from storage.records import Coverage

_MOST_GAPS = 8
"""Gaps of a station that the table names; ``--json`` has them all."""


@click.command()
@click.option("--station", "only", metavar="ID", multiple=True, help="Only this station; can be given again.")
@click.option(
    "--from", "since", metavar="TIME", help="From this day or moment on (UTC unless it says a zone)."
)
@click.option("--to", "until", metavar="TIME", help="Up to this moment, or the end of this day.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.svg",
    help="Draw it: days by hours, as SVG.",
)
@common
def coverage(
    only: tuple[str, ...],
    since: str | None,
    until: str | None,
    output: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """What can be searched, a row a station, and what cannot.

    Hours of picture are of moving picture: single frames stand in a column of their own. A moment that several
    recordings show counts once, and holes do not count.

    \b
    airtrace recordings coverage --station RUSSIA1 --from 2024-06-01 --to 2024-06-30 -o june.svg
    """
    if output is not None and output.suffix.lower() != ".svg":
        raise InputError(f"{output} must end with .svg, which is what is drawn")
    if output is not None and home.is_of_record(output):
        raise InputError(f"{output} is a part of the record; choose another place")
    bench = bench_for(home)
    wanted = [bench.stations().resolve(name).id for name in only]
    with bench.store() as store:
        archive = archive_of(store)
        said = transcripts.held(store)
    rows = [row for row in covered.coverage(archive.searchable, said) if not wanted or row.station in wanted]
    window = _window(since, until, rows)
    rows = _in_window(rows, wanted, window)
    names = station_names(bench)
    if output is not None:
        from review.coverage_picture import coverage_picture

        _write(output, coverage_picture(rows, window, names))
    if as_json:
        emit(
            {
                "coverage": [coverage_json(row, names) | _gaps(row, window) for row in rows],
                "from": iso(window.start) if window else None,
                "to": iso(window.end) if window else None,
                "not_searchable": list(archive.missing),
                "in_part": list(archive.thin),
                "picture": None if output is None else str(output),
            }
        )
        return 0
    _show(rows, window)
    for line in (*(f"not searchable: {each}" for each in archive.missing), *archive.thin):
        note(line)
    if output is not None:
        note(f"drawn in {output}")
    return 0


def _window(since: str | None, until: str | None, rows: Sequence[Coverage]) -> Interval | None:
    """The span that was asked for, up to what is held where one end was left open; None for all there is.

    Raises:
        BadTime: A time is none, or the end does not come after the beginning.
    """
    if since is None and until is None:
        return None
    start = _instant(since).start if since is not None else min((row.first for row in rows), default=None)
    end = _end(until) if until is not None else max((row.last for row in rows), default=None)
    if start is None or end is None:
        return None
    if end <= start:
        raise BadTime(f"there is nothing between {iso(start)} and {iso(end)}; --to must come after --from")
    return Interval(start, end)


def _instant(text: str) -> Interval:
    return parse_instant(text, zone_named("UTC"))[0]


def _end(text: str) -> datetime:
    """A moment, or the end of the day or minute that is given."""
    interval = _instant(text)
    return interval.start if interval.start == interval.end else interval.end + timedelta(seconds=1)


def _in_window(rows: Sequence[Coverage], wanted: Sequence[str], window: Interval | None) -> list[Coverage]:
    """The rows cut to the window; a station that was asked for by name and has nothing there says so."""
    if window is None:
        return list(rows)
    cut = {row.station: covered.within(row, window) for row in rows}
    found = [row for row in cut.values() if row is not None]
    for station in wanted:
        if cut.get(station) is None:
            found.append(Coverage(station, window.start, window.end, 0.0, 0))
    return sorted(found, key=lambda row: row.station)


def _gaps(row: Coverage, window: Interval | None) -> dict[str, Any]:
    """What lies between, by each way to search and by all of them."""
    span = _span(row, window)
    kinds = {"picture": row.picture, "single_frames": row.single_frames, "sound": row.sound, "text": row.text}
    everything = covered.joined(each for spans in kinds.values() for each in spans)
    by_kind = {kind: covered.gaps(spans, span) for kind, spans in kinds.items()}
    return {
        "gaps": [[iso(gap.start), iso(gap.end)] for gap in covered.gaps(everything, span)],
        "gaps_by": {
            kind: [[iso(gap.start), iso(gap.end)] for gap in found] for kind, found in by_kind.items()
        },
    }


def _span(row: Coverage, window: Interval | None) -> Interval:
    """Between which moments gaps are looked for."""
    return window or Interval(row.first, row.last)


def _show(rows: Sequence[Coverage], window: Interval | None) -> None:
    if not rows:
        note("nothing is searchable there" if window else "nothing is searchable yet")
        return
    table = Table("station", "picture", "frames", "sound", "text", "rec.", "from (UTC)", "to (UTC)", box=None)
    for row in rows:
        hours = (row.hours, row.sparse_hours, row.sound_hours, row.text_hours)
        cells = ["-" if not value else "<0.01" if value < 0.01 else f"{value:.2f}" for value in hours]
        first, last = (f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" for moment in (row.first, row.last))
        table.add_row(row.station, *cells, str(row.recordings), first, last)
    Console(markup=False).print(table)
    for row in rows:
        everything = covered.joined((*row.picture, *row.single_frames, *row.sound, *row.text))
        found = covered.gaps(everything, _span(row, window))
        for gap in found[:_MOST_GAPS]:
            seconds = (gap.end - gap.start).total_seconds()
            note(
                f"gap: {row.station} {gap.start:%Y-%m-%d %H:%M:%S} to {gap.end:%Y-%m-%d %H:%M:%S}, {length(seconds)}"
            )
        if len(found) > _MOST_GAPS:
            note(f"gap: {row.station} has {len(found) - _MOST_GAPS} more; --json lists them all")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from error
