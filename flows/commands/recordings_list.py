"""``airtrace recordings list``: what is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows import indexing
from flows.commands.common import bench_for, common, emit, note, station_names
from flows.home import Home
from flows.tracing import index_size
from reference.times import iso
from review.case_json import match_json
from review.clock import length
from review.text import one_line
from storage import recordings as held
from storage import transcripts
from storage.records import Indexable, Negative, Transcript
from storage.store import Store


@dataclass(frozen=True)
class Looked:
    """A recording or negative, with what lies on the disk of it."""

    item: Indexable
    searchable: bool
    index_bytes: int | None
    footage: str | None
    """``present``, ``gone``, or None where no footage was ever here."""
    transcripts: tuple[Transcript, ...] = ()


def look_at(store: Store, item: Indexable) -> Looked:
    """What is held, and what of it is there now."""
    footage = None
    if item.path is not None:
        footage = "present" if Path(item.path).exists() else "gone"
    words = () if isinstance(item, Negative) else tuple(transcripts.of_airing(store, item.airing.id))
    return Looked(item, indexing.searchable(store, item), index_size(store, item), footage, words)


@click.command("list")
@click.option("--station", metavar="ID", help="Only this station's.")
@common
def listed(station: str | None, home: Home, as_json: bool) -> int:
    """All that is held, in the order of its airing, and then the negatives."""
    bench = bench_for(home)
    only = bench.stations().resolve(station).id if station else None
    with bench.store() as store:
        items: list[Indexable] = [item for item in held.held(store) if only in {None, item.airing.station}]
        items += held.negatives(store) if only is None else []
        rows = [look_at(store, item) for item in items]
    if as_json:
        names = station_names(bench)
        emit({"recordings": [row_json(row, names) for row in rows]})
    elif rows:
        show(rows)
    else:
        note("no recordings; airtrace recordings add FILE --station ID --aired-at TIME adds one")
    return 0


def row_json(row: Looked, names: Callable[[str], str]) -> dict[str, Any]:
    """A recording or negative as ``--json`` prints it; ``names`` gives a station's name by its id."""
    item = row.item
    airing = None if isinstance(item, Negative) else item.airing
    return {
        "id": item.id,
        "airing": None if airing is None else match_json(airing, 0.0, (), (), names)["airing"],
        "negative": item.because if isinstance(item, Negative) else None,
        "sha256": item.sha256,
        "duration": round(item.duration, 3),
        "covered": None if isinstance(item, Negative) or item.covered is None else round(item.covered, 3),
        "width": item.width,
        "height": item.height,
        "frames_every": item.frames_every,
        "path": item.path,
        "footage": row.footage,
        "given_by": item.given_by,
        "indexed": item.segment is not None,
        "searchable": {"picture": row.searchable, "sound": row.searchable and item.sound},
        "index_bytes": row.index_bytes,
        "not_indexed": item.not_indexed,
        "transcripts": [
            {"id": each.id, "origin": each.origin, "language": each.language, "cues": each.cues}
            for each in row.transcripts
        ],
    }


def show(rows: Sequence[Looked]) -> None:
    """Print them as a table."""
    table = Table(box=None, pad_edge=False)
    for name in ("id", "station", "aired at (UTC)", "length", "programme, what it is searched by, file"):
        table.add_column(name, no_wrap=not name.startswith("programme"), overflow="fold")
    for row in rows:
        item = row.item
        if isinstance(item, Negative):
            station, aired, title = "negative", "-", item.because
        else:
            station, aired = item.airing.station, iso(item.airing.aired_at.replace(microsecond=0))
            title = item.airing.programme or "-"
        what = Text.assemble(one_line(title), "\n", _searched_by(row), "\n", (_where(row), "dim"))
        table.add_row(item.id, station, aired, length(item.duration), what)
    Console(markup=False).print(table)


def _searched_by(row: Looked) -> str:
    if not row.searchable:
        return "not searchable"
    kinds = ["picture" if row.item.frames_every is None else f"a frame every {row.item.frames_every:g} s"]
    kinds += ["sound"] if row.item.sound else []
    kinds += [f"words ({', '.join(each.id for each in row.transcripts)})"] if row.transcripts else []
    return f"{', '.join(kinds)}; {(row.index_bytes or 0) / 1e6:.2f} MB"


def _where(row: Looked) -> str:
    if row.item.path is None:
        return one_line(f"fingerprints from {row.item.given_by}, without footage")
    return one_line(row.item.path) + (" (gone)" if row.footage == "gone" else "")
