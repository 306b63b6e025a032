"""The policy as a table: its rows, and reading them from a file that a newsroom may have written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from checks.edits import EditKind
from reference.errors import InputError
from storage.records import NEVER_SUGGESTED, MediaCategory, Outcome, Pillar

SHIPPED = Path(__file__).with_name("policy.yaml")
_LONGEST_FILE = 500_000
_Named = TypeVar("_Named", bound=StrEnum)


class Doubt(StrEnum):
    """Why a suggestion is less than certain."""

    UNCONFIRMED = "unconfirmed"
    WEAK = "weak"
    UNCOMPARED = "uncompared"
    ORDER = "order"
    CLOCKS = "clocks"
    INSET = "inset"
    PART = "part"
    CROP = "crop"


@dataclass(frozen=True)
class Row:
    """When a check's outcome is one of these, and its evidence lists this edit or fact where one is named."""

    check: str
    outcomes: frozenset[Outcome]
    because: str
    edit: EditKind | None = None
    fact: str | None = None
    """A fact that some evidence must hold as true, such as ``day_before``."""
    category: MediaCategory | None = None
    rating: str | None = None


@dataclass(frozen=True)
class Policy:
    name: str
    sha256: str
    """Of the file it was read from, by which a suggestion names it."""
    pillars: Mapping[Pillar, tuple[str, ...]]
    needs: tuple[Row, ...]
    media: tuple[Row, ...]
    original: Row
    unless: tuple[Row, ...]
    """What keeps media from being called original, because it may be out of its context."""
    scale: tuple[str, ...]
    true_ratings: frozenset[str]
    claims: tuple[Row, ...]
    notes: tuple[Row, ...]
    """What stands beside a suggestion and changes nothing of it."""
    doubts: Mapping[Doubt, int]
    """Levels of confidence that each doubt takes."""


