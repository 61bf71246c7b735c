"""Keeping the cards of the store true: with every snapshot, and all of them when the rules have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
import structlog

from mappings.canonical import Fields
from syncengine.identity.columns import columns_of
from syncengine.store import Store, cards
from syncengine.store.card_packing import EDITION, make
from syncengine.store.packing import fields_from_json
from syncengine.store.tables import card_edition, snapshot

log = structlog.get_logger("talentsync.identity")

Told = Callable[[int, int], None]
"""(records done, records in all), after every batch."""

_AT_ONCE = 2_000
_ONLY = 1
_CANDIDATE = "candidate"


def keep(connection: sa.Connection, *, system: str, records: Sequence[tuple[str, Fields]]) -> None:
    """Set the cards of candidate records: (ref id, canonical fields). To be called with every snapshot that differs."""
    if records:
        made = make(columns_of([fields for _, fields in records]))
        cards.save(connection, system=system, ref_ids=[ref_id for ref_id, _ in records], made=made)


def drop(connection: sa.Connection, *, system: str, ref_ids: Sequence[str]) -> None:
    """The vendor does not show these records any more."""
    cards.remove(connection, system=system, ref_ids=ref_ids)


def bring_up_to_date(store: Store, *, told: Told | None = None) -> int:
    """Make every card anew if they were made by other rules, or never. Returns how many were made: usually none.

    Goes on where it was interrupted. Nothing else may write to the store meanwhile.
    """
    made = 0
    total: int | None = None
    while True:
        with store.write() as connection:
            at = _begin(connection)
            if at is None:
                break
            total = _living(connection) if total is None else total
            made += _next_batch(connection, at)
        if total:
            log.info("cards.making", done=min(made, total), of=total)
        if told is not None and total:
            told(min(made, total), total)
    if made:
        log.info("cards.made", records=made, edition=EDITION)
    return made


def _begin(connection: sa.Connection) -> tuple[str, str] | None:
    """Behind which record to go on; None when there is nothing to do."""
    row = connection.execute(sa.select(card_edition).where(card_edition.c.id == _ONLY)).one_or_none()
    if row is not None and row.edition == EDITION:
        return None if row.system is None else (row.system, row.ref_id)
    cards.remove_all(connection)
    connection.execute(card_edition.delete())
    connection.execute(card_edition.insert().values(id=_ONLY, edition=EDITION, system="", ref_id=""))
    return "", ""


def _next_batch(connection: sa.Connection, after: tuple[str, str]) -> int:
    behind = sa.tuple_(snapshot.c.system, snapshot.c.ref_id) > after
    rows = connection.execute(
        sa.select(snapshot.c.system, snapshot.c.ref_id, snapshot.c.fields)
        .where(snapshot.c.kind == _CANDIDATE, snapshot.c.gone.is_(False), behind)
        .order_by(snapshot.c.system, snapshot.c.ref_id)
        .limit(_AT_ONCE)
    ).all()
    for system in sorted({row.system for row in rows}):
        records = [(row.ref_id, fields_from_json(row.fields)) for row in rows if row.system == system]
        keep(connection, system=system, records=records)
    place = {"system": rows[-1].system, "ref_id": rows[-1].ref_id} if rows else {"system": None, "ref_id": None}
    connection.execute(card_edition.update().where(card_edition.c.id == _ONLY).values(**place))
    return len(rows)


def _living(connection: sa.Connection) -> int:
    living = sa.and_(snapshot.c.kind == _CANDIDATE, snapshot.c.gone.is_(False))
    return connection.execute(sa.select(sa.func.count()).select_from(snapshot).where(living)).scalar_one()
