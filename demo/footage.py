"""A programme of the made-up station as a recording: painted frame by frame, encoded as H.264 with AAC sound."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import cv2
import numpy as np

from demo.canvas import HEIGHT, RATE, WIDTH, Picture
from demo.graphics import Caption, StationGraphics
from demo.programmes import Programme
from demo.sound import SAMPLE_RATE, Sound, music
from demo.story import ZONE

KEYFRAME_EVERY = 2 * RATE
"""Frames between keyframes."""
_SOUND_BLOCK = 1024
_CAPTION_DELAY, _CAPTION_SECONDS = 1.0, 6.5


def frames(programme: Programme) -> Iterator[Picture]:
    """Every frame of a programme in order, shape (360, 640, 3), BGR; one buffer, overwritten by the next."""
    captions, start = [], 0.0
    for shot in programme.shots:
        if shot.line:
            end = start + min(shot.seconds, _CAPTION_DELAY + _CAPTION_SECONDS)
            captions.append(Caption(start + _CAPTION_DELAY, end, shot.kicker, shot.line))
        start += shot.seconds
    on_air = programme.aired_at.astimezone(ZoneInfo(ZONE))
    graphics = StationGraphics(on_air, programme.headlines, captions)
    frame: Picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    number = 0
    for position, shot in enumerate(programme.shots):
        scene = shot.build(shot.seconds, np.random.default_rng([programme.seed, position]))
        for n in range(round(shot.seconds * RATE)):
            scene.paint(frame, n / RATE)
            graphics.onto(frame, number / RATE)
            number += 1
            yield frame


def sound(programme: Programme) -> Sound:
    """The programme's sound, mono at ``SAMPLE_RATE``; each shot has its own."""
    return np.concatenate(
        [
            music(shot.seconds, np.random.default_rng([programme.seed, position, 1]))
            for position, shot in enumerate(programme.shots)
        ]
    )


def record(programme: Programme, path: Path) -> None:
    """Write the programme to ``path`` (MP4): 640 x 360, 25 frames a second, a keyframe every two seconds."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream(
            "libx264",
            rate=RATE,
            options={"preset": "ultrafast", "crf": "25", "sc_threshold": "0", "threads": "1"},
        )
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.gop_size = KEYFRAME_EVERY
        track = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        track.bit_rate = 48_000
        samples, written = sound(programme), 0
        for number, frame in enumerate(frames(programme)):
            container.mux(picture.encode(picture_frame(frame, number, RATE)))
            while written < samples.size and written / SAMPLE_RATE <= number / RATE:
                block = samples[written : written + _SOUND_BLOCK]
                container.mux(track.encode(sound_frame(block, written)))
                written += block.size
        container.mux(picture.encode(None))
        container.mux(track.encode(None))


def picture_frame(picture: Picture, number: int, rate: int) -> av.VideoFrame:
    """A BGR picture as the encoder's frame ``number``, at ``rate`` frames a second."""
    planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
    shown = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    shown.pts, shown.time_base = number, Fraction(1, rate)
    return shown


def sound_frame(block: Sound, position: int) -> av.AudioFrame:
    """Mono samples as a frame for the encoder; ``position`` counts samples from the start."""
    heard = av.AudioFrame.from_ndarray(block[None, :], format="fltp", layout="mono")
    heard.sample_rate, heard.pts, heard.time_base = SAMPLE_RATE, position, Fraction(1, SAMPLE_RATE)
    return heard
