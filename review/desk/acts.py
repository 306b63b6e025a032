"""From a form to an act: what was given, read strictly, and handed on."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from reference.errors import InputError
from review.desk.gate import Session
from review.desk.hands import Hands
from review.text import safe_url
from storage.records import ClaimDecision, LinkState, MediaCategory, Pillar

_LONGEST = 20_000


class Given:
    """A form that was sent from one of our pages."""

    def __init__(self, form: FormData, session: Session) -> None:
        self.session = session
        self._form = form

    def ours(self) -> None:
        """Raises: HTTPException: The form does not hold the session's token."""
        token = self._form.get("csrf")
        if not isinstance(token, str) or not secrets.compare_digest(
            token.encode("utf-8", "replace"), self.session.token.encode()
        ):
            raise HTTPException(403, "The desk takes this from its own pages only; load the page again.")

    def text(self, name: str) -> str:
        """A field's text, or nothing.

        Raises:
            InputError: It is too long.
        """
        value = self._form.get(name, "")
        if not isinstance(value, str):
            return ""
        if len(value) > _LONGEST:
            raise InputError(f"that is longer than {_LONGEST} characters; say it shorter")
        return value.replace("\r\n", "\n").strip()

    def texts(self, name: str) -> list[str]:
        return [value for value in self._form.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int | None:
        """Raises: InputError: It is given and no number."""
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) < 16):
            raise InputError("a number of the form is none; load the page again")
        return int(value)

    def seen(self) -> int | None:
        """The version of the case that the page showed."""
        return self.number("seen")

    def because(self) -> str:
        return self.text("because")

    @contextmanager
    def file(self, name: str) -> Iterator[tuple[Path, str] | None]:
        """A file that was sent, for as long as it is needed, and what it was called; None where there is none."""
        sent = self._form.get(name)
        if not isinstance(sent, UploadFile) or not sent.filename:
            yield None
            return
        with tempfile.NamedTemporaryFile(prefix="evidence-") as kept:
            while chunk := sent.file.read(1 << 20):
                kept.write(chunk)
            kept.flush()
            yield Path(kept.name), sent.filename.replace("\\", "/").rpartition("/")[2][:200]

    def again(self) -> list[tuple[str, str]]:
        """The form's own fields, to be sent once more; files, the token and the version are left out."""
        return [
            (name, value)
            for name, value in self._form.multi_items()
            if isinstance(value, str) and name not in {"csrf", "seen"}
        ]


Act = Callable[[Hands, str, Given], object]


def categories_of(given: Given) -> list[MediaCategory]:
    """Raises: InputError: Nothing is chosen, or something that is no category."""
    try:
        chosen = [MediaCategory(value) for value in given.texts("rating")]
    except ValueError as error:
        raise InputError("that is no category; choose from the list") from error
    if not chosen:
        raise InputError("choose at least one category to decide by")
    return chosen


def claims_of(given: Given) -> list[ClaimDecision]:
    """The ratings of claims that were written into the form."""
    numbers = [int(n) for n in given.texts("claim_n") if n.isascii() and n.isdecimal()][:50]
    return [ClaimDecision(n, rating) for n in numbers if (rating := given.text(f"claim_rating_{n}"))]


def _decide(hands: Hands, case: str, given: Given) -> None:
    hands.decide(
        case, categories_of(given), claims_of(given), by=given.session.name, because=given.because(),
        seen=given.seen(), corrects=given.number("corrects"),
    )  # fmt: skip


def _assign(hands: Hands, case: str, given: Given) -> None:
    person = " ".join(given.text("person").split())[:200] or None
    hands.assign(case, person, by=given.session.name, because=given.because(), seen=given.seen())


def _review(hands: Hands, case: str, given: Given) -> None:
    hands.review(case, by=given.session.name, because=given.because(), seen=given.seen())


def _reopen(hands: Hands, case: str, given: Given) -> None:
    hands.reopen(case, by=given.session.name, because=given.because(), seen=given.seen())


def _graphic(hands: Hands, case: str, given: Given) -> None:
    hands.mark_footage(case, graphic=given.text("graphic") == "yes", by=given.session.name)


def _claim(hands: Hands, case: str, given: Given) -> None:
    hands.word_claim(case, given.text("text"), given.number("n"), by=given.session.name, seen=given.seen())


def _link(hands: Hands, case: str, given: Given) -> None:
    del case
    state = LinkState.CONFIRMED if given.text("word") == "confirm" else LinkState.REJECTED
    name, why = given.text("link"), given.because()
    hands.judge_link(name, state, by=given.session.name, because=why, seen=given.seen())


def _note(hands: Hands, case: str, given: Given) -> None:
    pillar, url = given.text("pillar"), given.text("url") or None
    if url is not None and safe_url(url) is None:
        raise InputError("that is no address that can be followed; give one that begins with https://")
    try:
        which = Pillar(pillar) if pillar else None
    except ValueError as error:
        raise InputError("there is no such pillar; choose from the list") from error
    with given.file("file") as sent:
        path, name = sent or (None, None)
        hands.add_note(
            case, given.text("text"), by=given.session.name, pillar=which, url=url, file=path, file_name=name
        )


def _rerun(hands: Hands, case: str, given: Given) -> None:
    check, offline = given.text("check") or None, given.text("offline") == "yes"
    hands.rerun(case, check=check, offline=offline, by=given.session.name, because=given.because())


def _gather(hands: Hands, case: str, given: Given) -> None:
    hours = given.number("hours")
    if not hours:
        raise InputError("say how many hours may be gathered at most")
    hands.gather(case, float(hours), by=given.session.name, because=given.because())


def _ask_sign_off(hands: Hands, case: str, given: Given) -> None:
    person = " ".join(given.text("person").split())[:200] or None
    hands.ask_sign_off(case, person, by=given.session.name, because=given.because(), seen=given.seen())


def _sign_off(hands: Hands, case: str, given: Given) -> None:
    agrees = given.text("word") == "agree"
    hands.sign_off(case, agrees=agrees, by=given.session.name, because=given.because(), seen=given.seen())


def add_recording(hands: Hands, given: Given) -> None:
    """Raises: InputError: The file, the station or the time cannot be used."""
    file = given.text("file")
    if not file or "\x00" in file:
        raise InputError("say where the recording's file lies on this machine")
    programme = given.text("programme") or None
    hands.add_recording(
        Path(file), given.text("station"), given.text("aired_at"), programme, by=given.session.name
    )


ACTS: Mapping[str, Act] = {
    "decide": _decide, "correct": _decide, "assign": _assign, "review": _review, "reopen": _reopen,
    "graphic": _graphic, "claim": _claim, "link": _link, "note": _note, "rerun": _rerun, "gather": _gather,
    "ask-sign-off": _ask_sign_off, "sign-off": _sign_off,
}  # fmt: skip
PLACES: Mapping[str, str] = {
    "decide": "decide", "correct": "decide", "claim": "claims", "link": "player", "note": "notes",
    "graphic": "player", "rerun": "work", "gather": "work", "ask-sign-off": "decide", "sign-off": "decide",
}  # fmt: skip
"""Where on the page what was done is seen."""
