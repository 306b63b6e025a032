"""Remember: what a person has rejected for a clip holds for the same clip when it comes back encoded anew."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from flows.bench import Bench
from reference.errors import MediaUnreadable, RecordDamaged
from storage import links
from storage.store import Store

MOST = 0.6
"""Share of the shorter clip that must be seen in the other for the two to be the same clip."""


def alike(bench: Bench, store: Store, found: Sequence[links.Found]) -> frozenset[str]:
    """SHA-256 of the clips that show what a found clip shows, among those rejected at the same places.

    Looked at only where a place was rejected for another file, which is rare.
    """
    same: set[str] = set()
    for each in found:
        for other in links.rejected_for_others(store, each) - same:
            bench.progress("a place was rejected for another clip: comparing the two")
            if _shows(bench, store.vault.path(other), store.vault.path(each.clip_sha256)):
                same.add(other)
    return frozenset(same)


def _shows(bench: Bench, one: Path, other: Path) -> bool:
    """Whether most of the shorter of two clips is seen in the other; they are searched as any clip is."""
    from matching.media import probe
    from matching.tracer import IndexedRecording, index_recording, trace

    bench.home.incoming.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="alike-", dir=bench.home.incoming) as folder:
        segment = Path(folder) / "segment"
        try:
            length = probe(one).duration
            index_recording(one, segment)
            result = trace(
                other, [IndexedRecording(id="other", segment=segment, footage=one, duration=length)]
            )
        except (MediaUnreadable, RecordDamaged):
            return False
    seen = sum(part.clip[1] - part.clip[0] for match in result.matches for part in match.picture)
    return seen > MOST * min(length, result.duration)
