"""Source: is the account made to be taken for another?

An account is held against the broadcasters and the accounts that are known here. That it imitates none of
them does not make it genuine.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.check import Check, Finding
from reference.accounts import Account
from reference.lookalikes import Likeness, Likening, imitation, mixes_scripts, same_name
from storage.records import CaseFile, Evidence, Outcome, Pillar, Platform, Post

_SAID = {
    Likeness.LOOKS_THE_SAME: "is written with characters that look like those of",
    Likeness.SIGNS_ADDED: "is, but for added signs or words, that of",
    Likeness.ONE_LETTER_OFF: "is one letter off",
    Likeness.SAME_NAME: "is the name, and its handle takes up the handle, of",
}
_SHORTEST = 4
"""A name of fewer letters is borne by many."""


def examine(case: CaseFile) -> Finding:
    """Refuted by one imitation; supported only of an account that is known itself."""
    post = case.post
    if post is None or not (post.handle or post.name):
        return Finding(Outcome.INCONCLUSIVE, "It is not known whose account this is.")
    handle, name = (post.handle or "").removeprefix("@"), post.name or ""
    who = _who(post)
    known = next((each for each in _known(case, post) if _is(each, handle)), None)
    if known is not None:
        return Finding(
            Outcome.SUPPORTS, f"{who} is the account @{known.handle} that is known as {known.name}."
        )
    if not case.surroundings.accounts and not case.surroundings.stations:
        return Finding(Outcome.INCONCLUSIVE, "No accounts or stations are known to hold the account against.")
    found = list(_imitations(case, post, handle, name))
    if found:
        likening, account = found[0]
        return Finding(
            Outcome.REFUTES,
            f"The {likening.what} of {who} {_SAID[likening.likeness]} {_called(account)}.",
            tuple(_evidence(who, each, other) for each, other in found),
        )
    same = [each for each in _known(case, post) if len(name) >= _SHORTEST and same_name(name, each.name)]
    if same:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"{who} shows the name of {_called(same[0])}, and is not listed as an account of its own.",
            (
                Evidence(
                    f"The name is that of {_called(same[0])}.", facts={"name": name, "of": same[0].handle}
                ),
            ),
        )
    mixed = mixes_scripts(name) or mixes_scripts(handle)
    if mixed:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"{who} writes “{mixed}” with letters of several alphabets, as imitations do; it resembles no "
            "account that is known here.",
            (Evidence(f"“{mixed}” mixes alphabets.", facts={"mixed": mixed}),),
        )
    return Finding(
        Outcome.INCONCLUSIVE,
        f"{who} imitates none of the {len(case.surroundings.accounts)} accounts and "
        f"{len(case.surroundings.stations)} stations that are known here; whether it is who it says is not known.",
    )


def _imitations(case: CaseFile, post: Post, handle: str, name: str) -> Iterator[tuple[Likening, Account]]:
    for account in _known(case, post):
        likening = imitation(handle, name, account.handle, account.name)
        if likening is not None:
            yield likening, account
    names = [known for station in case.surroundings.stations for known in station.names]
    if not any(same_name(name, known) for known in names):
        for known in names:
            likening = imitation("", name, None, known)
            if likening is not None:
                yield likening, Account(post.platform.value, "", known)


def _known(case: CaseFile, post: Post) -> list[Account]:
    """The accounts of the same platform; a handle says nothing on another."""
    here = post.platform.value
    return [
        each for each in case.surroundings.accounts if post.platform is Platform.FILE or each.platform == here
    ]


def _is(account: Account, handle: str) -> bool:
    return bool(handle) and account.handle.casefold() == handle.casefold()


def _who(post: Post) -> str:
    handle = f"@{post.handle.removeprefix('@')}" if post.handle else ""
    if post.name and handle:
        return f"{post.name} ({handle})"
    return post.name or handle


def _called(account: Account) -> str:
    return f"{account.name} (@{account.handle})" if account.handle else account.name


def _evidence(who: str, likening: Likening, account: Account) -> Evidence:
    return Evidence(
        f"The {likening.what} of {who} {_SAID[likening.likeness]} {_called(account)}.",
        facts={
            "likeness": likening.likeness.value,
            "what": likening.what,
            "of_handle": account.handle or None,
            "of_name": account.name,
        },
    )


CHECK = Check(
    name="account_impersonation",
    version="1",
    pillar=Pillar.SOURCE,
    question="Is the account made to be taken for another?",
    proposition="The account imitates no other account or broadcaster that is known here.",
    reads=("post.handle", "post.name", "surroundings.accounts", "surroundings.stations"),
    examine=examine,
)
