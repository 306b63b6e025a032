"""``airtrace recordings share``, ``import`` and ``move``: fingerprints that travel, footage that moved."""

from __future__ import annotations

from pathlib import Path

import click

from flows import carrying, sharing
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from reference.errors import InputError
from storage import links


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="REC...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Where to write."
)
@common
def share(names: tuple[str, ...], output: Path, home: Home, as_json: bool) -> int:
    """Write fingerprints and airing data into one file that other newsrooms can import.

    No footage goes in, and nothing of this machine: no path, no person.

    \b
    airtrace recordings share REC1 REC2 -o june.zip
    """
    if home.is_of_record(output):
        raise InputError(f"{output} is part of the record; name a file elsewhere")
    bench = bench_for(home)
    chosen = [name.strip().upper() for name in names]
    size = sharing.share(bench, chosen, output)
    if as_json:
        emit({"file": str(output), "bytes": size, "recordings": list(dict.fromkeys(chosen))})
    else:
        note(f"{output}: {len(set(chosen))} recordings, {size / 1e6:.1f} MB, without footage")
    return 0


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "given_by", required=True, metavar="NAME", help="Whose recordings they are.")
@by_option
@common
def take_in(file: Path, given_by: str, by: str, home: Home, as_json: bool) -> int:
    """Take in recordings that another newsroom shared.

    All that is in the file comes in, or nothing. They are searched by their fingerprints. There is no
    footage, so nothing in them is looked at again, and links to them say so. Cases that are still
    standing are searched for in them at once.

    \b
    airtrace recordings import june.zip --from "Another Newsroom"
    """
    if not file.is_file():
        raise InputError(f"there is no file {str(file)!r}")
    bench = bench_for(home)
    taken = sharing.take_in(bench, file, _giver(given_by), asked_by=named(by))
    code = EXIT[carrying.carry_out(bench, taken.run)] if taken.run is not None else 0
    done(bench)
    with bench.store() as store:
        found = links.in_recordings(store, taken.new) if taken.new else []
    if as_json:
        emit({"new": list(taken.new), "held_already": list(taken.held), "links": found, "run": taken.run})
    else:
        note(f"imported: {', '.join(taken.new) or 'nothing new'}")
        if taken.held:
            note(f"held already: {', '.join(taken.held)}")
        if found:
            note(f"cases were found in it: links {', '.join(found)}")
    return code


def _giver(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > 200 or not words.isprintable():
        raise InputError("--from needs the name of the newsroom or person that shared the file")
    return words


@click.command()
@click.argument("recording")
@click.argument("path", type=click.Path(path_type=Path), metavar="NEWPATH")
@by_option
@common
def move(recording: str, path: Path, by: str, home: Home, as_json: bool) -> int:
    """Say where a recording's footage lies now. It must be the very file that was added.

    The footage of an imported recording can be given this way too.

    \b
    airtrace recordings move REC3 /archive/2024/vesti.mp4
    """
    name = recording.strip().upper()
    sharing.move(bench_for(home), name, path, asked_by=named(by))
    if as_json:
        emit({"recording": name, "path": str(path.absolute())})
    else:
        note(f"{name} is at {path.absolute()}")
    return 0
