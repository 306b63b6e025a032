"""``airtrace claim``, ``decide``, ``confirm`` and ``reject``: a person's word."""

from __future__ import annotations

import click

from flows import carrying, pipeline
from flows.bench import Bench
from flows.commands.cases import print_case, shown_case
from flows.commands.common import bench_for, common, done, emit, named
from flows.home import Home
from reference.errors import InputError
from storage import cases, links
from storage.records import ClaimDecision, LinkState, MediaCategory

_CATEGORIES = [category.value for category in MediaCategory]


@click.command()
@click.argument("case")
@click.option("--text", required=True, metavar="TEXT", help="The claim that is made of the footage.")
@click.option("--number", "n", type=int, metavar="N", help="Word claim N anew, instead of adding one.")
@click.option("--by", metavar="NAME", required=True, help="Who words it.")
@common
def claim(case: str, text: str, n: int | None, by: str, home: Home, as_json: bool) -> int:
    """Word a claim that is made of the footage.

    \b
    airtrace claim C1 --text "Putin drives Kim in Pyongyang" --by Ada
    """
    if not text.strip():
        raise InputError("a claim needs words: --text TEXT")
    bench, name = bench_for(home), case.strip().upper()
    with bench.store() as store:
        store.one("cases", name, "case")
        with store.writing(named(by)) as to:
            cases.state_claim(store, to, name, text.strip(), n)
    return _answer(bench, name, as_json)


@click.command()
@click.argument("case")
@click.option(
    "--rating",
    "ratings",
    multiple=True,
    required=True,
    type=click.Choice(_CATEGORIES),
    help="schema.org mediaAuthenticityCategory of the media; repeat for several.",
)
@click.option("--claim", "n", type=int, metavar="N", help="Also rate claim N ...")
@click.option("--claim-rating", metavar="TEXT", help="... on your own scale.")
@click.option("--by", metavar="NAME", required=True, help="Who decides.")
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def decide(
    case: str,
    ratings: tuple[str, ...],
    n: int | None,
    claim_rating: str | None,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Decide a case. The machine's suggestion and earlier decisions stay beside it.

    \b
    airtrace decide C1 --rating DecontextualizedContent --by Ada --because "aired a year before the event"
    """
    if (n is None) != (claim_rating is None):
        raise InputError("--claim N and --claim-rating TEXT go together")
    rated = (ClaimDecision(n, claim_rating.strip()),) if n is not None and claim_rating is not None else ()
    categories = tuple(dict.fromkeys(MediaCategory(rating) for rating in ratings))
    bench, name = bench_for(home), case.strip().upper()
    with bench.store() as store, store.writing(named(by)) as to:
        cases.decide(store, to, name, categories=categories, claims=rated, because=because)
    return _answer(bench, name, as_json)


@click.command()
@click.argument("link")
@click.option("--by", metavar="NAME", required=True, help="Who confirms it.")
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def confirm(link: str, by: str, because: str, home: Home, as_json: bool) -> int:
    """Confirm that a suggested link shows the same footage.

    \b
    airtrace confirm L1 --by Ada --because "compared frame by frame"
    """
    return _link(bench_for(home), link, LinkState.CONFIRMED, by=by, because=because, as_json=as_json)


@click.command()
@click.argument("link")
@click.option("--by", metavar="NAME", required=True, help="Who rejects it.")
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def reject(link: str, by: str, because: str, home: Home, as_json: bool) -> int:
    """Reject a suggested link; it is not suggested again.

    \b
    airtrace reject L1 --by Ada --because "the same car on another day"
    """
    return _link(bench_for(home), link, LinkState.REJECTED, by=by, because=because, as_json=as_json)


def _link(bench: Bench, link: str, state: LinkState, *, by: str, because: str, as_json: bool) -> int:
    """Record the word, and what the checks say by it: no answer is left that rests on the link's old state."""
    with bench.store() as store, store.writing(named(by)) as to:
        name = link.strip().upper()
        case = links.decide(store, to, name, state, because)
        run = pipeline.request_weighing(to, case, f"link {name} was {state.value}")
    carrying.carry_out(bench, run)
    done(bench)
    return _answer(bench, case, as_json)


def _answer(bench: Bench, case: str, as_json: bool) -> int:
    if as_json:
        emit(shown_case(bench, case))
    else:
        print_case(bench, case)
    return 0
