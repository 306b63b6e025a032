"""Pictures and sound of media files, read and written through PyAV for the benchmark's own files.

Pictures are (height, width, 3) blue-green-red, 8 bit. Sound is mono float32 at 44,100 samples a
second, so that 1,764 samples are exactly one frame of 25 a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Sound = NDArray[np.float32]

FPS = 25
SOUND_RATE = 44_100
A_FRAME = SOUND_RATE // FPS
"""Samples of sound that belong to one frame."""
_BLOCK = 1024


@dataclass(frozen=True)
class Encoding:
    """How a file is encoded; the container follows from the file's ending."""

    codec: str = "libx264"
    crf: int = 25
    """Ignored by mpeg2video, which takes ``bit_rate``."""
    bit_rate: int = 0
    key_every: int = 250
    preset: str = "superfast"
    sound_codec: str = "aac"
    sound_bit_rate: int = 96_000


def write(path: Path, pictures: Iterable[Picture], fps: float, sound: Sound | None, how: Encoding) -> int:
    """Encode pictures, and sound beside them, into ``path``; the number of frames written."""
    import av

    container = av.open(str(path), "w")
    count = 0
    stream: Any = None
    track: Any = None
    heard = 0
    for picture in pictures:
        if stream is None:
            high, wide = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
            stream = _video_stream(container, wide, high, fps, how)
            track = None if sound is None else _sound_stream(container, how)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[:high, :wide]), format="bgr24")
        frame.pts = count
        frame.time_base = 1 / Fraction(fps).limit_denominator(1001)
        container.mux(stream.encode(frame))
        count += 1
        if sound is not None:
            until = min(len(sound), round(count / fps * SOUND_RATE))
            heard = _mux_sound(container, track, sound, heard, until)
    if stream is not None:
        container.mux(stream.encode())
        if sound is not None:
            _mux_sound(container, track, sound, heard, len(sound), flush=True)
    container.close()
    return count


def _video_stream(container: Any, wide: int, high: int, fps: float, how: Encoding) -> Any:
    stream = container.add_stream(how.codec, rate=Fraction(fps).limit_denominator(1001))
    stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
    stream.codec_context.thread_count = 1
    if how.bit_rate:
        stream.bit_rate = how.bit_rate
        stream.options = {"g": str(how.key_every), "bf": "2"}
    else:
        stream.options = {"crf": str(how.crf), "g": str(how.key_every), "preset": how.preset}
    return stream


def _sound_stream(container: Any, how: Encoding) -> Any:
    track = container.add_stream(how.sound_codec, rate=SOUND_RATE, layout="mono")
    track.bit_rate = how.sound_bit_rate
    return track


def _mux_sound(container: Any, track: Any, sound: Sound, begin: int, end: int, *, flush: bool = False) -> int:
    """Encode ``sound`` from sample ``begin`` on, whole blocks of it up to ``end``; the next sample."""
    import av

    while begin < end and (flush or end - begin >= _BLOCK):
        block = sound[begin : min(begin + _BLOCK, end)]
        values = (np.clip(block, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(values[None, :], format="s16", layout="mono")
        frame.sample_rate = SOUND_RATE
        frame.pts = begin
        frame.time_base = Fraction(1, SOUND_RATE)
        container.mux(track.encode(frame))
        begin += len(block)
    if flush:
        container.mux(track.encode(None))
    return begin


def frames(path: Path, first: int, count: int, wide: int, high: int) -> Iterator[Picture]:
    """Frames ``first`` to ``first + count - 1`` of a file that was written here at 25 a second.

    Raises:
        ValueError: The file ends earlier.
    """
    done = 0
    with _opened(path) as container:
        stream = container.streams.video[0]
        container.seek(int(max(0, first - 1) / FPS / stream.time_base), stream=stream, backward=True)
        for frame in container.decode(stream):
            if round(frame.time * FPS) < first + done:
                continue
            yield scaled(frame, wide, high)
            done += 1
            if done == count:
                return
    raise ValueError(f"{path.name} has no frame {first + done}")


def resampled(path: Path, begin: float, count: int) -> Iterator[Picture]:
    """``count`` pictures, 25 a second, from second ``begin`` of any video; the last one is held.

    Turned where the file says so, square pixels, at most 1280 wide.
    """
    held: Picture | None = None
    given = 0
    with _opened(path) as container:
        stream = container.streams.video[0]
        zero = (container.start_time or 0) / 1e6
        if begin > 20:
            container.seek(int((begin + zero - 5) * 1e6), backward=True)
        for frame in container.decode(stream):
            at = (frame.time or 0.0) - zero
            # Repeat the picture before this one up to this one's moment.
            while held is not None and given < count and begin + given / FPS < at - 1e-4:
                yield held
                given += 1
            if given == count:
                return
            if at >= begin - 0.5:
                held = _upright(frame, stream)
    while held is not None and given < count:
        yield held
        given += 1


def _opened(path: Path) -> Any:
    import av

    return av.open(str(path))


def scaled(frame: Any, wide: int, high: int) -> Picture:
    whole: Picture = frame.reformat(
        width=wide, height=high, format="bgr24", interpolation="AREA"
    ).to_ndarray()
    return whole


def _upright(frame: Any, stream: Any) -> Picture:
    aspect = float(stream.sample_aspect_ratio or 1)
    wide = frame.width * (aspect if 0.2 < aspect < 5 else 1.0)
    scale = min(1.0, 1280 / max(wide, frame.height))
    picture = scaled(frame, round(wide * scale), round(frame.height * scale))
    return np.rot90(picture, round(frame.rotation / 90) % 4)


def read_sound(path: Path, begin: float = 0.0, seconds: float | None = None) -> Sound:
    """Mono sound from second ``begin`` on, as long as asked for, silence after its end; empty where none."""
    import av

    with _opened(path) as container:
        if not container.streams.audio:
            return np.zeros(0, np.float32)
        stream = container.streams.audio[0]
        zero = (container.start_time or 0) / 1e6
        if begin > 10:
            container.seek(int((begin + zero - 2) * 1e6), backward=True)
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SOUND_RATE)
        first: float | None = None
        blocks: list[Sound] = []
        size = 0
        wanted = None if seconds is None else round(seconds * SOUND_RATE)
        for frame in _sound_frames(container, stream):
            if first is None:
                first = (frame.time or 0.0) - zero
            for part in resampler.resample(frame):
                blocks.append(part.to_ndarray().reshape(-1).astype(np.float32))
                size += blocks[-1].size
            if wanted is not None and size > (begin - first) * SOUND_RATE + wanted:
                break
    whole = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    skipped = round((begin - (first or 0.0)) * SOUND_RATE)
    whole = whole[skipped:] if skipped >= 0 else np.concatenate([np.zeros(-skipped, np.float32), whole])
    if wanted is None:
        return whole
    return np.pad(whole[:wanted], (0, max(0, wanted - len(whole))))


def _sound_frames(container: Any, stream: Any) -> Iterator[Any]:
    import av.error

    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def resized(picture: Picture, wide: int, high: int) -> Picture:
    import cv2

    shrinks = wide * high < picture.shape[0] * picture.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(picture, (wide, high), interpolation=how).astype(np.uint8, copy=False)
