"""Speech to words: pieces, the child's protocol and its engine, with an engine that is made up."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from matching import speech, speech_child
from matching.speech import FasterWhisper, Sentence, pieces
from reference.errors import InputError, MediaUnreadable


class _Model:
    """Stands for ``faster_whisper.WhisperModel``: says how much sound it was given."""

    def __init__(self, folder: str, **options: Any) -> None:
        assert options["local_files_only"] is True
        self.folder = folder

    def transcribe(self, sound: Any, language: str | None, **_: Any) -> tuple[list[Any], Any]:
        def said(text: str, silent: float = 0.1, sure: float = -0.2, repeats: float = 1.2) -> Any:
            return SimpleNamespace(
                start=0.5,
                end=1.5,
                text=text,
                no_speech_prob=silent,
                avg_logprob=sure,
                compression_ratio=repeats,
            )

        told = [said(f" {len(sound)} samples"), said("made up", 0.9, -1.5), said("la la la la", repeats=3.0)]
        return told, SimpleNamespace(language=language or "ko")


def _answers(monkeypatch: pytest.MonkeyPatch, *sizes: int) -> list[dict[str, Any]]:
    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=_Model))
    source = io.BytesIO(
        b"".join(speech_child.LENGTH.pack(4 * size) + bytes(4 * size) for size in sizes) + b"\x01"
    )
    out = io.StringIO()
    job = {"model": "folder", "language": None, "threads": 1}
    speech_child.recognise(job, source, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_child_answers_each_piece_and_leaves_out_what_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _answers(monkeypatch, 1600, 800) == [
        {"start": 0.5, "end": 1.5, "text": " 1600 samples"},
        {"language": "ko"},
        {"start": 0.5, "end": 1.5, "text": " 800 samples"},
        {"language": "ko"},
    ]


def test_long_sound_is_cut_where_it_is_quiet_and_none_is_lost() -> None:
    rate = speech_child.RATE
    sound = np.ones(int(1300 * rate), np.float32)
    sound[int(590 * rate) : int(591 * rate)] = 0
    found = list(pieces(np.array_split(sound, 13)))
    assert found[0][0] == 0.0
    assert 590.0 <= found[1][0] <= 591.0
    assert sum(len(piece) for _, piece in found) == len(sound)
    assert all(len(piece) <= 600 * rate for _, piece in found)


class _Engine:
    name = "made-up 1"
    language = "en"

    def sentences(self, sound: Any) -> list[Sentence]:
        return [Sentence(1.0, 2.0, " hello  there "), Sentence(0.2, 0.9, "well"), Sentence(3.0, 3.0, "  ")]


def test_sentences_become_cues_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chunk = np.zeros(16000, np.float32)
    monkeypatch.setattr(speech, "decode_sound", lambda *_, **__: iter([chunk]))
    text = speech.transcribed(tmp_path, 1.0, _Engine())
    assert [(cue.start, cue.end, cue.text) for cue in text.cues] == [
        (0.2, 0.9, "well"),
        (1.0, 2.0, "hello there"),
    ]
    assert text.language == "en"


def test_without_the_package_or_a_model_it_is_said_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(speech.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'airtrace\[speech\]'"):
        FasterWhisper(tmp_path, None, 1.0)
    monkeypatch.setattr(speech, "lacking", lambda: None)
    with pytest.raises(InputError, match=r"model\.bin"):
        FasterWhisper(tmp_path, None, 1.0)


def test_an_engine_that_fails_is_one_sentence_and_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The real child is started; it finds no such package, or no such model."""
    (tmp_path / "model.bin").write_bytes(b"no model")
    monkeypatch.setattr(speech, "lacking", lambda: None)
    monkeypatch.setattr(speech.importlib.metadata, "version", lambda _: "0")
    with (
        FasterWhisper(tmp_path, None, 1.0) as engine,
        pytest.raises(MediaUnreadable, match="speech recognition failed"),
    ):
        engine.sentences(np.zeros(1600, np.float32))
    assert engine._process.poll() is not None
