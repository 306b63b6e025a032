"""Folders and ZIPs of single frames: when each was shown, and what a hostile one may cost."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from matching import frame_folder
from matching.frame_folder import frames, hash_of_frames, index_frames, look_into, shape_of
from matching.segment import open_segment
from reference.errors import InputError, MediaUnreadable
from storage import zip_file
from tests.matching.footage import Scene


def _jpeg(level: int = 90, size: tuple[int, int] = (64, 36), kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (level, level, level)).save(file, kind)
    return file.getvalue()


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def _folder(path: Path, entries: dict[str, bytes]) -> Path:
    path.mkdir()
    for name, content in entries.items():
        (path / name).write_bytes(content)
    return path


@pytest.mark.parametrize("make", [_zip, _folder])
def test_frames_come_in_the_order_of_their_numbers(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    levels = {n: 20 * n for n in range(1, 13)}
    entries = {f"SHOW-{n}.jpg": _jpeg(level) for n, level in levels.items()}
    folder = look_into(make(tmp_path / "SHOW.zip", entries), 4.0)
    found = list(frames(folder, 320))
    assert [frame.second for frame in found] == [4.0 * n for n in range(12)]
    assert [round(float(frame.pixels.mean()) / 20) for frame in found] == list(range(1, 13))
    assert folder.duration == 48.0
    assert {frame.pixels.shape for frame in found} == {(36, 64)}
    assert [frame.second for frame in frames(folder, 320, 8.0, 16.0)] == [8.0, 12.0, 16.0]


@pytest.mark.parametrize(
    ("names", "every", "seconds"),
    [
        (["1TV_20220327_183000-000001.jpg", "1TV_20220327_183000-000002.jpg"], 4.0, [0, 4]),
        (["S-000001.jpg", "S-000002.jpg", "S-000004.jpg", "S-000005.jpg"], 4.0, [0, 4, 12, 16]),
        (["S-000396.jpg", "S-000397.jpg"], 4.0, [1580, 1584]),
        (["S-0.png", "S-1.png", "S-2.png"], 2.0, [0, 2, 4]),
        (["S_000001.jpg", "S_000045.jpg", "S_000075.jpg", "S_000105.jpg"], 30.0, [1, 45, 75, 105]),
        (["b.jpg", "a.jpg", "c.jpg"], 4.0, [0, 4, 8]),
        (["S-000007.jpg"], 4.0, [24]),
        (["S.jpg", "S-1.jpg", "S-2.jpg", "S-3.jpg"], 4.0, [0, 4, 8]),
        (["S-1.jpg", "S-01.jpg", "S-2.jpg"], 4.0, [0, 4, 8]),
        (["S-10.jpg", "S-20.jpg", "S-30.jpg"], 4.0, [0, 4, 8]),
        (["a/S-2.jpg", "a/S-1.jpg", "a/._S-1.jpg", "read.me"], 4.0, [0, 4]),
    ],
)
def test_the_names_tell_the_time(
    tmp_path: Path, names: list[str], every: float, seconds: list[float]
) -> None:
    folder = look_into(_zip(tmp_path / "S.zip", dict.fromkeys(names, _jpeg())), every)
    assert list(folder.seconds) == seconds
    assert folder.duration == seconds[-1] + every


def test_what_cannot_be_decoded_is_passed_over_and_counted(tmp_path: Path) -> None:
    picture = _jpeg()
    entries = {
        "S-1.jpg": picture,
        "S-2.jpg": picture[: len(picture) // 2],
        "S-3.jpg": b"",
        "S-4.png": b"\x89PNG\r\n\x1a\n" + bytes(50),
        "S-5.jpg": b"GIF89a" + bytes(100),
        "S-6.jpg": _claims(60_000, 60_000),
        "S-7.png": _jpeg(200, kind="PNG"),
    }
    path = _zip(tmp_path / "S.zip", entries)
    assert [frame.second for frame in frames(look_into(path, 4.0), 320)] == [0.0, 24.0]
    assert index_frames(path, 4.0, tmp_path / "segment") == 5
    assert list(open_segment(tmp_path / "segment").seconds) == [0.0, 24.0]


def _claims(width: int, height: int) -> bytes:
    """A PNG whose head claims a picture of that size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(
        ">I", zlib.crc32(b"IHDR" + head)
    )  # fmt: skip


