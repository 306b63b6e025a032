"""Provenance: do the file's content credentials (C2PA) check out, and what does the file say of itself?

Almost every upload takes credentials and metadata out, and anybody can write metadata. So that there is none
means nothing either way, and what there is is a lead.
"""

from __future__ import annotations

from checks import sightings
from checks.check import Check, Finding
from reference.times import iso
from storage.records import CaseFile, Evidence, Outcome, Pillar
from storage.records.surroundings import CredentialState, Embedded

_OUTCOME = {
    CredentialState.TRUSTED: Outcome.SUPPORTS,
    CredentialState.INVALID: Outcome.REFUTES,
}


def examine(case: CaseFile) -> Finding:
    """Supported by a trusted signature, refuted by one that does not hold; all else says nothing."""
    held = {item.sha256 for item in sightings.held_clips(case)}
    read = [each for each in case.surroundings.embedded if each.sha256 in held]
    if not held:
        return Finding(Outcome.INCONCLUSIVE, "No media of the post is held.")
    if not read:
        return Finding(Outcome.INCONCLUSIVE, "What the media files say of themselves was not read.")
    order = (CredentialState.INVALID, CredentialState.TRUSTED, CredentialState.UNTRUSTED)
    first = min(
        read, key=lambda each: order.index(each.credentials) if each.credentials in order else len(order)
    )
    return Finding(
        _OUTCOME.get(first.credentials, Outcome.INCONCLUSIVE),
        first.reason,
        tuple(item for each in read for item in _evidence(each)),
    )


def _evidence(each: Embedded) -> list[Evidence]:
    found = [
        Evidence(
            each.reason,
            sha256=each.sha256,
            facts={
                "credentials": each.credentials.value,
                "signed_by": each.signed_by,
                "signed_at": iso(each.signed_at) if each.signed_at else None,
                "made_with": each.made_with,
                "actions": list(each.actions),
            },
        )
    ]
    if each.tags:
        told = "; ".join(f"{name}: {value}" for name, value in each.tags)
        found.append(
            Evidence(
                f"The file says of itself, which anybody can write: {told}.",
                sha256=each.sha256,
                facts={"tags": dict(each.tags)},
            )
        )
    return found


CHECK = Check(
    name="content_credentials",
    version="1",
    pillar=Pillar.PROVENANCE,
    question="Do the file's content credentials check out?",
    proposition="The file carries content credentials that hold and are signed by someone who is trusted.",
    reads=("post.media", "surroundings.embedded"),
    examine=examine,
)
