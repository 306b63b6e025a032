"""``airtrace stations``: what is known of broadcasters."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.commands.common import bench_for, common, emit, note
from flows.home import Home
from reference.errors import InputError
from reference.stations import load_stations
from review.text import one_line


@click.group()
def stations() -> None:
    """Stations: list, show, add."""


@stations.command("list")
@common
def listed(home: Home, as_json: bool) -> int:
    """All stations that are known here."""
    known = bench_for(home).stations()
    if as_json:
        emit({"stations": [station.to_json() for station in known]})
        return 0
    table = Table("id", "name", "country", "ownership", "zone", box=None)
    for station in known:
        name = Text(one_line(station.name))
        table.add_row(station.id, name, station.country, station.ownership.value, station.time_zone)
    Console().print(table)
    return 0


@stations.command()
@click.argument("name")
@common
def show(name: str, home: Home, as_json: bool) -> int:
    """One station, by its id or any of its names in any script.

    \b
    airtrace stations show "Первый канал"
    """
    known = bench_for(home).stations()
    station = known.resolve(name)
    document = station.to_json() | {
        "also_called_so": [other for other in known.called(name) if other != station.id]
    }
    if as_json:
        emit(document)
        return 0
    table = Table(box=None, show_header=False)
    for key, value in document.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        table.add_row(key, Text(one_line(text)))
    Console().print(table)
    return 0


@stations.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def add(file: Path, home: Home, as_json: bool) -> int:
    """Add stations from a YAML file of the shape that docs/stations.md describes."""
    if not file.is_file():
        raise InputError(f"there is no file {str(file)!r}")
    content = file.read_bytes()
    before = {station.id for station in bench_for(home).stations()}
    kept = home.stations / f"{file.stem}.yaml"
    others = [path for path in home.station_files() if path != kept]
    after = {station.id for station in load_stations([*others, file])}
    home.stations.mkdir(exist_ok=True)
    temporary = kept.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.rename(kept)
    added, gone = sorted(after - before), sorted(before - after)
    if as_json:
        emit({"added": added, "gone": gone, "file": str(kept)})
        return 0
    note(f"added {', '.join(added)}" if added else "nothing new in it")
    if gone:
        note(f"no longer known: {', '.join(gone)}, which stood in the earlier {kept.name}")
    return 0
