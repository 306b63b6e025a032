"""Line-21 captions (CEA-608), as broadcasts in 60 Hz countries carry them beside or within CEA-708.

``cc_data`` is what a frame's user data holds: three bytes a pair, of which the first says the field. Pop-on,
roll-up and paint-on captions become cues; in roll-up each line is one cue, from its first letter to the
next line. CEA-708's own services are not read: broadcasters send the same words in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from scrapers.captions.cues import RawCue

_SPECIAL = "®°½¿™¢£♪à èâêîôû"
_EXTENDED = {
    0x12: "ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»",
    0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘",
}
_OTHERWISE = {
    0x2A: "á",
    0x5C: "é",
    0x5E: "í",
    0x5F: "ó",
    0x60: "ú",
    0x7B: "ç",
    0x7C: "÷",
    0x7D: "Ñ",
    0x7E: "ñ",
    0x7F: "█",
}
_ROWS = {
    0x10: (11, 11),
    0x11: (1, 2),
    0x12: (3, 4),
    0x13: (12, 13),
    0x14: (14, 15),
    0x15: (5, 6),
    0x16: (7, 8),
    0x17: (9, 10),
}

LONGEST_LINE = 32


class _Mode(Enum):
    POP_ON = auto()
    ROLL_UP = auto()
    PAINT_ON = auto()
    TEXT = auto()
    """Not captions but a page of text; left out."""


@dataclass
class _Channel:
    """One of the two channels of a field: what is shown, what is being prepared, and the cues so far."""

    name: str
    mode: _Mode | None = None
    shown: dict[int, str] = field(default_factory=dict)
    prepared: dict[int, str] = field(default_factory=dict)
    row: int = 15
    since: float | None = None
    """When what is shown began to be."""
    cues: list[RawCue] = field(default_factory=list)

    def write(self, text: str, second: float) -> None:
        if self.mode is None or self.mode is _Mode.TEXT:
            return
        rows = self.prepared if self.mode is _Mode.POP_ON else self.shown
        if rows is self.shown and self.since is None:
            self.since = second
        rows[self.row] = (rows.get(self.row, "") + text)[:LONGEST_LINE]

    def erase_last(self) -> None:
        rows = self.prepared if self.mode is _Mode.POP_ON else self.shown
        rows[self.row] = rows.get(self.row, "")[:-1]

    def close(self, second: float) -> None:
        """What is shown ends: it becomes a cue."""
        text = "\n".join(" ".join(self.shown[row].split()) for row in sorted(self.shown)).strip()
        if text and self.since is not None:
            self.cues.append(RawCue(f"the caption at {self.since:.3f} s", self.since, second, text))
        self.shown, self.since = {}, None

    def command(self, code: int, second: float) -> None:
        if code == 0x20:
            self.mode = self._turned(_Mode.POP_ON, second)
        elif code == 0x21:
            self.erase_last()
        elif code in {0x25, 0x26, 0x27}:
            self.mode = self._turned(_Mode.ROLL_UP, second)
        elif code == 0x29:
            self.mode = self._turned(_Mode.PAINT_ON, second)
        elif code in {0x2A, 0x2B}:
            self.mode = self._turned(_Mode.TEXT, second)
        elif code == 0x2C or (code == 0x2D and self.mode is _Mode.ROLL_UP):
            self.close(second)
        elif code == 0x2E:
            self.prepared = {}
        elif code == 0x2F:
            self.close(second)
            self.mode = _Mode.POP_ON
            self.shown, self.prepared = self.prepared, {}
            self.since = second

    def _turned(self, mode: _Mode, second: float) -> _Mode:
        """What is shown stays while a pop-on caption is prepared; all else begins anew."""
        if mode is not self.mode and mode is not _Mode.POP_ON:
            self.close(second)
        return mode

    def place(self, first: int, second_byte: int, second: float) -> None:
        """A preamble: the row of what follows."""
        row = _ROWS[first][1 if second_byte & 0x20 else 0]
        rows = self.prepared if self.mode is _Mode.POP_ON else self.shown
        if self.mode is _Mode.ROLL_UP and row != self.row and rows:
            self.close(second)
        self.row = row
        if rows.get(row) and self.mode is not _Mode.ROLL_UP:
            rows[row] += " "


class Line21:
    """Reads the pairs of one field, in order of time."""

    def __init__(self, names: tuple[str, str]) -> None:
        self.channels = (_Channel(names[0]), _Channel(names[1]))
        self._now = self.channels[0]
        self._last: tuple[int, int] | None = None

    def pair(self, one: int, two: int, second: float) -> None:
        """Two bytes with their parity bits, which are not looked at."""
        one, two = one & 0x7F, two & 0x7F
        if one < 0x10:
            if one > 0:
                self._last = None  # XDS, which goes on until the next control code
            return
        if one < 0x20:
            doubled = self._last == (one, two)
            self._last = None if doubled else (one, two)
            if not doubled:
                self._control(one, two, second)
            return
        self._last = None
        self._now.write(_letter(one) + (_letter(two) if two >= 0x20 else ""), second)

    def _control(self, one: int, two: int, second: float) -> None:
        self._now = self.channels[1 if one & 0x08 else 0]
        one &= ~0x08
        if two >= 0x40:
            self._now.place(one, two, second)
        elif one in {0x14, 0x15} and 0x20 <= two <= 0x2F:
            self._now.command(two, second)
        elif one == 0x11 and 0x20 <= two <= 0x2F:
            self._now.write(" ", second)
        elif one == 0x11 and 0x30 <= two <= 0x3F:
            self._now.write(_SPECIAL[two - 0x30], second)
        elif one in _EXTENDED and 0x20 <= two <= 0x3F:
            self._now.erase_last()  # a letter of the basic set stands before it for old receivers
            self._now.write(_EXTENDED[one][two - 0x20], second)
        elif one == 0x17 and 0x21 <= two <= 0x23:
            self._now.write(" ", second)


def _letter(code: int) -> str:
    return _OTHERWISE.get(code) or chr(code)


def parse(data: Iterable[tuple[float, bytes]]) -> dict[str, list[RawCue]]:
    """The cues of each channel that has any (``CC1`` to ``CC4``), in the order of their ends.

    Args:
        data: The second of each frame and its ``cc_data``, in order of time.
    """
    fields = (Line21(("CC1", "CC2")), Line21(("CC3", "CC4")))
    last = 0.0
    for second, body in data:
        last = second
        for at in range(0, len(body) - 2, 3):
            valid, kind = body[at] & 0x04, body[at] & 0x03
            if valid and kind in {0, 1}:
                fields[kind].pair(body[at + 1], body[at + 2], second)
    found: dict[str, list[RawCue]] = {}
    for each in fields:
        for channel in each.channels:
            channel.close(last)
            if channel.cues:
                found[channel.name] = channel.cues
    return found
