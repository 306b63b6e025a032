"""A broadcasting station, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Ownership(StrEnum):
    STATE_CONTROLLED = "state-controlled"
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True)
class Station:
    """A station. ``names`` are in its own and in Latin script, the one that is shown first."""

    id: str
    names: tuple[str, ...]
    country: str
    """ISO 3166-1, two letters; ``ZZ`` for one that is made up."""
    languages: tuple[str, ...]
    time_zone: str
    ownership: Ownership
    ownership_source: str
    """What the word on its ownership rests on."""
    archives: tuple[str, ...] = ()
    """Its identifiers in broadcast archives."""
    web: tuple[str, ...] = ()
    youtube: tuple[str, ...] = ()
    """Its YouTube channels, by handle (``@handle``) or channel id."""

    @property
    def name(self) -> str:
        return self.names[0]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "names": list(self.names),
            "country": self.country,
            "languages": list(self.languages),
            "time_zone": self.time_zone,
            "ownership": self.ownership.value,
            "ownership_source": self.ownership_source,
            "archives": list(self.archives),
            "web": list(self.web),
            "youtube": list(self.youtube),
        }
