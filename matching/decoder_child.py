"""The child process that opens hostile media: limited memory, processor time and pixels, no network.

Run as a script with one JSON job as its argument; it imports nothing of this project, so that a
crash, a bomb or a hang in a decoder costs one killable process. It speaks on standard output:
``F`` + a frame head + its bytes for every frame, then ``E`` + a length + one JSON object.
"""

from __future__ import annotations

import itertools
import json
import struct
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Any

FRAME_MARK = b"F"
END_MARK = b"E"
FRAME_HEAD = struct.Struct("<dIIB")
"""Second, width, height, channels."""
END_HEAD = struct.Struct("<I")

MAX_PIXELS = 40_000_000
MAX_STREAMS = 64
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,flv,mxf,ogg,mp3,aac,wav,flac,"
    "gif,png_pipe,jpeg_pipe,webp_pipe"
)
"""The demuxers that may open a file: none that follows references to other files or addresses."""
STILL_FORMATS = frozenset({"png_pipe", "jpeg_pipe", "webp_pipe"})


class Trouble(StrEnum):
    """Why a file could not be decoded."""

    NOT_MEDIA = "not_media"
    NO_STREAMS = "no_streams"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"
    MISSING = "missing"


class Unusable(Exception):
    """The file cannot be used; says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def _limit(memory: int, cpu_seconds: int) -> None:
    import resource

    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for name, value in limits.items():
        try:
            resource.setrlimit(name, (value, value))
        except (ValueError, OSError):
            continue  # a stricter limit is in force, or this system does not know it


MAX_CAPTIONS = 20_000_000
"""Pieces of captions of one file: more than a day has at sixty a second."""
SOUND_CHUNK = 1 << 16
SOUND_SLIP = 0.08
"""Seconds by which a sound's time stamps may differ from its samples before they are believed."""


def _open(path: str) -> Any:
    import av
    import av.error

    try:
        container = av.open(
            path,
            format=_still_format(path),
            options={"format_whitelist": FORMATS, "protocol_whitelist": "file"},
        )
    except av.error.FileNotFoundError as error:
        raise Unusable(Trouble.MISSING) from error
    except Exception as error:
        raise Unusable(Trouble.NOT_MEDIA) from error
    if len(container.streams) > MAX_STREAMS:
        raise Unusable(Trouble.TOO_COSTLY)
    return container


def _still_format(path: str) -> str | None:
    """The demuxer of a still picture, which FFmpeg would else choose by the file's name; None for others."""
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(12)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg_pipe"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png_pipe"
    return "webp_pipe" if head.startswith(b"RIFF") and head[8:] == b"WEBP" else None


def _picture(container: Any) -> Any | None:
    """The first real video stream; cover art of a song is none."""
    import av.stream

    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    return None


def _start(container: Any, stream: Any) -> float:
    """The moment that a player shows as zero, in seconds of the container's clock."""
    if container.start_time is not None:
        return float(container.start_time) / 1e6
    return float(stream.start_time * stream.time_base) if stream.start_time is not None else 0.0


def _decoding(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; damaged packets are passed over, as a player would."""
    import av.error

    damaged = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except (av.error.InvalidDataError, av.error.EOFError):
            damaged += 1
            if damaged > 1000:
                raise Unusable(Trouble.DAMAGED) from None
            continue
        yield from frames


def _shape(frame: Any, stream: Any, width: int) -> tuple[int, int]:
    """Width and height at which to hand out a frame: square pixels, at most ``width`` on the long side."""
    aspect = stream.sample_aspect_ratio
    stretch = float(aspect) if aspect and 0.2 < float(aspect) < 5 else 1.0
    wide, high = frame.width * stretch, float(frame.height)
    scale = min(1.0, width / max(wide, high))
    return max(8, round(wide * scale)), max(8, round(high * scale))


def _pixels(frame: Any, stream: Any, width: int, colour: bool) -> Any:
    import cv2
    import numpy as np

    if frame.width * frame.height > MAX_PIXELS:
        raise Unusable(Trouble.TOO_LARGE)
    size = _shape(frame, stream, width)
    name = frame.format.name
    if colour:
        image = cv2.resize(frame.to_ndarray(format="bgr24"), size, interpolation=cv2.INTER_AREA)
    elif name.startswith(("yuv", "nv12", "nv21", "gray")) and frame.format.components[0].bits == 8:
        plane = frame.planes[0]
        luma = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
        image = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
    else:
        image = cv2.resize(frame.to_ndarray(format="gray"), size, interpolation=cv2.INTER_AREA)
    quarters = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarters))


def probe(path: str) -> dict[str, Any]:
    """Facts of a file, measured on its packets and one decoded frame; a header's word is only noted."""
    container = _open(path)
    stream = _picture(container)
    sound = next(iter(container.streams.audio), None)
    if stream is None and sound is None:
        raise Unusable(Trouble.NO_STREAMS)
    measured: Any = stream if stream is not None else sound
    claimed = float(container.duration) / 1e6 if container.duration else 0.0
    facts: dict[str, Any] = {
        "container": container.format.name,
        "has_picture": stream is not None,
        "has_sound": sound is not None,
        "created": str(container.metadata.get("creation_time") or ""),
        "claimed": claimed,
        "width": 0,
        "height": 0,
    }
    first = next(_decoding(container, measured), None)
    if first is None:
        raise Unusable(Trouble.DAMAGED)
    if stream is not None:
        image = _pixels(first, stream, 1 << 16, colour=False)
        facts["height"], facts["width"] = int(image.shape[0]), int(image.shape[1])
    facts.update(_extent(path, measured.index, still=container.format.name in STILL_FORMATS))
    container.close()
    return facts


def _extent(path: str, index: int, *, still: bool) -> dict[str, Any]:
    """Length, rate and key frames of a stream, counted on all its packets without decoding them."""
    if still:
        return {"duration": 0.0, "fps": 0.0, "key_gap": 0.0, "packets": 1}
    container = _open(path)
    stream = container.streams[index]
    times: list[float] = []
    keys: list[float] = []
    end = 0.0
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        at = float(packet.pts * packet.time_base)
        times.append(at)
        end = max(end, at + float((packet.duration or 0) * packet.time_base))
        if packet.is_keyframe:
            keys.append(at)
    container.close()
    if not times:
        raise Unusable(Trouble.DAMAGED)
    first, last = min(times), max(times)
    edges = sorted({first, *keys, max(last, end)})
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(edges))
    step = (last - first) / (len(times) - 1) if len(times) > 1 else 0.0
    return {
        "duration": max(end, last) - first,
        "fps": 1.0 / step if step > 0 else 0.0,
        # All but one in fifty of the gaps are this long or shorter.
        "key_gap": gaps[int(0.98 * (len(gaps) - 1))] if gaps else 0.0,
        "packets": len(times),
    }


