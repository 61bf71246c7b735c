"""Keeping records outside: of each the store gets its id, hashes that it has already, and a question."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from syncengine.erasure import questions
from syncengine.erasure.recognising import Caught
from syncengine.store import hints, people, purging, returned
from syncengine.store.holdings import Subject
from syncengine.store.returned import Returned
from syncengine.work.systems import CANDIDATE

log = structlog.get_logger("talentsync.erasure")


def keep_out(connection: sa.Connection, system: str, caught: Sequence[Caught], *, now: float) -> dict[str, str]:
    """Returns for which erasure each is kept outside by now. Its own id alone asks no second time: it was known to be
    there still."""
    ids = [each.ref_id for each in caught]
    known = returned.known(connection, system=system, kind=CANDIDATE, ref_ids=ids)
    before = {ref_id: row for ref_id, row in known.items() if not row.let_in}
    news = [each for each in caught if each.ref_id not in before]
    asked = [each for each in caught if each.ref_id not in before or each.by_more_than_its_id]
    rows = [_row(system, each, before.get(each.ref_id)) for each in asked]
    returned.note(connection, rows, now=now)
    fresh = [each.ref_id for each in news]
    _clear_away(connection, system, fresh)
    # They may have been read before they were erased, and be written down only now.
    hints.give(connection, system=system, kind=CANDIDATE, ref_ids=fresh, reason=questions.RETURNED, now=now)
    for each in asked:
        questions.ask_about_return(connection, (system, each.ref_id), each.erasures, kinds=each.kinds, now=now)
    for each in news:
        log.warning("erasure.returned", system=system, ref=each.ref_id, erasure=each.erasures[0], by=sorted(each.kinds))
    return {row.ref_id: row.erasure_id for row in (*before.values(), *rows)}


def _row(system: str, caught: Caught, before: Returned | None) -> Returned:
    """For which erasure it was kept outside at first is kept: its applications are, too."""
    of, agreed = (before.erasure_id, before.agreed) if before else (caught.erasures[0], frozenset[str]())
    return Returned(system, CANDIDATE, caught.ref_id, of, agreed=agreed | caught.agreed)


def _clear_away(connection: sa.Connection, system: str, ref_ids: Sequence[str]) -> None:
    """Of a record that is nobody's nothing may stay that came before it, its applications above all."""
    owned = people.persons_of(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids)
    if refs := tuple((system, ref_id) for ref_id in ref_ids if ref_id not in owned):
        purging.purge(connection, Subject(None, refs))
