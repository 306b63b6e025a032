"""From results to a suggested rating, by the rows of a table, with one line of reason for each step.

The table is ``policy.yaml`` beside this file, or a newsroom's own. What no table can change: nothing is
suggested from a link that no longer counts; staged and satirical content are a person's word; media that any
row gives a category is not original; and no rating says "true" while a pillar other than motivation is
unanswered.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from checks import sightings
from checks.edits import EditKind
from checks.policy_table import Doubt, Policy, Row, load_policy
from storage.records import (
    CaseFile,
    CheckResult,
    Claim,
    ClaimSuggestion,
    Confidence,
    Link,
    LinkState,
    MediaCategory,
    Outcome,
    Pillar,
    Suggestion,
)

SURE_SCORE = 0.9
"""A suggested link whose score is lower makes the suggestion less certain."""

_UNCOMPARED = frozenset({EditKind.PART_NOT_FOUND, EditKind.LENGTH_UNKNOWN, EditKind.TIME_UNCERTAIN})
_LEVELS = (Confidence.HIGH, Confidence.MODERATE, Confidence.LOW)


@cache
def shipped() -> Policy:
    """The policy that comes with Airtrace."""
    return load_policy()


def suggest(
    case: CaseFile, results: Sequence[CheckResult], policy: Policy | None = None
) -> Suggestion | None:
    """What the machine suggests, with its reasons line by line; None where it has nothing to go by."""
    policy = policy or shipped()
    links = {link.id: link for link in sightings.counted(case)}
    by_name = {result.name: result for result in results if _stands(result, links)}
    if not all(_holds(row, by_name) for row in policy.needs):
        return None
    rows = [row for row in policy.media if _applies(row, by_name)]
    given = {row.category for row in rows}
    if not rows and not kept_open(results, links, policy) and _applies(policy.original, by_name):
        rows, given = [policy.original], {MediaCategory.ORIGINAL}
    categories = tuple(category for category in MediaCategory if category in given)
    used = [by_name[row.check] for row in rows]
    if not categories or not any(item.link for result in used for item in result.evidence):
        return None
    open_pillars = unanswered(results, policy)
    rated = _rated(case, by_name, policy, open_pillars)
    doubts = _doubts(used, rows, by_name, links)
    lost = sum(policy.doubts[doubt] for doubt, _ in doubts)
    confidence = _LEVELS[min(lost, len(_LEVELS) - 1)]
    why = "; ".join(reason for doubt, reason in doubts if policy.doubts[doubt])
    because = [
        *(f"Found: {by_name[row.check].reason}" for row in policy.needs[:1]),
        *(_line(row, by_name[row.check]) for row in rows),
        *(
            f"Claim {claim.n} is suggested as {row.rating}: {row.because}. {by_name[row.check].reason}"
            for claim, row in rated
        ),
        *(
            f"Note: {row.because}. {by_name[row.check].reason}"
            for row in policy.notes
            if _applies(row, by_name)
        ),
        f"Confidence is {confidence.value}" + (f", because {why}." if why else "."),
        _claims_line(case, rated, open_pillars),
        f"By {policy.name} ({policy.sha256[:12]}).",
    ]
    claims = tuple(ClaimSuggestion(claim.n, row.rating or "") for claim, row in rated)
    return Suggestion(categories, claims, confidence, tuple(because))


def kept_open(
    results: Sequence[CheckResult], links: dict[str, Link], policy: Policy | None = None
) -> tuple[str, ...]:
    """Why unaltered media is not called original: it may be out of its context, and nobody knows yet."""
    by_name = {result.name: result for result in results if _stands(result, links)}
    rows = [row for row in (policy or shipped()).unless if _applies(row, by_name)]
    return tuple(f"{row.because}. {by_name[row.check].reason}" for row in rows)


def unanswered(results: Sequence[CheckResult], policy: Policy | None = None) -> tuple[Pillar, ...]:
    """The pillars none of whose checks supports or refutes its proposition."""
    decided = {result.name for result in results if result.outcome in {Outcome.SUPPORTS, Outcome.REFUTES}}
    pillars = (policy or shipped()).pillars
    return tuple(pillar for pillar in Pillar if not decided & set(pillars[pillar]))


def _stands(result: CheckResult, links: dict[str, Link]) -> bool:
    """Whether all links that a result rests on still count: a person may have rejected one since."""
    return {item.link for item in result.evidence if item.link is not None} <= links.keys()


def _holds(row: Row, by_name: dict[str, CheckResult]) -> bool:
    """Whether a need is met; a check that was not run has told nothing, as an inconclusive one has."""
    result = by_name.get(row.check)
    if result is None:
        return Outcome.INCONCLUSIVE in row.outcomes
    resting = any(item.link for item in result.evidence)
    return result.outcome in row.outcomes and (resting or row.outcomes != {Outcome.SUPPORTS})


def _applies(row: Row, by_name: dict[str, CheckResult]) -> bool:
    result = by_name.get(row.check)
    if result is None or result.outcome not in row.outcomes:
        return False
    if row.fact is not None and not any(item.facts.get(row.fact) is True for item in result.evidence):
        return False
    return row.edit is None or row.edit in _kinds(result)


def _kinds(result: CheckResult) -> tuple[EditKind, ...]:
    """The kinds of edits that the evidence lists; kinds that only another version knew are passed over."""
    known = {kind.value for kind in EditKind}
    named = [item.facts["edit"] for item in result.evidence if item.facts.get("edit") in known]
    return tuple(dict.fromkeys(EditKind(name) for name in named))


def _line(row: Row, result: CheckResult) -> str:
    category = row.category or MediaCategory.ORIGINAL
    told = result.reason
    if row.edit is not None:
        told = " ".join(item.text for item in result.evidence if item.facts.get("edit") == row.edit.value)
    return f"{category.value}: {row.because}. {told}"


def _rated(
    case: CaseFile, by_name: dict[str, CheckResult], policy: Policy, open_pillars: Sequence[Pillar]
) -> list[tuple[Claim, Row]]:
    """The claims that a row rates, each with the first such row."""
    kept_back = policy.true_ratings if set(open_pillars) - {Pillar.MOTIVATION} else frozenset()
    found = []
    for claim in case.claims:
        rows = (
            row
            for row in policy.claims
            if row.rating not in kept_back
            and _applies(row, by_name)
            and _speaks_of(by_name[row.check], claim)
        )
        row = next(rows, None)
        if row is not None:
            found.append((claim, row))
    return found


def _speaks_of(result: CheckResult, claim: Claim) -> bool:
    """Whether evidence that bears the outcome out names the claim, words that stand in it, or all claims."""
    for item in result.evidence:
        if item.facts.get("claim") == claim.n or item.facts.get("all_claims") is True:
            return True
        if item.facts.get("fits", result.outcome.value) != result.outcome.value:
            continue
        says = item.facts.get("says")
        if isinstance(says, str) and says and says.casefold() in claim.text.casefold():
            return True
    return False


def _doubts(
    used: Sequence[CheckResult], rows: Sequence[Row], by_name: dict[str, CheckResult], links: dict[str, Link]
) -> list[tuple[Doubt, str]]:
    """Why the suggestion is less than certain, a reason each."""
    resting = [links[item.link] for result in used for item in result.evidence if item.link is not None]
    suggested = [link for link in resting if link.state is not LinkState.CONFIRMED]
    doubts: list[tuple[Doubt, str]] = []
    if suggested:
        doubts.append((Doubt.UNCONFIRMED, f"no person has confirmed link {suggested[0].id}"))
        lowest = min(link.score for link in suggested)
        if lowest < SURE_SCORE:
            doubts.append((Doubt.WEAK, f"the footage agrees less than well (score {lowest:.2f})"))
    compared = by_name.get("edits_against_source")
    if compared is not None and compared in used:
        doubts.extend(_doubts_of_edits(compared, rows))
    order = by_name.get("post_time_and_airing")
    if order is None or order.outcome is not Outcome.SUPPORTS:
        doubts.append((Doubt.ORDER, "it is not certain that the post came after the airing"))
    clocks = by_name.get("number_and_displayed_time")
    if clocks is not None and clocks.outcome is Outcome.REFUTES:
        doubts.append((Doubt.CLOCKS, "the post's number and its displayed time do not agree"))
    return doubts


def _doubts_of_edits(compared: CheckResult, rows: Sequence[Row]) -> list[tuple[Doubt, str]]:
    kinds = set(_kinds(compared))
    doubts: list[tuple[Doubt, str]] = []
    if compared.outcome is Outcome.SUPPORTS and left_out(compared):
        doubts.append((Doubt.UNCOMPARED, f"{' and '.join(left_out(compared))} could not be compared"))
    if EditKind.INSET in kinds:
        doubts.append((Doubt.INSET, "what fills the rest of the clip's picture was not compared"))
    if compared.outcome is not Outcome.SUPPORTS and _UNCOMPARED & kinds:
        doubts.append((Doubt.PART, "part of the clip could not be compared"))
    if any(row.edit is EditKind.HEAVY_CROP for row in rows):
        doubts.append((Doubt.CROP, "whether the crop hides what matters is for a person to see"))
    return doubts


def left_out(compared: CheckResult) -> list[str]:
    """What of the clip nobody has held against the airing."""
    facts = [item.facts for item in compared.evidence if item.facts.get("compared")]
    names = {"picture_compared": "what lies over the picture", "sound_compared": "the sound"}
    return [words for name, words in names.items() if not facts or not all(fact.get(name) for fact in facts)]


def _claims_line(case: CaseFile, rated: Sequence[tuple[Claim, Row]], open_pillars: Sequence[Pillar]) -> str:
    not_answered = f"Not answered are {', '.join(pillar.value for pillar in open_pillars)}."
    numbers = {claim.n for claim, _ in rated}
    left = [str(claim.n) for claim in case.claims if claim.n not in numbers]
    if not rated:
        return f"No claim is rated, as no check supports a rating. {not_answered}"
    return f"Claims that no check rates: {', '.join(left)}. {not_answered}" if left else not_answered
