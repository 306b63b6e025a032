"""TTML and DFXP (https://www.w3.org/TR/ttml2/): ``begin``, ``end`` and ``dur``, nested, in any of its clocks.

The XML is hostile: no document type, no entities, nothing is loaded, and it is refused where it is large
or deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reference.errors import InputError
from scrapers.captions.cues import RawCue
from scrapers.captions.markup import plain

LARGEST = 30_000_000
DEEPEST = 60

_CLOCK = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})(?:\.(\d{1,9})|:(\d{1,3})(?:\.\d{1,3})?)?", re.ASCII)
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)", re.ASCII)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_WORDS = frozenset({"head", "metadata", "set", "animate"})


@dataclass(frozen=True)
class _Rates:
    """What a frame and a tick of the file's clock are, per second."""

    frames: float
    ticks: float


def parse(body: bytes) -> tuple[list[RawCue], list[str], str | None]:
    """The cues as they stand, what is to be said of the file, and its language.

    Raises:
        InputError: It is no XML, no TTML, or costs more to read than captions do.
    """
    root = _tree(body)
    if _name(root) != "tt":
        raise InputError("the XML holds no TTML captions: its root is not <tt>")
    notes = []
    base = _attribute(root, "timeBase") or "media"
    if base == "clock":
        notes.append("the times are those of a clock on the wall; shift them so that the airing begins at 0")
    body_element = next((child for child in root if _name(child) == "body"), None)
    found: list[RawCue] = []
    if body_element is not None:
        _walk(body_element, 0.0, None, _rates(root), found, 0)
    return found, notes, (root.get(_LANGUAGE) or "").strip()[:35] or None


def _tree(body: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if len(body) > LARGEST:
        raise InputError(f"the captions are larger than an airing's can be ({len(body):,} bytes)")
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", body.replace(b"\x00", b""), re.IGNORECASE):
        raise InputError("the captions declare a document type, which TTML does not need: take it out")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise InputError(f"the captions are no well-formed XML: {str(error)[:200]}") from error


def _walk(
    element: Any, zero: float, end: float | None, rates: _Rates, found: list[RawCue], depth: int
) -> tuple[float, float | None]:
    """Take the cues of an element; returns its begin and end in seconds.

    Raises:
        InputError: It is nested deeper than captions are.
    """
    if depth > DEEPEST:
        raise InputError("the captions are nested deeper than captions are")
    start, until, readable = _times(element, zero, end, rates)
    name = _name(element)
    where = f"the cue in line {element.sourceline}"
    if name in {"p", "span"} and not _has_timed_parts(element):
        timed = any(element.get(key) is not None for key in ("begin", "end", "dur"))
        known = timed or zero or end is not None
        found.append(RawCue(where, start if readable and known else None, until, plain(_words(element))))
        return start, until
    in_turn = element.get("timeContainer") == "seq"
    following = start
    if name == "p" and (element.text or "").strip():
        found.append(RawCue(where, start if readable else None, until, plain(element.text)))
    for child in element:
        kind = _name(child)
        if kind in _NO_WORDS:
            continue
        if kind in {"div", "p", "span", "body"}:
            _, ended = _walk(child, following if in_turn else start, until, rates, found, depth + 1)
            if in_turn and ended is not None:
                following = ended
        if name == "p" and (child.tail or "").strip():
            found.append(RawCue(where, start if readable else None, until, plain(child.tail)))
    return start, following if in_turn else until


def _times(element: Any, zero: float, end: float | None, rates: _Rates) -> tuple[float, float | None, bool]:
    """Begin and end in seconds, both within the parent's; and whether what is written can be read."""
    texts = {key: element.get(key) for key in ("begin", "end", "dur")}
    given = {key: _seconds(text, rates) for key, text in texts.items() if text is not None}
    readable = given.get("begin", 0.0) is not None
    start = zero + (given.get("begin") or 0.0)
    ends = [zero + value for value in (given.get("end"),) if value is not None]
    ends += [start + value for value in (given.get("dur"),) if value is not None]
    if end is not None:
        ends.append(end)
    return start, min(ends) if ends else None, readable


def _has_timed_parts(element: Any) -> bool:
    return any(
        _name(part) == "span" and (part.get("begin") is not None or part.get("end") is not None)
        for part in element.iterdescendants()
    )


def _words(element: Any) -> str:
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        if _name(child) == "br":
            yield "\n"
        elif _name(child) not in _NO_WORDS:
            yield from _pieces(child)
        yield re.sub(r"\s+", " ", child.tail or "")


def _seconds(text: str, rates: _Rates) -> float | None:
    """A time expression in seconds; None for one that is none."""
    clock = _CLOCK.fullmatch(text.strip())
    if clock:
        hours, minutes, seconds = (int(clock[n]) for n in (1, 2, 3))
        part = float(f"0.{clock[4]}") if clock[4] else int(clock[5] or 0) / rates.frames
        return hours * 3600 + minutes * 60 + seconds + part if minutes < 60 and seconds < 61 else None
    offset = _OFFSET.fullmatch(text.strip())
    if offset is None:
        return None
    unit = {"h": 3600, "m": 60, "s": 1, "ms": 0.001, "f": 1 / rates.frames, "t": 1 / rates.ticks}
    return float(offset[1]) * unit[offset[2]]


def _rates(root: Any) -> _Rates:
    frames = _number(_attribute(root, "frameRate")) or 30.0
    parts = re.split(r"[\s:]+", (_attribute(root, "frameRateMultiplier") or "").strip())
    over, under = (_number(part) for part in [*parts, ""][:2])
    effective = frames * over / under if over and under else frames
    ticks = _number(_attribute(root, "tickRate"))
    if not ticks:
        ticks = effective if _attribute(root, "frameRate") else 1.0
    return _Rates(effective, ticks)


def _number(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", text, re.ASCII) else None


def _attribute(element: Any, name: str) -> str | None:
    """An attribute of the TT parameter namespace, whichever year's it is."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
