"""Words that a broadcast shows: lower thirds, clocks and banners, read by the tesseract program where it is installed.

A frame every few seconds is decoded by the limited child; only where the watched part of the picture changes is
it read anew, and what tesseract is unsure of is left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from matching.decoding import Frame, Wanted, decode
from reference.errors import InputError
from storage.records import Cue, CueText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROGRAM = "tesseract"
WIDTH = 1280
LOWER_THIRD = 0.6
"""Where the lower third begins, as a fraction of the picture's height: banners stand a little higher."""
CHANGED = 3.0
"""Mean difference in grey levels from which the watched part is read anew."""
SURE = 60.0
"""Tesseract's confidence, 0 to 100, below which a word is left out."""
LETTERS = 4
"""Letters of a reading below which it is noise."""
SAME = 80.0
"""Likeness (0 to 100) from which two readings are of the same words."""
_SLOWEST = 60.0

_TRAINED = {
    "ar": "ara", "be": "bel", "bg": "bul", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fa": "fas",
    "fr": "fra", "he": "heb", "hi": "hin", "it": "ita", "ja": "jpn", "ka": "kat", "kk": "kaz", "ko": "kor",
    "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sr": "srp", "tr": "tur", "uk": "ukr",
    "ur": "urd", "uz": "uzb", "vi": "vie", "zh": "chi_sim", "zh-Hant": "chi_tra", "zh-TW": "chi_tra",
}  # fmt: skip


class Reader(Protocol):
    """Reads the words of a grey picture."""

    @property
    def name(self) -> str: ...

    def read(self, picture: NDArray[np.uint8]) -> str: ...


@dataclass(frozen=True)
class Shown:
    """Words on the screen, and the frame in which they were first read."""

    cue: Cue
    pixels: NDArray[np.uint8]


def lacking() -> str | None:
    """What to do before the screen can be read here; None where it can be."""
    if shutil.which(PROGRAM):
        return None
    return "reading the screen needs the tesseract program: install it, as with apt install tesseract-ocr"


@dataclass(frozen=True)
class Tesseract:
    """The installed program, for some of its languages."""

    name: str
    trained: str
    """As ``-l`` takes them: ``rus+eng``."""

    def read(self, picture: NDArray[np.uint8]) -> str:
        """Raises: InputError: The program fails or hangs."""
        import cv2

        done, encoded = cv2.imencode(".png", picture)
        assert done
        command = [PROGRAM, "stdin", "stdout", "-l", self.trained, "--psm", "11", "tsv"]
        try:
            answer = subprocess.run(
                command,
                input=encoded.tobytes(),
                capture_output=True,
                timeout=_SLOWEST,
                check=True,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(f"tesseract failed: {str(error)[:300]}") from error
        return words_of(answer.stdout.decode("utf-8", "replace"))


def installed(languages: Sequence[str]) -> tuple[Tesseract, tuple[str, ...]]:
    """The program for these languages (BCP 47) and a sentence for each that it has no data for.

    Raises:
        InputError: It is not installed, or has data for none of them.
    """
    missing = lacking()
    if missing:
        raise InputError(missing)
    listed = _told("--list-langs").split()
    wanted = {tag: _TRAINED.get(tag) or _TRAINED.get(tag.partition("-")[0]) for tag in languages}
    absent = [tag for tag, name in wanted.items() if name not in listed]
    names = list(dict.fromkeys(name for name in wanted.values() if name in listed))
    notes = tuple(f"tesseract has no data for {tag}: {_how(wanted[tag])}" for tag in absent)
    if not names:
        raise InputError(notes[0] if notes else "say with --language what is shown on the screen")
    version = re.search(r"\d+(?:\.\d+)+", _told("--version"))
    label = f"tesseract {version[0] if version else '?'}, {'+'.join(names)}"
    return Tesseract(label, "+".join(names)), notes


def _how(name: str | None) -> str:
    return (
        f"install it, as with apt install tesseract-ocr-{name.replace('_', '-')}" if name else "it knows none"
    )


def _told(option: str) -> str:
    try:
        answer = subprocess.run([PROGRAM, option], capture_output=True, timeout=_SLOWEST, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(f"tesseract does not answer: {str(error)[:300]}") from error
    return (answer.stdout + answer.stderr).decode("utf-8", "replace")


def words_of(table: str) -> str:
    """The words of tesseract's table (TSV) that it is sure of, a line each."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5":
            continue
        try:
            sure = float(cells[10]) >= SURE
        except ValueError:
            continue
        if sure and cells[11].strip():
            lines.setdefault(tuple(cells[2:5]), []).append(cells[11].strip())
    return "\n".join(" ".join(words) for words in lines.values())


def screen_text(
    footage: Path,
    duration: float,
    reader: Reader,
    every: float,
    *,
    whole: bool = False,
    tell: Callable[[float], None] = lambda _: None,
) -> tuple[CueText, tuple[Shown, ...]]:
    """What the screen shows in words, and the frame of each.

    Args:
        every: Seconds between the frames that are looked at.
        whole: Read all of the picture, and not its lower third alone.

    Raises:
        MediaUnreadable: The footage cannot be decoded.
    """
    frames = decode(footage, Wanted(WIDTH, every), seconds=60 + duration)
    shown = tuple(readings(frames, reader, every, duration, whole=whole, tell=tell))
    return CueText(tuple(each.cue for each in shown)), shown


def readings(
    frames: Iterable[Frame],
    reader: Reader,
    every: float,
    duration: float,
    *,
    whole: bool = False,
    tell: Callable[[float], None] = lambda _: None,
) -> Iterator[Shown]:
    """The readings of frames in order of time; words that stay are one reading."""
    from rapidfuzz.fuzz import ratio

    seen: NDArray[np.uint8] | None = None
    now: Shown | None = None
    for frame in frames:
        part = frame.pixels if whole else frame.pixels[int(LOWER_THIRD * len(frame.pixels)) :]
        until = round(min(frame.second + every, max(duration, frame.second)), 3)
        if seen is not None and _alike(seen, part):
            now = None if now is None else replace(now, cue=replace(now.cue, end=until))
            continue
        seen = part
        words = reader.read(_enlarged(part))
        tell(min(1.0, frame.second / max(duration, 1e-6)))
        if now is not None and words and ratio(now.cue.text, words) >= SAME:
            longer = max(now.cue.text, words, key=len)
            now = replace(now, cue=replace(now.cue, end=until, text=longer))
            continue
        if now is not None:
            yield now
        enough = sum(letter.isalnum() for letter in words) >= LETTERS
        now = Shown(Cue(round(frame.second, 3), until, words), frame.pixels) if enough else None
    if now is not None:
        yield now


def as_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """A frame as it is kept for evidence."""
    import cv2

    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert done
    return encoded.tobytes()


def _alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    import cv2
    import numpy as np

    small = [
        cv2.resize(each, (64, 24), interpolation=cv2.INTER_AREA).astype(np.int16) for each in (one, other)
    ]
    return float(np.abs(small[0] - small[1]).mean()) < CHANGED


def _enlarged(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Twice as large where letters are small: tesseract wants capitals of about 30 pixels."""
    import cv2
    import numpy as np

    scale = 2 if part.shape[1] <= WIDTH else 1
    return np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
