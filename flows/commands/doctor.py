"""``airtrace doctor``: what is installed and indexed, and what to do about what is not."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click
from rich.console import Console
from rich.table import Table

from flows import archiving, sources
from flows.bench import Bench
from flows.commands.common import bench_for, common, emit
from flows.home import Home
from flows.tracing import archive_of
from matching import screen_text, speech
from matching.ffmpeg import decoder_version
from reference.errors import AirtraceError
from scrapers.guard import guard_refuses_loopback
from storage import audit, coverage, garbage
from storage.database import sqlite_version


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``do`` says what to do where it is not well."""

    name: str
    ok: bool
    found: str
    do: str | None = None


@click.command()
@common
def doctor(home: Home, as_json: bool) -> int:
    """Look at this installation. Exit code 1 when something needs doing.

    \b
    airtrace doctor --json
    """
    findings = list(_look(bench_for(home)))
    if as_json:
        emit(
            {
                "home": str(home.path),
                "ok": all(f.ok for f in findings),
                "findings": [asdict(f) for f in findings],
            }
        )
    else:
        table = Table("", "what", "found", "what to do", box=None)
        for finding in findings:
            table.add_row("ok" if finding.ok else "!!", finding.name, finding.found, finding.do or "")
        Console(markup=False).print(table)
    return 0 if all(finding.ok for finding in findings) else 1


def _look(bench: Bench) -> Iterator[Finding]:
    looks: tuple[Callable[[Bench], Finding], ...] = (
        _guard,
        _python,
        _sqlite,
        _decoder,
        _prefect,
        _record,
        _indexed,
        _garbage,
        _web_archive,
        _words,
    )
    for look in looks:
        try:
            yield look(bench)
        except AirtraceError as error:
            yield Finding(look.__name__.strip("_"), False, str(error), "see the sentence beside it")
        except (ImportError, importlib.metadata.PackageNotFoundError) as error:
            yield Finding(look.__name__.strip("_"), False, f"{type(error).__name__}: {error}", "make install")
    try:
        yield from (Finding(*word) for word in sources.words(bench))
    except AirtraceError as error:
        yield Finding("sources", False, str(error), "see the sentence beside it")


def _guard(_: Bench) -> Finding:
    check = guard_refuses_loopback()
    do = None if check.ok else "use nothing that fetches; install the locked versions with make install"
    return Finding("guard", check.ok, check.sentence, do)


def _python(_: Bench) -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python", sys.version_info >= (3, 11), found, None if sys.version_info >= (3, 11) else "use 3.11+"
    )


def _sqlite(_: Bench) -> Finding:
    version = sqlite_version()
    text = ".".join(map(str, version))
    enough = version >= (3, 37)
    return Finding(
        "sqlite", enough, f"{text}, one writer at a time by a lock", None if enough else "use Python 3.11+"
    )


def _decoder(_: Bench) -> Finding:
    version = decoder_version()
    found = f"FFmpeg {version.ffmpeg} in PyAV {version.pyav}, in a limited child process without playlists"
    old = version.numbers < (8, 1, 3)
    advice = (
        "below 8.1.3 (CVE-2026-107695, CVE-2026-107697): upgrade av when a wheel carries it" if old else None
    )
    return Finding("decoder", True, found, advice)


def _prefect(bench: Bench) -> Finding:
    from flows.handover import served

    version = importlib.metadata.version("prefect")
    fastapi = importlib.metadata.version("fastapi")
    found = f"Prefect {version} with FastAPI {fastapi}; serve is {'up' if served(bench.home) else 'not up'}"
    works = tuple(int(part) for part in fastapi.split(".")[:2]) < (0, 151)
    return Finding("prefect", works, found, None if works else "Prefect's server needs FastAPI below 0.151")


def _record(bench: Bench) -> Finding:
    result = audit.audit_folder(bench.home.path)
    clean = result.verdict is audit.Soundness.CLEAN
    found = (
        f"{result.events} events, {result.files} files, {'clean' if clean else result.verdict.name.lower()}"
    )
    return Finding("record", clean, found, None if clean else "airtrace history verify says what is wrong")


def _web_archive(_: Bench) -> Finding:
    looks = "the Wayback Machine is asked for copies of posts that cannot be seen"
    if archiving.save_key() is None:
        how = f"{archiving.VARIABLE}=ACCESS:SECRET (archive.org/account/s3.php) lets it keep those that can"
        return Finding("web archive", True, f"{looks}, and to keep none: no key is set", how)
    return Finding("web archive", True, f"{looks}, and to keep those that can: a key is set")


def _words(_: Bench) -> Finding:
    lacking = [sentence for sentence in (speech.lacking(), screen_text.lacking()) if sentence]
    found = "captions are read; " + ("; ".join(lacking) or "speech is recognised and the screen is read")
    how = "only where recordings have no captions; see docs/transcripts.md" if lacking else None
    return Finding("words", True, found, how)


def _indexed(bench: Bench) -> Finding:
    with bench.store() as store:
        archive = archive_of(store)
    hours = sum(row.hours for row in coverage.coverage(archive.searchable))
    found = f"{len(archive.searchable)} recordings, {hours:.2f} hours searchable"
    if archive.missing:
        return Finding("index", False, f"{found}; {archive.missing[0]}", "airtrace recordings reindex")
    do = None if archive.searchable else "airtrace recordings add FILE --station ID --aired-at TIME"
    return Finding("index", True, found, do)


def _garbage(bench: Bench) -> Finding:
    with bench.store() as store:
        found = garbage.garbage(store)
    count = len(found.segments) + len(found.leavings)
    line = f"{count} files that belong to nothing, {found.size / 1e6:.1f} MB"
    return Finding("garbage", True, line, "airtrace recordings clean removes them" if count else None)
