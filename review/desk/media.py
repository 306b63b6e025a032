"""Footage, frames and files for the desk: found by what the record says, never by a path that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from reference.errors import AirtraceError
from storage import recordings
from storage.records import CaseFile, Link
from storage.store import Store

_SANDBOX = {"content-security-policy": "default-src 'none'; sandbox"}
_KNOWN: Sequence[tuple[int, bytes, str]] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WEBP", "image/webp"),
)
"""Where in a file which bytes say that a browser may show it inside our page; all else is only downloaded."""


def media_type(path: Path) -> str | None:
    """What the file's first bytes say that it is, where a browser may show it."""
    with path.open("rb") as file:
        begin = file.read(16)
    return next((name for at, sign, name in _KNOWN if begin[at : at + len(sign)] == sign), None)


def clip(store: Store, case: CaseFile, sha256: str) -> Path:
    """Where a clip of the case's post lies.

    Raises:
        HTTPException: It is none of this case, or not there.
    """
    held = {item.sha256 for item in case.post.media if item.sha256} if case.post else set()
    held |= {link.clip_sha256 for link in case.links}
    if sha256 not in held:
        raise HTTPException(404, "The case holds no such clip.")
    return _there(store.vault.path(sha256))


def recording(store: Store, link: Link) -> Path:
    """Where the footage lies that a link leads to.

    Raises:
        HTTPException: The footage is not here.
    """
    try:
        held = recordings.get(store, link.recording)
    except AirtraceError as error:
        raise HTTPException(404, "The recording is not held any more.") from error
    if held.path is None or held.frames_every is not None:
        raise HTTPException(404, "No moving footage of this recording is held.")
    return _there(Path(held.path))


def evidence(store: Store, case: CaseFile, sha256: str) -> Path:
    """Where a frame or file lies that the case rests on.

    Raises:
        HTTPException: The case names no such file.
    """
    named = {
        sha for link in case.links for pair in link.pairs for sha in (pair.clip_sha256, pair.recording_sha256)
    }
    named |= {item.sha256 for check in case.checks for item in check.evidence if item.sha256}
    named |= {note.sha256 for note in case.notes if note.sha256}
    if sha256 not in named:
        raise HTTPException(404, "The case names no such file.")
    return _there(store.vault.path(sha256))


def served(path: Path, name: str, *, download: bool = False) -> Response:
    """The file, by ranges where they are asked for; what a browser could run is only downloaded."""
    kind = media_type(path)
    return FileResponse(
        path,
        media_type=kind or "application/octet-stream",
        filename=name,
        content_disposition_type="inline" if kind and not download else "attachment",
        headers=_SANDBOX,
    )


def picture(content: bytes, name: str, *, download: bool = False) -> Response:
    """A JPEG that was made for the page; it may be kept by the browser, for it never changes."""
    how = "attachment" if download else "inline"
    headers = {"content-disposition": f'{how}; filename="{name}"', "cache-control": "private, max-age=3600"}
    return Response(content, media_type="image/jpeg", headers=headers | _SANDBOX)


def _there(path: Path) -> Path:
    if not path.is_file():
        raise HTTPException(404, "The file is not where the record says.")
    return path
