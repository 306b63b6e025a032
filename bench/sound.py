"""The benchmark's sound: what a source is heard with, and what an edit does to sound.

A source is heard with its own sound. Where it has none, or only silence, it is lent one that no other
source has: a file of the footage folder's ``sound/`` that is as long, of a family of the same role,
and where these run out, synthesised speech-like sound. Music beds, jingles and part of the replaced
sound are synthesised too.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.video import SOUND_RATE, Sound, read_sound

QUIET = 0.003
"""Root mean square below which a second of sound is silence (-50 dB of full scale)."""


def seed_of(*words: object) -> np.random.Generator:
    """A generator that depends on nothing but ``words``."""
    import hashlib

    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    return np.random.default_rng(np.frombuffer(digest[:16], np.uint32))


def audible(sound: Sound) -> float:
    """Share of the seconds in which something can be heard."""
    whole = len(sound) // SOUND_RATE
    if whole == 0:
        return 0.0
    levels = np.sqrt((sound[: whole * SOUND_RATE].reshape(whole, -1) ** 2).mean(axis=1))
    return float((levels > QUIET).mean())


def heard_with(path: Path | None, key: str, begin: float, seconds: float) -> Sound:
    """Sound of the file ``path``, or, where that is None, speech-like sound made from ``key``."""
    if path is not None:
        return read_sound(path, begin, seconds)
    first = round(begin * SOUND_RATE)
    return speech(key, begin + seconds)[first : first + round(seconds * SOUND_RATE)]


def speech(key: str, seconds: float) -> Sound:
    """Speech-like: syllables of a gliding voice with three moving formants, hisses and pauses.

    The same ``key`` gives the same sound whatever its length.
    """
    draw = seed_of("speech", key)
    pitch = draw.uniform(90, 220)
    parts: list[Sound] = []
    size = 0
    while size < seconds * SOUND_RATE:
        length = draw.uniform(0.09, 0.3)
        kind = draw.uniform()
        if kind < 0.12:
            part = np.zeros(round(length * SOUND_RATE), np.float32)
        elif kind < 0.3:
            part = _shaped(
                draw.normal(size=round(0.5 * length * SOUND_RATE)), [draw.uniform(3000, 6500)], 1500
            )
        else:
            part = _voiced(draw, pitch, length)
        parts.append(part)
        size += len(part)
    whole = np.concatenate(parts)[: round(seconds * SOUND_RATE)]
    return (0.25 * whole).astype(np.float32)


def _voiced(draw: np.random.Generator, pitch: float, length: float) -> Sound:
    count = round(length * SOUND_RATE)
    begin, end = (float(v) for v in draw.uniform(0.85, 1.2, 2))
    glide = pitch * np.linspace(begin, end, count)
    pulses = 1 - 2 * np.mod(np.cumsum(glide) / SOUND_RATE, 1.0)
    formants = [draw.uniform(280, 850), draw.uniform(850, 2300), draw.uniform(2300, 3300)]
    return _shaped(pulses, formants, 130)


def _shaped(raw: NDArray[np.float64], peaks: list[float], width: float) -> Sound:
    """``raw`` with its spectrum raised around ``peaks`` (Hz), faded in and out, at a level of 1."""
    spectrum = np.fft.rfft(raw)
    hertz = np.fft.rfftfreq(len(raw), 1 / SOUND_RATE)
    gain = sum(
        (1 / (1 + ((hertz - peak) / width) ** 2) / (1 + n) for n, peak in enumerate(peaks)),
        np.zeros(len(hertz)),
    )
    shaped = np.fft.irfft(spectrum * gain, len(raw))
    fade = np.minimum(1.0, np.minimum(np.arange(len(raw)), np.arange(len(raw))[::-1]) / (0.01 * SOUND_RATE))
    return (shaped * fade / max(1e-6, float(np.abs(shaped).max()))).astype(np.float32)


def music(key: str, seconds: float) -> Sound:
    """A tune over chords with a beat, drawn from ``key``: for beds, jingles and replaced sound."""
    draw = seed_of("music", key)
    beat = draw.uniform(0.28, 0.5)
    root = 110 * 2 ** draw.uniform(0, 1)
    scale = np.array([0, 2, 4, 5, 7, 9, 11] if draw.uniform() < 0.5 else [0, 2, 3, 5, 7, 8, 10])
    count = round(seconds * SOUND_RATE)
    whole = np.zeros(count + round(2 * SOUND_RATE))
    for number in range(int(seconds / beat) + 1):
        first = round(number * beat * SOUND_RATE)
        degrees = [draw.integers(0, 14)] + ([0, 2, 4] if number % 4 == 0 else [])
        shift = int(draw.integers(0, 7)) if number % 4 == 0 else 0
        for degree in degrees:
            step = int(degree) + shift
            hertz = root * 2 ** ((scale[step % 7] + 12 * (step // 7)) / 12)
            time = np.arange(round((1.6 if len(degrees) > 1 else 0.8) * SOUND_RATE)) / SOUND_RATE
            note = sum(np.sin(2 * np.pi * hertz * h * time) / h**1.5 for h in (1, 2, 3, 4)) * np.exp(
                -3 * time
            )
            end = min(len(whole), first + len(time))
            whole[first:end] += note[: end - first]
        hit = draw.normal(size=2000) * np.exp(-np.arange(2000) / 300)
        whole[first : first + 2000] += 0.6 * hit[: max(0, len(whole) - first)]
    cut = whole[:count]
    return (0.3 * cut / max(1e-6, float(np.abs(cut).max()))).astype(np.float32)


def tone(seconds: float, hertz: float = 1000.0) -> Sound:
    time = np.arange(round(seconds * SOUND_RATE)) / SOUND_RATE
    return (0.1 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def tempo(sound: Sound, rate: float) -> Sound:
    """Played at ``rate`` with its pitch kept, by FFmpeg's ``atempo``."""
    import av
    import av.filter

    if abs(rate - 1) < 1e-6 or not len(sound):
        return sound
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=SOUND_RATE, format="flt", layout="mono", time_base=Fraction(1, SOUND_RATE)
    )
    change, sink = graph.add("atempo", f"{rate:.6f}"), graph.add("abuffersink")
    source.link_to(change)
    change.link_to(sink)
    graph.configure()
    for first in range(0, len(sound), 4096):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound[None, first : first + 4096]), format="flt", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, first, Fraction(1, SOUND_RATE)
        source.push(frame)
    source.push(None)
    wanted = round(len(sound) / rate)
    whole = np.concatenate([np.zeros(0, np.float32), *_drained(sink)])[:wanted]
    return np.pad(whole, (0, wanted - len(whole)))


def _drained(sink: Any) -> list[Sound]:
    import av.error

    blocks: list[Sound] = []
    while True:
        try:
            blocks.append(sink.pull().to_ndarray().reshape(-1).astype(np.float32))
        except (av.error.BlockingIOError, av.error.EOFError):
            return blocks


def over_the_air(sound: Sound, key: str) -> Sound:
    """As a phone in a room hears a loudspeaker: early echoes, 250 to 5,000 Hz, noise 26 dB below."""
    draw = seed_of("room", key)
    if not len(sound):
        return sound
    room = np.zeros(round(0.15 * SOUND_RATE))
    room[0] = 1.0
    taps = draw.integers(200, len(room), 40)
    room[taps] += draw.normal(size=40) * 0.35 * np.exp(-taps / (0.05 * SOUND_RATE))
    size = len(sound) + len(room)
    hertz = np.fft.rfftfreq(size, 1 / SOUND_RATE)
    band = 1 / (1 + (250 / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / 5000) ** 6)
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size) * band, size)[: len(sound)]
    level = float(np.sqrt((heard**2).mean()))
    heard += draw.normal(size=len(heard)) * level * 0.05
    return (0.6 * heard / max(1.0, float(np.abs(heard).max()))).astype(np.float32)
