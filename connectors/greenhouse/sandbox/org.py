"""The pretended organisation: tables of rows, ids, time stamps, and the knobs for what is not known for sure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from connectors.sandbox import SandboxClock
from connectors.sandbox.outbox import Outbox

Row = dict[str, Any]
"""A row as stored. Keys that start with "_" are never shown. Custom fields are stored as {name_key: value}."""

TABLES = (
    "candidates",
    "applications",
    "jobs",
    "job_interview_stages",
    "rejection_reasons",
    "rejection_details",
    "users",
    "notes",
    "candidate_tags",
    "applied_candidate_tags",
    "custom_fields",
    "custom_field_options",
    "departments",
    "offices",
    "sources",
)

FIRST_ID = 20_000_000_000
"""Ids exceed 32 bits [client]; every table has its own range, so that an id in the wrong place is noticed."""


@dataclass(slots=True)
class Knobs:
    """Where nobody outside knows how the vendor behaves, or accounts differ. The defaults are the likelier reading."""

    sees_private: bool = True
    sees_confidential: bool = False
    settle_seconds: float = 0.0  # how long a candidate made through the API shows as {"message": …}
    flat_create: bool = False  # POST /candidates answers with the row itself, not {"candidate", "application"}
    token_ttl: float = 3600.0
    ttl_field: str | None = "expires_in"  # or expires_at, or None
    two_sided_dates: bool = True
    stage_guard: str = "definition"  # what from_stage_id means; or "row"
    shows_rejection_reason: bool = True  # whether application rows have rejection_reason_id
    moves_mail: bool = True  # whether jobs have stage transition rules that mail the candidate
    applications_mail: bool = True  # whether becoming an applicant for a job mails the candidate
    privacy_mails: bool = False  # whether who is added to a job without having applied is told of it
    unanonymizable: frozenset[str] = frozenset()  # documented names that this account's API does not know
    tokens_tell_scopes: bool = False  # whether a token has a claim with the scopes that were granted
    untold: frozenset[str] = frozenset({"tags"})  # what of a candidate may change without an update_candidate


class Refusal(ValueError):
    """The vendor's 422. ``errors`` are texts or one-key objects, as in its reply."""

    def __init__(self, *errors: str | dict[str, str]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = list(errors)


class Absent(LookupError):
    """The vendor's 404 for a record."""


class Tell(Protocol):
    """Hears of what happened to a row, by the name of the webhook that there is for it. ``details`` are what the row
    does not show any more."""

    def __call__(self, event: str, row: Row, **details: Any) -> None: ...


def _nobody(event: str, row: Row, **details: Any) -> None:
    """Nobody listens."""


class Org:
    """All rows of one organisation."""

    def __init__(self, clock: SandboxClock, knobs: Knobs) -> None:
        self.clock, self.knobs = clock, knobs
        self.tables: dict[str, dict[int, Row]] = {name: {} for name in TABLES}
        self._next = {name: FIRST_ID + 1_000_000_000 * n for n, name in enumerate(TABLES)}
        self._next_visit = 11_925_559_004
        self.tell: Tell = _nobody
        self.outbox = Outbox(clock)

    def now(self) -> str:
        return iso(self.clock.utc())

    def new_id(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table]

    def new_visit(self) -> int:
        """An id for "this application, in this stage, this time": what applications show as ``stage_id``."""
        self._next_visit += 1
        return self._next_visit

    def insert(self, table: str, fields: Row) -> Row:
        now = self.now()
        row = {"id": self.new_id(table), "created_at": now, "updated_at": now, **fields}
        self.tables[table][row["id"]] = row
        return row

    def touch(self, row: Row, **changes: Any) -> None:
        """Change a row and stamp it, always later than before: two edits in one millisecond are still two."""
        row.update(changes)
        row["updated_at"] = max(self.now(), iso(parse(row["updated_at"]) + timedelta(milliseconds=1)))

    def row(self, table: str, id_: Any) -> Row:
        """Raises Absent."""
        try:
            return self.tables[table][int(id_)]
        except (KeyError, TypeError, ValueError):
            raise Absent(f"there is no such row in {table}") from None

    def has(self, table: str, id_: Any) -> bool:
        return isinstance(id_, int) and id_ in self.tables[table]

    def rows(self, table: str, **equal: Any) -> list[Row]:
        """Rows whose fields equal the given ones, oldest first."""
        return [row for row in self.tables[table].values() if all(row.get(k) == v for k, v in equal.items())]

    def custom_fields(self, field_type: str) -> list[Row]:
        return self.rows("custom_fields", field_type=field_type)

    def show(self, table: str, row: Row) -> Row:
        """A row as the API shows it."""
        shown = {name: value for name, value in row.items() if not name.startswith("_")}
        if "custom_fields" in shown:
            shown["custom_fields"] = self._keyed(table.removesuffix("s"), row["custom_fields"])
        if table == "applications" and not self.knobs.shows_rejection_reason:
            del shown["rejection_reason_id"]
        return shown

    def _keyed(self, field_type: str, values: Row) -> Row:
        return {
            field["name_key"]: {
                "name": field["name"],
                "type": field["value_type"],
                "value": values.get(field["name_key"], [] if field["value_type"] == "multi_select" else None),
            }
            for field in self.custom_fields(field_type)
        }


def iso(at: datetime) -> str:
    """UTC with milliseconds [doc]. Texts of this form sort as the times do."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    return datetime.fromisoformat(text)
