"""The evidence page: one case as one HTML file that needs nothing else, now or in ten years.

It loads nothing: styles and frames are inside, there are no scripts, and its content security policy
forbids everything but its own style sheet (by hash) and ``data:`` pictures. What strangers wrote is shown
as text, with :mod:`review.text`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from review.history import HistoryLine
from review.matches import Frames
from review.parts import environment, shown
from storage.records import CaseFile


def render(
    case: CaseFile,
    *,
    frames: Frames,
    stations: Callable[[str], str],
    history: Sequence[HistoryLine],
    head: str,
    made_at: datetime,
    version: str,
) -> str:
    """The case as one self-contained HTML document.

    Args:
        case: Everything stored of it.
        frames: Gives the bytes of the evidence frames; a frame that is missing is said to be missing.
        stations: Gives a station's name by its id.
        history: The events of the case, in order.
        head: Number, hash and time of the record's last event, to be kept elsewhere.
        made_at: When the page is made, aware.
        version: Airtrace's version.
    """
    policy = f"default-src 'none'; img-src data:; style-src '{_style_digest()}'; base-uri 'none'; form-action 'none'"
    return (
        environment()
        .get_template("page.html")
        .render(
            shown(case, frames, stations),
            head=head,
            history=history,
            made_at=made_at,
            policy=policy,
            version=version,
        )
    )


@cache
def _style_digest() -> str:
    """The hash under which the page's policy lets its one style sheet in."""
    style = environment().get_template("page.css").render()
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
