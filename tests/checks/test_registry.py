from __future__ import annotations

from dataclasses import replace

import pytest

from checks import registry
from checks.check import Finding
from reference.errors import UnknownName
from storage.encoding import from_plain, to_plain
from storage.records import CaseFile, CheckResult, Outcome, Pillar
from tests.checks.stories import airing, case, lead, link, named, seed_like, segment


def test_every_check_answers_in_order() -> None:
    results = registry.run_checks(case(link()))
    assert tuple(result.name for result in results) == registry.names()
    assert all(result.reason.endswith(".") and result.question.endswith("?") for result in results)


def test_names_are_unique() -> None:
    assert len(set(registry.names())) == len(registry.names())


def test_one_check_can_be_run_alone() -> None:
    (result,) = registry.run_checks(case(), only={"motivation"})
    assert result.name == "motivation"
    assert registry.run_checks(case(), only=set()) == ()


def test_a_check_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownName, match="no check horoscope"):
        registry.run_checks(case(), only={"horoscope"})


def test_a_check_that_breaks_off_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: CaseFile) -> Finding:
        raise ZeroDivisionError(f"nothing to divide by in {case.id}")

    first, *rest = registry.CHECKS
    monkeypatch.setattr(registry, "CHECKS", (replace(first, examine=broken), *rest))
    results = registry.run_checks(case(link()))
    assert results[0].outcome is Outcome.FAILED
    assert "nothing to divide by in C1" in results[0].reason
    assert all(result.outcome is not Outcome.FAILED for result in results[1:])


def test_an_airing_in_a_zone_that_does_not_exist_fails_with_the_reason() -> None:
    results = registry.run_checks(case(link(airing=airing(zone="Mars/Olympus"))))
    found = named(results, "footage_in_airing")
    assert found.outcome is Outcome.FAILED
    assert "Mars/Olympus" in found.reason


@pytest.mark.parametrize("story", [case(), case(link()), seed_like(), case(post=None)])
def test_the_same_case_gets_the_same_answer(story: CaseFile) -> None:
    assert registry.run_checks(story) == registry.run_checks(story)


def test_results_survive_being_stored() -> None:
    story = case(link(segment(0, 10, 100), segment(10, 20, 400, mirrored=True)), leads=(lead(),))
    for result in registry.run_checks(story):
        assert from_plain(to_plain(result), CheckResult) == result


@pytest.mark.parametrize("story", [case(), case(link()), seed_like(), case(post=None)])
def test_motivation_is_always_asked_of_the_person(story: CaseFile) -> None:
    (result,) = registry.run_checks(story, only={"motivation"})
    assert result.outcome is Outcome.INCONCLUSIVE
    assert "A person has to judge" in result.reason


def test_no_check_pretends_to_answer_the_location() -> None:
    assert Pillar.LOCATION not in {check.pillar for check in registry.CHECKS}
