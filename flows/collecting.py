"""Collect: from what was given to cases, with every fetch in the ledger and every byte in the vault.

A post's fetches, its versions, its claims and which case it is are recorded in one transaction, so an
interrupted run takes up where the ledger ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from reference.times import iso
from scrapers.article_archive import is_archive, saved_page
from scrapers.articles import parse_html, parse_text
from scrapers.leads import find_leads
from scrapers.posts import (
    CollectedPost,
    address_of,
    collect_post,
    known_by_address,
    resolve_short_link,
    time_of_number,
)
from scrapers.web_answer import Answer, Client
from scrapers.web_archives import Found
from storage import archives, casefile, cases, ledger, sightings, versions
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
from storage.sightings import Way
from storage.store import Store, Writing

MOST_POSTS = 300
"""Posts of one article: each becomes a case and is asked for on the network."""
MOST_LINKS = 4
"""Short links of one post that are followed; X lets a post hold four media."""
_GONE = frozenset({FetchState.DELETED, FetchState.SUSPENDED})
"""States in which a platform says that a post is no longer there."""


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
        way = Way(row["target"], row["key"], None)
        with client_for(bench, store, run, case) as client:
            if known is None:
                return [_collect_at(bench, store, run, way, case, client)]
            return [_collect_known(bench, store, run, way, case, known, client)]
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
        if html and is_archive(content):
            saved = saved_page(content)
            content, url = saved.body, saved.url
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
    if (address := address_of(url)) is not None:
        raise NothingIdentified(f"{fetch.url} leads to the post {address.url}; give that address")
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
        way = Way(run.subject, key, run.subject)
        case = sightings.settle(store, to, CaseKind.MEDIA, way, (), run=run.id, case=None)
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
    with store.writing(run.asked_by) as to:
        name = cases.read_article(store, to, article, source=source, run=run.id, document=document)
    found = []
    with bench.client(offline=offline) as client:
        for embedded in article.posts:
            post = embedded.post
            way = Way(run.subject, cases.post_key(post), post.url or _media_link(post), name)
            case = next(iter(sightings.find(store, [way.key])), None)
            found.append(_collect_known(bench, store, run, way, case, post, client))
    return list(dict.fromkeys(found))


def _media_link(post: Post) -> str | None:
    return next((item.url for item in post.media if item.url), None)


def _linked_case(bench: Bench, store: Store, run: Run, url: str, *, offline: bool) -> str:
    address = address_of(url)
    way = Way(url, f"{address.platform}:{address.number}" if address else f"link:{url}", url)
    case = next(iter(sightings.find(store, [way.key])), None)
    with bench.client(offline=offline) as client:
        return _collect_at(bench, store, run, way, case, client)


def _collect_at(bench: Bench, store: Store, run: Run, way: Way, case: str | None, client: Client) -> str:
    """Collect a post of which only an address is known; returns its case."""
    if case is not None and ledger.collected(store, run.id, case):
        return _met_again(store, run, way, case)
    with incoming(bench) as folder:
        answers: list[Answer] = []
        address = address_of(way.target)
        if address is None:
            address, answer = resolve_short_link(way.target, client, folder)
            answers.append(answer)
        if address is None:
            return _record(store, run, way, case, _Seen(answers))
        bench.progress(f"collecting {address.url}")
        collected = collect_post(address, client, folder)
        name = f"{address.platform}:{address.number}"
        held = case or next(iter(sightings.find(store, [name])), None)
        asked = last_asked(store, run, held) if held is not None else None
        copies = archived(bench, client, folder, address, collected, asked=asked)
        answers.extend((*collected.answers, *copies.answers))
        seen = _Seen(answers, collected, otherwise=known_by_address(address), copies=copies, names=(name,))
        return _record(store, run, way, case, seen)


def _collect_known(
    bench: Bench, store: Store, run: Run, way: Way, case: str | None, post: Post, client: Client
) -> str:
    """Collect a post that is known already from an article or an earlier run; returns its case."""
    if case is not None and ledger.collected(store, run.id, case):
        return _met_again(store, run, way, case)
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
        collected, copies = None, Found()
        if address is not None:
            bench.progress(f"collecting {address.url}")
            collected = collect_post(address, client, folder)
            asked = last_asked(store, run, case) if case is not None else None
            copies = archived(bench, client, folder, address, collected, asked=asked)
            answers.extend((*collected.answers, *copies.answers))
            if collected.post is not None and followed and _by_another(post, collected.post):
                answers[followed - 1] = _leads_elsewhere(answers[followed - 1], post, collected.post)
                own = replace(post, media=(*collected.post.media, *linked))
                collected = CollectedPost(own, collected.state, collected.reason, collected.answers)
        return _record(
            store, run, way, case, _Seen(answers, collected, otherwise=_dated(post), copies=copies)
        )


def _met_again(store: Store, run: Run, way: Way, case: str) -> str:
    """Another link to a post that this run has collected already."""
    with store.writing(run.asked_by) as to:
        return sightings.settle(store, to, CaseKind.POST, way, (), run=run.id, case=case)


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


@dataclass(frozen=True)
class _Seen:
    """What a look at a post brought."""

    answers: Sequence[Answer]
    collected: CollectedPost | None = None
    otherwise: Post | None = None
    """What is said of the post elsewhere: by an article, or by its address alone."""
    copies: Found = field(default_factory=Found)
    names: tuple[str, ...] = ()
    """Names of the post that are certain without its platform's answer."""


