from __future__ import annotations

import pytest

from reference.errors import NotAllowed, UnknownName
from storage import audit, casefile, links, recordings, transcripts
from storage.audit import Soundness
from storage.records import Cue, CueText, LinkState, TextOrigin, Transcript
from storage.store import Store
from tests.storage.conftest import a_recording, fill

CUES = (
    Cue(1.0, 3.0, "GOOD EVENING"),
    Cue(3.0, 5.5, "GOOD EVENING THE BRIDGE IS OPEN", "THE BRIDGE IS OPEN"),
    Cue(100.0, 100.0, "마지막 자막", end_known=False),
)


def _add(store: Store, cues: tuple[Cue, ...] = CUES, language: str | None = "en") -> Transcript:
    with store.writing("Ada") as to:
        recording = recordings.add(store, to, a_recording())
        source = store.vault.put(b"1\n00:00:01,000 --> 00:00:03,000\nGOOD EVENING\n")
        return transcripts.add(
            store,
            to,
            recording.airing.id,
            CueText(cues, ("cue 3 has no end",)),
            TextOrigin.CAPTIONS,
            text_format="srt",
            recording=recording.id,
            language=language,
            source=source,
        )


def test_cues_are_read_back_as_they_were_taken_in(store: Store) -> None:
    added = _add(store)
    text = transcripts.read(store, added)
    assert text.cues == CUES
    assert text.notes == ("cue 3 has no end",)
    assert (added.airing.station, added.language, added.cues) == ("DEMO1", "en", 3)
    assert added.spans == ((1.0, 5.5), (100.0, 100.0))
    assert transcripts.of_airing(store, added.airing.id) == transcripts.held(store) == [added]
    assert audit.audit(store).verdict is Soundness.CLEAN


def test_the_same_words_again_are_the_same_transcript(store: Store) -> None:
    first = _add(store)
    assert _add(store).id == first.id
    assert _add(store, CUES[:2]).id != first.id
    assert _add(store, language="ko").id != first.id


def test_what_was_said_around_a_moment(store: Store) -> None:
    added = _add(store)
    (said,) = transcripts.said_at(store, added.airing.id, (3.5, 4.0), around=200.0)
    assert [cue.new for cue in said.before] == ["GOOD EVENING"]
    assert [cue.new for cue in said.during] == ["THE BRIDGE IS OPEN"]
    assert [cue.new for cue in said.after] == ["마지막 자막"]
    assert transcripts.said_at(store, added.airing.id, (50.0, 52.0), around=10.0) == ()


def test_a_transcript_goes_with_a_reason_and_with_its_recording(store: Store) -> None:
    added = _add(store)
    with store.writing("Ada") as to:
        with pytest.raises(NotAllowed):
            transcripts.remove(store, to, added.id, " ")
        transcripts.remove(store, to, added.id, "of another programme")
    assert transcripts.held(store) == []
    again = _add(store)
    with store.writing("Ada") as to:
        recordings.remove(store, to, "REC1", "wrong station")
    with pytest.raises(UnknownName, match="no transcript"):
        transcripts.get(store, again.id)
    assert audit.audit(store).verdict is Soundness.CLEAN


def test_erased_words_leave_a_row_and_no_cues(store: Store) -> None:
    added = _add(store)
    store.vault.path(added.document).unlink()
    assert transcripts.read(store, added).cues == ()
    assert transcripts.get(store, added.id).cues == 3


def test_a_changed_row_is_found(store: Store) -> None:
    _add(store)
    store.db.conn.execute("UPDATE transcripts SET language = 'ru'")
    assert [finding.where for finding in audit.audit(store).findings] == ["transcripts"]


def test_what_a_recogniser_went_through_counts_as_text_even_where_nobody_spoke() -> None:
    assert transcripts.spans_of(CUES[:2], [(0.0, 600.0)]) == ((0.0, 600.0),)
    assert transcripts.spans_of(CUES[:2], ()) == ((1.0, 5.5),)


def test_what_was_said_around_the_footage_of_a_link(store: Store) -> None:
    case = fill(store)
    cues = (Cue(100.0, 110.0, "before"), Cue(121.0, 130.0, "during"), Cue(136.0, 140.0, "after"))
    with store.writing("Ada") as to:
        for origin in (TextOrigin.SCREEN, TextOrigin.CAPTIONS):
            transcripts.add(store, to, "A1", CueText(cues), origin, text_format="srt")
    (around,) = casefile.load(store, case).said
    assert (around.link, around.said[0].origin, around.said[0].seconds) == (
        "L1",
        TextOrigin.CAPTIONS,
        (120.0, 135.0),
    )
    parts = (around.said[0].before, around.said[0].during, around.said[0].after)
    assert [cue.text for part in parts for cue in part] == ["before", "during", "after"]
    with store.writing("Ada") as to:
        links.decide(store, to, "L1", LinkState.REJECTED, "another harbour")
    assert casefile.load(store, case).said == ()
