"""From results to a suggested rating: a table that can be read, and one line of reason for each step.

The rules, in order:

1. Without a supported ``footage_in_airing`` that rests on a link which still counts, nothing is suggested.
2. A post that precedes every airing of its footage has no source among them: nothing is suggested.
3. Each alteration that ``edits_against_source`` lists brings its category (:data:`CATEGORY_OF`).
4. With no alteration and nothing left open, the media is original in schema.org's sense.
5. Confidence starts high and falls one level for each of :func:`_doubts`.

Staged and satirical content are a person's word. Claims are rated by no rule: no check yet supports a
rating, and none may be "true" while a pillar other than motivation is unanswered.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks import sightings
from checks.edits import EditKind
from storage.records import (
    CaseFile,
    CheckResult,
    Confidence,
    Link,
    LinkState,
    MediaCategory,
    Outcome,
    Pillar,
    Suggestion,
)

CATEGORY_OF: dict[EditKind, tuple[MediaCategory, str]] = {
    EditKind.MIRRORED: (MediaCategory.TRANSFORMED, "the picture itself was manipulated"),
    EditKind.REVERSED: (MediaCategory.TRANSFORMED, "footage that runs backwards was manipulated itself"),
    EditKind.SPEED: (MediaCategory.TRANSFORMED, "the speed was changed"),
    EditKind.SOUND_ELSEWHERE: (MediaCategory.TRANSFORMED, "other sound was laid under the picture"),
    EditKind.LEFT_OUT: (MediaCategory.EDITED_OR_CROPPED, "parts were cut out in time"),
    EditKind.PUT_IN: (MediaCategory.EDITED_OR_CROPPED, "something was cut in between"),
    EditKind.REPEATED: (MediaCategory.EDITED_OR_CROPPED, "parts are shown more than once"),
    EditKind.REORDERED: (MediaCategory.EDITED_OR_CROPPED, "parts were rearranged"),
    EditKind.SEVERAL_AIRINGS: (MediaCategory.EDITED_OR_CROPPED, "several videos were cut together"),
}
"""Which category an alteration brings, and why. Framing brings none: the definition of edited content is
about time, and a crop that hides something is for a person to see."""

ANSWERED_BY: dict[Pillar, str | None] = {
    Pillar.PROVENANCE: "footage_in_airing",
    Pillar.SOURCE: "lead_and_airing",
    Pillar.DATE: "post_time_and_airing",
    Pillar.LOCATION: None,
    Pillar.MOTIVATION: None,
}
"""The check whose word answers a pillar, None where there is none. The others only back it: that a post's
two clocks agree does not say when its footage is from."""

SURE_SCORE = 0.9
"""A suggested link whose score is lower makes the suggestion less certain."""

_UNCOMPARED = frozenset({EditKind.PART_NOT_FOUND, EditKind.LENGTH_UNKNOWN, EditKind.TIME_UNCERTAIN})
_LEVELS = (Confidence.HIGH, Confidence.MODERATE, Confidence.LOW)


def suggest(case: CaseFile, results: Sequence[CheckResult]) -> Suggestion | None:
    """What the machine suggests, with its reasons line by line; None where it has nothing to go by."""
    by_name = {result.name: result for result in results}
    links = {link.id: link for link in sightings.counted(case)}
    found = by_name.get("footage_in_airing")
    if found is None or found.outcome is not Outcome.SUPPORTS or not _stands(found, links):
        return None
    order = by_name.get("post_time_and_airing")
    if order is not None and order.outcome is Outcome.REFUTES:
        return None
    compared = by_name.get("edits_against_source")
    if compared is None or not _stands(compared, links):
        return None
    categories, reasons = _categories(compared)
    if not categories:
        return None
    doubts = _doubts(compared, order, by_name.get("number_and_displayed_time"), links)
    confidence = _LEVELS[min(len(doubts), len(_LEVELS) - 1)]
    because = [
        f"Found: {found.reason}",
        *reasons,
        f"Confidence is {confidence.value}" + (f", because {'; '.join(doubts)}." if doubts else "."),
        _unanswered_line(results),
    ]
    return Suggestion(categories, (), confidence, tuple(because))


def unanswered(results: Sequence[CheckResult]) -> tuple[Pillar, ...]:
    """The pillars whose check neither supports nor refutes its proposition."""
    decided = {result.name for result in results if result.outcome in {Outcome.SUPPORTS, Outcome.REFUTES}}
    return tuple(pillar for pillar in Pillar if ANSWERED_BY[pillar] not in decided)


def _stands(result: CheckResult, links: dict[str, Link]) -> bool:
    """Whether a result rests on links, all of which still count: a person may have rejected one since."""
    resting = {item.link for item in result.evidence if item.link is not None}
    return bool(resting) and resting <= links.keys()


def _kinds(result: CheckResult) -> tuple[EditKind, ...]:
    """The kinds of edits that the evidence lists; kinds that only another version knew are passed over."""
    known = {kind.value for kind in EditKind}
    named = [item.facts["edit"] for item in result.evidence if item.facts.get("edit") in known]
    return tuple(dict.fromkeys(EditKind(name) for name in named))


def _categories(compared: CheckResult) -> tuple[tuple[MediaCategory, ...], list[str]]:
    """The categories, each with its reasons."""
    if compared.outcome is Outcome.SUPPORTS:
        return (MediaCategory.ORIGINAL,), [
            f"{MediaCategory.ORIGINAL.value}: no alteration was found, and an excerpt is by itself none. "
            f"{compared.reason}"
        ]
    if compared.outcome is not Outcome.REFUTES:
        return (), []
    reasons = [
        f"{CATEGORY_OF[kind][0].value}: {CATEGORY_OF[kind][1]}. "
        + " ".join(item.text for item in compared.evidence if item.facts.get("edit") == kind.value)
        for kind in _kinds(compared)
        if kind in CATEGORY_OF
    ]
    found = {CATEGORY_OF[kind][0] for kind in _kinds(compared) if kind in CATEGORY_OF}
    return tuple(category for category in MediaCategory if category in found), reasons


def _doubts(
    compared: CheckResult,
    order: CheckResult | None,
    clocks: CheckResult | None,
    links: dict[str, Link],
) -> list[str]:
    """Why the suggestion is less than certain, a reason each."""
    used = [links[item.link] for item in compared.evidence if item.link is not None]
    suggested = [link for link in used if link.state is not LinkState.CONFIRMED]
    kinds = _kinds(compared)
    doubts = []
    if suggested:
        doubts.append(f"no person has confirmed link {suggested[0].id}")
        lowest = min(link.score for link in suggested)
        if lowest < SURE_SCORE:
            doubts.append(f"the footage agrees less than well (score {lowest:.2f})")
    if compared.outcome is Outcome.SUPPORTS and left_out(compared):
        doubts.append(f"{' and '.join(left_out(compared))} could not be compared")
    if order is None or order.outcome is not Outcome.SUPPORTS or not _stands(order, links):
        doubts.append("it is not certain that the post came after the airing")
    if clocks is not None and clocks.outcome is Outcome.REFUTES:
        doubts.append("the post's number and its displayed time do not agree")
    if EditKind.INSET in kinds:
        doubts.append("what fills the rest of the clip's picture was not compared")
    if compared.outcome is Outcome.REFUTES and _UNCOMPARED & set(kinds):
        doubts.append("part of the clip could not be compared")
    return doubts


def left_out(compared: CheckResult) -> list[str]:
    """What of the clip nobody has held against the airing."""
    facts = [item.facts for item in compared.evidence if item.facts.get("compared")]
    names = {"picture_compared": "what lies over the picture", "sound_compared": "the sound"}
    return [words for name, words in names.items() if not facts or not all(fact.get(name) for fact in facts)]


def _unanswered_line(results: Sequence[CheckResult]) -> str:
    open_pillars = ", ".join(pillar.value for pillar in unanswered(results))
    return f"No claim is rated: no check supports a rating, and not answered are {open_pillars}."
