"""The small rooms of API v0: users, notes, sequences (read-only), events (switched off)."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.gem.sandbox import bodies, listing
from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Org, Row
from connectors.gem.sandbox.refusals import Refusal, envelope, invalid, missing
from connectors.sandbox import Answer, Call, Route


class Users:
    """There is no reading of a single user [doc]."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def routes(self) -> Sequence[Route]:
        return [("GET", "/v0/users", self.find)]

    def find(self, call: Call) -> Answer:
        fragment = call.query.get("email", "").lower()  # "contains", as for candidates [guess]
        rows = [row for row in self._org.users.values() if fragment in row["email"].lower()]
        return listing.page_of(call, rows, dict)


class Notes:
    """Notes can be written, read and deleted, not edited [doc]."""

    def __init__(self, org: Org, knobs: Knobs) -> None:
        self._org, self._knobs = org, knobs

    def routes(self) -> Sequence[Route]:
        return [
            ("GET", "/v0/candidates/{candidate_id}/notes", self.of_candidate),
            ("POST", "/v0/notes", self.create),
            ("GET", "/v0/notes/{note_id}", lambda call: Answer(200, self._named(call))),
            ("DELETE", "/v0/notes/{note_id}", self.delete),
        ]

    def of_candidate(self, call: Call) -> Answer:
        candidate = self._org.candidate(call.params["candidate_id"])
        rows = [row for row in self._org.notes.values() if row["candidate_id"] == candidate.id]
        rows = listing.within(call, rows, _timestamp, knobs=self._knobs)
        return listing.page_of(call, listing.ordered(call, rows, _timestamp), dict)

    def create(self, call: Call) -> Answer:
        body = bodies.checked(call.body, bodies.NOTE_POST, required=("candidate_id", "user_id", "content"))
        if body["user_id"] not in self._org.users:
            raise invalid({"user_id": ["Invalid user."]})
        self._org.candidate(body["candidate_id"])
        return Answer(201, self.insert(body))

    def insert(self, fields: Row) -> Row:
        """Store a note from POST-shaped fields."""
        row = {"id": self._org.new_id("note"), "timestamp": self._org.now(), "is_private": False, **fields}
        self._org.notes[row["id"]] = row
        return row

    def delete(self, call: Call) -> Answer:
        del self._org.notes[self._named(call)["id"]]
        return Answer(204)

    def _named(self, call: Call) -> Row:
        return self._org.row(self._org.notes, call.params["note_id"])


class Sequences:
    """Readable, and nothing else: no enrolment, no steps, no replies [doc]."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def routes(self) -> Sequence[Route]:
        return [
            ("GET", "/v0/sequences", lambda call: listing.page_of(call, list(self._org.sequences.values()), dict)),
            ("GET", "/v0/sequences/{id}", lambda call: Answer(200, self._named(call))),
            ("GET", "/v0/projects/{project_id}/sequences", _not_allowed),
            ("GET", "/v0/candidates/events", _deprecated),
            ("GET", "/v0/candidates/{candidate_id}/events", _deprecated),
            ("GET", "/v0/data_export", _no_export),
        ]

    def _named(self, call: Call) -> Row:
        return self._org.row(self._org.sequences, call.params["id"])


def _timestamp(row: Row) -> int:
    return int(row["timestamp"])


def _not_allowed(call: Call) -> Answer:
    raise Refusal(envelope(405))


def _deprecated(call: Call) -> Answer:
    raise Refusal(envelope(403, "Events are deprecated"))


def _no_export(call: Call) -> Answer:
    raise missing()
