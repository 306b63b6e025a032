"""Made-up feeds in the shape of Reddit's. No post, person or broadcast in them is real."""

from __future__ import annotations

from html import escape

from scrapers.posts.reddit import address_of
from scrapers.posts.shape import PostAddress

NUMBER = "1dkmade"
PAGE = f"https://www.reddit.com/r/madeup/comments/{NUMBER}/two_dogs/"


def address(url: str = PAGE) -> PostAddress:
    found = address_of(url)
    assert found is not None
    return found


def entry(
    name: str = f"t3_{NUMBER}",
    *,
    words: str = "<p>Seen on TV.</p><ul><li><p>One</p></li></ul>",
    linked: str = PAGE,
    author: str = "/u/madeup_wire",
    title: str = "Two dogs &amp; a car",
    published: str = "2024-06-20T12:30:05+00:00",
    updated: str = "2024-06-20T12:30:05+00:00",
    link: str = PAGE,
) -> str:
    body = f'<!-- SC_OFF --><div class="md">{words}</div><!-- SC_ON -->' if words else ""
    content = (
        f'{body} &#32; submitted by &#32; <a href="https://www.reddit.com/user/madeup_wire"> {author} </a>'
        f' <br/> <span><a href="{linked}">[link]</a></span> &#32; <span><a href="{PAGE}">[comments]</a></span>'
    )
    who = f"<author><name>{author}</name></author>" if author else ""
    when = f"<published>{published}</published>" if published else ""
    changed = f"<updated>{updated}</updated>" if updated else ""
    return (
        f'<entry>{who}<category term="madeup" label="r/madeup"/><content type="html">{escape(content)}</content>'
        f'<id>{name}</id><link href="{link}" />{changed}{when}<title>{title}</title></entry>'
    )


def feed(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:media="http://search.yahoo.com/mrss/"><category term="madeup" label="r/madeup"/>'
        f"<updated>2024-06-21T00:00:00+00:00</updated><id>/comments/{NUMBER}/.rss</id>"
        f"<title>Two dogs : madeup</title>{''.join(entries)}</feed>"
    ).encode()


def comment(name: str = "t1_l9made") -> str:
    link = f"{PAGE}l9made/"
    return entry(
        name, words="<p>A comment</p>", author="/u/another", title="/u/another on Two dogs", link=link
    )
