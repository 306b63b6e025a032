"""A link keeps what was done to its clip; one that was stored before edits were looked for has none."""

from __future__ import annotations

from storage import casefile, links
from storage.encoding import from_plain, to_plain
from storage.links import Found
from storage.records.links import ColourChange, Edit, EditKind
from storage.store import Store
from tests.storage.conftest import fill

EDITS = (
    Edit(
        EditKind.OVERLAY,
        (0.0, 4.0),
        "Something is laid over.",
        box=(0.1, 0.2, 0.3, 0.4),
        evidence={"frames": 7.0},
    ),
    Edit(
        EditKind.COLOUR,
        (0.0, 9.0),
        "Black and white.",
        recording=(10.0, 19.0),
        colour=ColourChange(grey=True, contrast=1.0, brightness=0.0, saturation=0.0, tint=(0.0, 0.0)),
    ),
)


def test_edits_are_read_back_as_they_were(store: Store) -> None:
    case = fill(store)
    link = casefile.load(store, case).links[0]
    found = Found(
        link.recording,
        link.clip_sha256,
        link.relation,
        link.direction,
        link.score,
        link.picture,
        link.sound,
        link.pairs,
        EDITS,
    )
    with store.writing("airtrace") as to:
        links.suggest(store, to, case, found, run="R1")
        links.suggest(store, to, case, found, run="R1")
    assert links.get(store, link.id).edits == EDITS
    kinds = [event.kind for event in casefile.history_of(store, case)]
    assert kinds.count("link_revised") == 1


def test_a_link_stored_before_edits_were_looked_for_has_none(store: Store) -> None:
    case = fill(store)
    link = casefile.load(store, case).links[0]
    stored = to_plain(links._Detail(link.picture, link.sound, link.pairs))
    del stored["edits"]
    assert from_plain(stored, links._Detail).edits == ()
