"""The edit script as JSON and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from storage.encoding import clean, to_plain
from storage.records.links import Edit, EditKind, Sureness

_ALWAYS = ("kind", "clip", "recording", "recording_id", "sureness", "sentence", "evidence")
_PLAIN = frozenset({EditKind.KEPT, EditKind.SOUND_KEPT})
"""What is as it was in the source: no line for a person, who reads what was done."""
_DIGITS = 4


def edits_json(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Each edit as ``edits`` of a match and ``edit_script`` of a clip hold it.

    ``kind``, ``clip``, ``recording``, ``recording_id``, ``sureness``, ``sentence`` and ``evidence`` always
    stand there; ``seconds``, ``rate``, ``box``, ``degrees``, ``bars`` and ``colour`` where they apply.
    """
    plain = [to_plain(edit) for edit in edits]
    kept = [
        {name: _rounded(value) for name, value in each.items() if name in _ALWAYS or value is not None}
        for each in plain
    ]
    return cast(list[dict[str, Any]], clean(kept))


def edit_lines(edits: Iterable[Edit]) -> list[str]:
    """The sentences of what was done; those that are not certain say so."""
    return [
        edit.sentence if edit.sureness is Sureness.SEEN else f"Likely: {edit.sentence}"
        for edit in edits
        if edit.kind not in _PLAIN
    ]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
