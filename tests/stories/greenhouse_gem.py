"""Greenhouse and Gem, as the stories see them. The only file of the stories that knows how these two speak."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.greenhouse.sandbox.filters import FILTERS
from connectors.greenhouse.sandbox.writes import WRITES
from connectors.sandbox import Call, SandboxClock
from tests.stories.words import AtsDesk, CrmDesk, Look, Milestone, Reason

_STAGES: Mapping[str, str] = {
    "applied": "Application Review",
    "screen": "Preliminary Phone Screen",
    "interview": "Face to Face",
    "offer": "Offer",
}
_REASONS: Mapping[Reason, str] = {
    "we_rejected": "Lacking skill(s)/qualification(s)",
    "they_withdrew": "Took another offer",
    "unspecified": "Position closed",
}
_ATS_NAMES = {
    "emails": "email_addresses",
    "phones": "phone_numbers",
    "links": "website_addresses",
    "can_email": "can_email",
}
_ATS_TYPES = {"emails": "personal", "phones": "mobile", "links": "other"}
_CRM_NAMES = {"phone": "phone_number", "linkedin": "linked_in_handle", "preferred_name": "nickname"}
_MARK = re.compile(r"\s*\[talentsync:[^\]]*\]")


_EVERYTHING = frozenset({*(f"harvest:{table}:list" for table in FILTERS), *(scope for _, _, scope, _ in WRITES)})
"""What a credential may do that may do everything."""


class GreenhouseDesk(AtsDesk):
    """Greenhouse in the role of the ATS."""

    name = "greenhouse"
    sandbox: GreenhouseSandbox
    writing_person = ("PATCH", r"^/v3/candidates/")
    making_person = ("POST", r"^/v3/candidates$")
    noting = ("POST", r"^/v3/notes$")
    reading_person = ("GET", r"^/v3/candidates$")
    listing_people = ("GET", r"^/v3/candidates$")

    def __init__(self, clock: SandboxClock) -> None:
        super().__init__(GreenhouseSandbox(clock=clock, limits=False))

    def look(self, id_: str) -> Look:
        row = self.sandbox.org.row("candidates", id_)
        lists = {
            ours: tuple(item["value"] for item in row[theirs])
            for ours, theirs in _ATS_NAMES.items()
            if ours in _ATS_TYPES
        }
        social = tuple(item["value"] for item in row["social_media_addresses"])
        return {**row, **lists, "links": (*social, *lists["links"])}

    def everybody(self) -> list[str]:
        return [str(row["id"]) for row in self.sandbox.org.rows("candidates")]

    def candidate(self, first: str, last: str = "Lopez", **fields: Any) -> str:
        return str(self.act("add_candidate", first_name=first, last_name=last, **_ats_fields(fields)))

    def edit(self, id_: str, **fields: Any) -> None:
        self.act("edit_candidate", candidate_id=id_, **_ats_fields(fields))

    def delete(self, id_: str) -> None:
        self.act("delete_candidate", candidate_id=id_)

    def merge(self, winner: str, loser: str) -> None:
        self.act("merge", primary_id=winner, secondary_id=loser)

    def leaves_out(self, field: str) -> None:
        show = self.sandbox.org.show

        def without(table: str, row: dict[str, Any]) -> dict[str, Any]:
            return {name: value for name, value in show(table, row).items() if name != field}

        self.sandbox.org.show = without  # type: ignore[method-assign]  # the vendor changed its mind

    def job(self, name: str, *, confidential: bool = False, stages: tuple[str, ...] | None = None, **more: str) -> str:
        given = {} if stages is None else {"stages": stages}
        return str(self.act("add_job", name=name, confidential=confidential, **given, **more))

    def edit_job(self, job: str, *, confidential: bool | None = None, department: str | None = None) -> None:
        if confidential is not None:
            self.act("set_confidential", job_id=job, confidential=confidential)
        if department is not None:
            self.act("set_department", job_id=job, department=department)

    def may_not_read(self, *kinds: str) -> None:
        self.sandbox.scopes = _EVERYTHING - {f"harvest:{kind}s:list" for kind in kinds}

    def shows_confidential_jobs(self) -> None:
        self.sandbox.knobs.sees_confidential = True

    def apply(
        self, candidate: str, *, job: str | None = None, stage: Milestone = "applied", source: str | None = None
    ) -> str:
        chosen = job or self.sandbox.act("find_job", name="Backend Engineer")
        given = {"candidate_id": candidate, "job_id": chosen, "stage": _STAGES[stage], "source": source}
        return str(self.act("apply", **given))

    def add_source(self, name: str) -> None:
        self.act("add_source", name=name)

    def set_source(self, application: str, source: str) -> None:
        self.act("set_source", application_id=application, source=source)

    def application_of(self, candidate: str) -> str:
        return str(self.sandbox.org.rows("applications", candidate_id=int(candidate))[-1]["id"])

    def move(self, application: str, stage: Milestone | str) -> None:
        self.act("move_stage", application_id=application, stage=_STAGES.get(stage, stage))

    def reject(self, application: str, because: Reason = "we_rejected") -> None:
        self.act("reject", application_id=application, reason=_REASONS[because])

    def reason_name(self, because: Reason) -> str:
        return _REASONS[because]

    def unreject(self, application: str) -> None:
        self.act("unreject", application_id=application)

    def hire(self, application: str) -> None:
        self.act("hire", application_id=application)

    def prospects(self, candidate: str) -> int:
        return len(self.sandbox.org.rows("applications", candidate_id=int(candidate), prospect=True))

    def hide(self, candidate: str) -> None:
        self.act("set_private", candidate_id=candidate)

    def forbid_mail(self, candidate: str) -> None:
        self.act("set_can_email", candidate_id=candidate, can_email=False)

    def notes_of(self, candidate: str) -> list[tuple[str, bool]]:
        rows = self.sandbox.org.rows("notes", candidate_id=int(candidate))
        return [(_MARK.sub("", row["body"]), row["visibility"] != "publicly_visible") for row in rows]

    def may_write_notes(self, *, may: bool) -> None:
        self.sandbox.scopes = None if may else _EVERYTHING - {"harvest:notes:create"}

    def rewrite_note(self, candidate: str, body: str) -> None:
        self.sandbox.org.rows("notes", candidate_id=int(candidate))[-1]["body"] = body

    def hides_new_people(self, seconds: float) -> None:
        self.sandbox.knobs.settle_seconds = seconds

    def becomes_another_account(self) -> None:
        users = self.sandbox.org.tables["users"]
        self._service = users.pop(self._service_id())
        self.sandbox.org.insert("users", {name: value for name, value in self._service.items() if name != "id"})

    def becomes_itself_again(self) -> None:
        users = self.sandbox.org.tables["users"]
        users.pop(self._service_id())
        users[self._service["id"]] = self._service

    def _service_id(self) -> Any:
        return next(id_ for id_, row in self.sandbox.org.tables["users"].items() if row["_service"])

    def _is_login(self, path: str) -> bool:
        return path == "/token"


def _ats_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(fields)
    if "email" in given:
        given["emails"] = (given.pop("email"),)
    return {_ATS_NAMES.get(name, name): _ats_value(name, value) for name, value in given.items()}


def _ats_value(name: str, value: Any) -> Any:
    if name in _ATS_TYPES:
        return [{"value": item, "type": _ATS_TYPES[name]} for item in value]
    return value


class GemDesk(CrmDesk):
    """Gem in the role of the CRM."""

    name = "gem"
    sandbox: GemSandbox
    writing_person = ("PUT", r"^/v0/candidates/")
    making_person = ("POST", r"^/v0/candidates$")
    reading_person = ("GET", r"^/v0/candidates/[^/]+$")
    filling_pool = ("PUT", r"^/v0/projects/[^/]+/candidates$")
    emptying_pool = ("DELETE", r"^/v0/projects/[^/]+/candidates$")
    noting = ("POST", r"^/v0/notes$")
    listing_people = ("GET", r"^/v0/candidates$")

    def __init__(self, clock: SandboxClock) -> None:
        super().__init__(GemSandbox(clock=clock, limits=False))

    def look(self, id_: str) -> Look:
        row = self._get(f"/v0/candidates/{id_}")
        pools = {each["id"]: each["name"] for each in self._get("/v0/projects", page_size="100")}
        custom = {each["name"]: each["value"] for each in row["custom_fields"]}
        return {
            **row,
            "preferred_name": row["nickname"],
            "emails": tuple(each["email_address"] for each in row["emails"]),
            "phone": row["phone_number"],
            "linkedin": row["linked_in_handle"],
            "links": tuple(each["url"] for each in row["profiles"]),
            "pools": tuple(sorted(pools[each] for each in row["project_ids"])),
            "due": row["due_date"] and row["due_date"]["date"],
            "status": custom.get("ATS status"),
            "ats": custom.get("ATS record"),
            "reason": custom.get("Last rejection reason"),
        }

    def _get(self, path: str, **query: str) -> Any:
        """What the API would show; it is asked behind the journal's back."""
        headers = {"x-api-key": self.sandbox.api_key}
        return self.sandbox.answer(Call("GET", path, query, headers)).body

    def everybody(self) -> list[str]:
        return [each["id"] for each in self._get("/v0/candidates", page_size="100", sort="asc")]

    def person(self, first: str, last: str = "Lopez", **fields: Any) -> str:
        return str(self.act("add_candidate", first_name=first, last_name=last, **_crm_fields(fields)))

    def edit(self, id_: str, **fields: Any) -> None:
        self.act("edit_candidate", candidate_id=id_, **_crm_fields(fields))

    def delete(self, id_: str) -> None:
        self.act("delete_candidate", candidate_id=id_)

    def merge(self, winner: str, loser: str) -> None:
        self.act("merge", primary_id=winner, duplicate_id=loser)

    def pool(self, name: str) -> None:
        self.act("add_project", name=name)

    def rename_pool(self, pool: str, name: str) -> None:
        self.act("rename_project", project=pool, name=name)

    def delete_pool(self, pool: str) -> None:
        self.act("delete_project", project=pool)

    def put_into(self, pool: str, person: str) -> None:
        self.act("add_to_project", project=pool, candidate_id=person)

    def take_out_of(self, pool: str, person: str) -> None:
        self.act("remove_from_project", project=pool, candidate_id=person)

    def claim(self, person: str, candidate: str) -> None:
        self.act("link_greenhouse", candidate_id=person, greenhouse_id=candidate)

    def set_due(self, person: str, day: str | None) -> None:
        user = self._get("/v0/users")[-1]["id"]
        due = None if day is None else {"date": day, "user_id": user, "note": "call"}
        self.act("edit_candidate", candidate_id=person, due_date=due)

    @property
    def colleague(self) -> str:
        return str(self._get("/v0/users")[-1]["name"])

    def shows_nobody(self) -> None:
        self._hidden, self.sandbox._org.candidates = self.sandbox._org.candidates, {}

    def shows_everybody(self) -> None:
        self.sandbox._org.candidates = self._hidden

    def lock_out(self) -> None:
        self._key, self.sandbox.api_key = self.sandbox.api_key, "revoked"

    def has_a_new_key(self) -> str:
        self.sandbox.api_key = "a-new-key-of-the-same-team"
        return self.sandbox.api_key

    def let_in(self) -> None:
        self.sandbox.api_key = self._key

    def notes_of(self, person: str) -> list[tuple[str, bool]]:
        notes = self._get(f"/v0/candidates/{person}/notes", sort="asc")
        return [(_MARK.sub("", each["content"]), each["is_private"]) for each in notes]


def _crm_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    given = {_CRM_NAMES.get(name, name): value for name, value in fields.items()}
    if "email" in given:
        given["emails"] = (given.pop("email"),)
    if "emails" in given:
        given["emails"] = [
            {"email_address": each, "is_primary": place == 0} for place, each in enumerate(given["emails"])
        ]
    if "links" in given:
        given["profile_urls"] = list(given.pop("links"))
    return given
