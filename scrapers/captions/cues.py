"""From what a caption file says, cue by cue, to cues in order: times that hold, and words said once.

Whatever is wrong with one cue is said in a sentence; the others go on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reference.errors import InputError
from storage.records import Cue, CueText

LONGEST = 100 * 3600.0
"""Seconds that a caption's clock can show; broadcasters' clocks begin at 10:00:00 or at the time of day."""
MOST_CUES = 300_000
MOST_NOTES = 50
"""Sentences about bad cues that are kept; the rest is counted."""

_ROLLING = 0.3
"""Share of cues that begin with the end of the one before, from which a file is taken to roll up."""


@dataclass(frozen=True)
class RawCue:
    """A cue as its file has it: ``None`` where no time could be read."""

    where: str
    """``cue 12`` or ``line 40``, for the sentence that says what is wrong with it."""
    start: float | None
    end: float | None
    text: str


@dataclass(frozen=True)
class Clock:
    """How a form writes a cue's two times: patterns with the same groups for each, and what these are in seconds."""

    both: re.Pattern[str]
    first: re.Pattern[str]
    seconds: Callable[[Sequence[str | None]], float | None]

    def cue(self, where: str, times: str, words: str) -> RawCue:
        """The cue; without an end, or without any time, where these cannot be read."""
        both = self.both.fullmatch(times)
        if both:
            half = len(both.groups()) // 2
            return RawCue(
                where, self.seconds(both.groups()[:half]), self.seconds(both.groups()[half:]), words
            )
        first = self.first.match(times)
        return RawCue(where, self.seconds(first.groups()) if first else None, None, words)


def assembled(raw: Sequence[RawCue], notes: Sequence[str] = (), language: str | None = None) -> CueText:
    """The cues in order of time.

    A cue without a start or without words is left out, one that ends before it starts is kept and its
    end is not believed, and each is said in the notes.

    Raises:
        InputError: There are more cues than any airing has.
    """
    if len(raw) > MOST_CUES:
        raise InputError(f"the captions hold {len(raw):,} cues, more than any airing has; split the file")
    said = list(notes)
    cues: list[Cue] = []
    latest = 0.0
    for each in raw:
        text = each.text.strip()
        if each.start is None:
            said.append(f"{each.where} is left out: its times cannot be read")
        elif each.start > LONGEST:
            said.append(f"{each.where} is left out: it begins after more than 100 hours")
        elif text:
            cue = _timed(each, each.start, text, said)
            if cue.start < latest - 1.0:
                said.append(f"{each.where} begins at {cue.start:.3f} s, before the one in front of it")
            latest = max(latest, cue.start)
            cues.append(cue)
    ordered = sorted(cues, key=lambda cue: cue.start)
    return CueText(tuple(said_once(_ended(ordered))), _few(said), language)


def _timed(each: RawCue, start: float, text: str, notes: list[str]) -> Cue:
    start = round(start, 3)
    if each.end is None or each.end > LONGEST or each.end < start:
        if each.end is not None:
            notes.append(
                f"{each.where} ends at {each.end:.3f} s, but begins at {start:.3f} s: its end is not known"
            )
        return Cue(start, start, text, end_known=False)
    return Cue(start, round(each.end, 3), text)


def _ended(cues: list[Cue]) -> list[Cue]:
    """Cues without an end stand until the next one begins."""
    ended = [
        cue if cue.end_known else replace(cue, end=max(cue.start, following.start))
        for cue, following in itertools.pairwise(cues)
    ]
    return ended + cues[-1:]


def said_once(cues: Sequence[Cue]) -> list[Cue]:
    """Cues with what is new in each, where captions roll up or are painted word by word.

    In such a file a cue begins with the words that the one before ends with. One repeated word alone is
    what people say too, so a file is taken to roll only where many cues repeat several.
    """
    words = [cue.text.split() for cue in cues]
    repeats = [0] + [_overlap(one, two) for one, two in itertools.pairwise(words)]
    many = sum(repeat >= 2 or (repeat == 1 and len(before) == 1) for repeat, before in
               zip(repeats[1:], words[:-1], strict=True))  # fmt: skip
    rolls = len(cues) > 2 and many >= _ROLLING * (len(cues) - 1)
    found = []
    for n, cue in enumerate(cues):
        same = n > 0 and repeats[n] == len(words[n]) == len(words[n - 1])
        # The same words once more while they still stand are the same caption.
        if (rolls and repeats[n]) or (same and cue.start < cues[n - 1].end + 0.1):
            cue = replace(cue, said=" ".join(words[n][repeats[n] :]))  # noqa: PLW2901
        found.append(cue)
    return found


def _overlap(before: list[str], words: list[str]) -> int:
    """How many words ``words`` begins with that ``before`` ends with."""
    for count in range(min(len(before), len(words)), 0, -1):
        if before[-count:] == words[:count]:
            return count
    return 0


def _few(notes: list[str]) -> tuple[str, ...]:
    if len(notes) <= MOST_NOTES:
        return tuple(notes)
    return (*notes[: MOST_NOTES - 1], f"and {len(notes) - MOST_NOTES + 1} more of this kind")
