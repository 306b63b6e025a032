"""Collect: from what was given to cases, with every fetch in the ledger and every byte in the vault.

A post's fetches, its version and its claims are recorded in one transaction, so an interrupted run takes
up where the ledger ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from checks.claims import propose_claims
from flows.archiving import archived, last_asked
from flows.bench import Bench
from flows.incoming import incoming, kept
from flows.rereading import client_for
from flows.targets import Given, Target, TargetKind
from reference.errors import MediaUnreadable, NothingIdentified
from scrapers.articles import parse_html, parse_text
from scrapers.leads import find_leads
from scrapers.posts import address_of, collect_post, known_by_address, resolve_short_link, time_of_number
from scrapers.web_answer import Answer, Client
from scrapers.web_archives import Found
from storage import archives, casefile, cases, ledger
from storage.encoding import from_plain, put_document, read_document, to_plain
from storage.records import (
    Article,
    CaseKind,
    Fetch,
    FetchState,
    MediaItem,
    MediaKind,
    Platform,
    Post,
    Purpose,
    Run,
)
from storage.store import Store

MOST_POSTS = 300
"""Posts of one article: each becomes a case and is asked for on the network."""
MOST_LINKS = 4
"""Short links of one post that are followed; X lets a post hold four media."""


@dataclass(frozen=True)
class Prepared:
    """What a run is asked with: the target, and bytes that were read while it was identified."""

    options: dict[str, Any]
    files: tuple[str, ...] = ()


def prepare(bench: Bench, store: Store, target: Target, *, offline: bool) -> Prepared:
    """Read what must be read to know that the target is one, before any row is written.

    Raises:
        NothingIdentified: The article or page holds no post.
        MediaUnreadable: The media file is none.
    """
    options: dict[str, Any] = {"target": target.kind, "offline": offline}
    if target.kind is TargetKind.ARTICLE_FILE and target.path is not None:
        content = target.path.read_bytes()
        _article(content, html=target.html, url=None, name=target.text, until=bench.clock().date())
        source = store.vault.put(content)
        return Prepared({**options, "source": source, "html": target.html}, (source,))
    if target.kind is TargetKind.MEDIA_FILE and target.path is not None:
        return _prepared_media(bench, store, target, target.path, options)
    if target.kind is TargetKind.PAGE_URL:
        fetch = fetch_page(bench, store, target.text, offline=offline)
        return prepared_page(store, fetch, offline=offline)
    return Prepared(options)


def prepared_page(store: Store, fetch: Fetch, *, offline: bool) -> Prepared:
    """What a run on a page is asked with, once the page was fetched.

    Raises:
        NothingIdentified: The page holds no post.
    """
    if fetch.sha256 is not None:
        _page_article(store, fetch, fetch.sha256)
    options = {"target": TargetKind.PAGE_URL, "offline": offline, "page": to_plain(fetch)}
    return Prepared(options, (fetch.sha256,) if fetch.sha256 else ())


def collect(bench: Bench, store: Store, run: Run) -> list[str]:
    """Collect what the run was asked for; returns its cases."""
    offline = bool(run.options["offline"])
    match TargetKind(run.options["target"]):
        case TargetKind.MEDIA_FILE:
            return [_media_case(store, run)]
        case TargetKind.ARTICLE_FILE:
            source = run.options["source"]
            article = _article(
                store.vault.read(source),
                html=run.options["html"],
                url=None,
                name=run.subject,
                until=run.requested_at.date(),
            )
            return _article_cases(bench, store, run, article, source, offline=offline)
        case TargetKind.PAGE_URL:
            return _page_cases(bench, store, run, from_plain(run.options["page"], Fetch), offline=offline)
        case TargetKind.POST_URL | TargetKind.SHORT_LINK:
            return [_linked_case(bench, store, run, run.subject, offline=offline)]


def collect_again(bench: Bench, store: Store, run: Run, case: str) -> list[str]:
    """Look again at what a case stands on: its post, or the page that could not be read."""
    offline = bool(run.options["offline"])
    row = store.one("cases", case, "case")
    kind = CaseKind(row["kind"])
    if kind is CaseKind.PAGE and not run.options.get("stored"):
        fetch = fetch_page(bench, store, row["target"], offline=offline)
        return list(dict.fromkeys((case, *_page_cases(bench, store, run, fetch, offline=offline))))
    if kind is CaseKind.POST:
        known = casefile.post_of(store, case)
        with client_for(bench, store, run, case) as client:
            if known is None:
                _collect_at(bench, store, run, case, row["target"], client)
            else:
                _collect_known(bench, store, run, case, known, client)
    return [case]


def fetch_page(bench: Bench, store: Store, url: str, *, offline: bool) -> Fetch:
    """Ask for a page and keep its bytes; the answer's row is for the caller to record."""
    bench.progress(f"fetching {url}")
    with bench.client(offline=offline) as client, incoming(bench) as folder:
        answer = client.get(url, Purpose.PAGE, into=folder)
        return kept(store, (answer,))[0]


