"""The pages for operators and their tools: ``/healthz``, ``/readyz`` and ``/metrics``."""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from syncengine.serve.eyes import readiness
from syncengine.serve.eyes.around import RedisWatch, Standings, shared_standings
from syncengine.serve.eyes.collector import Reader, StoreCollector
from syncengine.serve.eyes.kept import Kept, Late
from syncengine.serve.eyes.readiness import NO_STORE, Readiness
from syncengine.settings import Settings
from syncengine.store import Store
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.eyes")

READY_SECONDS = 2.0
"""So long one look at the store serves everybody who asks whether we are ready: anybody may ask."""

READY_PATIENCE = 3.0
"""Seconds. A store that takes longer is as good as away; a load balancer would not wait for it either."""

_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_BEARER = {"www-authenticate": "Bearer"}

Page = Callable[[Request], Awaitable[Response]]


class Eyes:
    """``app`` answers the paths of operators; every other one is not found. ``registry`` has the figures of the store,
    and room for the meters of this process."""

    def __init__(
        self, *, ready: Kept[Readiness], registry: CollectorRegistry, settings: Callable[[], Settings]
    ) -> None:
        self.registry = registry
        self._ready = ready
        self._settings = settings
        self._said_closed = False
        pages: dict[str, Page] = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
        self.app = Starlette(routes=[Route(path, _safe(page), methods=["GET"]) for path, page in pages.items()])
        # It would answer with an address that the caller's own Host header names.
        self.app.router.redirect_slashes = False

    async def _healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok\n", headers=_HEADERS)

    async def _readyz(self, request: Request) -> Response:
        asked = self._may_see(request)
        if asked is False:
            return _answer(401, headers=_BEARER)
        try:
            seen = await run_in_threadpool(self._ready.get, patience=READY_PATIENCE)
        except (StoreTrouble, Late):
            shown, is_ready = NO_STORE, False
        else:
            shown, is_ready = readiness.as_json(seen), True
        body = shown if asked else {"ready": is_ready}
        return JSONResponse(body, status_code=200 if is_ready else 503, headers=_HEADERS)

    async def _metrics(self, request: Request) -> Response:
        if not self._settings().receiver.token:
            self._say_closed()
            return _answer(403)
        if not self._may_see(request):
            return _answer(401, headers=_BEARER)
        text = await run_in_threadpool(generate_latest, self.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST, headers=_HEADERS)

    def _may_see(self, request: Request) -> bool | None:
        """Whether the caller has the token; None when it shows none at all."""
        shown = request.headers.get("authorization")
        if shown is None:
            return None
        scheme, _, given = shown.partition(" ")
        token = self._settings().receiver.token
        # Compared in constant time, also where there is nothing to compare with.
        fits = hmac.compare_digest(given.strip().encode("latin-1", "replace"), (token or "").encode())
        return bool(token) and fits and scheme.lower() == "bearer"

    def _say_closed(self) -> None:
        """Once: whoever goes on asking shall not fill the log."""
        if not self._said_closed:
            self._said_closed = True
            log.warning(
                "metrics.closed", why="no token is configured", fix="set receiver.token, and give it to Prometheus"
            )


@contextmanager
def open_eyes(
    store: Store,
    settings: Callable[[], Settings],
    *,
    standings: Standings | None = None,
    now: Callable[[], float] = time.time,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Eyes]:
    """Eyes on a store, until the block ends. ``settings`` are the present ones; ``standings`` tells the rate budgets,
    where this process knows more of them than Redis does."""
    with closing(RedisWatch(settings)) as for_ready, closing(RedisWatch(settings)) as for_metrics:
        reader = Reader(store, settings, for_metrics, standings or shared_standings(settings), now=now)
        registry = CollectorRegistry()
        registry.register(StoreCollector(reader, monotonic=monotonic))

        def look() -> Readiness:
            return readiness.look(store, settings, for_ready, now=now())

        ready = Kept(look, seconds=READY_SECONDS, monotonic=monotonic)
        yield Eyes(ready=ready, registry=registry, settings=settings)


def _safe(page: Page) -> Page:
    """A mistake of ours costs one request, and says nothing to the caller."""

    async def answer(request: Request) -> Response:
        try:
            return await page(request)
        except Exception as error:  # it is logged, and the next request is served
            log.error("eyes.defect", path=request.url.path, exc_info=error)
            return _answer(500)

    return answer


def _answer(status: int, *, headers: dict[str, str] | None = None) -> Response:
    return Response(status_code=status, headers={**_HEADERS, **(headers or {})})
