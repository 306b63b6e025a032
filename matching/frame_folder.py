"""Single frames of an airing, one every few seconds: a folder or a ZIP of JPEG or PNG files.

Public archives give no more of many stations: GDELT's Visual Explorer one frame every 4 s, archive.org's
thumbnails one every 30 s. The names tell the time: ``SHOW-000001.jpg`` counts frames, from 1 or from 0;
``SHOW_000045.jpg`` among names that are ``every`` seconds apart counts seconds.

Pictures are decoded behind limits on their bytes and pixels; what cannot be decoded is passed over.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matching.decoder_child import MAX_PIXELS
from matching.decoding import Frame
from reference.errors import InputError, MediaUnreadable
from storage import zip_file

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 20 << 20
"""Bytes of one picture."""
MOST = 200_000
"""Frames of one recording: more than a day at two a second."""
_PICTURES = (".jpg", ".jpeg", ".png")
_NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>[0-9]{1,12})\.[A-Za-z]+", re.DOTALL)


@dataclass(frozen=True)
class FrameFolder:
    """The frames in their order, each with its second."""

    path: Path
    every: float
    """Seconds from one frame to the next."""
    names: tuple[str, ...]
    seconds: tuple[float, ...]
    others: int
    """Files beside them that belong to nothing here, such as a contact sheet."""

    @property
    def duration(self) -> float:
        """Seconds from the first moment that is told to the last frame, and one step more."""
        return self.seconds[-1] + self.every


@dataclass(frozen=True)
class Shape:
    width: int
    height: int


def look_into(path: Path, every: float) -> FrameFolder:
    """List the frames of a folder or a ZIP; no picture is opened yet.

    Raises:
        MediaUnreadable: It holds no frames, or more than a recording can have.
        InputError: It cannot be read.
    """
    names = [name for name in _listed(path) if _is_picture(name)]
    if not names:
        raise MediaUnreadable(f"{path.name} holds no JPEG or PNG files; give a folder or a ZIP of frames")
    chosen = _of_one_show(names)
    if len(chosen) > MOST:
        raise MediaUnreadable(f"{path.name} holds more than {MOST:,} frames; give one airing at a time")
    ordered = sorted(chosen, key=_natural)
    return FrameFolder(path, every, tuple(ordered), _seconds(ordered, every), len(names) - len(ordered))


def frames(folder: FrameFolder, width: int, begin: float = 0.0, end: float = float("inf")) -> Iterator[Frame]:
    """The frames shown from ``begin`` to ``end``, grey, at most ``width`` on the longer side.

    One that cannot be decoded is left out, so that the seconds of the others stay.

    Raises:
        InputError: The folder or ZIP cannot be read any more.
    """
    import numpy as np

    wanted = [
        (second, name)
        for second, name in zip(folder.seconds, folder.names, strict=True)
        if begin - 1e-6 <= second <= end + 1e-6
    ]
    contents = _contents(folder.path, [name for _, name in wanted])
    for (second, _), content in zip(wanted, contents, strict=True):
        picture = None if content is None else _decoded(content, width)
        if picture is not None:
            yield Frame(second, np.asarray(picture, np.uint8))


def shape_of(folder: FrameFolder) -> Shape:
    """Width and height of the first frame that can be decoded, in pixels.

    Raises:
        MediaUnreadable: None of the first hundred can.
    """
    for content in _contents(folder.path, folder.names[:100]):
        size = None if content is None else _size(content)
        if content is not None and size is not None and _decoded(content, 64) is not None:
            return Shape(*size)
    raise MediaUnreadable(f"the frames in {folder.path.name} cannot be decoded; get another copy")


def hash_of_frames(path: Path, every: float) -> str:
    """What the frames are known by: of a ZIP its SHA-256, of a folder that of its list of frames.

    The list is a line for each frame in its order: its own SHA-256, a space, its name, a line feed.

    Raises:
        MediaUnreadable: There are no frames.
        InputError: It cannot be read.
    """
    digest = hashlib.sha256()
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    folder = look_into(path, every)
    for name, content in zip(folder.names, _contents(path, folder.names), strict=True):
        digest.update(f"{hashlib.sha256(content or b'').hexdigest()} {name}\n".encode())
    return digest.hexdigest()


def index_frames(
    path: Path, every: float, into: Path, progress: Callable[[float], None] | None = None
) -> int:
    """Write the index segment of a folder or ZIP of frames; returns how many could not be decoded.

    Raises:
        MediaUnreadable: Not one frame can be decoded.
        InputError: It cannot be read.
    """
    from matching.features import RECORDING, describe
    from matching.indexing import WIDTH
    from matching.overlay import OverlayFinder
    from matching.segment import Coded, coded, write

    folder = look_into(path, every)
    shape = shape_of(folder)
    aspect = shape.width / shape.height
    overlay = OverlayFinder()
    seconds: list[float] = []
    coded_frames: list[Coded] = []
    for frame in frames(folder, WIDTH):
        seconds.append(frame.second)
        coded_frames.append(coded(describe(frame.pixels, RECORDING), aspect))
        overlay.add(frame.pixels)
        if progress is not None:
            progress(min(1.0, frame.second / folder.duration))
    write(into, seconds, coded_frames, overlay.result(), aspect, folder.duration)
    return len(folder.names) - len(seconds)


def _listed(path: Path) -> list[str]:
    if not path.is_dir():
        with zip_file.opened(path) as archive:
            return [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    try:
        return [child.name for child in path.iterdir() if child.is_file()]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _is_picture(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.lower().endswith(_PICTURES) and not last.startswith(".")


def _of_one_show(names: Sequence[str]) -> list[str]:
    """The numbered names that begin alike, where most do; a contact sheet begins otherwise."""
    beginnings = Counter(_beginning(name) for name in names)
    most, count = beginnings.most_common(1)[0]
    return [name for name in names if _beginning(name) == most] if count > len(names) / 2 else list(names)


def _beginning(name: str) -> str | None:
    found = _NUMBERED.fullmatch(name)
    return found["before"] if found else None


def _natural(name: str) -> tuple[list[tuple[int, str]], str]:
    """Orders ``frame-9`` before ``frame-10``."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+|[0-9]+", name)
    return [(int(part), "") if part.isascii() and part.isdigit() else (0, part) for part in parts], name


