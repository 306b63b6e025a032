"""How the sources are doing: what their last answers were, and what the posts read from them hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from storage import encoding
from storage.records import FetchState, Platform, Post, Purpose
from storage.store import Store

LAST = 50
"""Answers of a source, and posts of a platform, that are looked at."""
RECENT = 20_000
"""Rows of the ledger in which those answers are looked for."""
BEFORE = 150
"""Posts of a platform from before those, that they are compared with."""
ENOUGH = 10
"""Posts from which on a share is worth a word."""
_FIELDS = ("author", "time", "text", "media", "author id")
_READ = (Purpose.POST, Purpose.FEED, Purpose.ARCHIVE)
"""Kinds of request whose answers a parser reads."""
_NO_ANSWER = frozenset({FetchState.UNREACHABLE, FetchState.NOT_FETCHED})


@dataclass(frozen=True)
class Source:
    """The last answers of one host, the newest first."""

    host: str
    purpose: Purpose
    states: tuple[FetchState, ...]

    @property
    def counts(self) -> Mapping[FetchState, int]:
        return Counter(self.states)

    @property
    def drifted(self) -> bool:
        """Whether its answers are no longer understood: the last three were not, or a fifth of them all."""
        answered = [state for state in self.states if state not in _NO_ANSWER]
        unparsed = answered.count(FetchState.UNPARSED)
        in_a_row = len(answered) >= 3 and all(state is FetchState.UNPARSED for state in answered[:3])
        return in_a_row or (len(answered) >= ENOUGH and unparsed * 5 > len(answered))


@dataclass(frozen=True)
class Shares:
    """Of a platform's last posts and of those before them: the share in which each field was read, 0 to 1."""

    platform: Platform
    posts: int
    now: Mapping[str, float]
    before: Mapping[str, float]
    """Empty where too few posts are held to compare with."""

    def lacking(self, required: Mapping[str, float]) -> tuple[str, ...]:
        """The fields that are read less often than they must be, or a fifth less often than before."""
        if self.posts < ENOUGH:
            return ()
        return tuple(
            field
            for field, share in self.now.items()
            if share < required.get(field, 0.0) or share < self.before.get(field, 0.0) - 0.2
        )


def sources(store: Store) -> list[Source]:
    """The hosts whose answers parsers read, by name; each with its last answers."""
    found: dict[tuple[str, Purpose], list[FetchState]] = {}
    query = """
        SELECT url, purpose, state FROM fetches WHERE read_again IS NULL AND purpose IN (?, ?, ?)
        ORDER BY seq DESC LIMIT ?
    """
    for row in store.db.query(query, [*_READ, RECENT]):
        key = (_host(row["url"]), Purpose(row["purpose"]))
        states = found.setdefault(key, [])
        if len(states) < LAST:
            states.append(FetchState(row["state"]))
    return [Source(host, purpose, tuple(found[host, purpose])) for host, purpose in sorted(found)]


def shares(store: Store) -> list[Shares]:
    """What the posts of each platform hold, the last ones against those before them."""
    query = """
        SELECT v.document FROM post_versions v JOIN posts p ON p.case_id = v.case_id
        WHERE p.platform = ? ORDER BY v.rowid DESC LIMIT ?
    """
    found = []
    platforms = [
        row["platform"] for row in store.db.query("SELECT DISTINCT platform FROM posts ORDER BY platform")
    ]
    for platform in platforms:
        documents = [row["document"] for row in store.db.query(query, [platform, LAST + BEFORE])]
        posts = [_post(store, document) for document in documents if store.vault.holds(document)]
        last, before = posts[:LAST], posts[LAST:]
        found.append(
            Shares(
                Platform(platform), len(last), _shares(last), _shares(before) if len(before) >= ENOUGH else {}
            )
        )
    return found


def not_understood(store: Store) -> list[str]:
    """The cases whose post's last answer from some address was not understood."""
    query = """
        SELECT DISTINCT case_id FROM fetches f WHERE case_id IS NOT NULL AND purpose = ? AND state = ?
        AND sha256 IS NOT NULL AND seq = (
            SELECT max(seq) FROM fetches WHERE case_id = f.case_id AND url = f.url AND purpose = f.purpose)
        ORDER BY length(case_id), case_id
    """
    rows = store.db.query(query, [Purpose.POST, FetchState.UNPARSED])
    return [row["case_id"] for row in rows]


def _post(store: Store, document: str) -> Post:
    return encoding.from_plain(encoding.read_document(store.vault, document), Post)


def _shares(posts: Sequence[Post]) -> dict[str, float]:
    if not posts:
        return {}
    counted = Counter(field for post in posts for field in _fields(post))
    return {field: counted[field] / len(posts) for field in _FIELDS}


def _fields(post: Post) -> list[str]:
    held = {
        "author": post.handle or post.name,
        "time": post.times,
        "text": post.text,
        "media": post.media,
        "author id": post.author_id,
    }
    return [field for field in _FIELDS if held[field]]


def _host(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"https://{url}").hostname or url[:60]
    except ValueError:
        return url[:60]
