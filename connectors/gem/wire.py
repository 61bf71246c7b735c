"""Gem's way over HTTP: the key in a header, bare arrays in pages, one object per id."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import orjson

from connectors.base import Ambient
from connectors.errors import ConnectorError, ReplyLost, UnexpectedReply
from connectors.gem.cursors import PAGE_SIZE
from connectors.gem.explain import Explainer
from connectors.gem.rows import BadRow, record
from connectors.http import HttpClient
from connectors.pacers import Meter
from connectors.types import Json, Limit, Record, Ref

Params = Mapping[str, str | int]


class ApiKey(httpx.Auth):
    """``X-API-Key`` on every request; partners add ``X-Application-Secret`` [doc, client]."""

    def __init__(self, key: str, application_secret: str | None = None) -> None:
        self._headers = {"X-API-Key": key.strip()}
        if application_secret:
            self._headers["X-Application-Secret"] = application_secret.strip()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        for name, value in self._headers.items():
            request.headers[name] = value  # one by one: only this way does httpx take a key that is not ASCII
        yield request


@dataclass(frozen=True, slots=True)
class Rows:
    """One page: its rows, the vendor's count of all of them, and whether there are more."""

    rows: list[Json]
    total: int | None
    more: bool


class Wire:
    """Requests of one account."""

    def __init__(
        self, system: str, settings: Mapping[str, str], *, base_url: str, limit: Limit, ambient: Ambient
    ) -> None:
        self.system = system
        # The limit is the key's [doc]; other tools may use the same key [guess].
        meter = Meter(system, "gem", base_url, settings["api_key"].strip(), limit)
        self._http = HttpClient(
            system=system,
            base_url=base_url,
            auth=ApiKey(settings["api_key"], settings.get("application_secret")),
            pacer=ambient.pacer_for(meter),
            explain=Explainer(system),
            dice=ambient.dice,
            now=ambient.now,
        )

    @property
    def calls(self) -> int:
        return self._http.calls

    @property
    def ahead_seconds(self) -> float | None:
        return self._http.ahead_seconds

    def close(self) -> None:
        self._http.close()

    def page(self, path: str, params: Params, *, page: int) -> Rows:
        """One page of a listing."""
        reply = self._http.read(path, {**params, "page": page, "page_size": PAGE_SIZE})
        if not isinstance(reply.body, list):
            raise UnexpectedReply(f"GET {path}: not a list", system=self.system, status=reply.status)
        total, pages = told(reply.headers.get("x-pagination"))
        # The header decides; without it, a full page means that there may be more.
        more = page < pages if pages is not None else len(reply.body) >= PAGE_SIZE
        return Rows(reply.body, total, more and bool(reply.body))

    def rows(self, path: str, params: Params) -> Iterator[Json]:
        """All rows of a listing."""
        page, more = 1, True
        while more:
            read = self.page(path, params, page=page)
            yield from read.rows
            page, more = page + 1, read.more

    def one(self, kind: str, path: str) -> Record:
        """One object. Raises Missing."""
        return self.understood(kind, self._http.read(path).body)

    def understood(self, kind: str, row: Json) -> Record:
        """A row that was read and must make sense. Raises UnexpectedReply."""
        try:
            return record(self.system, kind, row)
        except BadRow as bad:
            raise UnexpectedReply(f"{kind}: {bad}", system=self.system) from bad

    def make(self, kind: str, method: str, path: str, body: Json) -> Record:
        """Write, and read the object that is answered. Raises ReplyLost when it was written but makes no sense."""
        reply = self._http.write(method, path, body)
        try:
            return record(self.system, kind, reply.body)
        except BadRow as bad:
            raise ReplyLost(f"{method} {path}: {bad}", system=self.system, status=reply.status) from bad

    def tell(self, method: str, path: str, body: Json) -> Json:
        """Write something whose answer is not a record."""
        return self._http.write(method, path, body).body


def told(header: str | None) -> tuple[int | None, int | None]:
    """Total rows and total pages from ``X-Pagination`` [doc]; None where it does not say."""
    try:
        pagination = orjson.loads(header or "null")
    except orjson.JSONDecodeError:
        return None, None
    if not isinstance(pagination, dict):
        return None, None
    total, pages = pagination.get("total"), pagination.get("total_pages")
    return (total if isinstance(total, int) else None), (pages if isinstance(pages, int) else None)


def path_of(*steps: str) -> str:
    """A path with ids quoted: they end in ``=`` [doc]."""
    return "/" + "/".join(quote(step, safe="") for step in steps)


@contextmanager
def about(ref: Ref) -> Iterator[None]:
    """Errors raised inside are about this ref, unless they know better."""
    try:
        yield
    except ConnectorError as error:
        error.ref = error.ref or ref
        raise
