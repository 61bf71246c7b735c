"""Links that were made since a time, as news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import link, run

_OURS = "created"
"""The outcome of a link to a record that we made ourselves: nobody was matched."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A standing link of somebody who has other records too."""

    person: PersonId
    system: str
    ref_id: str
    actor: str
    evidence: Mapping[str, Any]


def last_pass_at(connection: sa.Connection) -> float:
    """When the latest pass began that wrote with somebody's consent, in seconds since the epoch; 0 before the first."""
    began = sa.select(sa.func.max(run.c.started_at)).where(run.c.outcome.in_(["agreed", "paused", "finished", "part"]))
    return connection.execute(began).scalar_one() or 0.0


def since(connection: sa.Connection, people: Sequence[PersonId], *, at: float) -> dict[PersonId, list[Linked]]:
    """person -> records that were linked to them at that time or later, where they had others by then or have now."""
    found: dict[PersonId, list[Linked]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(link).where(link.c.person_id.in_(chunk), link.c.undone_at.is_(None)).order_by(link.c.id)
        ).all()
        own: dict[str, list[Any]] = {}
        for row in rows:
            own.setdefault(row.person_id, []).append(row)
        for person, links in own.items():
            # The first record is who the person is; the others were found to be the same.
            new = [each for each in links[1:] if each.made_at >= at and each.evidence.get("outcome") != _OURS]
            if new:
                found[PersonId(person)] = [
                    Linked(PersonId(person), each.system, each.ref_id, each.actor, each.evidence) for each in new
                ]
    return found
