"""Arriving: the parts of a show on their way from a source to recordings, each fetched once and verified.

A part that has arrived lies in a folder of its own until the show is whole, and its row is in the ledger; so an
interrupted run asks for no part twice. Footage is no object of the vault: it is a file below the home's
``footage`` folder that may go while its fingerprints stay.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flows import footage
from flows.bench import Bench
from flows.captions import within_recording
from flows.incoming import kept
from flows.show_records import Gathered, Words, missed, record, run_actor
from reference.errors import InputError, RecordOutOfReach, Unparsed
from scrapers.broadcasts import chyrons, enclosures, frames_zip, show_ids, youtube
from scrapers.broadcasts.shape import BroadcastFile, Form, Part, Sought
from scrapers.captions import read_captions
from scrapers.posts import ytdlp
from scrapers.web_answer import Answer, Client
from storage import ledger, runs, shows
from storage.records import Airing, Fetch, FetchState, Purpose, Recording, Show, SourceName, TextOrigin
from storage.store import Store

ROUNDS = 3
"""How often a host is waited for that asks to be left alone."""
_AT_ONCE = 5.0
"""Seconds of a pause that the web client waits by itself."""
_FINAL = frozenset({400, 401, 403, 404, 410, 451})
"""Answers that asking again does not change."""
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,149}")
_SUFFIXES = frozenset({".mp4", ".m4v", ".mov", ".webm", ".mkv", ".ts"})
_SHORT_OF = 0.9
"""A recording with less than this share of the show's length is said to be short."""


@dataclass(frozen=True)
class _Came:
    part: Part
    path: Path
    fetch: Fetch


@dataclass(frozen=True)
class _Footage:
    path: Path
    begins: float
    frames_every: float | None = None


def gather(
    bench: Bench, store: Store, client: Client, run: str, source: BroadcastFile, sought: Sought, show: Show
) -> Gathered:
    """Fetch a show, verify what came, and record it with its recordings and captions in one transaction.

    Raises:
        RecordError: The disk or the record does not take it.
    """
    other = shows.held_from(store, show)
    if other is not None:
        return missed(store, run, show, f"this airing is held from {other.value} already")
    try:
        details = source.details(show)
        body: bytes | None = None
        if details is not None:
            fetch = ask(bench, store, client, run, details)
            if fetch.state is not FetchState.VISIBLE or fetch.sha256 is None:
                return missed(store, run, show, fetch.reason, away=_is_away(source, fetch))
            body = store.vault.read(fetch.sha256)
        wanted = source.parts(show, body, sought)
    except Unparsed as error:
        return missed(store, run, show, str(error))
    folder = _arriving(bench, show)
    came, failed = [], []
    for part in wanted.parts:
        arrived = _come(bench, store, client, run, part, folder)
        if isinstance(arrived, Fetch):
            failed.append((part, arrived))
            if part.form is not Form.CAPTIONS and _is_away(source, arrived):
                break  # the rest would meet the same trouble; what has come stays for the next time
        else:
            came.append(arrived)
    pictures = [each for each in came if each.part.form is not Form.CAPTIONS]
    without = [fetch for part, fetch in failed if part.form is not Form.CAPTIONS]
    if not pictures and not without:
        return missed(store, run, show, "the source names nothing of it that can be fetched")
    if not pictures or any(_is_away(source, fetch) for fetch in without):
        return missed(store, run, show, without[0].reason, away=_is_away(source, without[0]))
    known = replace(show, seconds=wanted.seconds or show.seconds)
    try:
        taken = _taken(bench, known, sought, pictures, wanted.frames_every)
    except InputError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return missed(store, run, show, str(error))
    notes = [*taken.notes, *_shortcomings(known, taken.recordings)]
    if without:
        notes.append(
            f"{len(without)} of {len(without) + len(pictures)} parts are missing: {without[0].reason}"
        )
    captions = [each for each in came if each.part.form is Form.CAPTIONS]
    if len(captions) < sum(part.form is Form.CAPTIONS for part in wanted.parts):
        notes.append("no captions" if not captions else "not all captions")
    words, refused = _words(captions, taken.recordings[0])
    if show.source is SourceName.ARCHIVE_ORG:
        words += _chyrons(bench, store, client, run, sought, show)
    size = sum(each.fetch.size or 0 for each in came)
    record(store, run, known, taken.recordings, words, [*notes, *refused], size)
    shutil.rmtree(folder, ignore_errors=True)
    return Gathered()


