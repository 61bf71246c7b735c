"""The step in which our own store forgets: one transaction, and afterwards it holds ids and hashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from syncengine.erasure import questions
from syncengine.erasure.asking import refs_of, subject_of
from syncengine.store import Store, erasures, journal, people, purging, queue, returned, settled
from syncengine.store.erasures import Erasure
from syncengine.store.holdings import Subject
from syncengine.store.queue import Lease
from syncengine.store.returned import Returned
from syncengine.work import fencing
from syncengine.work.systems import CANDIDATE

STAYS = "anonymised"
"""How a record is erased that its vendor goes on to show."""


def leave_store(store: Store, of: Erasure, lease: Lease, *, now: Callable[[], float]) -> Erasure:
    """Remove everything about the person. Raises LeaseLost."""
    with store.write() as connection:
        fencing.require(connection, lease, now=now())
        subject = _subject(connection, of)
        _part_with_others(connection, of, subject, now=now())
        journal.abandon_all(connection, of.person, now=now())
        rows = purging.purge(connection, subject)
        purged = replace(of, state="purged", receipt={"store": rows})
        erasures.keep(connection, purged)
        erasures.tell_of(connection, purged, "purged", now=now())
        _watch_what_stays(connection, of, now=now())
    return purged


def _subject(connection: sa.Connection, of: Erasure) -> Subject:
    """A record that matching took for the person's since then was not agreed to: it is somebody's again later."""
    known = set(subject_of(connection, of.person).refs)
    since = set(refs_of(connection, of.person)) - {target.ref for target in of.targets}
    return Subject(of.person, tuple(sorted({*(known - since), *(target.ref for target in of.targets)})))


def _part_with_others(connection: sa.Connection, of: Erasure, subject: Subject, *, now: float) -> None:
    """A record that came back may have been merged into somebody else's: that one goes on without it."""
    for system, ref_id in subject.refs:
        owner = people.person_of(connection, system=system, kind=CANDIDATE, ref_id=ref_id)
        if owner is not None and owner != of.person:
            settled.forget(connection, owner, system)
            queue.mark_dirty(connection, [owner], lane=queue.LIVE, reason="a record was erased", now=now)


def _watch_what_stays(connection: sa.Connection, of: Erasure, *, now: float) -> None:
    """What a vendor goes on to show stays outside for good; what a human must erase is asked for."""
    rows = {target.ref: Returned(target.system, CANDIDATE, target.ref_id, of.id) for target in of.targets}
    returned.forget(connection, rows.values())
    erasures.done_by_hand(connection, {target.ref: target.how for target in of.targets if target.done}, now=now)
    stays = [target for target in of.targets if target.how == STAYS or target.by_hand]
    returned.note(connection, [rows[target.ref] for target in stays], now=now)
    questions.close(connection, list(rows), decision="erased", by="talentsync", now=now)
    for target in of.targets:
        if target.by_hand:
            questions.ask_for_hands(connection, of, target, now=now)
