"""Words on the screen: what tesseract says, what stays, and the real program where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import numpy as np
import pytest

from matching import screen_text
from matching.decoding import Frame
from matching.screen_text import readings, words_of
from reference.errors import InputError

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def _row(line: int, sure: float, text: str) -> str:
    return f"5\t1\t1\t1\t{line}\t1\t0\t0\t9\t9\t{sure}\t{text}\n"


def test_words_that_tesseract_is_sure_of_line_by_line() -> None:
    table = HEAD + "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n" + _row(1, 96.5, "BREAKING") + _row(1, 91, "NEWS")
    table += _row(2, 20, "~~x") + _row(2, 88, "18:04") + _row(3, 95, " ") + "damaged\trow\n"
    assert words_of(table) == "BREAKING NEWS\n18:04"
    assert words_of("") == ""


class _Reader:
    """Says what it was told that each look of the picture says."""

    name = "made-up"

    def __init__(self, words: dict[int, str]) -> None:
        self.words = words
        self.read_times = 0

    def read(self, picture: np.ndarray) -> str:
        self.read_times += 1
        return self.words[int(picture.mean().round(-1))]


def _frames(*greys: int) -> Iterator[Frame]:
    for n, grey in enumerate(greys):
        pixels = np.full((90, 160), 200, np.uint8)
        pixels[54:] = grey
        yield Frame(2.0 * n, pixels)


def test_words_that_stay_are_one_reading_and_an_unchanged_picture_is_not_read_again() -> None:
    reader = _Reader(
        {0: "", 50: "THE BRIDGE IS OPEN", 70: "THE BRIDGE IS 0PEN", 100: "ab", 150: "AND NOW SPORT"}
    )
    found = list(readings(_frames(0, 50, 50, 70, 100, 150), reader, 2.0, 11.0))
    assert [(each.cue.start, each.cue.end, each.cue.text) for each in found] == [
        (2.0, 8.0, "THE BRIDGE IS OPEN"),
        (10.0, 11.0, "AND NOW SPORT"),
    ]
    assert reader.read_times == 5
    assert found[0].pixels.shape == (90, 160)


def test_without_the_program_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(InputError, match="apt install tesseract-ocr"):
        screen_text.installed(["ru"])


def test_languages_without_data_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_text, "lacking", lambda: None)
    monkeypatch.setattr(screen_text, "_told", lambda option: "tesseract 5.3.0\neng\nosd\n")
    reader, notes = screen_text.installed(["ko", "en-US"])
    assert reader.trained == "eng"
    assert notes == ("tesseract has no data for ko: install it, as with apt install tesseract-ocr-kor",)
    with pytest.raises(InputError, match="tesseract-ocr-kor"):
        screen_text.installed(["ko"])


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the tesseract program is not installed")
def test_the_real_program_reads_a_lower_third() -> None:
    import cv2

    pixels = np.full((720, 1280), 40, np.uint8)
    cv2.putText(pixels, "THE BRIDGE IS OPEN", (80, 650), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 255, 3)
    reader, _ = screen_text.installed(["en"])
    (found,) = readings(iter([Frame(0.0, pixels)]), reader, 2.0, 2.0)
    assert found.cue.text == "THE BRIDGE IS OPEN"
