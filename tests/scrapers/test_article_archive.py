"""Pages that a browser saved as one file."""

from __future__ import annotations

import base64
import quopri

import pytest

from reference.errors import NothingIdentified
from scrapers.article_archive import is_archive, saved_page
from scrapers.articles import parse_html

HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/story\r\nSubject: A story\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----edge"\r\n\r\n'
)
QUOTE = (
    '<blockquote class="twitter-tweet"><p>пожар</p>&mdash; Made Up (@made_up) '
    '<a href="https://twitter.com/made_up/status/1803823920274288857">June 20, 2024</a></blockquote>'
)
PAGE = f"<html><head><title>Видео</title></head><body><article><p>Видео пожара.</p>{QUOTE}</article></body></html>"


def _saved(page: str, charset: str, encoding: str, more: str = "", declared: bool = True) -> bytes:
    body = page.encode(charset)
    written = base64.encodebytes(body) if encoding == "base64" else quopri.encodestring(body)
    says = f"; charset={charset}" if declared else ""
    head = f"------edge\r\nContent-Type: text/html{says}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return f"{HEAD}{head}".encode() + written + f"\r\n{more}------edge--\r\n".encode()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_the_page_is_taken_out_of_it(encoding: str, charset: str) -> None:
    content = _saved(PAGE, charset, encoding)
    assert is_archive(content)
    page = saved_page(content)
    assert page.url == "https://news.example/story"
    (embedded,) = parse_html(page.body, page.url).posts
    assert (embedded.post.number, embedded.post.text) == ("1803823920274288857", "пожар")


def test_a_frame_that_was_saved_apart_is_the_embed_that_it_was() -> None:
    page = '<html><body><p>A video.</p><iframe src="cid:frame-1@mhtml.blink"></iframe></body></html>'
    frame = (
        "------edge\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        "Content-Location: https://www.youtube.com/embed/abcdefghijk\r\n\r\n<html></html>\r\n"
    )
    saved = saved_page(_saved(page, "utf-8", "base64", frame, declared=False))
    (embedded,) = parse_html(saved.body, saved.url).posts
    assert embedded.post.number == "abcdefghijk"


def test_what_holds_no_page_is_refused() -> None:
    picture = f"{HEAD}------edge\r\nContent-Type: image/png\r\n\r\nx\r\n------edge--\r\n".encode()
    for content in (picture, HEAD.encode(), _saved(" ", "utf-8", "base64")):
        with pytest.raises(NothingIdentified):
            saved_page(content)


def test_other_files_are_none() -> None:
    for content in (b"", PAGE.encode(), b"MIME-Version: 1.0\n\nA mail", b"Content-Type: multipart/related\n"):
        assert not is_archive(content)


def test_damaged_ones_are_read_or_refused() -> None:
    whole = _saved(PAGE, "utf-8", "base64")
    for cut in range(0, len(whole), 37):
        try:
            saved_page(whole[:cut] + whole[cut + 19 :])
        except NothingIdentified:
            continue
