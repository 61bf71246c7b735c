"""What one pretended Gem account holds. Rows are kept in wire shape, in the order of their creation."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass, field

from connectors.gem.sandbox.refusals import missing
from connectors.sandbox import SandboxClock
from connectors.sandbox.outbox import Outbox
from connectors.types import Json

Row = dict[str, Json]

PREFIXES = {
    "candidate": "candidates",
    "user": "users",
    "project": "Project",
    "note": "notes",
    "custom_field": "custom_fields",
    "option": "custom_field_options",
    "sequence": "sequences",
}


@dataclass(slots=True)
class Candidate:
    """``data`` is the wire object without its derived members; ``values`` are custom field values by field id."""

    data: Row
    values: Row = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def created_at(self) -> int:
        return int(self.data["created_at"])


@dataclass(slots=True)
class Org:
    """Tables by id. ``members`` is project id -> candidate id -> when added; ``handles`` keeps every handle used."""

    clock: SandboxClock
    users: dict[str, Row] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    projects: dict[str, Row] = field(default_factory=dict)
    members: dict[str, dict[str, int]] = field(default_factory=dict)
    log: list[Row] = field(default_factory=list)
    notes: dict[str, Row] = field(default_factory=dict)
    custom_fields: dict[str, Row] = field(default_factory=dict)
    sequences: dict[str, Row] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    handles: dict[str, str] = field(default_factory=dict)
    outbox: Outbox = field(init=False)
    _numbers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.clock)

    def now(self) -> int:
        """Gem's clock: whole Unix seconds [doc]."""
        return int(self.clock.now())

    def new_id(self, table: str) -> str:
        """An id as seen in the field: base64 of ``type:number`` [client]."""
        self._numbers[table] += 1
        return base64.b64encode(f"{PREFIXES[table]}:{self._numbers[table]}".encode()).decode()

    def candidate(self, id_: str) -> Candidate:
        """Raises the 404 refusal for an unknown id."""
        if id_ not in self.candidates:
            raise missing()
        return self.candidates[id_]

    def row(self, table: dict[str, Row], id_: str) -> Row:
        """Raises the 404 refusal for an unknown id."""
        if id_ not in table:
            raise missing()
        return table[id_]

    def touch(self, candidate: Candidate) -> None:
        candidate.data["last_updated_at"] = self.now()

    def projects_of(self, candidate_id: str) -> list[str]:
        return [project for project, members in self.members.items() if candidate_id in members]

    def join(self, project_id: str, candidate_id: str) -> None:
        self.members[project_id][candidate_id] = self.now()
        self._write_log(project_id, candidate_id, "add")

    def leave(self, project_id: str, candidate_id: str) -> None:
        del self.members[project_id][candidate_id]
        self._write_log(project_id, candidate_id, "remove")

    def forget(self, candidate_id: str) -> None:
        """Delete a candidate and everything on it. Gem leaves no tombstone [doc]; the log keeps its past."""
        del self.candidates[candidate_id]
        for members in self.members.values():
            members.pop(candidate_id, None)
        self.notes = {id_: note for id_, note in self.notes.items() if note["candidate_id"] != candidate_id}

    def _write_log(self, project_id: str, candidate_id: str, action: str) -> None:
        self.log.append(
            {"candidate_id": candidate_id, "project_id": project_id, "action": action, "timestamp": self.now()}
        )
