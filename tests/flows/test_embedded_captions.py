"""Captions that a recording carries itself: line 21 in the picture's user data, and text tracks."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.flows.conftest import Airtrace
from tests.scrapers.captions.test_cea608 import code, letters

RATE = 30


def _with_line_21(path: Path, written: dict[float, str], seconds: int) -> Path:
    """MPEG-2 in a transport stream, with roll-up captions in the user data of its pictures (A/53)."""
    pairs: dict[int, tuple[int, int]] = {}
    for second, text in written.items():
        line = [*code(0x25), *code(0x2D), *code(0x70), *letters(text)]
        pairs |= {round(second * RATE) + n: pair for n, pair in enumerate(line)}
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_stream("mpeg2video", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        stream.options = {"bf": "0", "g": "15"}
        number = 0
        for n in range(seconds * RATE):
            grey = np.full((120, 160, 3), 5 * n % 255, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts = n
            for packet in stream.encode(frame):
                one, two = pairs.get(number, (0, 0))
                number += 1
                user_data = b"\x00\x00\x01\xb2GA94\x03\x41\xff" + bytes([0xFC, one | 0x80, two | 0x80, 0xFF])
                body = bytes(packet)
                slices = body.index(b"\x00\x00\x01\x01")
                again = av.Packet(body[:slices] + user_data + body[slices:])
                again.pts, again.dts, again.time_base = packet.pts, packet.dts, packet.time_base
                again.stream, again.is_keyframe = stream, packet.is_keyframe
                container.mux(again)
    return path


def _with_text_track(path: Path, clip: Path, words: str) -> Path:
    """The clip with a track of one cue beside its picture."""
    file = path.with_suffix(".srt")
    file.write_text(f"1\n00:00:00,500 --> 00:00:01,500\n<i>{words}</i>\n")
    with av.open(str(clip)) as source, av.open(str(file)) as text, av.open(str(path), "w") as container:
        for given in (source, text):
            container.add_stream_from_template(given.streams[0])
        container.streams[1].metadata["language"] = "rus"
        packets = [(0, packet) for packet in source.demux(video=0)] + [(1, packet) for packet in text.demux()]
        for n, packet in packets:
            if packet.dts is not None:
                packet.stream = container.streams[n]
                container.mux(packet)
    return path


def _add(airtrace: Airtrace, file: Path) -> None:
    where = ("--station", "RUSSIA1", "--aired-at", "2024-06-19T18:00:00Z")
    answer = airtrace("recordings", "add", file, *where)
    assert answer.code == 0, answer.err


def test_line_21_in_the_picture(airtrace: Airtrace, tmp_path: Path) -> None:
    lines = {1.0: "GOOD EVENING", 3.0: "THE BRIDGE IS OPEN", 5.0: "AND NOW THE WEATHER"}
    _add(airtrace, _with_line_21(tmp_path / "air.ts", lines, seconds=7))
    answer = airtrace("recordings", "captions", "REC1", "--language", "en", "--json")
    assert answer.code == 0, answer.err
    assert (answer.json["cues"], answer.json["format"], answer.json["origin"]) == (
        3,
        "embedded CC1",
        "captions",
    )
    (hit,) = airtrace("recordings", "text", "bridge", "--json").json["hits"]
    assert (hit["text"], hit["before"], hit["after"]) == (
        "THE BRIDGE IS OPEN", "GOOD EVENING", "AND NOW THE WEATHER"
    )  # fmt: skip
    assert hit["seconds"] == [pytest.approx(3.2, abs=0.05), pytest.approx(5.07, abs=0.05)]
    assert "has no 'CC3'" in airtrace("recordings", "captions", "REC1", "--track", "CC3").err


def test_a_recording_without_captions_says_so(airtrace: Airtrace, clip: Path) -> None:
    _add(airtrace, clip)
    answer = airtrace("recordings", "captions", "REC1", "--json")
    assert answer.code == 2
    assert "carries no captions" in answer.json["error"]


def test_a_text_track(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    _add(airtrace, _with_text_track(tmp_path / "air.mkv", clip, "Добрый вечер"))
    answer = airtrace("recordings", "captions", "REC1", "--json")
    assert answer.code == 0, answer.err
    assert (answer.json["cues"], answer.json["format"]) == (1, "embedded track 1")
    (hit,) = airtrace("recordings", "text", "вечер", "--json").json["hits"]
    assert (hit["text"], hit["language"], hit["seconds"]) == ("Добрый вечер", "ru", [0.5, 1.5])
