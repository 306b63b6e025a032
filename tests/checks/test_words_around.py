from __future__ import annotations

import pytest

from checks.words_around import CHECK
from storage.records import CaseFile, Outcome
from storage.records.surroundings import SaidAround, Surroundings
from storage.records.transcripts import Cue, Said, TextOrigin
from tests.checks.stories import case, link

Lines = list[tuple[float, float, str]]


def story(before: Lines, during: Lines, after: Lines, origin: TextOrigin = TextOrigin.CAPTIONS) -> CaseFile:
    said = Said(
        "T1", origin, "en", None, (812.4, 832.4), _cues(before), _cues(during), _cues(after)
    )  # fmt: skip
    return case(link(), surroundings=Surroundings(said=(SaidAround("L1", (said,), covered=True),)))


def _cues(lines: Lines) -> tuple[Cue, ...]:
    return tuple(Cue(start, end, text) for start, end, text in lines)


WHOLE = [(813.0, 820.0, "We open the bridge."), (820.0, 831.0, "It is a good day.")]


@pytest.mark.parametrize(
    ("before", "during", "after", "expected"),
    [
        ([(800.0, 810.0, "Good evening.")], WHOLE, [(833.0, 836.0, "And now sport.")], Outcome.SUPPORTS),
        ([], WHOLE, [], Outcome.SUPPORTS),
        ([(800.0, 812.0, "I will never say that")], WHOLE, [], Outcome.REFUTES),
        ([], [(805.0, 820.0, "I will never say: open it."), *WHOLE[1:]], [], Outcome.REFUTES),
        ([], [*WHOLE[:1], (828.0, 840.0, "It is a good day, if it rains.")], [], Outcome.REFUTES),
        ([], [*WHOLE[:1], (825.0, 832.0, "It is good")], [(832.5, 836.0, "for nothing.")], Outcome.REFUTES),
        ([(800.0, 805.0, "and so on")], [], [], Outcome.SUPPORTS),
    ],
)
def test_where_speech_is_cut(before: Lines, during: Lines, after: Lines, expected: Outcome) -> None:
    result = CHECK.run(story(before, during, after))
    assert result.outcome is expected, result.reason


def test_what_was_said_before_and_after_is_quoted() -> None:
    result = CHECK.run(
        story([(800.0, 812.0, "I will never say that")], WHOLE, [(833.0, 836.0, "Not at all.")])
    )
    quoted = {item.facts["place"]: item.text for item in result.evidence}
    assert "I will never say that" in quoted["Just before"]
    assert "Not at all." in quoted["Just after"]


def test_without_words_it_stays_open() -> None:
    assert CHECK.run(case(link())).outcome is Outcome.INCONCLUSIVE
    assert CHECK.run(case()).outcome is Outcome.INCONCLUSIVE
    assert CHECK.run(story([], WHOLE, [], TextOrigin.SCREEN)).outcome is Outcome.INCONCLUSIVE
