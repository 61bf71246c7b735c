"""A sandbox of a vendor with one kind of thing, for tests of what all sandboxes share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from connectors.http import Explain, HttpClient
from connectors.pacer import LocalHome, Pacer
from connectors.pacing import Terms
from connectors.sandbox import Answer, Call, RateLimit, Route, Sandbox, SandboxClock, WindowLimit
from connectors.sandbox.server import serve

NOON = 1_780_000_000.0
KEY = "toy-secret"


class Toy(Sandbox):
    """``GET /things``, ``POST /things``; a key; a limit."""

    vendor = "toy"

    def __init__(self, *, clock: SandboxClock | None = None, limit: RateLimit | None = None) -> None:
        super().__init__(clock=clock or SandboxClock(frozen_at=NOON))
        self.limit = limit or WindowLimit(1000, 10)
        self.things: list[dict[str, Any]] = [{"id": 1, "name": "anvil"}, {"id": 2, "name": "bell"}]

    def routes(self) -> Sequence[Route]:
        return [
            ("GET", "/things", self._list),
            ("POST", "/things", self._make),
            ("GET", "/things/{number}", self._one),
            ("DELETE", "/things/{number}", lambda call: Answer(204)),
            ("GET", "/sized/{number}", lambda call: Answer(200, "x" * int(call.params["number"]))),
            ("GET", "/status/{number}", lambda call: Answer(int(call.params["number"]), {"message": "no"})),
            ("POST", "/status/{number}", lambda call: Answer(int(call.params["number"]), {"message": "no"})),
        ]

    def admit(self, call: Call, *, known_path: bool) -> Answer | None:
        if not known_path:
            return Answer(404, {"message": "Not Found"})
        if call.headers.get("x-key") != KEY:
            return Answer(401, {"message": "Unauthorized"})
        wait = self.limit.admit(self.clock.now())
        return None if wait is None else self.too_many(wait)

    def decorate(self, answer: Answer) -> Answer:
        headers = {**answer.headers, **self.limit.headers(self.clock.now()), "X-Request-Id": "req-1"}
        return Answer(answer.status, answer.body, headers)

    def settings(self, base_url: str) -> dict[str, str]:
        return {"base_url": base_url, "key": KEY}

    def act(self, action: str, **arguments: Any) -> Any:
        if action != "add":
            raise ValueError(f"unknown action {action!r}")
        self.things.append({"id": len(self.things) + 1, **arguments})
        return len(self.things)

    def state(self) -> dict[str, Any]:
        return {"things": self.things}

    def nullable(self) -> frozenset[str]:
        return frozenset({"name"})

    def _list(self, call: Call) -> Answer:
        link = {"Link": f'<http://{call.headers["host"]}/things?page=2>; rel="next"'}
        return Answer(200, self.things, {} if call.query.get("page") == "2" else link)

    def _make(self, call: Call) -> Answer:
        self.things.append({"id": len(self.things) + 1, **call.body})
        return Answer(201, self.things[-1])

    def _one(self, call: Call) -> Answer:
        found = [thing for thing in self.things if str(thing["id"]) == call.params["number"]]
        return Answer(200, found[0]) if found else Answer(404, {"message": "Not Found"})


@contextmanager
def toy_client(toy: Toy, *, key: str = KEY, explain: Explain | None = None) -> Iterator[HttpClient]:
    """A client that talks to a served toy; waiting moves the toy's clock."""
    home = LocalHome(Terms(75, 30), now=toy.clock.now)
    with serve(toy) as url:
        client = HttpClient(
            system="toy",
            base_url=url,
            auth=None,
            pacer=Pacer(home, now=toy.clock.now, sleep=toy.clock.skip),
            explain=explain,
            headers={"X-Key": key},
        )
        try:
            yield client
        finally:
            client.close()
