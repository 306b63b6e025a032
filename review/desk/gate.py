"""Who may speak to the desk: the exact host, this origin alone, a person who is known, and forms of our own.

A browser lets every page send requests to loopback. So each request must name our host and port (a name that
was re-bound to 127.0.0.1 does not), requests that change something must come from a page of this origin
(``Sec-Fetch-Site``, ``Origin``) with the session's own token in the form, and nothing changes on GET.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
LARGEST_BODY = 256 << 20
"""Bytes of a request; files that are added as evidence are the largest."""
_SAFE = frozenset({"GET", "HEAD"})
_ENTER = "/enter"
_OPEN = "/static/"


@dataclass(frozen=True)
class Session:
    """A person at a browser; ``token`` stands in every form that their pages hold."""

    name: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class People:
    """Who is known: names with a start-up token each, or names that a proxy vouches for in a header.

    Args:
        names: Who may come in on loopback; each gets a token.
        header: The header in which a proxy in front of the desk names the person. With it there are no tokens,
            and whoever reaches the port past the proxy can take any name.
    """

    def __init__(self, names: list[str], header: str | None = None) -> None:
        self.header = header.lower() if header else None
        self.tokens = {} if header else {secrets.token_urlsafe(24): name for name in names}
        self._sessions: dict[str, Session] = {}
        self._behind_proxy: dict[str, Session] = {}

    def come_in(self, token: str) -> str | None:
        """The key of a new session for the person whose token that is."""
        for known, name in self.tokens.items():
            if secrets.compare_digest(known.encode(), token.encode()):
                key = secrets.token_urlsafe(32)
                self._sessions[key] = Session(name)
                return key
        return None

    def known(self, headers: Headers, cookie: str) -> Session | None:
        """Whose request it is."""
        if self.header is None:
            return self._sessions.get(_cookie(headers, cookie))
        given = headers.getlist(self.header)
        name = " ".join(given[0].split()) if len(given) == 1 else ""
        if not name or len(name) > 200 or not name.isprintable() or name.lower() in {"airtrace", "machine"}:
            return None
        return self._behind_proxy.setdefault(name, Session(name))


class Gate:
    """Lets only fitting requests through to the desk; the session stands in ``scope["state"]["session"]``.

    Args:
        app: The desk.
        people: Who is known.
        origins: The exact origins under which the desk is reached, as ``http://127.0.0.1:8321``.
    """

    def __init__(self, app: ASGIApp, people: People, origins: frozenset[str]) -> None:
        self._app = app
        self._people = people
        self._origins = origins
        self._hosts = {origin.partition("://")[2] for origin in origins}
        self.cookie = "airtrace_desk_" + min(origins).rpartition(":")[2].strip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = self._refused(scope)
        if answer is not None:
            await _guarded(answer)(scope, receive, send)
            return
        path = scope["path"]
        if path == _ENTER:
            await _guarded(self._enter(scope))(scope, receive, send)
            return
        session = self._people.known(Headers(scope=scope), self.cookie)
        if session is None and not path.startswith(_OPEN):
            await _guarded(_unknown(self._people.header))(scope, receive, send)
            return
        scope.setdefault("state", {})["session"] = session
        await _guarded(self._app)(scope, _bounded(receive), send)

    def _refused(self, scope: Scope) -> Response | None:
        headers, method = Headers(scope=scope), scope["method"]
        if headers.getlist("host") != [headers.get("host", "")] or headers.get("host") not in self._hosts:
            return PlainTextResponse("This is not the address of the desk.", 421)
        if method not in _SAFE and method != "POST":
            return PlainTextResponse("The desk knows GET and POST.", 405)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if origin is not None and origin not in self._origins:
            return _foreign()
        if method == "POST":
            if site not in {None, "same-origin"} or (site is None and origin is None):
                return _foreign()
        elif site in {"cross-site", "same-site"} and headers.get("sec-fetch-mode") != "navigate":
            return _foreign()
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LARGEST_BODY:
            return PlainTextResponse("That is too large for the desk.", 413)
        return None

    def _enter(self, scope: Scope) -> Response:
        """Take a start-up token for a session; the answer is a page, so that the cookie counts as same-site."""
        given = parse_qs(scope["query_string"].decode("ascii", "replace")).get("token", [""])[0]
        key = self._people.come_in(given) if scope["method"] == "GET" else None
        if key is None:
            return _unknown(self._people.header)
        page = HTMLResponse(_PAGE.format('<meta http-equiv="refresh" content="0;url=/">', _COME_IN))
        page.set_cookie(self.cookie, key, max_age=7 * 86400, httponly=True, samesite="strict")
        return page


_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">{}<meta name="viewport" '
    'content="width=device-width"><title>Airtrace desk</title><link rel="stylesheet" href="/static/page.css">'
    "</head><body><main>{}</main></body></html>"
)
_COME_IN = '<h1>You are in</h1><p><a href="/">Go to the queue</a></p>'


def _unknown(header: str | None) -> Response:
    words = (
        "<h1>The desk does not know you</h1><p>Open it with the link that <code>airtrace desk</code> printed "
        "when it started.</p>"
        if header is None
        else "<h1>The desk does not know you</h1><p>The proxy in front of it has to name you in the header that "
        "was configured.</p>"
    )
    return HTMLResponse(_PAGE.format("", words), 403)


def _foreign() -> Response:
    return PlainTextResponse("The desk takes this from its own pages only.", 403)


def _cookie(headers: Headers, name: str) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


def _guarded(app: ASGIApp) -> ASGIApp:
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await app(scope, receive, tell)

    return guarded


class TooLarge(Exception):
    """A body without a length that goes on beyond what is taken."""


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise TooLarge
        return message

    return bounded
