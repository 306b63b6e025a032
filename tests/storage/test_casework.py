"""What people do around a decision, and that nobody decides on a case that changed under their hands."""

from __future__ import annotations

import threading

import pytest

from reference.errors import InputError, NotAllowed, Overtaken
from storage import audit, casefile, cases, casework, changes
from storage.records import MediaCategory, Pillar
from storage.store import Store
from tests.storage.conftest import fill


def _decide(store: Store, case: str, by: str, **more: int | None) -> int:
    with store.writing(by) as to:
        return cases.decide(
            store, to, case, categories=(MediaCategory.ORIGINAL,), claims=(), because="seen", **more
        )


def test_whose_a_case_is(store: Store) -> None:
    case = fill(store)
    with store.writing("Ada") as to:
        casework.assign(store, to, case, "Grace", "she knows the park")
    assert casefile.load(store, case).assigned_to == "Grace"
    with store.writing("Ada") as to, pytest.raises(NotAllowed, match="already"):
        casework.assign(store, to, case, "Grace")
    with store.writing("Grace") as to:
        casework.assign(store, to, case, None)
    assert casefile.load(store, case).assigned_to is None


def test_a_note_is_a_document_and_evidence_names_its_pillar(store: Store) -> None:
    case = fill(store)
    picture = store.vault.put(b"a screenshot")
    with store.writing("Ada") as to:
        casework.add_note(store, to, case, "the same lamp post", pillar=Pillar.LOCATION,
                          url="https://maps.example/1", file=picture, file_name="lamp.png")  # fmt: skip
        with pytest.raises(InputError, match="words"):
            casework.add_note(store, to, case, "  ")
    (note,) = casefile.load(store, case).notes
    assert (note.pillar, note.text, note.url, note.sha256) == (
        Pillar.LOCATION, "the same lamp post", "https://maps.example/1", picture,
    )  # fmt: skip
    (body,) = store.db.execute("SELECT body FROM events WHERE seq = ?", [note.seq]).fetchone()
    assert "lamp" not in body, "a person's words stand in no event"


def test_a_second_person_signs_off(store: Store) -> None:
    case = fill(store)
    with store.writing("Ada") as to, pytest.raises(NotAllowed, match="not decided"):
        casework.ask_sign_off(store, to, case, None, "")
    decision = _decide(store, case, "Ada")
    with store.writing("Ada") as to:
        with pytest.raises(NotAllowed, match="second person"):
            casework.ask_sign_off(store, to, case, "ada ", "")
        casework.ask_sign_off(store, to, case, "Grace", "before it goes out")
    for other, words in (("Ada", "second person"), ("Eve", "Grace was asked")):
        with store.writing(other) as to, pytest.raises(NotAllowed, match=words):
            casework.sign_off(store, to, case, agrees=True, because="fine")
    with store.writing("Grace") as to:
        casework.sign_off(store, to, case, agrees=True, because="looked at the frames")
    (signed,) = casefile.load(store, case).sign_offs
    assert (signed.decision, signed.agrees, signed.by) == (decision, True, "Grace")
    with store.writing("Grace") as to, pytest.raises(NotAllowed, match="nobody has asked"):
        casework.sign_off(store, to, case, agrees=False, because="again")


def test_a_decision_carries_the_version_that_was_seen(store: Store) -> None:
    case = fill(store)
    seen = changes.version_of(store, case)
    _decide(store, case, "Ada", seen=seen)
    with pytest.raises(Overtaken) as overtaken:
        _decide(store, case, "Grace", seen=seen)
    assert "Ada" in str(overtaken.value)
    assert [event.kind for event in changes.since(store, case, seen)] == ["decided"]
    assert len(casefile.load(store, case).decisions) == 1
    decision = casefile.load(store, case).decision
    assert decision is not None
    assert decision.seen == seen


def test_a_correction_names_the_decision_that_stands(store: Store) -> None:
    case = fill(store)
    first = _decide(store, case, "Ada")
    second = _decide(store, case, "Grace", corrects=first)
    with pytest.raises(NotAllowed, match="not the one that stands"):
        _decide(store, case, "Ada", corrects=first)
    assert [each.corrects for each in casefile.load(store, case).decisions] == [None, first]
    assert second > first


def test_two_people_at_once_are_never_lost_and_never_overwritten_unseen(store: Store) -> None:
    case = fill(store)
    done: list[tuple[int, int]] = []
    told = []

    def work(name: str) -> None:
        with Store(store.folder) as mine:
            for _ in range(25):
                seen = changes.version_of(mine, case)
                try:
                    done.append((seen, _decide(mine, case, name, seen=seen)))
                except Overtaken:
                    told.append(seen)

    people = [threading.Thread(target=work, args=(name,)) for name in ("Ada", "Grace")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    made = casefile.load(store, case).decisions
    assert len(done) + len(told) == 50
    assert sorted(seq for _, seq in done) == [each.seq for each in made]
    before = [made[n - 1].seq for n in range(1, len(made))]
    assert [each.seen for each in made[1:]] == before, "each saw the decision before its own"


def test_checks_that_say_the_same_again_change_nothing(store: Store) -> None:
    case = fill(store)
    seen = changes.version_of(store, case)
    query = "SELECT body FROM events WHERE subject = ? AND kind = 'checked'"
    (body,) = store.db.execute(query, [case]).fetchone()
    assert body
    store.note_look("Ada", case, seen)
    store.note_look("Ada", case, 1)
    assert changes.looked_at(store, "Ada") == {case: seen}
    changes.unchanged(store, case, seen)


def test_all_of_it_is_rebuilt_from_the_chain(store: Store) -> None:
    case = fill(store)
    _decide(store, case, "Ada")
    with store.writing("Ada") as to:
        casework.assign(store, to, case, "Grace")
        casework.mark_footage(store, to, case, graphic=True)
        casework.add_note(store, to, case, "a note")
        casework.ask_sign_off(store, to, case, None, "please")
    with store.writing("Grace") as to:
        casework.sign_off(store, to, case, agrees=False, because="no")
    assert audit.audit_folder(store.folder).verdict is audit.Soundness.CLEAN
    store.db.conn.execute("UPDATE cases SET assigned_to = 'Eve'")
    assert [finding.where for finding in audit.audit_folder(store.folder).findings] == ["cases"]
