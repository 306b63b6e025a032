"""Speech and on-screen text by the command: kept as words of the airing, and said where a tool is missing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flows import recognising
from flows.bench import Bench
from flows.home import Home
from matching import screen_text, speech
from matching.speech import Sentence
from storage import audit, recordings, transcripts
from storage.audit import Soundness
from storage.records import TextOrigin
from tests.flows.conftest import Airtrace


class _Engine:
    name = "made-up 1, tiny"
    language = "ru"

    def sentences(self, sound: Any) -> list[Sentence]:
        return [Sentence(0.2, 1.4, "Добрый вечер"), Sentence(1.4, 1.9, "в студии")]


class _Reader:
    name = "made-up reader"

    def read(self, picture: np.ndarray) -> str:
        return "ПРЯМОЙ ЭФИР"


@pytest.fixture
def bench(airtrace: Airtrace, clip: Path, tmp_path: Path) -> Bench:
    """A record with one recording of two seconds."""
    answer = airtrace("recordings", "add", clip, "--station", "RUSSIA1", "--aired-at", "2024-06-19T18:00:00Z")
    assert answer.code == 0, answer.err
    return Bench(Home(tmp_path / "home"))


def test_recognised_speech_is_searched_and_says_what_made_it(
    airtrace: Airtrace, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "decode_sound", lambda *_, **__: iter([np.zeros(32000, np.float32)]))
    with bench.store() as store:
        recording = recordings.get(store, "REC1")
    kept = recognising.keep_speech(bench, recording, Path(recording.path or ""), _Engine(), asked_by="Ada")
    assert kept is not None
    assert (kept.origin, kept.engine, kept.language) == (TextOrigin.SPEECH, "made-up 1, tiny", "ru")
    assert kept.spans == ((0.0, pytest.approx(recording.duration, abs=0.01)),)
    (hit,) = airtrace("recordings", "text", "вечер", "--json").json["hits"]
    assert (hit["origin"], hit["engine"], hit["seconds"]) == (
        "speech_recognition",
        "made-up 1, tiny",
        [0.2, 1.4],
    )


def test_frames_of_on_screen_text_are_kept_only_where_a_link_lies(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bench.store() as store:
        recording = recordings.get(store, "REC1")
    file = Path(recording.path or "")
    first = recognising.keep_screen(
        bench, recording, file, _Reader(), asked_by="Ada", language="ru", every=0.5
    )
    assert first is not None
    assert (first.frames, first.origin) == ((), TextOrigin.SCREEN)
    monkeypatch.setattr(transcripts, "shown_in_links", lambda *_: [(0.5, 1.0)])
    again = recognising.keep_screen(
        bench, recording, file, _Reader(), asked_by="Ada", language="en", every=0.5
    )
    assert again is not None
    ((second, sha256),) = again.frames
    with bench.store() as store:
        assert second == 0.0
        assert store.vault.read(sha256).startswith(b"\xff\xd8\xff")
        (_, said) = transcripts.said_at(store, "A1", (0.5, 1.0))
        assert said.frames == again.frames
        assert audit.audit(store).verdict is Soundness.CLEAN


def test_what_is_missing_is_one_sentence_with_what_to_do(
    airtrace: Airtrace, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(screen_text.shutil, "which", lambda _: None)
    for arguments, sentence in (
        (["transcribe", "REC1", "--model", "."], "faster-whisper, which is not installed"),
        (["read-screen", "REC1"], "tesseract program: install it"),
        (["transcribe", "REC7", "--model", "."], "there is no recording 'REC7'"),
        (["read-screen", "REC1", "--language", "?"], "is no language tag"),
    ):
        answer = airtrace("recordings", *arguments, "--json")
        assert answer.code == 2
        assert sentence in answer.json["error"]
    doctor = {each["name"]: each for each in airtrace("doctor", "--json").json["findings"]}
    assert "faster-whisper" in doctor["words"]["found"]
    assert "tesseract" in doctor["words"]["found"]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the tesseract program is not installed")
def test_the_real_program_by_the_command(airtrace: Airtrace, tmp_path: Path) -> None:
    import av
    import cv2

    file = tmp_path / "air.mp4"
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for n in range(30):
            pixels = np.full((720, 1280, 3), 40 + n, np.uint8)
            if n >= 10:
                cv2.putText(
                    pixels, "LIVE FROM THE HARBOUR", (60, 640), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (255,) * 3, 4
                )
            for packet in stream.encode(av.VideoFrame.from_ndarray(pixels, format="bgr24")):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    airtrace("recordings", "add", file, "--station", "BBCNEWS", "--aired-at", "2024-06-19T18:00:00Z")
    answer = airtrace("recordings", "read-screen", "REC1", "--every", "0.5", "--language", "en", "--json")
    assert (answer.code, answer.json["cues"], answer.json["origin"]) == (0, 1, "on_screen_text")
    (hit,) = airtrace("recordings", "text", '"from the harbour"', "--json").json["hits"]
    assert hit["seconds"] == [pytest.approx(1.0, abs=0.2), pytest.approx(3.0, abs=0.2)]
