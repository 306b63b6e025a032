"""JSON from outside, made harmless: what comes out can be stored, compared and searched."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from reference.errors import Unparsed

DEEPEST = 32
_LARGEST = 2**63
_NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")


def read_json(body: bytes, deepest: int = DEEPEST) -> Any:
    """The value that ``body`` holds.

    NUL and lone surrogates become U+FFFD, integers beyond 64 bits text, NaN and infinities None.

    Raises:
        Unparsed: It is no JSON, or nested deeper than ``deepest`` levels.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_int=_integer, parse_constant=lambda _: None)
    except RecursionError as error:
        raise Unparsed("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise Unparsed("The answer is no JSON.") from error
    return _clean(value, deepest)


def _integer(digits: str) -> int | str:
    """Python refuses integers of more than 4300 digits; SQLite those of more than 64 bits."""
    if len(digits) > 20:
        return digits
    value = int(digits)
    return value if -_LARGEST <= value < _LARGEST else digits


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, dict | list):
        return value
    if not depth:
        raise Unparsed("The JSON is nested too deeply.")
    if isinstance(value, list):
        return [_clean(item, depth - 1) for item in value]
    return {storable(key): _clean(item, depth - 1) for key, item in value.items()}


def storable(text: str) -> str:
    """``text`` without what UTF-8 cannot carry or SQLite's ``length`` stops at."""
    return _NOT_STORABLE.sub("\ufffd", text)


def dig(value: Any, *path: str) -> Any:
    """The value below these keys, None where there is none."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def dig_text(value: Any, *path: str) -> str | None:
    """As :func:`dig`, and only a text that is not empty."""
    found = dig(value, *path)
    return found if isinstance(found, str) and found else None


def dig_list(value: Any, *path: str) -> list[Any]:
    """As :func:`dig`, and only a list; none is an empty one."""
    found = dig(value, *path)
    return found if isinstance(found, list) else []


def dig_count(value: Any, *path: str) -> int | None:
    """As :func:`dig`, and only a whole number that is not negative."""
    found = dig(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None