def test_a_frame_that_unpacks_to_too_much_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_folder, "LARGEST", 10_000)
    with zipfile.ZipFile(tmp_path / "S.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("S-1.jpg", _jpeg())
        archive.writestr("S-2.jpg", _jpeg() + bytes(1_000_000))
    _lie_about_size(tmp_path / "S.zip", 1_000_000)
    assert [frame.second for frame in frames(look_into(tmp_path / "S.zip", 4.0), 320)] == [0.0]


def _lie_about_size(path: Path, least: int) -> None:
    """Let every entry that is larger claim 100 bytes."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        if struct.unpack_from("<I", data, at + 24)[0] > least:
            struct.pack_into("<I", data, at + 24, 100)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)


def test_a_list_that_would_fill_the_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _zip(tmp_path / "S.zip", {f"S-{n}.jpg": b"" for n in range(100)})
    assert len(look_into(path, 4.0).names) == 100
    monkeypatch.setattr(zip_file, "LARGEST_LIST", 1000)
    with pytest.raises(InputError, match="lists more files"):
        look_into(path, 4.0)


@pytest.mark.parametrize(
    "content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(10), b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_zip_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "S.zip"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"S\.zip"):
        look_into(path, 4.0)


def test_names_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "secret-1.jpg"
    outside.write_bytes(_jpeg())
    path = _zip(tmp_path / "S.zip", {"../secret-1.jpg": _jpeg(10), "../secret-2.jpg": _jpeg(10)})
    assert [round(float(frame.pixels.mean())) for frame in frames(look_into(path, 4.0), 320)] == [10, 10]


def test_a_pipe_among_the_frames_is_not_waited_for(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "frames", {f"S-{n}.jpg": _jpeg() for n in (1, 3, 4)})
    os.mkfifo(folder / "S-2.jpg")
    assert [frame.second for frame in frames(look_into(folder, 4.0), 320)] == [0.0, 8.0, 12.0]


def test_nothing_to_see_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaUnreadable, match="no JPEG or PNG"):
        look_into(_zip(tmp_path / "S.zip", {"read.me": b"?"}), 4.0)
    with pytest.raises(MediaUnreadable, match="cannot be decoded"):
        shape_of(look_into(_zip(tmp_path / "T.zip", {"S-1.jpg": b"?"}), 4.0))


def test_a_folder_is_known_by_its_frames(tmp_path: Path) -> None:
    entries = {f"S-{n}.jpg": _jpeg(20 * n) for n in (1, 2, 3)}
    one = _folder(tmp_path / "one", entries | {"notes.txt": b"mine"})
    other = _folder(tmp_path / "other", entries)
    assert hash_of_frames(one, 4.0) == hash_of_frames(other, 4.0)
    (other / "S-2.jpg").write_bytes(_jpeg(41))
    assert hash_of_frames(one, 4.0) != hash_of_frames(other, 4.0)


def test_frames_are_indexed_at_their_seconds(tmp_path: Path) -> None:
    scene = Scene(3)
    entries = {}
    for n in range(1, 6):
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(scene.at(4.0 * n)[:, :, ::-1])).save(file, "JPEG")
        entries[f"S-{n:06}.jpg"] = file.getvalue()
    shares: list[float] = []
    assert index_frames(_zip(tmp_path / "S.zip", entries), 4.0, tmp_path / "segment", shares.append) == 0
    opened = open_segment(tmp_path / "segment")
    assert list(opened.seconds) == [0.0, 4.0, 8.0, 12.0, 16.0]
    assert len(opened.frame) > 100
    assert shares == sorted(shares)
    again = tmp_path / "again"
    index_frames(tmp_path / "S.zip", 4.0, again)
    assert again.read_bytes() == (tmp_path / "segment").read_bytes()
