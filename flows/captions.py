"""Captions of what is held: a file is read, seen to fit, and its words are kept with the airing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from flows.bench import Bench
from flows.footage import there
from matching.decoding import decode_captions
from reference.errors import InputError
from scrapers.captions import LARGEST, CaptionFile, CaptionFormat, read_captions
from scrapers.captions.embedded import track_named, tracks
from storage import recordings, transcripts
from storage.records import CueText, Recording, TextOrigin, Transcript
from storage.store import Store


def read_file(
    file: Path, language: str | None, encoding: str | None, shift: float = 0.0
) -> tuple[bytes, CaptionFile]:
    """The bytes of a caption file and what they say, ``shift`` seconds later.

    Raises:
        InputError: It cannot be read, or holds no captions.
    """
    try:
        if not file.is_file():
            raise InputError(f"there is no file {str(file)!r}")
        with file.open("rb") as opened:
            body = opened.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    try:
        found = read_captions(body, language=language, encoding=encoding)
    except InputError as error:
        raise InputError(f"{file.name}: {error}") from error
    return body, replace(found, text=shifted(found.text, shift, file.name)) if shift else found


def shifted(text: CueText, seconds: float, name: str) -> CueText:
    """All cues so many seconds later; what would lie before the airing begins is left out and counted.

    Raises:
        InputError: Nothing is left.
    """
    kept = tuple(
        replace(cue, start=round(max(0.0, cue.start + seconds), 3), end=round(cue.end + seconds, 3))
        for cue in text.cues
        if cue.end + seconds > 0 or cue.start + seconds >= 0
    )
    if not kept:
        raise InputError(f"{name}: moved by {seconds:g} s, all captions lie before the airing begins")
    lost = len(text.cues) - len(kept)
    notes = (f"{lost} cues lie before the airing begins and are left out",) if lost else ()
    return replace(text, cues=kept, notes=(*text.notes, *notes))


def within_recording(text: CueText, duration: float, name: str) -> CueText:
    """The captions with a note where they reach beyond the recording.

    Raises:
        InputError: All of them lie beyond it.
    """
    beyond = [cue for cue in text.cues if cue.start > duration + 1]
    if not text.cues:
        raise InputError(f"{name}: no captions stand in its time")
    if len(beyond) == len(text.cues):
        first = text.cues[0].start
        raise InputError(
            f"{name}: the captions begin at {first:.0f} s, after the recording ends ({duration:.0f} s); "
            f"say with --shift SECONDS how much later they stand in the airing, as in --shift -{first:.0f}"
        )
    if not beyond:
        return text
    note = f"{len(beyond)} cues begin after the recording ends ({duration:.0f} s)"
    return replace(text, notes=(*text.notes, note))


def take_in(
    bench: Bench, name: str, body: bytes, found: CaptionFile, *, file: str, asked_by: str,
    origin: TextOrigin | None = None, language: str | None = None,
) -> tuple[Transcript, tuple[str, ...]]:  # fmt: skip
    """Keep captions as words of a recording or an airing; returns the transcript and what was wrong with them.

    Raises:
        UnknownName: There is no such recording or airing.
        InputError: The captions lie beyond the recording.
    """
    with bench.store() as store:
        airing, recording = airing_named(store, name)
        text = found.text
        if recording is not None:
            text = within_recording(text, recording.duration, file)
        if origin is None:
            of_archive = found.format is CaptionFormat.ARCHIVE_PAGE
            origin = TextOrigin.ARCHIVE if of_archive else TextOrigin.CAPTIONS
        source = store.vault.put(body)
        with store.writing(asked_by) as to:
            added = transcripts.add(
                store, to, airing, text, origin, text_format=found.format, language=language,
                recording=recording.id if recording else None, source=source,
            )  # fmt: skip
        return added, text.notes


def take_embedded(
    bench: Bench, name: str, track: str | None, *, asked_by: str, language: str | None = None
) -> tuple[Transcript, tuple[str, ...]]:
    """Keep the captions that a recording carries; returns the transcript and what is to be said of them.

    Args:
        track: ``CC1`` … or ``track 3``; None for the first there is.

    Raises:
        InputError: It carries none, or not that track.
        MediaUnreadable: The footage is not here, or cannot be read.
    """
    with bench.store() as store:
        recording = recordings.get(store, name.strip().upper())
    footage = there(recording)
    bench.progress(f"reading the captions that {recording.id} carries")
    carried = list(decode_captions(footage, seconds=120 + recording.duration))
    found = tracks(
        [(each.second, each.cc_data) for each in carried if each.cc_data is not None],
        [(each.second, each.cue) for each in carried if each.cue is not None],
    )
    chosen = track_named(found, track)
    others = [each.name for each in found if each is not chosen]
    notes = (f"it carries {', '.join(others)} as well; --track takes another",) if others else ()
    text = replace(chosen.text, notes=(*chosen.text.notes, *notes))
    with bench.store() as store, store.writing(asked_by) as to:
        added = transcripts.add(
            store, to, recording.airing.id, text, TextOrigin.CAPTIONS, text_format=f"embedded {chosen.name}",
            recording=recording.id, language=language,
        )  # fmt: skip
    return added, text.notes


def take_in_with(
    bench: Bench,
    names: Sequence[str],
    words: Sequence[tuple[str, bytes, CaptionFile]],
    asked_by: str,
    language: str | None,
) -> tuple[list[tuple[Transcript, tuple[str, ...]]], list[str]]:
    """Keep each recording's captions beside it; returns what was taken in, and a sentence for what was not.

    Args:
        words: For each of ``names`` the file's name, its bytes and what they say; one alone is of all of them,
            which follow one another; may be empty.
    """
    if len(words) == 1 < len(names):
        words = _parted(bench, names, words[0])
    taken, refused = [], []
    for name, (file, body, found) in zip(names, words, strict=False):
        try:
            taken.append(take_in(bench, name, body, found, file=file, asked_by=asked_by, language=language))
        except InputError as error:
            refused.append(f"{name} was added without its captions: {error}")
    return taken, refused


def _parted(
    bench: Bench, names: Sequence[str], whole: tuple[str, bytes, CaptionFile]
) -> list[tuple[str, bytes, CaptionFile]]:
    """For each of consecutive recordings its part of the captions, counted from its own beginning."""
    file, body, found = whole
    with bench.store() as store:
        held = [recordings.get(store, name) for name in names]
    began = held[0].airing.aired_at
    starts = [(each.airing.aired_at - began).total_seconds() for each in held]
    parts = []
    for start, until in pairwise([*starts, math.inf]):
        first = -math.inf if start == starts[0] else start
        cues = tuple(
            replace(cue, start=round(cue.start - start, 3), end=round(cue.end - start, 3))
            for cue in found.text.cues
            if first <= cue.start < until
        )
        parts.append((file, body, replace(found, text=replace(found.text, cues=cues))))
    return parts


def airing_named(store: Store, name: str) -> tuple[str, Recording | None]:
    """The airing of that id, or of the recording of that id, and the recording that is held of it.

    Raises:
        UnknownName: There is neither.
    """
    wanted = name.strip().upper()
    if wanted.startswith("REC"):
        recording = recordings.get(store, wanted)
        return recording.airing.id, recording
    store.one("airings", wanted, "recording or airing")
    held = [each for each in recordings.held(store) if each.airing.id == wanted]
    return wanted, held[0] if held else None
