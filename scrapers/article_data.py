"""Posts that a page's own data name: its JSON-LD, and the story that an application keeps as JSON to draw it.

In JSON-LD the article's video, the posting that it shares and the one that a fact-check judges count. In a
story's JSON that does not show as markup count the markup of embeds and parts that are called an embed. What is
kept under a name that says it belongs to other stories counts in neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reference.errors import Unparsed
from scrapers.posts import address_of
from scrapers.web_json import read_json

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_LARGEST = 3_000_000
"""Characters of one script; the story of a long page takes some hundred thousand."""
_MOST_SCRIPTS = 60
_MOST_NODES = 50_000
_DEEPEST = 100
_LONGEST_LINK = 2048
_LINKED_TYPES = frozenset({"VideoObject", "SocialMediaPosting", "AudioObject", "MediaObject", "Clip"})
_LINKED_ADDRESSES = ("embedUrl", "contentUrl", "url", "@id", "sameAs", "mainEntityOfPage")
_ITEM = re.compile(r"(?:embed|content)URL", re.IGNORECASE)
_JUDGED = ("appearance", "firstAppearance", "mediaItemAppearance", "itemReviewed", "sharedContent")
"""Where JSON-LD names the post that a story shares or judges, of whatever type it is said to be."""
_ELSEWHERE = re.compile(
    r"relat|recommend|sidebar|latest|trend|popular|most[-_]?(?:read|viewed)|more|promo|teaser|carousel|menu|"
    r"navig|footer|header|sponsor|author|publisher|same[-_]?site|next[-_]?(?:story|article)|prev|comment|subjectOf",
    re.IGNORECASE,
)
"""Names under which a page keeps what belongs to other stories or to the outlet."""
_EMBED_TYPE = re.compile(
    r"(?:social[-_ ]?(?:media)?[-_ ]?)?(?:embed(?:ded)?|oembed(?:[-_]response)?|tweet|twitter|x[-_]post|"
    r"instagram|tiktok|you[-_]?tube|facebook|telegram|bluesky|threads|reddit|mastodon|vk)"
    r"(?:[-_ ]?(?:embed|post|video|tweet|block|widget|element|url|reel))*",
    re.IGNORECASE,
)
_TYPE_KEYS = ("type", "_type", "__typename", "subtype", "kind", "provider", "blockName", "model", "name")
_ADDRESS_KEYS = re.compile(
    r"(?:(?:canonical|embed|post|tweet|source|permalink|web|share|video|original|social)[-_]?)*"
    r"(?:url|uri|href|link|src|permalink|source|id)",
    re.IGNORECASE,
)
_WORDPRESS = re.compile(r"^core(?:-embed)?/")
_START = re.compile(r"(?:(?:^|[=(,;]|\*/)\s*(?=[{\[])|JSON\.parse\(\s*(?=\"))")
_MARKUP = re.compile(r"<(?:blockquote|iframe|amp-[a-z]+|oembed)\b", re.IGNORECASE)


def linked_addresses(soup: BeautifulSoup) -> list[str]:
    """The addresses of posts that the page's JSON-LD names as its story's own."""
    found: list[str] = []
    for script in soup.find_all("script", type="application/ld+json", limit=_MOST_SCRIPTS):
        for name, each in _objects(_read(script.get_text())):
            kinds = each.get("@type")
            named = {kinds} if isinstance(kinds, str) else {str(kind) for kind in kinds or ()}
            if not (named & _LINKED_TYPES or name in _JUDGED):
                continue
            links = [each.get(key) for key in _LINKED_ADDRESSES]
            found.extend(_addresses(links))
    for item in soup.find_all(["meta", "link"], itemprop=_ITEM, limit=_MOST_SCRIPTS):
        found.extend(_addresses([item.get("content"), item.get("href")]))
    return list(dict.fromkeys(found))


def story_embeds(soup: BeautifulSoup) -> tuple[list[str], list[str]]:
    """The markup of embeds, and the addresses of posts, in the JSON that an application draws the page from."""
    markup: list[str] = []
    addresses: list[str] = []
    for script in soup.find_all("script", src=False, limit=_MOST_SCRIPTS):
        if str(script.get("type") or "").lower() == "application/ld+json":
            continue
        for name, each in _objects(_read(script.get_text())):
            texts = [value for value in each.values() if isinstance(value, str)]
            markup.extend(text for text in texts if len(text) > 40 and _MARKUP.search(text))
            kinds = [value for key in _TYPE_KEYS if isinstance(value := each.get(key), str)]
            if any(_EMBED_TYPE.fullmatch(_WORDPRESS.sub("", kind.strip())) for kind in (*kinds, name)):
                parts = [each, *(value for value in each.values() if isinstance(value, dict))]
                links = [part[key] for part in parts for key in part if _ADDRESS_KEYS.fullmatch(str(key))]
                addresses.extend(_addresses(links))
    return list(dict.fromkeys(markup)), list(dict.fromkeys(addresses))


def _read(text: str) -> Any:
    """The JSON that a script is or assigns; None where it is none."""
    if len(text) > _LARGEST:
        return None
    for match in list(_START.finditer(text[:2_000]))[:8]:
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, match.end())
            if end - match.end() > 20:
                written = value if isinstance(value, str) else text[match.end() : end]
                return read_json(written.encode("utf-8", "replace"), _DEEPEST)
        except (ValueError, RecursionError, Unparsed):
            continue
    return None


def _objects(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a story's JSON in its order, each with the name it is kept under."""
    waiting: list[tuple[str, Any]] = [("", value)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        name, each = waiting.pop()
        if isinstance(each, dict):
            yield name, each
            below = [(str(key), inner) for key, inner in each.items() if not _ELSEWHERE.search(str(key))]
        elif isinstance(each, list):
            below = [(name, inner) for inner in each]
        else:
            continue
        waiting.extend(reversed([(key, inner) for key, inner in below if isinstance(inner, dict | list)]))


def _addresses(links: list[Any]) -> Iterator[str]:
    for link in links:
        for text in link if isinstance(link, list) else [link]:
            if isinstance(text, str) and len(text) <= _LONGEST_LINK and "/" in text:
                found = address_of(text.strip())
                if found is not None:
                    yield found.url
