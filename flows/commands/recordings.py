"""``airtrace recordings``: what of which airing we hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from flows import captions as taking
from flows import carrying, pipeline, placing
from flows.bench import Bench
from flows.commands import (
    recordings_coverage,
    recordings_keep,
    recordings_list,
    recordings_shared,
    recordings_sync,
    recordings_text,
)
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note, station_names
from flows.home import Home
from reference.errors import InputError
from reference.times import zone_named
from storage import garbage, links, transcripts
from storage import recordings as held
from storage.records import Indexable, Recording
from storage.store import MACHINE

jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="How many are indexed at once (else one a core)."
)


@click.group()
def recordings() -> None:
    """Recordings of broadcasts: what is held, what of it can be searched."""


@recordings.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--station", metavar="ID", help="Whose airing it is: an id or a name of the station.")
@click.option(
    "--aired-at",
    metavar="TIME",
    help="When the (first) recording begins: 2024-06-19T18:00:00Z, or without an offset in the station's zone.",
)
@click.option("--programme", metavar="NAME", help="What was on.")
@click.option(
    "--epg",
    "guides",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A programme guide in XMLTV, for what was on; and when, where one single showing can be meant.",
)
@click.option(
    "--clock",
    metavar="ZONE",
    help="The zone of the recorder's clock in file names, where it is not the station's.",
)
@click.option(
    "--frames-every",
    type=click.FloatRange(0.1, 3600.0),
    metavar="SECONDS",
    help="FILE is a folder or a ZIP of JPEG or PNG frames, this far apart.",
)
@click.option(
    "--negative",
    is_flag=True,
    help="FILE proves nothing where it is found, as an ident, bars, a slate or a jingle: search it, report it never.",
)
@click.option("--because", metavar="WHAT", help="With --negative: what it shows.")
@click.option(
    "--captions",
    "caption_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its words: SRT, WebVTT, TTML or archive.org's page; of several recordings, one for all or for each.",
)
@recordings_text.language_option
@jobs_option
@by_option
@common
def add(
    files: tuple[Path, ...],
    station: str | None,
    aired_at: str | None,
    programme: str | None,
    guides: tuple[Path, ...],
    clock: str | None,
    frames_every: float | None,
    negative: bool,
    because: str | None,
    caption_files: tuple[Path, ...],
    language: str | None,
    jobs: int | None,
    by: str,
    home: Home,
    as_json: bool,
) -> int:
    """Add recordings and index them. With --aired-at, several files are consecutive parts of one airing.

    Without it each is an airing by itself, and when it begins is known from a JSON file beside it, its name, the
    file itself or a programme guide. A playlist (.m3u8) of an HLS recorder is joined to whole files first; all
    other files stay where they are. Cases that are still standing are searched for in them at once.

    \b
    airtrace recordings add vesti.mp4 --station RUSSIA1 --aired-at 2024-06-19T18:00:00Z --programme "Vesti"
    airtrace recordings add SHOW.zip --frames-every 4 --station 1TV --aired-at 2022-03-27T18:30:00Z
    airtrace recordings add RUSSIA1_20240619_180000_Vesti.mp4
    airtrace recordings add rec/index.m3u8 --station KCTV --epg guide.xml
    """
    for file in files:
        if not (file.is_file() or (file.is_dir() and frames_every is not None)):
            hint = "; --frames-every is missing, if it holds frames" if file.is_dir() else ""
            raise InputError(f"there is no file {str(file)!r}{hint}")
    if caption_files and (negative or len(caption_files) not in {1, len(files)}):
        raise InputError(
            "give --captions once for all recordings or once for each, in their order; a negative has none"
        )
    tag = recordings_text.language_named(language)
    words = [(file.name, *taking.read_file(file, tag, None)) for file in caption_files]
    bench = bench_for(home)
    with bench.store() as store:
        before = {item.id for item in held.held(store)} | {item.id for item in held.negatives(store)}
    added: Sequence[Indexable]
    if negative:
        if station or aired_at or programme or frames_every or guides or clock:
            raise InputError("a negative is a video of no airing: leave out all but --because")
        run, added = pipeline.request_negatives(bench, files, because or "", asked_by=named(by), jobs=jobs)
    elif because is not None:
        raise InputError("--because says what a negative shows; it goes with --negative")
    elif station is not None and aired_at is not None and len(files) > 1:
        if guides:
            raise InputError("with --epg give one file at a time, or leave out --aired-at")
        which = bench.stations().resolve(station)
        run, added = pipeline.request_index(
            bench, files, which, aired_at, programme, asked_by=named(by), jobs=jobs, frames_every=frames_every
        )
    else:
        if aired_at is not None and len(files) > 1:
            raise InputError("--aired-at is the time of one station's airing; say whose with --station ID")
        run, added = _placed(
            bench, files, Said(station, aired_at, programme, guides, clock), frames_every, named(by), jobs
        )
    taken, not_taken = taking.take_in_with(bench, [item.id for item in added], words, named(by), tag)
    state = carrying.carry_out(bench, run)
    done(bench)
    for item in added:
        if item.id in before:
            note(
                f"{item.id} was held already, and stays as it was added; remove it first to add it otherwise"
            )
    with bench.store() as store:
        now = [recordings_list.look_at(store, held.item(store, item.id)) for item in added]
        found = links.in_recordings(store, [item.id for item in added])
        searched_for = [each.subject for each in pipeline.following(store, run)]
    if as_json:
        emit(
            {
                "recordings": [recordings_list.row_json(each, station_names(bench)) for each in now],
                "searched_for": searched_for,
                "links": found,
                "transcripts": [
                    {**recordings_text.transcript_json(each), "notes": list(notes)} for each, notes in taken
                ],
                "not_taken": not_taken,
                "run": run,
            }
        )
    else:
        recordings_list.show(now)
        for each_taken in taken:
            recordings_text.tell(*each_taken)
        for line in not_taken:
            note(line)
        for each in now:
            if each.item.not_indexed:
                note(f"{each.item.id} could not be indexed: {each.item.not_indexed}")
        if searched_for:
            note(f"standing cases that were searched for in it: {', '.join(searched_for)}")
        if found:
            note(f"cases were found in it: links {', '.join(found)}")
    return max(EXIT[state], 1 if not_taken else 0)


@dataclass(frozen=True)
class Said:
    """What a person says of the recordings that are added."""

    station: str | None
    aired_at: str | None
    programme: str | None
    guides: tuple[Path, ...]
    clock: str | None


def _placed(
    bench: Bench, files: Sequence[Path], said: Said, frames_every: float | None, by: str, jobs: int | None
) -> tuple[str, Sequence[Recording]]:
    """Add files of which each is an airing by itself; returns the run's id and the recordings."""
    stations = bench.stations()
    guides = tuple(placing.read_guide(file) for file in said.guides)
    for guide in guides:
        for line in guide.notes:
            note(f"programme guide: {line}")
    known = placing.Known(
        stations=stations,
        now=bench.clock(),
        station=None if said.station is None else stations.resolve(said.station),
        aired_at=said.aired_at,
        programme=said.programme,
        guides=guides,
        clock=None if said.clock is None else zone_named(said.clock),
    )
    bench.progress(f"looking at {len(files)} file{'s' if len(files) != 1 else ''}")
    found = placing.look_at(bench, files, known, frames_every)
    run, added = placing.request(bench, [each.recording for each in found], asked_by=by, jobs=jobs)
    with bench.store() as store:
        lines = [
            *(line for each in found for line in each.notes),
            *placing.overlapping(held.held(store), added),
        ]
    done(bench)
    for line in lines:
        note(line)
    return run, added


