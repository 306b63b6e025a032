"""A case as a table for the terminal, in the order in which the evidence page shows it.

Every text from outside goes through :mod:`review.text`: no control character of a post reaches the
terminal. Nothing is interpreted as Rich markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from review import clock
from review.edits import edit_lines
from review.headline import Fact, coverage_text, direction_of, headline, in_order, searched_in_words
from review.text import one_line, visible
from review.wording import (
    CLOCKS,
    CONFIDENCES,
    DIRECTIONS,
    FETCH_STATES,
    LEADS,
    OUTCOMES,
    PILLARS,
    PLATFORMS,
    STATES,
    category_names,
    link_state,
    link_title,
    no_suggestion,
    seen_as,
    standing_words,
    weekday_words,
    why_not_held,
)
from storage.records import (
    CaseFile,
    CheckResult,
    Claim,
    ClaimDecision,
    ClaimSuggestion,
    Fetch,
    FetchState,
    Lead,
    LeadAbout,
    Link,
    Outcome,
    PictureSegment,
    Pillar,
    Purpose,
    SoundSegment,
)

_OUTCOME_STYLES = {
    Outcome.SUPPORTS: "green",
    Outcome.REFUTES: "red",
    Outcome.INCONCLUSIVE: "yellow",
    Outcome.NOT_APPLICABLE: "dim",
    Outcome.FAILED: "red bold",
}
_LABEL_WIDTH = 15


def case_table(case: CaseFile, stations: Callable[[str], str]) -> RenderableType:
    """The case for a terminal of 80 columns or more; ``stations`` gives a station's name by its id."""
    parts: list[RenderableType] = [_answer(case, stations), _standing(case)]
    parts.extend(_links(case, stations))
    parts.extend(_post(case))
    parts.extend(_checks(case))
    parts.extend(_leads(case, stations))
    parts.extend(_searched(case, stations))
    parts.extend(_next(case))
    parts.extend(_ledger(case))
    return Group(*parts)


def _answer(case: CaseFile, stations: Callable[[str], str]) -> RenderableType:
    answer = headline(case, stations)
    title = Text(one_line("".join(answer.title)), style="bold green" if answer.link else "bold yellow")
    parts: list[RenderableType] = [Text(), title, _text("".join(answer.sentence))]
    if answer.link:
        grid = _grid()
        for fact in answer.facts:
            grid.add_row(_label(fact.name), _fact(fact))
        parts += [Text(), grid]
    return Group(*parts)


def _standing(case: CaseFile) -> RenderableType:
    grid = _grid()
    grid.add_row(_label("Case"), _text(f"{case.id}, opened {clock.utc_text(case.opened_at)}"))
    grid.add_row(_label("State"), _text(f"{STATES[case.state]}. {standing_words(case)}"))
    grid.add_row(_label("Suggested"), _suggested(case))
    grid.add_row(_label("Decided"), _decided(case))
    return Group(Text(), grid)


def _suggested(case: CaseFile) -> Text:
    suggestion = case.suggestion
    if suggestion is None:
        return Text.assemble(("Nothing. ", "bold"), no_suggestion(case))
    text = Text.assemble(
        (category_names(suggestion.categories), "bold"),
        f" ({CONFIDENCES[suggestion.confidence]}, by the machine)",
    )
    for line in (*_ratings(suggestion.claims), *suggestion.because):
        text.append(f"\n· {one_line(line)}")
    return text


def _decided(case: CaseFile) -> Text:
    decision = case.decision
    if decision is None:
        return Text("No person has decided yet.")
    text = Text.assemble(
        (category_names(decision.categories), "bold"),
        f" by {one_line(decision.by)}, {clock.utc_text(decision.at)}",
    )
    for line in (*_ratings(decision.claims), f"because {decision.because}"):
        text.append(f"\n· {one_line(line)}")
    return text


def _ratings(claims: Iterable[ClaimSuggestion | ClaimDecision]) -> list[str]:
    return [f"claim {claim.n}: {claim.rating}" for claim in claims]