def ask(bench: Bench, store: Store, client: Client, run: str, url: str) -> Fetch:
    """What a source says at an address: kept in the vault, and asked once a run."""
    known = ledger.answered(store, run, url)
    if known is not None and known.state is FetchState.VISIBLE:
        return known
    folder = bench.home.incoming
    folder.mkdir(exist_ok=True)
    answer = _asked(bench, client, url, Purpose.BROADCAST, folder)
    (fetch,) = kept(store, [answer])
    if answer.path is not None:
        answer.path.unlink(missing_ok=True)
    with store.writing(run_actor(store, run)) as to:
        ledger.log(to, fetch, run=run, case=None)
    return fetch


def _come(bench: Bench, store: Store, client: Client, run: str, part: Part, folder: Path) -> _Came | Fetch:
    """A part that is here, fetched now if it was not before; else why it is not."""
    path = folder / hashlib.sha256(part.url.encode()).hexdigest()[:32]
    # What arrived for an earlier run of a show that is not held yet is as good.
    known = ledger.answered(store, None, part.url)
    if (
        known is not None
        and known.sha256 is not None
        and path.is_file()
        and path.stat().st_size == known.size
    ):
        return _Came(part, path, known)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_room(folder, error) from error
    if part.form is Form.PAGE:
        answer = _page(client, part, folder, store, run)
    else:
        purpose = Purpose.BROADCAST if part.form is Form.CAPTIONS else Purpose.MEDIA
        answer = _asked(bench, client, part.url, purpose, folder)
    captions = part.form is Form.CAPTIONS
    fetch = kept(store, [answer])[0] if captions else answer.fetch
    if answer.path is not None:
        answer.path.replace(path)
    with store.writing(run_actor(store, run)) as to:
        ledger.log(to, fetch, run=run, case=None, in_vault=captions)
    return fetch if answer.path is None or fetch.state is not FetchState.VISIBLE else _Came(part, path, fetch)


def _page(client: Client, part: Part, folder: Path, store: Store, run: str) -> Answer:
    """The video of a page, by yt-dlp; what yt-dlp says of it is a row of its own."""
    brought = ytdlp.bring(youtube.address_of(part.url), client, folder, purpose=Purpose.BROADCAST)
    videos = [answer for answer in brought.answers if answer.fetch.purpose is Purpose.MEDIA and answer.path]
    said = [answer for answer in brought.answers if answer not in videos]
    with store.writing(run_actor(store, run)) as to:
        for fetch in kept(store, said if videos else said[:-1]):
            ledger.log(to, fetch, run=run, case=None)
    if not videos:
        last = said[-1]
        nothing = "yt-dlp found no video there."
        return (
            last if last.fetch.state is not FetchState.VISIBLE else last.seen_as(FetchState.UNPARSED, nothing)
        )
    # Where picture and sound come apart, the picture is the larger file: nothing here may join them.
    chosen = max(videos, key=lambda answer: answer.fetch.size or 0)
    for posted in (reading.post.times for reading in brought.readings if reading.post is not None):
        for time_ in posted[:1]:
            (folder / "posted").write_text(
                f"{time_.interval.start.isoformat()} {time_.interval.end.isoformat()}"
            )
    return replace(chosen, fetch=replace(chosen.fetch, url=part.url))


