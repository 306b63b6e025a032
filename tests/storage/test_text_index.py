from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reference.terms import phrase_terms, units
from storage import recordings, text_index, transcripts
from storage.records import Cue, CueText, TextOrigin, Transcript
from storage.store import Store
from storage.text_index import FILE, Row, TextIndex
from tests.storage.conftest import a_recording


def _add(store: Store, *cues: Cue, later: int = 0) -> Transcript:
    recording = a_recording()
    airing = replace(recording.airing, aired_at=recording.airing.aired_at + timedelta(days=later))
    with store.writing("Ada") as to:
        added = recordings.add(store, to, replace(recording, airing=airing))
        return transcripts.add(
            store, to, added.airing.id, CueText(cues), TextOrigin.CAPTIONS, text_format="srt"
        )


def _rows(store: Store, text: str, within: list[str] | None = None) -> list[Row]:
    phrase = " ".join(phrase_terms(list(units(text))))
    with TextIndex(store) as index:
        return sorted(index.rows(f'"{phrase}"', within))


@pytest.mark.parametrize(
    ("spoken", "asked"),
    [
        ("THE BRIDGE IS OPEN", "bridge is"),
        ("Президент Путин прибыл в Пхеньян", "путин прибыл"),
        ("조선중앙텔레비죤이 보도하였습니다", "중앙텔레비죤"),
        ("朝鲜中央电视台今天报道", "电视"),
        ("東京タワーからお伝えします", "タワー"),
        ("وَصَلَ الرَّئيسُ إلى طهران", "الرئيس الى"),
        ("رئیس‌جمهور ایران گفت", "رييس جمهور ايران"),
        ("प्रधानमंत्री दिल्ली पहुँचे", "दिल्ली पहुंचे"),
    ],
)
def test_every_script_is_found(store: Store, spoken: str, asked: str) -> None:
    added = _add(store, Cue(61.0, 64.0, spoken), Cue(200.0, 201.0, "something else"))
    assert _rows(store, asked) == [Row(added.id, 1)]


def test_a_phrase_over_the_end_of_a_minute_is_found(store: Store) -> None:
    added = _add(store, Cue(58.0, 59.5, "the bridge"), Cue(60.5, 62.0, "is open again"))
    assert _rows(store, "bridge is open") == [Row(added.id, 0)]


def test_only_within_what_was_asked_for(store: Store) -> None:
    one = _add(store, Cue(1, 2, "the bridge"))
    two = _add(store, Cue(70, 72, "the bridge"), later=1)
    assert _rows(store, "bridge") == [Row(one.id, 0), Row(two.id, 1)]
    assert _rows(store, "bridge", [two.id]) == [Row(two.id, 1)]
    assert _rows(store, "bridge", []) == []


def test_what_was_removed_is_no_longer_found_and_new_words_are(store: Store) -> None:
    one = _add(store, Cue(1, 2, "the bridge"))
    two = _add(store, Cue(1, 2, "the bridge"), later=1)
    assert len(_rows(store, "bridge")) == 2
    with store.writing("Ada") as to:
        transcripts.remove(store, to, one.id, "wrong file")
    three = _add(store, Cue(1, 2, "the bridge"), later=2)
    assert _rows(store, "bridge") == [Row(three.id, 0), Row(two.id, 0)][::-1]
    with TextIndex(store) as index:
        assert (index.frequency("bridge"), index.frequency("absent")) == (2, 0)


def test_erased_words_leave_the_index(store: Store) -> None:
    one = _add(store, Cue(1, 2, "the bridge"))
    two = _add(store, Cue(1, 2, "the bridge"), later=1)
    assert len(_rows(store, "bridge")) == 2
    store.vault.path(one.document).unlink()
    with store.writing("Ada") as to:
        transcripts.remove(store, to, one.id, "erased")
    assert _rows(store, "bridge") == [Row(two.id, 0)]


@pytest.mark.parametrize("damage", ["gone", "garbage", "of another version", "of another record"])
def test_a_lost_damaged_or_foreign_index_is_made_again(store: Store, damage: str) -> None:
    added = _add(store, Cue(1, 2, "the bridge"))
    with TextIndex(store) as index:
        if damage == "of another version":
            index.db.conn.execute("UPDATE about SET format = 0")
        if damage == "of another record":
            index.db.conn.execute("UPDATE about SET store = 'another'")
    if damage == "gone":
        (store.folder / FILE).unlink()
    if damage == "garbage":
        (store.folder / FILE).write_bytes(b"no database " * 1000)
    assert _rows(store, "bridge") == [Row(added.id, 0)]


def test_what_was_indexed_before_a_kill_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    added = [_add(store, Cue(1, 2, "the bridge"), later=n) for n in range(5)]
    monkeypatch.setattr(text_index, "_TOGETHER", 2)
    taken: list[str] = []
    real = TextIndex._take_in

    def killed(self: TextIndex, name: str, document: str) -> None:
        if len(taken) == 3:
            raise KeyboardInterrupt
        taken.append(name)
        real(self, name, document)

    monkeypatch.setattr(TextIndex, "_take_in", killed)
    with pytest.raises(KeyboardInterrupt):
        TextIndex(store)
    monkeypatch.setattr(
        TextIndex, "_take_in", lambda self, name, document: taken.append(name) or real(self, name, document)
    )
    assert len(_rows(store, "bridge")) == 5
    assert taken[3:] == [each.id for each in added[2:]]