def _seconds(names: Sequence[str], every: float) -> tuple[float, ...]:
    """When each frame was shown: by its number, else by its place in the order."""
    found = [_NUMBERED.fullmatch(name) for name in names]
    numbers = [int(each["number"]) for each in found if each is not None]
    by_place = tuple(place * every for place in range(len(names)))
    if len(numbers) != len(names) or len(set(numbers)) != len(numbers):
        return by_place
    if len(numbers) == 1:
        return (max(0, numbers[0] - 1) * every,)
    steps = Counter(later - earlier for earlier, later in itertools.pairwise(numbers))
    step = min(steps, key=lambda each: (-steps[each], each))  # the usual one: some frames may be missing
    if step == 1:
        first = 0 if numbers[0] == 0 else 1
        return tuple((number - first) * every for number in numbers)
    return tuple(float(number) for number in numbers) if abs(step - every) <= 0.5 else by_place


def _contents(path: Path, names: Sequence[str]) -> Iterator[bytes | None]:
    """The bytes of each named file; None where it is too large or cannot be read."""
    if path.is_dir():
        for name in names:
            yield _file(path / name)
        return
    with zip_file.opened(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        for name in names:
            yield zip_file.read(archive, entries[name], LARGEST) if name in entries else None


def _file(path: Path) -> bytes | None:
    try:
        if not path.is_file():  # a pipe would be read without end
            return None
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return None
    return content if len(content) <= LARGEST else None


def _size(content: bytes) -> tuple[int, int] | None:
    picture = _open(content)
    return picture.size if picture is not None else None


def _decoded(content: bytes, width: int) -> Image | None:
    picture = _open(content)
    if picture is None:
        return None
    try:
        scale = min(1.0, width / max(picture.size))
        size = (max(8, round(picture.width * scale)), max(8, round(picture.height * scale)))
        picture.draft(
            "L", size
        )  # a JPEG is decoded at an eighth, a quarter or half of its size where that does
        return picture.convert("L").resize(size, resample=_smooth())
    except Exception:  # a damaged picture raises errors of any kind
        return None


def _open(content: bytes) -> Image | None:
    """A picture whose head alone was read; None where it is none or too large."""
    import PIL.Image

    try:
        picture = PIL.Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    except Exception:
        return None
    return picture if picture.width * picture.height <= MAX_PIXELS else None


def _smooth() -> int:
    from PIL.Image import Resampling

    return Resampling.BOX
