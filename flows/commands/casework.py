"""``airtrace assign``, ``review``, ``reopen``, ``note`` and ``signoff``: what people do around a decision."""

from __future__ import annotations

from pathlib import Path

import click

from flows.acting import Acting
from flows.commands.cases import print_case, shown_case
from flows.commands.common import bench_for, common, emit, named
from flows.home import Home
from reference.errors import InputError
from review.text import safe_url
from storage.records import Pillar


@click.command()
@click.argument("case")
@click.option("--to", "person", metavar="NAME", help="Whose it is from now on; nobody's without it.")
@click.option("--by", metavar="NAME", required=True, help="Who assigns it.")
@click.option("--because", metavar="WHY", default="", help="Why, for the history.")
@common
def assign(case: str, person: str | None, by: str, because: str, home: Home, as_json: bool) -> int:
    """Say whose a case is.

    \b
    airtrace assign C1 --to Grace --by Ada --because "she knows the park"
    """
    name = case.strip().upper()
    whose = named(person) if person else None
    Acting(bench_for(home)).assign(name, whose, by=named(by), because=because)
    return _answer(name, home, as_json)


@click.command()
@click.argument("case")
@click.option("--by", metavar="NAME", required=True, help="Who takes it.")
@click.option("--because", metavar="WHY", default="", help="Why, for the history.")
@common
def review(case: str, by: str, because: str, home: Home, as_json: bool) -> int:
    """Take an open case into review: it is yours from then on.

    \b
    airtrace review C1 --by Ada
    """
    name = case.strip().upper()
    Acting(bench_for(home)).review(name, by=named(by), because=because)
    return _answer(name, home, as_json)


@click.command()
@click.argument("case")
@click.option("--by", metavar="NAME", required=True, help="Who opens it again.")
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def reopen(case: str, by: str, because: str, home: Home, as_json: bool) -> int:
    """Open a closed case again, or lay one that is in review back into the queue. Its decision stays.

    \b
    airtrace reopen C1 --by Ada --because "a reader sent an earlier post"
    """
    name = case.strip().upper()
    Acting(bench_for(home)).reopen(name, by=named(by), because=because)
    return _answer(name, home, as_json)


@click.command()
@click.argument("case")
@click.option("--text", required=True, metavar="TEXT", help="What it shows.")
@click.option(
    "--pillar", type=click.Choice([pillar.value for pillar in Pillar]), help="Which pillar it speaks to."
)
@click.option("--url", metavar="URL", help="Where it was found.")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file that belongs to it, as a screenshot.",
)
@click.option("--by", metavar="NAME", required=True, help="Who notes it.")
@common
def note(
    case: str,
    text: str,
    pillar: str | None,
    url: str | None,
    file: Path | None,
    by: str,
    home: Home,
    as_json: bool,
) -> int:
    """Add a note to a case, or evidence that you found: a file, the finding of a reverse image search.

    \b
    airtrace note C1 --text "the same car, 2019" --pillar date --url https://example.org/2019 --by Ada
    """
    if url is not None and safe_url(url) is None:
        raise InputError("--url is no address that can be followed; give one that begins with https://")
    name = case.strip().upper()
    which = Pillar(pillar) if pillar else None
    Acting(bench_for(home)).add_note(name, text, by=named(by), pillar=which, url=url, file=file)
    return _answer(name, home, as_json)


@click.command()
@click.argument("case")
@click.option("--ask", is_flag=True, help="Ask a second person for it ...")
@click.option("--of", metavar="NAME", help="... this one; else anybody but the one who decided.")
@click.option("--agree/--refuse", "agrees", default=None, help="Give your word on the decision.")
@click.option("--by", metavar="NAME", required=True, help="Who asks, or who signs.")
@click.option("--because", metavar="WHY", default="", help="Why, for the history; needed for a word.")
@common
def signoff(
    case: str,
    ask: bool,
    of: str | None,
    agrees: bool | None,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Ask a second person to sign a decision off, or sign it.

    \b
    airtrace signoff C1 --ask --of Grace --by Ada
    airtrace signoff C1 --agree --by Grace --because "looked at the frames"
    """
    if ask == (agrees is not None) or (of and not ask):
        raise InputError("say either --ask, with --of NAME where one is meant, or --agree, or --refuse")
    name, acting = case.strip().upper(), Acting(bench_for(home))
    if agrees is None:
        acting.ask_sign_off(name, named(of) if of else None, by=named(by), because=because)
    else:
        acting.sign_off(name, agrees=agrees, by=named(by), because=because)
    return _answer(name, home, as_json)


def _answer(case: str, home: Home, as_json: bool) -> int:
    if as_json:
        emit(shown_case(bench_for(home), case))
    else:
        print_case(bench_for(home), case)
    return 0
