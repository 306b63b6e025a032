"""What people do at the desk, and that nobody overwrites what they have not seen."""

from __future__ import annotations

import itertools
import threading

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from review.desk.gate import People
from storage import casefile, cases, changes, runs
from storage.records import LinkState, MediaCategory, Pillar, RunState, WorkflowState
from storage.store import Store
from tests.review.desk.conftest import OURS, Enter, token_of, version_of


def _do(browser: TestClient, case: str, act: str, expected: int = 303, **fields: str | list[str]) -> str:
    page = browser.get(f"/case/{case}").text
    form: dict[str, str | list[str]] = {"csrf": token_of(page), "seen": version_of(page)}
    answer = browser.post(f"/case/{case}/{act}", data=form | fields, headers=OURS)
    assert answer.status_code == expected, answer.text
    return answer.text


def test_a_case_is_taken_assigned_decided_and_reopened(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    _do(ada, case, "review")
    assert casefile.load(store, case).state is WorkflowState.IN_REVIEW
    assert casefile.load(store, case).assigned_to == "Ada"
    _do(ada, case, "assign", person=" Grace  Hopper ")
    assert casefile.load(store, case).assigned_to == "Grace Hopper"
    _do(ada, case, "decide", rating=["EditedOrCroppedContent", "DecontextualizedContent"], because="old footage",
        claim_n="1", claim_rating_1="False")  # fmt: skip
    decided = casefile.load(store, case)
    assert decided.decision is not None
    assert decided.decision.categories == (MediaCategory.EDITED_OR_CROPPED, MediaCategory.DECONTEXTUALIZED)
    assert [(claim.n, claim.rating) for claim in decided.decision.claims] == [(1, "False")]
    assert decided.decision.seen is not None
    _do(ada, case, "reopen", because="a reader wrote")
    assert casefile.load(store, case).state is WorkflowState.OPEN
    assert casefile.load(store, case).decision == decided.decision, "the decision stays"


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("decide", {"rating": "OriginalMediaContent", "because": " "}),
        ("decide", {"because": "no category"}),
        ("decide", {"rating": "Nonsense", "because": "x"}),
        ("decide", {"rating": ["OriginalMediaContent", "StagedContent"], "because": "x"}),
        ("link", {"link": "L9", "word": "confirm", "because": "x"}),
        ("link", {"link": "L1", "word": "confirm", "because": ""}),
        ("claim", {"text": " "}),
        ("claim", {"text": "x", "n": "77"}),
        ("claim", {"text": "x", "n": "-1"}),
        ("note", {"text": ""}),
        ("note", {"text": "x", "url": "javascript:alert(1)"}),
        ("note", {"text": "x", "pillar": "nonsense"}),
        ("rerun", {"because": ""}),
        ("rerun", {"because": "x", "check": "nonsense"}),
        ("reopen", {"because": "it is open already"}),
        ("sign-off", {"word": "agree", "because": "x"}),
        ("ask-sign-off", {"person": "Grace"}),
        ("note", {"text": "x" * 30_000}),
        ("gather", {"hours": "", "because": "x"}),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_not_recorded(
    enter: Enter, store: Store, case: str, act: str, fields: dict[str, str]
) -> None:
    before = store.db.execute("SELECT max(seq) FROM events").fetchone()
    ada = enter("Ada")
    page = ada.get(f"/case/{case}").text
    form = {"csrf": token_of(page), "seen": version_of(page)}
    answer = ada.post(f"/case/{case}/{act}", data=form | fields, headers=OURS)
    assert answer.status_code in {404, 409}
    assert BeautifulSoup(answer.text, "lxml").find(attrs={"role": "alert"})
    assert store.db.execute("SELECT max(seq) FROM events").fetchone() == before


def test_the_second_of_two_is_told_what_changed(enter: Enter, store: Store, case: str) -> None:
    ada, grace = enter("Ada"), enter("Grace")
    page = grace.get(f"/case/{case}").text
    _do(ada, case, "decide", rating="OriginalMediaContent", because="it is what it says")
    hers = {"csrf": token_of(page), "seen": version_of(page), "rating": "StagedContent", "because": "a drill"}
    told = grace.post(f"/case/{case}/decide", data=hers, headers=OURS)
    assert told.status_code == 409
    assert "it is what it says" in told.text
    assert "Ada" in told.text
    assert len(casefile.load(store, case).decisions) == 1
    again = BeautifulSoup(told.text, "lxml").find("form")
    assert again is not None
    form = {str(field["name"]): str(field["value"]) for field in again.find_all("input")}
    assert form["because"] == "a drill"
    assert grace.post(str(again["action"]), data=form, headers=OURS).status_code == 303
    assert [each.by for each in casefile.load(store, case).decisions] == ["Ada", "Grace"]


def test_two_tabs_of_one_person_are_two(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    first = ada.get(f"/case/{case}").text
    form = {"csrf": token_of(first), "seen": version_of(first), "text": "A car"}
    assert ada.post(f"/case/{case}/claim", data=form, headers=OURS).status_code == 303
    assert ada.post(f"/case/{case}/claim", data=form, headers=OURS).status_code == 409
    assert len(casefile.load(store, case).claims) == 2


def test_a_word_on_a_link_asks_for_the_case_to_be_checked_by_it(
    enter: Enter, store: Store, case: str
) -> None:
    _do(enter("Ada"), case, "link", link="L1", word="reject", because="another park")
    assert casefile.load(store, case).links[0].state is LinkState.REJECTED
    (run,) = runs.unfinished(store)
    assert (run.subject, run.asked_by, run.state) == (case, "Ada", RunState.REQUESTED)
    assert run.because == "link L1 was rejected"


def test_a_check_is_run_again_by_writing_a_run(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    _do(ada, case, "rerun", check="motivation", because="a second look")
    (run,) = runs.unfinished(store)
    assert (run.options["check"], run.because) == ("motivation", "a second look")
    with store.writing("airtrace") as to:
        runs.start(to, run, "test")
    store.touch_run(run.id, "checking \u202ecase")
    shown = ada.get(f"/case/{case}/running").text
    assert "checking ⟦U+202E⟧case" in shown
    assert "waits" not in shown


def test_evidence_with_a_file(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    page = ada.get(f"/case/{case}").text
    form = {"csrf": token_of(page), "text": "an older post", "pillar": "date", "url": "https://example.org/1"}
    hostile = b"<html><script>alert(1)</script>"
    files = {"file": ("..\\..\\e<vil>.html", hostile, "text/html")}
    assert ada.post(f"/case/{case}/note", data=form, files=files, headers=OURS).status_code == 303
    (note,) = casefile.load(store, case).notes
    assert (note.pillar, note.file_name, note.by) == (Pillar.DATE, "e<vil>.html", "Ada")
    assert note.sha256 is not None
    answer = ada.get(f"/case/{case}/file/{note.sha256}")
    assert answer.content == hostile
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "e&lt;vil&gt;.html" in ada.get(f"/case/{case}").text


def test_a_correction_is_shown_before_it_is_published(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    _do(ada, case, "decide", rating="OriginalMediaContent", because="it is what it says")
    first = casefile.load(store, case).decisions[0]
    fields = {"rating": "StagedContent", "because": "it was a drill", "corrects": str(first.seq)}
    shown = _do(ada, case, "correct", 200, **fields)
    for words in ("it is what it says", "Original", "it was a drill", "Staged"):
        assert words in shown
    assert len(casefile.load(store, case).decisions) == 1
    _do(ada, case, "correct", publish="yes", **fields)
    assert [each.corrects for each in casefile.load(store, case).decisions] == [None, first.seq]


def test_a_second_person_signs_off(enter: Enter, store: Store, case: str) -> None:
    ada, grace = enter("Ada"), enter("Grace")
    _do(ada, case, "decide", rating="OriginalMediaContent", because="seen")
    _do(ada, case, "ask-sign-off", person="Grace", because="before noon")
    assert "Sign the decision off" not in ada.get(f"/case/{case}").text
    assert "sign-off asked" in grace.get("/").text
    _do(grace, case, "sign-off", word="agree", because="looked at the frames")
    (signed,) = casefile.load(store, case).sign_offs
    assert (signed.agrees, signed.by) == (True, "Grace")


def test_what_is_new_and_what_changed_since_a_person_looked(enter: Enter, store: Store, case: str) -> None:
    ada, grace = enter("Ada"), enter("Grace")
    assert "fresh new" in ada.get("/").text
    page = ada.get(f"/case/{case}").text
    assert ada.post(f"/case/{case}/looked", data={"csrf": token_of(page), "seen": version_of(page)},
                    headers=OURS).status_code == 204  # fmt: skip
    assert "fresh" not in ada.get("/", headers={"hx-request": "true"}).text
    _do(grace, case, "claim", text="A car in Pyongyang")
    assert "fresh changed" in ada.get("/?fresh=changed").text
    assert "Changed since you looked: 1" in ada.get(f"/case/{case}").text
    assert "Changed since you looked" not in grace.get(f"/case/{case}").text


def test_two_people_and_many_decisions_at_once(enter: Enter, store: Store, case: str, people: People) -> None:
    del people
    outcomes: list[int] = []

    def work(name: str, rating: str) -> None:
        browser = enter(name)
        for n in range(10):
            page = browser.get(f"/case/{case}").text
            form = {
                "csrf": token_of(page),
                "seen": version_of(page),
                "rating": rating,
                "because": f"{name} {n}",
            }
            outcomes.append(browser.post(f"/case/{case}/decide", data=form, headers=OURS).status_code)

    both = [
        threading.Thread(target=work, args=each)
        for each in (("Ada", "OriginalMediaContent"), ("Grace", "StagedContent"))
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    made = casefile.load(store, case).decisions
    assert sorted(set(outcomes)) in ([303], [303, 409])
    assert len(outcomes) == 20
    assert len(made) == outcomes.count(303)
    for earlier, later in itertools.pairwise(made):
        assert later.seen is not None
        assert later.seen >= earlier.seq, "nobody decided without having seen the decision before"
    assert changes.version_of(store, case) == made[-1].seq


def test_the_desk_and_the_function_leave_the_same_record(enter: Enter, store: Store, case: str) -> None:
    with store.writing("Ada") as to:
        cases.state_claim(store, to, case, "By hand", None)
    _do(enter("Ada"), case, "claim", text="By the desk")
    query = "SELECT actor, subject FROM events WHERE kind = 'claim_stated' ORDER BY seq"
    by_hand, by_desk = store.db.execute(query).fetchall()
    assert by_hand == by_desk


def test_the_search_plan_is_a_page_and_a_part_of_one(enter: Enter, case: str) -> None:
    ada = enter("Ada")
    whole = ada.get(f"/case/{case}/plan")
    part = ada.get(f"/case/{case}/plan", headers={"hx-request": "true"})
    assert (whole.status_code, part.status_code) == (200, 200)
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert ada.get("/case/C9/plan").status_code == 404


def test_a_recording_that_cannot_be_added_is_said_so(enter: Enter, store: Store) -> None:
    ada = enter("Ada")
    token = token_of(ada.get("/").text)
    for fields in (
        {"file": "/nowhere.mp4", "station": "RUSSIA1", "aired_at": "2024-06-19T18:00:00Z"},
        {"file": "/nowhere.mp4", "station": "no such station", "aired_at": "2024-06-19T18:00:00Z"},
        {"file": "", "station": "RUSSIA1", "aired_at": "yesterday"},
    ):
        answer = ada.post("/recordings/add", data={"csrf": token} | fields, headers=OURS)
        assert answer.status_code in {404, 409}
    assert ada.post("/recordings/add", data=fields, headers=OURS).status_code == 403
    assert runs.unfinished(store) == []


def test_progress_is_sent_again_only_when_it_changed(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    first = ada.get(f"/case/{case}/running").text
    had = BeautifulSoup(first, "lxml").find("input", attrs={"name": "had"})
    assert had is not None
    address = f"/case/{case}/running?had={had['value']}"
    assert ada.get(address).status_code == 204
    _do(ada, case, "rerun", because="a second look")
    assert "waits" in ada.get(address).text
