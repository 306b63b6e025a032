"""SubRip (``.srt``): numbered cues, ``00:00:01,000 --> 00:00:02,500``, words until an empty line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.captions.cues import Clock, RawCue
from scrapers.captions.markup import plain

_CLOCK = r"(-?\d{1,3}):(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-+\s*>\s*{_CLOCK}(?:\s.*)?", re.ASCII)
_START = re.compile(rf"\s*{_CLOCK}\s*-+\s*>", re.ASCII)
_BROKEN = re.compile(r"\s*\d{1,3}:\d{1,2}:\d{1,2}[,.:]\d", re.ASCII)
_NUMBER = re.compile(r"\s*\d{1,7}\s*", re.ASCII)


def parse(text: str) -> list[RawCue]:
    """The cues as they stand; one whose times cannot be read has none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heads = [n for n, line in enumerate(lines) if _is_head(lines, n)]
    found = []
    for which, head in enumerate(heads):
        until = heads[which + 1] if which + 1 < len(heads) else len(lines)
        words = lines[head + 1 : until]
        if which + 1 < len(heads) and words and _NUMBER.fullmatch(words[-1]):
            words = words[:-1]  # the number of the next cue
        number = lines[head - 1].strip() if head and _NUMBER.fullmatch(lines[head - 1]) else ""
        where = f"cue {number}" if number else f"the cue in line {head + 1}"
        found.append(_CLOCKS.cue(where, lines[head], plain("\n".join(words))))
    return found


def _is_head(lines: list[str], n: int) -> bool:
    """Whether a line has a cue's times, or was meant to: it stands under a number and begins with a clock."""
    line = lines[n]
    if "-->" in line or ("->" in line and _START.match(line)):
        return True
    return n > 0 and _NUMBER.fullmatch(lines[n - 1]) is not None and _BROKEN.match(line) is not None


def _seconds(parts: Sequence[str | None]) -> float | None:
    hours, minutes, seconds, fraction = parts
    if hours is None or minutes is None or seconds is None or hours.startswith("-"):
        return None
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int((fraction or "0").ljust(3, "0")) / 1000


_CLOCKS = Clock(_TIMES, _START, _seconds)