def _asked(bench: Bench, client: Client, url: str, purpose: Purpose, into: Path) -> Answer:
    """Ask as often as a host that wants a pause lets itself be waited for."""
    host = urlsplit(url).hostname or ""
    answer: Answer | None = None
    for _ in range(ROUNDS):
        while (wait := bench.pace.wait(host)) > _AT_ONCE:
            bench.progress(f"{host} wants to be left alone for {wait:.0f} s more")
            time.sleep(min(wait, 5.0))
        try:
            answer = client.get(url, purpose, into=into)
        except OSError as error:
            raise _no_room(into, error) from error
        if answer.fetch.status not in {429, 503} or bench.pace.wait(host) <= _AT_ONCE:
            break
    assert answer is not None
    return answer


def _is_away(source: BroadcastFile, fetch: Fetch) -> bool:
    """Whether the trouble is the source's, as when it is down, and may be over later.

    Feeds and pages lie on hosts of all kinds, so that one of them says nothing of the others.
    """
    by_itself = source.SOURCE in {SourceName.RSS, SourceName.YOUTUBE}
    return fetch.state is FetchState.UNREACHABLE and fetch.status not in _FINAL and not by_itself


# --- from parts to recordings --------------------------------------------------------------------


@dataclass(frozen=True)
class _Taken:
    recordings: tuple[Recording, ...]
    notes: tuple[str, ...]


def _taken(
    bench: Bench, show: Show, sought: Sought, came: Sequence[_Came], frames_every: float | None
) -> _Taken:
    """Move what came to its place and see what it is.

    Raises:
        InputError: It cannot be used as a recording.
    """
    notes: list[str] = []
    place = bench.home.footage / show.station
    name = show.key if _PLAIN.fullmatch(show.key) else hashlib.sha256(show.key.encode()).hexdigest()[:24]
    files: list[_Footage] = []
    try:
        place.mkdir(parents=True, exist_ok=True)
        if came[0].part.form is Form.FRAME:
            files.append(_Footage(_bound(came, place / f"{name}.zip", show.key), 0.0, frames_every))
        for each in came:
            if each.part.form is Form.FRAMES:
                notes += frames_zip.look_into(each.path, show.key).notes
                files.append(_Footage(_moved(each, place / f"{name}.zip"), each.part.begins, frames_every))
            elif each.part.form in {Form.VIDEO, Form.PAGE}:
                suffix = Path(urlsplit(each.part.url).path).suffix.lower()
                ending = f"-{each.part.begins:06.0f}" if each.part.begins or len(came) > 1 else ""
                suffix = suffix if suffix in _SUFFIXES else ".mp4"
                files.append(_Footage(_moved(each, place / f"{name}{ending}{suffix}"), each.part.begins))
            if each.part.form is not Form.FRAME and not each.fetch.length_verified:
                notes.append("whether it is complete cannot be told")
    except OSError as error:
        raise _no_room(place, error) from error
    posted = came[0].path.parent / "posted"
    on_air = _airing(show, sought, posted.read_text() if posted.is_file() else "")
    made, refused = [], []
    for file in files:
        try:
            made.append(_recording(on_air, file))
        except InputError as error:
            file.path.unlink(missing_ok=True)
            refused.append(error)
    if not made:
        raise refused[0]
    if refused:
        notes.append(f"{len(refused)} of {len(files)} pieces cannot be used: {refused[0]}")
    return _Taken(tuple(made), tuple(dict.fromkeys(notes)))


def _recording(on_air: Airing, file: _Footage) -> Recording:
    """What a file is as a recording of the show.

    Raises:
        MediaUnreadable: It cannot be used.
    """
    facts = footage.facts_of(file.path, file.frames_every)
    airing = replace(on_air, aired_at=on_air.aired_at + timedelta(seconds=file.begins))
    return Recording(
        "", airing, facts.sha256, facts.duration, facts.width, facts.height, facts.path, None,
        frames_every=file.frames_every,
    )  # fmt: skip


