"""Harvest v3 as we use it: pages of rows and writes, with the missing scope named when something is not permitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from connectors.errors import NotPermitted, UnexpectedReply
from connectors.greenhouse.endpoints import PAGE_SIZE, scope
from connectors.http import HttpClient, Reply
from connectors.paging import ForeignLink, PagingLoop, Trail, next_link
from connectors.types import Json

SCOPE_HINT = (
    "tick {scope} for the credential in Greenhouse under Configure > Dev Center > API Credentials, "
    "and make sure that the user it acts for is a site admin"
)


@dataclass(frozen=True, slots=True)
class Rows:
    """One page as it came, and the vendor's cursor for the next one, or None."""

    items: list[Json]
    position: str | None


class Api:
    """One account."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self.system = http.system

    def rows(self, path: str, params: Mapping[str, str] | None = None, *, position: str | None = None) -> Rows:
        """One page of a listing. A position must travel alone [doc]: it carries the filters already."""
        query = {"per_page": str(PAGE_SIZE), **(params or {})} if position is None else {"cursor": position}
        with self._naming_scope("GET", path):
            reply = self._http.read(path, query)
        if not isinstance(reply.body, list):
            raise UnexpectedReply(f"{path}: the reply is not a list", system=self.system, status=reply.status)
        return Rows(reply.body, self._next_position(reply, path))

    def all_rows(self, path: str, params: Mapping[str, str]) -> Iterator[Json]:
        """The rows of all pages. Raises UnexpectedReply when the pages run in circles."""
        trail, position = Trail(), None
        while True:
            page = self.rows(path, params, position=position)
            yield from page.items
            if page.position is None:
                return
            position = self.step(trail, page.position)

    def step(self, trail: Trail, position: str) -> str:
        """Note a position as visited. Raises UnexpectedReply when it was visited before."""
        try:
            return trail.step(position)
        except PagingLoop as loop:
            raise UnexpectedReply(str(loop), system=self.system) from loop

    def write(self, method: str, path: str, body: Json = None) -> Json:
        """Send one write and return the decoded body of the reply (None for 204)."""
        with self._naming_scope(method, path):
            return self._http.write(method, path, body).body

    def _next_position(self, reply: Reply, path: str) -> str | None:
        # Only the cursor of the link is kept: where it is sent is ours to say.
        try:
            link = next_link(reply.headers, base_url=self._http.base_url)
        except ForeignLink as foreign:
            raise UnexpectedReply(f"{path}: {foreign}", system=self.system, status=reply.status) from foreign
        if link is None:
            return None
        positions = parse_qs(urlsplit(link).query).get("cursor")
        if not positions:
            raise UnexpectedReply(f"{path}: the next link has no cursor", system=self.system, status=reply.status)
        return positions[0]

    @contextmanager
    def _naming_scope(self, method: str, path: str) -> Iterator[None]:
        try:
            yield
        except NotPermitted as refused:
            needed = scope(method, path)
            raise NotPermitted(
                f"{needed} is not granted to the credential, or the user it acts for may not",
                needs=needed,
                hint=SCOPE_HINT.format(scope=needed),
                system=self.system,
                status=refused.status,
                request_id=refused.request_id,
            ) from refused
