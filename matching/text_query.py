"""A search for words: what was asked, as an FTS5 expression, and where in the cues it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reference.errors import InputError
from reference.terms import Unit, index_terms, loose_end, phrase_terms, units
from storage.records import Cue

MOST_PARTS = 16
_PART = re.compile(r"[\"“”«»„](?P<phrase>[^\"“”«»„]*)[\"“”«»„]|(?P<word>[^\s\"“”«»„]+)")


@dataclass(frozen=True)
class Part:
    """A word or phrase that has to be there.

    ``loose`` words may end otherwise: where ``*`` was written, and Cyrillic ones, which are inflected.
    """

    units: tuple[Unit, ...]
    loose: bool = False

    @property
    def last(self) -> str:
        """What the last unit is or begins with."""
        term = self.units[-1].term
        return (loose_end(term) or term) if self.loose else term


@dataclass(frozen=True)
class Place:
    """Cues that hold all that was asked for: numbers of the first and the last, from 0."""

    first: int
    last: int


def parse(query: str) -> tuple[Part, ...]:
    """What was asked: words, ``"phrases"`` in any quotation marks, and ``beginnings*``.

    Raises:
        InputError: There is no word in it, or too many.
    """
    parts = []
    for match in _PART.finditer(query):
        text = match["phrase"] if match["phrase"] is not None else match["word"]
        found = tuple(units(text))
        if found:
            inflected = match["phrase"] is None and len(found) == 1 and loose_end(found[0].term) is not None
            parts.append(Part(found, loose=text.endswith("*") or inflected))
    if not parts:
        raise InputError(f"{query!r} holds no word to search for")
    if len(parts) > MOST_PARTS:
        raise InputError(
            f"search for at most {MOST_PARTS} words or phrases; recordings text --quote takes a text"
        )
    return tuple(parts)


def expression(parts: Sequence[Part]) -> str:
    """The FTS5 expression for all parts (terms hold no quotation marks)."""
    return " AND ".join(_of_part(part) for part in parts)


def _of_part(part: Part) -> str:
    if len(part.units) == 1 and part.units[0].east:
        return f'"{part.last}" *'  # a letter alone begins a pair in the index, or ends a run
    if part.loose and not part.units[-1].east:
        terms = [*index_terms(part.units[:-1]), part.last]
        return f'"{" ".join(terms)}" *'
    return f'"{" ".join(phrase_terms(part.units))}"'


def places(parts: Sequence[Part], cues: Sequence[Cue], first: int, last: int) -> list[Place]:
    """The smallest places that hold all parts, among the cues from ``first`` to ``last`` (included)."""
    heard = [(unit, n) for n in range(first, last + 1) for unit in units(cues[n].new)]
    spots = [list(_spots(part, [unit for unit, _ in heard])) for part in parts]
    if not all(spots):
        return []
    rarest = min(spots, key=len)
    found = []
    for start, end in rarest:
        nearest = [min(each, key=lambda spot: abs(spot[0] - start)) for each in spots]
        begin = min(start, *(spot[0] for spot in nearest))
        until = max(end, *(spot[1] for spot in nearest))
        found.append(Place(heard[begin][1], heard[until][1]))
    merged: list[Place] = []
    for place in sorted(set(found), key=lambda each: (each.first, each.last)):
        if merged and place.first <= merged[-1].last:
            merged[-1] = Place(merged[-1].first, max(merged[-1].last, place.last))
        else:
            merged.append(place)
    return merged


def _spots(part: Part, heard: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """First and last unit of each time that the part stands there."""
    terms = [unit.term for unit in part.units]
    for start in range(len(heard) - len(terms) + 1):
        if any(heard[start + n].term != term for n, term in enumerate(terms[:-1])):
            continue
        end = heard[start + len(terms) - 1].term
        if end == terms[-1] or (part.loose and end.startswith(part.last)):
            yield start, start + len(terms) - 1