SMALL = 256
"""Longer side up to which pictures, as all key frames, are handed out undeblocked: it hardly shows, and saves a
tenth to a fifth."""


def frames(job: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Write the frames of ``job`` to ``out``; counts what was decoded and what was handed out."""
    container = _open(job["path"])
    stream = _picture(container)
    if stream is None:
        raise Unusable(Trouble.NO_STREAMS)
    zero = _start(container, stream)
    begin, end, every = float(job["begin"]), float(job["end"]), float(job["every"])
    if job["key_frames_only"]:
        stream.codec_context.skip_frame = "NONKEY"
    if job["width"] <= SMALL or job["key_frames_only"]:
        stream.codec_context.options = {"skip_loop_filter": "all"}
    source = _from(container, stream, zero, begin)
    decoded = sent = 0
    due = begin
    last = None
    for frame in source:
        decoded += 1
        at = (frame.time if frame.time is not None else 0.0) - zero
        if at > end or sent >= job["max_frames"]:
            break
        last = at
        if at < due - 1e-4:
            continue
        due = max(due + every, at + every / 2)
        _send_frame(out, _pixels(frame, stream, job["width"], job["colour"]), at)
        sent += 1
    container.close()
    return {"decoded": decoded, "sent": sent, "last": last}


def _send_frame(out: IO[bytes], image: Any, second: float) -> None:
    channels = 1 if image.ndim == 2 else image.shape[2]
    out.write(FRAME_MARK + FRAME_HEAD.pack(second, image.shape[1], image.shape[0], channels))
    out.write(image.tobytes())


def moments(job: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Write the frame nearest to each of ``job``'s seconds to ``out``; none where there is none near."""
    container = _open(job["path"])
    stream = _picture(container)
    if stream is None:
        raise Unusable(Trouble.NO_STREAMS)
    zero = _start(container, stream)
    sent = 0
    for wanted in job["seconds"]:
        best: tuple[float, Any] | None = None
        for frame in _from(container, stream, zero, max(0.0, wanted)):
            at = (frame.time if frame.time is not None else 0.0) - zero
            if best is None or abs(at - wanted) < abs(best[0] - wanted):
                best = (at, frame)
            if at >= wanted:
                break
        if best is not None and abs(best[0] - wanted) <= job["near"]:
            _send_frame(out, _pixels(best[1], stream, job["width"], colour=True), best[0])
            sent += 1
    container.close()
    return {"sent": sent}


def sound(job: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Write the first sound stream to ``out``: mono, 16 bit, in step with the picture's clock.

    Gaps are filled with silence, and what overlaps is left out, so that sample n is always heard at
    second n / rate.
    """
    import av
    import numpy as np

    container = _open(job["path"])
    stream = next(iter(container.streams.audio), None)
    if stream is None:
        raise Unusable(Trouble.NO_STREAMS)
    zero = _start(container, stream)
    rate = int(job["rate"])
    most = int(float(job["end"]) * rate)
    resampler = None
    form: tuple[str, str, int] | None = None
    written = 0
    origin: float | None = None
    heard = 0
    for frame in _decoding(container, stream):
        if frame.time is not None:
            expected = round((frame.time - zero) * rate)
            if origin is None or abs(expected - (origin + heard)) > SOUND_SLIP * rate:
                origin = expected - heard
        # Broadcasts change between stereo and surround; a resampler takes one form only.
        if resampler is None or form != (frame.format.name, frame.layout.name, frame.sample_rate):
            form = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
        for piece in resampler.resample(frame):
            samples = piece.to_ndarray().reshape(-1)
            at = int(origin or 0) + heard
            heard += len(samples)
            if at > written:
                gap = min(at, most) - written
                for _ in range(max(0, gap) // SOUND_CHUNK + 1):
                    size = min(SOUND_CHUNK, max(0, min(at, most) - written))
                    _send_sound(out, np.zeros(size, np.int16), written / rate)
                    written += size
            samples = samples[max(0, written - at) : max(0, most - at)]
            _send_sound(out, samples, written / rate)
            written += len(samples)
        if written >= most:
            break
    container.close()
    return {"samples": written}


def captions(job: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Write what a file carries of captions to ``out``, seconds from its start.

    A piece begins with ``C`` for ``cc_data`` (CEA-608 and 708) of the picture or of a track of its own, and
    with ``T`` for a JSON object with ``end``, ``text``, ``track`` and ``language`` of a text track.
    """
    import av.error

    container = _open(job["path"])
    stream = _picture(container)
    tracks = [track for track in container.streams.subtitles if track.codec_context is not None]
    if stream is None and not tracks:
        raise Unusable(Trouble.NO_STREAMS)
    zero = _start(container, stream if stream is not None else tracks[0])
    wanted = [*tracks]
    if stream is not None and job["picture"]:
        # the pictures themselves are not looked at
        stream.codec_context.options = {"skip_loop_filter": "all", "skip_idct": "all"}
        wanted.append(stream)
    sent = 0
    last = 0.0
    for packet in container.demux(wanted):
        if packet.pts is not None:
            last = max(last, float(packet.pts * packet.time_base) - zero)
        try:
            read = _picture_captions if packet.stream.type == "video" else _track_captions
            for second, body in read(packet, zero):
                out.write(FRAME_MARK + FRAME_HEAD.pack(second, len(body), 1, 1) + body)
                sent += 1
        except (av.error.InvalidDataError, av.error.EOFError, UnicodeDecodeError):
            continue
        if sent > MAX_CAPTIONS:
            raise Unusable(Trouble.TOO_COSTLY)
    container.close()
    return {"sent": sent, "last": last, "tracks": [track.codec_context.name for track in tracks]}


def _picture_captions(packet: Any, zero: float) -> Iterator[tuple[float, bytes]]:
    for frame in packet.decode():
        for side in frame.side_data:
            if side.type.name == "A53_CC" and frame.time is not None:
                yield frame.time - zero, b"C" + bytes(side)


def _track_captions(packet: Any, zero: float) -> Iterator[tuple[float, bytes]]:
    if packet.pts is None or not packet.size:
        return
    start = float(packet.pts * packet.time_base) - zero
    if packet.stream.codec_context.name in {"cc_dec", "eia_608"}:
        yield start, b"C" + bytes(packet)
        return
    end = start + float((packet.duration or 0) * packet.time_base)
    for subtitle in packet.decode():
        if subtitle.type not in {b"ass", b"text"}:
            continue  # a picture of words
        words = subtitle.dialogue if subtitle.type == b"ass" else subtitle.text
        cue = {
            "end": end,
            "text": words.decode("utf-8", "replace"),
            "track": packet.stream.index,
            "language": packet.stream.language,
        }
        yield start, b"T" + json.dumps(cue).encode()


def _send_sound(out: IO[bytes], samples: Any, second: float) -> None:
    if len(samples):
        body = samples.tobytes()
        out.write(FRAME_MARK + FRAME_HEAD.pack(second, len(body), 1, 1))
        out.write(body)


def _from(container: Any, stream: Any, zero: float, begin: float) -> Iterator[Any]:
    """Frames from at or before ``begin`` on; where a seek lands too late, from further back."""
    for back in (0.0, 5.0, 30.0, float("inf")):
        target = zero + begin - back
        if target <= zero:
            container.seek(0 if stream.start_time is None else stream.start_time, stream=stream)
            yield from _decoding(container, stream)
            return
        container.seek(int(target / stream.time_base), stream=stream, backward=True)
        source = _decoding(container, stream)
        first = next(source, None)
        if first is not None and (first.time or 0.0) - zero <= begin + 1e-3:
            yield first
            yield from source
            return


JOBS = {
    "probe": lambda job, _out: probe(job["path"]),
    "frames": frames,
    "moments": moments,
    "sound": sound,
    "captions": captions,
}


def main(argument: str) -> None:
    job = json.loads(argument)
    _limit(job["memory"], job["cpu_seconds"])
    out = sys.stdout.buffer
    try:
        answer = JOBS[job["kind"]](job, out)
    except Unusable as error:
        answer = {"trouble": error.trouble.value}
    except MemoryError:
        answer = {"trouble": Trouble.TOO_LARGE.value}
    except Exception:  # a damaged file raises errors of any kind, among them UnicodeDecodeError
        answer = {"trouble": Trouble.DAMAGED.value}
    body = json.dumps(answer).encode()
    out.write(END_MARK + END_HEAD.pack(len(body)) + body)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