@recordings.command()
@click.argument("names", nargs=-1, metavar="[REC...]")
@jobs_option
@by_option
@common
def reindex(names: tuple[str, ...], jobs: int | None, by: str, home: Home, as_json: bool) -> int:
    """Index what cannot be searched.

    That is what was not indexed yet, or by another version, and what has lost its index. What is indexed
    stays when the command is killed; the next command takes up the rest.

    \b
    airtrace recordings reindex
    airtrace recordings reindex REC3 REC4 --jobs 2
    """
    bench = bench_for(home)
    wanted = [name.strip().upper() for name in names]
    asked = pipeline.request_reindex(bench, wanted, asked_by=named(by), jobs=jobs)
    if asked is None:
        if as_json:
            emit({"run": None, "indexed": [], "not_indexed": [], "searched_for": []})
        else:
            note("everything that is held can be searched")
        return 0
    run, due = asked
    state = carrying.carry_out(bench, run)
    done(bench)
    with bench.store() as store:
        now = [held.item(store, name) for name in due]
        searched_for = [each.subject for each in pipeline.following(store, run)]
    failed = [item for item in now if item.not_indexed]
    if as_json:
        emit(
            {
                "run": run,
                "indexed": [item.id for item in now if not item.not_indexed],
                "not_indexed": [{"id": item.id, "reason": item.not_indexed} for item in failed],
                "searched_for": searched_for,
            }
        )
    else:
        note(f"indexed: {len(now) - len(failed)} of {len(now)}")
        for item in failed:
            note(f"not indexed: {item.id}: {item.not_indexed}")
    return EXIT[state]


@recordings.command()
@click.argument("recording", metavar="RECORDING|TRANSCRIPT")
@by_option
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def remove(recording: str, by: str, because: str, home: Home, as_json: bool) -> int:
    """Take a recording out of the search, with its transcripts, or a transcript alone.

    Its links, its history and the file itself stay.

    \b
    airtrace recordings remove REC3 --because "wrong station"
    airtrace recordings remove T5 --because "captions of another programme"
    """
    name = recording.strip().upper()
    with bench_for(home).store() as store, store.writing(named(by)) as to:
        if name.startswith("T"):
            transcripts.remove(store, to, name, because)
        else:
            held.remove(store, to, name, because)
    if as_json:
        emit({"removed": name})
    else:
        note(f"{name} is out of the search")
    return 0


@recordings.command()
@common
def clean(home: Home, as_json: bool) -> int:
    """Remove files that belong to nothing.

    These are index files that nothing is searched through any more, and what killed processes left behind.
    Footage, the record and what its vault holds are not touched.
    """
    with bench_for(home).store() as store, store.writing(MACHINE) as to:
        gone, freed = garbage.remove(store, to)
    if as_json:
        emit({"freed": freed, "index_files": len(gone.segments), "leavings": len(gone.leavings)})
    else:
        note(
            f"freed {freed / 1e6:.1f} MB: {len(gone.segments)} index files, {len(gone.leavings)} temporary files"
        )
    return 0


for command in (
    *(recordings_text.captions, recordings_text.text),
    *(recordings_text.transcribe, recordings_text.read_screen),
):
    recordings.add_command(command)
for command in (recordings_list.listed, recordings_coverage.coverage):
    recordings.add_command(command)
for command in (recordings_keep.keep, recordings_keep.tidy):
    recordings.add_command(command)
recordings.add_command(recordings_sync.sync)
for command in (recordings_shared.share, recordings_shared.take_in, recordings_shared.move):
    recordings.add_command(command)
