"""Which minutes of all transcripts can hold a quotation, by the index alone.

Pairs of neighbouring words are looked up, the rarest first: in a text with one word in five wrong, half of
the pairs are whole. Each minute is weighed by the pairs that it holds, the rare ones more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reference.terms import phrase_terms, units
from storage.text_index import Row

PAIRS = 12
"""Pairs of words that are looked up."""
ROWS = 400
"""Minutes that one pair is followed into; a pair that more minutes hold says little."""
MOST = 12
"""Minutes that are looked at closely."""
SURE = 5
"""Pairs in one minute after which no more are looked up."""

_SINGLES = 6

Frequency = Callable[[str], int]
Minutes = Callable[[Sequence[str], int], list[Row]]
"""The minutes in which terms stand one after the other, at most so many."""


def candidates(quotation: str, frequency: Frequency, minutes: Minutes) -> list[Row]:
    """The minutes that can hold the quotation, the likeliest first."""
    terms = phrase_terms(list(units(quotation)))
    known = {term: frequency(term) for term in dict.fromkeys(terms)}
    # a pair with a word that nobody said stands nowhere
    said = [pair for pair in dict.fromkeys(pairwise(terms)) if all(known[term] for term in pair)]
    pairs = sorted(said, key=lambda pair: min(known[term] for term in pair))[:PAIRS]
    votes: dict[Row, _Vote] = {}
    tops: list[int] = []
    for pair in pairs:
        tops.append(_vote(votes, minutes(pair, ROWS)))
        if tops[-1] >= SURE:
            break
    if not votes:
        alone = sorted((term for term in known if known[term]), key=known.__getitem__)
        for term in alone[:_SINGLES]:
            _vote(votes, minutes([term], ROWS))
    weighed = {row: _with_next(votes, row) for row in votes}
    best = max((vote.weight for vote in weighed.values()), default=0.0)
    # Where six words in ten are right, one pair in three is whole; fewer are chance.
    fewest = len(tops) // 4 if max(tops, default=0) else 0
    likely = [row for row, vote in weighed.items() if vote.weight >= 0.4 * best and vote.pairs >= fewest]
    return sorted(likely, key=lambda row: (-weighed[row].weight, row))[:MOST]


@dataclass(frozen=True)
class _Vote:
    """How many of the pairs a minute holds, and what they weigh."""

    pairs: int = 0
    weight: float = 0.0

    def __add__(self, other: _Vote) -> _Vote:
        return _Vote(self.pairs + other.pairs, self.weight + other.weight)


def _vote(votes: dict[Row, _Vote], rows: list[Row]) -> int:
    """Count one more pair for these minutes; returns the most pairs that one of them holds."""
    one = _Vote(1, 1 / math.log2(2 + len(rows)))
    for row in set(rows):
        votes[row] = votes.get(row, _Vote()) + one
    return max((votes[row].pairs for row in rows), default=0)


def _with_next(votes: dict[Row, _Vote], row: Row) -> _Vote:
    """What a minute holds together with the next: quotations go over their border."""
    return votes[row] + votes.get(Row(row.transcript, row.minute + 1), _Vote())
