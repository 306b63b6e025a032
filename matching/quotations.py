"""Where in a transcript a quotation stands, and what is otherwise in it.

The words of the quotation are aligned with those of the transcript as a whole, across cues, at the least
cost of words replaced, left out and added (semi-global alignment: Sellers, 1980); a word that recognition
or spelling changed a little costs less than another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from reference.terms import Unit, units
from storage.records import Cue
from storage.records.links import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 400
"""Units of a quotation that are looked for; what follows is left away."""
ENOUGH = 0.6
"""Share of the quotation that must stand there for its place to be believed."""

_SPELLED = 0.3
"""Cost of a word that is spelled otherwise, beside 1 for another word."""
_MARKED = 0.01
"""Cost of a word left out where the quotation has an ellipsis."""
_ELLIPSIS = re.compile(r"\.{3}|…|\[\s*\.{2,3}\s*\]")
_SENTENCE_END = re.compile(r"[.!?。！？؟।]['\"”’»)\]]*\s*$")
_SENTENCE = re.compile(r"[.!?。！？؟।]")


class Change(StrEnum):
    REPLACED = "replaced"
    """Other words stand where these were said."""
    LEFT_OUT = "left_out"
    """Words that were said are not in the quotation."""
    ADDED = "added"
    """Words of the quotation were not said."""
    SPELLED = "spelled"
    """The same word but for a letter: recognition, or spelling."""


class Fidelity(StrEnum):
    """How a quotation stands to what was said."""

    EXACT = "exact"
    CUT_SHORT = "cut_short"
    """All its words were said in this order, but some between them are left out, or it ends as a
    sentence where the sentence went on."""
    ALTERED = "altered"


@dataclass(frozen=True)
class Difference:
    change: Change
    quoted: str
    said: str
    second: float
    """Of the airing: where the cue begins that holds the place."""
    marked: bool = False
    """The quotation itself says by an ellipsis that something is left out here."""


@dataclass(frozen=True)
class Located:
    """A quotation's place in a transcript."""

    fidelity: Fidelity
    score: float
    """Share of the quotation that was said there, 0 to 1."""
    seconds: Span
    """From the beginning of the first cue to the end of the last that hold it."""
    cues: tuple[int, int]
    """Numbers of these cues, from 0, the last included."""
    said: str
    """The words as they stand in the transcript, from the first to the last."""
    differences: tuple[Difference, ...]
    goes_on: str
    """How the sentence went on after the last word; empty where it ended or no one can tell."""


_Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class _Heard:
    """A unit of the transcript, and the cue that it stands in."""

    term: str
    cue: int
    start: int
    end: int


def locate(quotation: str, cues: Sequence[Cue]) -> Located | None:
    """The best place of a quotation in a transcript; None where too little of it stands there.

    Args:
        quotation: Of any script; quotation marks do not matter, an ellipsis marks words left out.
        cues: In order of time; repeated words of roll-up captions are passed over.
    """
    wanted = list(units(quotation))[:LONGEST]
    heard = [
        _Heard(unit.term, n, unit.start, unit.end) for n, cue in enumerate(cues) for unit in units(cue.new)
    ]
    if not wanted or not heard:
        return None
    costs = _substitutions([unit.term for unit in wanted], [unit.term for unit in heard])
    marked = _ellipses(quotation, wanted)
    gaps = [_MARKED if n in marked else 1.0 for n in range(len(wanted))]
    table = _filled(costs, gaps)
    end = _end(table[-1])
    score = 1 - float(table[-1, end]) / len(wanted)
    if score < _enough(wanted):
        return None
    pairs = _traced(table, costs, gaps, end)
    placed = [said for _, said in pairs if said is not None]
    if not placed:
        return None
    first, last = min(placed), max(placed)
    differences = tuple(_differences(quotation, wanted, heard, cues, costs, pairs))
    goes_on = _goes_on(heard[last], cues)
    place = (heard[first].cue, heard[last].cue)
    return Located(
        fidelity=_fidelity(quotation, differences, goes_on),
        score=round(max(0.0, score), 4),
        seconds=(cues[place[0]].start, cues[place[1]].end),
        cues=place,
        said=_between(heard[first], heard[last], cues),
        differences=differences,
        goes_on=goes_on,
    )


