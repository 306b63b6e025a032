"""Media that no keyless address brings, fetched by yt-dlp in a limited child process behind the guard's proxy.

yt-dlp gets no configuration, plugins, cookies or cache, starts no program and no JavaScript, and has no
network but the proxy. So it merges nothing: where a site keeps picture and sound apart, two files come.
What it fetches and what it says of the post are answers like all others: rows with their bytes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scrapers.posts.shape import PostAddress, Reading
from scrapers.posts.ytdlp_info import parse_info
from scrapers.posts.ytdlp_said import MEANINGS, Trouble, trouble_in, words_of
from scrapers.proxy import GuardProxy
from scrapers.web_answer import Answer, Client, utc_now
from scrapers.web_url import redacted, shown
from storage.records import Fetch, FetchState, MediaItem, MediaKind, Platform, Purpose

THROUGH_YTDLP: frozenset[Platform] = frozenset(
    {
        Platform.YOUTUBE,
        Platform.TIKTOK,
        Platform.INSTAGRAM,
        Platform.FACEBOOK,
        Platform.BLUESKY,
        Platform.VK,
        Platform.RUTUBE,
        Platform.ODNOKLASSNIKI,
        Platform.THREADS,
        Platform.TRUTH_SOCIAL,
        Platform.DAILYMOTION,
        Platform.RUMBLE,
    }
)
"""Platforms for whose media yt-dlp is asked. It knows no way to those of Threads yet, and says so."""

_FIRST_ALONE = frozenset({Platform.BLUESKY})
"""Platforms of which yt-dlp brings the media of a quoted post too, after the post's own one."""
_CHILD = Path(__file__).with_name("ytdlp_child.py")
_MEMORY = 2 << 30
_MOST_FILES = 10
"""Media of one post that are fetched; Instagram lets a post hold twenty, most of them pictures."""
_FORMATS = "b[height<=1080]/b/(bv*[height<=1080],ba)/bv*/ba"
"""Picture and sound in one file where the site has one, else both apart: nothing here may join them."""
_KINDS = {
    **dict.fromkeys((".mp4", ".m4v", ".mov", ".webm", ".mkv", ".ts", ".flv", ".3gp"), MediaKind.VIDEO),
    **dict.fromkeys((".m4a", ".mp3", ".ogg", ".opus", ".aac", ".wav"), MediaKind.AUDIO),
}
"""File names that are kept. yt-dlp names a file for what the site says it is; decoding it says more."""
_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".m4a": "audio/mp4", ".mp3": "audio/mpeg"}
_LARGEST_INFO = 10 << 20
"""Bytes of what yt-dlp says of one post."""
_READ = 64 * 1024
"""Bytes of yt-dlp's words that are read."""
_OTHER_SITES = "default,-generic"
"""The site's own extractors: the general one guesses, and follows whatever a page names."""


@dataclass(frozen=True)
class Brought:
    """What yt-dlp brought: ledger rows with their files, what it says of the post, and its media."""

    answers: tuple[Answer, ...]
    readings: tuple[Reading, ...] = ()
    media: tuple[MediaItem, ...] = ()


def version() -> str | None:
    """The installed yt-dlp's; None where there is none."""
    try:
        return importlib.metadata.version("yt-dlp")
    except importlib.metadata.PackageNotFoundError:
        return None


