"""Words that nobody wrote down: speech is recognised, and the screen is read, by tools that are optional."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.bench import Bench
from flows.footage import there
from matching import screen_text, speech
from reference.errors import InputError
from storage import recordings, transcripts
from storage.records import Recording, TextOrigin, Transcript
from storage.store import Store

NEAR_LINK = 5.0
"""Seconds around a link's footage within which the frames of on-screen text are kept."""


def transcribe(
    bench: Bench, name: str, model: Path, *, asked_by: str, language: str | None = None
) -> Transcript | None:
    """Recognise what is said in a recording and keep it; None where nothing was heard.

    Raises:
        UnknownName: There is no such recording.
        InputError: faster-whisper or the model is not here.
        MediaUnreadable: The footage is gone, or has no sound.
    """
    recording, footage = _footage(bench, name)
    with speech.FasterWhisper(model, language, recording.duration) as engine:
        return keep_speech(bench, recording, footage, engine, asked_by=asked_by)


def keep_speech(
    bench: Bench, recording: Recording, footage: Path, engine: speech.Recogniser, *, asked_by: str
) -> Transcript | None:
    """Recognise the recording's speech with this engine and keep it; None where nothing was heard."""

    def tell(share: float) -> None:
        bench.progress(f"{recording.id}: recognising speech: {100 * share:.0f} %")

    text = speech.transcribed(footage, recording.duration, engine, tell)
    if not text.cues:
        return None
    with bench.store() as store, store.writing(asked_by) as to:
        return transcripts.add(
            store, to, recording.airing.id, text, TextOrigin.SPEECH, text_format="recognised", engine=engine.name,
            recording=recording.id, heard=[(0.0, recording.duration)],
        )  # fmt: skip


def read_screen(
    bench: Bench,
    name: str,
    *,
    asked_by: str,
    languages: Sequence[str] = (),
    every: float = 2.0,
    whole: bool = False,
) -> tuple[Transcript | None, tuple[str, ...]]:
    """Read what a recording shows in words and keep it, with the frames that lie within links.

    Args:
        languages: BCP 47 tags; empty for the station's own.
        every: Seconds between the frames that are looked at.

    Returns the transcript, None where nothing was read, and what is to be said of it.

    Raises:
        UnknownName: There is no such recording.
        InputError: tesseract, or its data for all of the languages, is not installed.
        MediaUnreadable: The footage is gone or cannot be decoded.
    """
    recording, footage = _footage(bench, name)
    if recording.frames_every is not None:
        raise InputError(f"{recording.id} is of single frames; read the screen of a video")
    spoken = list(languages) or list(bench.stations().get(recording.airing.station).languages)
    reader, notes = screen_text.installed(spoken)
    kept = keep_screen(
        bench, recording, footage, reader, asked_by=asked_by, language=spoken[0], every=every, whole=whole
    )
    return kept, notes


def keep_screen(
    bench: Bench, recording: Recording, footage: Path, reader: screen_text.Reader, *, asked_by: str,
    language: str | None, every: float, whole: bool = False,
) -> Transcript | None:  # fmt: skip
    """Read the recording's screen with this reader and keep it; None where nothing was read."""

    def tell(share: float) -> None:
        bench.progress(f"{recording.id}: reading the screen: {100 * share:.0f} %")

    text, shown = screen_text.screen_text(footage, recording.duration, reader, every, whole=whole, tell=tell)
    if not text.cues:
        return None
    with bench.store() as store:
        frames = _frames(store, recording, shown)
        with store.writing(asked_by) as to:
            return transcripts.add(
                store, to, recording.airing.id, text, TextOrigin.SCREEN, text_format="on screen", frames=frames,
                engine=reader.name, recording=recording.id, language=language, heard=[(0.0, recording.duration)],
            )  # fmt: skip


def _frames(
    store: Store, recording: Recording, shown: Sequence[screen_text.Shown]
) -> list[tuple[float, str]]:
    """The frames of words that lie where a link does, kept in the vault."""
    spans = transcripts.shown_in_links(store, recording.id)
    return [
        (each.cue.start, store.vault.put(screen_text.as_jpeg(each.pixels)))
        for each in shown
        if any(
            each.cue.start <= end + NEAR_LINK and each.cue.end >= start - NEAR_LINK for start, end in spans
        )
    ]


def _footage(bench: Bench, name: str) -> tuple[Recording, Path]:
    with bench.store() as store:
        recording = recordings.get(store, name.strip().upper())
    if recording.removed:
        raise InputError(f"recording {recording.id} was removed")
    return recording, there(recording)
