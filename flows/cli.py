"""The ``airtrace`` command. Each command is a module of :mod:`flows.commands`, imported when it is called."""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from reference.errors import AirtraceError, AmbiguousName, SiteError
from reference.version import VERSION
from review.text import one_line

COMMANDS: dict[str, str] = {
    "verify": "flows.commands.verify:verify",
    "trace": "flows.commands.trace:trace",
    "plan": "flows.commands.gather:plan",
    "gather": "flows.commands.gather:gather",
    "recordings": "flows.commands.recordings:recordings",
    "feeds": "flows.commands.feeds:feeds",
    "factchecks": "flows.commands.factchecks:factchecks",
    "stations": "flows.commands.stations:stations",
    "cases": "flows.commands.cases:cases",
    "show": "flows.commands.cases:show",
    "claim": "flows.commands.decisions:claim",
    "rerun": "flows.commands.verify:rerun",
    "reparse": "flows.commands.reparse:reparse",
    "decide": "flows.commands.decisions:decide",
    "correct": "flows.commands.decisions:correct",
    "assign": "flows.commands.casework:assign",
    "review": "flows.commands.casework:review",
    "reopen": "flows.commands.casework:reopen",
    "note": "flows.commands.casework:note",
    "signoff": "flows.commands.casework:signoff",
    "confirm": "flows.commands.decisions:confirm",
    "reject": "flows.commands.decisions:reject",
    "report": "flows.commands.cases:report",
    "export": "flows.commands.export:export",
    "history": "flows.commands.history:history",
    "backup": "flows.commands.backup:backup",
    "desk": "flows.commands.desk:desk",
    "serve": "flows.commands.serve:serve",
    "demo": "flows.commands.demo:demo",
    "doctor": "flows.commands.doctor:doctor",
}


_LONGEST_SENTENCE = 2_000
"""Characters of an error; what a person gave can stand in it."""


class _Commands(click.Group):
    """A group that imports a command only when it is asked for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(VERSION, prog_name="airtrace")
def airtrace() -> None:
    """Trace a viral clip to the second of the broadcast it was cut from, and keep the proof.

    \b
    airtrace recordings add evening.mp4 --station RUSSIA1 --aired-at 2024-06-19T18:00:00Z
    airtrace verify https://x.com/someone/status/1803823920274288857
    airtrace show C1

    Exit codes: 0 done; 1 done as far as it could be, and what is missing is recorded;
    2 wrong use, or nothing could be identified, and nothing was recorded.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; every error a person can cause ends in one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old locale cannot print every script
            stream.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        sys.exit(airtrace.main(args=given, prog_name="airtrace", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        _end(
            "interrupted; what was recorded stays, and the next run takes up where this one ended",
            130,
            as_json,
        )
    except click.ClickException as error:
        _end(error.format_message(), 2, as_json, hint=_hint(error))
    except AmbiguousName as error:
        _end(str(error), 2, as_json, candidates=error.candidates)
    except SiteError as error:
        _end(str(error), 1, as_json)
    except AirtraceError as error:
        _end(str(error), 2, as_json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("AIRTRACE_DEBUG"):
            raise
        fault = f"a fault in Airtrace itself: {type(error).__name__}: {error} (AIRTRACE_DEBUG=1 shows where)"
        _end(fault, 2, as_json)


def _hint(error: click.ClickException) -> str | None:
    context = getattr(error, "ctx", None)
    return f"{context.command_path} --help shows how" if context is not None else None


def _end(
    message: str, code: int, as_json: bool, *, hint: str | None = None, candidates: list[str] | None = None
) -> NoReturn:
    line = one_line(message, _LONGEST_SENTENCE)
    if as_json:
        document: dict[str, object] = {"error": line}
        if candidates is not None:
            document["candidates"] = candidates
        print(json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    print(f"airtrace: {line}" + (f" ({hint})" if hint else ""), file=sys.stderr)
    for candidate in candidates or ():
        print(f"  {one_line(candidate)}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
