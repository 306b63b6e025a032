"""Run as a process of its own: reads what a media file says of itself, and writes one JSON object to stdout.

Content credentials (C2PA) are read by the c2pa library, which is told to ask nothing of the network.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

MOST_TAGS = 40
LONGEST_TAG = 300
_ABSENT = ("ManifestNotFound", "no JUMBF")
_UNSUPPORTED = ("NotSupported", "UnsupportedType", "unsupported type", "not supported", "could not detect")
"""How the library says that it knows no such files."""
_OF_CREDENTIALS = ("Manifest", "Assertion", "Decoding", "Verify", "Signature")
"""Errors about the credentials themselves; the others are about the file."""
_OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


def read(path: str, anchors: str) -> dict[str, Any]:
    """``credentials``: the manifest store as the library gives it, an ``error`` of theirs, why they are
    ``unread``, ``unsupported`` or ``missing`` a library, or none of these; ``tags``."""
    return {"tags": _tags(path), **_credentials(path, anchors)}


def _credentials(path: str, anchors: str) -> dict[str, Any]:
    try:
        import c2pa  # type: ignore[import-untyped, unused-ignore]
    except Exception as error:  # a native library that does not load raises errors of any kind
        return {"missing": f"{type(error).__name__}: {error}"[:LONGEST_TAG]}
    settings: dict[str, Any] = dict(_OFFLINE)
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
        settings["verify"] = {**_OFFLINE["verify"], "verify_trust": True}
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(settings))
        with Path(path).open("rb") as file, c2pa.Reader(None, file, context=context) as reader:
            state = reader.get_validation_state()
            return {
                "store": json.loads(reader.json()),
                "state": state,
                "embedded": bool(reader.is_embedded()),
            }
    except Exception as error:
        name = type(error).__name__
        text = str(error)[:LONGEST_TAG]
        told = f"{name}: {text}"
        if any(mark in told for mark in _ABSENT):
            return {}
        if any(mark in told for mark in _UNSUPPORTED):
            return {"unsupported": told}
        return {"error" if any(mark in name for mark in _OF_CREDENTIALS) else "unread": told}


def _tags(path: str) -> dict[str, str]:
    import av

    from matching.decoder_child import FORMATS

    try:
        with av.open(path, options={"format_whitelist": FORMATS, "protocol_whitelist": "file"}) as container:
            found = {**container.metadata}
            for stream in (*container.streams.video[:1], *container.streams.audio[:1]):
                found.update({f"{stream.type}.{key}": value for key, value in stream.metadata.items()})
    except Exception:  # a damaged file raises errors of any kind
        return {}
    return {str(key)[:60]: str(value)[:LONGEST_TAG] for key, value in list(found.items())[:MOST_TAGS]}


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    print(json.dumps(read(given["path"], given["anchors"])))
