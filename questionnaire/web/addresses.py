"""The address of a visitor, as the proxy or the server gives it, and the network that the limits count."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum

from flask import request

UNKNOWN = "inconnue"  # every address that cannot be read counts as this one
_HOME_NETWORK = 64  # bits: a subscriber, or a rented machine, gets at least one whole IPv6 network of that prefix
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

_NETWORK_NAMES = (".local", ".lan", ".home", ".internal", ".home.arpa")  # given by routers of homes and offices

# some proxies write « 192.0.2.7:50312 » or « [2001:db8::7]:50312 », some systems « fe80::7%eth0 »
_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::\d*)?").fullmatch
_WITH_PORT = re.compile(r"([0-9.]+):\d*").fullmatch


class Reach(StrEnum):
    """From where an address of the site can be reached."""

    MACHINE = "machine"  # this computer alone
    NETWORK = "reseau"  # devices of the same network
    ANYWHERE = "partout"


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def reach(host: str) -> Reach:
    """Return from where a host can be reached, written as in an address: « 192.168.1.20:8000 », « atelier.local »."""
    if parsed := _parse(host):
        if parsed.is_loopback or parsed.is_unspecified:
            return Reach.MACHINE
        return Reach.NETWORK if parsed.is_private or parsed.is_link_local else Reach.ANYWHERE
    name = host.partition(":")[0].rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return Reach.MACHINE
    return Reach.NETWORK if "." not in name or name.endswith(_NETWORK_NAMES) else Reach.ANYWHERE


def visitor_address() -> str:
    """Return the address of the visitor without port or zone, or UNKNOWN."""
    return str(_parse(request.remote_addr or "") or UNKNOWN)


def visitor_network() -> str:
    """Return what the limits count as one visitor: an IPv4 address, the first 64 bits of an IPv6 address, or UNKNOWN."""
    return network(request.remote_addr or "")


def network(address: str) -> str:
    """Return what the limits count as one visitor, for an address as a proxy writes it."""
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _HOME_NETWORK), strict=False))
    return str(parsed or UNKNOWN)


def _parse(text: str) -> Address | None:
    """Return an address without port or zone, as IPv4 when it stands for one; None when it cannot be read."""
    text = text.strip()
    if found := _BRACKETED(text) or _WITH_PORT(text):
        text = found[1]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
