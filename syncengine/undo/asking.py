"""Asking for something to be undone: records are taken apart at once, and of each person it is written down what is to
be taken back. All of it is one transaction; whoever only wants to look rolls it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from mappings.canonical import FIELDS, Value
from mappings.keys import keyed
from syncengine.core.model import Change, PersonId
from syncengine.core.undoing import Write, standing
from syncengine.store import people, queue, snapshots, undoings
from syncengine.store.people import Link
from syncengine.undo.naming import Named, NamedLink, NamedRun, NamedWrite, NotUndoable
from syncengine.undo.parting import (
    Errand,
    Parted,
    lift_holds,
    made_by_matching,
    put_together,
    set_aside,
    tell_apart,
)
from syncengine.work.facts import FactLoader
from syncengine.work.planning import Planner
from syncengine.work.systems import CANDIDATE

__all__ = ["Asked", "Asker", "Wish"]

Writes = Mapping[PersonId, Sequence[str]]
"""Ids of writes to be taken back, by person."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How it is to be undone. ``keep_links``: nobody is taken apart. ``hold``: who loses a record gets no new one until
    their facts change."""

    keep_links: bool = False
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was done at once. ``left`` are sentences about what was not."""

    parted: tuple[Parted, ...] = ()
    left: tuple[str, ...] = ()
    forbidden: Mapping[PersonId, Mapping[str, str]] = field(default_factory=dict)


class Asker:
    """Works in the transactions of others."""

    def __init__(self, loader: FactLoader, planner: Planner) -> None:
        self._loader = loader
        self._planner = planner

    def ask(self, connection: sa.Connection, of: Named, wish: Wish, errand: Errand) -> Asked:
        """Raises NotUndoable."""
        if isinstance(of, NamedWrite):
            asked, writes = Asked(), _one_write(connection, of)
        elif isinstance(of, NamedLink):
            asked, writes = self._link(connection, of, errand)
        elif of.is_undo:
            asked, writes = self._redo(connection, of, errand)
        else:
            asked, writes = self._run(connection, of, wish, errand)
        self._write_down(connection, of.target, asked, writes, wish, errand)
        return asked

    def _link(self, connection: sa.Connection, of: NamedLink, errand: Errand) -> tuple[Asked, Writes]:
        if of.created:
            raise NotUndoable(
                f"{of.link.system}:{of.link.ref_id} was made for this very person; undo the write that made it "
                f"instead, see: talentsync explain {of.link.person}"
            )
        parted = tell_apart(connection, of.link, errand)
        own = undoings.writes_since(connection, parted.person, since=of.together_since)
        rest = undoings.writes_since(connection, parted.former, since=of.together_since)
        if len(of.others) > 1:
            rest = _because_of(connection, of.link, rest)
        return Asked((parted,)), {parted.person: own, parted.former: rest}

    def _run(self, connection: sa.Connection, of: NamedRun, wish: Wish, errand: Errand) -> tuple[Asked, Writes]:
        joined = [] if wish.keep_links else made_by_matching(connection, of.id, since=of.since, until=of.until)
        restricted = self._restricted(connection, sorted({link.person for link in joined}))
        parted: list[Parted] = []
        forbidden: dict[PersonId, Mapping[str, str]] = {}
        for link in joined:
            if len(people.links_of(connection, [link.person])) > 1:
                one = set_aside(connection, link, errand, of_run=of.id)
                parted.append(one)
                forbidden[one.person] = forbidden[one.former] = restricted.get(link.person, {})
        return Asked(tuple(parted), forbidden=forbidden), undoings.writes_in_run(connection, of.id)

    def _restricted(self, connection: sa.Connection, persons: Sequence[PersonId]) -> dict[PersonId, dict[str, str]]:
        """Lists that people must not be in because of what restricts them. Whether those who are taken apart are one
        is open: what restricts the one of them may be about the other."""
        found: dict[PersonId, dict[str, str]] = {}
        for facts in self._loader.load(connection, persons):
            derived = self._planner.derive(facts)
            situation = derived.situation
            if situation.restrictions.any or situation.locked or situation.recycle == "never":
                names = " and ".join(situation.restrictions.names) or "not to be approached"
                why = f"whoever it was linked to is restricted ({names}), and it is open whether they are one"
                found[facts.person] = dict.fromkeys(derived.forbidden_pools, why)
        return found

    def _redo(self, connection: sa.Connection, of: NamedRun, errand: Errand) -> tuple[Asked, Writes]:
        before = undoings.of_run(connection, of.id)
        undoings.give_up(connection, of.id, now=errand.now)
        for actor in sorted({each.actor for each in before}):
            lift_holds(connection, of.id, was_by=actor, by=errand.by, now=errand.now)
        united, left = put_together(connection, of.id, errand)
        return Asked(tuple(united), tuple(left)), undoings.writes_in_run(connection, of.id)

    def _write_down(
        self, connection: sa.Connection, target: str, asked: Asked, writes: Writes, wish: Wish, errand: Errand
    ) -> None:
        concerned = {*writes} | {each for parted in asked.parted if not parted.united for each in _both(parted)}
        queue.mark_dirty(connection, concerned, lane=queue.LIVE, reason="undone", now=errand.now)
        for person in sorted(concerned):
            undoings.ask(
                connection,
                person,
                run_id=errand.run_id,
                target=target,
                operations=writes.get(person, ()),
                forbidden=asked.forbidden.get(person, {}),
                hold=wish.hold,
                by=errand.by,
                now=errand.now,
            )


