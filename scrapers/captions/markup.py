"""Words out of the markup that caption files carry: tags, override codes, entities."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?(?:[a-zA-Z][\w.\-]*(?:\s[^<>]{0,500})?|\d{1,3}:\d{2}(?::\d{2})?\.\d{1,3})/?>")
_OVERRIDE = re.compile(r"\{\\[^{}]{0,200}\}")
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


def plain(text: str) -> str:
    """The words of a cue: without tags, position codes and invisible marks of direction; lines are kept."""
    text = _OVERRIDE.sub("", text).replace("\\N", "\n").replace("\\h", " ")
    text = html.unescape(_TAG.sub("", text)).translate(_INVISIBLE)
    text = "".join(letter if letter.isprintable() or letter in "\n\u200c\u200d" else " " for letter in text)
    return "\n".join(filter(None, (" ".join(line.split(" ")).strip() for line in text.split("\n"))))
