"""WebVTT (https://www.w3.org/TR/webvtt1/), also as HLS players get it, with several headers in one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from scrapers.captions.cues import Clock, RawCue
from scrapers.captions.markup import plain

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?", re.ASCII)
_START = re.compile(rf"\s*{_CLOCK}\s*-->", re.ASCII)
_LANGUAGE = re.compile(r"(?im)^Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})\s*$")
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")


def parse(text: str) -> tuple[list[RawCue], list[str], str | None]:
    """The cues as they stand, what is to be said of the file, and the language that it names."""
    # a line of one space is none that ends a cue: YouTube writes such
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    found: list[RawCue] = []
    notes = []
    for block in blocks:
        lines = block.split("\n")
        if lines[0].startswith(_NO_CUE[1:]):
            continue
        heads = [n for n, line in enumerate(lines) if "-->" in line]
        for at, following in pairwise([*heads, len(lines)]):
            words = plain("\n".join(_without_next_name(lines[at + 1 : following], following < len(lines))))
            named = lines[at - 1].strip() if at == 1 and not lines[0].startswith(_NO_CUE) else ""
            found.append(_CLOCKS.cue(f"cue {named[:40] or len(found) + 1}", lines[at], words))
    head = blocks[0] if blocks else ""
    if "X-TIMESTAMP-MAP" in text:
        notes.append("X-TIMESTAMP-MAP ties these times to a stream's clock: they are taken as they stand")
    language = _LANGUAGE.search(head)
    return found, notes, language[1] if language else None


def _without_next_name(lines: list[str], more: bool) -> list[str]:
    """The words of a cue: where another follows after a line of spaces, its name stands behind that line."""
    if more and len(lines) >= 2 and lines[-1].strip() and not lines[-2].strip():
        return lines[:-2]
    return lines


def _seconds(parts: Sequence[str | None]) -> float | None:
    hours, minutes, seconds, fraction = parts
    if minutes is None or seconds is None or int(minutes) > 59 or int(seconds) > 59:
        return None
    thousandths = int((fraction or "0").ljust(3, "0"))
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + thousandths / 1000


_CLOCKS = Clock(_TIMES, _START, _seconds)