def load_policy(path: Path = SHIPPED, checks: Collection[str] | None = None) -> Policy:
    """The policy in a file.

    Args:
        path: A YAML file of the shape of the shipped ``policy.yaml``.
        checks: Names of the checks there are; a row about another is a mistake. None to allow any.

    Raises:
        InputError: It is none; the message says where and what.
    """
    try:
        data = path.read_bytes()
        if len(data) > _LONGEST_FILE:
            raise InputError(f"the policy {path} is longer than {_LONGEST_FILE} bytes")
        table = yaml.safe_load(data)
    except OSError as error:
        raise InputError(f"the policy {path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"the policy {path} is no YAML: {' '.join(str(error).split())}") from error
    return _Reader(f"the policy {path}", checks).policy(table, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True)
class _Reader:
    where: str
    checks: Collection[str] | None

    def policy(self, table: object, sha256: str) -> Policy:
        parts = (
            "name",
            "pillars",
            "needs",
            "media",
            "original",
            "unless",
            "scale",
            "true",
            "claims",
            "notes",
            "doubts",
        )
        given = self._keys(table, parts, parts, self.where)
        scale = self._texts(given["scale"], "scale")
        true = self._texts(given["true"], "true")
        if strange := [rating for rating in true if rating not in scale]:
            raise InputError(f"{self.where}: {strange[0]!r} in true is not on the scale")
        return Policy(
            name=self._text(given["name"], f"{self.where}: name"),
            sha256=sha256,
            pillars=self._pillars(given["pillars"]),
            needs=self._rows(given["needs"], "needs", ()),
            media=tuple(
                self._category(row, n) for n, row in enumerate(self._list(given["media"], "media"), 1)
            ),
            original=self._row(given["original"], f"{self.where}: original", ("edit",)),
            unless=self._rows(given["unless"], "unless", ()),
            scale=scale,
            true_ratings=frozenset(true),
            claims=tuple(
                self._rating(row, n, scale) for n, row in enumerate(self._list(given["claims"], "claims"), 1)
            ),
            notes=self._rows(given["notes"], "notes", ()),
            doubts=self._doubts(given["doubts"]),
        )

    def _pillars(self, value: object) -> dict[Pillar, tuple[str, ...]]:
        names = tuple(pillar.value for pillar in Pillar)
        given = self._keys(value, names, names, f"{self.where}: pillars")
        return {
            pillar: tuple(
                self._check(name, f"{self.where}: pillars, {pillar.value}")
                for name in self._list(given[pillar.value], f"pillars, {pillar.value}")
            )
            for pillar in Pillar
        }

    def _doubts(self, value: object) -> dict[Doubt, int]:
        names = tuple(doubt.value for doubt in Doubt)
        given = self._keys(value, names, names, f"{self.where}: doubts")
        for name, levels in given.items():
            if not isinstance(levels, int) or isinstance(levels, bool) or not 0 <= levels <= 2:
                raise InputError(f"{self.where}: doubts, {name} must be 0, 1 or 2 levels")
        return {doubt: int(given[doubt.value]) for doubt in Doubt}

    def _category(self, value: object, n: int) -> Row:
        place = f"{self.where}: media, row {n}"
        row = self._row(value, place, ("edit", "category"))
        if row.category is None:
            raise InputError(f"{place} needs a category")
        if row.category in {*NEVER_SUGGESTED, MediaCategory.ORIGINAL}:
            raise InputError(f"{place}: {row.category.value} is never suggested by a row")
        return row

    def _rating(self, value: object, n: int, scale: tuple[str, ...]) -> Row:
        place = f"{self.where}: claims, row {n}"
        row = self._row(value, place, ("rating",))
        if row.rating not in scale:
            raise InputError(f"{place} needs a rating of the scale ({', '.join(scale)})")
        return row

    def _rows(self, value: object, part: str, extra: tuple[str, ...]) -> tuple[Row, ...]:
        rows = enumerate(self._list(value, part), 1)
        return tuple(self._row(row, f"{self.where}: {part}, row {n}", extra) for n, row in rows)

    def _row(self, value: object, place: str, extra: tuple[str, ...]) -> Row:
        needed = ("check", "outcome", "because")
        given = self._keys(value, needed, (*needed, "fact", *extra), place)
        outcomes = given["outcome"] if isinstance(given["outcome"], list) else [given["outcome"]]
        return Row(
            check=self._check(given["check"], place),
            outcomes=frozenset(self._one(Outcome, each, place) for each in outcomes),
            because=self._text(given["because"], f"{place}: because"),
            edit=self._one(EditKind, given["edit"], place) if given.get("edit") is not None else None,
            fact=self._text(given["fact"], f"{place}: fact") if "fact" in given else None,
            category=self._one(MediaCategory, given["category"], place) if "category" in given else None,
            rating=self._text(given["rating"], f"{place}: rating") if "rating" in given else None,
        )

    def _check(self, value: object, place: str) -> str:
        name = self._text(value, place)
        if self.checks is not None and name not in self.checks:
            raise InputError(f"{place}: there is no check {name!r}; there are {', '.join(self.checks)}")
        return name

    def _one(self, kind: type[_Named], value: object, place: str) -> _Named:
        try:
            return kind(str(value))
        except ValueError as error:
            known = ", ".join(each.value for each in kind)
            raise InputError(f"{place}: {value!r} is none of {known}") from error

    def _keys(
        self, value: object, needed: tuple[str, ...], allowed: tuple[str, ...], place: str
    ) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise InputError(f"{place} must have {', '.join(needed)}")
        named = {("true" if key is True else str(key)): each for key, each in value.items()}
        if missing := [key for key in needed if key not in named]:
            raise InputError(f"{place} has no {missing[0]}")
        if strange := [key for key in named if key not in allowed]:
            raise InputError(f"{place} has {strange[0]!r}, which is none of {', '.join(allowed)}")
        return named

    def _list(self, value: object, part: str) -> list[object]:
        if not isinstance(value, list):
            raise InputError(f"{self.where}: {part} must be a list")
        return value

    def _texts(self, value: object, part: str) -> tuple[str, ...]:
        return tuple(self._text(each, f"{self.where}: {part}") for each in self._list(value, part))

    def _text(self, value: object, place: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{place} must be a text; put {value!r} into quotation marks")
        return value.strip()
