"""Versions of a post: which two looks at it show the same, and which show that it was changed.

Two looks rarely bring the same: an answer is missing, a media address carries another signature, a page shows
the beginning of a text. None of that is an edit. What counts is what the author wrote and showed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from reference.times import from_iso
from storage.chain import EventKind
from storage.encoding import from_plain, read_document
from storage.records import FetchState, Gone, MediaItem, Platform, Post, PostVersion
from storage.store import Store, Writing

_CUT = ("...", "…")
_NEVER_REWORDED = frozenset({Platform.X})
"""Platforms on which an edited post has another number: under one number the text stays what it was."""


def of_case(store: Store, case: str) -> tuple[PostVersion, ...]:
    """All versions of the case's post, in the order in which they were recorded."""
    query = (
        "SELECT version, seen_at, written_at, document FROM post_versions WHERE case_id = ? ORDER BY version"
    )
    return tuple(
        PostVersion(
            row["version"],
            from_iso(row["seen_at"]),
            from_iso(row["written_at"]) if row["written_at"] else None,
            from_plain(read_document(store.vault, row["document"]), Post)
            if store.vault.holds(row["document"])
            else None,
        )
        for row in store.db.query(query, [case])
    )


def gone_of(store: Store, case: str) -> Gone | None:
    """That the platform says the post is gone, where that was its last word."""
    query = "SELECT gone, gone_at, gone_because FROM posts WHERE case_id = ? AND gone IS NOT NULL"
    for row in store.db.query(query, [case]):
        return Gone(FetchState(row["gone"]), from_iso(row["gone_at"]), row["gone_because"] or "")
    return None


def say_gone(store: Store, to: Writing, case: str, state: FetchState, because: str, *, run: str) -> None:
    """Record that the platform says the post is gone, unless that was its last word already."""
    known = gone_of(store, case)
    if known is None or known.state is not state:
        to.append(EventKind.POST_GONE, case, {"run": run, "state": state, "because": because})


def say_back(store: Store, to: Writing, case: str, *, run: str) -> None:
    """Record that a post is shown again which its platform had said to be gone."""
    if gone_of(store, case) is not None:
        to.append(EventKind.POST_BACK, case, {"run": run})


def changed(known: Post, seen: Post) -> bool:
    """Whether two looks show that the author changed something: the words, or the media."""
    if not _has_content(known) or not _has_content(seen):
        return False
    if known.platform in _NEVER_REWORDED:
        return known.number is not None and seen.number is not None and known.number != seen.number
    return _words(known) != _words(seen) or not _same_media(known, seen)


def together(known: Post | None, seen: Post, *, by_a_new_parser: bool = False) -> Post:
    """The post as it was seen now, with what was known of the same version and could not be had this time.

    Equal to ``known`` where the look brought nothing new. A new parser may read the same bytes otherwise.
    """
    if known is None:
        return seen
    seen = replace(seen, media=_with_bytes(seen, known))
    if not by_a_new_parser and known.platform in _NEVER_REWORDED and known.number == seen.number:
        seen = replace(seen, text=known.text or seen.text)
    if not seen.text or _begins(seen.text, known.text):
        seen = replace(seen, text=known.text)
    if not seen.media:
        seen = replace(seen, media=known.media)
    if changed(known, seen):
        return seen
    times = tuple(dict.fromkeys((*seen.times, *known.times)))
    if set(times) == set(known.times):
        times = known.times
    keeps_media = _same_media(known, seen) and _held(known) >= _held(seen)
    filled = replace(
        seen,
        handle=seen.handle or known.handle,
        name=seen.name or known.name,
        author_id=seen.author_id or known.author_id,
        language=seen.language or known.language,
        times=times,
        media=known.media if keeps_media else seen.media,
    )
    if _has_content(known) and replace(filled, number=known.number, url=known.url) == known:
        return known
    return filled


def is_listed(versions: Sequence[PostVersion], post: Post, written: str | None) -> bool:
    """Whether an earlier version that a platform lists is recorded already."""
    return any(
        (written is not None and version.written_at == from_iso(written))
        or (
            version.post is not None
            and version.written_at is None
            and _has_content(version.post)  # of its address alone, it is no version of these words
            and not changed(version.post, post)
        )
        for version in versions
    )


def _has_content(post: Post) -> bool:
    return bool(post.text or post.media)


def _words(post: Post) -> str:
    return " ".join(post.text.split())


def _same_media(known: Post, seen: Post) -> bool:
    """Whether two looks show the same media: by their bytes, and where one of them has none, by addresses."""
    left = list(_others(seen))
    for item in _others(known):
        same = next((other for other in left if _is_same(item, other)), None)
        if same is None:
            return False
        left.remove(same)
    return not left and _same_files(_own(known), _own(seen))


def _is_same(one: MediaItem, two: MediaItem) -> bool:
    if one.sha256 is not None and two.sha256 is not None:
        return (one.kind, one.sha256) == (two.kind, two.sha256)
    return (one.kind, _path(one.url)) == (two.kind, _path(two.url))


def _same_files(one: list[MediaItem], two: list[MediaItem]) -> bool:
    if all(item.sha256 is not None for item in (*one, *two)):
        return sorted(str(item.sha256) for item in one) == sorted(str(item.sha256) for item in two)
    return bool(one) == bool(two)


def _own(post: Post) -> list[MediaItem]:
    """Media that have no address but a form of the post's own: it can bring several files, picture and sound."""
    number = (post.number or "").rpartition("/")[2]
    if not number or post.url is None:
        return []
    host = _host(post.url)
    return [item for item in post.media if item.url and number in item.url and _host(item.url) == host]


def _others(post: Post) -> list[MediaItem]:
    own = _own(post)
    return [item for item in post.media if item not in own]


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return url or ""


def _held(post: Post) -> int:
    return sum(item.sha256 is not None for item in post.media)


def _begins(text: str, whole: str) -> bool:
    """Whether a text is the beginning of another, and says by its ellipsis that it is cut."""
    words = " ".join(text.split())
    for mark in _CUT:
        if words.endswith(mark):
            start = words.removesuffix(mark).rstrip()
            return bool(start) and len(whole) > len(start) and " ".join(whole.split()).startswith(start)
    return False


def _with_bytes(seen: Post, known: Post) -> tuple[MediaItem, ...]:
    """Bytes that an earlier look brought stay the post's, where this one could not have them."""
    held = {item.url: item for item in known.media if item.sha256 is not None}
    by_path = {(item.kind, _path(item.url)): item for item in held.values()}
    items = [
        item
        if item.sha256 is not None
        else held.get(item.url) or by_path.get((item.kind, _path(item.url)), item)
        for item in seen.media
    ]
    own = [item for item in _own(known) if item.sha256 is not None]
    lacking = [item for item in _own(seen) if item.sha256 is None]
    if own and lacking:
        items = [item for item in items if item not in lacking]
        items += [item for item in own if item not in items]
    return tuple(items)
