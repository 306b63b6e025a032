"""Bodies of answers, written to a file piece by piece: bounded memory, bounded size, nothing cut short.

Decompression is our own because httpx 0.28 inflates a piece of any size at once, and takes a gzip body
that ends too early for a complete one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reference.errors import BadAnswer
from scrapers.guard import TooLarge

ACCEPT_ENCODING = "gzip, deflate"
_PIECE = 1 << 16


@dataclass(frozen=True)
class Stored:
    """A body as it lies on disk, decoded. ``size`` in bytes."""

    path: Path
    size: int
    sha256: str
    length_verified: bool
    """False where the end of the body is only where the connection ended."""


class Inflation:
    """gzip, zlib or bare deflate, at most 64 KiB at a time.

    Raises:
        BadAnswer: The bytes are not of that encoding, or end before the encoding does.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._inflate: zlib._Decompress | None = None
        self._head = b""
        self._complete = False

    def feed(self, content: bytes) -> Iterator[bytes]:
        content, self._head = self._head + content, b""
        more_inside = False
        while content or more_inside:
            if self._inflate is None:
                if self._complete:
                    content = content.lstrip(b"\0")  # padding that some servers write after the end
                if len(content) < 2:
                    self._head = content
                    return
                self._inflate, self._complete = zlib.decompressobj(self._window(content)), False
            try:
                piece = self._inflate.decompress(content, _PIECE)
            except zlib.error as error:
                raise BadAnswer(f"The body is not {self._encoding}, as its header says.") from error
            if piece:
                yield piece
            more_inside = len(piece) == _PIECE
            content = self._inflate.unconsumed_tail
            if self._inflate.eof:
                # A gzip body may be several members, one after the other.
                content, self._inflate = self._inflate.unused_data, None
                self._complete, more_inside = True, False

    def _window(self, content: bytes) -> int:
        if self._encoding == "deflate":
            zlib_header = content[0] & 0x0F == 8 and int.from_bytes(content[:2], "big") % 31 == 0
            return zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS
        return zlib.MAX_WBITS | 16

    def finish(self) -> None:
        if not self._complete or self._head:
            raise BadAnswer("The body ends before its compression does: part of it is missing.")


def decoded(pieces: Iterable[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    """The pieces of a body without its ``Content-Encoding``.

    Raises:
        BadAnswer: An encoding that was not offered, several on top of each other, or one cut short.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        yield from pieces
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise BadAnswer(f"The body is packed as {encoding[:40]!r}, which was not offered.")
    inflation = Inflation(encoding.removeprefix("x-"))
    for piece in pieces:
        yield from inflation.feed(piece)
    inflation.finish()


def store(pieces: Iterable[bytes], headers: Mapping[str, str], into: Path, limit: int) -> Stored:
    """Write a body into a new file below ``into``; on any trouble no file is left.

    Args:
        pieces: The body as it came off the wire.
        headers: The answer's, names in lower case.
        limit: Largest decoded size, in bytes.

    Raises:
        TooLarge: More than ``limit`` bytes.
        BadAnswer: Wrongly encoded or cut short.
    """
    digest = hashlib.sha256()
    size = 0
    descriptor, name = tempfile.mkstemp(prefix="answer-", dir=into)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in decoded(pieces, headers):
                size += len(piece)
                if size > limit:
                    raise TooLarge(f"The answer is larger than the {limit} bytes that are taken of its kind.")
                digest.update(piece)
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(path, size, digest.hexdigest(), _length_verified(headers))


def _length_verified(headers: Mapping[str, str]) -> bool:
    """Whether something besides the connection's end said where the body ends."""
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    packed = headers.get("content-encoding", "").strip().lower() not in {"", "identity"}
    return chunked or packed or "content-length" in headers
