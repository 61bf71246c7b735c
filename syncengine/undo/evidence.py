"""What two people had in common when they were taken apart. With more than that in common they are asked about again;
they are never linked again by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from syncengine.core.matching.identifiers import is_nobodys
from syncengine.core.model import PersonId
from syncengine.store import pairs, people
from syncengine.store.packing import digest
from syncengine.store.reviews import DIFFERENT
from syncengine.store.tables import review
from syncengine.work.doubt import ask_whether_same

_IDENTIFYING = frozenset({"email", "phone", "profile", "cross_id"})


def in_common(connection: sa.Connection, one: PersonId, other: PersonId) -> dict[str, str]:
    """Fingerprint of a shared identifier -> its kind. No value can be read from it."""
    ours, theirs = _keys(connection, one), _keys(connection, other)
    return {digest(list(key)): key[0] for key in sorted(ours & theirs)}


def _keys(connection: sa.Connection, person: PersonId) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for link in people.links_of(connection, [person]):
        keys = people.keys_of(connection, system=link.system, ref_ids=[link.ref_id]).get(link.ref_id, set())
        found |= {key for key in keys if key[0] in _IDENTIFYING and not is_nobodys(key)}
    return found


def note_undone(
    connection: sa.Connection,
    one: PersonId,
    other: PersonId,
    *,
    run_id: str,
    by: str,
    apart: bool,
    now: float,
) -> None:
    """Keep with what is known about the two that they were taken apart, by whom, and what they shared. ``apart`` says
    that they were told apart with that, so that only more in common makes a question of it."""
    shared = in_common(connection, one, other)
    undone = {"run": run_id, "by": by, "at": now, "apart": apart, "shared": sorted(shared)}
    pairs.note(connection, one, other, undone=undone)


def keep_what_is_left_in_common(connection: sa.Connection, person: PersonId, *, run_id: str) -> None:
    """To be called when what we had written from one to the other was taken back: that they shared it because of us is
    no evidence, and that they share it once more would be new."""
    about = sa.and_(review.c.person_id == person, review.c.kind == "possible_match")
    for row in connection.execute(sa.select(review.c.detail).where(about)).all():
        undone = row.detail.get("undone", {})
        if undone.get("run") == run_id:
            other = PersonId(row.detail["other"])
            shared = set(undone["shared"]) & in_common(connection, person, other).keys()
            pairs.note(connection, person, other, undone={**undone, "shared": sorted(shared)})


def ask_where_more_in_common(connection: sa.Connection, persons: Iterable[PersonId], *, now: float) -> None:
    """To be called when records of these people changed."""
    for row in _taken_apart(connection, set(persons)):
        one, other = PersonId(row.person_id), PersonId(row.detail["other"])
        undone: Mapping[str, Any] = row.detail["undone"]
        shared = in_common(connection, one, other)
        more = {kind for print_, kind in shared.items() if print_ not in undone["shared"]}
        if more:
            # Whoever says again that they are two has seen what they share by now.
            pairs.note(connection, one, other, undone={**undone, "shared": sorted(shared)})
            _ask(connection, one, other, undone, more, now=now)


def _ask(
    connection: sa.Connection,
    one: PersonId,
    other: PersonId,
    undone: Mapping[str, Any],
    more: Collection[str],
    *,
    now: float,
) -> None:
    day = datetime.fromtimestamp(undone["at"], UTC).strftime("%Y-%m-%d")
    record = min(people.links_of(connection, [one]), key=lambda link: link.id)
    ask_whether_same(
        connection,
        one,
        other,
        reason=f"they were taken apart on {day} by {undone['by']}, and now show the same {' and '.join(sorted(more))}",
        system=record.system,
        ref_id=record.ref_id,
        now=now,
        keys=sorted(more),
        detail={"undone": dict(undone)},
    )


def _taken_apart(connection: sa.Connection, persons: Collection[PersonId]) -> list[sa.Row[Any]]:
    found: dict[frozenset[str], sa.Row[Any]] = {}
    for chunk in people.chunks(sorted(persons)):
        told_apart = sa.and_(review.c.kind == "possible_match", review.c.decision == DIFFERENT)
        for row in connection.execute(sa.select(review).where(review.c.person_id.in_(chunk), told_apart)):
            if row.detail.get("undone", {}).get("apart"):
                found.setdefault(frozenset((row.person_id, row.detail["other"])), row)
    return list(found.values())
