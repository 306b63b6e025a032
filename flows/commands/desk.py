"""``airtrace desk``: the review desk on loopback, until it is told to stop."""

from __future__ import annotations

import threading

import click

from flows.commands.common import bench_for, common, done, emit, login_name, named, note
from flows.home import Home
from reference.errors import InputError


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="On loopback; 0: any."
)
@click.option(
    "--by",
    "names",
    multiple=True,
    metavar="NAME",
    help="Who may come in; repeat for several (else your login).",
)
@click.option(
    "--behind", "header", metavar="HEADER", help="Take names from this header of a proxy in front of it."
)
@click.option(
    "--origin", metavar="URL", help="With --behind: the address under which people reach the proxy."
)
@common
def desk(
    port: int, names: tuple[str, ...], header: str | None, origin: str | None, home: Home, as_json: bool
) -> int:
    """Open the desk in which people look at cases and decide them, until Ctrl-C.

    It listens on this machine only and loads nothing from elsewhere. Each person comes in by the link that is
    printed for them. While airtrace serve is not up, the desk carries out what is asked for itself.

    \b
    airtrace desk --by Ada --by Grace
    """
    from flows.desk import desk_up

    if (header is None) != (origin is None):
        raise InputError("--behind HEADER and --origin URL go together")
    if origin is not None and not _is_origin(origin):
        raise InputError("--origin is the proxy's address without a path, as https://desk.example.org")
    bench = bench_for(home)
    people = [named(name) for name in names] or ([] if header else [login_name()])
    with desk_up(bench, people, port=port, header=header, origin=origin) as up:
        done(bench)
        if as_json:
            emit({"url": up.url, "people": [{"name": name, "link": link} for name, link in up.links.items()]})
        else:
            note(f"The desk: {origin or up.url}")
            for name, link in up.links.items():
                note(f"  {name} comes in by {link}")
            note("Ctrl-C ends it.")
        wait_for_end()
    done(bench)
    return 0


def wait_for_end() -> None:
    """Until SIGINT or SIGTERM."""
    import signal

    ended = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        while not ended.wait(0.5):
            pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_origin(text: str) -> bool:
    from urllib.parse import urlsplit

    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not (parts.path or parts.query)
