"""``airtrace reparse``: answers that no parser understood, read again without the network after an update."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import collecting, pipeline, rereading
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from scrapers.posts import x
from scrapers.posts.shape import FoundMedia, PostAddress, Reading
from scrapers.posts.ytdlp import Brought
from scrapers.web import Answer, Client, OfflineClient
from storage import audit, casefile, cases, ledger, runs
from storage.encoding import put_document
from storage.records import Article, Fetch, FetchState, MediaItem, MediaKind, Purpose, RunState
from tests.flows.conftest import Airtrace
from tests.flows.scenario import _ANSWERS, NUMBER, PAGE, PlayedWeb
from tests.scrapers.posts.test_ytdlp_info import info

AT = datetime(2026, 6, 20, 12, tzinfo=UTC)
POST = f"https://x.com/made_up/status/{NUMBER}"


class Counted(PlayedWeb):
    """The played web, which counts what it is asked."""

    asked = 0

    def get(self, *args: Any, **kwargs: Any) -> Any:
        self.asked += 1
        return super().get(*args, **kwargs)


@dataclass(frozen=True)
class CountedBench(Bench):
    web: Counted = field(default_factory=Counted)

    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        yield OfflineClient() if offline else self.web


@pytest.fixture
def bench(tmp_path: Path) -> CountedBench:
    (tmp_path / "home").mkdir()
    return CountedBench(Home(tmp_path / "home"))


def _verified_by_an_old_parser(bench: CountedBench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as old:
        old.setattr(x, "parse_syndication", lambda *_: Reading(FetchState.UNPARSED, "another shape"))
        run = pipeline.request_verify(bench, identify(POST), offline=False, asked_by="Ada", because="test")
        pipeline.perform(bench, run)


def test_an_update_brings_the_post_without_asking_anybody(
    bench: CountedBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    _verified_by_an_old_parser(bench, monkeypatch)
    with bench.store() as store:
        before = casefile.post_of(store, "C1")
        assert before is not None
        assert before.text == ""
    assert rereading.not_understood(bench) == ["C1"]
    asked = bench.web.asked
    run = rereading.request_reparse(bench, "C1", asked_by="Ada", because="an update")
    assert pipeline.perform(bench, run) in {RunState.DONE, RunState.PARTIAL}
    assert bench.web.asked == asked
    with bench.store() as store:
        post = casefile.post_of(store, "C1")
        assert post is not None
        assert (post.handle, post.text) == ("made_up", "A car in a park")
        case = casefile.load(store, "C1")
        assert case.run == run
        assert {check.name for check in case.checks}
        rows = [
            row for row in ledger.rows(store, "C1") if row.run == run and row.fetch.purpose is Purpose.POST
        ]
        first = next(row for row in rows if row.fetch.state is FetchState.VISIBLE)
        original = next(row for row in ledger.rows(store, "C1") if row.seq == first.fetch.read_again)
        assert original.fetch.sha256 == first.fetch.sha256
        assert original.fetch.at == first.fetch.at
        assert original.fetch.state is FetchState.UNPARSED  # what was said then stays
        assert audit.audit(store).findings == ()
    assert rereading.not_understood(bench) == []


def test_what_yt_dlp_brought_is_read_again_without_it(
    bench: CountedBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://vk.com/video-77_456"
    files = {"application/json": (Purpose.POST, url, info()), "video/mp4": (Purpose.MEDIA, url, b"footage")}

    def brought(address: PostAddress, client: Client, into: Path, **_: Any) -> Brought:
        answers = []
        for content_type, (purpose, asked, content) in files.items():
            path = into / content_type.partition("/")[2]
            path.write_bytes(content)
            sha256 = hashlib.sha256(content).hexdigest()
            state = FetchState.UNPARSED if purpose is Purpose.POST else FetchState.VISIBLE
            fetch = Fetch(
                asked, purpose, AT, state, "", content_type=content_type, size=len(content), sha256=sha256
            )
            answers.append(Answer(fetch, path))
        return Brought(tuple(answers), (Reading(FetchState.UNPARSED, "another shape"),))

    with monkeypatch.context() as old:
        # By its module's name: the package has a function of that name.
        old.setattr(importlib.import_module("scrapers.posts.collect"), "bring", brought)
        run = pipeline.request_verify(bench, identify(url), offline=False, asked_by="Ada", because="test")
        pipeline.perform(bench, run)
    assert rereading.not_understood(bench) == ["C1"]
    asked = bench.web.asked
    again = rereading.request_reparse(bench, "C1", asked_by="Ada", because="an update")
    pipeline.perform(bench, again)
    assert bench.web.asked == asked
    with bench.store() as store:
        post = casefile.post_of(store, "C1")
        rows = [row for row in ledger.rows(store, "C1") if row.run == again]
        assert audit.audit(store).findings == ()
    assert post is not None
    assert (post.name, post.text) == ("Made-up Wire", "Two dogs handed over\n\nFilmed at the airport.")
    assert [item.sha256 for item in post.media] == [hashlib.sha256(b"footage").hexdigest()]
    assert [row.fetch.state for row in rows] == [FetchState.VISIBLE, FetchState.VISIBLE]
    assert all(row.fetch.read_again for row in rows)
    assert rereading.not_understood(bench) == []


def test_reading_again_what_was_understood_changes_nothing(bench: CountedBench) -> None:
    run = pipeline.request_verify(bench, identify(POST), offline=False, asked_by="Ada", because="test")
    pipeline.perform(bench, run)
    with bench.store() as store:
        before = casefile.post_of(store, "C1")
    again = rereading.request_reparse(bench, "C1", asked_by="Ada", because="to see")
    pipeline.perform(bench, again)
    with bench.store() as store:
        assert casefile.post_of(store, "C1") == before
        versions = store.db.execute("SELECT count(*) FROM post_versions").fetchone()
        assert versions == (1,)
        assert runs.get(store, again).state in {RunState.DONE, RunState.PARTIAL}


def test_files_that_another_tool_fetched_stay_the_post_s(
    bench: CountedBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Picture and sound of a post whose own address brings both, as two files."""
    run = pipeline.request_verify(bench, identify(POST), offline=False, asked_by="Ada", because="test")
    pipeline.perform(bench, run)
    with bench.store() as store:
        seen = casefile.post_of(store, "C1")
        assert seen is not None
        files = [
            MediaItem(kind, f"{seen.url}{part}", store.vault.put(part.encode() or b"picture"))
            for kind, part in ((MediaKind.VIDEO, ""), (MediaKind.AUDIO, "#2"))
        ]
        post = replace(seen, media=tuple(files))
        document = put_document(store.vault, "post", post)
        with store.writing("Ada") as to:
            cases.see_post(store, to, "C1", post, run=run, document=document)
    found = FoundMedia(MediaItem(MediaKind.VIDEO, seen.url))
    reading = Reading(FetchState.VISIBLE, "", replace(seen, text="Another text", media=()), (found,))
    monkeypatch.setattr(x, "parse_syndication", lambda *_: reading)
    again = rereading.request_reparse(bench, "C1", asked_by="Ada", because="to see")
    pipeline.perform(bench, again)
    with bench.store() as store:
        post_now = casefile.post_of(store, "C1")
    assert post_now is not None
    assert post_now.text == "Another text"
    assert [item.sha256 for item in post_now.media] == [item.sha256 for item in files]


