"""Edits as JSON that other programs read, and as lines for a person."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from rich.console import Console

from review.case_json import case_json
from review.edits import edit_lines, edits_json
from review.table import case_table
from storage.encoding import from_plain, to_plain
from storage.records.links import ColourChange, Edit, EditKind, Sureness
from tests.review.pages import page, soup
from tests.review.review_cases import full_case, stations

OVERLAY = Edit(
    EditKind.OVERLAY,
    (0.0, 4.123456),
    "Something is laid over.",
    box=(0.1, 0.2, 0.3, 0.4),
    evidence={"frames": 7},
)
GREY = Edit(
    EditKind.COLOUR,
    (0.0, 9.0),
    "The clip shows the broadcast in black and white.",
    Sureness.LIKELY,
    recording=(10.0, 19.0),
    recording_id="REC1",
    colour=ColourChange(grey=True, contrast=1.0, brightness=0.0, saturation=0.0, tint=(0.0, 0.0)),
)
KEPT = Edit(EditKind.KEPT, (0.0, 9.0), "Kept.", recording=(1.0, 10.0), recording_id="REC1")


def test_what_applies_stands_in_the_json_and_nothing_else() -> None:
    overlay, grey = json.loads(json.dumps(edits_json([OVERLAY, GREY]), allow_nan=False))
    assert overlay == {
        "kind": "overlay",
        "clip": [0.0, 4.1235],
        "recording": None,
        "recording_id": None,
        "sureness": "seen",
        "sentence": "Something is laid over.",
        "box": [0.1, 0.2, 0.3, 0.4],
        "evidence": {"frames": 7},
    }
    assert grey["colour"]["grey"] is True
    assert grey["recording"] == [10.0, 19.0]


def test_numbers_that_are_not_finite_are_null() -> None:
    (edit,) = edits_json([Edit(EditKind.RATE, (0.0, 1.0), "Fast.", rate=float("nan"))])
    assert edit["rate"] is None


def test_lines_say_what_was_done_and_how_surely() -> None:
    assert edit_lines([KEPT, OVERLAY, GREY]) == [OVERLAY.sentence, f"Likely: {GREY.sentence}"]


def test_an_edit_is_kept_and_read_back_as_it_was() -> None:
    for edit in (OVERLAY, GREY, KEPT):
        assert from_plain(json.loads(json.dumps(to_plain(edit))), Edit) == edit


def test_page_and_terminal_say_what_was_done() -> None:
    case = full_case()
    edited = replace(case, links=(replace(case.links[0], edits=(KEPT, OVERLAY, GREY)), *case.links[1:]))
    out = io.StringIO()
    Console(file=out, width=200).print(case_table(edited, stations))
    segments = soup(page(edited)).find(id="segments")
    assert segments is not None
    for text in (out.getvalue(), segments.get_text()):
        assert OVERLAY.sentence in text
        assert f"Likely: {GREY.sentence}" in text
        assert KEPT.sentence not in text
    assert case_json(edited, ())["links"][0]["edits"] == edits_json((KEPT, OVERLAY, GREY))
    assert "What was done" not in soup(page(case)).get_text()
