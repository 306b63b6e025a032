"""Which claims does a post's text make? Proposed by the machine, sentence by sentence, for a person to edit.

Proposed are the sentences that state something: no links, no lines of tags and names, no flags and other
pictograms, no questions, no bare shouts. ``text[start:end]`` of a claim's span is the claim, to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from storage.records import Claim, Post

MOST = 20
"""More sentences than this are no caption; a person picks the claims out of a longer text."""

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:pic\.twitter\.com|pic\.x\.com|t\.co|youtu\.be|bit\.ly)/\S+", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<![.!?…؟।])[.!?…؟।]++[\"'”’»)\]]*+(?=\s|$)|[。！？]++[」』”’]*+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec|approx|z\.B|bzw|bspw|г|гг|им|ул|тыс|млн|млрд|т\.е)|\b\w|\.\w)\.$"
)
_LONGEST_ABBREVIATION = 8
_LABEL = re.compile(
    r"(?:RT\s+@\w+:"
    r"|(?:BREAKING(?: NEWS)?|JUST IN|WATCH|VIDEO|NEW|UPDATE|LIVE|СРОЧНО|ВИДЕО|EILMELDUNG|URGENT|속보)\s*[:|–—-]"
    r")\s*",
    re.IGNORECASE,
)
_TAGS = re.compile(r"(?:[#@][\w.]++)+,?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
_OPENING = "#@\"'“‘«„([「『¿¡$€£₽"
_JOINERS = "\ufe0e\ufe0f\u200d\u20e3"
_ASKS = "?？؟"


def propose_claims(post: Post) -> tuple[Claim, ...]:
    """The claims that the post's text makes, numbered from 1, in the order of the text."""
    spans = (span for start, end in _pieces(post.text) for span in _sentences(post.text, start, end))
    return tuple(
        Claim(n, post.text[start:end], (start, end), "machine")
        for n, (start, end) in enumerate(islice(spans, MOST), start=1)
    )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of text between line ends and links."""
    for line in re.finditer(r"[^\r\n\u2028\u2029]+", text):
        reached = line.start()
        for link in _LINK.finditer(text, line.start(), line.end()):
            yield reached, link.start()
            reached = link.end()
        yield reached, line.end()


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    reached = start
    for mark in _SENTENCE_END.finditer(text, start, end):
        before = text[max(reached, mark.end() - _LONGEST_ABBREVIATION) : mark.end()]
        if _goes_on(before, text[mark.end() : min(end, mark.end() + 3)]):
            continue
        yield from _stated(text, reached, mark.end())
        reached = mark.end()
    yield from _stated(text, reached, end)


def _goes_on(before: str, after: str) -> bool:
    """Whether a full stop ends an abbreviation or stands before a small letter, and not at a sentence's end."""
    rest = after.lstrip()
    return bool(rest) and (rest[0].islower() or _ABBREVIATION.search(before) is not None)


def _stated(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence without what stands around it, if it is one that states something."""
    start, end = _trimmed(text, start, end)
    label = _LABEL.match(text, start, end)
    if label is not None:
        start, end = _trimmed(text, label.end(), end)
    start, end = _without_tags(text, start, end)
    said = re.sub(r"[#@][\w.]+", " ", text[start:end])
    if not said.strip() or said.rstrip("\"'”’»)] ")[-1:] in _ASKS:
        return
    if len(_WORD.findall(said)) >= 3 or len(_UNSPACED.findall(said)) >= 6:
        yield start, end


def _without_tags(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the tags and names that stand at its end."""
    reached = end
    for word in reversed(text[start:end].split()):
        reached = text.rindex(word, start, reached)
        if _TAGS.fullmatch(word) is not None:
            end = reached
        elif any(map(str.isalnum, word)):
            break
    return _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blanks, pictograms, bullets and dashes around it."""
    while start < end and not (unicodedata.category(text[start])[0] in "LN" or text[start] in _OPENING):
        start += 1
    while start < end and (
        unicodedata.category(text[end - 1])[0] in "SZC" or text[end - 1] in _JOINERS + "|•-–—:"
    ):
        end -= 1
    return start, end
