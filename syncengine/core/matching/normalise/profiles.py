"""Profile pages: one key for every form of an address, and what the handle says about the person's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from mappings.profiles import names_nobody, profile_key
from syncengine.core.matching.normalise.emails import LONGEST_FIELD, MOST
from syncengine.core.matching.normalise.mail_hosts import NO_USERS
from syncengine.core.matching.normalise.text import ascii_lower, listed

_SPLIT = re.compile(r"[;,|\s<>\"]+")
_LONGEST_ADDRESS = 500
# LinkedIn's first addresses, /pub/name/a/b/c, live on as /in/name-cba with the numbers filled up to 3, 3 and 2 places.
_PUB = re.compile(
    r"linkedin\.com/(?:mwlite/)?pub/([^/?#\s]+)/([0-9a-z]{1,3})/([0-9a-z]{1,3})/([0-9a-z]{1,3})(?![0-9a-z])", re.I
)
_PUB_PLAIN = re.compile(r"linkedin\.com/(?:mwlite/)?pub/(?!dir/)([^/?#\s]+)/?(?:[?#]|$)", re.I)
_USUAL = re.compile(r"(?:https?://)?(?:[a-z]{1,3}\.)?linkedin\.com/(?:mwlite/)?in/([a-z0-9-]{3,100})(?:[/?#].*)?")
_USUAL_GITHUB = re.compile(r"(?:https?://)?(?:www\.)?github\.com/([a-z0-9-]{1,39})/?")
_KEYED = re.compile(r"(linkedin|github):([^/]+)")
_BARE = re.compile(r"(?:@|in/)?([a-z0-9-]{3,100})/?")
_GITHUB_PAGE = re.compile(r"([a-z0-9-]{1,39})\.github\.io(?:/.*)?")
_NUMBERED = re.compile(r"-(?=[0-9a-f]*\d)[0-9a-f]{7,9}$")
_WORDS = re.compile(r"[a-z]+")
_HANDLE_HOSTS = {"x.com": "twitter.com", "angel.co": "wellfound.com"} | {
    host: host
    for host in (
        "twitter.com", "gitlab.com", "medium.com", "xing.com", "dribbble.com", "behance.net", "kaggle.com",
        "facebook.com", "instagram.com", "wellfound.com",
    )
}  # fmt: skip
_NOT_PEOPLE = listed(
    """
    company school showcase groups feed jobs learning posts pulse search login signup home explore features
    about orgs topics marketplace sponsors settings u in pub profile
    """
)


@dataclass(frozen=True, slots=True)
class Profile:
    """``key`` is equal for all forms of the address. ``words`` are the letters of the handle without its number."""

    key: str
    network: str
    handle: str
    words: tuple[str, ...]
    is_numbered: bool = False
    """LinkedIn made the handle from the name and a number of its own: it is nobody else's, ever."""


def profiles_of(field: str = "", *, linkedin: str = "", github: str = "") -> tuple[Profile, ...]:
    """Every profile in some fields; addresses that name nobody (a company page, a bare host) are left out.

    In a field kept for one network a bare handle is enough.
    """
    found: dict[str, Profile] = {}
    for text, network in ((linkedin, "linkedin"), (github, "github"), (field, "")):
        for address in _SPLIT.split(text.strip()[:LONGEST_FIELD])[: 2 * MOST] if text else ():
            profile = profile_of(address, network=network) if address else None
            if profile:
                found[profile.key] = profile
    return tuple(found.values())[:MOST]


def profile_of(text: str, *, network: str = "") -> Profile | None:
    """One address, or None when it names nobody. A bare handle counts where the network is known."""
    text = text.strip()[:_LONGEST_ADDRESS]
    lower = text.lower()
    handle = _BARE.fullmatch(lower) if network else None
    if handle and handle[1] not in NO_USERS:
        return _described(network, handle[1])
    usual = _USUAL.fullmatch(lower)
    if usual:
        return _described("linkedin", usual[1])
    usual = _USUAL_GITHUB.fullmatch(lower)
    if usual:
        return _described("github", usual[1])
    key = profile_key(_modern(text))
    keyed = _KEYED.fullmatch(key)
    if keyed:
        return _described(keyed[1], keyed[2])
    return None if names_nobody(key) else _elsewhere(key)


def _modern(text: str) -> str:
    old = _PUB.search(text)
    if old:
        name, a, b, c = old.groups()
        return f"linkedin.com/in/{name}-{c:0>3}{b:0>3}{a:0>2}"
    plain = _PUB_PLAIN.search(text)
    return f"linkedin.com/in/{plain[1]}" if plain else text


def _elsewhere(key: str) -> Profile | None:
    host, _, path = key.partition("/")
    page = _GITHUB_PAGE.fullmatch(key.lower())
    if page:
        return _described("github", page[1])
    first = path.partition("/")[0].partition("?")[0].lower().lstrip("@")
    if host in ("github.com", "gist.github.com"):
        return _described("github", first) if first else None
    if host.endswith("linkedin.com"):
        return None if first in _NOT_PEOPLE and "view?id=" not in path else Profile(key, "linkedin", "", ())
    if host in _HANDLE_HOSTS and first and "/" not in path.rstrip("/") and "?" not in path:
        return Profile(f"{_HANDLE_HOSTS[host]}/{first}", _HANDLE_HOSTS[host], first, _words(first))
    return Profile(key, host, path, _words(unquote(path)))


def _described(network: str, handle: str) -> Profile | None:
    if handle in _NOT_PEOPLE:
        return None
    named = ascii_lower(handle)
    is_numbered = network == "linkedin" and _NUMBERED.search(named) is not None
    words = _words(_NUMBERED.sub("", named) if is_numbered else named)
    return Profile(f"{network}:{handle}", network, handle, words, is_numbered)


def _words(handle: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(ascii_lower(handle)))
