from __future__ import annotations

from dataclasses import replace

import pytest

from reference.errors import NotAllowed, UnknownName
from reference.times import day_interval, parse_day
from storage import casefile, cases, chain, runs
from storage.encoding import put_document
from storage.records import (
    ClaimDecision,
    KnownFrom,
    MediaCategory,
    PostTime,
    RunKind,
    WorkflowState,
)
from storage.store import Store
from tests.storage.conftest import a_post, fill


def test_a_case_is_read_back_whole(store: Store) -> None:
    case = casefile.load(store, fill(store))
    assert case.post is not None
    assert case.post.text == "A car in a park"
    assert [fetch.status for fetch in case.fetches] == [200]
    assert [claim.text for claim in case.claims] == ["A car in a park"]
    assert [link.id for link in case.links] == ["L1"]
    assert [check.name for check in case.checks] == ["footage_in_airing"]
    assert case.next_steps == ("Confirm link L1",)
    assert (case.state, case.standing, case.decision) == (WorkflowState.OPEN, False, None)


def test_the_same_post_is_the_same_case(store: Store) -> None:
    assert fill(store) == fill(store) == "C1"
    assert len(casefile.queue(store)) == 1


def test_posts_without_a_number_are_told_apart_by_what_they_say() -> None:
    day = PostTime(
        "2024-06-20", day_interval(parse_day("2024-06-20")), a_post().times[0].precision, KnownFrom.DISPLAYED
    )
    one = replace(a_post(number=None), times=(day,))
    assert cases.post_key(one) == cases.post_key(replace(one, text="A  car in\na park", handle="MADE_UP"))
    assert cases.post_key(one) != cases.post_key(replace(one, text="A car in a garden"))
    assert cases.post_key(one) != cases.post_key(replace(one, handle="other"))
    assert cases.post_key(one) != cases.post_key(a_post())


def test_an_edited_post_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    case = fill(store)
    edited = replace(a_post(), text="A car in a garden")
    document = put_document(store.vault, "post", edited)
    with store.writing("Ada") as to:
        cases.see_post(store, to, case, edited, run="R1", document=document)
    texts = [row["text"] for row in store.db.query("SELECT text FROM post_versions ORDER BY version")]
    assert texts == ["A car in a park", "A car in a garden"]
    assert casefile.post_of(store, case) == edited


def test_the_words_of_a_post_stand_in_no_event(store: Store) -> None:
    fill(store)
    assert all("A car in a park" not in event.body for event in chain.events(store.db.conn))


def test_a_decision_closes_the_case_beside_the_suggestion(store: Store) -> None:
    case = fill(store)
    rated = (ClaimDecision(1, "Missing context"),)
    with store.writing("Ada") as to:
        cases.decide(
            store,
            to,
            case,
            categories=(MediaCategory.DECONTEXTUALIZED,),
            claims=rated,
            because="an older airing",
        )
    loaded = casefile.load(store, case)
    assert loaded.decision is not None
    assert (loaded.decision.by, loaded.decision.claims, loaded.state) == ("Ada", rated, WorkflowState.CLOSED)
    assert loaded.suggestion is None


@pytest.mark.parametrize(
    ("categories", "claims", "because", "error"),
    [
        ((MediaCategory.ORIGINAL, MediaCategory.TRANSFORMED), (), "why", NotAllowed),
        ((MediaCategory.ORIGINAL,), (), "  ", NotAllowed),
        ((MediaCategory.ORIGINAL,), (ClaimDecision(9, "False"),), "why", UnknownName),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(
    store: Store,
    categories: tuple[MediaCategory, ...],
    claims: tuple[ClaimDecision, ...],
    because: str,
    error: type[Exception],
) -> None:
    case = fill(store)
    with pytest.raises(error), store.writing("Ada") as to:
        cases.decide(store, to, case, categories=categories, claims=claims, because=because)
    assert casefile.load(store, case).decision is None


def test_the_workflow_needs_a_reason_and_an_allowed_step(store: Store) -> None:
    case = fill(store)
    with store.writing("Ada") as to:
        cases.change_state(store, to, case, WorkflowState.IN_REVIEW, "on it")
    for state, because in ((WorkflowState.IN_REVIEW, "again"), (WorkflowState.CLOSED, "")):
        with pytest.raises(NotAllowed), store.writing("Ada") as to:
            cases.change_state(store, to, case, state, because)
    assert casefile.load(store, case).state is WorkflowState.IN_REVIEW


def test_a_person_rewords_a_claim(store: Store) -> None:
    case = fill(store)
    with store.writing("Ada") as to:
        assert cases.state_claim(store, to, case, "Putin drives Kim", 1) == 1
        assert cases.state_claim(store, to, case, "It is Pyongyang", None) == 2
    assert [(claim.n, claim.text, claim.by) for claim in casefile.claims_of(store, case)] == [
        (1, "Putin drives Kim", "Ada"),
        (2, "It is Pyongyang", "Ada"),
    ]
    with pytest.raises(UnknownName), store.writing("Ada") as to:
        cases.state_claim(store, to, case, "x", 7)


def test_results_are_recorded_once_a_run_and_never_overwritten(store: Store) -> None:
    case = fill(store)
    verdict = casefile.verdict_of(store, case, "R1")
    assert verdict is not None
    document = cases.keep_verdict(store, verdict)
    with store.writing("Ada") as to:
        cases.record_verdict(store, to, case, verdict, run="R1", document=document)
        again = runs.request(to, RunKind.RECHECK, case, options={}, because="new footage", case=case)
        cases.record_verdict(store, to, case, verdict, run=again, document=document)
    rows = store.db.execute(
        "SELECT run_id FROM check_results WHERE case_id = ? ORDER BY run_id", [case]
    ).fetchall()
    assert rows == [("R1",), (again,)]
    assert "recheck" in casefile.history_of(store, case)[-2].body
