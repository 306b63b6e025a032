"""Content credentials (C2PA) and metadata of a media file: absent, invalid, valid but untrusted, or trusted.

Read in a process of its own, which is killed when it takes too long. See https://c2pa.org/specifications/.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.records.surroundings import CredentialState, Embedded

SECONDS = 60.0
LARGEST = 2_000_000_000
"""Bytes of a file; credentials of a larger one are not read."""
_OF_INTEREST = ("creation_time", "encoder", "com.apple.quicktime", "location", "make", "model", "software", "comment",
                "title", "artist", "date", "handler_name", "timecode")  # fmt: skip
_STATES = {
    "Trusted": CredentialState.TRUSTED,
    "Valid": CredentialState.UNTRUSTED,
    "Invalid": CredentialState.INVALID,
}


def read_embedded(path: Path, sha256: str, anchors: str = "") -> Embedded:
    """What a file says of itself.

    Args:
        anchors: Certificates (PEM) of those whose signatures are trusted; none are where it is empty.
    """
    if path.stat().st_size > LARGEST:
        return Embedded(sha256, CredentialState.NOT_READ, "The file is too large to read credentials from.")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "matching.credentials_child",
             json.dumps({"path": str(path.resolve()), "anchors": anchors})],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError):
        return Embedded(sha256, CredentialState.NOT_READ, "What the file says of itself could not be read.")
    return interpreted(told, sha256)


def interpreted(told: Mapping[str, Any], sha256: str) -> Embedded:
    """What the child told, in the record's terms."""
    tags = tuple(
        (name, value)
        for name, value in sorted(told.get("tags", {}).items())
        if any(name.casefold().removeprefix("video.").startswith(each) for each in _OF_INTEREST)
    )
    if "missing" in told:
        return Embedded(
            sha256,
            CredentialState.NOT_READ,
            "Content credentials were not read: that needs the extra airtrace[credentials].",
            tags=tags,
        )
    if "unsupported" in told or "unread" in told:
        why = "of this kind" if "unsupported" in told else f"that is damaged ({told['unread']})"
        return Embedded(
            sha256,
            CredentialState.NOT_READ,
            f"Content credentials cannot be read from a file {why}.",
            tags=tags,
        )
    if "error" in told:
        return Embedded(
            sha256, CredentialState.INVALID, f"The file's content credentials cannot be read: {told['error']}.",
            tags=tags,
        )  # fmt: skip
    if "store" not in told:
        return Embedded(
            sha256,
            CredentialState.ABSENT,
            "The file carries no content credentials, which means nothing either way.",
            tags=tags,
        )
    return _of_store(told, sha256, tags)


def _of_store(told: Mapping[str, Any], sha256: str, tags: tuple[tuple[str, str], ...]) -> Embedded:
    store: dict[str, Any] = told["store"]
    manifest = store.get("manifests", {}).get(store.get("active_manifest", ""), {})
    signature = manifest.get("signature_info") or {}
    state = _STATES.get(str(told.get("state")), CredentialState.INVALID)
    signer = signature.get("issuer") or signature.get("common_name")
    by = f"signed by {signer}" if signer else "of an unnamed signer"
    problems = [str(each.get("code")) for each in store.get("validation_status") or ()]
    reason = {
        CredentialState.TRUSTED: f"The file's content credentials hold and are {by}, who is trusted.",
        CredentialState.UNTRUSTED: f"The file's content credentials hold and are {by}, who is on no list of trust.",
        CredentialState.INVALID: f"The file's content credentials, {by}, do not hold: "
        f"{', '.join(problems[:3]) or 'they do not fit the file'}.",
    }[state]
    return Embedded(
        sha256,
        state,
        reason,
        signed_by=signer,
        signed_at=_time(signature.get("time")),
        made_with=_generator(manifest),
        actions=_actions(manifest),
        tags=tags,
    )


def _generator(manifest: Mapping[str, Any]) -> str | None:
    for info in manifest.get("claim_generator_info") or ():
        if isinstance(info, dict) and info.get("name"):
            return f"{info['name']} {info.get('version') or ''}".strip()
    generator = manifest.get("claim_generator")
    return str(generator) if generator else None


def _actions(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    found = [
        str(action.get("action"))
        for assertion in manifest.get("assertions") or ()
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in (assertion.get("data") or {}).get("actions") or ()
    ]
    return tuple(dict.fromkeys(found))


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None
    except ValueError:
        return None