def bring(
    address: PostAddress, client: Client, into: Path, *, purpose: Purpose, extractors: str = _OTHER_SITES
) -> Brought:
    """Let yt-dlp fetch a post's media. Never raises for trouble on the other side.

    Args:
        address: The post; yt-dlp is asked for its usual address.
        client: Whose guard, pace and bounds hold.
        into: Folder in which the files are made.
        purpose: Under which the answer is written down that says what the post is, or why nothing came.
        extractors: yt-dlp's own names of the sites it may read (``--use-extractors``).
    """
    with client.proxy() as proxy:
        if proxy is None and (held := client.brought(address.url, into)):
            return _brought_before(address, held)
        if proxy is None and purpose is Purpose.MEDIA:
            return Brought(())  # the post's own rows say that nobody was asked
        if proxy is None:
            reason = "It was asked not to fetch (--offline)."
            row = Fetch(shown(address.url), purpose, utc_now(), FetchState.NOT_FETCHED, reason)
            return Brought((Answer(row),))
        folder = Path(tempfile.mkdtemp(prefix="yt-dlp-", dir=into))
        try:
            most = 1 if address.platform in _FIRST_ALONE else _MOST_FILES
            said = _run(address.url, proxy, folder, extractors, most)
            return _brought(address, said, proxy, folder, into, purpose)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _brought_before(address: PostAddress, held: tuple[Answer, ...]) -> Brought:
    """What yt-dlp brought when it was last asked, read by today's parser."""
    answers: list[Answer] = []
    readings: list[Reading] = []
    for answer in held:
        if answer.path is not None and answer.fetch.content_type == "application/json":
            reading = parse_info(answer.path.read_bytes(), address)
            answers.append(answer.seen_as(reading.state, f"Read again: {reading.reason}"))
            readings.append(reading)
    items: list[MediaItem] = []
    for answer in held if any(reading.media for reading in readings) else ():
        content_type = answer.fetch.content_type or ""
        if content_type != "application/json":
            kind = MediaKind.AUDIO if content_type.startswith("audio/") else MediaKind.VIDEO
            answers.append(answer)
            items.append(_item(readings, kind, answer.fetch.url, answer))
    return Brought(tuple(answers), tuple(readings), tuple(items))


