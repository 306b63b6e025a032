"""Real footage by family: what may be tuned on, and what is only reported on."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "footage"
VIDEO_ENDINGS = frozenset({".mp4", ".mkv", ".webm", ".mov", ".avi", ".ts"})


class Role(StrEnum):
    """A family is one scene or one source; it never plays two roles."""

    TUNE = "tune"
    REPORT = "report"


@dataclass(frozen=True)
class Footage:
    path: Path
    family: str
    duration: float
    role: Role
    has_sound: bool = False


def role_of(family: str) -> Role:
    return Role.TUNE if hashlib.sha256(family.encode()).digest()[0] < 96 else Role.REPORT


def families_of(folder: Path) -> dict[str, str]:
    """File name to family, as the folder's ``INDEX.tsv`` says."""
    index = folder / "INDEX.tsv"
    if not index.is_file():
        return {}
    with index.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["family"] for row in csv.DictReader(lines, delimiter="\t")}


def footage(folder: Path = SHARED, role: Role | None = None) -> list[Footage]:
    """Videos of a folder, in a fixed order; families as its ``INDEX.tsv`` says, else one for each file."""
    from matching.media import probe
    from reference.errors import MediaUnreadable

    families = families_of(folder)
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in VIDEO_ENDINGS):
        name = path.relative_to(folder).as_posix()
        family = families.get(name, name)
        if role is not None and role_of(family) is not role:
            continue
        try:
            facts = probe(path)
        except MediaUnreadable:
            continue
        if facts.has_picture and facts.duration >= 4.0:
            found.append(Footage(path, family, facts.duration, role_of(family), facts.has_sound))
    return found
