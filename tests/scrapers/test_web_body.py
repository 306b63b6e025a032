"""Bodies: unpacked in small pieces, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import random
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reference.errors import BadAnswer
from scrapers.guard import TooLarge
from scrapers.web_body import Inflation, store

TEXT = bytes(random.Random(1).randrange(256) for _ in range(50_000)) + b"the end" * 3000
BARE = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    "GZIP ": gzip.compress(TEXT) + bytes(20),
    "deflate": zlib.compress(TEXT),
    "Deflate": BARE.compress(TEXT) + BARE.flush(),
    "identity": TEXT,
}


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("size", [1, 1000, 1 << 20])
def test_every_offered_encoding_is_unpacked(encoding: str, size: int, tmp_path: Path) -> None:
    stored = store(pieces(PACKED[encoding], size), {"content-encoding": encoding}, tmp_path, 1 << 20)
    assert stored.path.read_bytes() == TEXT
    assert stored.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert stored.size == len(TEXT)


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "unknown"])
def test_other_encodings_are_refused(encoding: str, tmp_path: Path) -> None:
    with pytest.raises(BadAnswer, match="not offered"):
        store([TEXT], {"content-encoding": encoding}, tmp_path, 1 << 20)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"\x1f", PACKED["gzip"][:10], PACKED["gzip"][:-1], PACKED["gzip"][:-9], PACKED["x-gzip"][:-5]],
)
def test_a_gzip_body_that_ends_too_early_is_no_body(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadAnswer, match="missing"):
        store(pieces(body, 1000), {"content-encoding": "gzip"}, tmp_path, 1 << 20)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("body", [TEXT, b"<html>", PACKED["gzip"] + b"more", PACKED["deflate"]])
def test_a_body_that_is_not_gzip_is_refused(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadAnswer):
        store([body], {"content-encoding": "gzip"}, tmp_path, 1 << 20)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_unpacked_in_small_pieces_and_only_to_its_limit(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 << 20), compresslevel=1)
    assert max(len(piece) for piece in Inflation("gzip").feed(bomb)) <= 1 << 16
    with pytest.raises(TooLarge):
        store([bomb], {"content-encoding": "gzip"}, tmp_path, 1 << 20)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_in_a_bomb_is_unpacked_once(tmp_path: Path) -> None:
    inner = gzip.compress(bytes(64 << 20), compresslevel=1)
    stored = store([gzip.compress(inner)], {"content-encoding": "gzip"}, tmp_path, 1 << 20)
    assert stored.path.read_bytes() == inner


@pytest.mark.parametrize(
    ("headers", "verified"),
    [
        ({"content-length": "70000"}, True),
        ({"transfer-encoding": "chunked"}, True),
        ({}, False),
        ({"content-encoding": "identity"}, False),
    ],
)
def test_whether_the_end_is_certain_is_said(headers: dict[str, str], verified: bool, tmp_path: Path) -> None:
    assert store([TEXT], headers, tmp_path, 1 << 20).length_verified is verified


def test_the_end_of_gzip_is_certain_by_itself(tmp_path: Path) -> None:
    assert store([PACKED["gzip"]], {"content-encoding": "gzip"}, tmp_path, 1 << 20).length_verified
