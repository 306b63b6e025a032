"""Made-up cases for the tests of this room; every builder takes what a test wants to be different."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from reference.times import Precision, day_interval, parse_instant
from storage.records import (
    FULL_BOX,
    Airing,
    AiringKind,
    Article,
    CaseFile,
    CaseKind,
    CheckResult,
    Coverage,
    Direction,
    Fetch,
    FetchState,
    FramePair,
    KnownFrom,
    Lead,
    LeadAbout,
    Link,
    LinkState,
    MediaItem,
    MediaKind,
    PictureSegment,
    Platform,
    Post,
    PostTime,
    Purpose,
    Relation,
    Searched,
    SoundSegment,
    TimeSource,
    WorkflowState,
)

CLIP = "c" * 64
OTHER_CLIP = "d" * 64
AIRED = datetime(2031, 3, 7, 18, 0, tzinfo=UTC)


def instant(text: str) -> datetime:
    return parse_instant(text)[0].start


def airing(**changes: Any) -> Airing:
    start = Airing(
        id="A1",
        kind=AiringKind.BROADCAST,
        station="NORTH1",
        programme="Harbour News",
        aired_at=AIRED,
        uncertainty=2.0,
        zone="Europe/Moscow",
        time_from=TimeSource.GIVEN,
    )
    return replace(start, **changes)


def segment(start: float = 0.0, end: float = 20.0, at: float = 812.4, **changes: Any) -> PictureSegment:
    """Clip seconds ``start`` to ``end`` shown from recording second ``at`` on, at the segment's rate."""
    rate = changes.pop("rate", 1.0)
    made = PictureSegment(
        clip=(start, end),
        recording=(at, at + rate * (end - start)),
        rate=rate,
        mirrored=False,
        reversed=rate < 0,
        source_box=FULL_BOX,
        clip_box=FULL_BOX,
        time_uncertain=False,
        score=0.97,
    )
    return replace(made, **changes)


def sound(start: float = 0.0, end: float = 20.0, at: float = 812.4) -> SoundSegment:
    return SoundSegment((start, end), (at, at + end - start), 1.0, 0.95)


def link(*segments: PictureSegment, **changes: Any) -> Link:
    made = Link(
        id="L1",
        state=LinkState.SUGGESTED,
        relation=Relation.CUT_FROM,
        direction=Direction.INCONCLUSIVE,
        recording="R1",
        airing=airing(),
        clip_sha256=CLIP,
        score=0.97,
        picture=segments or (segment(),),
        sound=(),
        pairs=(FramePair(5.0, 817.4, "1" * 64, "2" * 64),),
    )
    return replace(made, **changes)


def posted(text: str, known_from: KnownFrom = KnownFrom.NUMBER) -> PostTime:
    """A post's time as it is written: a second, a minute, or a day in any zone."""
    interval, precision = parse_instant(text)
    return PostTime(text, interval, precision, known_from)


def clip(**changes: Any) -> MediaItem:
    made = MediaItem(MediaKind.VIDEO, "https://video.example/clip.mp4", CLIP, 20.0, 1280, 720)
    return replace(made, **changes)


def post(**changes: Any) -> Post:
    made = Post(
        platform=Platform.X,
        number="1897000000000000000",
        url="https://x.com/example/status/1897000000000000000",
        handle="@example",
        name="Example",
        text="The minister opens the new harbour bridge.",
        times=(posted("2031-03-07T20:00:00Z"),),
        media=(clip(),),
    )
    return replace(made, **changes)


def lead(**changes: Any) -> Lead:
    made = Lead(
        text="In the video first shown by northern state television, the minister is seen on a bridge.",
        about=LeadAbout.EMBEDDED_POST,
        because="It speaks of the video that the article embeds.",
        attribution="northern state television",
        stations=("NORTH1", "NORTH2"),
        first_day=None,
        last_day=date(2031, 3, 8),
        precision=Precision.DAY,
    )
    return replace(made, **changes)


def article(*leads: Lead) -> Article:
    return Article(None, "A Paper", "A bridge", date(2031, 3, 8), "text", "A bridge.", leads=leads)


def searched(**changes: Any) -> Searched:
    made = Searched(
        recordings=2,
        hours=3.5,
        coverage=(
            Coverage("NORTH1", instant("2031-03-07T17:00:00Z"), instant("2031-03-07T21:00:00Z"), 3.5, 2),
        ),
        clips=1,
    )
    return replace(made, **changes)


def unreachable(url: str = "https://pic.example/abc", state: FetchState = FetchState.UNREACHABLE) -> Fetch:
    return Fetch(url, Purpose.MEDIA, instant("2031-03-09T08:00:00Z"), state, "no answer in 20 s")


def case(*links: Link, **changes: Any) -> CaseFile:
    made = CaseFile(
        id="C1",
        kind=CaseKind.POST,
        state=WorkflowState.OPEN,
        standing=not links,
        opened_at=instant("2031-03-09T08:00:00Z"),
        target="https://x.com/example/status/1897000000000000000",
        article=None,
        post=post(),
        links=links,
        searched=searched(),
    )
    return replace(made, **changes)


def seed_like(**changes: Any) -> CaseFile:
    """A post that an article embeds without its address: dated by day, no clip held, nothing indexed."""
    leads = (
        lead(),
        lead(
            text="The two were seen with the dogs in a segment broadcast on Southern Television on Friday.",
            about=LeadAbout.OTHER_FOOTAGE,
            because="It speaks of the dogs, which are in another sentence.",
            attribution="Southern Television",
            stations=("SOUTH1",),
            first_day=date(2031, 3, 7),
            last_day=date(2031, 3, 7),
            weekday_named="Friday",
            weekday_agrees=True,
        ),
    )
    day = PostTime("March 7, 2031", day_interval(date(2031, 3, 7)), Precision.DAY, KnownFrom.DISPLAYED)
    link_only = MediaItem(MediaKind.UNKNOWN, "https://pic.example/abc")
    made = case(
        article=article(*leads),
        leads=leads,
        post=post(number=None, url=None, times=(day,), media=(link_only,)),
        fetches=(unreachable(),),
        searched=Searched(0, 0.0, not_searched=("no clip of the post is held",)),
    )
    return replace(made, **changes)


def named(results: tuple[CheckResult, ...], name: str) -> CheckResult:
    return next(result for result in results if result.name == name)
