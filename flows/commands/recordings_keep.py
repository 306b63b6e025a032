"""``airtrace recordings keep`` and ``tidy``: how long what is held is kept, and what goes."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from flows import tidying
from flows.commands.common import bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from flows.tidying import Holdings, Use
from reference.errors import InputError
from reference.times import iso
from storage import retention
from storage.records.retention import EVERY_STATION, Holding, Retention

FOREVER = "forever"
_ALL = "all"


def _days(_: click.Context, option: click.Parameter, value: str | None) -> int | str | None:
    if value is None or value.strip().lower() == FOREVER:
        return None if value is None else FOREVER
    try:
        return int(value)
    except ValueError as error:
        raise click.BadParameter(
            f"{value!r} is no number of days; write one, or {FOREVER}", param=option
        ) from error


@click.command()
@click.argument("station", required=False, metavar="[STATION]")
@click.option("--footage", callback=_days, metavar="DAYS", help="Days for video; or forever.")
@click.option(
    "--frames", callback=_days, metavar="DAYS", help="Days for folders and ZIPs of single frames; or forever."
)
@click.option(
    "--fingerprints", callback=_days, metavar="DAYS", help="Days for which it can be searched; or forever."
)
@click.option(
    "--own-files/--no-own-files",
    default=None,
    help="Whether footage outside the home folder goes too (else it stays).",
)
@click.option("--because", metavar="WHY", help="Why, for the history.")
@by_option
@common
def keep(
    station: str | None,
    footage: int | str | None,
    frames: int | str | None,
    fingerprints: int | str | None,
    own_files: bool | None,
    because: str | None,
    by: str,
    home: Home,
    as_json: bool,
) -> int:
    """Set how long a station's footage, frames and fingerprints are kept; STATION can be "all".

    Days count from the airing, or from when it was added if that was later. Nothing goes until airtrace recordings
    tidy carries it out. A recording that a link points to is evidence and is kept. Without options, shows what
    holds, and the room that each station takes.

    \b
    airtrace recordings keep RUSSIA1 --footage 90 --frames 30 --fingerprints forever --because "disk"
    airtrace recordings keep
    """
    bench = bench_for(home)
    if any(given is not None for given in (footage, frames, fingerprints, own_files)):
        if station is None:
            raise InputError('say whose recordings are meant: a station, or "all"')
        which = EVERY_STATION if station.strip().lower() == _ALL else bench.stations().resolve(station).id
        with bench.store() as store:
            before = retention.rules(store).get(which, Retention(which))
            rule = Retention(
                which,
                footage=_chosen(footage, before.footage),
                frames=_chosen(frames, before.frames),
                fingerprints=_chosen(fingerprints, before.fingerprints),
                own_files=before.own_files if own_files is None else own_files,
                because=(because or "").strip(),
            )
            with store.writing(named(by)) as to:
                retention.set_rule(to, rule)
    held = tidying.holdings(bench)
    only = None
    if station is not None and station.strip().lower() != _ALL:
        only = bench.stations().resolve(station).id
    if as_json:
        emit(_json(held, only))
    else:
        _show(held, only)
    return 0


def _chosen(given: int | str | None, before: int | None) -> int | None:
    return before if given is None else None if isinstance(given, str) else given


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@by_option
@common
def tidy(dry_run: bool, by: str, home: Home, as_json: bool) -> int:
    """Remove what airtrace recordings keep no longer keeps.

    Each removal is an event with the rule that asked for it. Evidence of links is never removed, and neither
    is the only copy of what is not indexed.

    \b
    airtrace recordings tidy --dry-run
    """
    bench = bench_for(home)
    found = tidying.tidy(bench, by=named(by), dry=dry_run)
    done(bench)
    freed = sum(each.size for each in found if each.done)
    if as_json:
        rows = [
            {
                "recording": each.recording,
                "station": each.station,
                "what": each.what.value,
                "bytes": each.size,
                "removed": each.done and not dry_run,
                "due": each.done,
                "reason": each.reason,
            }
            for each in found
        ]
        emit({"dry_run": dry_run, "freed": 0 if dry_run else freed, "items": rows})
        return 0
    for each in found:
        verb = ("would be removed" if dry_run else "removed") if each.done else "left"
        note(f"{each.recording} ({each.station}): {each.what.value} {verb}: {each.reason}")
    note(f"{'would free' if dry_run else 'freed'} {freed / 1e6:.1f} MB" if found else "nothing is due")
    return 0


def _json(held: Holdings, only: str | None) -> dict[str, Any]:
    stations = sorted({*held.use, *(name for name in held.rules if name != EVERY_STATION)})
    rules = dict(held.rules)
    every = rules.get(EVERY_STATION)
    return {
        "all": None if every is None else _rule_json(every),
        "stations": [
            {
                "station": name,
                "keep": _rule_json(retention.rule_of(rules, name)),
                "bytes": _use_json(held.use.get(name, Use())),
            }
            for name in stations
            if only in {None, name}
        ],
    }


def _rule_json(rule: Retention) -> dict[str, Any]:
    return {
        "footage": rule.footage,
        "frames": rule.frames,
        "fingerprints": rule.fingerprints,
        "own_files": rule.own_files,
        "by": rule.set_by or None,
        "because": rule.because or None,
        "since": None if rule.set_at is None else iso(rule.set_at),
    }


def _use_json(use: Use) -> dict[str, int]:
    return {
        "recordings": use.recordings,
        "footage": use.footage,
        "frames": use.frames,
        "elsewhere": use.elsewhere,
        "fingerprints": use.fingerprints,
    }


def _show(held: Holdings, only: str | None) -> None:
    rules = dict(held.rules)
    table = Table("station", "rec.", "footage", "frames", "elsewhere", "index", "kept (days)", box=None)
    for name in sorted({*held.use, *(each for each in rules if each != EVERY_STATION)}):
        if only in {None, name}:
            use = held.use.get(name, Use())
            room = (
                f"{size / 1e6:.1f} MB" for size in (use.footage, use.frames, use.elsewhere, use.fingerprints)
            )
            table.add_row(name, str(use.recordings), *room, _in_words(retention.rule_of(rules, name)))
    if table.row_count:
        Console(markup=False).print(table)
    every = rules.get(EVERY_STATION)
    note(f"all stations without a rule of their own: {_in_words(every or Retention(EVERY_STATION))}")


def _in_words(rule: Retention) -> str:
    days = [rule.days(holding) for holding in Holding]
    if not any(value is not None for value in days):
        return FOREVER
    return " / ".join(FOREVER if value is None else str(value) for value in days)
