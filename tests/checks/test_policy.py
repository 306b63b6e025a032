from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.edits import ALTERING, FRAMING, OPEN, EditKind
from checks.policy import shipped, suggest, unanswered
from checks.registry import CHECKS, run_checks
from storage.records import (
    NEVER_SUGGESTED,
    CaseFile,
    CheckResult,
    Confidence,
    Evidence,
    KnownFrom,
    Link,
    LinkState,
    MediaCategory,
    Outcome,
    PictureSegment,
    Pillar,
    Suggestion,
)
from tests.checks.stories import (
    airing,
    case,
    clip,
    instant,
    lead,
    link,
    post,
    posted,
    seed_like,
    segment,
    sound,
)


def suggested(story: CaseFile) -> Suggestion | None:
    return suggest(story, run_checks(story))


def categories(story: CaseFile) -> tuple[MediaCategory, ...]:
    found = suggested(story)
    return found.categories if found else ()


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ([segment()], [MediaCategory.ORIGINAL]),
        ([segment(source_box=(0.05, 0.05, 0.95, 0.95))], [MediaCategory.ORIGINAL]),
        ([segment(source_box=(0.34, 0.0, 0.66, 1.0))], [MediaCategory.EDITED_OR_CROPPED]),
        ([segment(0, 10)], []),
        ([segment(time_uncertain=True)], []),
        ([segment(mirrored=True)], [MediaCategory.TRANSFORMED]),
        ([segment(at=900.0, rate=-1.0)], [MediaCategory.TRANSFORMED]),
        ([segment(rate=1.5)], [MediaCategory.TRANSFORMED]),
        ([segment(0, 10, 100), segment(10, 20, 300)], [MediaCategory.EDITED_OR_CROPPED]),
        ([segment(0, 10, 100), segment(10, 20, 50)], [MediaCategory.EDITED_OR_CROPPED]),
        (
            [segment(0, 10, 100, mirrored=True), segment(10, 20, 300)],
            [MediaCategory.EDITED_OR_CROPPED, MediaCategory.TRANSFORMED],
        ),
        ([segment(0, 10, mirrored=True)], [MediaCategory.TRANSFORMED]),
    ],
)
def test_edits_bring_their_category(segments: list[PictureSegment], expected: list[MediaCategory]) -> None:
    assert list(categories(case(link(*segments)))) == expected


def test_dubbed_sound_transforms() -> None:
    assert categories(case(link(sound=(sound(at=100.0),)))) == (MediaCategory.TRANSFORMED,)


def test_pieces_of_two_airings_are_edited() -> None:
    other = link(segment(10, 20, at=5.0), id="L2", airing=airing(id="A2", station="SOUTH1"))
    assert categories(case(link(segment(0, 10)), other)) == (MediaCategory.EDITED_OR_CROPPED,)


@pytest.mark.parametrize(
    "story",
    [
        case(),
        seed_like(),
        case(post=None),
        case(link(state=LinkState.REJECTED, score=1.0)),
        case(link(score=0.4)),
        case(link(segment(mirrored=True)), post=post(times=(posted("2031-03-07T12:00:00Z"),))),
    ],
)
def test_nothing_is_suggested_where_nothing_is_known(story: CaseFile) -> None:
    assert suggested(story) is None


def test_results_that_rest_on_a_link_rejected_since_count_for_nothing() -> None:
    results = run_checks(case(link()))
    assert suggest(case(link()), results) is not None
    assert suggest(case(link(state=LinkState.REJECTED)), results) is None
    other = link(id="L2", airing=airing(id="A2"))
    both = run_checks(case(link(), other))
    assert suggest(case(link(state=LinkState.REJECTED), other), both) is None


def test_a_post_that_precedes_its_airings_is_given_no_source_whatever_was_compared() -> None:
    """As after a rerun of the one check, when the post's time was learnt."""
    results = tuple(
        replace(result, outcome=Outcome.REFUTES) if result.name == "post_time_and_airing" else result
        for result in run_checks(case(link()))
    )
    assert suggest(case(link()), results) is None


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (case(link(segment(mirrored=True), state=LinkState.CONFIRMED)), Confidence.HIGH),
        (case(link(segment(mirrored=True), state=LinkState.CONFIRMED, score=0.6)), Confidence.HIGH),
        (case(link(segment(mirrored=True))), Confidence.MODERATE),
        (case(link(segment(mirrored=True), score=0.7)), Confidence.LOW),
        (
            case(link(segment(mirrored=True), state=LinkState.CONFIRMED), post=post(times=())),
            Confidence.MODERATE,
        ),
        (case(link(segment(mirrored=True)), post=post(times=())), Confidence.LOW),
        (case(link(segment(mirrored=True), score=0.6), post=post(times=())), Confidence.LOW),
        (
            case(link(segment(mirrored=True, clip_box=(0, 0.2, 1, 0.8)), state=LinkState.CONFIRMED)),
            Confidence.MODERATE,
        ),
        (case(link(state=LinkState.CONFIRMED)), Confidence.MODERATE),
        (case(link()), Confidence.LOW),
        (case(link(segment(0, 10, mirrored=True), state=LinkState.CONFIRMED)), Confidence.MODERATE),
        (
            case(
                link(segment(mirrored=True), state=LinkState.CONFIRMED),
                post=post(times=(posted("2031-03-09T10:00:00Z"), posted("2031-03-12", KnownFrom.DISPLAYED))),
            ),
            Confidence.MODERATE,
        ),
    ],
)
def test_confidence_falls_with_each_doubt(story: CaseFile, expected: Confidence) -> None:
    found = suggested(story)
    assert found is not None
    assert found.confidence is expected


