"""Forged requests: from other pages, other hosts, other ports and without the session's own token."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from review.desk import gate
from review.desk.acts import ACTS
from review.desk.gate import HEADERS, Gate, People
from storage import casefile
from storage.store import Store
from tests.review.desk.conftest import ORIGIN, OURS, Enter, token_of

FORGED: dict[str, dict[str, str]] = {
    "another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "another site that hides its name": {"origin": "null", "sec-fetch-site": "cross-site"},
    "a sandboxed frame": {"origin": "null", "sec-fetch-site": "same-origin"},
    "another port of this machine": {"origin": "http://127.0.0.1:4200", "sec-fetch-site": "same-site"},
    "the same name by https": {"origin": "https://127.0.0.1:8321", "sec-fetch-site": "cross-site"},
    "a name that begins like ours": {"origin": ORIGIN + ".evil.example", "sec-fetch-site": "cross-site"},
    "localhost, which this desk is not": {"origin": "http://localhost:8321", "sec-fetch-site": "cross-site"},
    "an origin alone, of another site": {"origin": "https://evil.example"},
    "a fetch site alone, of another site": {"sec-fetch-site": "cross-site"},
    "our origin, from another site": {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
    "neither origin nor fetch site": {},
    "an address that was typed": {"sec-fetch-site": "none"},
    "a re-bound name": OURS | {"host": "evil.example:8321"},
    "a re-bound name with its own origin": {
        "host": "evil.example:8321", "origin": "http://evil.example:8321", "sec-fetch-site": "same-origin",
    },
    "our address without its port": OURS | {"host": "127.0.0.1"},
    "our address with another port": OURS | {"host": "127.0.0.1:80"},
    "our address with a dot": OURS | {"host": "127.0.0.1.:8321"},
    "this machine by another name": OURS | {"host": "localhost:8321"},
    "an empty host": OURS | {"host": ""},
}  # fmt: skip


def _decision(page: str, **changes: str) -> dict[str, str]:
    form = {"csrf": token_of(page), "rating": "OriginalMediaContent", "because": "seen"}
    return {name: value for name, value in (form | changes).items() if value}


def _decided(store: Store, case: str) -> bool:
    return casefile.load(store, case).decision is not None


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_request_changes_nothing(enter: Enter, store: Store, case: str, name: str) -> None:
    ada = enter("Ada")
    form = _decision(ada.get(f"/case/{case}").text)
    answer = ada.post(f"/case/{case}/decide", data=form, headers=FORGED[name])
    assert answer.status_code in {403, 421}
    assert not _decided(store, case)


@pytest.mark.parametrize("token", ["", "x", "\udce9".encode("utf-8", "replace").decode(), "A" * 43])
def test_a_form_without_the_sessions_token_changes_nothing(
    enter: Enter, store: Store, case: str, token: str
) -> None:
    ada = enter("Ada")
    form = _decision(ada.get(f"/case/{case}").text, csrf=token)
    assert ada.post(f"/case/{case}/decide", data=form, headers=OURS).status_code == 403
    assert not _decided(store, case)


def test_the_token_of_another_person_is_none(enter: Enter, store: Store, case: str) -> None:
    form = _decision(enter("Grace").get(f"/case/{case}").text)
    assert enter("Ada").post(f"/case/{case}/decide", data=form, headers=OURS).status_code == 403
    assert not _decided(store, case)


@pytest.mark.parametrize("act", [*ACTS, "looked"])
def test_every_act_asks_for_the_token(enter: Enter, store: Store, case: str, act: str) -> None:
    before = store.db.execute("SELECT max(seq) FROM events").fetchone()
    answer = enter("Ada").post(f"/case/{case}/{act}", data={"because": "x", "text": "x"}, headers=OURS)
    assert answer.status_code == 403
    assert store.db.execute("SELECT max(seq) FROM events").fetchone() == before


def test_our_own_form_is_taken(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    form = _decision(ada.get(f"/case/{case}").text)
    answer = ada.post(f"/case/{case}/decide", data=form, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/case/{case}?done=decide#decide")
    decision = casefile.load(store, case).decision
    assert decision is not None
    assert decision.by == "Ada"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_known(enter: Enter, case: str, method: str) -> None:
    assert enter("Ada").request(method, f"/case/{case}", headers=OURS).status_code == 405


def test_nothing_is_done_on_get(enter: Enter, case: str) -> None:
    ada = enter("Ada")
    for act in ACTS:
        if act != "plan":
            assert ada.get(f"/case/{case}/{act}").status_code == 405


def test_nobody_comes_in_without_a_token(enter: Enter, case: str) -> None:
    stranger = enter("Eve")
    for address in ("/", f"/case/{case}", "/running", "/enter?token=", "/enter"):
        answer = stranger.get(address)
        assert (answer.status_code, "does not know you" in answer.text) == (403, True)


def test_the_session_cookie_is_for_this_site_alone(enter: Enter, people: People) -> None:
    token = next(iter(people.tokens))
    cookie = enter("Eve").get("/enter", params={"token": token}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert token.lower() not in cookie


def test_every_answer_forbids_what_it_does_not_need(enter: Enter, case: str) -> None:
    ada = enter("Ada")
    for address in ("/", f"/case/{case}", "/nowhere", "/static/desk.js", "/static/../app.py", "/case/C99"):
        headers = ada.get(address).headers
        assert {name for name in HEADERS if name not in headers} == set()
        assert "unsafe" not in headers["content-security-policy"]
    assert ada.get("/", headers={"host": "evil.example"}).headers["x-content-type-options"] == "nosniff"


def test_other_sites_cannot_show_its_footage(enter: Enter, case: str) -> None:
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert enter("Ada").get(f"/case/{case}", headers=foreign).status_code == 403


def test_a_body_that_is_too_large_is_not_read(enter: Enter, case: str) -> None:
    huge = OURS | {"content-length": str(1 << 40), "content-type": "application/x-www-form-urlencoded"}
    assert enter("Ada").post(f"/case/{case}/note", content=b"a=b", headers=huge).status_code == 413


def test_behind_a_proxy_the_name_comes_from_the_configured_header() -> None:
    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        from starlette.responses import PlainTextResponse

        await PlainTextResponse(scope["state"]["session"].name)(scope, receive, send)

    origin = "https://desk.example.org"
    outside = TestClient(Gate(app, People([], "X-Remote-User"), frozenset({origin})), base_url=origin)
    assert outside.get("/", headers={"x-remote-user": "Ada"}).text == "Ada"
    for given in ({}, {"x-remote-user": ""}, {"x-forwarded-user": "Ada"}, {"x-remote-user": "airtrace"}):
        assert outside.get("/", headers=given).status_code == 403
    twice = [("x-remote-user", "Ada"), ("x-remote-user", "Eve")]
    assert outside.get("/", headers=twice).status_code == 403
    assert outside.get("/enter", params={"token": ""}).status_code == 403


def test_a_body_without_a_length_is_cut_off(enter: Enter, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LARGEST_BODY", 5_000)
    ada = enter("Ada")
    chunked = OURS | {"content-type": "application/x-www-form-urlencoded"}
    answer = ada.post(f"/case/{case}/note", content=(b"a" * 1000 for _ in range(10)), headers=chunked)
    assert answer.status_code in {400, 413}


def test_a_stranger_who_guesses_files_learns_nothing(enter: Enter) -> None:
    stranger = enter("Eve")
    assert stranger.get("/static/desk.css").status_code == 200
    assert stranger.get("/static/nowhere").status_code == 404
