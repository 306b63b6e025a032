"""What cannot be used ends in one clear sentence, exit code 2, and no record."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from storage import chain
from storage.store import Store
from tests.flows.conftest import Airtrace

FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\t \n",
    "binary.txt": bytes(range(256)) * 8,
    "binary.html": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "no-post.txt": b"date 2024-06-21 A video was shared. Nothing else is known.",
    "no-post.html": b"<html><body><article><p>A video was shared.</p></article></body></html>",
    "broken.html": b"<html><body" + b"<" * 3000,
    "latin.txt": "date 2024-06-21 schön -- Jemand (@jemand) June 20, 2024".encode("latin-1"),
    "noise.mp4": os.urandom(5000),
    "text.mp4": b"this is no video",
    "list.mp4": b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/1.ts\n#EXT-X-ENDLIST\n",
    "concat.mp4": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "head.mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(64),
    "portable.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << >>\n%%EOF\n",
    "office.docx": b"PK\x03\x04\x14\x00" + os.urandom(300),
    "rich.rtf": b"{\\rtf1\\ansi Hello}",
    "empty.csv": b"",
    "heading.csv": b"url,note\n",
    "picture.mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nhi\n--x--\n",
    "headonly.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
}


def _events(home: Path) -> int:
    """Events beyond the one that every record begins with."""
    if not (home / "airtrace.db").is_file():
        return 0
    with Store(home) as store:
        return chain.head(store.db.conn)[0] - 1


def _refused(airtrace: Airtrace, tmp_path: Path, *arguments: str | Path) -> str:
    answer = airtrace(*arguments)
    assert answer.code == 2, (arguments, answer)
    said = [line for line in answer.err.splitlines() if line.startswith("airtrace: ")]
    assert len(said) == 1, answer.err
    assert "Traceback" not in answer.err + answer.out
    assert _events(tmp_path / "home") == 0
    return said[0]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_holds_nothing_to_verify(airtrace: Airtrace, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(FILES[name])
    assert name in _refused(airtrace, tmp_path, "verify", file)


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "missing.txt"],
        ["verify", "missing.mp4"],
        ["verify", ""],
        ["verify", "."],
        ["verify", "ftp://host/file"],
        ["verify", "file:///etc/passwd"],
        ["verify", "http://"],
        ["verify", "https://x.com/someone"],
        ["verify", "https://www.youtube.com/@someone"],
        ["verify", "https://t.me/c/1234567890/45"],
        ["verify", "https://t.me/+AbCdEfGhIjk"],
        ["verify", "https://user:secret@news.example/"],
        ["verify"],
        ["verify", "--bogus", "x"],
        ["trace", "missing.mp4"],
        ["show", "C1"],
        ["show", "'; DROP TABLE cases; --"],
        ["report", "C1", "-o", "case.html"],
        ["rerun", "C1", "--by", "Ada", "--because", "why"],
        ["rerun", "C1"],
        ["decide", "C1", "--rating", "Wrong", "--by", "Ada", "--because", "why"],
        ["decide", "C1", "--rating", "OriginalMediaContent", "--by", "Ada", "--because", "why"],
        ["confirm", "L1", "--by", "Ada", "--because", "why"],
        ["claim", "C1", "--text", " ", "--by", "Ada"],
        ["history", "C9"],
        ["stations", "show", "No Such Station"],
        ["stations", "add", "missing.yaml"],
        ["recordings", "remove", "REC1", "--because", "why"],
        ["nonsense"],
    ],
)
def test_wrong_use(
    airtrace: Airtrace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _refused(airtrace, tmp_path, *arguments)


@pytest.mark.parametrize(
    "time", ["yesterday", "2024-02-30", "2024-06-19", "2024-06-19T25:00Z", "19.06.2024 18:00", ""]
)
def test_a_recording_with_a_wrong_time(airtrace: Airtrace, tmp_path: Path, clip: Path, time: str) -> None:
    _refused(airtrace, tmp_path, "recordings", "add", clip, "--station", "RUSSIA1", "--aired-at", time)


@pytest.mark.parametrize("name", ["noise.mp4", "text.mp4", "list.mp4", "head.mp4", "headonly.png"])
def test_a_recording_that_is_none(airtrace: Airtrace, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(FILES[name])
    when = ["--station", "RUSSIA1", "--aired-at", "2024-06-19T18:00:00Z"]
    assert name in _refused(airtrace, tmp_path, "recordings", "add", file, *when)


def test_one_wrong_file_among_good_ones_adds_none(airtrace: Airtrace, tmp_path: Path, clip: Path) -> None:
    wrong = tmp_path / "noise.mp4"
    wrong.write_bytes(FILES["noise.mp4"])
    when = ["--station", "RUSSIA1", "--aired-at", "2024-06-19T18:00:00Z"]
    _refused(airtrace, tmp_path, "recordings", "add", clip, wrong, *when)


def test_an_unknown_station_says_what_is_near(airtrace: Airtrace, tmp_path: Path, clip: Path) -> None:
    when = ["--station", "RUSIA1", "--aired-at", "2024-06-19T18:00:00Z"]
    assert "RUSSIA1" in _refused(airtrace, tmp_path, "recordings", "add", clip, *when)


def test_an_ambiguous_station_lists_its_candidates(airtrace: Airtrace, tmp_path: Path) -> None:
    answer = airtrace("stations", "show", "kctv", "--json")
    assert answer.code == 2
    assert [line.split()[0] for line in answer.json["candidates"]] == ["KCTV", "KCTV5"]


def test_with_json_an_error_is_a_document_too(airtrace: Airtrace, tmp_path: Path) -> None:
    answer = airtrace("verify", tmp_path / "missing.txt", "--json")
    assert json.loads(answer.out)["error"]
    assert answer.code == 2


def test_a_home_that_is_no_folder(airtrace: Airtrace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    answer = airtrace("cases", home=tmp_path / "file")
    assert (answer.code, answer.err.count("\n")) == (2, 1)


def test_one_wrong_target_among_several_does_not_stop_the_others(airtrace: Airtrace, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("date 2024-06-21\n\nA car in a park — Made Up (@made_up) June 20, 2024\n\nMore text.")
    answer = airtrace("verify", tmp_path / "missing.txt", article, "--offline", "--json")
    assert answer.code == 2
    assert len(answer.json["cases"]) == 1
    assert [error["target"] for error in answer.json["errors"]] == [str(tmp_path / "missing.txt")]


def test_a_pipe_is_not_waited_for(airtrace: Airtrace, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")
    assert "pipe" in _refused(airtrace, tmp_path, "verify", tmp_path / "clip.mp4")


@pytest.mark.parametrize("name", ["\x1b]0;owned\x07.txt", "\u202etxt.4pm", "a\nb.txt"])
def test_a_name_cannot_drive_the_terminal(airtrace: Airtrace, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("nothing here")
    said = _refused(airtrace, tmp_path, "verify", tmp_path / name)
    assert said.isprintable()
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    assert _refused(airtrace, tmp_path, "verify", tmp_path / name).isprintable()


def test_an_error_does_not_repeat_endless_input(airtrace: Airtrace, tmp_path: Path) -> None:
    assert len(_refused(airtrace, tmp_path, "show", "C" * 100_000)) < 3_000


@pytest.mark.parametrize("place", ["airtrace.db", "airtrace.db-wal", "airtrace.lock", "vault/page.html"])
def test_a_page_is_not_written_over_the_record(airtrace: Airtrace, tmp_path: Path, place: str) -> None:
    airtrace("verify", "https://x.com/made_up/status/1803823920274288857", "--offline")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    for folder in (tmp_path / "home", tmp_path / "link"):
        answer = airtrace("report", "C1", "-o", folder / place)
        assert (answer.code, "record itself" in answer.err) == (2, True)
    assert airtrace("report", "C1", "-o", tmp_path / "home" / "case.html").code == 0
    assert airtrace("history", "verify").code == 0
