"""Addresses that we are told to send credentials to: one narrow grammar, read here and nowhere else. Pure.

Programs that read addresses disagree about the odd ones: a user name before an @, a backslash, a tab in the middle, a
letter that folds into another. What is odd is refused, so that no two of them can disagree about ours.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Hosts that need no encryption: what is sent there does not leave this machine."""

_GRAMMAR = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_IMPLIED = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Scheme and host are lower-case; an IPv6 host stands in brackets; the port is there even where it was implied.
    ``rest`` is the path with all that follows it, as it was written."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    rest: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def is_safe(self) -> bool:
        """Nobody on the way can read what is sent there."""
        return self.scheme == "https" or self.host in LOOPBACK


class InsecureAddress(ValueError):
    """Credentials would travel in the clear, or nobody can say for certain where to. Never quotes the address."""


def read_address(url: str) -> Address:
    """An address in parts. Raises InsecureAddress unless it is http(s)://HOST[:PORT][/PATH] in plain letters."""
    found = _GRAMMAR.fullmatch(url)
    if found is None or "\\" in url or not _is_host(found["host"]):
        raise InsecureAddress("the address must be https://HOST[:PORT][/PATH], with no user name and nothing odd in it")
    scheme: Literal["http", "https"] = "https" if found["scheme"].lower() == "https" else "http"
    port = int(found["port"] or _IMPLIED[scheme])
    if not 0 < port < 65_536:
        raise InsecureAddress("the address must be https://HOST[:PORT][/PATH], with a port up to 65535")
    return Address(scheme, found["host"].lower(), port, found["path"] or "")


def require_safe(url: str) -> str:
    """The base address of an API without its trailing slash. Raises InsecureAddress unless it is https or on this
    machine, and nothing but a path can be added to it."""
    address = read_address(url)
    if not address.is_safe:
        raise InsecureAddress("the address must start with https:// (plain http is only accepted for 127.0.0.1)")
    if "?" in address.rest or "#" in address.rest:
        raise InsecureAddress("the address must be https://HOST[:PORT][/PATH], with no ? and no #")
    return url.rstrip("/")


def _is_host(host: str) -> bool:
    if not host.startswith("["):
        return ".." not in host
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True
