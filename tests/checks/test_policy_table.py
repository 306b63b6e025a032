"""A newsroom's own table: what it can change, what it cannot, and what is said of a mistake in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.policy import shipped, suggest
from checks.policy_table import SHIPPED, load_policy
from checks.registry import names, run_checks
from reference.errors import InputError
from storage.records import Claim, Confidence, MediaCategory, Outcome, Pillar
from tests.checks.stories import airing, case, instant, link, post, posted, segment


def table() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return read


def written(folder: Path, changed: object) -> Path:
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump(changed), encoding="utf-8")
    return path


def test_the_shipped_table_speaks_of_checks_that_there_are() -> None:
    assert load_policy(SHIPPED, names()).name == shipped().name


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        (
            "media",
            [{"check": "horoscope", "outcome": "refutes", "because": "x"}],
            "there is no check 'horoscope'",
        ),
        (
            "media",
            [{"check": "footage_age", "outcome": "maybe", "because": "x"}],
            "'maybe' is none of supports",
        ),
        ("media", [{"check": "footage_age", "outcome": "refutes", "because": "x"}], "row 1 needs a category"),
        (
            "media",
            [{"check": "footage_age", "outcome": "refutes", "because": "x", "category": "StagedContent"}],
            "StagedContent is never suggested",
        ),
        (
            "media",
            [{"check": "footage_age", "outcome": "refutes", "because": "x", "category": "Fake"}],
            "'Fake' is none of OriginalMediaContent",
        ),
        ("media", "everything", "media must be a list"),
        (
            "claims",
            [{"check": "footage_age", "outcome": "refutes", "because": "x", "rating": "Lie"}],
            "of the scale",
        ),
        ("scale", [True, "False"], "put True into quotation marks"),
        ("true", ["Right"], "'Right' in true is not on the scale"),
        ("doubts", {"unconfirmed": 1}, "doubts has no weak"),
        ("pillars", {"provenance": []}, "pillars has no source"),
        ("name", "", "name must be a text"),
        ("extra", 1, "has 'extra', which is none of"),
    ],
)
def test_a_mistake_is_said_with_its_place(part: str, value: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as raised:
        load_policy(written(tmp_path, table() | {part: value}), names())
    assert "policy.yaml" in str(raised.value)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: [", "\x00", "42"])
def test_what_is_no_table_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        load_policy(path)
    with pytest.raises(InputError, match="cannot be read"):
        load_policy(tmp_path / "none.yaml")


def test_doubts_weigh_what_the_newsroom_gives_them(tmp_path: Path) -> None:
    story = case(link(segment(mirrored=True), score=0.7))
    results = run_checks(story)
    lenient = load_policy(written(tmp_path, table() | {"doubts": dict.fromkeys(table()["doubts"], 0)}))
    by_shipped, by_own = suggest(story, results), suggest(story, results, lenient)
    assert by_shipped is not None
    assert by_own is not None
    assert (by_shipped.confidence, by_own.confidence) == (Confidence.LOW, Confidence.HIGH)


def test_no_table_calls_a_claim_true_while_a_pillar_is_unanswered(tmp_path: Path) -> None:
    text = "The bridge opened on March 7, 2031."
    story = case(
        link(airing=airing(aired_at=instant("2031-03-07T18:00:00Z"))),
        post=post(text=text, times=(posted("2031-03-07T20:00:00Z"),)),
        claims=(Claim(1, text, (0, len(text)), "machine"),),
    )
    row = {
        "check": "named_days_and_airing",
        "outcome": "supports",
        "rating": "True",
        "because": "the day is right",
    }
    generous = table() | {"claims": [row]}
    results = run_checks(story)
    open_ = suggest(story, results, load_policy(written(tmp_path, generous)))
    assert open_ is not None
    assert open_.claims == ()
    answered = {pillar.value: ["footage_in_airing"] for pillar in Pillar if pillar is not Pillar.MOTIVATION}
    decided = suggest(
        story, results, load_policy(written(tmp_path, generous | {"pillars": answered | {"motivation": []}}))
    )
    assert decided is not None
    assert [(claim.n, claim.rating) for claim in decided.claims] == [(1, "True")]


def test_original_stands_beside_no_other_category() -> None:
    story = case(link(), post=post(text="BREAKING: a bridge falls.", times=(posted("2032-03-07T20:00:00Z"),)))
    found = suggest(story, run_checks(story))
    assert found is not None
    assert found.categories == (MediaCategory.DECONTEXTUALIZED,)
    assert any(line.startswith("By Airtrace's own policy") for line in found.because)


def test_a_check_that_failed_suggests_nothing(tmp_path: Path) -> None:
    story = case(link(segment(mirrored=True)))
    broken = tuple(replace(result, outcome=Outcome.FAILED) for result in run_checks(story))
    assert suggest(story, broken, load_policy(written(tmp_path, table()))) is None
