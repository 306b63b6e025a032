"""The one web client: every address from outside is asked through it, and every answer is a ledger row.

It never raises for trouble on the other side: the row says what came back, or why nothing did. The
rules on addresses are the guard's (:mod:`scrapers.guard`); what a page says is for its parser.
"""

from __future__ import annotations

import logging
import random
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from reference.errors import BadAnswer, Refused, SiteError, Unreachable
from reference.times import iso
from scrapers.guard import Budget, Guard, Routes, TooLarge, guarded_transport, spending
from scrapers.web_answer import Answer, Bounds, Client, Limits, OfflineClient, utc_now
from scrapers.web_body import ACCEPT_ENCODING, store
from scrapers.web_pace import Pace, asked_pause
from scrapers.web_url import redacted, shown, vet
from storage.records import Fetch, FetchState, Headers, Hop, Purpose

if TYPE_CHECKING:
    from scrapers.proxy import GuardProxy

__all__ = ["Answer", "Bounds", "Client", "Limits", "OfflineClient", "WebClient"]

_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; Airtrace/0.1; verification of broadcast footage)",
    "Accept": "*/*",
    "Accept-Encoding": ACCEPT_ENCODING,
    "Accept-Language": "en",
}
_NEVER_KEPT = frozenset({b"authorization", b"proxy-authorization", b"cookie", b"set-cookie"})
"""Headers that let somebody act for somebody."""
_HEADERS_KEPT = 16384
"""Characters of one answer's headers that the ledger keeps."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_USABLE = frozenset({200, 203})
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_STAYS_SECURE = frozenset({Purpose.POST, Purpose.MEDIA})
"""Kinds of request whose redirects may not leave https: what they bring is evidence."""
_REFUSALS_READ = frozenset({Purpose.POST})
"""Kinds of request whose error pages are kept, because platforms say in them why a post is not shown."""


@dataclass(frozen=True)
class _Request:
    asked: str
    """The address as it is written into the ledger."""
    start: httpx.URL
    purpose: Purpose
    into: Path
    headers: Mapping[str, str]
    stop_at: Callable[[str], bool] | None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class _Try:
    answer: Answer
    again: bool = False
    """Whether asking again can help."""
    pause: float | None = None
    """Seconds that the site asked to wait."""


class WebClient:
    """The guarded client. A context manager; may be shared between threads.

    Args:
        routes: Host name to ``(address, port)`` of a loopback server, for tests and the stage alone.
        limits: Times, sizes and tries.
        clock: The time of day, aware UTC.
        sleep: Waits so many seconds.
        pace: Of a client before, so that hosts are left alone across both.

    Raises:
        Refused: The installed httpx does not go through the guard.
    """

    def __init__(
        self,
        routes: Routes | None = None,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        pace: Pace | None = None,
    ) -> None:
        for name in ("httpx", "httpcore"):  # one logs whole addresses, the other whole heads
            logging.getLogger(name).setLevel(logging.WARNING)
        self._limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        self._pace = pace or Pace(self._limits.apart, slower=self._limits.slower)
        self._timeout = httpx.Timeout(self._limits.silence, connect=self._limits.connect).as_dict()
        self._guard = Guard(routes, ports=self._limits.ports)
        self._transport = guarded_transport(self._guard)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask an address, and again where that can help.

        Args:
            url: As it was found; anything may stand here.
            purpose: Decides the bounds, and whether redirects may leave https.
            into: Folder in which the body's file is made.
            headers: Sent to the host of ``url`` only, not to where it redirects.
            stop_at: Redirects to an address of which this is true are not followed; ``landed`` names it.
            form: Fields that are sent in a POST; its redirects are not followed.

        Returns:
            ``VISIBLE`` for a complete, non-empty answer; ``UNPARSED`` for an empty one; otherwise
            ``UNREACHABLE`` with the reason in one sentence.

        Raises:
            OSError: The body could not be written here.
        """
        try:
            start = vet(url)
        except Refused as error:
            return _failed(url, purpose, self._clock(), str(error))
        request = _Request(shown(url), start, purpose, into, headers or {}, stop_at, form)
        started, tries, last, first = time.monotonic(), 0, None, ""
        while last is None or last.again:
            spent = time.monotonic() - started
            if tries == self._limits.tries or spent + self._pace.wait(start.host) > self._limits.patience:
                break
            self._take_turn(start.host)
            if last is not None and last.answer.path is not None:
                last.answer.path.unlink(missing_ok=True)
            last = self._try(request)
            tries += 1
            if last.again:
                first = first or last.answer.fetch.reason
                backoff = self._limits.backoff * 2**tries * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
                self._pace.pause(start.host, backoff if last.pause is None else last.pause)
        return self._last_word(request, last, tries, first)

    def proxy(self) -> AbstractContextManager[GuardProxy]:
        """A proxy with this client's guard and pace, and the bounds of media for all that is asked of it."""
        from scrapers.proxy import GuardProxy

        bounds = self._limits.of(Purpose.MEDIA)
        return GuardProxy(self._guard, self._pace, bounds, clock=self._clock, sleep=self._sleep)

    def brought(self, url: str, into: Path) -> tuple[Answer, ...]:  # noqa: ARG002 - the signature of every client
        """Nothing: who may ask does not read what was brought before."""
        return ()

    def _last_word(self, request: _Request, last: _Try | None, tries: int, first: str) -> Answer:
        until = self._clock() + timedelta(seconds=self._pace.wait(request.start.host))
        if last is None:
            return _failed(request.asked, request.purpose, self._clock(), _pause_sentence(until))
        answer, fetch = last.answer, last.answer.fetch
        if last.again:
            note = f" It was asked {tries} times." if tries > 1 else ""
            note += f" It wants to be left alone until {_clock_time(until)}." if last.pause else ""
            return answer.seen_as(fetch.state, fetch.reason + note)
        if first:
            trouble = f"It was asked {tries} times; the first time: {first}"
            return replace(answer, trouble=trouble).seen_as(fetch.state, fetch.reason)
        return answer

    def _take_turn(self, host: str) -> None:
        wait = self._pace.take(host)
        if wait > 0:
            self._sleep(wait)

    def _try(self, request: _Request) -> _Try:
        bounds = self._limits.of(request.purpose)
        cookies = httpx.Cookies()  # some sites redirect in a circle without; they end with this request
        current, at = request.start, self._clock()
        hops: list[Hop] = []
        status: int | None = None
        try:
            with spending(Budget(bounds.seconds, bounds.wire)):
                while True:
                    response = self._send(request, current, cookies)
                    status = response.status_code
                    try:
                        if status not in _REDIRECTS:
                            return self._read(_row(request, current, at, response, hops), request, response)
                        following = self._following(request, current, response, len(hops))
                        hops.append(Hop(str(current), status, str(following)))
                        current = following
                        if request.stop_at is not None and request.stop_at(str(current)):
                            return _Try(_row(request, current, at, response, hops))
                    finally:
                        response.close()
                    self._hop_turn(current.host)
        except (SiteError, httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as error:
            reason, again = _trouble(error, current.host, self._limits)
            failed = _failed(request.asked, request.purpose, at, reason)
            landed = str(current) if hops else None
            fetch = replace(failed.fetch, status=status, landed=landed, hops=tuple(hops))
            return _Try(replace(failed, fetch=fetch, hops=_addresses(hops)), again)

    def _hop_turn(self, host: str) -> None:
        wait = self._pace.wait(host)
        if wait > self._limits.patience:
            raise Unreachable(_pause_sentence(self._clock() + timedelta(seconds=wait)))
        self._take_turn(host)

    def _send(self, request: _Request, url: httpx.URL, cookies: httpx.Cookies) -> httpx.Response:
        own = dict(request.headers) if url.host == request.start.host else {}
        built = httpx.Request(
            "GET" if request.form is None else "POST",
            url,
            headers={**_HEADERS, **own},
            cookies=cookies,
            data=None if request.form is None else dict(request.form),
            extensions={"timeout": self._timeout},
        )
        response = self._transport.handle_request(built)
        response.request = built
        cookies.extract_cookies(response)
        return response

    def _following(
        self, request: _Request, current: httpx.URL, response: httpx.Response, followed: int
    ) -> httpx.URL:
        target = response.headers.get("location", "")
        if request.form is not None:
            raise BadAnswer(
                f"The site answered {response.status_code} to what was sent, and leads elsewhere."
            )
        if not target:
            raise BadAnswer(f"The site answered {response.status_code} without saying where to go.")
        if followed >= self._limits.redirects:
            raise BadAnswer(f"The site redirected more than {self._limits.redirects} times.")
        following = vet(str(current.join(target)))
        secure = request.purpose in _STAYS_SECURE and current.scheme == "https"
        if secure and following.scheme != "https":
            raise Refused("The site redirected from https to unprotected http; that was not followed.")
        return following

    def _read(self, row: Answer, request: _Request, response: httpx.Response) -> _Try:
        status, bounds = response.status_code, self._limits.of(request.purpose)
        if status in _USABLE or request.purpose in _REFUSALS_READ:
            row = self._with_body(row, request, response, bounds)
        state, reason = _verdict(status, row.fetch)
        again = status in _TRY_AGAIN
        pause = asked_pause(response.headers, self._clock()) if again else None
        return _Try(row.seen_as(state, reason), again, pause)

    def _with_body(self, row: Answer, request: _Request, response: httpx.Response, bounds: Bounds) -> Answer:
        if int(response.headers.get("content-length") or 0) > bounds.wire:
            raise TooLarge(f"The answer is larger than the {bounds.wire} bytes that are taken of its kind.")
        stored = store(response.iter_raw(), response.headers, request.into, bounds.decoded)
        if not stored.size:
            stored.path.unlink()
            return replace(row, fetch=replace(row.fetch, size=0))
        fetch = replace(
            row.fetch, size=stored.size, sha256=stored.sha256, length_verified=stored.length_verified
        )
        return replace(row, fetch=fetch, path=stored.path)


def _failed(url: str, purpose: Purpose, at: datetime, reason: str) -> Answer:
    return Answer(Fetch(shown(url), purpose, at, FetchState.UNREACHABLE, redacted(reason)))


def _row(
    request: _Request, landed: httpx.URL, at: datetime, response: httpx.Response, hops: list[Hop]
) -> Answer:
    headers = {name.lower(): _header(value) for name, value in response.headers.items()}
    fetch = Fetch(
        url=request.asked,
        purpose=request.purpose,
        at=at,
        state=FetchState.VISIBLE,
        reason="The address leads on to another one, which was not asked here.",
        status=response.status_code,
        landed=str(landed),
        content_type=headers.get("content-type"),
        asked_with=_recorded(response.request.headers) if request.form is None else None,
        headers=_recorded(response.headers),
        hops=tuple(hops),
    )
    return Answer(fetch, None, headers, _addresses(hops))


def _addresses(hops: list[Hop]) -> tuple[str, ...]:
    return tuple(hop.leads_to for hop in hops)


def _header(value: str) -> str:
    return _printable(value[:1000])


def _recorded(headers: httpx.Headers) -> Headers:
    """Headers for the ledger, as many as fit into its bound."""
    kept, size = [], 0
    for name, value in headers.raw:
        size += len(name) + len(value)
        if size > _HEADERS_KEPT:
            break
        if name.lower() not in _NEVER_KEPT:
            kept.append((_printable(name.decode("latin-1")), redacted(_printable(value.decode("latin-1")))))
    return tuple(kept)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _clock_time(moment: datetime) -> str:
    return iso(moment.replace(microsecond=0))


def _pause_sentence(until: datetime) -> str:
    return f"The site asked for a pause and is not asked again before {_clock_time(until)}."


_STATUS = {
    401: "The site answered 401: it wants a login.",
    403: "The site answered 403: it does not let us see this.",
    404: "The site answered 404: there is nothing at this address.",
    410: "The site answered 410: what was at this address is gone.",
    429: "The site answered 429: it was asked too often.",
    451: "The site answered 451: it may not show this for legal reasons.",
}


def _verdict(status: int, fetch: Fetch) -> tuple[FetchState, str]:
    if status in _USABLE and not fetch.size:
        return FetchState.UNPARSED, f"The site answered {status} with nothing in it."
    if status in _USABLE:
        note = "" if fetch.length_verified else "; whether it is complete cannot be told"
        return FetchState.VISIBLE, f"The site answered {status} with {fetch.size} bytes{note}."
    if status in _STATUS:
        return FetchState.UNREACHABLE, _STATUS[status]
    if status >= 500:
        return FetchState.UNREACHABLE, f"The site answered {status}: it has a fault of its own."
    return FetchState.UNREACHABLE, f"The site answered {status}, which brings no page."


def _trouble(error: Exception, host: str, limits: Limits) -> tuple[str, bool]:
    """A sentence for the ledger, and whether trying again at once can help."""
    if isinstance(error, SiteError):
        return str(error), False
    if isinstance(error, httpx.ConnectTimeout):
        return f"{host} did not accept a connection within {limits.connect:g} s.", False
    if isinstance(error, httpx.TimeoutException):
        return f"{host} was silent for {limits.silence:g} s.", False
    if _is_about_tls(error):
        return f"{host} could not prove who it is, or broke off the secured connection.", False
    if isinstance(error, httpx.ConnectError):
        return f"{host} does not accept connections.", True
    if isinstance(error, httpx.RemoteProtocolError):
        return f"{host} broke off, or does not answer as a web server does; nothing complete came.", True
    if isinstance(error, httpx.HTTPError):
        return f"The connection to {host} broke off.", True
    return f"{host} sent something that is no well-formed answer.", False


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
