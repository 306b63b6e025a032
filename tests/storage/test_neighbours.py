"""Posts of other cases that show or say the same."""

from __future__ import annotations

from dataclasses import replace

from reference.times import parse_instant
from storage import casefile, cases, links
from storage.encoding import put_document
from storage.neighbours import others_like, words_of
from storage.records import (
    FULL_BOX,
    CaseKind,
    Direction,
    KnownFrom,
    LinkState,
    PictureSegment,
    Post,
    PostTime,
    Relation,
)
from storage.records.surroundings import Alike
from storage.store import Store
from tests.storage.conftest import a_post, fill

TEXT = "A black car drives through the park"


def _open(
    store: Store, number: str, text: str, at: str = "2024-06-20T18:00:00Z", clip: str = "e" * 64
) -> str:
    interval, precision = parse_instant(at)
    post: Post = replace(
        a_post(text, number),
        handle=f"account{number}",
        times=(PostTime(at, interval, precision, KnownFrom.NUMBER),),
    )
    document = put_document(store.vault, "post", post)
    with store.writing("airtrace") as to:
        case = cases.open_case(store, to, CaseKind.POST, cases.post_key(post), number, "R1")
        cases.see_post(store, to, case, post, run="R1", document=document)
    return case


def _found(store: Store, case: str, start: float, clip: str, score: float = 0.9) -> str | None:
    segment = PictureSegment(
        (0.0, 9.0), (start, start + 9.0), 1.0, False, False, FULL_BOX, FULL_BOX, False, score
    )
    found = links.Found(
        "REC1", clip, Relation.SAME_FOOTAGE, Direction.POST_AFTER_AIRING, score, (segment,), (), ()
    )
    with store.writing("airtrace") as to:
        return links.suggest(store, to, case, found, run="R1")


def _alike(store: Store, case: str) -> dict[str, tuple[Alike, ...]]:
    return {other.case: other.alike for other in others_like(store, casefile.load(store, case))}


def test_the_same_words_within_days(store: Store) -> None:
    fill(store)
    one = _open(store, "1", TEXT)
    two = _open(store, "2", f"{TEXT.upper()}!! https://t.co/x @somebody #park")
    _open(store, "3", TEXT + " again")
    _open(store, "4", TEXT, "2024-08-20T18:00:00Z")
    assert _alike(store, one) == {two: (Alike.TEXT,)}


def test_short_words_are_the_same_by_chance(store: Store) -> None:
    fill(store)
    one = _open(store, "1", "Oh no")
    _open(store, "2", "Oh no")
    assert _alike(store, one) == {}


def test_the_same_seconds_of_a_recording(store: Store) -> None:
    fill(store)
    one, two, three = (_open(store, n, f"Post number {n} of these") for n in "123")
    _found(store, one, 300.0, "e" * 64)
    second = _found(store, two, 304.0, "f" * 64)
    _found(store, three, 308.5, "d" * 64)
    assert _alike(store, one) == {two: (Alike.FOOTAGE,)}
    shared = others_like(store, casefile.load(store, one))[0].shared
    assert shared == ((304.0, 309.0),)
    assert second is not None
    with store.writing("Ada") as to:
        links.decide(store, to, second, LinkState.REJECTED, "another car")
    assert _alike(store, one) == {}


def test_words_are_compared_without_what_stands_around_them() -> None:
    assert words_of("Élan: the CAR, https://x.com/1 #now @me!") == ("elan", "the", "car")
    assert words_of("") == ()
