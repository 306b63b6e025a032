"""What the desk has done for it: every act of a person, and pictures and sounds of footage.

The desk reads the record and shows it; it neither decodes nor carries out runs. Whoever starts it passes the
hands in, so that each act leaves the same record whether it is done here or by the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storage.records import ClaimDecision, LinkState, MediaCategory, Pillar


@dataclass(frozen=True)
class PlannedStep:
    """One step of a case's search plan, in words."""

    station: str
    when: str
    source: str
    cost: str
    because: str


class Hands(Protocol):
    """Each act names who does it; ``seen`` is the version of the case that they saw.

    Acts raise an AirtraceError whose one sentence can be shown. Those that ask for a run return its id.
    """

    def assign(self, case: str, person: str | None, *, by: str, because: str, seen: int | None) -> None: ...

    def review(self, case: str, *, by: str, because: str, seen: int | None) -> None: ...

    def reopen(self, case: str, *, by: str, because: str, seen: int | None) -> None: ...

    def mark_footage(self, case: str, *, graphic: bool, by: str) -> None: ...

    def word_claim(self, case: str, text: str, n: int | None, *, by: str, seen: int | None) -> None: ...

    def judge_link(self, link: str, state: LinkState, *, by: str, because: str, seen: int | None) -> str: ...

    def decide(
        self,
        case: str,
        categories: Sequence[MediaCategory],
        claims: Sequence[ClaimDecision],
        *,
        by: str,
        because: str,
        seen: int | None,
        corrects: int | None,
    ) -> None: ...

    def ask_sign_off(self, case: str, of: str | None, *, by: str, because: str, seen: int | None) -> None: ...

    def sign_off(self, case: str, *, agrees: bool, by: str, because: str, seen: int | None) -> None: ...

    def add_note(
        self,
        case: str,
        text: str,
        *,
        by: str,
        pillar: Pillar | None,
        url: str | None,
        file: Path | None,
        file_name: str | None,
    ) -> None: ...

    def rerun(self, case: str, *, check: str | None, offline: bool, by: str, because: str) -> str: ...

    def gather(self, case: str, hours: float, *, by: str, because: str) -> str: ...

    def plan(self, case: str) -> Sequence[PlannedStep]: ...

    def add_recording(
        self, file: Path, station: str, aired_at: str, programme: str | None, *, by: str
    ) -> str: ...

    def still(self, footage: Path, second: float) -> bytes:
        """The frame that is shown at a second, as JPEG; raises MediaUnreadable."""

    def loudness(self, footage: Path, begin: float, end: float) -> Sequence[float]:
        """How loud the sound is, 0 to 1, in equal steps from ``begin`` to ``end``; raises MediaUnreadable."""
