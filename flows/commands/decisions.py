"""``airtrace claim``, ``decide``, ``correct``, ``confirm`` and ``reject``: a person's word."""

from __future__ import annotations

import click

from flows import carrying
from flows.acting import Acting
from flows.bench import Bench
from flows.commands.cases import print_case, shown_case
from flows.commands.common import Function, bench_for, common, done, emit, named
from flows.home import Home
from reference.errors import InputError
from storage import casefile, links
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
    bench, name = bench_for(home), case.strip().upper()
    Acting(bench).word_claim(name, text, n, by=named(by))
    return _answer(bench, name, as_json)


def _rating(function: Function) -> Function:
    """Give a command the ratings of the media, and of one claim."""
    options = (
        click.option(
            "--rating",
            "ratings",
            multiple=True,
            required=True,
            type=click.Choice(_CATEGORIES),
            help="schema.org mediaAuthenticityCategory of the media; repeat for several.",
        ),
        click.option("--claim", "n", type=int, metavar="N", help="Also rate claim N ..."),
        click.option("--claim-rating", metavar="TEXT", help="... on your own scale."),
    )
    for option in reversed(options):
        function = option(function)
    return function


_seen = click.option(
    "--seen",
    type=int,
    metavar="N",
    help="The version of the case that you saw (show --json); refused where it was changed since.",
)


def _given(
    ratings: tuple[str, ...], n: int | None, claim_rating: str | None
) -> tuple[list[MediaCategory], list[ClaimDecision]]:
    if (n is None) != (claim_rating is None):
        raise InputError("--claim N and --claim-rating TEXT go together")
    rated = [ClaimDecision(n, claim_rating.strip())] if n is not None and claim_rating is not None else []
    return [MediaCategory(rating) for rating in ratings], rated


@click.command()
@click.argument("case")
@_rating
@click.option("--by", metavar="NAME", required=True, help="Who decides.")
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@_seen
@common
def decide(
    case: str,
    ratings: tuple[str, ...],
    n: int | None,
    claim_rating: str | None,
    by: str,
    because: str,
    seen: int | None,
    home: Home,
    as_json: bool,
) -> int:
    """Decide a case. The machine's suggestion and earlier decisions stay beside it.

    \b
    airtrace decide C1 --rating DecontextualizedContent --by Ada --because "aired a year before the event"
    """
    bench, name = bench_for(home), case.strip().upper()
    chosen, rated = _given(ratings, n, claim_rating)
    Acting(bench).decide(name, chosen, rated, by=named(by), because=because, seen=seen)
    return _answer(bench, name, as_json)


@click.command()
@click.argument("case")
@_rating
@click.option("--by", metavar="NAME", required=True, help="Who corrects.")
@click.option("--because", metavar="WHY", required=True, help="What was wrong, and why it is corrected.")
@_seen
@common
def correct(
    case: str,
    ratings: tuple[str, ...],
    n: int | None,
    claim_rating: str | None,
    by: str,
    because: str,
    seen: int | None,
    home: Home,
    as_json: bool,
) -> int:
    """Publish a correction of the decision that stands. Before and after both stay in the record.

    \b
    airtrace correct C1 --rating EditedOrCroppedContent --by Ada --because "the lower third was wiped out"
    """
    bench, name = bench_for(home), case.strip().upper()
    chosen, rated = _given(ratings, n, claim_rating)
    with bench.store() as store:
        standing = casefile.load(store, name).decision
    if standing is None:
        raise InputError(f"case {name} is not decided yet, so there is nothing to correct")
    Acting(bench).decide(name, chosen, rated, by=named(by), because=because, seen=seen, corrects=standing.seq)
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
    name = link.strip().upper()
    run = Acting(bench).judge_link(name, state, by=named(by), because=because)
    with bench.store() as store:
        case = links.case_of(store, name)
    carrying.carry_out(bench, run)
    done(bench)
    return _answer(bench, case, as_json)


def _answer(bench: Bench, case: str, as_json: bool) -> int:
    if as_json:
        emit(shown_case(bench, case))
    else:
        print_case(bench, case)
    return 0
