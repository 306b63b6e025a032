"""The post's clip: some seconds of a recording, cropped off-centre, rescaled, at another rate and quality."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from demo.canvas import RATE
from demo.footage import picture_frame, sound_frame
from demo.sound import SAMPLE_RATE, Sound

CLIP_WIDTH, CLIP_HEIGHT, CLIP_RATE = 480, 270, 30
_SOUND_BLOCK = 1024


@dataclass(frozen=True)
class Cut:
    """Where a clip was cut: ``start`` in recording seconds, ``crop`` in pixels (left, top, right, bottom)."""

    start: float
    seconds: float
    crop: tuple[int, int, int, int]

    def box(self, width: int, height: int) -> tuple[float, float, float, float]:
        """The crop as fractions of a picture of that size."""
        left, top, right, bottom = self.crop
        return (left / width, top / height, right / width, bottom / height)


def cut_clip(recording: Path, cut: Cut, path: Path) -> None:
    """Write the clip to ``path`` (MP4): its second 0 shows the recording at ``cut.start``."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        picture = container.add_stream(
            "libx264", rate=CLIP_RATE, options={"preset": "veryfast", "crf": "29", "threads": "1"}
        )
        picture.width, picture.height, picture.pix_fmt = CLIP_WIDTH, CLIP_HEIGHT, "yuv420p"
        track = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        track.bit_rate = 32_000
        _copy_picture(recording, cut, container, picture)
        samples = _sound_of(recording, cut)
        for start in range(0, samples.size, _SOUND_BLOCK):
            container.mux(track.encode(sound_frame(samples[start : start + _SOUND_BLOCK], start)))
        container.mux(track.encode(None))


def _copy_picture(
    recording: Path, cut: Cut, container: av.container.OutputContainer, picture: av.VideoStream
) -> None:
    left, top, right, bottom = cut.crop
    total, written = round(cut.seconds * CLIP_RATE), 0
    with av.open(str(recording)) as source:
        source.seek(round(cut.start * 1_000_000))
        for frame in source.decode(video=0):
            # A frame stands in the clip for as long as it stood in the recording, whatever the two rates.
            until = frame.time + 1 / RATE - 1e-6
            while written < total and cut.start + written / CLIP_RATE < until:
                part = frame.to_ndarray(format="bgr24")[top:bottom, left:right]
                small = cv2.resize(part, (CLIP_WIDTH, CLIP_HEIGHT), interpolation=cv2.INTER_AREA)
                shown = picture_frame(np.asarray(small, np.uint8), written, CLIP_RATE)
                container.mux(picture.encode(shown))
                written += 1
            if written == total:
                break
    container.mux(picture.encode(None))


def _sound_of(recording: Path, cut: Cut) -> Sound:
    blocks: list[Sound] = []
    first = round(cut.start * SAMPLE_RATE)
    last = first + round(cut.seconds * SAMPLE_RATE)
    with av.open(str(recording)) as source:
        stream = source.streams.audio[0]
        for frame in source.decode(stream):
            start = round(float((frame.pts or 0) * (stream.time_base or 1)) * SAMPLE_RATE)
            if start >= last:
                break
            if start + frame.samples > first:
                heard = np.asarray(frame.to_ndarray()[0], np.float32)
                blocks.append(heard[max(0, first - start) : last - start])
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def first_frame(clip: Path) -> bytes:
    """The clip's first frame as JPEG, as platforms show it before the video plays."""
    with av.open(str(clip)) as source:
        picture = next(source.decode(video=0)).to_ndarray(format="bgr24")
    encoded: bytes = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
    return encoded
