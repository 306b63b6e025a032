"""``airtrace trace``: where a clip appears in what is indexed. Records nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.commands.common import bench_for, common, done, emit, note, station_names
from flows.home import Home
from flows.tracing import trace_file
from reference.errors import InputError
from reference.times import iso
from review.case_json import match_json, searched_json
from review.clock import clip_second, offset_in
from review.edits import edit_lines, edits_json
from review.text import one_line
from storage.vault import hash_of

if TYPE_CHECKING:
    from matching.tracer import Match


@click.command()
@click.argument("clip", type=click.Path(path_type=Path))
@click.option("--thorough", is_flag=True, help="Look closer and at more places, for several times the cost.")
@common
def trace(clip: Path, thorough: bool, home: Home, as_json: bool) -> int:
    """Say where a clip's picture and sound appear in the indexed recordings, without opening a case.

    CLIP is a video, a sound file or a still picture.

    \b
    airtrace trace clip.mp4
    airtrace trace screenshot.jpg --thorough
    airtrace trace clip.mp4 --json
    """
    if not clip.is_file():
        raise InputError(f"there is no file {str(clip)!r}")
    bench = bench_for(home)
    names = station_names(bench)
    with bench.store() as store:
        result, archive = trace_file(bench, store, clip, thorough=thorough)
    done(bench)
    by_id = {recording.id: recording for recording in archive.searchable}

    def plain(match: Match) -> dict[str, Any]:
        airing = by_id[match.recording].airing
        found = match_json(airing, match.score, match.picture, match.sound, names)
        return found | {"recording_id": match.recording}

    if as_json:
        emit(
            {
                "clip": {"path": str(clip), "sha256": hash_of(clip), "duration": round(result.duration, 3)},
                "matches": [
                    plain(match)
                    | {
                        "footage_compared": bool(match.pairs),
                        "edits": edits_json(e for e in result.edits if e.recording_id == match.recording),
                    }
                    for match in result.matches
                ],
                "recurring": [plain(match) for match in result.recurring],
                "edit_script": edits_json(result.edits),
                "searched": searched_json(archive.searched(clips=1), names),
            }
        )
        return 1 if archive.missing else 0
    if not result.matches:
        note("not found")
    table = Table(box=None, pad_edge=False)
    for name in ("station", "aired at (UTC)", "seen in", "clip", "offset", "rate", "score"):
        table.add_column(name, no_wrap=True)
    programmes = {}
    for match in result.matches:
        airing = by_id[match.recording].airing
        aired = iso(airing.aired_at.replace(microsecond=0))
        if airing.programme:
            programmes[f"{airing.station} {aired}"] = one_line(airing.programme)
        for part in match.picture:
            place = ("about " if part.time_uncertain else "") + offset_in(part.recording[0])
            rate = f"{part.rate:.3g}" + (" mirrored" if part.mirrored else "")
            span = f"{clip_second(part.clip[0])}-{clip_second(part.clip[1])}"
            table.add_row(airing.station, aired, "picture", span, place, rate, f"{part.score:.2f}")
        for heard in match.sound:
            span = f"{clip_second(heard.clip[0])}-{clip_second(heard.clip[1])}"
            place, rate = offset_in(heard.recording[0]), f"{heard.rate:.3g}"
            table.add_row(airing.station, aired, "sound", span, place, rate, f"{heard.score:.2f}")
    if result.matches:
        console = Console(markup=False)
        console.print(table)
        for where, programme in programmes.items():
            console.print(Text(f"{where}: {programme}"))
    for line in edit_lines(result.edits):
        note(one_line(line))
    unseen = [match.recording for match in result.matches if match.picture and not match.pairs]
    if unseen:
        note(f"the footage of {', '.join(unseen)} was not looked at: fingerprints alone agree")
    if result.recurring:
        places = sum(len(match.picture) or len(match.sound) for match in result.recurring)
        stations = ", ".join(
            dict.fromkeys(by_id[match.recording].airing.station for match in result.recurring)
        )
        note(
            f"not counted: {places} places of {stations} that show or play what recurs there, such as an ident, "
            "a studio wall or music; --json lists them"
        )
    searched = archive.searched(clips=1)
    note(f"searched: {searched.recordings} recordings, {searched.hours:.2f} hours")
    for row in searched.coverage:
        frames = f", {row.sparse_hours:.2f} hours of single frames" if row.sparse_hours else ""
        note(f"  {row.station}: {row.hours:.2f} hours{frames} from {iso(row.first)} to {iso(row.last)}")
    for line in (*archive.missing, *archive.thin):
        note(f"not searched: {line}")
    return 1 if archive.missing else 0