def test_a_page_in_which_an_update_finds_another_post(
    bench: CountedBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, another = "https://news.example/article", "1803823920274288800"
    two = PAGE.replace("</article>", _quote(another) + "</article>")
    monkeypatch.setitem(_ANSWERS, "news.example", ("text/html", two.encode()))
    with monkeypatch.context() as old:
        real = collecting.parse_html

        def blind(content: bytes, *args: Any, **kwargs: Any) -> Article:
            article = real(content, *args, **kwargs)
            return replace(article, posts=tuple(p for p in article.posts if p.post.number != another))

        old.setattr(collecting, "parse_html", blind)
        run = pipeline.request_verify(bench, identify(url), offline=False, asked_by="Ada", because="test")
        pipeline.perform(bench, run)
    (page,) = rereading.pages_that_show_more(bench)
    with bench.store() as store:
        before = [row.seq for row in ledger.rows(store)]
    asked = bench.web.asked
    run = rereading.request_reread(bench, page, asked_by="Ada", because="an update")
    pipeline.perform(bench, run)
    assert bench.web.asked == asked
    with bench.store() as store:
        numbers = [row["number"] for row in store.db.query("SELECT number FROM posts")]
        new = [row for row in ledger.rows(store) if row.seq not in before]
        assert audit.audit(store).findings == ()
    assert numbers.count(another) == 1
    assert numbers.count(NUMBER) == 1
    assert [row.fetch.read_again for row in new] == [page.seq]
    assert rereading.pages_that_show_more(bench) == []


def _quote(number: str) -> str:
    return (
        '<blockquote class="twitter-tweet"><p>One more car</p>&mdash; Other (@other) '
        f'<a href="https://twitter.com/other/status/{number}">June 20, 2024</a></blockquote>'
    )


def test_the_command(
    bench: CountedBench, airtrace: Airtrace, monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    assert airtrace("reparse", "--by", "Ada", "--json").json == {
        "cases": [],
        "pages": [],
        "not_understood": [],
    }
    _verified_by_an_old_parser(bench, monkeypatch)
    findings = {each["name"]: each for each in airtrace("doctor", "--json").json["findings"]}
    assert "C1" in findings["not understood"]["found"]
    assert "1 unparsed" in findings["post cdn.syndication.twimg.com"]["found"]
    answer = airtrace("reparse", "--by", "Ada", "--json")
    (row,) = answer.json["cases"]
    assert (row["case"], row["changed"], answer.json["not_understood"]) == ("C1", True, [])
    fetches = airtrace("show", "C1", "--json").json["fetches"]
    assert any(fetch["read_again"] for fetch in fetches)
    (again,) = airtrace("reparse", "c1", "--by", "Ada", "--json").json["cases"]
    assert again["changed"] is False
    airtrace("verify", clip, "--by", "Ada")
    for arguments in (("C9",), ("C2",), ("C1", "--all")):
        assert airtrace("reparse", *arguments, "--by", "Ada").code == 2
