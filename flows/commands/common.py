"""What all commands share: ``--json``, ``--home``, progress on stderr, and one document on stdout."""

from __future__ import annotations

import functools
import getpass
import json
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from flows.bench import Bench, shared_pace
from flows.home import Home, chosen_home
from reference.errors import InputError, UnknownName
from storage.records import RunState

Function = TypeVar("Function", bound=Callable[..., Any])

EXIT = {RunState.DONE: 0, RunState.PARTIAL: 1}
"""The exit code for how a run ended; one that failed is an error."""


def common(function: Function) -> Function:
    """Give a command ``--json`` (passed as ``as_json``) and ``--home`` (passed as ``home``)."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, all else on stderr.")
    @click.option(
        "--home",
        "folder",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where the record lies (else $AIRTRACE_HOME, else the platform's data directory).",
    )
    @functools.wraps(function)
    def wrapped(*args: Any, folder: Path | None, **kwargs: Any) -> Any:
        return function(*args, home=chosen_home(folder), **kwargs)

    return wrapped  # type: ignore[return-value]


def by_option(function: Function) -> Function:
    """Give a command ``--by NAME``, else the name this machine knows the person by."""
    option = click.option("--by", metavar="NAME", default=login_name, help="Who asks (else your login name).")
    return option(function)


def login_name() -> str:
    """The name by which this machine knows the person."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def named(by: str) -> str:
    """The person's name, as an event's actor.

    Raises:
        InputError: It is empty, or the machine's own name.
    """
    name = " ".join(by.split())
    if not name or name.lower() in {"airtrace", "machine"}:
        raise InputError("--by needs the name of a person")
    return name


def bench_for(home: Home) -> Bench:
    return Bench(home, progress=Progress(), pace=shared_pace(home))


class Progress:
    """Tells how far the work is: one line that changes on a terminal, else a line for each new step."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = ""

    def __call__(self, text: str) -> None:
        line = "".join(character if character.isprintable() else "�" for character in text)
        with self._lock:
            if line == self._last:
                return
            if sys.stderr.isatty():
                sys.stderr.write(f"\r\x1b[2K{line[:200]}")
            elif line.rpartition(":")[0] != self._last.rpartition(":")[0] or "%" not in line:
                sys.stderr.write(f"{line}\n")
            self._last = line
            sys.stderr.flush()

    def clear(self) -> None:
        with self._lock:
            if sys.stderr.isatty() and self._last:
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()
            self._last = ""


def done(bench: Bench) -> None:
    """Take the progress line away before the answer is printed."""
    if isinstance(bench.progress, Progress):
        bench.progress.clear()


def station_names(bench: Bench) -> Callable[[str], str]:
    """Gives a station's name by its id; the id where the station is not known any more."""
    stations = bench.stations()

    def name(station: str) -> str:
        try:
            return stations.get(station).name
        except UnknownName:
            return station

    return name


def emit(document: Mapping[str, Any]) -> None:
    """Print the one JSON document of a ``--json`` command."""
    spelt_out = sys.stdout.encoding.lower() != "utf-8"
    print(json.dumps(document, ensure_ascii=spelt_out, indent=1, allow_nan=False))


def note(text: str) -> None:
    """A sentence for the person, beside the answer."""
    click.echo(text, err=True)
