"""The desk's addresses: the queue, a case on one page, its footage, and the acts of people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.errors import AirtraceError, Overtaken, UnknownName
from review.desk import acts, media, pages, waves
from review.desk.acts import Given
from review.desk.gate import Gate, People, Session, TooLarge
from review.desk.hands import Hands
from review.parts import environment
from storage import casefile, changes, links
from storage.records import Link, PictureSegment, SoundSegment
from storage.store import Store

_STATIC = {
    "page.css": "text/css", "desk.css": "text/css", "desk.js": "text/javascript", "htmx.min.js": "text/javascript",
}  # fmt: skip
_FIELDS, _FILES, _LONGEST_FIELD = 60, 4, 1 << 20
_MOST_WAVE = 600.0
"""Seconds of sound that are drawn at most."""


def desk(
    open_store: Callable[[], Store],
    hands: Hands,
    stations: Callable[[str], str],
    people: People,
    origins: frozenset[str],
) -> ASGIApp:
    """The desk as an application.

    Args:
        open_store: Opens the record; every request opens it for itself.
        hands: Does what people ask for.
        stations: Gives a station's name by its id.
        people: Who is known.
        origins: The exact origins under which the desk is reached, as ``http://127.0.0.1:8321``.
    """
    rooms = _Desk(open_store, hands, stations)
    routes = [
        Route("/", rooms.queue),
        Route("/running", rooms.running),
        Route("/keys", rooms.keys),
        Route("/recordings/add", rooms.add_recording, methods=["POST"]),
        Route("/static/{name}", _static),
        Route("/favicon.ico", _no_icon),
        Route("/case/{case}", rooms.case),
        Route("/case/{case}/running", rooms.running),
        Route("/case/{case}/plan", rooms.plan),
        Route("/case/{case}/clip/{sha256}", rooms.clip),
        Route("/case/{case}/clip/{sha256}/still/{second:float}", rooms.clip_still),
        Route("/case/{case}/file/{sha256}", rooms.evidence),
        Route("/case/{case}/link/{link}/airing", rooms.airing),
        Route("/case/{case}/link/{link}/waves.svg", rooms.waves),
        Route("/case/{case}/link/{link}/still/{side}/{second:float}", rooms.still),
        Route("/case/{case}/looked", rooms.looked, methods=["POST"]),
        Route("/case/{case}/{act}", rooms.act, methods=["POST"]),
    ]
    handlers = {HTTPException: _http, AirtraceError: _said, TooLarge: _too_large}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Gate(app, people, origins)


class _Desk:
    def __init__(self, open_store: Callable[[], Store], hands: Hands, stations: Callable[[str], str]) -> None:
        self._open = open_store
        self._hands = hands
        self._stations = stations

    # --- looking ---------------------------------------------------------------------------------

    def queue(self, request: Request) -> Response:
        session = _session(request)
        with self._open() as store:
            shown = pages.queue(store, dict(request.query_params), session)
        part = request.headers.get("hx-request") == "true"
        return _page("desk/cases.html" if part else "desk/queue.html", session, **shown)

    def running(self, request: Request) -> Response:
        case = request.path_params.get("case")
        with self._open() as store:
            shown = pages.running(store, case, request.query_params.get("version", ""))
        html = environment().get_template("desk/running.html").render(**shown)
        state = hashlib.sha256(html.encode()).hexdigest()[:16]
        if request.query_params.get("had") == state:
            return Response(
                status_code=204
            )  # nothing is put in its place, and no screen reader says it again
        return HTMLResponse(f'{html}<input type="hidden" name="had" value="{state}">')

    def keys(self, request: Request) -> Response:
        return _page("desk/keys.html", _session(request))

    def case(self, request: Request) -> Response:
        session = _session(request)
        with self._open() as store:
            shown = pages.case(store, request.path_params["case"], self._stations, session)
        done = pages.DONE.get(request.query_params.get("done", ""), "")
        return _page("desk/case.html", session, done=done, **shown)

    def plan(self, request: Request) -> Response:
        case = request.path_params["case"]
        steps = self._hands.plan(case)
        part = request.headers.get("hx-request") == "true"
        template = "desk/plan.html" if part else "desk/plan_page.html"
        return _page(template, _session(request), steps=steps, case_id=case)

    # --- footage ---------------------------------------------------------------------------------

    def clip(self, request: Request) -> Response:
        case, sha256 = request.path_params["case"], request.path_params["sha256"]
        with self._open() as store:
            path = media.clip(store, casefile.load(store, case), sha256)
        return media.served(path, f"{case}-clip", download="download" in request.query_params)

    def clip_still(self, request: Request) -> Response:
        case, second = request.path_params["case"], request.path_params["second"]
        with self._open() as store:
            path = media.clip(store, casefile.load(store, case), request.path_params["sha256"])
        name = f"{case}-{second:.1f}s.jpg"
        return media.picture(
            self._hands.still(path, second), name, download="download" in request.query_params
        )

    def evidence(self, request: Request) -> Response:
        case, sha256 = request.path_params["case"], request.path_params["sha256"]
        with self._open() as store:
            path = media.evidence(store, casefile.load(store, case), sha256)
        return media.served(path, f"{case}-{sha256[:12]}", download="download" in request.query_params)

    def airing(self, request: Request) -> Response:
        with self._open() as store:
            link = _link(store, request)
            path = media.recording(store, link)
        return media.served(path, link.recording)

    def still(self, request: Request) -> Response:
        side, second = request.path_params["side"], request.path_params["second"]
        with self._open() as store:
            link = _link(store, request)
            path = media.recording(store, link) if side == "airing" else store.vault.path(link.clip_sha256)
        return media.picture(self._hands.still(path, second), f"{link.id}-{side}-{second:.2f}s.jpg")

    def waves(self, request: Request) -> Response:
        with self._open() as store:
            link = _link(store, request)
            clip, airing = store.vault.path(link.clip_sha256), media.recording(store, link)
        segments: list[PictureSegment | SoundSegment] = [*(link.sound or link.picture)]
        segments.sort(key=lambda each: each.clip)
        begin, end = segments[0].clip[0], segments[-1].clip[1]
        end = min(end, begin + _MOST_WAVE)
        first = segments[0].recording[0]
        rate = abs(segments[0].rate) or 1.0
        drawn = waves.draw(
            self._hands.loudness(clip, begin, end),
            self._hands.loudness(airing, first, first + (end - begin) * rate),
        )
        return Response(
            drawn, media_type="image/svg+xml",
            headers={"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"},
        )  # fmt: skip

    # --- acting ----------------------------------------------------------------------------------

    async def act(self, request: Request) -> Response:
        case, act = request.path_params["case"], request.path_params["act"]
        if act not in acts.ACTS:
            raise HTTPException(404, "There is no such page.")
        session = _session(request)
        async with request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=_LONGEST_FIELD) as form:
            given = Given(form, session)
            given.ours()
            return await run_in_threadpool(self._acted, case, act, given)

    def _acted(self, case: str, act: str, given: Given) -> Response:
        with self._open() as store:
            store.one("cases", case, "case")
        if act == "correct" and not given.text("publish"):
            with self._open() as store:
                shown = pages.correction(casefile.load(store, case), given)
            return _page("desk/correction.html", given.session, **shown)
        try:
            acts.ACTS[act](self._hands, case, given)
        except Overtaken as overtaken:
            with self._open() as store:
                shown = pages.overtaken(store, case, act, given, overtaken)
            return _page("desk/overtaken.html", given.session, status=409, **shown)
        with self._open() as store:
            store.note_look(given.session.name, case, changes.version_of(store, case))
        return RedirectResponse(f"/case/{case}?done={act}#{acts.PLACES.get(act, 'top')}", 303)

    async def looked(self, request: Request) -> Response:
        session = _session(request)
        async with request.form(max_files=0, max_fields=4, max_part_size=1000) as form:
            given = Given(form, session)
            given.ours()

        def note() -> None:
            with self._open() as store:
                now = changes.version_of(store, request.path_params["case"])
                store.note_look(session.name, request.path_params["case"], min(given.seen() or 0, now))

        await run_in_threadpool(note)
        return Response(status_code=204)

    async def add_recording(self, request: Request) -> Response:
        session = _session(request)
        async with request.form(max_files=0, max_fields=10, max_part_size=10_000) as form:
            given = Given(form, session)
            given.ours()
            await run_in_threadpool(acts.add_recording, self._hands, given)
        return RedirectResponse("/?done=recording", 303)


def _link(store: Store, request: Request) -> Link:
    link = links.get(store, request.path_params["link"])
    if links.case_of(store, link.id) != request.path_params["case"]:
        raise UnknownName(f"link {link.id} is none of case {request.path_params['case']}")
    return link


def _session(request: Request) -> Session:
    session: Session = request.state.session
    return session


def _page(template: str, session: Session, *, status: int = 200, **shown: Any) -> Response:
    html = environment().get_template(template).render(session=session, **shown)
    return HTMLResponse(html, status)


def _said(request: Request, error: Exception) -> Response:
    """A sentence on a page; what was asked for is not repeated."""
    status = 404 if isinstance(error, UnknownName) else 409 if isinstance(error, AirtraceError) else 500
    return _page("desk/said.html", _session(request), status=status, sentence=str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = "There is no such page." if error.detail == "Not Found" else error.detail
    if request.state.session is None:
        return PlainTextResponse(sentence, error.status_code)
    return _page("desk/said.html", _session(request), status=error.status_code, sentence=sentence)


def _too_large(request: Request, _: Exception) -> Response:
    return _page("desk/said.html", _session(request), status=413, sentence="That is too large for the desk.")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404, "There is no such page.")
    return Response(_file(name), media_type=_STATIC[name], headers={"cache-control": "private, max-age=300"})


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)


@cache
def _file(name: str) -> bytes:
    folder = resources.files("review").joinpath("templates" if name == "page.css" else "static")
    return folder.joinpath(name).read_bytes()