def _links(case: CaseFile, stations: Callable[[str], str]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for link in in_order(case):
        airing = f"{stations(link.airing.station)}, {link.airing.programme or 'programme not known'}"
        parts += [
            _heading(f"Link {link.id}"),
            _text(f"{link_title(link)} {airing}; {link_state(link)}."),
            _text(DIRECTIONS[direction_of(case, link)]),
            _segments(link),
            *(_text(f"· {line}") for line in edit_lines(link.edits)),
        ]
    return parts


def _segments(link: Link) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("", "Clip", "Recording", "Rate", "Seen as"):
        table.add_column(name, no_wrap=name != "Seen as")
    segments: list[PictureSegment | SoundSegment] = [*link.picture, *link.sound]
    for segment in sorted(segments, key=lambda each: each.clip):
        table.add_row(
            "picture" if isinstance(segment, PictureSegment) else "sound",
            f"{clock.clip_second(segment.clip[0])}–{clock.clip_second(segment.clip[1])}",
            f"{clock.offset_in(segment.recording[0])}–{clock.offset_in(segment.recording[1])}",
            f"{segment.rate:.3f}",
            seen_as(segment),
        )
    return Padding(table, (1, 0, 0, 0))


def _post(case: CaseFile) -> list[RenderableType]:
    post = case.post
    if post is None:
        return [_heading("Post"), _text(f"No post could be read from {case.target}.")]
    grid = _grid()
    handle = f" (@{post.handle.lstrip('@')})" if post.handle else ""
    grid.add_row(
        _label("By"), _text(f"{post.name or 'name not known'}{handle} on {PLATFORMS[post.platform]}")
    )
    for time in post.times:
        grid.add_row(_label("Posted"), _text(f"{clock.posted_text(time)}, {CLOCKS[time.known_from]}"))
    if not post.times:
        grid.add_row(_label("Posted"), Text("time not known"))
    grid.add_row(_label("Number"), _text(post.number or "not known"))
    if post.url:
        grid.add_row(_label("Address"), _text(post.url))
    grid.add_row(_label("Text"), Text(visible(post.text) or "no text"))
    for fetch in case.fetches:
        if fetch.purpose is Purpose.POST and fetch.state is not FetchState.VISIBLE:
            grid.add_row(_label("Page"), _text(f"{FETCH_STATES[fetch.state]}: {fetch.reason}"))
    for item in post.media:
        held = f"held, sha256 {item.sha256[:12]}…" if item.sha256 else why_not_held(case, item)
        grid.add_row(_label("Media"), _text(f"{item.kind.value} {item.url or ''}: {held}"))
    for claim in case.claims:
        grid.add_row(_label(f"Claim {claim.n}"), _claim(claim))
    return [_heading("Post"), grid]


def _claim(claim: Claim) -> Text:
    where = f", characters {claim.span[0]} to {claim.span[1]}" if claim.span else ""
    return Text.assemble(one_line(claim.text), (f"  by {one_line(claim.by)}{where}", "dim"))


def _checks(case: CaseFile) -> list[RenderableType]:
    parts: list[RenderableType] = [_heading("Five pillars")]
    for pillar in Pillar:
        name, question = PILLARS[pillar]
        checks = [check for check in case.checks if check.pillar is pillar]
        parts.append(Text.assemble((name, "bold"), (f"  {question}", "dim")))
        parts.extend(_check(check) for check in checks)
        if not checks:
            parts.append(Padding(Text("No check has answered this yet."), (0, 0, 0, 2)))
    return parts


def _check(check: CheckResult) -> RenderableType:
    text = Text.assemble(
        (OUTCOMES[check.outcome], _OUTCOME_STYLES[check.outcome]),
        f" “{one_line(check.proposition)}”\n{one_line(check.reason)}",
    )
    evidence = Table.grid(padding=(0, 1))
    for each in check.evidence:
        evidence.add_row(Text("·", style="dim"), Text(one_line(each.text), style="dim", overflow="fold"))
    return Padding(Group(text, evidence) if check.evidence else text, (0, 0, 0, 2))


def _leads(case: CaseFile, stations: Callable[[str], str]) -> list[RenderableType]:
    article = case.article
    parts: list[RenderableType] = []
    if article is not None:
        day = clock.day_text(article.published) if article.published else "no date found"
        outlet = f"{article.outlet}, " if article.outlet else ""
        parts += [
            _heading("Article"),
            _text(f"{article.title or 'Without a title'} ({outlet}published {day})"),
        ]
        if article.url:
            parts.append(_text(article.url))
    if article is not None and not case.leads:
        parts.append(Text("No lead to a broadcaster stands in it."))
    order = sorted(case.leads, key=lambda lead: lead.about is not LeadAbout.EMBEDDED_POST)
    parts.extend(_lead(lead, stations) for lead in order)
    return parts


def _lead(lead: Lead, stations: Callable[[str], str]) -> RenderableType:
    grid = _grid()
    names = ", ".join(f"{stations(station)} ({station})" for station in lead.stations)
    grid.add_row(_label("Says"), _text(f"“{lead.attribution}”"))
    grid.add_row(_label("Stations"), _text(names or "none that we know"))
    grid.add_row(_label("Shown"), _text(f"{clock.days_text(lead)}{weekday_words(lead)}"))
    grid.add_row(_label("Because"), _text(lead.because))
    return Group(Text(), Text(LEADS[lead.about], style="bold"), grid)


def _searched(case: CaseFile, stations: Callable[[str], str]) -> list[RenderableType]:
    searched = case.searched
    if searched is None:
        return [_heading("Searched"), Text("Nothing has been searched yet.")]
    grid = _grid()
    grid.add_row(_label("In all"), Text(searched_in_words(case)))
    for coverage in searched.coverage:
        amount = f"{coverage.recordings} recording(s), {coverage.hours:.1f} hours"
        grid.add_row(
            _label("Searched"), _text(f"{stations(coverage.station)}: {amount}, {coverage_text(coverage)}")
        )
    for reason in searched.not_searched:
        grid.add_row(_label("Not searched"), _text(reason))
    return [_heading("Searched"), grid]


def _next(case: CaseFile) -> list[RenderableType]:
    if not case.next_steps:
        return []
    grid = Table.grid(padding=(0, 1))
    for number, step in enumerate(case.next_steps, start=1):
        grid.add_row(Text(f"{number}."), _text(step))
    return [_heading("Where to look next"), grid]


def _ledger(case: CaseFile) -> list[RenderableType]:
    if not case.fetches:
        return []
    parts: list[RenderableType] = [_heading("Fetches")]
    parts.extend(_fetch(fetch) for fetch in case.fetches)
    return parts


def _fetch(fetch: Fetch) -> RenderableType:
    status = f" {fetch.status}" if fetch.status is not None else ""
    text = Text.assemble(
        (f"{FETCH_STATES[fetch.state]}{status}", "bold"),
        f"  {clock.utc_text(fetch.at)}\n{one_line(fetch.url)}",
    )
    if fetch.reason:
        text.append(f"\n{one_line(fetch.reason)}", style="dim")
    if fetch.sha256:
        text.append(f"\nsha256 {fetch.sha256}", style="dim")
    return Padding(text, (0, 0, 1, 0))


def _heading(title: str) -> RenderableType:
    return Padding(Rule(Text(one_line(title)), align="left", style="dim"), (1, 0, 0, 0))


def _grid() -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_LABEL_WIDTH)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _label(name: str) -> Text:
    return Text(one_line(name), style="dim")


def _fact(fact: Fact) -> Text:
    text = Text(one_line(fact.value))
    if fact.note:
        text.append(f"\n{one_line(fact.note)}", style="dim")
    return text


def _text(line: str) -> Text:
    return Text(one_line(line))
