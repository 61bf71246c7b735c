"""Notes of the memory connector: written, read, and, other than with most vendors, edited and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from connectors.errors import Missing
from connectors.memory.fields import Row
from connectors.memory.gate import Gate
from connectors.memory.world import MemoryWorld
from connectors.types import Note, Ref


class Notebook:
    """The notes of one connector's world."""

    def __init__(self, world: MemoryWorld, gate: Gate, *, system: str) -> None:
        self._world = world
        self._gate = gate
        self._system = system

    def notes(self, candidate: Ref) -> Iterator[Note]:
        with self._gate.reading("note"):
            self._row(candidate)
            rows = [row for row in self._world.rows("note") if row["candidate_id"] == candidate.id]
        yield from (self._note(row) for row in rows)

    def add(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        values = {"candidate_id": candidate.id, "body": _marked(body, mark), "private": private}
        with self._gate.writing("note"):
            self._row(candidate)
            return self._note(self._world.insert("note", values))

    def edit(self, note: Ref, body: str, *, mark: str) -> Note:
        with self._gate.writing("note"):
            row = self._row(note)
            # A note whose candidate is gone is nobody's: no page shows it.
            self._row(Ref(self._system, "candidate", row["candidate_id"]))
            return self._note(self._world.change("note", note.id, {"body": _marked(body, mark)}))

    def delete(self, note: Ref) -> None:
        with self._gate.writing("note"), suppress(LookupError):
            self._world.delete("note", note.id)

    def _row(self, ref: Ref) -> Row:
        try:
            return self._world.row(ref.kind, ref.id)
        except LookupError:
            raise Missing("there is no such record", system=self._system, ref=ref) from None

    def _note(self, row: Row) -> Note:
        return Note(
            ref=Ref(self._system, "note", row["id"]),
            candidate=Ref(self._system, "candidate", row["candidate_id"]),
            body=row["body"],
            private=row["private"],
            created_at=datetime.fromisoformat(row["created_at"]),
        )


def _marked(body: str, mark: str) -> str:
    return f"{body}\n[talentsync:{mark}]"
