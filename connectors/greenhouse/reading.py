"""Reading from one account: listings with windows, single records, batches, searches, marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.errors import CursorGone, Invalid, Missing, Unsettled, Unsupported
from connectors.greenhouse import listing
from connectors.greenhouse.api import Api, Rows
from connectors.greenhouse.endpoints import MAX_IDS, Endpoint, endpoint
from connectors.greenhouse.reasons import completed
from connectors.greenhouse.rows import is_message, not_readable, read_row
from connectors.paging import Trail
from connectors.types import BadRecord, Cursor, Json, Kind, Page, Record, Ref


class Reader:
    """``now`` is seconds since the epoch; ``mark_field`` the key of the custom field that carries our mark."""

    def __init__(self, api: Api, *, now: Callable[[], float], mark_field: str) -> None:
        self._api = api
        self._system = api.system
        self._now = now
        self._mark_field = mark_field
        self._two_sided = True

    def pages(self, kind: Kind, since: Cursor | None) -> Iterator[Page]:
        where = endpoint(kind, system=self._system)
        window, trail = self._open(kind, since), Trail()
        while True:
            rows = self._page(where, window)
            window = replace(window, position=rows.position)
            items = (read_row(row, kind=kind, system=self._system) for row in completed(self._api, kind, rows.items))
            yield Page(tuple(items), listing.cursor_at(window), last=rows.position is None)
            if rows.position is None:
                return
            self._api.step(trail, rows.position)

    def _open(self, kind: Kind, since: Cursor | None) -> listing.Window:
        try:
            return listing.open_window(kind, since, now=self._now())
        except listing.BadCursor as bad:
            raise CursorGone(str(bad), system=self._system) from bad

    def _page(self, where: Endpoint, window: listing.Window) -> Rows:
        if window.position is None:
            return self._first_page(where, window)
        try:
            return self._api.rows(where.path, position=window.position)
        except Invalid as dead:
            raise CursorGone(f"{where.path}: the cursor is refused", system=self._system, status=dead.status) from dead

    def _first_page(self, where: Endpoint, window: listing.Window) -> Rows:
        if self._two_sided and window.start is not None:
            try:
                return self._api.rows(where.path, _windowed(where, window, two_sided=True))
            except Invalid:
                # One client runs two-sided filters in production, no vendor text promises them.
                self._two_sided = False
        return self._api.rows(where.path, _windowed(where, window, two_sided=False))

    def get(self, ref: Ref) -> Record:
        where = endpoint(ref.kind, system=self._system)
        rows = self._api.rows(where.path, {**where.always, "ids": str(number(ref))}).items
        if not rows:
            raise Missing("there is no such record, or it is hidden from us", system=self._system, ref=ref)
        return self._readable(completed(self._api, ref.kind, rows)[0], ref.kind)

    def get_many(self, refs: Sequence[Ref]) -> Iterator[Record]:
        for kind in dict.fromkeys(ref.kind for ref in refs):
            where = endpoint(kind, system=self._system)
            ids = [ref.id for ref in refs if ref.kind == kind and ref.id.isdecimal()]
            for start in range(0, len(ids), MAX_IDS):
                params = {**where.always, "ids": ",".join(ids[start : start + MAX_IDS])}
                rows = completed(self._api, kind, list(self._api.all_rows(where.path, params)))
                yield from self._records(kind, rows)

    def search(self, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
        if kind != "candidate" or set(query) != {"email"}:
            raise Unsupported("only candidates can be searched, and only by e-mail", system=self._system)
        return self._records(kind, self._api.all_rows("/candidates", {"email": query["email"]}))

    def mark_of(self, record: Record) -> str | None:
        mark = _custom_value(record.data, self._mark_field)
        return mark if isinstance(mark, str) else None

    def find_by_mark(self, kind: Kind, mark: str, *, since: datetime) -> Record | None:
        if kind != "candidate":
            raise Unsupported(f"a {kind} carries no mark that could be looked for", system=self._system)
        unsettled = False
        created = f"gte|{listing.instant(since - listing.OVERLAP)}"
        for row in self._api.all_rows("/candidates", {"created_at": created}):
            unsettled = unsettled or is_message(row)
            if _custom_value(row, self._mark_field) == mark:
                return self._readable(row, kind)
        if unsettled:
            raise Unsettled("fresh candidates are not shown yet", system=self._system)
        return None

    def _records(self, kind: Kind, rows: Iterable[Json]) -> Iterator[Record]:
        """Rows as records; the first unreadable one is raised at the end, when all others have been given."""
        unreadable: BadRecord | None = None
        for row in rows:
            record = read_row(row, kind=kind, system=self._system)
            if isinstance(record, Record):
                yield record
            else:
                unreadable = unreadable or record
        if unreadable is not None:
            raise not_readable(unreadable)

    def _readable(self, row: Json, kind: Kind) -> Record:
        record = read_row(row, kind=kind, system=self._system)
        if isinstance(record, BadRecord):
            raise not_readable(record)
        return record


def number(ref: Ref) -> int:
    """The id as Greenhouse takes it. Raises Missing for one that cannot exist."""
    if not ref.id.isdecimal():
        raise Missing("ids are numbers here: there can be no such record", system=ref.system, ref=ref)
    return int(ref.id)


def _windowed(where: Endpoint, window: listing.Window, *, two_sided: bool) -> dict[str, str]:
    dates = listing.date_filter(window, two_sided=two_sided)
    return {**where.always} if dates is None else {**where.always, where.changed: dates}


def _custom_value(row: Json, key: str) -> Json:
    fields = row.get("custom_fields") if isinstance(row, Mapping) else None
    field = fields.get(key) if isinstance(fields, Mapping) else None
    return field.get("value") if isinstance(field, Mapping) else None
