"""Finding the next page of a listing: pure, and never in circles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_LINK = re.compile(r"<(?P<url>[^>]*)>\s*(?P<rest>(?:;[^,<]*)*)")
_REL = re.compile(r'rel\s*=\s*"?(?P<rel>[^";]+)"?', re.IGNORECASE)


class PagingLoop(ValueError):
    """The vendor named a page that we have already read."""


class ForeignLink(ValueError):
    """The vendor's next link leads to another host: our credentials do not go there."""


def next_link(headers: Mapping[str, str], *, base_url: str) -> str | None:
    """The URL of the next page from an RFC 8288 ``Link`` header, or None on the last page.

    Raises ForeignLink when it leaves the origin of ``base_url``.
    """
    for match in _LINK.finditer(headers.get("link", "")):
        rel = _REL.search(match["rest"])
        if rel and rel["rel"].strip().lower() == "next":
            if origin(match["url"]) != origin(base_url):
                raise ForeignLink("the next page is on another host")
            return match["url"]
    return None


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port of a URL, with the port that the scheme implies filled in."""
    parts = urlsplit(url)
    implied = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or implied


class Trail:
    """The pages of one listing that were asked for already. ``step`` raises PagingLoop on the second visit."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def step(self, page: str) -> str:
        if page in self._seen:
            raise PagingLoop("the same page was named twice")
        self._seen.add(page)
        return page
