"""Imported fact-checks: each import is one event, and its rows are a document in the vault."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from storage.chain import EventKind
from storage.encoding import clean, put_document, to_plain
from storage.records.factchecks import FactCheck
from storage.store import Store, Writing

_COLUMNS = tuple(each.name for each in fields(FactCheck))


def take_in(store: Store, to: Writing, given: Iterable[FactCheck], source: str) -> tuple[int, int]:
    """Record those that are new or say something else than before.

    Args:
        source: Where they are from, such as the name of a file.

    Returns:
        How many are new, and how many replace an earlier one of the same id.
    """
    by_id: dict[str, dict[str, Any]] = {}
    for each in given:
        plain = clean(to_plain(each))
        by_id[plain["id"]] = plain
    held = {row["id"]: row for row in _rows(store, list(by_id))}
    changed = [row for name, row in by_id.items() if held.get(name) != row]
    if changed:
        document = put_document(store.vault, "factchecks", changed)
        to.append(
            EventKind.FACTCHECKS_IMPORTED,
            "factchecks",
            {"document": document, "source": source, "count": len(changed)},
        )
    replaced = sum(1 for row in changed if row["id"] in held)
    return len(changed) - replaced, replaced


def count(store: Store) -> int:
    """How many are held."""
    (number,) = store.db.execute("SELECT count(*) FROM factchecks").fetchone()
    return int(number)


def named(store: Store, ids: Sequence[str]) -> dict[str, FactCheck]:
    """Those of these ids that are held."""
    return {row["id"]: FactCheck(**row) for row in _rows(store, ids)}


def _rows(store: Store, ids: Sequence[str]) -> list[dict[str, Any]]:
    columns = ", ".join(_COLUMNS)
    query = f"SELECT {columns} FROM factchecks WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - ours
    return list(store.db.query(query, [json.dumps(list(ids))]))
