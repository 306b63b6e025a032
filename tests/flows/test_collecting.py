"""What an article can make the pipeline fetch and believe: many posts, many links, somebody else's post."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flows import pipeline
from flows.bench import Bench
from flows.collecting import MOST_LINKS, MOST_POSTS
from flows.home import Home
from flows.targets import identify
from reference.errors import NothingIdentified
from scrapers.web import Answer, Client
from storage import casefile
from storage.records import CaseFile, Fetch, FetchState, MediaKind, Purpose
from tests.flows.scenario import NUMBER, PlayedWeb

LINK = "pic.twitter.com/abcdefghij"


class LinkedWeb(PlayedWeb):
    """The played web, where the short link leads to the post of ``@made_up``."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
    ) -> Answer:
        self.asked.append(url)
        answer = super().get(url, purpose, into=into, headers=headers, stop_at=stop_at)
        if url != f"https://{LINK}":
            return answer
        landed = f"https://twitter.com/made_up/status/{NUMBER}/video/1"
        fetch = Fetch(url, purpose, answer.fetch.at, FetchState.VISIBLE, "", 301, landed)
        return Answer(fetch, None, {}, (landed,))


@dataclass(frozen=True)
class LinkedBench(Bench):
    web: LinkedWeb = field(default_factory=LinkedWeb)

    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        yield self.web


def _quote(handle: str, links: str) -> str:
    return (
        f'<blockquote class="twitter-tweet"><p>The same car {links}</p>'
        f"&mdash; Somebody (@{handle}) June 20, 2024</blockquote>"
    )


def _verified(tmp_path: Path, body: str) -> tuple[LinkedBench, list[CaseFile]]:
    (tmp_path / "home").mkdir(exist_ok=True)
    page = tmp_path / "article.html"
    page.write_text(f"<html><body><article><p>A video was shared.</p>{body}</article></body></html>")
    bench = LinkedBench(Home(tmp_path / "home"))
    run = pipeline.request_verify(bench, identify(str(page)), offline=False, asked_by="Ada", because="test")
    with bench.store() as store:
        asked = pipeline.runs.get(store, run)
        found = pipeline.collecting.collect(bench, store, asked)
        return bench, [casefile.load(store, case) for case in found]


def test_a_link_to_the_same_account_gives_the_post(tmp_path: Path) -> None:
    _, (case,) = _verified(tmp_path, _quote("Made_Up", f'<a href="https://t.co/a">{LINK}</a>'))
    assert case.post is not None
    assert (case.post.handle, case.post.number) == ("made_up", NUMBER)


def test_a_link_to_another_account_gives_its_media_and_not_its_words(tmp_path: Path) -> None:
    """X gives shared media the link of the post that they were taken from."""
    bench, (case,) = _verified(tmp_path, _quote("somebody_else", f'<a href="https://t.co/a">{LINK}</a>'))
    post = case.post
    assert post is not None
    assert (post.handle, post.number, post.text) == ("somebody_else", None, "The same car")
    assert [(item.kind, item.sha256 is not None) for item in post.media] == [
        (MediaKind.VIDEO, True),
        (MediaKind.UNKNOWN, False),
    ]
    said = next(fetch.reason for fetch in case.fetches if LINK in fetch.url)
    assert "@made_up" in said
    assert "@somebody_else" in said
    with bench.store() as store:
        run = pipeline.request_recheck(bench, case.id, asked_by="Ada", because="again")
        pipeline.collecting.collect_again(bench, store, pipeline.runs.get(store, run), case.id)
        assert casefile.post_of(store, case.id) == post
    assert bench.web.asked.count(f"https://{LINK}") == 2


def test_only_as_many_links_are_followed_as_a_post_has_media(tmp_path: Path) -> None:
    links = "".join(f'<a href="https://t.co/a{n}">pic.twitter.com/wrong{n:05}</a> ' for n in range(40))
    bench, _ = _verified(tmp_path, _quote("somebody_else", links))
    assert len(bench.web.asked) <= MOST_LINKS


def test_an_article_of_endless_posts_is_refused(tmp_path: Path) -> None:
    first = int(NUMBER)
    posts = "".join(
        f'<blockquote class="twitter-tweet"><p>Car {n}</p>&mdash; A (@made_up) '
        f'<a href="https://twitter.com/made_up/status/{first + n}">June 20, 2024</a></blockquote>'
        for n in range(MOST_POSTS + 1)
    )
    with pytest.raises(NothingIdentified, match="posts"):
        _verified(tmp_path, posts)