def _both(parted: Parted) -> tuple[PersonId, PersonId]:
    return parted.person, parted.former


def _one_write(connection: sa.Connection, of: NamedWrite) -> Writes:
    """Raises NotUndoable where it was undone, or where we wrote the same again since."""
    write = of.known.write
    history = undoings.history(connection, [write.record])
    by_id = {each.id: each for each in standing(history)}
    if write.id not in by_id:
        undo = next(each for each in reversed(history) if each.undoes == write.id)
        raise NotUndoable(f"{write.id} was undone already, in {undo.run}; to undo that: talentsync undo {undo.run}")
    later = [each for each in by_id.values() if each.at > write.at and _overlap(write, each) and each.undoes is None]
    if later:
        last = later[-1]
        raise NotUndoable(
            f"{last.id} wrote to the same record and the same field later, in {last.run}; undo that first: "
            f"talentsync undo {last.id}"
        )
    return {of.known.person: [write.id]}


def _overlap(write: Write, other: Write) -> bool:
    if write.pool is not None:
        return write.pool == other.pool
    # Of several values each stands for itself: what was added can be taken out whatever came later.
    names = {each.field for each in write.changes if FIELDS[each.field].shape != "set"}
    return other.verb == "update" and bool(names & {each.field for each in other.changes})


def _because_of(connection: sa.Connection, gone: Link, ids: Sequence[str]) -> list[str]:
    """Those of these writes that may have come from the record that left: those that brought something which it shows,
    and whatever follows from candidacies. What of that is right for those who stay is earned anew by the next pass."""
    seen = snapshots.load(connection, system=gone.system, kind=CANDIDATE, ref_ids=[gone.ref_id])
    shown = seen[gone.ref_id].fields if gone.ref_id in seen else {}
    kept = []
    for known in undoings.find(connection, ids):
        follows = not known.write.changes or any(FIELDS[each.field].derived for each in known.write.changes)
        if follows or any(_brought(each, shown) for each in known.write.changes):
            kept.append(known.write.id)
    return kept


def _brought(change: Change, shown: Mapping[str, Value]) -> bool:
    about = FIELDS[change.field]
    brought = keyed(about, change.value).keys() - keyed(about, change.was).keys()
    return bool(brought & keyed(about, shown.get(change.field)).keys())
