"""``/v0/projects``, their members, and the membership log."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.gem.sandbox import bodies, listing
from connectors.gem.sandbox.joining import joined
from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Org, Row
from connectors.gem.sandbox.refusals import conflict, invalid, missing
from connectors.sandbox import Answer, Call, Route


class Projects:
    """Handlers for projects and membership."""

    def __init__(self, org: Org, knobs: Knobs) -> None:
        self._org, self._knobs = org, knobs

    def routes(self) -> Sequence[Route]:
        one, members = "/v0/projects/{project_id}", "/v0/projects/{project_id}/candidates"
        return [
            ("GET", "/v0/projects", self.find),
            ("POST", "/v0/projects", self.create),
            ("GET", one, lambda call: Answer(200, self._named(call))),
            ("PATCH", one, self.change),
            ("GET", members, self.members),
            ("PUT", members, self.add),
            ("DELETE", members, self.remove),
            ("GET", "/v0/project_candidate_membership_log", self.log),
        ]

    def find(self, call: Call) -> Answer:
        rows = [row for row in self._org.projects.values() if _passes(call, row)]
        rows = listing.within(call, rows, _created_at, knobs=self._knobs)
        return listing.page_of(call, listing.ordered(call, rows, _created_at), dict)

    def create(self, call: Call) -> Answer:
        body = bodies.checked(call.body, bodies.PROJECT_POST, required=("user_id", "name"))
        self._require_user(body)
        return Answer(201, self.insert(body))

    def insert(self, fields: Row) -> Row:
        """Store a project from POST-shaped fields. Names need not be unique [doc]."""
        row = {
            "id": self._org.new_id("project"),
            "created_at": self._org.now(),
            "privacy_type": "personal",
            "description": None,
            "is_archived": False,
            "project_fields": None,
            "context": "",
            **fields,
        }
        self._org.projects[row["id"]] = row
        self._org.members[row["id"]] = {}
        return row

    def change(self, call: Call) -> Answer:
        row = self._named(call)
        body = bodies.checked(call.body, bodies.PROJECT_PATCH)
        self._require_user(body)
        row.update(body)
        return Answer(200, row)

    def members(self, call: Call) -> Answer:
        members = self._org.members[self._named(call)["id"]]
        rows: list[Row] = [{"candidate_id": id_, "added_at": at} for id_, at in members.items()]
        rows = listing.within(call, rows, lambda row: int(row["added_at"]), word="added", knobs=self._knobs)
        return listing.page_of(call, listing.ordered(call, rows, lambda row: int(row["added_at"])), dict)

    def add(self, call: Call) -> Answer:
        project, ids = self._membership(call)
        already = [id_ for id_ in ids if id_ in self._org.members[project]]
        if already:
            # All or nothing: one member in the list, and nobody is added [client].
            raise conflict("Candidates with the ids are already in the project", {"json": {"candidate_ids": already}})
        for id_ in ids:
            self._org.join(project, id_)
            joined(self._org, self._knobs, id_, by="api")
            self._bump(id_)
        return Answer(204)

    def remove(self, call: Call) -> Answer:
        project, ids = self._membership(call)
        absent = [id_ for id_ in ids if id_ not in self._org.members[project]]
        if absent:
            raise conflict("Candidates with the ids are not in the project", {"json": {"candidate_ids": absent}})
        for id_ in ids:
            self._org.leave(project, id_)
            self._bump(id_)
        return Answer(204)

    def log(self, call: Call) -> Answer:
        project, candidate = call.query.get("project_id"), call.query.get("candidate_id")
        if project is None and candidate is None:
            raise invalid({"_schema": ["project_id or candidate_id is required."]}, where="query")
        if project is not None:
            self._org.row(self._org.projects, project)
        rows = [
            row
            for row in self._org.log
            if project in (None, row["project_id"]) and candidate in (None, row["candidate_id"])
        ]
        rows = listing.within(call, rows, _timestamp, word="changed", knobs=self._knobs)
        return listing.page_of(call, listing.ordered(call, rows, _timestamp), dict)

    def _membership(self, call: Call) -> tuple[str, list[str]]:
        project = self._named(call)
        body = bodies.checked(call.body, bodies.MEMBERSHIP, required=("candidate_ids",))
        user = body.get("user_id", project["user_id"])
        if user != project["user_id"] and project["privacy_type"] != "shared":
            raise conflict("User does not have the permission to perform the action.")
        if not set(body["candidate_ids"]) <= set(self._org.candidates):
            raise missing()
        return project["id"], list(dict.fromkeys(body["candidate_ids"]))

    def _bump(self, candidate_id: str) -> None:
        if self._knobs.membership_bumps:
            self._org.touch(self._org.candidates[candidate_id])

    def _named(self, call: Call) -> Row:
        return self._org.row(self._org.projects, call.params["project_id"])

    def _require_user(self, body: Row) -> None:
        if "user_id" in body and body["user_id"] not in self._org.users:
            raise invalid({"user_id": ["Invalid user."]})


def _created_at(row: Row) -> int:
    return int(row["created_at"])


def _timestamp(row: Row) -> int:
    return int(row["timestamp"])


def _passes(call: Call, row: Row) -> bool:
    archived = call.query.get("is_archived")
    seen_by = [call.query[name] for name in ("readable_by", "writable_by") if name in call.query]
    return (
        archived in (None, str(row["is_archived"]).lower())
        and call.query.get("user_id", row["user_id"]) == row["user_id"]
        and all(row["privacy_type"] == "shared" or row["user_id"] == user for user in seen_by)
    )