def _enough(wanted: Sequence[Unit]) -> float:
    """Few words stand anywhere by chance: they must all be there."""
    words = sum(0.5 if unit.east else 1.0 for unit in wanted)
    return 0.999 if words < 3 else 0.75 if words < 6 else ENOUGH


def _substitutions(wanted: list[str], heard: list[str]) -> NDArray[np.float64]:
    """What it costs that one word stands for another; wanted by heard."""
    import numpy as np

    vocabulary = {term: n for n, term in enumerate(dict.fromkeys(heard))}
    places = np.array([vocabulary[term] for term in heard])
    by_letter: dict[str, list[str]] = {}
    for term in vocabulary:
        by_letter.setdefault(term[0], []).append(term)
    rows: dict[str, NDArray[np.float64]] = {}
    for term in wanted:
        if term not in rows:
            row = np.ones(len(vocabulary))
            for other in _spelled_like(term, by_letter.get(term[0], ())):
                row[vocabulary[other]] = _SPELLED
            if term in vocabulary:
                row[vocabulary[term]] = 0.0
            rows[term] = row
    return np.stack([rows[term][places] for term in wanted])


def _spelled_like(term: str, others: Iterable[str]) -> list[str]:
    """Words that differ by one letter in five or by two in nine, not by the first, and not in a number."""
    if len(term) < 5 or not term.isalpha():
        return []
    near = (other for other in others if abs(len(other) - len(term)) <= 2)
    return [other for other in near if other != term and _is_near(term, other)]


@lru_cache(maxsize=100_000)
def _is_near(one: str, other: str) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    shorter = min(len(one), len(other))
    if shorter < 5 or not other.isalpha():
        return False
    most = 2 if shorter >= 9 else 1
    # "could" and "couldn't" mean the contrary of each other
    if one.endswith("nt") != other.endswith("nt"):
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=most) <= most


def _filled(costs: NDArray[np.float64], gaps: Sequence[float]) -> NDArray[np.float64]:
    """Cost of the cheapest alignment of the first i wanted with what ends before heard j: (m + 1, n + 1).

    Args:
        gaps: What a word costs that is left out before wanted i.
    """
    import numpy as np

    wanted, heard = costs.shape
    table = np.zeros((wanted + 1, heard + 1))
    steps = np.arange(heard + 1)
    for row in range(wanted):
        best = table[row] + 1.0
        np.minimum(best[1:], table[row, :-1] + costs[row], out=best[1:])
        if row + 1 < wanted:  # after the last word nothing is left out
            along = gaps[row + 1] * steps
            best = np.minimum.accumulate(best - along) + along
        table[row + 1] = best
    return table


def _end(last: NDArray[np.float64]) -> int:
    """Where the cheapest alignment ends; a last word that is another one stands for what was said there."""
    end = int(last.argmin())
    while end + 1 < len(last) and last[end + 1] == last[end]:
        end += 1
    return end


def _traced(
    table: NDArray[np.float64], costs: NDArray[np.float64], gaps: Sequence[float], end: int
) -> list[_Pair]:
    """Pairs of wanted and heard, in order; None on one side for what was added or left out."""
    row, column = table.shape[0] - 1, end
    pairs: list[_Pair] = []
    while row > 0:
        here = table[row, column]
        if column and abs(table[row - 1, column - 1] + costs[row - 1, column - 1] - here) < 1e-6:
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif column and row < len(gaps) and abs(table[row, column - 1] + gaps[row] - here) < 1e-6:
            column -= 1
            pairs.append((None, column))
        else:
            row -= 1
            pairs.append((row, None))
    return pairs[::-1]


