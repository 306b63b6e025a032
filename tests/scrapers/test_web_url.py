"""Which URLs are asked at all, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.errors import Refused
from scrapers.web_url import redacted, shown, vet


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://x.com/a/status/20", "x.com"),
        ("HTTP://News.Example:8080/a?b=c#d", "news.example"),
        ("https://новости.рф/путь?ключ=да", "xn--b1amnebsh.xn--p1ai"),
        ("https://xn--b1amnebsh.xn--p1ai/", "xn--b1amnebsh.xn--p1ai"),
        ("https://a_b.example./", "a_b.example."),
        ("https://1.1.1.1/", "1.1.1.1"),
        ("https://1tv.ru/", "1tv.ru"),
        ("https://[2606:4700::1111]/", "2606:4700::1111"),
        ("https://news.example/%2e%2e/?q=%00", "news.example"),
    ],
)
def test_ordinary_addresses_are_taken(url: str, host: str) -> None:
    assert vet(url).raw_host.decode() == host


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("ftp://news.example/", "http"),
        ("news.example/a", "http"),
        ("", "http"),
        ("https://", "host"),
        ("https:///path", "host"),
        ("https://me@news.example/", "user name"),
        ("https://me:word@news.example/", "user name"),
        ("https://news.example:99999/", "port 99999"),
        ("https://news.example:0/", "port 0"),
        ("https://news.example:eight/", "well-formed"),
        ("https://news .example/", "blank"),
        ("https://news.example/\x00", "control"),
        ("https://news.example/\ud800", "control"),
        ("https://news\\example/", "backslash"),
        ("https://news%2eexample/", "percent"),
        ("https://news。example/", "look-alike"),
        ("https://0x7f.1/", "number"),
        ("https://1.2.3/", "number"),
        ("https://1.2.3.4.5/", "number"),
        ("https://a..example/", "empty"),
        ("https://" + "a" * 64 + ".example/", "too long"),
        ("https://news.example/" + "a" * 9000, "longer"),
        ("https://xn--a.example/", "well-formed"),
        ("https://xn--zzzzzz99999.example/", "well-formed"),
        ("https://[::1", "well-formed"),
        ("https://[fe80::1%25eth0]/", "percent"),
    ],
)
def test_other_addresses_are_refused_with_a_sentence(url: str, word: str) -> None:
    with pytest.raises(Refused, match=word) as caught:
        vet(url)
    assert str(caught.value).endswith(".")


@settings(max_examples=300, deadline=None)
@given(
    st.from_regex(r"https?://(xn--)?[a-z0-9-]{0,20}\.[a-zà-ỹ]{0,6}/?")
    | st.text()
    | st.text().map(lambda text: f"https://{text}")
    | st.text().map(lambda t: f"http://a.example{t}")
)
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        url = vet(text)
    except Refused:
        pass
    else:
        assert url.scheme in {"http", "https"}
        assert not url.userinfo
    shown(text).encode()


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("https://a.example/?access_token=abc123&x=1", "abc123"),
        ("https://a.example/?x=1&API_KEY=abc123", "abc123"),
        ("https://a.example/?X-Amz-Signature=abc123", "abc123"),
        ("https://a.example/#session=abc123", "abc123"),
        ("https://a.example/?oauth=abc123;password=abc123", "abc123"),
        ("no answer from https://me:abc123@a.example/b today", "abc123"),
    ],
)
def test_secrets_are_struck_out(text: str, gone: str) -> None:
    assert gone not in redacted(text)
    assert "a.example" in redacted(text)


def test_what_is_no_secret_stays() -> None:
    assert redacted("https://a.example/?id=20&lang=en") == "https://a.example/?id=20&lang=en"


def test_shown_addresses_are_printable_and_not_endless() -> None:
    assert "word" not in shown("https://me:word@a.example/")
    assert shown("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert len(shown("https://a.example/" + "a" * 100_000)) < 1000