def _run(url: str, proxy: GuardProxy, folder: Path, extractors: str, most: int) -> str:
    """Run yt-dlp; returns what it said. Files are left in ``folder/media``."""
    media, seconds, largest = folder / "media", proxy.seconds_left(), proxy.bounds.wire
    media.mkdir()
    words = folder / "said.txt"
    command = [
        *(sys.executable, "-I", "-X", "utf8", str(_CHILD)),
        *(str(proxy.port), str(_MEMORY), str(int(seconds) + 1), str(largest)),
        *("--ignore-config", "--no-plugin-dirs", "--no-cookies", "--no-cookies-from-browser"),
        *("--no-cache-dir", "--no-js-runtimes", "--no-remote-components", "--no-update"),
        *("--proxy", proxy.url, "--xff", "never", "--use-extractors", extractors),
        *("--downloader", "native", "--ffmpeg-location", str(media), "--fixup", "never"),
        *("--socket-timeout", "20", "--retries", "3", "--fragment-retries", "3", "--extractor-retries", "1"),
        *("--abort-on-error", "--abort-on-unavailable-fragments", "--max-filesize", str(largest)),
        *("--no-playlist", "--playlist-items", f"1:{most}", "--match-filters", "!is_live"),
        *("--restrict-filenames", "--paths", str(media), "--output", "%(autonumber)03d.%(ext)s"),
        *("--write-info-json", "--no-write-playlist-metafiles", "--no-mtime", "--no-progress"),
        *("--color", "never", "--format", _FORMATS, "--", url),
    ]
    ended = ""
    with words.open("wb") as file:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                cwd=folder,
                env=_environment(folder),
                check=False,
            )
        except subprocess.TimeoutExpired:
            ended = f"\nERROR: yt-dlp timed out after {seconds:.0f} s"
        else:
            if done.returncode < 0:
                ended = f"\nERROR: yt-dlp was ended by signal {-done.returncode}: Traceback"
    with words.open("rb") as file:
        size = words.stat().st_size
        start = file.read(_READ // 2)
        file.seek(max(len(start), size - _READ // 2))
        return (start + file.read()).decode("utf-8", "replace") + ended


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no keys, no proxies of the system's, no home with configuration in it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "SSL_CERT_FILE", "TZ") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "PATH": "", "LANG": "C.UTF-8"}


def _brought(
    address: PostAddress, said: str, proxy: GuardProxy, folder: Path, into: Path, purpose: Purpose
) -> Brought:
    name, at = f"yt-dlp {version() or ''}".strip(), proxy.opened_at
    answers: list[Answer] = []
    readings: list[Reading] = []
    items: list[MediaItem] = []
    for info in sorted((folder / "media").glob("*.info.json"))[:_MOST_FILES]:
        if info.stat().st_size > _LARGEST_INFO:
            continue
        reading = parse_info(info.read_bytes(), address)
        if not readings or reading.post is not None:
            answers.append(_kept(info, into, address.url, purpose, at, "application/json"))
            answers[-1] = answers[-1].seen_as(reading.state, f"{name}: {reading.reason}")
            readings.append(reading)
    # What was under way when the bounds were reached is cut short, and yt-dlp need not have noticed.
    is_posts = proxy.spent is None and any(reading.media for reading in readings)
    for file, kind in _media_files(folder / "media") if is_posts else ():
        url = address.url if not items else f"{address.url}#{len(items) + 1}"
        answer = _kept(
            file, into, url, Purpose.MEDIA, at, _TYPES.get(file.suffix, "application/octet-stream")
        )
        reason = f"{name} fetched the {kind.value}; whether it is complete cannot be told."
        answer = replace(answer, fetch=replace(answer.fetch, length_verified=False))
        answers.append(answer.seen_as(FetchState.VISIBLE, reason))
        items.append(_item(readings, kind, url, answer))
    if not items and (proxy.spent is not None or is_posts or not readings):
        state, reason = _why_nothing(name, said, proxy)
        row = Fetch(shown(address.url), Purpose.MEDIA if readings else purpose, at, state, reason)
        answers.append(Answer(row))
    return Brought(tuple(answers), tuple(readings), tuple(items))


def _media_files(folder: Path) -> Iterator[tuple[Path, MediaKind]]:
    for file in sorted(folder.iterdir())[: 4 * _MOST_FILES]:
        kind = _KINDS.get(file.suffix)
        if kind is not None and file.is_file() and not file.is_symlink() and file.stat().st_size:
            yield file, kind


def _item(readings: list[Reading], kind: MediaKind, url: str, answer: Answer) -> MediaItem:
    """The file as a medium of the post; length and size are measured on its bytes when they are kept."""
    described = (found.item for reading in readings for found in reading.media)
    item = next((item for item in described if item.kind is kind), MediaItem(kind, url))
    return replace(item, url=url, sha256=answer.fetch.sha256, width=None, height=None)


def _kept(file: Path, into: Path, url: str, purpose: Purpose, at: datetime, content_type: str) -> Answer:
    """Take a file over as an answer's body."""
    with file.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    size = file.stat().st_size
    descriptor, path = tempfile.mkstemp(prefix="answer-", dir=into)
    os.close(descriptor)
    file.replace(path)
    row = Fetch(
        shown(url), purpose, at, FetchState.VISIBLE, "", content_type=content_type, size=size, sha256=sha256
    )
    return Answer(row, Path(path))


def _why_nothing(name: str, said: str, proxy: GuardProxy) -> tuple[FetchState, str]:
    if proxy.spent is not None:
        return FetchState.UNREACHABLE, f"{proxy.spent} ({name})"
    trouble, words = trouble_in(said), words_of(said)
    meaning = MEANINGS[trouble]
    if trouble in {Trouble.GUARDED, Trouble.NETWORK} and (noted := [*proxy.refused, *proxy.unreached]):
        return meaning.state, f"{noted[0]} ({name})"
    refused = f" The guard refused: {proxy.refused[0]}" if proxy.refused else ""
    quoted = f" {name} says: “{redacted(words)}”" if words else f" ({name})"
    return meaning.state, f"{meaning.sentence}{quoted}{refused}"
