"""Words out of speech, by faster-whisper and a model that the person names, in a limited child process.

faster-whisper is an optional extra and brings no model; nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from matching import speech_child
from matching.decoding import decode_sound
from matching.speech_child import LENGTH, RATE
from reference.errors import InputError, MediaUnreadable
from storage.records import Cue, CueText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIECE = 600.0
"""Seconds of sound that are recognised at once."""
CUT_WITHIN = 20.0
"""Seconds at the end of a piece among which the quietest is looked for, so that no word is cut."""
MEMORY = 16 << 30
SLOWEST = 30.0
"""Seconds that the child may take for a second of sound."""
PACKAGE = "faster-whisper"
INSTALL = "pip install 'airtrace[speech]'"


@dataclass(frozen=True)
class Sentence:
    """Seconds of the piece of sound, and what was said in them."""

    start: float
    end: float
    text: str


class Recogniser(Protocol):
    """Turns a piece of sound (mono, 16,000 a second, -1 to 1) into sentences."""

    @property
    def name(self) -> str:
        """The program and the model, with the program's version."""

    @property
    def language(self) -> str | None:
        """What is spoken: as it was given, or as the first piece sounded."""

    def sentences(self, sound: NDArray[np.float32]) -> list[Sentence]: ...


def lacking() -> str | None:
    """What to do before speech can be recognised here; None where it can be."""
    if importlib.util.find_spec("faster_whisper") is not None:
        return None
    return f"speech recognition needs faster-whisper, which is not installed: {INSTALL}"


def look_at_model(model: Path) -> None:
    """See that a folder holds a model.

    Raises:
        InputError: It does not.
    """
    if not (model.is_dir() and (model / "model.bin").is_file()):
        raise InputError(
            f"{model} holds no model: name the folder of a Whisper model in CTranslate2's form, with model.bin in it"
        )


def transcribed(
    footage: Path, duration: float, recogniser: Recogniser, tell: Callable[[float], None] = lambda _: None
) -> CueText:
    """What is said in a recording.

    Args:
        tell: Called with the share that is done, 0 to 1.

    Raises:
        MediaUnreadable: It has no sound, or it cannot be decoded.
    """
    cues: list[Cue] = []
    chunks = decode_sound(footage, RATE, duration + 1.0, seconds=60 + duration)
    for start, sound in pieces(chunks):
        for each in recogniser.sentences(sound):
            words = " ".join(each.text.split())
            if words and math.isfinite(each.start + each.end):
                first, last = start + max(0.0, each.start), start + max(each.start, each.end, 0.0)
                cues.append(Cue(round(first, 3), round(last, 3), words))
        tell(min(1.0, (start + len(sound) / RATE) / max(duration, 1e-6)))
    ordered = tuple(sorted(cues, key=lambda cue: cue.start))
    return CueText(ordered, (), recogniser.language)


def pieces(chunks: Iterable[NDArray[np.float32]]) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """The sound in pieces of at most ``PIECE`` seconds, cut where it is quietest, with their first second."""
    import numpy as np

    held: list[NDArray[np.float32]] = []
    size = done = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        while size >= PIECE * RATE:
            sound = np.concatenate(held)
            cut = _quietest(sound[: int(PIECE * RATE)])
            yield done / RATE, sound[:cut]
            held, size, done = [sound[cut:]], len(sound) - cut, done + cut
    if size:
        yield done / RATE, np.concatenate(held)


def _quietest(sound: NDArray[np.float32]) -> int:
    """The sample at which to cut: the middle of the quietest half second near the end."""
    import numpy as np

    step = RATE // 2
    first = len(sound) - int(CUT_WITHIN * RATE)
    blocks = sound[first : first + (len(sound) - first) // step * step].reshape(-1, step)
    return int(first + np.square(blocks).mean(axis=1).argmin() * step + step // 2)


class FasterWhisper:
    """A child process with the model loaded; leaving the context kills it, whatever it is doing.

    Raises:
        InputError: faster-whisper is not installed, or the folder holds no model.
    """

    def __init__(self, model: Path, language: str | None, duration: float) -> None:
        missing = lacking()
        if missing:
            raise InputError(missing)
        look_at_model(model)
        self.name = f"{PACKAGE} {importlib.metadata.version(PACKAGE)}, {model.resolve().name}"
        self.language = language
        seconds = 300 + SLOWEST * duration
        threads = os.cpu_count() or 1
        job = {
            "model": str(model.resolve()),
            "language": (language or "").partition("-")[0] or None,
            "threads": threads,
            "memory": MEMORY,
            "cpu_seconds": math.ceil(seconds * threads),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(speech_child.__file__)), json.dumps(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HF_HUB_OFFLINE": "1"},
        )
        self._clock = threading.Timer(seconds, self._process.kill)
        self._clock.daemon = True
        self._clock.start()

    def __enter__(self) -> FasterWhisper:
        return self

    def __exit__(self, *_: object) -> None:
        self._clock.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def sentences(self, sound: NDArray[np.float32]) -> list[Sentence]:
        """Raises: MediaUnreadable: The engine failed, or took more than it is allowed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        body = sound.astype("<f4").tobytes()
        with suppress(BrokenPipeError):  # what the child says of it is read below
            self._process.stdin.write(LENGTH.pack(len(body)) + body)
            self._process.stdin.flush()
        return self._answer(self._process.stdout)

    def _answer(self, source: IO[bytes]) -> list[Sentence]:
        found: list[Sentence] = []
        while line := source.readline():
            said = json.loads(line)
            if "trouble" in said:
                raise MediaUnreadable(f"speech recognition failed: {said['trouble']}")
            if "language" in said:
                self.language = self.language or said["language"]
                return found
            found.append(Sentence(float(said["start"]), float(said["end"]), str(said["text"])))
        raise MediaUnreadable(
            "speech recognition took more memory or time than it is allowed; take a smaller model"
        )
