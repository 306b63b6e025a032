"""What was said around a link's footage, in the JSON and on the evidence page."""

from __future__ import annotations

from dataclasses import replace

from review.case_json import case_json
from storage.records import CaseFile, Cue, Said, TextOrigin
from storage.records.surroundings import SaidAround
from tests.review.pages import assert_harmless, page, words
from tests.review.review_cases import full_case


def _said(origin: TextOrigin = TextOrigin.CAPTIONS, engine: str | None = None) -> Said:
    return Said(
        "T4",
        origin,
        "en",
        engine,
        (60.0, 75.0),
        (Cue(50.0, 58.0, "HERE IS THE HARBOUR"),),
        (Cue(59.0, 64.0, "THE HARBOUR AT NOON", "AT NOON"), Cue(64.0, 75.0, "<b>and\u202e the ferry")),
        (),
    )


def _case(*said: Said) -> CaseFile:
    case = full_case()
    return replace(case, said=(SaidAround(case.links[0].id, said, covered=True),))


def test_the_json_has_before_during_and_after() -> None:
    other = replace(_said(), transcript="T9")
    links = case_json(_case(_said(), other), ())["links"]
    said = links[0]["said"]
    assert (said["before"], said["during"], said["after"]) == (
        "HERE IS THE HARBOUR",
        "AT NOON <b>and\u202e the ferry",
        "",
    )
    assert (said["transcript"], said["origin"], said["language"], said["seconds"]) == (
        "T4",
        "captions",
        "en",
        [60.0, 75.0],
    )
    assert said["cues"][0] == {"place": "before", "seconds": [50.0, 58.0], "text": "HERE IS THE HARBOUR"}
    assert said["other_transcripts"] == ["T9"]
    assert all(link["said"] is None for link in links[1:])


def test_the_page_shows_it_as_text_and_names_its_origin() -> None:
    html = page(_case(_said(TextOrigin.SPEECH, "whisper-small")))
    shown = words(html)
    assert "speech recognition, transcript T4, by whisper-small" in shown
    assert "Just before 0:00:50.0 “ HERE IS THE HARBOUR ”" in shown
    assert "“ AT NOON <b>and⟦U+202E⟧ the ferry ”" in shown
    assert_harmless(html)


def test_without_words_nothing_is_claimed() -> None:
    assert case_json(full_case(), ())["links"][0]["said"] is None
    assert "What was said around it" not in words(page(full_case()))
