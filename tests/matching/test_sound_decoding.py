"""The sound of a broadcast is decoded to its end, whatever form it takes on the way."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from matching.decoding import decode_sound

RATE = 8000
SECONDS = 3.0


def tone(path: Path, layout: str, height: float) -> bytes:
    """ADTS frames of a steady tone; such files can be laid end to end."""
    moments = np.arange(round(48000 * SECONDS)) / 48000
    wave = (0.3 * np.sin(2 * np.pi * height * moments)).astype(np.float32)
    with av.open(str(path), "w", format="adts") as container:
        stream = container.add_stream("aac", rate=48000, layout=layout)
        channels = len(av.AudioLayout(layout).channels)
        for begin in range(0, len(wave), 1024):
            block = np.tile(wave[begin : begin + 1024], (channels, 1))
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=layout)
            frame.sample_rate = 48000
            frame.pts = begin
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def test_sound_that_changes_from_stereo_to_one_channel_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "both.aac"
    path.write_bytes(tone(tmp_path / "a.aac", "stereo", 500.0) + tone(tmp_path / "b.aac", "mono", 1500.0))
    samples = np.concatenate(list(decode_sound(path, RATE, 60.0, seconds=30)))
    assert abs(len(samples) / RATE - 2 * SECONDS) < 0.2
    for begin, height in ((1.0, 500.0), (4.0, 1500.0)):
        piece = samples[round(begin * RATE) :][:RATE]
        assert abs(int(np.abs(np.fft.rfft(piece)).argmax()) - height) < 10