def _article(content: bytes, *, html: bool, url: str | None, name: str, until: date) -> Article:
    """``until`` is the day on which the bytes were had: no article is of a later one."""
    try:
        article = parse_html(content, url, until=until) if html else parse_text(_decoded(content))
    except NothingIdentified as error:
        raise NothingIdentified(f"{name}: {error}") from error
    if len(article.posts) > MOST_POSTS:
        raise NothingIdentified(
            f"{name} shows {len(article.posts):,} posts, and an article is read for {MOST_POSTS} at most; "
            "give the addresses of those that matter"
        )
    if not article.posts:
        raise NothingIdentified(
            f"no embedded post was found in {name}; give the post's own address, or its media file with --caption"
        )
    return article


def _page_article(store: Store, fetch: Fetch, sha256: str) -> Article:
    url = fetch.landed or fetch.url
    return _article(store.vault.read(sha256), html=True, url=url, name=fetch.url, until=fetch.at.date())


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NothingIdentified("it is not text in UTF-8; save the article as UTF-8 and try again") from error


def _prepared_media(
    bench: Bench, store: Store, target: Target, path: Path, options: dict[str, Any]
) -> Prepared:
    from matching.media import probe  # decoding libraries load slowly

    facts = probe(path)
    if facts.missing:
        bench.progress(f"{target.text} was cut off: {facts.missing:.0f} s that its header claims are missing")
    kind = (
        MediaKind.IMAGE if facts.duration == 0 else MediaKind.VIDEO if facts.has_picture else MediaKind.AUDIO
    )
    media = store.vault.put_file(path)
    item = MediaItem(kind, None, media, facts.duration, facts.width, facts.height)
    post = _given_post(target.given, item)
    document = put_document(store.vault, "post", post)
    return Prepared({**options, "post": document, "media": media}, (document, media))


def _given_post(given: Given, item: MediaItem) -> Post:
    return Post(
        platform=Platform.FILE,
        number=None,
        url=None,
        handle=given.account,
        name=None,
        text=given.caption,
        times=(given.posted,) if given.posted else (),
        media=(item,),
    )


def _media_case(store: Store, run: Run) -> str:
    post = from_plain(read_document(store.vault, run.options["post"]), Post)
    claims = propose_claims(post)
    document = put_document(store.vault, "claims", claims)
    with store.writing(run.asked_by) as to:
        key = cases.media_key(run.options["media"])
        case = cases.open_case(store, to, CaseKind.MEDIA, key, run.subject, run.id)
        known = casefile.post_of(store, case)
        if known is None or (_says_something(post) and known != post):
            cases.see_post(store, to, case, post, run=run.id, document=run.options["post"])
        cases.propose_claims(store, to, case, claims, document)
    return case


def _says_something(post: Post) -> bool:
    return bool(post.text or post.handle or post.times)


def _page_cases(bench: Bench, store: Store, run: Run, fetch: Fetch, *, offline: bool) -> list[str]:
    if fetch.sha256 is not None and fetch.state is FetchState.VISIBLE:
        if not ledger.logged(store, run.id, None, fetch.url):
            with store.writing(run.asked_by) as to:
                ledger.log(to, fetch, run=run.id, case=None)
        article = _page_article(store, fetch, fetch.sha256)
        return _article_cases(bench, store, run, article, fetch.sha256, offline=offline)
    with store.writing(run.asked_by) as to:
        case = cases.open_case(store, to, CaseKind.PAGE, cases.page_key(fetch.url), fetch.url, run.id)
        if not ledger.logged(store, run.id, case, fetch.url):
            ledger.log(to, fetch, run=run.id, case=case)
    return [case]


def _article_cases(
    bench: Bench, store: Store, run: Run, article: Article, source: str, *, offline: bool
) -> list[str]:
    article = replace(article, leads=find_leads(article, bench.stations()))
    document = put_document(store.vault, "article", article)
    found = []
    with store.writing(run.asked_by) as to:
        name = cases.read_article(store, to, article, source=source, run=run.id, document=document)
        for embedded in article.posts:
            case = cases.open_case(
                store, to, CaseKind.POST, cases.post_key(embedded.post), run.subject, run.id
            )
            cases.embed(store, to, case, name, run=run.id)
            found.append(case)
    with bench.client(offline=offline) as client:
        for case, embedded in zip(found, article.posts, strict=True):
            _collect_known(bench, store, run, case, embedded.post, client)
    return list(dict.fromkeys(found))


def _linked_case(bench: Bench, store: Store, run: Run, url: str, *, offline: bool) -> str:
    address = address_of(url)
    key = f"{address.platform}:{address.number}" if address else f"link:{url}"
    with store.writing(run.asked_by) as to:
        case = cases.open_case(store, to, CaseKind.POST, key, url, run.id)
    with bench.client(offline=offline) as client:
        _collect_at(bench, store, run, case, url, client)
    return case


