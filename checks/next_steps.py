"""What would settle the matter next: concrete sentences, the most useful first."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from checks import sightings, wording
from checks.direction import first_second
from checks.edits import EditKind
from checks.footage_in_airing import missing_media
from checks.lead_and_airing import indexed_of, source_leads
from checks.motivation import QUESTION
from checks.policy import kept_open, left_out, unanswered
from checks.policy_table import Policy
from checks.post_clocks import best_clock
from checks.search_plan import Step
from reference.times import Precision, iso
from storage.records import (
    CaseFile,
    CheckResult,
    FetchState,
    LeadAbout,
    Link,
    LinkState,
    Outcome,
    Pillar,
    Platform,
    PostTime,
    Purpose,
)

MOST_GATHERED = 3
"""Steps of the search plan that are named one by one."""
_DATED = frozenset({Precision.SECOND, Precision.MINUTE, Precision.DAY})


def next_steps(
    case: CaseFile,
    results: Sequence[CheckResult],
    policy: Policy | None = None,
    plan: Sequence[Step] = (),
) -> tuple[str, ...]:
    """What a person can do next, a sentence each; never empty, since motivation is always asked.

    Args:
        plan: What to gather for the case (:func:`checks.search_plan.search_plan`).
    """
    by_name = {result.name: result for result in results}
    steps = [
        *_links(case, by_name),
        *_post(case),
        *_media(case),
        *_gathering(case, plan),
        *_recordings(case, frozenset(step.station for step in plan if step.source is not None)),
        *_edits(by_name.get("edits_against_source")),
        *_clocks(case, by_name),
        *_told_by(by_name),
        *_kept_open(case, results, policy),
        *_failures(results),
        *_people(case, results, policy),
    ]
    return tuple(dict.fromkeys(steps))


def _links(case: CaseFile, by_name: dict[str, CheckResult]) -> Iterator[str]:
    for link in (*sightings.counted(case), *sightings.doubtful(case)):
        if link.state is LinkState.SUGGESTED:
            yield (
                f"Confirm or reject link {link.id} ({_where(link)}) after looking at its frames: "
                f"airtrace confirm {link.id} or airtrace reject {link.id}, each with --by NAME --because WHY."
            )
    order = by_name.get("post_time_and_airing")
    if order is None or order.outcome is not Outcome.REFUTES:
        return
    links = sightings.in_order_of_airing(sightings.counted(case))
    time = best_clock(case.post)
    if links and time is not None:
        yield (
            f"Look for a source before {wording.utc(time.interval.end)}: the post precedes the airing on "
            f"{wording.airing_name(links[0].airing)}, so both may come from an earlier source, or the station took it "
            "from the post."
        )


def _post(case: CaseFile) -> Iterator[str]:
    """What is not known of the post itself."""
    post = case.post
    if post is None:
        for fetch in missing_media(case)[:1]:
            yield f"Have {fetch.url} read ({_state(fetch.state)}: {fetch.reason.rstrip('.')}): {_again(case)}"
        return
    if post.platform is Platform.FILE:
        if best_clock(post) is None:
            yield "Find out when this was posted and give it: airtrace verify FILE --posted-at TIME."
        return
    whose = f"@{post.handle.removeprefix('@')}'s post" if post.handle else "the post"
    time = best_clock(post)
    if post.number is None:
        of_day = f" of {time.text}" if time else ""
        embed = "the article's embed or " if case.article else ""
        yield (
            f"Find the post's number: open {embed}{whose}{of_day} on its platform, and give the post's address "
            "to airtrace verify; the number carries the time to the second."
        )
    elif time is None:
        yield f"Find out when {whose} was posted."


def _media(case: CaseFile) -> Iterator[str]:
    """What to do where there is no clip to search with."""
    post = case.post
    if post is None:
        return
    if sightings.held_clips(case):
        if case.searched is not None and not case.searched.clips:
            why = "; ".join(case.searched.not_searched[:1]) or "it could not be searched"
            yield f"Get the clip in another form: {why.rstrip('.')}."
        return
    of_media = (Purpose.MEDIA, Purpose.SHORT_LINK, Purpose.POST)
    missing = [fetch for fetch in missing_media(case) if fetch.purpose in of_media]
    for fetch in missing[:1]:
        if fetch.state in {FetchState.UNREACHABLE, FetchState.NOT_FETCHED}:
            yield f"Try {fetch.url} again ({_state(fetch.state)}: {fetch.reason.rstrip('.')}): {_again(case)}"
        elif not case.archived:
            yield (
                f"Look for a copy of the post in a web archive: {fetch.url} was {_state(fetch.state)} "
                f"({fetch.reason.rstrip('.')})."
            )
    if case.archived:
        first = min(case.archived, key=lambda copy: copy.at)
        yield f"Open the archived copy of {iso(first.at)}: {first.link} (it can show a login page)."
    time = best_clock(post)
    command = ["airtrace verify FILE --caption", _quoted(post.text)]
    if time is not None and time.precision in _DATED:
        command += ["--posted-at", _given(time)]
    if post.handle:
        command += ["--account", shlex.quote(post.handle)]
    yield f"Or add the clip by hand: {' '.join(command)}."


def _gathering(case: CaseFile, plan: Sequence[Step]) -> Iterator[str]:
    """The first steps of the plan that an archive can have, and the command for all of them."""
    steps = [step for step in plan if step.source is not None]
    if not steps or sightings.counted(case):
        return
    for step in steps[:MOST_GATHERED]:
        begin, end = step.window.start, step.window.end
        until = f"{end:%H:%M}" if end.date() == begin.date() else f"{end:%H:%M} on {end.day} {end:%B}"
        station = step.name if step.station in step.name else f"{step.name} ({step.station})"
        yield (
            f"Gather {station}, {begin.day} {begin:%B %Y}, {begin:%H:%M}-{until} UTC: not indexed "
            f"({step.because[0]})."
        )
    rest = f", {len(steps)} steps in all" if len(steps) > MOST_GATHERED else ""
    how = f"airtrace gather {case.id} --limit-hours N --by NAME --because WHY"
    if not sightings.held_clips(case):
        first = steps[0]
        times = f"--from {iso(first.window.start)} --to {iso(first.window.end)}"
        how = f"airtrace recordings sync {first.source} --station {first.station} {times}"
    yield f"Have that gathered from public archives{rest}: {how}; airtrace plan {case.id} shows the cost."


def _recordings(case: CaseFile, gathered: frozenset[str]) -> Iterator[str]:
    """Where to look for the footage, by what the article says; ``gathered`` are stations that archives have."""
    leads = source_leads(case)
    found = {link.airing.station for link in sightings.counted(case)}
    for lead in leads:
        if found & set(lead.stations):
            continue
        indexed = indexed_of(case, lead)
        held = {cover.station for cover in indexed}
        absent = [station for station in lead.stations if station not in held | gathered]
        days = wording.lead_days(lead).replace("on or before", "up to")
        if absent:
            yield (
                f"Index recordings of {wording.listing(absent)} {days} (\u201c{lead.attribution}\u201d): "
                f"none is indexed."
            )
        for cover in indexed:
            if not found and cover.station not in gathered:
                yield (
                    f"Index more of {cover.station} {days}: {wording.hours(cover.hours)} are indexed, between "
                    f"{wording.utc(cover.first)} and {wording.utc(cover.last)}."
                )
    if not leads and not found and not gathered:
        time = best_clock(case.post)
        when = f" of the days before {time.interval.end:%Y-%m-%d}" if time else ""
        has = bool(case.searched and case.searched.recordings)
        yield (
            f"Index {'more ' if has else ''}recordings{when} of the stations that can have shown this"
            f"{'' if has else ': none is indexed'}."
        )
    for lead in case.leads:
        if lead.about is LeadAbout.OTHER_FOOTAGE and not found:
            yield (
                f"Do not take {wording.listing(lead.stations) or lead.attribution} {wording.lead_days(lead)} "
                f"(\u201c{lead.attribution}\u201d) for the source: the article seems to say it of other "
                f"footage ({lead.because})."
            )


def _edits(compared: CheckResult | None) -> Iterator[str]:
    kinds = {item.facts.get("edit") for item in compared.evidence} if compared else set()
    if kinds & {EditKind.CROPPED.value, EditKind.HEAVY_CROP.value}:
        yield "Look at what the crop left out of the broadcast picture: a logo, a caption, a person."
    if EditKind.INSET.value in kinds:
        yield "Look at what was put around the broadcast picture in the clip."
    if compared is not None and compared.outcome is Outcome.SUPPORTS and left_out(compared):
        yield (
            "Hold the clip's sound, and any words or signs laid over its picture, against the recording: "
            f"{' and '.join(left_out(compared))} could not be compared."
        )
    if EditKind.PART_NOT_FOUND.value in kinds:
        yield "Find where the rest of the clip is from: part of it is in no airing that can be its source."


def _clocks(case: CaseFile, by_name: dict[str, CheckResult]) -> Iterator[str]:
    clocks = by_name.get("number_and_displayed_time")
    if clocks is not None and clocks.outcome is Outcome.REFUTES:
        yield "Look at how the post's time was copied: its number and its displayed time do not agree."
    order = by_name.get("post_time_and_airing")
    if order is not None and order.outcome is Outcome.INCONCLUSIVE:
        time = best_clock(case.post)
        if sightings.counted(case) and time is not None:
            yield (
                "Learn the post's or the airing's time more exactly: as they are known now, which came first "
                "cannot be told."
            )


def _told_by(by_name: dict[str, CheckResult]) -> Iterator[str]:
    """What to look at because a check of source or date found something."""
    imitated = by_name.get("account_impersonation")
    if imitated is not None and imitated.outcome is Outcome.REFUTES:
        yield f"Open the account and the one it resembles side by side: {imitated.reason}"
    elif imitated is not None and any(item.facts.get("of") for item in imitated.evidence):
        yield f"Find out whether the account is one of its own: {imitated.reason}"
    cut = by_name.get("words_around")
    if cut is not None and cut.outcome is Outcome.REFUTES:
        yield "Read what was said just before and after the clip: it begins or ends within a sentence."
    age = by_name.get("footage_age")
    if (
        age is not None
        and age.outcome is Outcome.INCONCLUSIVE
        and any(i.facts.get("days") for i in age.evidence)
    ):
        yield f"Ask of when the post says that its footage is: {age.reason}"


def _kept_open(case: CaseFile, results: Sequence[CheckResult], policy: Policy | None) -> Iterator[str]:
    """What keeps unaltered media from being called original."""
    links = sightings.counted(case)
    if links:
        for why in kept_open(results, {link.id: link for link in links}, policy):
            yield f"Settle whether it is out of its context: {why}"


def _failures(results: Sequence[CheckResult]) -> Iterator[str]:
    for result in results:
        if result.outcome is Outcome.FAILED:
            yield f"Report the fault in the check {result.name}: {result.reason}"


def _people(case: CaseFile, results: Sequence[CheckResult], policy: Policy | None) -> Iterator[str]:
    """What only a person can answer."""
    open_pillars = unanswered(results, policy)
    if sightings.counted(case) and case.claims:
        yield "Hold the caption against what the programme itself says of the pictures, and rate its claims."
    if Pillar.LOCATION in open_pillars:
        yield "Establish where it was filmed: no check has answered that."
    yield f"Ask: {QUESTION} Motivation is for a person to judge."


def _where(link: Link) -> str:
    return (
        f"{wording.airing_name(link.airing)}, {wording.offset(first_second(link))} into the recording of "
        f"{wording.utc(link.airing.aired_at)}"
    )


def _again(case: CaseFile) -> str:
    return f"airtrace rerun {case.id} --by NAME --because WHY."


def _given(time: PostTime) -> str:
    """A post's time as the command takes it, to its own precision."""
    if time.precision is not Precision.DAY:
        return iso(time.interval.start)
    middle = time.interval.start + (time.interval.end - time.interval.start) / 2
    return middle.date().isoformat()


def _state(state: FetchState) -> str:
    return state.value.replace("_", " ")


def _quoted(text: str) -> str:
    """A caption for the command line; a placeholder where it is too long to be typed."""
    line = " ".join(text.split())
    return shlex.quote(line) if 0 < len(line) <= 300 else "TEXT"
