"""Writing to one account: candidates, applications and their steps, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.errors import (
    ConnectorError,
    Missing,
    ReplyLost,
    ServerFailedDuringWrite,
    Stale,
    Unavailable,
    UnexpectedReply,
    Unsupported,
)
from connectors.greenhouse import notes, wire
from connectors.greenhouse.api import Api
from connectors.greenhouse.endpoints import ENDPOINTS
from connectors.greenhouse.reading import Reader, number
from connectors.greenhouse.rows import read_row
from connectors.types import BadRecord, Json, Kind, Note, Record, Ref


class Writer:
    """Writes are never repeated here: an unknown outcome goes up as Ambiguous."""

    def __init__(self, api: Api, reader: Reader, *, mark_field: str) -> None:
        self._api = api
        self._system = api.system
        self._reader = reader
        self._mark_field = mark_field

    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        if kind == "candidate":
            return self._create_candidate(data, mark)
        if kind == "application":
            return self._shown(kind, self._api.write("POST", "/applications", wire.application(data)))
        raise Unsupported(f"a {kind} cannot be created", system=self._system)

    def _create_candidate(self, data: Mapping[str, Json], mark: str) -> Record:
        body, later = wire.creation(data, mark_field=self._mark_field, mark=mark)
        created = self._shown("candidate", self._api.write("POST", "/candidates", body))
        if not later:
            return created
        try:
            return self.update(created.ref, later)
        except ConnectorError as error:
            # The candidate exists but is not whole: whoever finds it by its mark will write the rest.
            raise ServerFailedDuringWrite(
                f"created, but not {', '.join(later)}: {error.code}", system=self._system, ref=created.ref
            ) from error

    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        if ref.kind not in wire.REPLACED_WHOLE:
            raise Unsupported(f"a {ref.kind} cannot be changed", system=self._system, ref=ref)
        if not changes:
            return self._reader.get(ref)
        current = self._current_custom_fields(ref, changes, expect)
        path = f"{ENDPOINTS[ref.kind].path}/{number(ref)}"
        return self._shown(ref.kind, self._api.write("PATCH", path, wire.patch(ref.kind, changes, current=current)))

    def _current_custom_fields(self, ref: Ref, changes: Mapping[str, Json], expect: str | None) -> Mapping[str, Json]:
        """The custom fields to send along, read only when a collection is replaced. Raises Stale."""
        replaced = wire.REPLACED_WHOLE[ref.kind] & set(changes)
        if not replaced or (expect is None and "custom_fields" not in replaced):
            return {}
        now = self._reader.get(ref)
        if expect is not None and now.version != expect:
            raise Stale("somebody changed the record since it was read", system=self._system, ref=ref)
        return now.data.get("custom_fields") or {}

    def _shown(self, kind: Kind, body: Json) -> Record:
        """The record in the reply to a write: flat, or wrapped under its kind. A cut-short one is read again."""
        row = body.get(kind, body) if isinstance(body, Mapping) else None
        record = read_row(row, kind=kind, system=self._system)
        if isinstance(record, BadRecord):
            raise ReplyLost(f"written, but the reply holds no {kind}: {record.reason}", system=self._system)
        if record.version is not None:
            return record
        try:
            return self._reader.get(record.ref)
        except (Missing, Unavailable, UnexpectedReply) as error:
            raise ReplyLost("written, but not shown yet", system=self._system, ref=record.ref) from error

    def move(self, application: Ref, *, from_stage: int, to_stage: int) -> Record:
        """Move to a stage of the same job. Raises Invalid when the application is not in ``from_stage`` any more.

        Both are ids of ``stage`` records; what the vendor takes for ``from_stage_id`` is contested between clients.
        The job's stage-transition rules run, which may mail the candidate [client].
        """
        return self._step(application, "move", {"from_stage_id": from_stage, "to_stage_id": to_stage})

    def reject(self, application: Ref, *, reason: int) -> Record:
        """Reject without a mail. Raises Invalid when it is not active."""
        return self._step(application, "reject", {"rejection_reason_id": reason})

    def unreject(self, application: Ref) -> Record:
        """Back to the stage it was rejected in. Raises Invalid when it is not rejected."""
        return self._step(application, "unreject", {})

    def _step(self, application: Ref, step: str, body: Json) -> Record:
        self._api.write("POST", f"/applications/{number(application)}/{step}", body)
        return self._reader.get(application)

    def notes(self, candidate: Ref) -> Iterator[Note]:
        unreadable = False
        for row in self._api.all_rows("/notes", {"candidate_ids": str(number(candidate))}):
            note = notes.read_note(row, candidate)
            if note is not None:
                yield note
            unreadable = unreadable or note is None
        if unreadable:
            # Perhaps it is the very note that is looked for: that there is none must not be concluded.
            raise UnexpectedReply("a note cannot be read", system=self._system, ref=candidate)

    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        request = notes.request(number(candidate), notes.body_with_mark(body, mark), private=private)
        note = notes.read_note(self._api.write("POST", "/notes", request), candidate)
        if note is None:
            raise ReplyLost("written, but the reply holds no note", system=self._system, ref=candidate)
        return note
