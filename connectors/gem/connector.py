"""The connector for Gem's API v0. Rules of the wire are in :mod:`connectors.gem.wire`, oddities in ``README.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from connectors.base import Ambient, Connector
from connectors.errors import Missing, ReplyLost, Stale, UnexpectedReply, Unsupported
from connectors.gem import account, bodies, erasing, listings, rows
from connectors.gem.cursors import OVERLAP_SECONDS
from connectors.gem.explain import MembershipClash
from connectors.gem.finding import search
from connectors.gem.team_fields import TeamFields
from connectors.gem.wire import Wire, about, path_of
from connectors.manifests import load_manifest
from connectors.types import Account, Cursor, Erased, FieldInfo, Json, Kind, Note, Page, Record, Ref

MOST_IDS = 20
"""Ids that one reading of candidates may name [doc]."""

PATHS: Mapping[Kind, str] = {
    "candidate": "candidates",
    "pool": "projects",
    "note": "notes",
    "custom_field": "custom_fields",
}


class Gem(Connector):
    """One Gem team."""

    manifest = load_manifest("connectors.gem")

    def __init__(self, system: str, settings: Mapping[str, str], *, ambient: Ambient | None = None) -> None:
        super().__init__(system, settings, ambient=ambient)
        usual = {setting.name: setting.default for setting in self.manifest.settings if setting.default}
        chosen = {**usual, **settings}
        self._wire = Wire(system, chosen, base_url=chosen["base_url"], limit=self.manifest.limit, ambient=self.ambient)
        self._mark_field = chosen["mark_field"]
        self._acting = account.ActingUser(self._wire, chosen["user"])
        self._fields = TeamFields(self._wire)
        self._watched: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        return self._wire.calls

    @property
    def ahead_seconds(self) -> float | None:
        return self._wire.ahead_seconds

    def close(self) -> None:
        self._wire.close()

    def check(self) -> Account:
        return account.inspect(self._wire, self._acting, self._fields, mark_field=self._mark_field)

    def account_id(self) -> str:
        return account.id_of(self._wire)

    def watch(self, pools: Sequence[Ref]) -> None:
        """Name the pools whose comings and goings ``pages("membership", ...)`` tells. The log wants a call for each."""
        self._watched = tuple(sorted({pool.id for pool in pools}))

    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        return listings.pages(self._wire, kind, since, watched=self._watched, now=self.ambient.now())

    def get(self, ref: Ref) -> Record:
        with about(ref):
            if ref.kind == "user":
                return self._user(ref)
            if ref.kind not in PATHS:
                raise Unsupported(f"a single {ref.kind} cannot be read", system=self.system)
            return self._wire.one(ref.kind, path_of(PATHS[ref.kind], ref.id))

    def _user(self, ref: Ref) -> Record:
        # There is no reading of one user [doc].
        for row in self._wire.rows("/users", {}):
            if isinstance(row, dict) and row.get("id") == ref.id:
                return self._wire.understood("user", row)
        raise Missing("no such user", system=self.system)

    def get_many(self, refs: Sequence[Ref]) -> Iterator[Record]:
        wanted = list(dict.fromkeys(refs))
        if any(ref.kind != "candidate" for ref in wanted):
            yield from self._one_by_one(wanted)
            return
        for start in range(0, len(wanted), MOST_IDS):
            ids = ",".join(ref.id for ref in wanted[start : start + MOST_IDS])
            for row in self._wire.rows("/candidates", {"candidate_ids": ids, "sort": "asc"}):
                yield self._wire.understood("candidate", row)

    def _one_by_one(self, refs: Sequence[Ref]) -> Iterator[Record]:
        for ref in refs:
            try:
                yield self.get(ref)
            except Missing:
                continue

    def search(self, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
        return search(self._wire, kind, query)

    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        """``custom_fields`` is a mapping by field name."""
        if kind != "candidate":
            raise Unsupported(f"{kind}: not created this way", system=self.system)
        bodies.require_creatable(self.system, data)
        values = {**(data.get("custom_fields") or {}), self._mark_field: mark}
        body = {**data, "created_by": self._acting.id(), "custom_fields": self._fields.wire_values(values)}
        return self._wire.make("candidate", "POST", "/candidates", body)

    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        """``custom_fields`` is a mapping by field name; ``due_date`` is ``{date, note}`` or None."""
        with about(ref):
            if ref.kind != "candidate":
                raise Unsupported(f"a {ref.kind} cannot be changed", system=self.system)
            bodies.require_changeable(ref, changes)
            if not changes:
                return self.get(ref)
            body = self._changed(changes)
            if expect is not None and bodies.REPLACED_WHOLE & changes.keys() and self.get(ref).version != expect:
                raise Stale("the candidate changed since it was read", system=self.system, ref=ref)
            return self._wire.make("candidate", "PUT", path_of("candidates", ref.id), body)

    def _changed(self, changes: Mapping[str, Json]) -> dict[str, Json]:
        body = dict(changes)
        if "custom_fields" in changes:
            body["custom_fields"] = self._fields.wire_values(changes["custom_fields"] or {})
        if changes.get("due_date"):
            body["due_date"] = {**changes["due_date"], "user_id": self._acting.id()}
        return body

    @property
    def mark_field(self) -> str | None:
        return self._mark_field

    def mark_of(self, record: Record) -> str | None:
        mark = rows.custom_value(record.data, self._mark_field)
        return mark if isinstance(mark, str) else None

    def find_by_mark(self, kind: Kind, mark: str, *, since: datetime) -> Record | None:
        if kind != "candidate":
            raise Unsupported(f"{kind}: marks are not listed; read the notes of the candidate", system=self.system)
        # Without a field to be seen, "not found" would be a guess, and a guess makes ghosts.
        field = self._fields.visible(self._mark_field)
        after = max(1, int(since.timestamp()) - OVERLAP_SECONDS)
        for row in self._wire.rows("/candidates", {"created_after": after, "sort": "asc"}):
            if rows.custom_value(row, str(field["name"])) == mark:
                return self._wire.understood("candidate", row)
        return None

    def add(self, pool: Ref, candidate: Ref) -> None:
        self._member("PUT", pool, candidate, already="already in")

    def remove(self, pool: Ref, candidate: Ref) -> None:
        self._member("DELETE", pool, candidate, already="not in")

    def _member(self, method: str, pool: Ref, candidate: Ref, *, already: str) -> None:
        # No user_id: it is checked for write access, and fails on people that others own [client]. Projects are never
        # deleted [doc], so what is Missing here is the candidate.
        with about(candidate):
            try:
                self._wire.tell(method, path_of("projects", pool.id, "candidates"), {"candidate_ids": [candidate.id]})
            except MembershipClash as clash:
                if clash.clash != already or candidate.id not in clash.candidates:
                    raise

    def create_pool(self, name: str) -> Record:
        body = {"user_id": self._acting.id(), "name": name, "privacy_type": "shared"}
        return self._wire.make("pool", "POST", "/projects", body)

    def notes(self, candidate: Ref) -> Iterator[Note]:
        with about(candidate):
            for row in self._wire.rows(path_of("candidates", candidate.id, "notes"), {"sort": "asc"}):
                try:
                    yield rows.note(self.system, row)
                except rows.BadRow as bad:
                    raise UnexpectedReply(f"note: {bad}", system=self.system) from bad

    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        note = {
            "candidate_id": candidate.id,
            "user_id": self._acting.id(),
            "content": bodies.marked(body, mark),
            "is_private": private,
        }
        with about(candidate):
            answered = self._wire.tell("POST", "/notes", note)
            try:
                return rows.note(self.system, answered)
            except rows.BadRow as bad:
                raise ReplyLost(f"POST /notes: {bad}", system=self.system) from bad

    def delete_note(self, note: Ref) -> None:
        with about(note), suppress(Missing):
            self._wire.tell("DELETE", path_of("notes", note.id), None)

    def erase(self, candidate: Ref) -> Erased:
        """Deletes the candidate and blocks its contact data."""
        return erasing.erase(self._wire, self._acting, candidate)

    def fields(self, kind: Kind) -> Sequence[FieldInfo]:
        self._require_candidate_fields(kind)
        return self._fields.describe()

    def add_field(self, kind: Kind, name: str, *, type_: str, options: Sequence[str] = ()) -> FieldInfo:
        self._require_candidate_fields(kind)
        return self._fields.ensure(name, type_=type_, options=options)

    def _require_candidate_fields(self, kind: Kind) -> None:
        if kind != "candidate":
            raise Unsupported(f"{kind} has no custom fields", system=self.system)
