"""Taking fact-checks in from a file, and finding those that fit a text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.bench import Bench
from matching import claim_ranking
from matching.claim_ranking import Candidate
from reference.errors import InputError
from scrapers import factchecks as reading
from scrapers.factchecks import Rejected
from storage import factchecks
from storage.factcheck_index import FactCheckIndex
from storage.records.factchecks import FactCheck

_CANDIDATES = 60
"""Of so many is the order looked at closely; among them is the right one for 97 of 100 posts that have one."""
_LONGEST = 20_000
"""Characters of a text that are searched for."""


@dataclass(frozen=True)
class Imported:
    new: int
    replaced: int
    read: int
    held: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class Fitting:
    factcheck: FactCheck
    score: float
    """From 0 to 1; it orders, and is no probability."""


def take_in(bench: Bench, file: Path, *, asked_by: str) -> Imported:
    """Import a file of fact-checks; a second import of the same file changes nothing.

    Raises:
        InputError: There is no such file, or it holds no fact-check.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"the file {str(file)!r} cannot be read: {error.strerror}") from error
    found: list[FactCheck] = []
    rejected: list[Rejected] = []
    for each in reading.read(content):
        if isinstance(each, Rejected):
            rejected.append(each)
            continue
        found.append(each)
        if len(found) % 10_000 == 0:
            bench.progress(f"reading fact-checks: {len(found):,}")
    if not found:
        why = f": row {rejected[0].row}: {rejected[0].why}" if rejected else ""
        raise InputError(f"{file.name} holds no fact-check{why}")
    with bench.store() as store:
        with store.writing(asked_by) as to:
            new, replaced = factchecks.take_in(store, to, found, file.name)
        held = factchecks.count(store)
    return Imported(new, replaced, len(found), held, tuple(rejected))


def search(bench: Bench, text: str, limit: int) -> tuple[tuple[Fitting, ...], int]:
    """The imported fact-checks that fit a text, best first, and how many were searched."""
    text = text[:_LONGEST]
    terms = claim_ranking.words(claim_ranking.cleaned(text))
    with (
        bench.store() as store,
        FactCheckIndex(store, claim_ranking.words, bench.progress) as index,
    ):
        found = index.best(terms, max(_CANDIDATES, limit))
        held = factchecks.named(store, [name for name, _ in found])
        known = [(held[name], score) for name, score in found if name in held]
        candidates = [Candidate(each.title, each.subtitle, each.claim, score) for each, score in known]
        ranked = claim_ranking.ranked(text, candidates, index.rarity)
        return tuple(Fitting(known[n][0], score) for n, score in ranked[:limit]), index.held
