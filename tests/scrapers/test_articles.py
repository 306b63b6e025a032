"""The seed article as text and as a page, and input that is no article."""

from __future__ import annotations

import contextlib
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.errors import NothingIdentified
from reference.stations import load_stations
from scrapers.article_page import DEEPEST, LARGEST_PAGE, MOST_MARKUP
from scrapers.articles import parse_html, parse_text
from scrapers.leads import find_leads
from storage.records import Article, LeadAbout

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seeds" / "aurus-article.txt"
SIGNED = " — BRICS News (@BRICSinfo) June 20, 2024"
PICTURE = "pic.twitter.com/N4ceb2ZWvV"


@pytest.fixture(scope="module")
def seed() -> str:
    if not SEED.is_file():
        pytest.skip("the seed article is not here: ../shared/seeds/aurus-article.txt")
    return SEED.read_text(encoding="utf-8")


def _page(text: str) -> bytes:
    """The seed as a page whose post has X's own markup, without a link to a status."""
    _, _, story = text.partition("2024-06-21 ")
    blocks = []
    for paragraph in story.split("\n\n"):
        if SIGNED in paragraph:
            words = paragraph.split(PICTURE)[0]
            picture = f'<a href="https://t.co/N4ceb2ZWvV">{PICTURE}</a>'
            signature = SIGNED.replace("—", "&mdash;")
            blocks.append(
                f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{words}{picture}</p>{signature}</blockquote>'
            )
        else:
            blocks.append(f"<p>{paragraph}</p>")
    head = '<meta property="article:published_time" content="2024-06-21T08:30:00+02:00">'
    body = "".join(blocks)
    return f"<html><head>{head}</head><body><article><h1>A ride</h1>{body}</article></body></html>".encode()


def _both(seed: str) -> list[Article]:
    return [parse_text(seed), parse_html(_page(seed), None)]


def test_the_seeds_post_is_the_same_in_text_and_page(seed: str) -> None:
    in_text, in_page = _both(seed)
    (embedded,) = in_text.posts
    post = embedded.post
    assert (post.handle, post.name, post.number, post.url) == ("BRICSinfo", "BRICS News", None, None)
    assert [time.text for time in post.times] == ["2024-06-20"]
    assert [item.url for item in post.media] == [f"https://{PICTURE}"]
    assert post.text.endswith("in a new Russian Aurus luxury car.")
    assert post.text.startswith("🇷🇺")
    (shown,) = in_page.posts
    assert (shown.post.handle, shown.post.name, shown.post.number) == (post.handle, post.name, post.number)
    assert (shown.post.text, shown.post.times, shown.post.media) == (post.text, post.times, post.media)
    assert in_text.published == in_page.published == date(2024, 6, 21)


def test_the_seeds_leads_are_the_same_in_text_and_page(seed: str) -> None:
    stations = load_stations()
    for article in _both(seed):
        source, other = find_leads(article, stations)
        assert source.about is LeadAbout.EMBEDDED_POST
        assert source.attribution == "first published by Russian state television"
        assert (source.first_day, source.last_day) == (None, date(2024, 6, 21))
        assert {"1TV", "RUSSIA1", "RUSSIA24"} <= set(source.stations)
        assert other.about is LeadAbout.OTHER_FOOTAGE
        assert (other.stations, other.first_day) == (("KCTV",), date(2024, 6, 20))
        assert (other.weekday_named, other.weekday_agrees) == ("Thursday", True)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" — ", "\u00a0—\u00a0"),
        lambda text: text.replace("(@BRICSinfo)", "(\u200b@BRICSinfo)"),
        lambda text: text.replace("\n\n", "\n \t\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" — ", " -- "),
        lambda text: text.replace(" — ", " - "),
        lambda text: text.replace("pic.twitter.com", "pic.x.com").replace(
            "pic.x.com", "https://pic.twitter.com"
        ),
        lambda text: text.replace(" — BRICS", "\n— BRICS"),
        lambda text: text.replace("June 20, 2024", "20 июня 2024 г."),
    ],
    ids=[
        "crlf",
        "nbsp",
        "zero width",
        "tabs",
        "bom",
        "two hyphens",
        "hyphen",
        "https",
        "new line",
        "russian",
    ],
)
def test_the_seed_pasted_in_other_ways(seed: str, change: object) -> None:
    assert callable(change)
    (embedded,) = parse_text(change(seed)).posts
    (plain,) = parse_text(seed).posts
    assert (embedded.post.text, embedded.post.name) == (plain.post.text, plain.post.name)
    assert (embedded.post.times, embedded.post.media) == (plain.post.times, plain.post.media)


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\ufeff"])
def test_no_text_is_no_article(text: str) -> None:
    with pytest.raises(NothingIdentified):
        parse_text(text)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n ",
        b"\x00\x01\x02PNG" * 40,
        b"x" * (LARGEST_PAGE + 1),
        b"<p>" * (MOST_MARKUP + 1),
        b"<b>" * 5_000,
    ],
    ids=["empty", "blank", "binary", "huge", "too much markup", "too deep"],
)
def test_no_page_is_refused_in_one_sentence(body: bytes) -> None:
    with pytest.raises(NothingIdentified) as raised:
        parse_html(body, None)
    assert "\n" not in str(raised.value)


