"""archive.org's Third Eye: the lower thirds of a few news channels, read from the screen by the archive.

``third-eye.php?last=HOURS`` answers with lines of five fields, tabs between them: time in UTC, channel, seconds,
the show and its second as a path, and the words. It reads letters wrongly now and then, as all such reading does.
"""

from __future__ import annotations

import csv
import io
import math
import re
from datetime import datetime, timedelta

from reference.errors import Unparsed
from storage.records import Cue, CueText

CHANNELS = frozenset({"BBCNEWS", "CNNW", "FOXNEWSW", "MSNBCW"})
ENGINE = "archive.org Third Eye"
FORMAT = "third-eye"
LONGEST = timedelta(days=3)
"""How far back is asked: the answer holds all channels since then."""
_PLACE = re.compile(r".*?(?P<show>[A-Za-z0-9_.-]+)/start/(?P<second>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?:/.*)?")
_MOST = 200_000
_LONGEST_TEXT = 2000
_LONGEST_PLACE = 500


def address(channel: str, since: datetime, now: datetime) -> str | None:
    """What to ask for a channel's lower thirds since then; None where it has none, or that is too long ago."""
    if channel not in CHANNELS or not timedelta(0) < now - since <= LONGEST:
        return None
    return f"https://archive.org/services/third-eye.php?last={math.ceil((now - since) / timedelta(hours=1))}"


def parse(body: bytes, show: str) -> CueText:
    """The lower thirds of one show, at its seconds; none where the answer has none of it.

    Raises:
        Unparsed: It is no such table.
    """
    text = body.decode("utf-8", "replace").replace("\x00", "\ufffd")
    lines = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    cues: list[Cue] = []
    unusable = 0
    try:
        head = next(lines, [])
        if len(head) != 5 or not head[0].lower().startswith("date_time"):
            raise Unparsed("The answer is no table of lower thirds.")
        for n, fields in enumerate(lines):
            if n >= _MOST:
                break
            place = _PLACE.fullmatch(fields[3][:_LONGEST_PLACE]) if len(fields) == 5 else None
            if place is None:
                unusable += bool(fields)
            elif place["show"] == show and fields[4].strip():
                begins = float(place["second"])
                cues.append(Cue(begins, begins + _seconds(fields[2]), _words(fields[4])))
    except csv.Error as error:
        raise Unparsed("The answer is no table of lower thirds.") from error
    notes = (f"{unusable} lines cannot be read",) if unusable else ()
    return CueText(tuple(sorted(cues, key=lambda cue: cue.start)), notes, "en")


def _seconds(text: str) -> float:
    return min(float(text), 3600.0) if re.fullmatch(r"[0-9]{1,5}(?:\.[0-9]{1,6})?", text.strip()) else 0.0


def _words(text: str) -> str:
    """The lines of a lower third, which the table keeps on one."""
    lines = (" ".join(line.split()) for line in text[:_LONGEST_TEXT].replace("\\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