def _differences(
    quotation: str,
    wanted: Sequence[Unit],
    heard: Sequence[_Heard],
    cues: Sequence[Cue],
    costs: NDArray[np.float64],
    pairs: Sequence[_Pair],
) -> Iterator[Difference]:
    """Runs of pairs that are not the same word, each as one difference."""

    def same(at: int) -> bool:
        one, two = pairs[at]
        return one is not None and two is not None and bool(costs[one, two] == 0)

    for alike, run in groupby(range(len(pairs)), key=same):
        if alike:
            continue
        places = list(run)
        quoted = [one for one, _ in (pairs[at] for at in places) if one is not None]
        said = [two for _, two in (pairs[at] for at in places) if two is not None]
        near = all(None not in pairs[at] and costs[pairs[at]] < 1 for at in places)
        around = [*pairs[: places[0]][-1:], *pairs[places[-1] + 1 :][:1]]
        beside = said or [two for _, two in around if two is not None]
        yield Difference(
            change=_change(bool(quoted), bool(said), near),
            quoted=quotation[wanted[quoted[0]].start : wanted[quoted[-1]].end] if quoted else "",
            said=_between(heard[said[0]], heard[said[-1]], cues) if said else "",
            second=cues[heard[beside[0]].cue].start if beside else 0.0,
            marked=not quoted and _is_marked(quotation, wanted, pairs[: places[0]]),
        )


def _change(quoted: bool, said: bool, near: bool) -> Change:
    if quoted and said:
        return Change.SPELLED if near else Change.REPLACED
    return Change.ADDED if quoted else Change.LEFT_OUT


def _is_marked(quotation: str, wanted: Sequence[Unit], before: Sequence[_Pair]) -> bool:
    """Whether an ellipsis stands where the quotation goes on after these pairs."""
    following = sum(one is not None for one, _ in before)
    return following in _ellipses(quotation, wanted)


def _ellipses(quotation: str, wanted: Sequence[Unit]) -> set[int]:
    """Before which units of the quotation an ellipsis stands."""
    return {
        n for n in range(1, len(wanted)) if _ELLIPSIS.search(quotation[wanted[n - 1].end : wanted[n].start])
    }


def _fidelity(quotation: str, differences: Sequence[Difference], goes_on: str) -> Fidelity:
    changes = {difference.change for difference in differences}
    if changes & {Change.REPLACED, Change.ADDED}:
        return Fidelity.ALTERED
    ends_as_sentence = _SENTENCE_END.search(quotation) and not _ELLIPSIS.search(quotation[-6:])
    if Change.LEFT_OUT in changes or (goes_on and ends_as_sentence):
        return Fidelity.CUT_SHORT
    return Fidelity.EXACT


def _between(first: _Heard, last: _Heard, cues: Sequence[Cue]) -> str:
    """The transcript's words from one unit to another, over cues."""
    if first.cue == last.cue:
        text = cues[first.cue].new[first.start : last.end]
    else:
        middle = (cues[n].new for n in range(first.cue + 1, last.cue))
        text = " ".join([cues[first.cue].new[first.start :], *middle, cues[last.cue].new[: last.end]])
    return " ".join(text.split())


def _goes_on(last: _Heard, cues: Sequence[Cue]) -> str:
    """The rest of the sentence after a unit, where the transcript has full stops within half a minute."""
    rest = cues[last.cue].new[last.end :]
    for cue in cues[last.cue + 1 : last.cue + 12]:
        if _SENTENCE.search(rest) or cue.start > cues[last.cue].end + 30:
            break
        rest += f" {cue.new}"
    end = _SENTENCE.search(rest)
    if end is None:
        return ""
    following = rest[: end.start()]
    first = next(units(following), None)
    return " ".join(following[first.start :].split()) if first is not None else ""
