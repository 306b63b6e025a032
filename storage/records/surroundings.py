"""What checks know beside the case itself: stations, accounts, the record's other posts, what was said.

It is gathered when a case is checked and goes into what the checks say, so that a result can be read without
it later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reference.accounts import Account
from reference.stations import Station
from reference.times import Interval
from storage.records.links import Span
from storage.records.posts import Platform
from storage.records.transcripts import Said


class Alike(StrEnum):
    """What another post has in common with the case's."""

    MEDIA = "media"
    """The same bytes."""
    FOOTAGE = "footage"
    """The same seconds of the same recording."""
    TEXT = "text"
    """The same words, apart from links, tags, names and signs."""


@dataclass(frozen=True)
class OtherPost:
    """A post of another case of this record that shows or says the same."""

    case: str
    platform: Platform
    number: str | None
    url: str | None
    handle: str | None
    name: str | None
    posted: Interval | None
    alike: tuple[Alike, ...]
    shared: tuple[Span, ...] = ()
    """The recording's seconds that both show, where footage is alike."""


@dataclass(frozen=True)
class SaidAround:
    """What transcripts hold around the seconds of an airing that a link's clip shows."""

    link: str
    said: tuple[Said, ...]
    covered: bool
    """Whether any transcript of the airing has words near those seconds."""


class CredentialState(StrEnum):
    """What a file's content credentials (C2PA) are worth."""

    ABSENT = "absent"
    INVALID = "invalid"
    """They do not fit the file, or their signature does not hold."""
    UNTRUSTED = "valid_untrusted"
    """They fit, and are signed by someone who is on no trust list that was given."""
    TRUSTED = "trusted"
    NOT_READ = "not_read"


@dataclass(frozen=True)
class Embedded:
    """What a media file says of itself, which anybody can write and any upload takes out."""

    sha256: str
    credentials: CredentialState
    reason: str
    """What was found, or why nothing could be read, in one sentence."""
    signed_by: str | None = None
    signed_at: datetime | None = None
    made_with: str | None = None
    actions: tuple[str, ...] = ()
    """What the credentials say was done, as C2PA names it (``c2pa.edited``)."""
    tags: tuple[tuple[str, str], ...] = ()
    """Metadata of the container by name."""


@dataclass(frozen=True)
class Surroundings:
    """Everything beside the case that a check may read."""

    stations: tuple[Station, ...] = ()
    accounts: tuple[Account, ...] = ()
    """Official accounts, and those that the newsroom knows."""
    others: tuple[OtherPost, ...] = ()
    said: tuple[SaidAround, ...] = ()
    embedded: tuple[Embedded, ...] = ()
