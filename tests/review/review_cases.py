"""Made-up cases for the tests of this room: one with everything in it, and one whose source was not found."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

from PIL import Image, ImageDraw

from reference.errors import RecordDamaged
from reference.times import Interval, Precision, day_interval
from review.history import HistoryLine
from storage.records import (
    Airing,
    AiringKind,
    Article,
    CaseFile,
    CaseKind,
    CheckResult,
    Claim,
    ClaimDecision,
    ClaimSuggestion,
    Confidence,
    Coverage,
    Decision,
    Direction,
    EmbeddedPost,
    Evidence,
    Fetch,
    FetchState,
    FramePair,
    KnownFrom,
    Lead,
    LeadAbout,
    Link,
    LinkState,
    MediaCategory,
    MediaItem,
    MediaKind,
    Outcome,
    PictureSegment,
    Pillar,
    Platform,
    Post,
    PostTime,
    Purpose,
    Relation,
    Searched,
    SoundSegment,
    Suggestion,
    TimeSource,
    WorkflowState,
)

NAMES = {"NORTH1": "North Harbour One", "NORTH2": "North Harbour News"}
HEAD = "57 9f2c" + "0" * 60 + " 2031-03-07T09:00:00Z"
MADE_AT = datetime(2031, 3, 7, 9, 30, tzinfo=UTC)
FULL = (0.0, 0.0, 1.0, 1.0)


def stations(station: str) -> str:
    return NAMES.get(station, station)


def frames(sha256: str) -> bytes:
    """A small picture that depends on the hash; an unknown hash is missing, as it would be in a vault."""
    if set(sha256) == {"0"}:
        raise RecordDamaged("the vault does not hold this frame")
    image = Image.new("RGB", (160, 90), (int(sha256[:2], 16), 90, 120))
    ImageDraw.Draw(image).rectangle((10, 10, 60, 60), fill=(240, 240, 230))
    content = io.BytesIO()
    image.save(content, "JPEG")
    return content.getvalue()


def airing(**changes: object) -> Airing:
    values: dict[str, object] = {
        "id": "A1",
        "kind": AiringKind.BROADCAST,
        "station": "NORTH1",
        "programme": "Harbour Evening",
        "aired_at": datetime(2031, 3, 4, 18, 0, tzinfo=UTC),
        "uncertainty": 2.0,
        "zone": "Asia/Pyongyang",
        "time_from": TimeSource.GIVEN,
    }
    return Airing(**(values | changes))  # type: ignore[arg-type]


def segment(**changes: object) -> PictureSegment:
    values: dict[str, object] = {
        "clip": (0.0, 14.8),
        "recording": (812.4, 827.2),
        "rate": 1.0,
        "mirrored": False,
        "reversed": False,
        "source_box": (0.08, 0.05, 0.92, 0.9),
        "clip_box": FULL,
        "time_uncertain": False,
        "score": 0.97,
    }
    return PictureSegment(**(values | changes))  # type: ignore[arg-type]


def link(**changes: object) -> Link:
    values: dict[str, object] = {
        "id": "L1",
        "state": LinkState.SUGGESTED,
        "relation": Relation.CUT_FROM,
        "direction": Direction.POST_AFTER_AIRING,
        "recording": "R1",
        "airing": airing(),
        "clip_sha256": "c" * 64,
        "score": 0.97,
        "picture": (
            segment(),
            segment(
                clip=(14.8, 21.0),
                recording=(1010.2, 1004.0),
                rate=-1.0,
                reversed=True,
                mirrored=True,
                clip_box=(0.1, 0.1, 0.6, 0.6),
                time_uncertain=True,
                time_interval=(1008.0, 1012.0),
                score=0.71,
            ),
        ),
        "sound": (SoundSegment((0.0, 21.0), (812.4, 833.4), 1.0, 0.88),),
        "pairs": (
            FramePair(2.0, 814.4, "1" * 64, "2" * 64),
            FramePair(7.5, 819.9, "3" * 64, "4" * 64),
            FramePair(16.0, 1009.0, "5" * 64, "6" * 64),
        ),
    }
    return Link(**(values | changes))  # type: ignore[arg-type]


def post_time(moment: datetime | None = None) -> PostTime:
    moment = moment or datetime(2031, 3, 4, 18, 37, 9, 480000, tzinfo=UTC)
    return PostTime(moment.isoformat(), Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER)


POST = Post(
    platform=Platform.X,
    number="1901234567890123456",
    url="https://x.example/harbourwatch/status/1901234567890123456",
    handle="harbourwatch",
    name="Harbour Watch",
    text="LIVE NOW: the new bridge at North Harbour collapsed this morning. Nobody on TV shows this!",
    author_id="4455667788",
    times=(
        post_time(),
        PostTime("6:37 PM · Mar 4, 2031", day_interval(date(2031, 3, 4)), Precision.DAY, KnownFrom.DISPLAYED),
    ),
    media=(MediaItem(MediaKind.VIDEO, "https://video.example/a.mp4", "c" * 64, 21.0, 720, 405),),
    language="en",
)

SOURCE_LEAD = Lead(
    text="In the video first shown by North Harbour One, the bridge is seen from the air.",
    about=LeadAbout.EMBEDDED_POST,
    because="the sentence says “the video”, and the embedded post is the article's only video",
    attribution="first shown by North Harbour One",
    stations=("NORTH1",),
    first_day=None,
    last_day=date(2031, 3, 5),
    precision=Precision.DAY,
)
OTHER_LEAD = Lead(
    text="Divers were seen in a segment broadcast on North Harbour News on Tuesday.",
    about=LeadAbout.OTHER_FOOTAGE,
    because="the sentence speaks of a segment with divers, not of the embedded video",
    attribution="broadcast on North Harbour News on Tuesday",
    stations=("NORTH2",),
    first_day=date(2031, 3, 4),
    last_day=date(2031, 3, 4),
    precision=Precision.DAY,
    weekday_named="Tuesday",
    weekday_agrees=True,
)

CHECKS = (
    CheckResult(
        "found_in_airing", "1", Pillar.PROVENANCE, "Was the footage aired by a broadcaster?",
        "The clip's footage was aired in a programme that we hold.", Outcome.SUPPORTS,
        "14.8 of 21.0 seconds of the clip's picture stand in “Harbour Evening” of North Harbour One.",
        (Evidence("Two segments of the picture were found.", link="L1", facts={"seconds": 21.0}),),
    ),
    CheckResult(
        "post_time_and_airing", "1", Pillar.DATE, "Was the post made after the airing?",
        "The post was made after the footage was aired.", Outcome.SUPPORTS,
        "The post was made 23 minutes and 37 seconds after the matched second was aired.",
        (Evidence("The post's number says 18:37:09 UTC.", url=POST.url),),
    ),
    CheckResult(
        "account", "1", Pillar.SOURCE, "Is the account the maker of the footage?",
        "The account made the footage.", Outcome.REFUTES,
        "The station's own graphics are visible in the clip.", (Evidence("A frame with the bug.", sha256="2" * 64),),
    ),
    CheckResult(
        "place", "1", Pillar.LOCATION, "Is the place as said?", "The footage shows North Harbour.",
        Outcome.INCONCLUSIVE, "No place name is legible in the frames.",
    ),
    CheckResult(
        "weather", "1", Pillar.LOCATION, "Does the weather fit?", "The weather fits the day.",
        Outcome.FAILED, "The weather archive did not answer.",
    ),
    CheckResult(
        "motive", "1", Pillar.MOTIVATION, "Why was it posted?", "The post's purpose is known.",
        Outcome.NOT_APPLICABLE, "A machine cannot say this; a person must.",
    ),
)  # fmt: skip


def full_case(**changes: object) -> CaseFile:
    """A case in which every part has something to show."""
    values: dict[str, object] = {
        "id": "C12",
        "kind": CaseKind.POST,
        "state": WorkflowState.IN_REVIEW,
        "standing": False,
        "opened_at": datetime(2031, 3, 6, 8, 0, tzinfo=UTC),
        "target": "https://news.example/bridge",
        "article": Article(
            "https://news.example/bridge", "The Example Herald", "A bridge goes viral", date(2031, 3, 5), "meta",
            "A video…", (EmbeddedPost(POST, 10, 90),), (SOURCE_LEAD, OTHER_LEAD), "en",
        ),
        "post": POST,
        "fetches": (
            Fetch("https://news.example/bridge", Purpose.PAGE, MADE_AT - timedelta(days=1), FetchState.VISIBLE,
                  "", 200, sha256="a" * 64, content_type="text/html", size=18211),
            Fetch("https://video.example/a.mp4", Purpose.MEDIA, MADE_AT - timedelta(days=1), FetchState.VISIBLE,
                  "", 200, sha256="c" * 64, content_type="video/mp4", size=1811211),
            Fetch("https://x.example/old", Purpose.POST, MADE_AT - timedelta(days=1), FetchState.DELETED,
                  "the site says that the post is gone", 404),
        ),
        "leads": (SOURCE_LEAD, OTHER_LEAD),
        "claims": (
            Claim(1, "the new bridge at North Harbour collapsed this morning", (10, 64), "machine"),
            Claim(2, "No broadcaster shows the footage.", (66, 90), "Mira"),
        ),
        "links": (
            link(),
            link(id="L2", airing=airing(id="A2", station="NORTH2", programme="Night News", uncertainty=30.0,
                                        aired_at=datetime(2031, 3, 4, 21, 0, tzinfo=UTC), kind=AiringKind.ONLINE),
                 relation=Relation.SAME_FOOTAGE, direction=Direction.POST_BEFORE_AIRING, score=0.8,
                 picture=(segment(recording=(60.0, 74.8)),), sound=(), pairs=()),
        ),
        "searched": Searched(
            3, 4.5,
            (Coverage("NORTH1", datetime(2031, 3, 4, 6, tzinfo=UTC), datetime(2031, 3, 4, 20, tzinfo=UTC), 3.5, 2),
             Coverage("NORTH2", datetime(2031, 3, 4, 21, tzinfo=UTC), datetime(2031, 3, 4, 22, tzinfo=UTC), 1.0, 1)),
            1, ("NORTH2 on 3 March 2031: no recording is indexed",),
        ),
        "checks": CHECKS,
        "suggestion": Suggestion(
            (MediaCategory.DECONTEXTUALIZED, MediaCategory.EDITED_OR_CROPPED), (ClaimSuggestion(2, "False"),),
            Confidence.HIGH, ("the footage was aired before the post", "parts of it were cut and reordered"),
        ),
        "next_steps": ("Ask the poster where the clip came from.", "Look for an earlier airing on NORTH2."),
        "decision": Decision(
            (MediaCategory.DECONTEXTUALIZED,), (ClaimDecision(2, "False"),), "Mira",
            "The bridge in the clip was shown on the evening news.", MADE_AT,
        ),
        "run": "RUN3",
    }  # fmt: skip
    return CaseFile(**(values | changes))  # type: ignore[arg-type]


def not_found_case(**changes: object) -> CaseFile:
    """A case like one that starts from an article without a network: no clip, two leads, nothing found."""
    told = PostTime("March 4, 2031", day_interval(date(2031, 3, 4)), Precision.DAY, KnownFrom.DISPLAYED)
    post = Post(
        Platform.X, None, None, "harbourwatch", "Harbour Watch",
        "The new bridge at North Harbour collapsed. pic.example/N4ce", times=(told,),
        media=(MediaItem(MediaKind.UNKNOWN, "https://pic.example/N4ce"),),
    )  # fmt: skip
    values: dict[str, object] = {
        "state": WorkflowState.OPEN,
        "standing": True,
        "target": "story.txt",
        "post": post,
        "fetches": (
            Fetch("https://pic.example/N4ce", Purpose.MEDIA, MADE_AT, FetchState.UNREACHABLE,
                  "the name pic.example could not be resolved"),
        ),
        "links": (),
        "searched": Searched(0, 0.0, (), 0, ("no clip of the post is held, so there was nothing to search with",
                                             "NORTH1 on or before 2031-03-05: no recording is indexed")),
        "checks": CHECKS[-1:],
        "suggestion": None,
        "decision": None,
        "next_steps": ("Find the post on X and add its video by hand.",),
        "claims": (),
    }  # fmt: skip
    return full_case(**(values | changes))


HISTORY = (
    HistoryLine(
        3, MADE_AT - timedelta(days=1), "Mira", "case_opened", "case opened for https://news.example/bridge"
    ),
    HistoryLine(57, MADE_AT, "Mira", "decided", "DecontextualizedContent: shown on the evening news"),
)