HOSTILE = {
    "unclosed comment": b"<p>Words.<!-- " + b"a-" * 100_000,
    "unclosed tag": b"<p>Words.</p><a href='" + b"x" * 200_000,
    "many siblings": b"<div>" + b"<p>word</p>" * 20_000 + b"</div>",
    "deep": b"<div>" * (DEEPEST - 10) + b"word" + b"</div>" * (DEEPEST - 10),
    "deep quotes": b"<blockquote class=twitter-tweet>" * 2_000 + b"word",
    "many quotes": b"<blockquote class=twitter-tweet><a href=https://x.com/a/status/12345></a></blockquote>" * 3_000,
    "many attributes": b"<div " + b" ".join(b"data-a%d='x'" % n for n in range(20_000)) + b">word</div>",
    "quotes without an end in JSON": b"<p>word</p><script>{\"a\": \""
    + b"<blockquote twitter-tweet " * 10_000 + b"\"}</script>",
    "backslashes in JSON": b"<p>twitter-tweet</p><script>\"" + b"\\" * 200_000 + b"</script>",
    "deep JSON-LD": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>word</p>",
    "signatures": b"<p>" + b"- (@a) " * 30_000 + b"</p>",
    "an XML page": b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><p>word</p></html>",
    "entities": b"<!DOCTYPE a [<!ENTITY b 'cc'>]><p>" + b"&b;" * 50_000 + b"</p>",
    "a wrong encoding": b"<meta charset=utf-99><p>\xff\xfe\x80word</p>",
    "a file name": b"article.html",
    "no markup": b"Only words.",
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(60)
def test_a_hostile_page_is_read_or_refused(body: bytes) -> None:
    try:
        article = parse_html(body, None)
    except NothingIdentified:
        return
    assert len(article.posts) <= 200
    for each in article.posts:
        assert 0 <= each.start <= each.end <= len(article.text)


def test_any_bytes_are_read_or_refused() -> None:
    chance = random.Random(20240620)
    for size in (1, 10, 1_000, 50_000):
        body = bytes(chance.randrange(1, 256) for _ in range(size))
        with contextlib.suppress(NothingIdentified):
            parse_html(body, None)


def test_a_day_after_the_fetch_is_not_believed() -> None:
    page = (
        b"<meta property='article:published_time' content='2031-01-01'><p>Words of the page.</p>"
        b'<script type=\'application/ld+json\'>{"@type": "NewsArticle", "datePublished": "2024-06-21"}</script>'
    )
    assert parse_html(page, None, until=date(2024, 6, 22)).published == date(2024, 6, 21)


@given(st.text(alphabet="ab (@)—-.\n\u200bpic.twitter.com/x2024-06-20 June", max_size=300))
def test_the_posts_of_any_text_stand_in_it_and_apart(text: str) -> None:
    try:
        article = parse_text(text)
    except NothingIdentified:
        return
    floor = 0
    for each in article.posts:
        assert floor <= each.start < each.end <= len(article.text)
        floor = each.end
