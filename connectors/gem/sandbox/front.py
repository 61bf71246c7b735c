"""The front of the sandbox: keys, limits, paths, and the acts of humans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.gem.sandbox import cast
from connectors.gem.sandbox.acts import Acts
from connectors.gem.sandbox.fields import Fields
from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Org
from connectors.gem.sandbox.people import People
from connectors.gem.sandbox.projects import Projects
from connectors.gem.sandbox.refusals import Refusal, envelope
from connectors.gem.sandbox.rest import Notes, Sequences, Users
from connectors.gem.sandbox.shapes import NULLABLE
from connectors.gem.sandbox.view import visible_state
from connectors.sandbox import Answer, BucketLimit, Call, Route, Sandbox, SandboxClock
from connectors.sandbox.personas import Persona

API_KEY = "sandboxgem0123456789abcdefghij0123456789"

USERS: tuple[tuple[str, str], ...] = (
    ("Talent Sync", "talentsync@initech.example"),
    ("Mara Lind", "mara.lind@initech.example"),
    ("Tomas Reyes", "tomas.reyes@initech.example"),
    ("Ifeoma Bauer", "ifeoma.bauer@initech.example"),
)
"""Name and e-mail address of the users of the default organisation; the first is the one that we act as."""


class GemSandbox(Sandbox):
    """One pretended Gem team. ``knobs`` may be turned at any time; ``limits=False`` switches the rate limit off."""

    vendor = "gem"

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        limits: bool = True,
        org: bool = True,
        knobs: Knobs | None = None,
        users: Sequence[tuple[str, str]] = USERS,
        api_key: str = API_KEY,
    ) -> None:
        clock = clock or SandboxClock()
        self.knobs = knobs or Knobs()
        self.api_key = api_key
        self.limit = BucketLimit(20, 500, enabled=limits)
        self._org = Org(clock)
        self._acts = Acts(self._org, self.knobs)
        for name, email in users if org else ():
            self._acts.add_user(name, email)
        super().__init__(clock=clock)

    def routes(self) -> Sequence[Route]:
        org, knobs = self._org, self.knobs
        rooms = (
            Users(org),
            Sequences(org),
            Notes(org, knobs),
            People(org, knobs),
            Projects(org, knobs),
            Fields(org, knobs),
        )
        return [(method, path, _refusing(handler)) for room in rooms for method, path, handler in room.routes()]

    def admit(self, call: Call, *, known_path: bool) -> Answer | None:
        # The gateway looks at the key first, so a wrong path with a wrong key is a 403 too [client].
        if call.headers.get("x-api-key") != self.api_key:
            return Answer(403, {"message": "Forbidden"})
        if self.limit.admit(self.clock.now()) is not None:
            return self.too_many(None)
        if known_path:
            return None
        elsewhere = any(pattern.match(call.path) for _, pattern, _ in self._table)
        return envelope(405 if elsewhere else 404)

    def too_many(self, retry_after: float | None) -> Answer:
        # Gem documents no Retry-After and no quota headers; even a planted one is left out.
        return Answer(429, {"message": "Too Many Requests"})

    def failure(self, status: int) -> Answer:
        return envelope(status)

    def nullable(self) -> frozenset[str]:
        return NULLABLE

    def settings(self, base_url: str) -> dict[str, str]:
        first = next(iter(self._org.users.values()), {"email": USERS[0][1]})
        return {"api_key": self.api_key, "user": first["email"], "base_url": f"{base_url}/v0"}

    def act(self, action: str, **arguments: Any) -> Any:
        acts = self._acts.table()
        if action not in acts:
            raise ValueError(f"unknown action {action!r}; known: {', '.join(acts)}")
        with self.lock:
            return acts[action](**arguments)

    def populate(
        self, personas: Sequence[Persona], *, counterparts: Mapping[str, str] | None = None, push_pool: str = ""
    ) -> cast.GemCast:
        with self.lock:
            return cast.populate(self._org, self._acts, personas, counterparts=counterparts or {}, push_pool=push_pool)

    def members(self, project: str) -> set[str]:
        """Ids of the candidates that are in a project now; it is named by id or by name."""
        with self.lock:
            return self._acts.members(project)

    def state(self) -> dict[str, Any]:
        with self.lock:
            return visible_state(self._org)


def _refusing(handler: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        try:
            return handler(call)
        except Refusal as refusal:
            return refusal.answer

    return answer
