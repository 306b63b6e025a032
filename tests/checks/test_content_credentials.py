from __future__ import annotations

import pytest

from checks.content_credentials import CHECK
from storage.records import Outcome
from storage.records.surroundings import CredentialState, Embedded, Surroundings
from tests.checks.stories import CLIP, case, post


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (CredentialState.ABSENT, Outcome.INCONCLUSIVE),
        (CredentialState.NOT_READ, Outcome.INCONCLUSIVE),
        (CredentialState.UNTRUSTED, Outcome.INCONCLUSIVE),
        (CredentialState.INVALID, Outcome.REFUTES),
        (CredentialState.TRUSTED, Outcome.SUPPORTS),
    ],
)
def test_only_what_a_signature_shows_decides(state: CredentialState, expected: Outcome) -> None:
    told = Embedded(CLIP, state, "It says so.", signed_by="A Paper", tags=(("creation_time", "2031"),))
    result = CHECK.run(case(surroundings=Surroundings(embedded=(told,))))
    assert result.outcome is expected
    assert result.evidence[0].facts["credentials"] == state.value
    assert "anybody can write" in result.evidence[1].text


def test_files_that_are_not_held_say_nothing() -> None:
    assert CHECK.run(case()).outcome is Outcome.INCONCLUSIVE
    assert CHECK.run(case(post=post(media=()))).outcome is Outcome.INCONCLUSIVE
    other = Embedded("9" * 64, CredentialState.TRUSTED, "It says so.")
    assert CHECK.run(case(surroundings=Surroundings(embedded=(other,)))).outcome is Outcome.INCONCLUSIVE
