from __future__ import annotations

import random

import pytest

from matching.quotations import Change, Fidelity, locate
from storage.records import Cue

SPEECH = (
    "GOOD EVENING. THE PRESIDENT SAID ON MONDAY THAT THE BRIDGE WILL",
    "BE OPENED FOR TRAFFIC ON THE TENTH OF MAY, BUT ONLY FOR CARS.",
    "HE DID NOT SAY WHO WILL PAY FOR IT.",
    "THE OPPOSITION CALLS THE DECISION A MISTAKE.",
)


def _cues(*texts: str) -> list[Cue]:
    return [Cue(100.0 + 4 * n, 104.0 + 4 * n, text) for n, text in enumerate(texts)]


def test_an_exact_quotation_over_the_border_of_cues() -> None:
    found = locate("“the bridge will be opened for traffic”", _cues(*SPEECH))
    assert found is not None
    assert (found.fidelity, found.score, found.differences) == (Fidelity.EXACT, 1.0, ())
    assert (found.seconds, found.cues) == ((100.0, 108.0), (0, 1))
    assert found.said == "THE BRIDGE WILL BE OPENED FOR TRAFFIC"
    assert found.goes_on == "ON THE TENTH OF MAY, BUT ONLY FOR CARS"


def test_words_that_were_replaced_are_named_with_their_second() -> None:
    found = locate("The bridge will be closed for traffic on the ninth of May", _cues(*SPEECH))
    assert found is not None
    assert found.fidelity is Fidelity.ALTERED
    assert [(each.change, each.quoted, each.said, each.second) for each in found.differences] == [
        (Change.REPLACED, "closed", "OPENED", 104.0),
        (Change.REPLACED, "ninth", "TENTH", 104.0),
    ]


def test_a_negation_that_was_taken_out_or_put_in() -> None:
    left_out = locate("He did say who will pay for it", _cues(*SPEECH))
    assert left_out is not None
    assert [(each.change, each.said, each.marked) for each in left_out.differences] == [
        (Change.LEFT_OUT, "NOT", False)
    ]
    assert left_out.fidelity is Fidelity.CUT_SHORT
    put_in = locate("the bridge will not be opened for traffic", _cues(*SPEECH))
    assert put_in is not None
    assert [(each.change, each.quoted) for each in put_in.differences] == [(Change.ADDED, "not")]
    assert put_in.fidelity is Fidelity.ALTERED


def test_a_sentence_that_is_ended_early_is_cut_short() -> None:
    found = locate("The bridge will be opened for traffic on the tenth of May.", _cues(*SPEECH))
    assert found is not None
    assert (found.fidelity, found.goes_on) == (Fidelity.CUT_SHORT, "BUT ONLY FOR CARS")
    whole = locate("He did not say who will pay for it.", _cues(*SPEECH))
    assert whole is not None
    assert (whole.fidelity, whole.goes_on) == (Fidelity.EXACT, "")


def test_an_ellipsis_may_leave_out_much_and_says_so() -> None:
    quotation = "The president said on Monday […] The opposition calls the decision a mistake."
    found = locate(quotation, _cues(*SPEECH))
    assert found is not None
    (difference,) = found.differences
    assert (difference.change, difference.marked) == (Change.LEFT_OUT, True)
    assert difference.said.startswith("THAT THE BRIDGE")
    assert found.score > 0.9


@pytest.mark.parametrize(
    ("said", "quoted", "change"),
    [
        ("the minister of defence spoke in Vladivostok", "the minister of defense spoke in Vladivostok", "spelled"),
        ("about twelve million people live here now", "about twelve billion people live here now", "replaced"),
        ("they said they could do it in a year", "they said they couldn't do it in a year", "replaced"),
        ("the talks ended after 15000 hours of work", "the talks ended after 16000 hours of work", "replaced"),
        ("сегодня президент прибыл в столицу Кореи", "сегодня президент прибыл в столицу Китая", "replaced"),
        ("وصل الرئيس اليوم إلى العاصمة بغداد", "وصل الرئيس اليوم الى العاصمه طهران", "replaced"),
    ],
)  # fmt: skip
def test_a_letter_is_spelling_and_a_number_or_a_contrary_is_not(said: str, quoted: str, change: str) -> None:
    found = locate(quoted, _cues(said))
    assert found is not None
    assert [each.change for each in found.differences] == [change]
    assert found.fidelity is (Fidelity.EXACT if change == "spelled" else Fidelity.ALTERED)


@pytest.mark.parametrize(
    ("cues", "quotation", "quoted", "said"),
    [
        (("오늘 두 나라의", "지도자들이 새로운 조약에 서명"), "두 나라의 지도자들이 낡은 조약에", "낡은", "새로운"),
        (("两国领导人在北京签署了新的", "合作协议"), "领导人在上海签署了新的合作协议", "上海", "北京"),
        (("両国の首脳は東京で新しい", "協定に署名しました"), "首脳は大阪で新しい協定に署名", "大阪", "東京"),
    ],
)  # fmt: skip
def test_scripts_without_spaces(cues: tuple[str, ...], quotation: str, quoted: str, said: str) -> None:
    found = locate(quotation, _cues(*cues))
    assert found is not None
    assert [(each.change, each.quoted, each.said) for each in found.differences] == [
        (Change.REPLACED, quoted, said)
    ]


def test_what_was_not_said_is_not_found() -> None:
    cues = _cues(*SPEECH)
    assert locate("We shall never give the islands back to anybody", cues) is None
    assert locate("the mistake", cues) is None
    assert locate("", cues) is None
    assert locate("the bridge", []) is None


def test_repeated_lines_of_rolling_captions_are_passed_over() -> None:
    cues = [Cue(0, 2, "THE BRIDGE WILL"), Cue(2, 4, "THE BRIDGE WILL BE OPENED", "BE OPENED")]
    found = locate("the bridge will be opened", cues)
    assert found is not None
    assert (found.fidelity, found.said) == (Fidelity.EXACT, "THE BRIDGE WILL BE OPENED")


def test_a_quotation_with_recognition_errors_is_placed_in_an_hour() -> None:
    chance = random.Random(5)
    vocabulary = [
        "".join(chance.choices("abcdefghiklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(3000)
    ]
    words = chance.choices(vocabulary, k=9000)
    cues = [Cue(2.4 * n, 2.4 * n + 2.4, " ".join(words[6 * n : 6 * n + 6])) for n in range(1500)]
    said = words[4503:4528]
    quoted = [word if n % 6 else "wrongword" for n, word in enumerate(said, 1)]
    found = locate(" ".join(quoted), cues)
    assert found is not None
    assert found.cues == (750, 754)
    assert [each.quoted for each in found.differences] == ["wrongword"] * 4
