"""Real caption files and archive pages come in without loss, counted against the files by other means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scrapers.captions import CaptionFormat, read_captions

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "captions"
needs_files = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real caption files are not at {FOLDER}")
_CLOCK = re.compile(r"^(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\s*$", re.M)


def _seconds(parts: tuple[str, ...]) -> float:
    whole = int(parts[0]) * 3600 + int(parts[1]) * 60 + int(parts[2])
    return float(f"{whole}.{parts[3]}")


@needs_files
@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.srt")), ids=lambda path: path.stem[:24])
def test_every_cue_and_time_of_the_real_subrip_files(file: Path) -> None:
    body = file.read_bytes()
    expected = [(_seconds(each[:4]), _seconds(each[4:])) for each in _CLOCK.findall(body.decode())]
    found = read_captions(body).text
    assert len(expected) > 100
    assert [cue.start for cue in found.cues] == [start for start, _ in expected]
    assert [cue.end for cue in found.cues][:-1] == [end for _, end in expected][:-1]
    assert (expected[-1][1], found.cues[-1].end_known) == (0.0, False)
    assert len(found.notes) == 1
    written = re.sub(r"(?m)^\d+$\n?|^.*-->.*$\n?", "", body.decode()).split()
    assert " ".join(cue.text for cue in found.cues).split() == written


@needs_files
@pytest.mark.parametrize(
    "page", sorted((FOLDER / "archive-items").glob("*.html")), ids=lambda path: path.stem[8:32]
)
def test_every_minute_and_word_of_the_real_archive_pages(page: Path) -> None:
    meta = page.with_name(page.stem + "_meta.xml").read_text()
    hours, minutes, seconds = map(int, re.findall(r"<runtime>(\d+):(\d+):(\d+)<", meta)[0])
    body = page.read_bytes()
    found = read_captions(body)
    assert found.format is CaptionFormat.ARCHIVE_PAGE
    snippets = re.findall(r'(?s)<div class="snippet">(.*?)</div><!--/.snippet-->', body.decode())
    texts = [re.sub(r"<[^>]*>", " ", snippet).split() for snippet in snippets]
    assert len(snippets) * 60 == hours * 3600 + minutes * 60 + seconds
    spoken = {60.0 * n: len(words) for n, words in enumerate(texts) if words}
    assert {cue.start: len(cue.text.split()) for cue in found.text.cues} == spoken
    assert all(cue.end == cue.start + 60 for cue in found.text.cues)
