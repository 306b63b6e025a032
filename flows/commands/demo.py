"""``airtrace demo``: a whole case on a stage that ships with the product, in a home of its own."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows import pipeline
from flows.bench import Bench
from flows.commands.cases import evidence_page, print_case, shown_case
from flows.commands.common import Progress, done, emit, note
from flows.home import Home
from flows.targets import identify
from reference.errors import AirtraceError, InputError
from storage import recordings

if TYPE_CHECKING:
    from demo.stage import Stage
    from flows.prefect_server import PrefectServer

MARK = "DEMO"
"""A file that marks a home as the demo's, so that made-up footage never gets into a real record."""
NEAR = 1.0
"""Seconds by which the found offset may miss the truth."""


@dataclass(frozen=True)
class _Ended:
    case: str
    page: Path
    truth: dict[str, Any]
    error: float | None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, all else on stderr.")
@click.option(
    "--home", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Where to (else a new folder)."
)
def demo(as_json: bool, folder: Path | None) -> int:
    """Show a whole case: a made-up station, an article with a viral post, and the airing it was cut from.

    The footage is generated now; the services are played by a server on this machine; the scrapers, the
    tracer, the checks and Prefect's flows are the real ones. It ends by itself.

    \b
    airtrace demo
    """
    home = _own_home(folder)
    bench = Bench(home, progress=Progress())
    ended = _played(bench)
    done(bench)
    if as_json:
        emit({"case": shown_case(bench, ended.case), "truth": ended.truth, "error_s": ended.error,
              "page": str(ended.page), "home": str(home.path)})  # fmt: skip
    else:
        print_case(bench, ended.case)
        note("")
        if ended.error is not None:
            note(f"The truth: clip second {ended.truth['clip']:.1f} is second {ended.truth['recording']:.1f} of the "
                 f"programme. Found to {ended.error:.2f} s.")  # fmt: skip
        note(f"The evidence page opens in any browser: {ended.page}")
        note(f"Look further: airtrace show {ended.case} --home {home.path}")
    if ended.error is None or ended.error > NEAR:
        raise AirtraceError("the demo did not find its clip where it was cut; please report this")
    return 0


def _own_home(folder: Path | None) -> Home:
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="airtrace-demo-"))
    path = folder.expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(path.iterdir()) and not (path / MARK).exists():
        raise InputError(
            f"{path} is not empty and no demo's; name a new folder, so that nothing real is mixed with it"
        )
    for old in path.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    (path / MARK).write_text("This record was made by airtrace demo. Its station and footage are made up.\n")
    return Home(path)


def _played(bench: Bench) -> _Ended:
    from demo.stage import Stage
    from flows.prefect_server import PrefectServer

    with PrefectServer(
        bench.home.prefect, pages=False
    ) as server:  # it takes seconds to start, so it starts first
        bench.progress("making the footage of a station that does not exist")
        with Stage(bench.home.path / "stage") as stage:
            bench.home.stations.mkdir(exist_ok=True)
            shutil.copy(stage.station_file, bench.home.stations / stage.station_file.name)
            _index(bench, stage, server)
            return _verify(bench, stage, server)


def _index(bench: Bench, stage: Stage, server: PrefectServer) -> None:
    from flows.prefect_once import run_flow_once

    for recording in stage.recordings:
        station = bench.stations().get(recording.station)
        run, _ = pipeline.request_index(
            bench,
            [recording.path],
            station,
            recording.aired_at.isoformat(),
            recording.programme,
            asked_by="demo",
        )
        run_flow_once(bench.home, run, server=server, progress=bench.progress)


def _verify(bench: Bench, stage: Stage, server: PrefectServer) -> _Ended:
    from flows.prefect_once import run_flow_once

    staged = Bench(bench.home, routes=stage.routes, progress=bench.progress)
    target = identify(stage.article_url)
    run = pipeline.request_verify(
        staged, target, offline=False, asked_by="demo", because="the demo's viral post"
    )
    run_flow_once(bench.home, run, server=server, routes=stage.routes, progress=bench.progress)
    case = pipeline.cases_of(bench, run)[0]
    page, _ = evidence_page(bench, case)
    file = bench.home.path / f"case-{case}.html"
    file.write_text(page, encoding="utf-8")
    return _Ended(case, file, *_compared(bench, stage, case))


def _compared(bench: Bench, stage: Stage, case: str) -> tuple[dict[str, Any], float | None]:
    """The truth, and by how many seconds the best link misses it; None where it names another airing."""
    truth = stage.truth
    true_recording = stage.recordings[truth.recording]
    with bench.store() as store:
        held = recordings.held(store)
    airing = next(each.airing.id for each in held if each.path == str(true_recording.path))
    document = {
        "airing": airing,
        "programme": true_recording.programme,
        "clip": truth.clip_second,
        "recording": truth.recording_second,
    }
    links = shown_case(bench, case)["links"]
    if not links or links[0]["airing"]["id"] != airing:
        return document, None
    part = links[0]["picture"][0]
    found = part["recording"][0] + (truth.clip_second - part["clip"][0]) * part["rate"]
    return document, round(abs(found - truth.recording_second), 3)
