"""Which network addresses are public. Everything else is somebody's own network and is never asked.

The IPv4 list is the complement of the IANA special-purpose registry (RFC 6890 and its updates); of IPv6
only the global unicast block 2000::/3 counts, without the ranges in it that tunnel or document. Written
out, because ``ipaddress.is_global`` of Python 3.11 calls multicast, 6to4 and mapped addresses global.
"""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # the host of every Azure machine, on a public-looking address
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


def parse_address(text: str) -> Address | None:
    """The address that ``text`` spells in its canonical form, None for a name or any other spelling."""
    try:
        return ip_address(text)
    except (AddressValueError, ValueError):
        return None


def is_public(address: Address) -> bool:
    """True for an address that anybody on the internet may ask; an IPv4-mapped one counts as its IPv4."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is None:
            return address in _OPEN_V6 and not any(address in block for block in _CLOSED_V6)
        address = address.ipv4_mapped
    return not any(address in block for block in _CLOSED_V4)
