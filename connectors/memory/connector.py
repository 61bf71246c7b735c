"""`Memory`: every capability of :mod:`connectors.base`, in this process, without a wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from connectors.base import Ambient, Connector
from connectors.errors import CursorGone, Missing, Stale, Unsettled, Unsupported
from connectors.manifests import load_manifest
from connectors.memory import erasing, hooks, listing, making
from connectors.memory.fields import SHAPES, Row
from connectors.memory.gate import Gate
from connectors.memory.notebook import Notebook
from connectors.memory.world import KEY, MemoryWorld, world_named
from connectors.types import (
    Account,
    BadRecord,
    Cursor,
    Delivery,
    Erased,
    FieldInfo,
    Json,
    Kind,
    Manifest,
    Note,
    Page,
    Record,
    Ref,
    Subscription,
    Told,
)

_TYPE_WORDS: Mapping[type, str] = {str: "text", list: "list", bool: "switch", int: "number"}

_NOT_NEEDED = frozenset({"candidate:erase", "department:read", "office:read", "source:read"})
"""Permissions that a key may lack without anything being wrong with the account."""


class Memory(Connector):
    """One account in a :class:`MemoryWorld`: the one given, or the one that the setting ``world`` names."""

    manifest: ClassVar[Manifest] = load_manifest("connectors.memory")

    def __init__(
        self,
        system: str,
        settings: Mapping[str, str],
        *,
        ambient: Ambient | None = None,
        world: MemoryWorld | None = None,
    ) -> None:
        super().__init__(system, settings, ambient=ambient)
        self.world = world or world_named(settings.get("world", "default"))
        self.role = settings.get("role", "crm")
        self._watched: frozenset[str] = frozenset()
        self._gate = Gate(self.world, system=system, key=settings.get("key", KEY))
        self._notebook = Notebook(self.world, self._gate, system=system)

    @property
    def calls(self) -> int:
        return self._gate.calls

    def check(self) -> Account:
        with self._gate.reading("user", free=True):
            denied = sorted(self.world.denied)
        told = {word: f"The key may not do {word}: grant {word} to it." for word in denied}
        return Account(
            id=f"memory:{self.world.name}",
            name="Memory",
            problems=tuple(text for word, text in told.items() if word not in _NOT_NEEDED),
            warnings=tuple(text for word, text in told.items() if word in _NOT_NEEDED),
        )

    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        self._require_kind(kind)
        if since is not None and self.world.mischief.cursors_gone:
            raise CursorGone("the resume point is too old", system=self.system)
        steps = listing.walk(self.world, kind, listing.read_place(since, system=self.system))
        while True:
            with self._gate.reading(kind) as fault:
                step = next(steps, None)
            if step is None:
                return
            rows, place, last = step
            yield Page(tuple(self._items(kind, rows, fault)), place.cursor(), last)
            if last:
                return

    def get(self, ref: Ref) -> Record:
        with self._gate.reading(ref.kind):
            return self._record(ref.kind, self._row(ref))

    def get_many(self, refs: Sequence[Ref]) -> Iterator[Record]:
        for kind in {ref.kind for ref in refs}:
            wanted = {ref.id for ref in refs if ref.kind == kind}
            with self._gate.reading(kind):
                rows = [row for row in self.world.rows(kind) if row["id"] in wanted]
            yield from (self._record(kind, row) for row in rows)

    def search(self, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
        fields = {"email": "emails", "profile": "profiles"}
        if kind != "candidate" or not query.keys() <= fields.keys():
            raise Unsupported("only candidates can be searched, by email and profile", system=self.system)
        with self._gate.reading(kind):
            rows = [row for row in self.world.rows(kind) if not self.world.hides(row)]
        for row in rows:
            if all(term.casefold() in map(str.casefold, row[fields[name]] or ()) for name, term in query.items()):
                yield self._record(kind, row)

    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        self._require_kind(kind)
        if kind == "membership":
            raise Unsupported("memberships follow from add and remove", system=self.system)
        with self._gate.writing(kind):
            return self._record(kind, making.make(self.world, kind, data, mark=mark))

    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        if not changes:
            return self.get(ref)
        # Compared before the write and not within it, as with a vendor that has no conditional write.
        guarded = expect is not None and changes.keys() & set(self.manifest.replaced_whole)
        if guarded and self.get(ref).version != expect:
            raise Stale("the record changed since it was read", system=self.system, ref=ref)
        with self._gate.writing(ref.kind):
            self._row(ref)
            return self._record(ref.kind, self.world.change(ref.kind, ref.id, changes))

    @property
    def mark_field(self) -> str | None:
        return None

    def mark_of(self, record: Record) -> str | None:
        return record.data.get("mark")

    def find_by_mark(self, kind: Kind, mark: str, *, since: datetime) -> Record | None:
        with self._gate.reading(kind):
            rows = [row for row in self.world.rows(kind) if datetime.fromisoformat(row["created_at"]) >= since]
            shown = [row for row in rows if not self.world.hides(row)]
        for row in shown:
            if row.get("mark") == mark:
                return self._record(kind, row)
        if len(shown) < len(rows):
            raise Unsettled("fresh records are not shown yet", system=self.system, retry_after=1.0)
        return None

    def add(self, pool: Ref, candidate: Ref) -> None:
        self._move(pool, candidate, inside=True)

    def remove(self, pool: Ref, candidate: Ref) -> None:
        self._move(pool, candidate, inside=False)

    def watch(self, pools: Sequence[Ref]) -> None:
        self._watched = frozenset(pool.id for pool in pools)

    def create_pool(self, name: str) -> Record:
        return self.create("pool", {"name": name}, mark="")

    def notes(self, candidate: Ref) -> Iterator[Note]:
        return self._notebook.notes(candidate)

    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        return self._notebook.add(candidate, body, private=private, mark=mark)

    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        return self._notebook.edit(note, body, mark=mark)

    def delete_note(self, note: Ref) -> None:
        self._notebook.delete(note)

    def erase(self, candidate: Ref) -> Erased:
        if candidate.kind != "candidate":
            raise Unsupported("only candidates are erased", system=self.system, ref=candidate)
        with self._gate.writing("candidate", deed="erase"):
            return erasing.erase(self.world, candidate.id)

    def fields(self, kind: Kind) -> Sequence[FieldInfo]:
        self._require_kind(kind)
        built_in = [FieldInfo(name, name, _TYPE_WORDS[shape], True) for name, shape in SHAPES[kind].items()]
        if kind != "candidate":
            return built_in
        with self._gate.reading("custom_field"):
            added = self.world.rows("custom_field")
        return built_in + [_field_info(row) for row in added]

    def add_field(self, kind: Kind, name: str, *, type_: str, options: Sequence[str] = ()) -> FieldInfo:
        if kind != "candidate":
            raise Unsupported("only candidates have custom fields", system=self.system)
        for known in self.fields(kind):
            if known.name == name:
                return known
        with self._gate.writing("custom_field"):
            row = self.world.insert("custom_field", {"name": name, "type": type_, "options": list(options)})
        return _field_info(row)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        hooks.verify(delivery, secrets)

    def delivery_id(self, delivery: Delivery) -> str | None:
        return hooks.delivery_id(delivery)

    def told(self, delivery: Delivery) -> Told:
        return hooks.told(delivery, system=self.system)

    def trial(self, secret: str, *, id_: str) -> Delivery:
        return hooks.trial(secret, id_=id_)

    def subscriptions(self) -> Sequence[Subscription]:
        with self._gate.reading("webhook"):
            return self.world.hooks.rows()

    def subscribe(self, event: str, *, url: str, secret: str) -> Subscription:
        with self._gate.writing("webhook"):
            return self.world.hooks.put(event, url=url, secret=secret)

    def unsubscribe(self, id_: str) -> None:
        with self._gate.writing("webhook"):
            self.world.hooks.drop(id_)

    def _move(self, pool: Ref, candidate: Ref, *, inside: bool) -> None:
        with self._gate.writing("pool"):
            self._row(pool)
            self._row(candidate)
            self.world.move(candidate.id, pool.id, inside=inside)

    def _require_kind(self, kind: Kind) -> None:
        if kind not in SHAPES:
            raise Unsupported(f"there is no {kind} here", system=self.system)

    def _row(self, ref: Ref) -> Row:
        self._require_kind(ref.kind)
        try:
            return self.world.row(ref.kind, ref.id)
        except LookupError:
            raise Missing("there is no such record", system=self.system, ref=ref) from None

    def _items(self, kind: Kind, rows: Sequence[Row], fault: str | None) -> Iterator[Record | BadRecord]:
        for position, row in enumerate(rows):
            if kind == "membership" and row["pool_id"] not in self._watched:
                continue
            if fault == "unknown_fields":
                row["field_nobody_documented"] = {"nested": [1, None]}
            if row["id"] in self.world.mischief.bad_rows or (fault == "malformed_row" and position == 0):
                yield BadRecord(self.system, kind, None, "id: is missing", {**row, "id": None})
            else:
                yield self._record(kind, row)

    def _record(self, kind: Kind, row: Row) -> Record:
        version = str(self.world.changed_at(kind, row["id"]))
        if self.world.mischief.flaky_versions:
            version = f"{version}.{self._gate.calls}"
        return Record(Ref(self.system, kind, row["id"]), row, version)


def _field_info(row: Row) -> FieldInfo:
    return FieldInfo(row["name"], row["name"], row["type"], True, tuple(row["options"] or ()))
