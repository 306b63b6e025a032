"""Sound made for the tests: voices that glide, pause and hiss, each from a seed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from matching.sound_prints import RATE, Samples
from tests.matching.footage import Picture


def voice(seed: int, seconds: float) -> Samples:
    """Syllables of 0.1 to 0.4 s of a buzzing tone through moving resonances."""
    draw = np.random.default_rng(seed)
    parts: list[Samples] = []
    left = seconds
    while left > 0:
        length = float(draw.uniform(0.1, 0.4))
        left -= length
        time = np.arange(round(length * RATE)) / RATE
        pitch = draw.uniform(90, 240) * (1 + draw.uniform(-0.3, 0.3) * time)
        phase = 2 * np.pi * np.cumsum(pitch) / RATE
        sound = np.zeros(len(time))
        for harmonic in range(1, 16):
            sound += draw.uniform(0, 1) ** 3 * np.sin(harmonic * phase)
        sound += draw.normal(0, draw.uniform(0, 0.5), len(time))
        sound *= np.hanning(len(time)) * draw.uniform(0.3, 1.0)
        parts.append((sound * 0.1).astype(np.float32))
    return np.concatenate(parts)[: round(seconds * RATE)]


def at_speed(samples: Samples, speed: float) -> Samples:
    """Faster and higher, as a tape would."""
    spots = np.arange(0, len(samples) - 1, speed)
    return np.interp(spots, np.arange(len(samples)), samples).astype(np.float32)


def at_tempo(samples: Samples, tempo: float) -> Samples:
    """Faster at the same pitch, by FFmpeg's ``atempo``."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="mono", time_base=Fraction(1, RATE))
    change = graph.add("atempo", str(tempo))
    sink = graph.add("abuffersink")
    source.link_to(change)
    change.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    graph.push(frame)
    graph.push(None)
    parts = []
    while True:
        try:
            parts.append(graph.pull().to_ndarray().reshape(-1))
        except (av.error.BlockingIOError, av.error.EOFError):
            break
    return np.concatenate(parts).astype(np.float32)


def write_film(path: Path, pictures: list[Picture], sound: Samples, *, late: float = 0.0) -> Path:
    """A video with sound, the sound ``late`` seconds after the picture."""
    container = av.open(str(path), "w")
    video = container.add_stream("libx264", rate=25)
    video.height, video.width, video.pix_fmt = pictures[0].shape[0], pictures[0].shape[1], "yuv420p"
    video.options = {"crf": "26", "g": "25", "preset": "veryfast", "threads": "1"}
    audio = container.add_stream("aac", rate=RATE, layout="mono")
    for number, picture in enumerate(pictures):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
        frame.pts = number
        container.mux(video.encode(frame))
    container.mux(video.encode())
    for begin in range(0, len(sound), 1024):
        piece = sound[begin : begin + 1024]
        tone = av.AudioFrame.from_ndarray(piece[None, :], format="fltp", layout="mono")
        tone.sample_rate, tone.time_base = RATE, Fraction(1, RATE)
        tone.pts = begin + round(late * RATE)
        container.mux(audio.encode(tone))
    container.mux(audio.encode())
    container.close()
    return path