def _collect_at(bench: Bench, store: Store, run: Run, case: str, url: str, client: Client) -> None:
    """Collect a post of which only an address is known."""
    if ledger.collected(store, run.id, case):
        return
    with incoming(bench) as folder:
        answers: list[Answer] = []
        address = address_of(url)
        if address is None:
            address, answer = resolve_short_link(url, client, folder)
            answers.append(answer)
        post, copies = None, Found()
        if address is not None:
            bench.progress(f"collecting {address.url}")
            collected = collect_post(address, client, folder)
            copies = archived(bench, client, folder, address, collected, asked=last_asked(store, run, case))
            answers.extend((*collected.answers, *copies.answers))
            post = collected.post
            if post is None and casefile.post_of(store, case) is None:
                post = known_by_address(address)
        _record(store, run, case, answers, post, copies)


def _collect_known(bench: Bench, store: Store, run: Run, case: str, post: Post, client: Client) -> None:
    """Collect a post that is known already from an article or an earlier run."""
    if ledger.collected(store, run.id, case):
        return
    with incoming(bench) as folder:
        answers: list[Answer] = []
        linked = [item for item in post.media if item.kind is MediaKind.UNKNOWN]
        address = address_of(post.url) if post.url else None
        if address is None:
            for link in islice((item.url for item in linked if item.url), MOST_LINKS):
                bench.progress(f"following {link}")
                address, answer = resolve_short_link(link, client, folder)
                answers.append(answer)
                if address is not None:
                    break
        followed = len(answers)
        seen, copies = None, Found()
        if address is not None:
            bench.progress(f"collecting {address.url}")
            collected = collect_post(address, client, folder)
            copies = archived(bench, client, folder, address, collected, asked=last_asked(store, run, case))
            answers.extend((*collected.answers, *copies.answers))
            seen = collected.post
            if seen is not None and followed and _by_another(post, seen):
                answers[followed - 1] = _leads_elsewhere(answers[followed - 1], post, seen)
                seen = replace(post, media=(*seen.media, *linked))
        known = casefile.post_of(store, case)
        if seen is None and known is None:
            seen = _dated(post)  # as the article shows it, until it can be had from its platform
        shown = _with_held(seen, known) if seen is not None else None
        _record(store, run, case, answers, shown, copies)


def _by_another(post: Post, seen: Post) -> bool:
    """Whether a link in the post led to a post of another account: shared media keep the link of the first."""
    return None not in (post.handle, seen.handle) and str(post.handle).lower() != str(seen.handle).lower()


def _leads_elsewhere(answer: Answer, post: Post, seen: Post) -> Answer:
    reason = (
        f"{answer.fetch.reason} That post is @{seen.handle}'s; only its media are taken for @{post.handle}'s."
    )
    return answer.seen_as(answer.fetch.state, reason)


def _dated(post: Post) -> Post:
    """The post with the time that its own number gives, before what a page displays."""
    time = time_of_number(post.platform, post.number) if post.number is not None else None
    return replace(post, times=(time, *post.times)) if time is not None and time not in post.times else post


def _with_held(post: Post, known: Post | None) -> Post:
    """Media bytes that an earlier run fetched stay the post's, where this run could not have them."""
    if known is None:
        return post
    held = {item.url: item for item in known.media if item.sha256 is not None}
    media = [item if item.sha256 is not None else held.get(item.url, item) for item in post.media]
    if any(item.sha256 is None and item.url == known.url for item in post.media):
        # What is fetched from the post's own address can be several files: picture and sound apart.
        parts = [item for url, item in held.items() if url and url.startswith(f"{known.url}#")]
        media += [item for item in parts if item not in media]
    return replace(post, media=tuple(media))


def _record(
    store: Store, run: Run, case: str, answers: Sequence[Answer], post: Post | None, copies: Found
) -> None:
    fetches = [fetch for fetch in kept(store, answers) if not _says_nothing_new(run, fetch)]
    post = _measured(store, post) if post is not None else None
    document = claimed = None
    claims = propose_claims(post) if post is not None else ()
    if post is not None and casefile.post_of(store, case) != post:
        document = put_document(store.vault, "post", post)
    if claims and not casefile.claims_of(store, case):
        claimed = put_document(store.vault, "claims", claims)
    with store.writing(run.asked_by) as to:
        for fetch in fetches:
            ledger.log(to, fetch, run=run.id, case=case)
        archives.found(store, to, case, copies.captures, run=run.id)
        if post is not None and document is not None:
            cases.see_post(store, to, case, post, run=run.id, document=document)
        if claimed is not None:
            cases.propose_claims(store, to, case, claims, claimed)


def _says_nothing_new(run: Run, fetch: Fetch) -> bool:
    """A run that reads again what is held asks for nothing, so what is not held was not missed."""
    return bool(run.options.get("stored")) and fetch.state is FetchState.NOT_FETCHED


def _measured(store: Store, post: Post) -> Post:
    """The post with the length and size of media that its platform did not tell, measured on the bytes."""
    return replace(post, media=tuple(_measured_item(store, item) for item in post.media))


def _measured_item(store: Store, item: MediaItem) -> MediaItem:
    if item.sha256 is None or item.kind is MediaKind.IMAGE or (item.duration and item.width):
        return item
    from matching.media import probe  # decoding libraries load slowly

    try:
        facts = probe(store.vault.path(item.sha256))
    except MediaUnreadable:
        return item  # the search says why it cannot be used
    return replace(item, duration=facts.duration, width=facts.width, height=facts.height)
