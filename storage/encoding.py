"""Records to JSON and back, and the salted documents in which a person's words are kept.

A document is a vault object ``{"data": …, "kind": …, "salt": …}``. Events carry only its SHA-256, so
its text can be erased without breaking the chain, and the salt keeps the hash from being guessed.
"""

from __future__ import annotations

import json
import math
import secrets
from functools import cache
from typing import Any, TypeVar

from cattrs.preconf.json import JsonConverter, make_converter

from reference.errors import RecordDamaged
from storage.vault import Vault

T = TypeVar("T")
_DEEPEST = 32
_LARGEST = 2**63 - 1


@cache
def _converter() -> JsonConverter:
    return make_converter()


def to_plain(record: Any) -> Any:
    """A record as what JSON knows: dicts, lists, texts, numbers; times in ISO 8601."""
    return _converter().unstructure(record)


def from_plain(plain: Any, kind: type[T]) -> T:
    """The record of that type which :func:`to_plain` wrote.

    Raises:
        RecordDamaged: The stored shape is not the type's.
    """
    try:
        return _converter().structure(plain, kind)
    except Exception as error:
        raise RecordDamaged(f"a stored {kind.__name__} cannot be read back: {error}") from error


def canonical(plain: Any) -> str:
    """The one text that stands for these values: sorted keys, no spaces, no NaN."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def clean(value: Any, depth: int = 0) -> Any:
    """Values from outside, as SQLite and JSON can hold them.

    Lone surrogates and NUL become U+FFFD, integers beyond 64 bits become text, numbers that are not
    finite become None, and what is nested deeper than 32 is cut off.
    """
    if depth > _DEEPEST:
        return None
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\x00", "\ufffd")
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value <= _LARGEST else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean(str(key)): clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item, depth + 1) for item in value]
    return clean(str(value))


def holds_same(vault: Vault, sha256: str, record: Any) -> bool:
    """Whether the document, if it is still there, says what this record says."""
    return vault.holds(sha256) and read_document(vault, sha256) == json.loads(
        canonical(clean(to_plain(record)))
    )


def put_document(vault: Vault, kind: str, record: Any) -> str:
    """Keep a record as a salted document; returns its SHA-256."""
    document = {"kind": kind, "salt": secrets.token_hex(16), "data": clean(to_plain(record))}
    return vault.put(canonical(document).encode())


def read_document(vault: Vault, sha256: str) -> Any:
    """The data of a document.

    Raises:
        RecordDamaged: It is missing, changed, or not readable.
    """
    try:
        return json.loads(vault.read(sha256))["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordDamaged(f"the stored document {sha256} cannot be read") from error
