"""Which machines may be spoken to: public ones, and those in networks that the operator has named."""

import ipaddress
from dataclasses import dataclass
from typing import TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_EVERYTHING = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_SHARED = ipaddress.ip_network("100.64.0.0/10")  # RFC 6598
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# Not public, whatever this version of Python's tables say: local NAT64, site-local, discard, protocol assignments,
# and tunnels that lead to an IPv4 address of the sender's choice.
_NOT_PUBLIC = tuple(
    map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "100::/64", "2001::/23", "5f00::/16", "192.0.0.0/24"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """Networks that may be fetched from though they are not public; none unless the operator names some."""

    allowed: tuple[Network, ...] = ()

    def refuse(self, address: str) -> str | None:
        """What stands against an IP address ("a loopback address"); None if nothing does."""
        found = _parse(address)
        if any(found.version == network.version and found in network for network in self.allowed):
            return None
        inner = _embedded(found)
        if inner is not None:
            return self.refuse(str(inner))
        return _kind(found)


def parse_networks(names: str) -> tuple[Network, ...]:
    """ "127.0.0.0/8, fd00::/8", or "all". ValueError names the one that is none."""
    found: list[Network] = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        found += _EVERYTHING if name == "all" else [ipaddress.ip_network(name)]
    return tuple(found)


def _parse(address: str) -> _Address:
    return ipaddress.ip_address(address.partition("%")[0])  # fe80::1%eth0 names its interface


def _embedded(address: _Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _kind(address: _Address) -> str | None:
    shared = address.version == 4 and address in _SHARED
    listed = any(address.version == network.version and address in network for network in _NOT_PUBLIC)
    kinds = (
        (address.is_unspecified, "no address of a machine"),
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (shared, "a shared address behind a provider"),
        (listed or address.is_reserved, "a reserved address"),
        (address.is_private, "a private address"),
        (not address.is_global, "no public address"),
    )
    return next((kind for holds, kind in kinds if holds), None)
