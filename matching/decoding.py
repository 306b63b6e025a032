"""Frames of a media file, decoded by a limited child process that is killed when its time is up."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from matching import decoder_child
from matching.decoder_child import Trouble
from reference.errors import MediaUnreadable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MEMORY = 3 << 30
"""Address space of one child, in bytes; its libraries alone reserve about 1 GB."""
GRACE = 10.0
"""Seconds on the clock beyond those on the processor: other work may be running."""
NEAR = 0.25
"""Seconds by which a frame may lie beside the moment that it is asked for."""
MAX_FRAME_BYTES = 3 * decoder_child.MAX_PIXELS

_SENTENCES = {
    Trouble.NOT_MEDIA: "holds no video, sound or picture of a format that Airtrace opens",
    Trouble.NO_STREAMS: "holds no picture and no sound; give a video file",
    Trouble.DAMAGED: "is damaged: not one frame of it can be decoded; get another copy",
    Trouble.TOO_LARGE: f"claims a picture of more than {decoder_child.MAX_PIXELS // 10**6} megapixels",
    Trouble.TOO_COSTLY: "took more memory or time to decode than is allowed for a file of its length",
    Trouble.MISSING: "is not there or cannot be read",
}


@dataclass(frozen=True)
class Frame:
    """``pixels`` is (height, width) grey or (height, width, 3) blue-green-red, 8 bit, square pixels."""

    second: float
    pixels: NDArray[np.uint8]


@dataclass(frozen=True)
class Wanted:
    """Which frames to hand out. Seconds count from the start of the file as a player shows it."""

    width: int
    """The longer side at most, in pixels."""
    every: float = 0.0
    """Seconds between frames handed out; 0 is all of them."""
    begin: float = 0.0
    end: float = math.inf
    colour: bool = False
    key_frames_only: bool = False
    max_frames: int = 1_000_000


def unreadable(path: Path, trouble: Trouble) -> MediaUnreadable:
    return MediaUnreadable(f"{path.name} {_SENTENCES[trouble]}.")


def probe_in_child(path: Path) -> dict[str, Any]:
    """What :func:`matching.decoder_child.probe` measured.

    Raises:
        MediaUnreadable: It is no media, is damaged, or costs more than is allowed.
    """
    with _Child(path, {"kind": "probe"}, seconds=300) as child:
        return child.finish()


def decode(path: Path, wanted: Wanted, seconds: float) -> Generator[Frame]:
    """Frames in order of time.

    Args:
        seconds: How long the child may take, on the clock and on the processor.

    Raises:
        MediaUnreadable: Not one frame could be decoded, or the limits were reached.
    """
    job = {
        "kind": "frames",
        "width": wanted.width,
        "every": wanted.every,
        "begin": max(0.0, wanted.begin),
        "end": min(wanted.end, 1e9),
        "colour": wanted.colour,
        "key_frames_only": wanted.key_frames_only,
        "max_frames": wanted.max_frames,
    }
    with _Child(path, job, seconds) as child:
        yield from _frames(child)


def decode_moments(path: Path, moments: Sequence[float], width: int, seconds: float) -> list[Frame]:
    """The coloured frame nearest to each of some moments; left out where none lies within :data:`NEAR`.

    Args:
        moments: Seconds of the file.
        width: The longer side at most, in pixels.
        seconds: How long the child may take, on the clock and on the processor.

    Raises:
        MediaUnreadable: It cannot be decoded, or the limits were reached.
    """
    job = {"kind": "moments", "seconds": list(moments), "near": NEAR, "width": width}
    with _Child(path, job, seconds) as child:
        return list(_frames(child))


def _frames(child: _Child) -> Generator[Frame]:
    import numpy as np

    while (head := child.next_frame()) is not None:
        second, width, height, channels, payload = head
        shape = (height, width) if channels == 1 else (height, width, channels)
        yield Frame(second, np.frombuffer(payload, np.uint8).reshape(shape))


def decode_sound(path: Path, rate: int, longest: float, seconds: float) -> Generator[NDArray[np.float32]]:
    """Sound in chunks, mono, -1 to 1; sample n of all is heard at second n / ``rate``.

    Args:
        longest: Seconds after which the rest is left out.
        seconds: How long the child may take, on the clock and on the processor.

    Raises:
        MediaUnreadable: There is no sound, or the limits were reached.
    """
    import numpy as np

    with _Child(path, {"kind": "sound", "rate": rate, "end": longest}, seconds) as child:
        while (head := child.next_frame()) is not None:
            yield np.frombuffer(head[4], np.int16).astype(np.float32) / np.float32(32768)


@dataclass(frozen=True)
class Carried:
    """Captions that a file carries: ``cc_data`` of its frames, or a cue of a text track."""

    second: float
    cc_data: bytes | None
    cue: dict[str, Any] | None
    """``end``, ``text``, ``track`` and ``language``."""


def decode_captions(path: Path, seconds: float, *, picture: bool = True) -> Generator[Carried]:
    """What a file carries of captions, in the order of the file.

    Args:
        seconds: How long the child may take, on the clock and on the processor.
        picture: Look into the picture's user data as well, for which all frames are decoded.

    Raises:
        MediaUnreadable: It is no media, or the limits were reached.
    """
    with _Child(path, {"kind": "captions", "picture": picture}, seconds) as child:
        while (head := child.next_frame()) is not None:
            second, kind, body = head[0], head[4][:1], head[4][1:]
            yield Carried(second, body, None) if kind == b"C" else Carried(second, None, json.loads(body))


class _Child:
    """One run of the decoder child; leaving the context kills it, whatever it is doing."""

    def __init__(self, path: Path, job: dict[str, Any], seconds: float) -> None:
        self._path = path
        resolved = path.resolve()
        if not resolved.is_file():
            raise unreadable(path, Trouble.MISSING)
        job |= {"path": str(resolved), "memory": MEMORY, "cpu_seconds": math.ceil(seconds) + 5}
        # -I: neither the working directory nor the environment can lend the child a module.
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(decoder_child.__file__)), json.dumps(job)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            env={"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
        )
        assert self._process.stdout is not None
        self._pipe: IO[bytes] = self._process.stdout
        self._clock = threading.Timer(seconds + GRACE, self._process.kill)
        self._clock.daemon = True
        self._clock.start()

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._clock.cancel()
        self._process.kill()
        self._process.wait()
        self._pipe.close()

    def _read(self, size: int) -> bytes:
        data = self._pipe.read(size)
        if len(data) < size:
            raise unreadable(self._path, Trouble.TOO_COSTLY)
        return data

    def next_frame(self) -> tuple[float, int, int, int, bytes] | None:
        """One frame, or None once the child has said that it is done."""
        mark = self._read(1)
        if mark != decoder_child.FRAME_MARK:
            self._answer()
            return None
        head = decoder_child.FRAME_HEAD
        second, width, height, channels = head.unpack(self._read(head.size))
        size = width * height * channels
        if size > MAX_FRAME_BYTES:
            raise unreadable(self._path, Trouble.TOO_LARGE)
        return second, width, height, channels, self._read(size)

    def finish(self) -> dict[str, Any]:
        """The child's closing answer, where no frames were asked for."""
        self._read(1)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        head = decoder_child.END_HEAD
        (size,) = head.unpack(self._read(head.size))
        answer: dict[str, Any] = json.loads(self._read(min(size, 1 << 20)))
        if "trouble" in answer:
            raise unreadable(self._path, Trouble(answer["trouble"]))
        return answer
