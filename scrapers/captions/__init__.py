"""Captions: the words of an airing out of the files that broadcasters, archives and tools make.

One form a file. Each is a pure function of bytes; what is wrong with one cue is said and stops no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from reference.errors import InputError
from scrapers.captions import archive_page, srt, ttml, webvtt
from scrapers.captions.cues import assembled
from scrapers.captions.encodings import decoded
from storage.records import CueText

LARGEST = 50_000_000
"""Bytes of a caption file that is read; a day of captions has about three million."""


class CaptionFormat(StrEnum):
    SRT = "srt"
    WEBVTT = "webvtt"
    TTML = "ttml"
    ARCHIVE_PAGE = "archive.org"


@dataclass(frozen=True)
class CaptionFile:
    """What a caption file says."""

    format: CaptionFormat
    encoding: str
    text: CueText


def read_captions(body: bytes, *, language: str | None = None, encoding: str | None = None) -> CaptionFile:
    """The cues of a caption file; which form it has is told from its bytes.

    Args:
        language: What it is said to be in (BCP 47); helps where an old encoding has to be guessed.
        encoding: What a person says that it is written in.

    Raises:
        InputError: It is none, too large, in no known encoding, or not one cue of it can be used.
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError("the caption file is empty")
    if len(body) > LARGEST:
        raise InputError(f"the caption file is larger than an airing's can be ({len(body):,} bytes)")
    if archive_page.is_archive_page(body):
        minutes, said = archive_page.parse(body)
        found = CaptionFile(CaptionFormat.ARCHIVE_PAGE, "utf-8", assembled(minutes, said, language))
    elif _is_xml(body):
        raw, said, named = ttml.parse(body)
        found = CaptionFile(CaptionFormat.TTML, "xml", assembled(raw, said, language or named))
    else:
        found = _of_text(body, language, encoding)
    if not found.text.cues:
        why = f": {found.text.notes[0]}" if found.text.notes else ""
        raise InputError(f"the caption file holds no words with times that can be used{why}")
    return found


def _is_xml(body: bytes) -> bool:
    head = body[:1000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<?xml") or re.match(rb"<(?:(?:\w+:)?|!DOCTYPE\s+)tt\b", head) is not None


def _of_text(body: bytes, language: str | None, encoding: str | None) -> CaptionFile:
    text, name, guessed = decoded(body, language, encoding)
    notes = [guessed] if guessed else []
    if text.lstrip("\ufeff \r\n").startswith("WEBVTT"):
        raw, said, named = webvtt.parse(text.lstrip("\ufeff \r\n"))
        return CaptionFile(CaptionFormat.WEBVTT, name, assembled(raw, notes + said, language or named))
    raw = srt.parse(text)
    if not raw:
        raise InputError(
            "the file holds no captions of a form that Airtrace reads: SubRip (.srt), WebVTT (.vtt), TTML or DFXP "
            "(.ttml, .xml), or archive.org's page of a programme (.html)"
        )
    return CaptionFile(CaptionFormat.SRT, name, assembled(raw, notes, language))
