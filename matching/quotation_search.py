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
FEW = 3
"""As many, where no minute holds more than one of many pairs."""

_SINGLES = 6
_LONG_WORD = 4
"""Letters from which a word's frequency is asked for; counting a short one costs as much as it is frequent."""

Frequency = Callable[[str], int]
Minutes = Callable[[Sequence[str], int], list[Row]]
"""The minutes in which terms stand one after the other, at most so many."""


def candidates(quotation: str, frequency: Frequency, minutes: Minutes) -> list[Row]:
    """The minutes that can hold the quotation, the likeliest first."""
    terms = phrase_terms(list(units(quotation)))
    known: dict[str, int] = {}

    def rarity(term: str) -> float:
        if len(term) < _LONG_WORD and term.isascii():
            return math.inf
        if term not in known:
            known[term] = frequency(term)
        return known[term] or math.inf

    pairs = sorted(dict.fromkeys(pairwise(terms)), key=lambda pair: min(map(rarity, pair)))[:PAIRS]
    found = [minutes(pair, ROWS) for pair in pairs]
    if not any(found):
        alone = sorted({term for term in terms if math.isfinite(rarity(term))} or set(terms), key=rarity)
        found = [minutes([term], ROWS) for term in alone[:_SINGLES]]
    votes = _votes(found)
    weighed = {row: _with_next(votes, row) for row in votes}
    best_weight = max((vote.weight for vote in weighed.values()), default=0.0)
    most_pairs = max((vote.pairs for vote in weighed.values()), default=0)
    likely = [row for row, vote in weighed.items() if vote.weight >= 0.4 * best_weight]
    # Where six words in ten are right, one in three pairs is whole: a single one is chance.
    most = FEW if most_pairs < 2 and len(pairs) >= PAIRS // 2 else MOST
    return sorted(likely, key=lambda row: (-weighed[row].weight, row))[:most]


@dataclass(frozen=True)
class _Vote:
    """How many of the pairs a minute holds, and what they weigh."""

    pairs: int = 0
    weight: float = 0.0

    def __add__(self, other: _Vote) -> _Vote:
        return _Vote(self.pairs + other.pairs, self.weight + other.weight)


def _votes(found: Sequence[list[Row]]) -> dict[Row, _Vote]:
    votes: dict[Row, _Vote] = {}
    for rows in found:
        one = _Vote(1, 1 / math.log2(2 + len(rows)))
        for row in set(rows):
            votes[row] = votes.get(row, _Vote()) + one
    return votes


def _with_next(votes: dict[Row, _Vote], row: Row) -> _Vote:
    """What a minute holds together with the next: quotations go over their border."""
    return votes[row] + votes.get(Row(row.transcript, row.minute + 1), _Vote())