def _record(store: Store, run: Run, way: Way, case: str | None, seen: _Seen) -> str:
    """Record a look at a post, all of it or nothing; returns its case."""
    fetches = [fetch for fetch in kept(store, seen.answers) if not _says_nothing_new(run, fetch)]
    collected = seen.collected
    post = _measured(store, collected.post) if collected is not None and collected.post is not None else None
    names = [f"{post.platform}:{number}" for number in collected.numbers] if post and collected else []
    with store.writing(run.asked_by) as to:
        case = sightings.settle(store, to, CaseKind.POST, way, (*names, *seen.names), run=run.id, case=case)
        if way.article is not None:
            cases.embed(store, to, case, way.article, run=run.id)
        known = casefile.post_of(store, case)
        if post is None and known is None:
            post = seen.otherwise
        reread = bool(run.options.get("stored"))
        if post is not None and collected is not None and collected.post is not None and not reread:
            fetches = _told_apart(store, case, known, post, collected, fetches)
        for fetch in fetches:
            ledger.log(to, fetch, run=run.id, case=case)
        archives.found(store, to, case, seen.copies.captures, run=run.id)
        if post is not None:
            _see(store, to, run, case, known, post, collected)
        if collected is not None:
            _say_whether_gone(store, to, run, case, collected)
    return case


def _see(
    store: Store,
    to: Writing,
    run: Run,
    case: str,
    known: Post | None,
    post: Post,
    collected: CollectedPost | None,
) -> None:
    """Record the versions of a post that are new, and the claims of the first that makes any."""
    recorded = versions.of_case(store, case)
    earlier = collected.earlier if collected is not None else ()
    for before, written in earlier:
        at = iso(written.interval.start)
        if not versions.is_listed(recorded, before, at):
            document = put_document(store.vault, "post", before)
            cases.see_post(store, to, case, before, run=run.id, document=document, written=at)
            known = before
    post = versions.together(known, post, by_a_new_parser=bool(run.options.get("stored")))
    if known != post:
        document = put_document(store.vault, "post", post)
        edited = collected.written if collected is not None else None
        at_last = iso(edited.interval.start) if edited is not None else None
        cases.see_post(store, to, case, post, run=run.id, document=document, written=at_last)
    claims = propose_claims(post)
    if claims and not casefile.claims_of(store, case):
        cases.propose_claims(store, to, case, claims, put_document(store.vault, "claims", claims))


def _told_apart(
    store: Store, case: str, known: Post | None, post: Post, collected: CollectedPost, fetches: list[Fetch]
) -> list[Fetch]:
    """The ledger's rows, where an edit shows only beside the version that was seen before."""
    if known is None or collected.state is not FetchState.VISIBLE:
        return fetches
    if not versions.changed(known, versions.together(known, post)):
        return fetches
    before = versions.of_case(store, case)[-1]
    note = (
        f"It is not what it was in version {before.n}, seen at {iso(before.seen_at.replace(microsecond=0))}."
    )
    return [
        replace(fetch, state=FetchState.EDITED, reason=f"{fetch.reason} {note}")
        if fetch.purpose is Purpose.POST and fetch.state is FetchState.VISIBLE
        else fetch
        for fetch in fetches
    ]


def _say_whether_gone(store: Store, to: Writing, run: Run, case: str, collected: CollectedPost) -> None:
    """A platform's word that a post is gone, or shown again, is an event; a wall or a fault says neither."""
    if collected.state in _GONE:
        versions.say_gone(store, to, case, collected.state, collected.reason, run=run.id)
    elif collected.post is not None:
        versions.say_back(store, to, case, run=run.id)


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
