"""The ASGI application that webhooks are delivered to: prove, store, answer. Nothing else happens in the request.

Nearly every delivery arrives as a whole. A server that knows `ReceiverApp.at_once` hands those over without a task and
messages for each, which would cost more than the delivery itself.
"""

from __future__ import annotations

import asyncio

from syncengine.serve.receiver.answers import answer, answer_and_close
from syncengine.serve.receiver.clerk import COME_AGAIN, PREFIX, Admitted, Clerk, Refused, Reply
from syncengine.serve.receiver.requests import (
    App,
    Bodies,
    Crowded,
    CutOff,
    Headers,
    Receive,
    Scope,
    Send,
    TooLarge,
    TooSlow,
)


class ReceiverApp:
    """``others`` answers all other paths."""

    def __init__(self, clerk: Clerk, *, others: App | None = None) -> None:
        self._clerk = clerk
        self._others = others or _health
        self._bodies = Bodies()
        self._pile: list[tuple[Admitted, bytes, Reply]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if not scope["path"].startswith(PREFIX):
            await self._others(scope, receive, send)
            return
        try:
            request = self._clerk.admit(scope)
            body = await self._body(request, receive)
        except Refused as refused:
            said = _Said()
            self._clerk.refuse(refused, said)
            await answer_and_close(send, receive, *await said.answer)
        else:
            said = _Said()
            self._clerk.handle(request, body, said)
            await answer(send, *await said.answer)

    def at_once(self, scope: Scope, body: bytes, reply: Reply) -> bool:
        """Deal with a request of which everything is there. False when it is not about webhooks; nothing was done
        then."""
        if not scope["path"].startswith(PREFIX):
            return False
        try:
            request = self._clerk.admit(scope)
            if len(body) > request.desks.max_body_bytes:
                raise _too_large(request)
        except Refused as refused:
            self._clerk.refuse(refused, reply)
        else:
            if not self._pile:
                asyncio.get_running_loop().call_soon(self._work_off)
            self._pile.append((request, body, reply))
        return True

    def _work_off(self) -> None:
        """Whatever came in at the same time is dealt with in one go: it is then also stored by one commit."""
        pile, self._pile = self._pile, []
        for request, body, reply in pile:
            self._clerk.handle(request, body, reply)

    async def _body(self, request: Admitted, receive: Receive) -> bytes:
        system, desks = request.desk.system, request.desks
        try:
            return await self._bodies.read(receive, most=desks.max_body_bytes, seconds=desks.body_seconds)
        except TooLarge:
            raise _too_large(request) from None
        except TooSlow:
            raise Refused(408, "too_slow", system=system) from None
        except Crowded:
            raise Refused(503, "busy", system=system, headers=COME_AGAIN) from None
        except CutOff:
            raise Refused(400, "cut_off", system=system) from None


class _Said:
    """Waits for what a request is answered with."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[tuple[int, Headers]] = asyncio.get_running_loop().create_future()

    def __call__(self, status: int, headers: Headers) -> None:
        if not self.answer.done():  # whoever asked may be gone
            self.answer.set_result((status, headers))


def _too_large(request: Admitted) -> Refused:
    return Refused(413, "too_large", system=request.desk.system)


async def _health(scope: Scope, receive: Receive, send: Send) -> None:
    """Where nobody else answers: that the process serves."""
    healthy = scope["path"] == "/healthz" and scope["method"] in ("GET", "HEAD")
    if healthy:
        await answer(send, 200)
    else:
        await answer_and_close(send, receive, 404)
