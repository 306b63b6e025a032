"""Which checks there are, and running them on a case."""

from __future__ import annotations

from collections.abc import Collection

from checks import (
    account_age,
    account_impersonation,
    broadcaster_named,
    content_credentials,
    earlier_posts,
    edits_against_source,
    footage_age,
    footage_in_airing,
    lead_and_airing,
    motivation,
    named_days_and_airing,
    number_and_displayed_time,
    post_time_and_airing,
    posted_by_many,
    weekday_and_date,
    words_around,
)
from checks.check import Check
from reference.errors import UnknownName
from storage.records import CaseFile, CheckResult

CHECKS: tuple[Check, ...] = (
    footage_in_airing.CHECK,
    edits_against_source.CHECK,
    earlier_posts.CHECK,
    words_around.CHECK,
    content_credentials.CHECK,
    lead_and_airing.CHECK,
    broadcaster_named.CHECK,
    account_impersonation.CHECK,
    account_age.CHECK,
    posted_by_many.CHECK,
    post_time_and_airing.CHECK,
    footage_age.CHECK,
    named_days_and_airing.CHECK,
    weekday_and_date.CHECK,
    number_and_displayed_time.CHECK,
    motivation.CHECK,
)
"""All checks, in the order of the pillars."""


def names() -> tuple[str, ...]:
    """The names of all checks."""
    return tuple(check.name for check in CHECKS)


def reads_of(name: str) -> tuple[str, ...]:
    """The parts of a case that a check reads; empty for one that there is no more."""
    return next((check.reads for check in CHECKS if check.name == name), ())


def run_checks(case: CaseFile, only: Collection[str] | None = None) -> tuple[CheckResult, ...]:
    """The results of all checks, or of those named in ``only``, in the order of :data:`CHECKS`.

    Raises:
        UnknownName: ``only`` names a check that does not exist.
    """
    unknown = sorted(set(only or ()) - set(names()))
    if unknown:
        raise UnknownName(f"there is no check {', '.join(unknown)}; there are {', '.join(names())}")
    return tuple(check.run(case) for check in CHECKS if only is None or check.name in only)