def _airing(show: Show, sought: Sought, posted: str) -> Airing:
    """The airing that a show is; a page that was given by itself tells its time only when it is fetched."""
    at, uncertainty = show.aired_at, show.uncertainty
    if posted and uncertainty > enclosures.UNCERTAINTY:
        start, end = (datetime.fromisoformat(text) for text in posted.split())
        at = start + (end - start) / 2
        uncertainty = max(enclosures.UNCERTAINTY, (end - start).total_seconds() / 2)
    return Airing(
        "", show.kind, show.station, show.title, at, uncertainty, show.zone or sought.zone, show.time_from
    )


def _shortcomings(show: Show, made: Iterable[Recording]) -> Iterable[str]:
    held = sum(recording.duration for recording in made)
    if show.seconds is not None and held < _SHORT_OF * show.seconds:
        yield f"it holds {held / 60:.1f} of the show's {show.seconds / 60:.1f} minutes"


def _moved(came: _Came, to: Path) -> Path:
    """Give a part that has arrived its lasting name, synced, before the record speaks of it."""
    with came.path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != came.fetch.sha256:
            raise InputError("what had arrived was changed on this machine; it is fetched again next time")
        os.fsync(file.fileno())
    try:
        # Two names, until the show is recorded: an interrupted run finds what has arrived.
        to.unlink(missing_ok=True)
        to.hardlink_to(came.path)
    except OSError:
        came.path.replace(to)
    return to


def _bound(came: Sequence[_Came], to: Path, show: str) -> Path:
    """Single frames as one ZIP without this machine's clock; names tell their seconds."""
    temporary = to.with_name(f".{to.name}.part")
    with temporary.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for each in sorted(came, key=lambda each: each.part.begins):
                entry = zipfile.ZipInfo(f"{show}_{each.part.begins:06.0f}.jpg", (1980, 1, 1, 0, 0, 0))
                archive.writestr(entry, each.path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(to)
    return to


def _words(captions: Sequence[_Came], first: Recording) -> tuple[list[Words], list[str]]:
    """The captions that fit the show, and a sentence for each that does not."""
    words, refused = [], []
    for each in captions:
        language = each.part.language
        try:
            found = read_captions(each.path.read_bytes(), language=language)
            within_recording(found.text, first.duration, "they")
            words.append(Words(found.text, found.format, each.fetch.sha256, TextOrigin.ARCHIVE, language))
        except InputError as error:
            refused.append(f"captions that cannot be used: {error}")
    return words, refused


def _chyrons(bench: Bench, store: Store, client: Client, run: str, sought: Sought, show: Show) -> list[Words]:
    """The show's lower thirds, out of an answer that is asked for once a run."""
    named = show_ids.read(show.key)
    asked = runs.get(store, run).requested_at
    url = chyrons.address(named.channel, sought.first, asked) if named else None
    fetch = ask(bench, store, client, run, url) if url else None
    if fetch is None or fetch.state is not FetchState.VISIBLE or fetch.sha256 is None:
        return []
    try:
        text = chyrons.parse(store.vault.read(fetch.sha256), show.key)
    except Unparsed as error:
        bench.progress(f"lower thirds: {error}")
        return []
    if not text.cues:
        return []
    return [
        Words(text, chyrons.FORMAT, fetch.sha256, TextOrigin.SCREEN, text.language, engine=chyrons.ENGINE)
    ]


def _arriving(bench: Bench, show: Show) -> Path:
    name = hashlib.sha256(f"{show.source} {show.station} {show.key}".encode()).hexdigest()[:24]
    return bench.home.footage / ".arriving" / name


def _no_room(folder: Path, error: OSError) -> RecordOutOfReach:
    why = error.strerror or str(error)
    return RecordOutOfReach(f"nothing can be kept in {folder}: {why}; see that the disk has room")
