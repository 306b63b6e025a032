"""The plain pipeline over real HTTP: the stage's article and post, served well and served badly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.server import Fault
from demo.stage import Stage
from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from reference.times import Precision
from storage import audit, casefile
from storage.records import CaseKind, FetchState, KnownFrom, RunState


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The stage is on loopback, so that sockets stay as they are here."""


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stage's folder, filled once; the stages of the tests find it there."""
    return tmp_path_factory.mktemp("stage")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home")


@pytest.fixture
def stage(footage: Path) -> Iterator[Stage]:
    with Stage(footage, length=0.02) as running:
        yield running


def _verify(home: Home, stage: Stage) -> tuple[RunState, list[str]]:
    bench = Bench(home, routes=stage.routes)
    target = identify(stage.article_url)
    run = pipeline.request_verify(bench, target, offline=False, asked_by="Ada", because="test")
    return pipeline.perform(bench, run), pipeline.cases_of(bench, run)


def test_an_articles_post_is_collected_whole(home: Home, stage: Stage) -> None:
    state, (case,) = _verify(home, stage)
    with Bench(home).store() as store:
        file = casefile.load(store, case)
        assert audit.audit(store).verdict is audit.Soundness.CLEAN
        assert file.post is not None
        (media,) = file.post.media
        assert media.sha256 is not None
        assert store.vault.path(media.sha256).read_bytes() == stage.clip_file.read_bytes()
    assert state is RunState.DONE
    assert {fetch.state for fetch in file.fetches} == {FetchState.VISIBLE}
    assert file.fetches[0].url == stage.article_url
    assert (file.post.times[0].known_from, file.post.times[0].precision) == (
        KnownFrom.NUMBER,
        Precision.SECOND,
    )
    assert {lead.stations for lead in file.leads} <= {(), ("DEMO1",)}
    assert file.claims


def test_the_same_article_again_is_the_same_case_and_asks_again(home: Home, stage: Stage) -> None:
    first, second = _verify(home, stage), _verify(home, stage)
    assert first[1] == second[1] == ["C1"]
    with Bench(home).store() as store:
        assert len(store.vault.read(casefile.load(store, "C1").fetches[0].sha256 or "")) > 500
        versions = store.db.execute("SELECT count(*) FROM post_versions").fetchone()
    assert versions == (1,), "the post did not change, so it has one version"


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.TRUNCATED])
def test_a_page_that_cannot_be_read_is_a_case_until_it_can(home: Home, footage: Path, fault: Fault) -> None:
    host = identify(Stage(footage, length=0.02).article_url).text.split("/")[2]
    with Stage(footage, length=0.02, faults={host: fault}) as broken:
        state, (case,) = _verify(home, broken)
    with Bench(home).store() as store:
        file = casefile.load(store, case)
    assert state is RunState.PARTIAL
    assert (file.kind, file.post, file.standing) == (CaseKind.PAGE, None, True)
    assert [(fetch.state, bool(fetch.reason)) for fetch in file.fetches] == [(FetchState.UNREACHABLE, True)]
    with Stage(footage, length=0.02) as repaired:
        bench = Bench(home, routes=repaired.routes)
        run = pipeline.request_recheck(bench, case, asked_by="Ada", because="it is back")
        assert pipeline.perform(bench, run) is RunState.DONE
        assert pipeline.cases_of(bench, run) == [case, "C2"]
    with bench.store() as store:
        assert casefile.load(store, "C2").post is not None
        page = casefile.load(store, case)
    assert page.standing is False
    assert page.next_steps == ("The page has been read: its posts are C2.",)


@pytest.mark.parametrize(
    ("host", "seen"),
    [("cdn.syndication.twimg.com", True), ("publish.twitter.com", True), ("video.twimg.com", True)],
)
def test_a_service_that_fails_is_a_row_and_the_rest_goes_on(
    home: Home, footage: Path, host: str, seen: bool
) -> None:
    with Stage(footage, length=0.02, faults={host: Fault.NOT_FOUND}) as broken:
        state, (case,) = _verify(home, broken)
    with Bench(home).store() as store:
        file = casefile.load(store, case)
    assert state is RunState.PARTIAL
    failed = [fetch for fetch in file.fetches if fetch.state is not FetchState.VISIBLE]
    assert {fetch.url.split("/")[2] for fetch in failed} == {host}
    assert all(fetch.status == 404 for fetch in failed)
    assert (file.post is not None) is seen
