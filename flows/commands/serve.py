"""``airtrace serve``: Prefect's server, the deployments and their schedule, until it is told to stop."""

from __future__ import annotations

import click

from flows.commands.common import bench_for, common, done, emit, login_name, named, note
from flows.home import Home


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=4200, show_default=True, help="On loopback; 0: any."
)
@click.option(
    "--every",
    "cron",
    default="*/30 * * * *",
    show_default=True,
    metavar="CRON",
    help="When the standing cases are looked at again, in UTC.",
)
@click.option(
    "--desk-port",
    type=click.IntRange(0, 65535),
    help="Of the desk (else 8321, or a free one where that is taken).",
)
@click.option("--desk/--no-desk", "with_desk", default=True, help="Open the desk as well.")
@click.option(
    "--by", "names", multiple=True, metavar="NAME", help="Who may come in at the desk (else your login)."
)
@common
def serve(
    port: int,
    cron: str,
    desk_port: int | None,
    with_desk: bool,
    names: tuple[str, ...],
    home: Home,
    as_json: bool,
) -> int:
    """Serve until Ctrl-C: Prefect's server on SQLite, its deployments, the runs that are asked for, and the desk.

    While it is up, ``airtrace verify`` and ``rerun`` hand their runs to it, and a case can be looked at
    again from Prefect's own page (deployment recheck/airtrace). Feeds are looked at as often as they were
    added with.

    \b
    airtrace serve --port 4201
    """
    from flows.serve import Served, serve as keep_serving  # noqa: I001 - Prefect's settings before its import

    bench = bench_for(home)
    people = [named(name) for name in names] or [login_name()]

    def ready(up: Served) -> None:
        done(bench)
        if as_json:
            links = up.desk.links.items() if up.desk else ()
            emit({
                "url": up.url, "sign_in_file": str(home.prefect / "password"), "schedule": up.cron,
                "desk": up.desk.url if up.desk else None,
                "people": [{"name": name, "link": link} for name, link in links],
            })  # fmt: skip
        else:
            note(f"Prefect's page: {up.url}")
            note(f"It asks for a password: the line in {home.prefect / 'password'}")
            note(f"Standing cases are looked at again by the schedule {up.cron} (UTC), feeds that are due")
            note("every quarter of an hour. Ctrl-C ends it.")
            for name, link in up.desk.links.items() if up.desk else ():
                note(f"The desk: {name} comes in by {link}")

    keep_serving(
        home, port=port, cron=cron, progress=bench.progress, ready=ready,
        desk_for=people if with_desk else (), desk_port=desk_port,
    )  # fmt: skip
    done(bench)
    return 0
