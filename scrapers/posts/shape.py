"""The shape of every platform's file: addresses, the requests to make for a post, and pure parsers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from storage.records import FetchState, MediaItem, Platform, Post, PostTime


@dataclass(frozen=True)
class PostAddress:
    """Which post an address leads to."""

    platform: Platform
    number: str
    handle: str | None
    """As the address says it; platforms do not check it."""
    url: str
    """The post's address in its usual form."""


@dataclass(frozen=True)
class FoundMedia:
    """One medium of a post, and the addresses that bring it, best quality first."""

    item: MediaItem
    urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class EarlierVersion:
    """What a post said before it was edited, where its platform still lists that."""

    text: str
    written: PostTime
    media: tuple[FoundMedia, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What one answer says of the asked post. ``post`` is None unless the post itself is in it."""

    state: FetchState
    reason: str
    post: Post | None = None
    media: tuple[FoundMedia, ...] = ()
    ask_next: tuple[PostRequest, ...] = ()
    """Further addresses that are worth asking after this answer: a list of versions, another view."""
    numbers: tuple[str, ...] = ()
    """Other numbers by which the platform calls the same post: an older form, a part of an album."""
    written: PostTime | None = None
    """When this version was written, where the post was edited and the platform says when."""
    earlier: tuple[EarlierVersion, ...] = ()
    """The versions before this one, the first one first."""


@dataclass(frozen=True)
class PostRequest:
    """An address to ask for a post, and how its answers are read."""

    url: str
    parse: Callable[[bytes, PostAddress], Reading]
    """Reads a complete answer."""
    parse_refusal: Callable[[bytes, int], Reading | None]
    """Reads an error page and its status; None where it says no more than the status does."""
    headers: Mapping[str, str] = field(default_factory=dict)


class PlatformFile(Protocol):
    """What a platform's module offers."""

    @property
    def PLATFORM(self) -> Platform: ...  # noqa: N802 - constants of a module

    @property
    def HOSTS(self) -> frozenset[str]:  # noqa: N802
        """Hosts on which nothing but this platform's own pages are."""
        ...

    @property
    def SHORT_HOSTS(self) -> frozenset[str]:  # noqa: N802
        """Hosts of short links that can lead to a post of this platform; ``host/path`` where only the links
        below that path are; ``*`` stands for any name."""
        ...

    def address_of(self, url: str) -> PostAddress | None: ...

    def requests(self, address: PostAddress) -> tuple[PostRequest, ...]: ...

    def time_of_number(self, number: str) -> PostTime | None: ...

    def is_login_wall(self, url: str) -> bool: ...
