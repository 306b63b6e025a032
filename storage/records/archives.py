"""Copies of a post that a web archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ArchivedCopy:
    """One capture: what an archive received from ``url`` at ``at``, and where it shows it."""

    url: str
    """The address as the archive asked it."""
    at: datetime
    """To the second, by the archive's clock."""
    link: str
    status: int | None
    """What the captured site answered; None where the archive does not say."""
    media_type: str
    digest: str
    """The archive's own digest of the bytes; the same digest is the same content."""
