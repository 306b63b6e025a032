"""A post that cannot be seen is looked for in the Wayback Machine; one that can is kept there with a key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from flows import archiving, pipeline
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from reference.errors import InputError
from scrapers import web_archives
from scrapers.web import Answer, Client
from storage import audit, casefile
from storage.records import CaseFile, Fetch, FetchState, Purpose
from tests.flows.conftest import Airtrace
from tests.flows.scenario import NUMBER, PlayedWeb

POST = f"https://x.com/made_up/status/{NUMBER}"
ROWS = [
    ["timestamp", "original", "mimetype", "statuscode", "digest"],
    ["20240701000000", f"https://twitter.com/made_up/status/{NUMBER}", "text/html", "200", "AAA"],
]


class ArchivedWeb(PlayedWeb):
    """The played web, where X shows the post or not, and the archive answers or not."""

    def __init__(self, *, shown: bool, archive: bool = True) -> None:
        self.shown, self.archive = shown, archive
        self.asked: list[tuple[str, Mapping[str, str] | None]] = []

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        if purpose is not Purpose.ARCHIVE:
            answer = super().get(url, purpose, into=into, headers=headers, stop_at=stop_at)
            gone = replace(answer.fetch, state=FetchState.UNREACHABLE, status=404, sha256=None)
            return answer if self.shown else Answer(gone)
        self.asked.append((url, form))
        now = datetime.now(UTC)
        if not self.archive:
            return Answer(Fetch(url, purpose, now, FetchState.UNREACHABLE, "The site answered 503.", 503))
        body = json.dumps({"job_id": "j"} if form else _archive_says(url)).encode()
        path = into / hashlib.sha256(body).hexdigest()
        path.write_bytes(body)
        return Answer(
            Fetch(url, purpose, now, FetchState.VISIBLE, "", 200, url, "", len(body), path.name), path
        )


def _archive_says(url: str) -> object:
    if "/save/status/" in url:
        return {"status": "success", "timestamp": "20240620170000", "original_url": POST}
    return ROWS


@dataclass(frozen=True)
class ArchivedBench(Bench):
    web: ArchivedWeb = field(default_factory=lambda: ArchivedWeb(shown=True))

    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        yield self.web


def _collected(tmp_path: Path, web: ArchivedWeb, times: int = 1) -> CaseFile:
    (tmp_path / "home").mkdir()
    bench = ArchivedBench(Home(tmp_path / "home"), web=web)
    with bench.store() as store:
        for _ in range(times):
            run = pipeline.request_verify(
                bench, identify(POST), offline=False, asked_by="Ada", because="test"
            )
            asked = pipeline.runs.get(store, run)
            (case,) = pipeline.collecting.collect(bench, store, asked)
            pipeline.fail(bench, run, "only collected")
        assert audit.audit(store).findings == ()
        return casefile.load(store, case)


def test_a_post_that_is_gone_is_looked_for_once(tmp_path: Path) -> None:
    web = ArchivedWeb(shown=False)
    case = _collected(tmp_path, web)
    ((url, form),) = web.asked
    assert form is None
    assert parse_qs(urlsplit(url).query)["url"] == [POST]
    (copy,) = case.archived
    assert (
        copy.link == f"https://web.archive.org/web/20240701000000/https://twitter.com/made_up/status/{NUMBER}"
    )
    assert [fetch.state for fetch in case.fetches if fetch.purpose is Purpose.ARCHIVE] == [FetchState.VISIBLE]


def test_the_archive_is_asked_once_a_day_and_a_copy_told_of_twice_is_one_sighting(tmp_path: Path) -> None:
    web = ArchivedWeb(shown=False)
    assert len(_collected(tmp_path, web, times=2).archived) == 1
    assert len(web.asked) == 1
    later = datetime.now(UTC) + timedelta(days=1, minutes=1)
    bench = ArchivedBench(Home(tmp_path / "home"), web=web, clock=lambda: later)
    run = pipeline.request_recheck(bench, "C1", asked_by="Ada", because="test")
    with bench.store() as store:
        pipeline.collecting.collect_again(bench, store, pipeline.runs.get(store, run), "C1")
        assert len(casefile.load(store, "C1").archived) == 1
    assert len(web.asked) == 2


def test_an_archive_that_is_away_costs_the_case_nothing(tmp_path: Path) -> None:
    case = _collected(tmp_path, ArchivedWeb(shown=False, archive=False))
    assert case.archived == ()
    assert [fetch.state for fetch in case.fetches if fetch.purpose is Purpose.ARCHIVE] == [
        FetchState.UNREACHABLE
    ]


def test_old_posts_of_x_are_filed_under_its_old_name(tmp_path: Path) -> None:
    web = ArchivedWeb(shown=False)
    old = POST.replace(NUMBER, "1684218600456876032")
    (tmp_path / "home").mkdir()
    bench = ArchivedBench(Home(tmp_path / "home"), web=web)
    run = pipeline.request_verify(bench, identify(old), offline=False, asked_by="Ada", because="test")
    with bench.store() as store:
        pipeline.collecting.collect(bench, store, pipeline.runs.get(store, run))
    asked = parse_qs(urlsplit(web.asked[0][0]).query)["url"]
    assert asked == ["https://twitter.com/made_up/status/1684218600456876032"]


def test_a_post_that_can_be_seen_is_not_asked_for_without_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(archiving.VARIABLE, raising=False)
    web = ArchivedWeb(shown=True)
    assert _collected(tmp_path, web).archived == ()
    assert web.asked == []


def test_with_a_key_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(archiving.VARIABLE, "access:planted-secret")
    monkeypatch.setattr(web_archives, "_POLL_PAUSE", 0.0)
    web = ArchivedWeb(shown=True)
    case = _collected(tmp_path, web)
    (copy,) = case.archived
    assert copy.at == datetime(2024, 6, 20, 17, tzinfo=UTC)
    assert web.asked[0][1] is not None
    assert web.asked[0][1]["url"] == POST
    assert b"planted-secret" not in (tmp_path / "home" / "airtrace.db").read_bytes()


def test_a_broken_key_costs_the_case_nothing_and_the_doctor_names_it(
    airtrace: Airtrace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(archiving.VARIABLE, "only-half-of-one")
    web = ArchivedWeb(shown=True)
    assert _collected(tmp_path, web).post is not None
    assert web.asked == []
    with pytest.raises(InputError, match=archiving.VARIABLE):
        archiving.save_key()
    findings = {each["name"]: each for each in airtrace("doctor", "--json").json["findings"]}
    assert archiving.VARIABLE in findings["web_archive"]["found"]
    assert "only-half" not in str(findings)
