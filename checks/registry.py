"""Which checks there are, and running them on a case."""

from __future__ import annotations

from collections.abc import Collection

from checks import (
    edits_against_source,
    footage_in_airing,
    lead_and_airing,
    motivation,
    number_and_displayed_time,
    post_time_and_airing,
)
from checks.check import Check
from reference.errors import UnknownName
from storage.records import CaseFile, CheckResult

CHECKS: tuple[Check, ...] = (
    footage_in_airing.CHECK,
    edits_against_source.CHECK,
    lead_and_airing.CHECK,
    post_time_and_airing.CHECK,
    number_and_displayed_time.CHECK,
    motivation.CHECK,
)
"""All checks, in the order of the pillars. No check answers the location pillar yet."""


def names() -> tuple[str, ...]:
    """The names of all checks."""
    return tuple(check.name for check in CHECKS)


def run_checks(case: CaseFile, only: Collection[str] | None = None) -> tuple[CheckResult, ...]:
    """The results of all checks, or of those named in ``only``, in the order of :data:`CHECKS`.

    Raises:
        UnknownName: ``only`` names a check that does not exist.
    """
    unknown = sorted(set(only or ()) - set(names()))
    if unknown:
        raise UnknownName(f"there is no check {', '.join(unknown)}; there are {', '.join(names())}")
    return tuple(check.run(case) for check in CHECKS if only is None or check.name in only)
