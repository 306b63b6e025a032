"""Which minutes of all transcripts can hold a quotation, by the index alone.

Pairs of neighbouring words are looked up, the rarest first: in a text with one word in five wrong, half of
the pairs are whole. Each minute is weighed by the pairs that it holds, the rare ones more.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from reference.terms import phrase_terms, units
from storage.text_index import Row

PAIRS = 12
"""Pairs of words that are looked up."""
ROWS = 400
"""Minutes that one pair is followed into; a pair that more minutes hold says little."""
MOST = 20
"""Minutes that are looked at closely."""

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

    pairs = list(dict.fromkeys(pairwise(terms)))
    by_rarity = sorted(pairs, key=lambda pair: min(map(rarity, pair)))
    votes = _votes([minutes(pair, ROWS) for pair in by_rarity[:PAIRS]])
    if not votes:
        alone = sorted({term for term in terms if math.isfinite(rarity(term))} or set(terms), key=rarity)
        votes = _votes([minutes([term], ROWS) for term in alone[:_SINGLES]])
    weighed = {
        row: weight + votes.get(Row(row.transcript, row.minute + 1), 0.0) for row, weight in votes.items()
    }
    best = max(weighed.values(), default=0.0)
    likely = [row for row, weight in weighed.items() if weight >= 0.4 * best]
    return sorted(likely, key=lambda row: (-weighed[row], row))[:MOST]


def _votes(found: Sequence[list[Row]]) -> dict[Row, float]:
    votes: dict[Row, float] = defaultdict(float)
    for rows in found:
        weight = 1 / math.log2(2 + len(rows))
        for row in set(rows):
            votes[row] += weight
    return votes
