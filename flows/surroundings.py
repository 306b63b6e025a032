"""Gather what checks know beside a case: stations, accounts, the record's other posts, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.bench import Bench
from matching.credentials import read_embedded
from reference.accounts import load_accounts
from storage import transcripts
from storage.neighbours import LIKELY, others_like
from storage.records import CaseFile, Link, LinkState
from storage.records.surroundings import Embedded, SaidAround, Surroundings
from storage.store import Store

AROUND_S = 30.0
"""Seconds of the programme before and after the clip's footage whose words are read."""


def with_surroundings(bench: Bench, store: Store, case: CaseFile) -> CaseFile:
    """The case with what its checks read beside it.

    Raises:
        InputError: A file of the newsroom's stations or accounts cannot be read.
    """
    found = Surroundings(
        stations=tuple(bench.stations()),
        accounts=load_accounts(bench.home.account_files()),
        others=others_like(store, case),
        said=tuple(_said(store, link) for link in case.links if _is_read(link)),
        embedded=tuple(_embedded(bench, store, case)),
    )
    return replace(case, surroundings=found)


def _embedded(bench: Bench, store: Store, case: CaseFile) -> Iterator[Embedded]:
    """What each held file of the post says of itself."""
    hashes = [item.sha256 for item in case.post.media if item.sha256] if case.post else []
    anchors = (
        "\n".join(path.read_text(encoding="ascii") for path in bench.home.trust_files()) if hashes else ""
    )
    for sha256 in dict.fromkeys(hashes):
        if store.vault.holds(sha256):
            yield read_embedded(store.vault.path(sha256), sha256, anchors)


def _is_read(link: Link) -> bool:
    likely = link.state is LinkState.SUGGESTED and link.score >= LIKELY
    return bool(link.picture or link.sound) and (likely or link.state is LinkState.CONFIRMED)


def _said(store: Store, link: Link) -> SaidAround:
    spans = [segment.recording for segment in (link.picture or link.sound)]
    seconds = (min(min(span) for span in spans), max(max(span) for span in spans))
    said = transcripts.said_at(store, link.airing.id, seconds, AROUND_S)
    return SaidAround(link.id, said, covered=bool(said))
