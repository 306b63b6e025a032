"""The stage: a made-up station's recordings, a post cut from one of them, and the sites that show the post.

Everything is made when the stage is entered: the footage is drawn and encoded into the folder given, the
clip is cut from it, and a server on the loopback interface answers as the article's outlet and as X do.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType

from demo import pages, story
from demo.canvas import HEIGHT, RATE, WIDTH
from demo.clip import Cut, cut_clip, first_frame
from demo.footage import record
from demo.programmes import Programme, evening_journal, harbour_morning
from demo.server import Fault, StageServer
from storage.records import Box

_HOSTS = (
    story.OUTLET_HOST,
    "publish.twitter.com",
    "cdn.syndication.twimg.com",
    "video.twimg.com",
    "pbs.twimg.com",
)
_CLOSED_HOSTS = (
    *("twitter.com", "www.twitter.com", "mobile.twitter.com", "x.com", "www.x.com", "t.co"),
    *("pic.twitter.com", "pic.x.com", "platform.twitter.com", "abs.twimg.com"),
)
"""Hosts that a post's links lead to: routed to the stage, which knows nothing there, so that nothing leaves."""

_CLIP_FROM, _CLIP_SECONDS = 15.36, 18.0
"""The clip's start, in seconds after the park shot's, and its length; it runs over the cut to the next shot."""
_CROP = (38, 6, 610, 328)
"""Pixels (left, top, right, bottom): the ticker is cropped away, as reposters do; the bug stays."""


@dataclass(frozen=True)
class StageRecording:
    """A recording of the made-up station as a newsroom would hold it; ``aired_at`` is its first frame's time."""

    path: Path
    station: str
    programme: str
    aired_at: datetime
    zone: str


@dataclass(frozen=True)
class Truth:
    """Where the post's clip was really cut from."""

    recording: int
    """Index into the stage's recordings."""
    programme: str
    aired_at: datetime
    recording_second: float
    """The recording's second that the clip shows at ``clip_second``."""
    clip_second: float
    clip_length: float
    crop_box: Box
    """The part of the broadcast picture that the clip shows."""


class Stage:
    """Builds the stage in ``folder`` and serves it until it is left.

    ``length`` scales the footage: 1.0 is about three and a half minutes, tests make do with less.
    ``faults`` makes hosts misbehave.
    """

    def __init__(
        self, folder: Path, *, length: float = 1.0, faults: Mapping[str, Fault] | None = None
    ) -> None:
        self._programmes = (evening_journal(length), harbour_morning(length))
        self._folder, self._faults = folder, dict(faults or {})
        self._left = ExitStack()
        self._server: StageServer | None = None
        park = self._programmes[0].start_of("park")
        self._cut = Cut(
            park + _whole_frames(_CLIP_FROM * length), _whole_frames(_CLIP_SECONDS * length), _CROP
        )
        self.article_url = pages.ARTICLE_URL
        self.station_file = folder / "station.yaml"
        self.clip_file = folder / "post.mp4"
        self.recordings = tuple(
            StageRecording(
                folder / "recordings" / _file_name(programme),
                story.STATION,
                programme.name,
                programme.aired_at,
                story.ZONE,
            )
            for programme in self._programmes
        )
        self.truth = Truth(
            recording=0,
            programme=self._programmes[0].name,
            aired_at=self._programmes[0].aired_at,
            recording_second=self._cut.start,
            clip_second=0.0,
            clip_length=self._cut.seconds,
            crop_box=self._cut.box(WIDTH, HEIGHT),
        )

    @property
    def routes(self) -> dict[str, tuple[str, int]]:
        """Host name to the address that answers for it, for the web client's route table."""
        address = self._running().address
        return dict.fromkeys((*_HOSTS, *_CLOSED_HOSTS), address)

    @property
    def requests(self) -> Counter[tuple[str, str]]:
        """How often each (host, path) was asked so far."""
        return self._running().requests

    def __enter__(self) -> Stage:
        (self._folder / "recordings").mkdir(parents=True, exist_ok=True)
        with as_file(files("demo") / "station.yaml") as packaged:
            shutil.copyfile(packaged, self.station_file)
        with ThreadPoolExecutor(max_workers=2) as pool:
            jobs = [
                pool.submit(record, programme, recording.path)
                for programme, recording in zip(self._programmes, self.recordings, strict=True)
            ]
            for job in jobs:
                job.result()
        cut_clip(self.recordings[self.truth.recording].path, self._cut, self.clip_file)
        answer = partial(
            pages.answer,
            clip=self.clip_file.read_bytes(),
            poster=first_frame(self.clip_file),
            clip_seconds=self._cut.seconds,
        )
        self._server = self._left.enter_context(StageServer(answer, self._faults))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.close()

    def _running(self) -> StageServer:
        if self._server is None:
            raise RuntimeError("the stage has not been entered")
        return self._server


def _whole_frames(seconds: float) -> float:
    return max(1, round(seconds * RATE)) / RATE


def _file_name(programme: Programme) -> str:
    return f"{story.STATION}_{programme.aired_at:%Y%m%dT%H%M%SZ}_{programme.name.replace(' ', '_')}.mp4"
