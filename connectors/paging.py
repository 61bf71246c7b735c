"""Finding the next page of a listing: pure, and never in circles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from connectors.addresses import InsecureAddress, read_address

# Neither part can run on into the next link: a header of nothing but "<" is looked at once, not once per character.
_LINK = re.compile(r"<(?P<url>[^<>]*)>\s*(?P<rest>(?:;[^,<]*)*)")
_REL = re.compile(r'rel\s*=\s*"?(?P<rel>[^";]+)"?', re.IGNORECASE)


class PagingLoop(ValueError):
    """The vendor named a page that we have already read."""


class ForeignLink(ValueError):
    """The vendor's next link leads to another host: our credentials do not go there."""


def next_link(headers: Mapping[str, str], *, base_url: str) -> str | None:
    """The URL of the next page from an RFC 8288 ``Link`` header, or None on the last page.

    Raises ForeignLink when it leaves the origin of ``base_url``, or is written so oddly that this cannot be said. So
    is a relative one: no vendor sends any, and ``//host`` is one too.
    """
    for match in _LINK.finditer(headers.get("link", "")):
        rel = _REL.search(match["rest"])
        if rel and rel["rel"].strip().lower() == "next":
            return require_same_origin(match["url"], base_url=base_url)
    return None


def require_same_origin(url: str, *, base_url: str) -> str:
    """The URL, if it has scheme, host and port of ``base_url``. Raises ForeignLink."""
    try:
        same = origin(url) == origin(base_url)
    except InsecureAddress:
        same = False
    if not same:
        raise ForeignLink("the next page is on another host, or nobody can say where")
    return url


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL, with the port that the scheme implies filled in. Raises InsecureAddress."""
    return read_address(url).origin


class Trail:
    """The pages of one listing that were asked for already. ``step`` raises PagingLoop on the second visit."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def step(self, page: str) -> str:
        if page in self._seen:
            raise PagingLoop("the same page was named twice")
        self._seen.add(page)
        return page
