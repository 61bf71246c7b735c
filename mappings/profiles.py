"""Profile and web addresses: one comparison key for every way to spell the same address.

Addresses arrive as people type them: with or without a scheme, with a country in the host, a locale or a tracking
query behind the name. Nothing here fetches or resolves anything.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

_SCHEMES = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//)+", re.IGNORECASE)
_WWW = re.compile(r"^(?:www\d?\.)+")
_USUAL_PORT = re.compile(r":(?:80|443)$")
_TRACKING = re.compile(r"^(?:utm_|trk|fbclid|gclid|igshid|ref_src)", re.IGNORECASE)
_KEYED = re.compile(r"^(linkedin|github):[^/?#\s]+$")

SOCIAL_HOSTS = frozenset(
    {
        "angel.co",
        "behance.net",
        "bsky.app",
        "dribbble.com",
        "facebook.com",
        "github.com",
        "gitlab.com",
        "instagram.com",
        "linkedin.com",
        "medium.com",
        "quora.com",
        "stackoverflow.com",
        "t.me",
        "threads.net",
        "tiktok.com",
        "twitter.com",
        "wellfound.com",
        "x.com",
        "xing.com",
        "youtube.com",
    }
)
"""Hosts on which many people have a page. Their bare address says nothing about anybody."""


@lru_cache(maxsize=262_144)
def profile_key(text: str) -> str:
    """``linkedin:slug``, ``github:user``, or host and path without scheme, ``www`` and trailing slash.

    Queries of other hosts are kept apart from known tracking parameters, because for some sites (``?user=``, ``?id=``)
    the query is what names the person.
    """
    # Taking spaces out can bring letters and accents together: normalise afterwards.
    address = unicodedata.normalize("NFC", "".join(text.split()))
    if _KEYED.match(address.lower()):
        return address.lower()
    host, path, query = _take_apart(address)
    segments = [part for part in path.split("/") if part]
    if _is_on(host, "linkedin.com"):
        slug = _linkedin_slug(segments)
        return f"linkedin:{slug}" if slug else _plain("linkedin.com", segments, query)
    if host == "github.com" and len(segments) == 1:
        return f"github:{segments[0].lower()}"
    return _plain(host, segments, query)


def linkedin_slug(text: str) -> str | None:
    """The handle behind ``linkedin.com/in/``, lower-case, or None when the address is not a LinkedIn person."""
    key = profile_key(text)
    return key.removeprefix("linkedin:") if key.startswith("linkedin:") else None


def is_social(text: str) -> bool:
    """Whether the address is a page on one of the SOCIAL_HOSTS."""
    key = profile_key(text)
    return key.startswith(("linkedin:", "github:")) or key.partition("/")[0] in SOCIAL_HOSTS


def names_nobody(key: str) -> bool:
    """Whether a profile key is too general to identify a person: a bare social host, or no host at all."""
    return key in SOCIAL_HOSTS or ("." not in key and not _KEYED.match(key))


def _take_apart(address: str) -> tuple[str, str, str]:
    bare = _SCHEMES.sub("", address).partition("#")[0]
    bare, _, query = bare.partition("?")
    host, _, path = bare.partition("/")
    host = _USUAL_PORT.sub("", _WWW.sub("", host.lower()))
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part)]
    return host.rstrip("."), path, "&".join(kept)


def _is_on(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _linkedin_slug(segments: list[str]) -> str | None:
    # Mobile addresses put one segment in front: linkedin.com/mwlite/in/slug.
    for position, segment in enumerate(segments[:2]):
        if segment.lower() == "in" and len(segments) > position + 1:
            slug = unicodedata.normalize("NFC", unquote(segments[position + 1])).lower()
            return None if re.search(r"[/?#\s%]", slug) else unicodedata.normalize("NFC", slug)
    return None


def _plain(host: str, segments: list[str], query: str) -> str:
    path = "/".join([host, *segments])
    return unicodedata.normalize("NFC", f"{path}?{query}" if query else path)
