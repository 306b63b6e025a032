"""Pairs of accounts: one imitates the other, or is only near to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reference.lookalikes import Likeness, imitation, mixes_scripts, same_name, skeleton

PAIRS = Path(__file__).with_name("accounts")


def pairs(name: str) -> Iterator[tuple[str, str, str, str]]:
    for line in (PAIRS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            handle, shown, other, other_name = (part.strip() for part in line.split("|"))
            yield handle, shown, other, other_name


def found(name: str) -> list[tuple[str, str, str, str]]:
    return [pair for pair in pairs(name) if imitation(*pair) is not None]


def test_imitations_are_told_from_neighbours() -> None:
    spoofs, innocent = list(pairs("spoofs")), list(pairs("innocent"))
    assert len(spoofs) >= 200
    assert len(innocent) >= 200
    right, wrong = len(found("spoofs")), len(found("innocent"))
    assert right / len(spoofs) >= 0.95
    assert right / (right + wrong) >= 0.98


@pytest.mark.parametrize(
    ("pair", "likeness", "what"),
    [
        (("BBCWorId", "", "BBCWorld", "BBC News (World)"), Likeness.LOOKS_THE_SAME, "handle"),
        (("rnfa_russia", "", "mfa_russia", "MFA Russia"), Likeness.LOOKS_THE_SAME, "handle"),
        (("B-B-C World", "", "BBCWorld", "BBC"), Likeness.SIGNS_ADDED, "handle"),
        (("RealCNN", "", "CNN", "CNN"), Likeness.SIGNS_ADDED, "handle"),
        (("Reutters", "", "Reuters", "Reuters"), Likeness.ONE_LETTER_OFF, "handle"),
        (("somebody", "Sky Nеws", "SkyNews", "Sky News"), Likeness.LOOKS_THE_SAME, "name"),
        (("Reuters_24", "Reuters", "Reuters", "Reuters"), Likeness.SAME_NAME, "name"),
    ],
)
def test_how_it_is_made_is_told(pair: tuple[str, str, str, str], likeness: Likeness, what: str) -> None:
    told = imitation(*pair)
    assert told is not None
    assert (told.likeness, told.what) == (likeness, what)


def test_an_account_does_not_imitate_itself() -> None:
    assert imitation("@reuters", "Reuters", "Reuters", "Reuters") is None
    assert imitation("", "Reuters", None, "Reuters") is None
    assert imitation("", "", "Reuters", "Reuters") is None


def test_a_name_alone_can_be_held_against_a_station() -> None:
    assert imitation("", "Sky Nеws", None, "Sky News") is not None
    assert imitation("", "Sky News", None, "Sky News") is None


def test_what_looks_alike_has_one_skeleton() -> None:
    assert skeleton("ВВС Nеws") == skeleton("BBC News")
    assert skeleton("Ｒｅｕｔｅｒｓ") == skeleton("reuters")
    assert skeleton("corn") == skeleton("com")
    assert skeleton("BBC\u200b") == skeleton("BBC")
    assert skeleton("CNN") != skeleton("CBN")
    assert skeleton("LTV") != skeleton("ITV"), "a capital L looks like no I"
    assert skeleton("AIJazeera") == skeleton("AlJazeera")


def test_alphabets_in_one_word_are_seen() -> None:
    assert mixes_scripts("Новости Nеws") == "Nеws"
    assert mixes_scripts("BBC News Русская служба") is None
    assert mixes_scripts("") is None


def test_names_are_the_same_letter_for_letter() -> None:
    assert same_name("BBC  news", "BBC News")
    assert not same_name("ВВС News", "BBC News")
    assert not same_name("", "")


@pytest.mark.parametrize("text", ["", "\u0000", "x" * 3000, "\u202e\u202e", "𝕏" * 500, "@@@@"])
def test_strange_names_are_no_fault(text: str) -> None:
    imitation(text, text, text, text)
    imitation(text, text, "Reuters", "Reuters")
