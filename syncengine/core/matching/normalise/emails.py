"""E-mail addresses: which mailbox an address reaches, and whether that mailbox is one person's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mappings.keys import email_key
from syncengine.core.matching.normalise.mail_hosts import (
    FREE_HOSTS,
    NO_HOSTS,
    NO_USERS,
    RELAY_HOSTS,
    ROLE_USERS,
    SAME_HOST,
)
from syncengine.core.matching.normalise.text import CACHED, ascii_lower

Use = Literal["person", "role", "relay", "placeholder"]

MOST = 20
"""Values of one field that are looked at."""

LONGEST_FIELD = 2_000
_LONGEST_ADDRESS = 254
_SPLIT = re.compile(r"""[;,\s<>|"()]+""")
_PLAIN = re.compile(r"([a-z0-9_.+'&/=#~^!-]+)@((?:[a-z0-9-]+\.)+[a-z]{2,})")
_INTERNATIONAL = re.compile(r"([^\s@;,:<>()\"]+)@((?:[a-z0-9-]+\.)+[a-z0-9-]{2,})")
_WORDS = re.compile(r"[a-z]+")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_RELAY_TAG = re.compile(r"[_.-][0-9a-f]{4,}$")
_SCHEMES = ("mailto:", "smtp:", "email:")


@dataclass(frozen=True, slots=True)
class Email:
    """One mailbox.

    ``canonical`` is equal for all addresses that reach it by the rules of its provider; ``stem`` is the user without
    separators, for the same user name on other hosts; ``words`` are the letters of the user, for comparison with
    names. ``use`` says what the mailbox is: only ``person`` is evidence on its own. A ``relay`` address is made for one
    person by one job board or ATS.
    """

    canonical: str
    user: str
    host: str
    stem: str
    words: tuple[str, ...]
    use: Use = "person"
    is_free: bool = False


def emails_of(field: str) -> tuple[Email, ...]:
    """Every address in a field, however they are separated; equal mailboxes once; what is no address is left out."""
    if "@" not in field:
        return ()
    field = field.strip()[:LONGEST_FIELD]
    if ";" not in field:
        only = email_of(field)
        if only:
            return (only,)
    found = {mail.canonical: mail for text in _SPLIT.split(field)[: 2 * MOST] if (mail := email_of(text))}
    return tuple(found.values())[:MOST]


def email_of(text: str) -> Email | None:
    """One address, or None when it is none."""
    if "@" not in text or len(text) > _LONGEST_ADDRESS + len("mailto:"):
        return None
    lower = text.strip(" .<>'\"").lower()
    if lower.startswith(_SCHEMES):
        lower = lower.partition(":")[2].partition("?")[0]
    match = _PLAIN.fullmatch(lower) or _INTERNATIONAL.fullmatch(email_key(lower))
    return _described(match[1], match[2]) if match else None


def _described(user: str, host: str) -> Email | None:
    host = SAME_HOST.get(host, host)
    user = user.partition("+")[0].strip(".") or user
    if host == "gmail.com":
        user = user.replace(".", "") or user
    if not user.strip("."):
        return None
    solid = user if user.isalnum() else _SEPARATORS.sub("", user)
    use = _use(solid, host)
    if use == "relay" or not user.isascii():
        named = ascii_lower(_RELAY_TAG.sub("", user) if use == "relay" else user)
        solid = _SEPARATORS.sub("", named)
    else:
        named = user
    words = (named,) if named.isalpha() else tuple(_WORDS.findall(named))
    return Email(f"{user}@{host}", user, host, solid, words, use, host in FREE_HOSTS)


def _use(solid: str, host: str) -> Use:
    """``solid``: the user without separators."""
    if host in NO_HOSTS or solid in NO_USERS or solid.startswith(("noreply", "donotreply")):
        return "placeholder"
    if host not in FREE_HOSTS and _is_relay(host):
        return "relay"
    return "role" if solid in ROLE_USERS or solid.rstrip("0123456789") in ROLE_USERS else "person"


@lru_cache(maxsize=CACHED)
def _is_relay(host: str) -> bool:
    return host.endswith(RELAY_HOSTS) and any(host == relay or host.endswith(f".{relay}") for relay in RELAY_HOSTS)
