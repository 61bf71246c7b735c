"""What of an installation others could read: files that are open to other users, roads on which nothing is encrypted.

These are warnings, shown by `check`, for what is right depends on the machine and its network. The roads to vendors
are no matter of taste: :mod:`connectors.addresses` refuses what is not https.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.engine import URL, make_url

Found = tuple[str, str]
"""What was found, and what to do about it."""

_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
_ENTERED = stat.S_IXGRP | stat.S_IXOTH
"""A folder without these keeps others from all that is below it."""

_CLEAR = "is reached over a network, and nothing says that what travels there must be encrypted"
_UNCHECKED = "is reached encrypted, but nobody looks whose certificate it is"


def of_file(path: Path, *, what: str = "the file") -> Iterator[Found]:
    """A file with secrets or people in it that other users of this machine can read. POSIX only."""
    if os.name != "posix":
        return
    try:
        found = path.stat()
        hidden = any(not folder.stat().st_mode & _ENTERED for folder in path.resolve().parents)
    except OSError:
        return
    # A file of somebody else's that we may read through our group is meant to be read so.
    others = stat.S_IRWXO | (stat.S_IRWXG if found.st_uid == os.geteuid() else 0)
    if stat.S_ISREG(found.st_mode) and found.st_mode & others and not hidden:
        yield f"{what} {path} can be read by other users of this machine", f"chmod 600 {path}"


def of_store(url: str, *, environ: Mapping[str, str]) -> Iterator[Found]:
    """The store, whose address has been found readable."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            yield from of_file(Path(address.database), what="the store")
    elif any(map(_is_far, _hosts(address))):
        mode = address.query.get("sslmode") or environ.get("PGSSLMODE", "")
        if mode not in _ENCRYPTED:
            yield _CLEAR, "add ?sslmode=verify-full to the address"


def of_redis(url: str) -> Iterator[Found]:
    """Redis: whoever reads along learns its password, and whoever can write to it can have people run."""
    parts = urlsplit(url)
    if parts.scheme == "redis" and _is_far(parts.hostname or ""):
        yield _CLEAR, "write rediss:// in its address"
    if parts.scheme == "rediss" and parse_qs(parts.query).get("ssl_cert_reqs") == ["none"]:
        yield _UNCHECKED, "take ssl_cert_reqs out, and name your own authority with ssl_ca_certs=FILE"


def _hosts(address: URL) -> Iterator[str]:
    """libpq takes hosts in the address and after its ``?``; without any it uses a socket of this machine."""
    named = address.query.get("host", ())
    yield from (address.host or "", *((named,) if isinstance(named, str) else named))


def _is_far(host: str) -> bool:
    """Whether a host is on a network that others may be on. Names without a dot are taken for containers of one host,
    beginnings with ``/`` for sockets."""
    return ("." in host or ":" in host) and not host.startswith(("/", "127.")) and host != "::1"
