"""What a file is said to be, and that no hostile one is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from matching.media import probe
from reference.errors import MediaUnreadable
from tests.matching.footage import Scene, programme, write_video

NO_MEDIA = {
    "empty": b"",
    "text": b"This is not a video.\n" * 20,
    "page": b"<!doctype html><html><body><video src='a.mp4'></video></body></html>",
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "concat list": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "session description": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "noise": bytes(np.random.default_rng(3).integers(0, 256, 20_000, dtype=np.uint8)),
}


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return write_video(folder / "clip.mp4", programme([(Scene(1), 0.0, 4.0)]), key_every=50)


def test_facts_of_a_video(video: Path) -> None:
    facts = probe(video)
    assert facts.duration == pytest.approx(4.0, abs=0.05)
    assert (facts.width, facts.height) == (384, 216)
    assert facts.fps == pytest.approx(25.0)
    assert facts.has_picture
    assert not facts.has_sound
    assert "mp4" in facts.container
    assert facts.created is None
    assert facts.missing == 0.0
    assert facts.key_gap == pytest.approx(2.0)


def test_time_of_the_container_is_utc(tmp_path: Path) -> None:
    path = tmp_path / "dated.mp4"
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = "2024-06-19T18:00:00.000000Z"
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for level in range(10):
            picture = np.full((64, 64, 3), level * 20, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    assert probe(path).created == datetime(2024, 6, 19, 18, tzinfo=UTC)


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_still_picture_has_no_duration(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"still.{ending}"
    cv2.imwrite(str(path), Scene(2).at(0.0))
    facts = probe(path)
    assert facts.still
    assert (facts.duration, facts.width, facts.height) == (0.0, 384, 216)


def test_sound_alone_has_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=16000, layout="mono")
        tone = (8000 * np.sin(np.arange(32000) / 9)).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = 16000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    facts = probe(path)
    assert facts.has_sound
    assert not facts.has_picture
    assert facts.duration == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("kind", NO_MEDIA)
@pytest.mark.parametrize("name", ["file.mp4", "file.m3u8"])
def test_what_is_no_media_is_refused_in_one_sentence(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(NO_MEDIA[kind])
    with pytest.raises(MediaUnreadable) as caught:
        probe(path)
    assert str(caught.value).startswith(name)
    assert str(caught.value).count(".") == name.count(".") + 1


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaUnreadable, match="is not there"):
        probe(tmp_path / "nowhere.mp4")


def test_video_cut_off_before_its_index_is_refused(video: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    with pytest.raises(MediaUnreadable):
        probe(path)


def test_video_that_holds_less_than_it_claims_says_so(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mkv", programme([(Scene(1), 0.0, 20.0)]), key_every=25)
    path = tmp_path / "half.mkv"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    facts = probe(path)
    assert facts.duration < 15
    assert facts.duration + facts.missing == pytest.approx(20.0, abs=0.2)


def test_picture_of_absurd_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    cv2.imwrite(str(path), np.zeros((9000, 9000), np.uint8))
    with pytest.raises(MediaUnreadable):
        probe(path)


def test_damage_anywhere_never_ends_in_another_error(video: Path, tmp_path: Path) -> None:
    draw = np.random.default_rng(11)
    whole = np.frombuffer(video.read_bytes(), np.uint8)
    for number in range(12):
        damaged = whole.copy()
        spots = draw.integers(0, len(whole) if number % 2 else 2000, 40)
        damaged[spots] = draw.integers(0, 256, 40)
        path = tmp_path / f"damaged-{number}.mp4"
        path.write_bytes(damaged.tobytes())
        try:
            facts = probe(path)
        except MediaUnreadable:
            continue
        assert facts.duration < 1e6
