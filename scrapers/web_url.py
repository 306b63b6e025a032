"""URLs from outside: which are asked at all, and how they are shown without their secrets."""

from __future__ import annotations

import re
import unicodedata

import httpx

from reference.addresses import parse_address
from reference.errors import Refused

LONGEST = 8192

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff\\]")
_OTHER_DOTS = re.compile("[\u3002\uff0e\uff61]")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_USERINFO = re.compile(r"(//)[^/?#\s]*@")
_SECRET = re.compile(
    r"""([?&;#](?:[\w.-]*(?:token|key|sig|signature|auth|session|password|secret)[\w.-]*)=)[^&;#\s'"]+""",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """``text`` with passwords, and the values of query parameters that carry secrets, struck out."""
    return _SECRET.sub(r"\1***", _USERINFO.sub(r"\1***@", text))


def shown(url: str) -> str:
    """A URL from outside as it can be stored and printed: no password, no control characters, not endless."""
    text = _UNPRINTABLE.sub("\ufffd", _USERINFO.sub(r"\1***@", url[:LONGEST]))
    return text if len(url) <= LONGEST else text[:200] + "…"


def vet(url: str) -> httpx.URL:
    """The one reading of a URL that is asked. Whether its host is public is for the guard to say.

    Raises:
        Refused: It is no plain web address; the sentence says what is wrong with it.
    """
    if len(url) > LONGEST:
        raise Refused(f"The address is longer than {LONGEST} characters.")
    if _UNPRINTABLE.search(url):
        raise Refused("The address holds a blank, a backslash or a control character.")
    try:
        parsed = httpx.URL(url)
        host, port = parsed.host, parsed.port  # a host of broken Punycode raises here
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("The address is not a well-formed URL.") from error
    if parsed.scheme not in {"http", "https"}:
        raise Refused(f"Only http and https addresses are asked, not {parsed.scheme[:20] or 'a bare word'}.")
    if parsed.userinfo:
        raise Refused("The address carries a user name or password; give it without.")
    if not host:
        raise Refused("The address names no host.")
    if port is not None and not 0 < port < 65536:
        raise Refused(f"The address names port {port}, which does not exist.")
    _vet_host(url, host, parsed.raw_host)
    return parsed.copy_with(fragment=None)


def _vet_host(url: str, readable: str, encoded: bytes) -> None:
    written = re.sub(r"^[A-Za-z]+:/*", "", url).split("/", 1)[0]
    if "%" in written.split("?", 1)[0]:
        raise Refused("The host is written with percent signs.")
    if _OTHER_DOTS.search(written) or unicodedata.normalize("NFKC", readable) != readable:
        raise Refused("The host is written with look-alike characters that stand for others.")
    host = encoded.decode("ascii", "replace")
    if ":" in host:
        if parse_address(host) is None:
            raise Refused("The host is no IPv6 address.")
        return
    if len(host) > 253 or any(not label or len(label) > 63 for label in host.removesuffix(".").split(".")):
        raise Refused("The host is no name: a part of it is empty or too long.")
    if not re.fullmatch(r"[A-Za-z0-9._-]+", host):
        raise Refused("The host holds characters that no name has.")
    # inet_aton reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1; only the usual spelling is taken.
    if _NUMBER.fullmatch(host.removesuffix(".").rsplit(".", 1)[-1]) and parse_address(host) is None:
        raise Refused("The host is a number that is not written as an ordinary IPv4 address.")
