"""Showing text that a stranger wrote: nothing in it may act on the page, the terminal or the reader's eye.

Escaping keeps markup from acting, yet leaves what deceives the eye: bidirectional controls that reverse
the order of reading, characters without width, control characters that drive a terminal. These are
written out as ``⟦U+202E⟧`` (Unicode UAX #9 and UTS #39 name them); the stored text stays as it came.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from markupsafe import Markup

from storage.records import Cue

LONGEST_URL = 2048
_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that count as letters, marks or symbols and show nothing."""
_BRACKETS = frozenset("⟦⟧")
"""Our own signs: spelt out when a stranger uses them, so that ``⟦U+202E⟧`` always means what it says."""
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_UNSEEN_RANGES = (
    range(0x2060, 0x2070),
    range(0xFE00, 0xFE0E),
    range(0xFFF0, 0xFFF9),
    range(0xE0000, 0xE1000),
)
"""Code points that Unicode says to ignore in display, assigned or not; the two selectors that choose between
the text and the emoji form of a sign (U+FE0E, U+FE0F) stay."""


def visible(text: str) -> str:
    """The text with every character that acts without being seen written as its code point.

    Line feeds stay, tabs become spaces; combining marks piled higher than any script piles them are cut.
    """
    plain = text.replace("\r\n", "\n").replace("\t", " ")
    shown = "".join(_spelt(character) if _acts_unseen(character) else character for character in plain)
    return _PILED_MARKS.sub(lambda pile: pile[0][:_HIGHEST_PILE] + "⟦…⟧", shown)


def one_line(text: str, longest: int | None = None) -> str:
    """:func:`visible` text on one line, cut at ``longest`` characters with an ellipsis."""
    line = " ".join(visible(text.replace("\n", " ")).split())
    return line if longest is None or len(line) <= longest else line[: max(longest - 1, 0)].rstrip() + "…"


def hostile(text: str) -> Markup:
    """The text for a page: escaped, made visible, and its direction kept from what stands around it."""
    return Markup("<bdi>{}</bdi>").format(visible(text))


def hostile_line(text: str) -> Markup:
    """The same on one line."""
    return Markup("<bdi>{}</bdi>").format(one_line(text))


def safe_url(url: str | None) -> str | None:
    """The address if a person may follow it from our page, else None.

    Only http and https with a host; no user name, no white space, no characters that act unseen.
    """
    if not url or len(url) > LONGEST_URL or visible(url) != url or re.search(r"[\s\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host, user, _ = parts.hostname, parts.username, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or user is not None:
        return None
    return url


def pieces(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text cut at the spans' ends, each piece, as it came, with whether a span covers it."""
    inside = [
        (max(start, 0), min(end, len(text))) for start, end in spans if start < end and start < len(text)
    ]
    cuts = sorted({0, len(text), *(edge for span in inside for edge in span)})
    return [
        (text[start:end], any(first <= start and end <= last for first, last in inside))
        for start, end in pairwise(cuts)
    ]


def _acts_unseen(character: str) -> bool:
    code = ord(character)
    if character == "\n":
        return False
    return (
        unicodedata.category(character) in _UNSEEN_CATEGORIES
        or character in _UNSEEN_LETTERS
        or character in _BRACKETS
        or any(code in unseen for unseen in _UNSEEN_RANGES)
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def _spelt(character: str) -> str:
    return f"⟦U+{ord(character):04X}⟧"


_HIGHEST_PILE = 6
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"[{_MARKS}]{{{_HIGHEST_PILE + 1},}}")


def spoken(cues: Sequence[Cue]) -> str:
    """The words that cues add, in one line."""
    return " ".join(" ".join(cue.new.split()) for cue in cues if cue.new.strip())


def shortened(text: str, longest: int = 600, *, last: bool = False) -> str:
    """A long text cut at its end, or at its beginning where the ``last`` words matter."""
    if len(text) <= longest:
        return text
    return f"… {text[-longest:]}" if last else f"{text[:longest]} …"
