"""The pretended Greenhouse account as a server: who may come in, in the vendor's order, and where requests go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from connectors.greenhouse.sandbox import cast, humans
from connectors.greenhouse.sandbox.filters import FILTERS
from connectors.greenhouse.sandbox.hooks import CUSTOMS, Teller
from connectors.greenhouse.sandbox.lists import Lists
from connectors.greenhouse.sandbox.org import Absent, Knobs, Org, Refusal
from connectors.greenhouse.sandbox.picture import picture
from connectors.greenhouse.sandbox.seed import seed
from connectors.greenhouse.sandbox.tokens import CLIENT_ID_SUFFIX, Tokens
from connectors.greenhouse.sandbox.writes import WRITES, Write
from connectors.sandbox import Answer, Call, Route, Sandbox, SandboxClock, WindowLimit
from connectors.sandbox.hooks import Mailroom
from connectors.sandbox.personas import Persona

WINDOW_SECONDS = 30.0

_UNAUTHORIZED = {
    "message": "Unauthorized",
    "errors": ["Token could not be decoded. Please ensure your token is from a trusted source."],
}

_NULLABLE = frozenset(
    {
        *("preferred_name", "company", "title", "time_zone", "last_activity_at"),
        *("job_post_id", "rejected_at", "stage_id", "stage_name", "job_interview_stage_id", "source_id"),
        *("referrer_id", "rejection_reason_id", "recruiter_id", "coordinator_id", "agency_note_id"),
        *("location_address", "requisition_id", "opened_at", "closed_at", "is_template", "copied_from_id"),
        *("department_id", "office_ids", "employee_id", "agency_id", "job_title", "application_id", "subject"),
        *("parent_id", "external_id", "location", "primary_in_house_contact_user_id"),
    }
)


class GreenhouseSandbox(Sandbox):
    """``POST /token`` and ``/v3/…`` under one address.

    ``scopes`` are those granted to the credential, None for all; ``mark_field=None`` leaves the custom field for our
    mark out; ``org=False`` starts with nothing but the service user. ``knobs`` may be turned at any time.
    """

    vendor = "greenhouse"
    hooks: Mailroom
    login_paths: ClassVar[frozenset[str]] = frozenset({"/token"})

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        limit: int = 75,
        limits: bool = True,
        org: bool = True,
        scopes: frozenset[str] | None = None,
        mark_field: str | None = "talentsync_mark",
        knobs: Knobs | None = None,
    ) -> None:
        super().__init__(clock=clock)
        self.knobs = knobs or Knobs()
        self.scopes = scopes
        self.mark_field = mark_field
        self.org = Org(self.clock, self.knobs)
        self.hooks = Mailroom(self.clock, CUSTOMS)
        self.org.tell = Teller(self.org, self.hooks)
        self.lists = Lists(self.org)
        self.tokens = Tokens(
            self.org,
            client_id=f"rehearsal{CLIENT_ID_SUFFIX}",
            client_secret="rehearsal-secret",  # noqa: S106  # opens nothing but this
            granted=lambda: self.scopes,
        )
        self._limit = WindowLimit(limit, WINDOW_SECONDS, enabled=limits)
        self._answered = 0
        if org:
            seed(self.org, mark_field=mark_field)
        else:
            self.org.insert("users", {"_service": True, "deactivated": False, "site_admin": True})

    def routes(self) -> Sequence[Route]:
        reads: list[Route] = [
            ("GET", f"/v3/{table}", self._guard(f"harvest:{table}:list", partial(self._list, table)))
            for table in FILTERS
        ]
        writes: list[Route] = [
            (method, f"/v3{path}", self._guard(scope, partial(self._write, handler)))
            for method, path, scope, handler in WRITES
        ]
        return [("POST", "/token", self._token), *reads, *writes]

    def admit(self, call: Call, *, known_path: bool) -> Answer | None:
        """Unknown paths are 404 before anybody asks who is there [client]; then 401; then the limit of the account."""
        if not known_path:
            return Answer(404, {"message": "Resource not found"})
        if call.path == "/token":
            return None
        if self.tokens.subject(call) is None:
            return Answer(401, _UNAUTHORIZED)
        wait = self._limit.admit(self.clock.now())
        return None if wait is None else self.too_many(wait)

    def decorate(self, answer: Answer) -> Answer:
        self._answered += 1
        headers = {**answer.headers, **self._limit.headers(self.clock.now()), "X-Request-Id": f"req-{self._answered}"}
        return Answer(answer.status, answer.body, headers)

    def _guard(self, scope: str, handler: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        def guarded(call: Call) -> Answer:
            if not self._may(call, scope):
                return Answer(403, {"message": "Forbidden", "errors": ["Insufficient permissions"]})  # [guess]
            try:
                return handler(call)
            except Refusal as refusal:
                return Answer(422, {"message": "Unprocessable Content", "errors": refusal.errors})
            except Absent:
                return Answer(404, {"message": "Resource not found"})

        return guarded

    def _may(self, call: Call, scope: str) -> bool:
        """The scope is granted, and lists are read by site admins only [doc]."""
        if self.scopes is not None and scope not in self.scopes:
            return False
        return call.method != "GET" or bool(self.org.row("users", self.tokens.subject(call))["site_admin"])

    def _token(self, call: Call) -> Answer:
        return self.tokens.answer(call)

    def _list(self, table: str, call: Call) -> Answer:
        return self.lists.answer(table, call)

    def _write(self, handler: Write, call: Call) -> Answer:
        return handler(self.org, call, self.tokens.subject(call) or 0)

    def settings(self, base_url: str) -> dict[str, str]:
        return {
            "client_id": self.tokens.client_id,
            "client_secret": self.tokens.client_secret,
            "mark_field": self.mark_field or "talentsync_mark",
            "base_url": f"{base_url}/v3",
            "auth_url": base_url,
        }

    def act(self, action: str, **arguments: Any) -> Any:
        with self.lock:
            try:
                return humans.act(self.org, action, arguments)
            except Absent as absent:
                raise ValueError(str(absent)) from absent

    def populate(
        self, personas: Sequence[Persona], *, counterparts: Mapping[str, str] | None = None, push_pool: str = ""
    ) -> cast.GreenhouseCast:
        with self.lock:
            return cast.populate(self.org, personas)

    def state(self) -> dict[str, Any]:
        with self.lock:
            return picture(self.org, mark_field=self.mark_field)

    def nullable(self) -> frozenset[str]:
        return _NULLABLE
