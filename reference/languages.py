"""Language tags: broadcasters and archives write ``rus`` or ``RU``, BCP 47 writes ``ru``."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_SHORT = {
    "ara": "ar", "aze": "az", "bel": "be", "ben": "bn", "bul": "bg", "ces": "cs", "cze": "cs", "chi": "zh",
    "zho": "zh", "cmn": "zh", "dan": "da", "deu": "de", "ger": "de", "dut": "nl", "nld": "nl", "ell": "el",
    "gre": "el", "eng": "en", "est": "et", "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr",
    "geo": "ka", "kat": "ka", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "arm": "hy",
    "ind": "id", "ita": "it", "jpn": "ja", "kaz": "kk", "kor": "ko", "lav": "lv", "lit": "lt", "nor": "no",
    "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slo": "sk", "slv": "sl",
    "spa": "es", "srp": "sr", "swe": "sv", "tam": "ta", "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr",
    "ukr": "uk", "urd": "ur", "uzb": "uz", "vie": "vi",
}  # fmt: skip
_UNKNOWN = frozenset({"und", "mul", "zxx", "mis"})


def language_tag(text: str | None) -> str | None:
    """The tag in BCP 47's form; None where the text is none, or says that the language is not known.

    >>> language_tag("rus"), language_tag("pt_br"), language_tag("und")
    ('ru', 'pt-BR', None)
    """
    if text is None or not _TAG.fullmatch(text.strip()):
        return None
    first, *rest = re.split("[-_]", text.strip())
    primary = _SHORT.get(first.lower(), first.lower())
    if primary in _UNKNOWN:
        return None
    return "-".join([primary, *(_cased(part) for part in rest)])


def primary(tag: str | None) -> str:
    """The language of a tag without script and country; empty for None."""
    return (language_tag(tag) or "").partition("-")[0]


def _cased(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()