def test_it_explains_itself_line_by_line() -> None:
    found = suggested(case(link(segment(0, 10, 100, mirrored=True), segment(10, 20, 300))))
    assert found is not None
    because = "\n".join(found.because)
    for said in (
        "Found: ",
        "TransformedContent: ",
        "EditedOrCroppedContent: ",
        "no person has confirmed link L1",
    ):
        assert said in because
    assert "Not answered are source, location, motivation" in because


def test_unanswered_pillars() -> None:
    assert Pillar.LOCATION in unanswered(run_checks(case(link())))
    assert Pillar.MOTIVATION in unanswered(run_checks(case(link())))
    assert Pillar.PROVENANCE not in unanswered(run_checks(case(link())))
    assert unanswered(()) == tuple(Pillar)
    clocks = post(times=(posted("2031-03-07T20:00:00Z"), posted("2031-03-07", KnownFrom.DISPLAYED)))
    assert Pillar.DATE in unanswered(run_checks(case(post=clocks)))
    led = case(link(), leads=(lead(),))
    assert Pillar.SOURCE not in unanswered(run_checks(led))


def test_an_earlier_airing_keeps_a_later_one_from_refuting() -> None:
    rerun = link(id="L2", score=0.99, airing=airing(id="A2", aired_at=instant("2031-03-09T06:00:00Z")))
    assert categories(case(rerun, link())) == (MediaCategory.ORIGINAL,)


def test_the_table_covers_every_alteration() -> None:
    rows = shipped().media
    assert {row.edit for row in rows if row.edit is not None} == ALTERING | {EditKind.HEAVY_CROP}
    assert set(EditKind) == ALTERING | FRAMING | OPEN
    assert not {row.category for row in rows} & {*NEVER_SUGGESTED, MediaCategory.ORIGINAL}


# --- whatever is stored --------------------------------------------------------------------------

_edits = st.sampled_from([kind.value for kind in EditKind])
_segments = st.lists(
    st.builds(
        lambda start, length, at, rate, mirrored, uncertain: segment(
            start, start + length, at, rate=rate, mirrored=mirrored, time_uncertain=uncertain
        ),
        st.floats(0, 15),
        st.floats(0.5, 10),
        st.floats(0, 3000),
        st.sampled_from([1.0, 0.5, 2.0, -1.0]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
_links = st.lists(
    st.builds(
        lambda segments, state, score, hours: link(
            *segments,
            state=state,
            score=score,
            airing=airing(aired_at=instant(f"2031-03-{1 + hours // 24:02d}T{hours % 24:02d}:00:00Z")),
        ),
        _segments,
        st.sampled_from(LinkState),
        st.floats(0, 1),
        st.integers(0, 24 * 14),
    ),
    max_size=3,
).map(lambda links: [replace(each, id=f"L{n}") for n, each in enumerate(links, start=1)])


@st.composite
def _results(draw: st.DrawFn) -> tuple[CheckResult, ...]:
    """Results that say anything: those of another version, of a rerun, of a damaged record."""
    return tuple(
        CheckResult(
            check.name,
            "0",
            check.pillar,
            check.question,
            check.proposition,
            draw(st.sampled_from(Outcome)),
            "Because.",
            tuple(
                Evidence(
                    "Seen.", link=draw(st.sampled_from(["L1", "L2", None])), facts={"edit": draw(_edits)}
                )
                for _ in range(draw(st.integers(0, 3)))
            ),
        )
        for check in CHECKS
        if draw(st.booleans())
    )


def _holds(found: Suggestion | None, links: list[Link], results: tuple[CheckResult, ...]) -> None:
    if all(each.state is LinkState.REJECTED for each in links):
        assert found is None
    if found is None:
        return
    assert found.categories
    assert not set(found.categories) & NEVER_SUGGESTED
    if MediaCategory.ORIGINAL in found.categories:
        assert found.categories == (MediaCategory.ORIGINAL,)
    assert Pillar.LOCATION in unanswered(results)
    assert found.because


@given(_links)
def test_what_is_never_suggested(links: list[Link]) -> None:
    story = case(*links, post=post(media=(clip(),)))
    results = run_checks(story)
    assert all(result.outcome is not Outcome.FAILED for result in results)
    _holds(suggest(story, results), links, results)


@given(_links, _results())
def test_what_is_never_suggested_whatever_the_results_say(
    links: list[Link], results: tuple[CheckResult, ...]
) -> None:
    _holds(suggest(case(*links), results), links, results)
