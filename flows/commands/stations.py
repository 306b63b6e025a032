"""``airtrace stations``: what is known of broadcasters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.commands.common import bench_for, common, emit, note
from flows.home import Home
from reference.errors import InputError
from reference.stations import Station, load_stations
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
    Console(markup=False).print(_table(known))
    return 0


@stations.command()
@click.argument("name")
@common
def show(name: str, home: Home, as_json: bool) -> int:
    """One station by its id or any of its names, in any script; or those that a description means.

    \b
    airtrace stations show "Первый канал"
    airtrace stations show "Iranian state television"
    """
    known = bench_for(home).stations()
    meant = () if known.called(name) else known.described(name)
    if len(meant) > 1:
        return _described(name, [known.get(each) for each in meant], as_json)
    station = known.resolve(name)
    namesakes = [other for other in known.called(name) if other != station.id]
    document = station.to_json() | {"also_called_so": namesakes}
    if as_json:
        emit(document | {"namesakes": known.listed(namesakes)})
        return 0
    table = Table(box=None, show_header=False)
    for key, value in document.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        table.add_row(key, Text(one_line(text)))
    Console(markup=False).print(table)
    for line in known.listed(namesakes):
        note(f"{name[:80]!r} is also {line}")
    return 0


def _described(words: str, meant: Sequence[Station], as_json: bool) -> int:
    """Print the stations that words for a country's broadcasters stand for."""
    if as_json:
        emit({"described": words, "stations": [station.to_json() for station in meant]})
        return 0
    Console(markup=False).print(_table(meant))
    note(f"{words[:80]!r} stands for {len(meant)} stations")
    return 0


def _table(stations: Iterable[Station]) -> Table:
    table = Table("id", "name", "country", "ownership", "zone", box=None)
    for station in stations:
        name = Text(one_line(station.name))
        table.add_row(station.id, name, station.country, station.ownership.value, station.time_zone)
    return table


@stations.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def add(file: Path, home: Home, as_json: bool) -> int:
    """Add stations from a YAML file of the shape that docs/stations.md describes."""
    if not file.is_file():
        raise InputError(f"there is no file {str(file)!r}")
    name = "".join(char if char.isalnum() or char in "-_" else "-" for char in file.stem)[:60] or "stations"
    kept = home.stations / f"{name}.yaml"
    before = {station.id for station in bench_for(home).stations()}
    others = [path for path in home.station_files() if path != kept]
    after = {station.id for station in load_stations([*others, file])}
    content = file.read_bytes()
    home.stations.mkdir(exist_ok=True)
    temporary = kept.with_suffix(".part")
    temporary.write_bytes(content)
    try:
        load_stations([*others, temporary])
    except InputError:
        temporary.unlink()
        raise
    temporary.rename(kept)
    added, gone = sorted(after - before), sorted(before - after)
    if as_json:
        emit({"added": added, "gone": gone, "file": str(kept)})
        return 0
    note(f"added {', '.join(added)}" if added else "nothing new in it")
    if gone:
        note(f"no longer known: {', '.join(gone)}, which stood in the earlier {kept.name}")
    return 0
