"""A random history of a few people, made with what the engine itself uses, and what ordinary readers showed after each
step."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from connectors.errors import Invalid, ReplyLost
from syncengine.core.model import Change, Operation, PersonId
from syncengine.store import Store, histories, journal, letters, links, people, reviews, snapshots
from syncengine.store.letters import Failure
from syncengine.store.people import Link
from syncengine.store.queue import LIVE
from syncengine.store.snapshots import Snapshot
from syncengine.work.doubt import ask_whether_same
from syncengine.work.uniting import split, unite

SYSTEMS = ("ats", "crm")
RECORDS = tuple(str(number) for number in range(7))
WORDS = ("x", "y", "z")

Shown = Mapping[str, Any]
"""What is known of one person: their records with what they say, applications, open questions, and writes."""


@dataclass(slots=True)
class History:
    """``shown`` is by moment and person. Who is not in it was not known then, or nobody any more."""

    store: Store
    dice: random.Random
    now: float = 1000.0
    shown: dict[float, dict[PersonId, Shown]] = field(default_factory=dict)
    everybody: set[PersonId] = field(default_factory=set)
    under_way: list[tuple[str, str | None]] = field(default_factory=list)

    def live(self, steps: int) -> None:
        """Some steps fall on one moment: what is recorded then is what the last of them left."""
        acts: list[Callable[[sa.Connection], object]] = [
            *(5 * [self._see]), *(2 * [self._see_applications]), self._lose, self._move_in_pool,
            *(3 * [self._link]), self._move_link, self._undo_link, self._unite, self._split,
            self._ask, self._ask_about_two, self._park, self._answer,
            *(3 * [self._write]), *(3 * [self._hear_of_write]),
        ]  # fmt: skip
        for _ in range(steps):
            self.now += self.dice.choice((0.0, 0.25, 1.0, 60.0))
            with self.store.write() as connection:
                self.dice.choice(acts)(connection)
            with self.store.read() as connection:
                self.shown[self.now] = self._shown(connection)

    def at(self, moment: float) -> dict[PersonId, Shown]:
        before = [at for at in self.shown if at <= moment]
        return self.shown[max(before)] if before else {}

    def _shown(self, connection: sa.Connection) -> dict[PersonId, Shown]:
        known = people.all_people(connection)
        self.everybody.update(known)
        asked = reviews.open_reviews(connection)
        return {person: shown_of(connection, person, asked) for person in known}

    # What happens.

    def _see(self, connection: sa.Connection) -> None:
        fields = {"title": self.dice.choice(WORDS), "pools": tuple(self.dice.sample(WORDS, 2))}
        refs = self.dice.sample(RECORDS, 3)
        version, system = self.dice.choice("12"), self.dice.choice(SYSTEMS)
        seen = [Snapshot(system, "candidate", ref_id, fields, fields, version) for ref_id in refs]
        snapshots.save(connection, seen, now=self.now)

    def _see_applications(self, connection: sa.Connection) -> None:
        status, parent = self.dice.choice(WORDS), self.dice.choice(RECORDS)
        ref_id = self.dice.choice(RECORDS)
        seen = Snapshot("ats", "application", ref_id, {"status": status}, [status, parent], parent_id=parent)
        snapshots.save(connection, [seen], now=self.now)

    def _lose(self, connection: sa.Connection) -> None:
        kind, system = self.dice.choice((("candidate", "ats"), ("candidate", "crm"), ("application", "ats")))
        snapshots.mark_gone(connection, system=system, kind=kind, ref_id=self.dice.choice(RECORDS), now=self.now)

    def _move_in_pool(self, connection: sa.Connection) -> None:
        snapshots.move_in_pool(
            connection,
            system=self.dice.choice(SYSTEMS),
            kind="candidate",
            ref_id=self.dice.choice(RECORDS),
            pool_id=self.dice.choice(WORDS),
            joined=self.dice.random() < 0.5,
            now=self.now,
        )

    def _link(self, connection: sa.Connection) -> None:
        system = self.dice.choice(SYSTEMS)
        free = people.unlinked(connection, system=system, kind="candidate")
        if free:
            known = people.all_people(connection)
            joins = known and self.dice.random() < 0.4
            who = self.dice.choice(known) if joins else people.new_person(connection, now=self.now)
            record = {"system": system, "kind": "candidate", "ref_id": self.dice.choice(free)}
            people.make_link(connection, person_id=who, **record, evidence={}, actor="talentsync", now=self.now)

    def _some_link(self, connection: sa.Connection) -> Link | None:
        standing = people.links_of(connection, people.all_people(connection))
        return self.dice.choice(sorted(standing, key=lambda link: link.id)) if standing else None

    def _move_link(self, connection: sa.Connection) -> None:
        link, known = self._some_link(connection), people.all_people(connection)
        others = [each for each in known if link is not None and each != link.person]
        # Who loses the last record is somebody without any, and not part of the other.
        if link is not None and others and len(people.links_of(connection, [link.person])) > 1:
            to = self.dice.choice(others)
            links.move(connection, link, to=to, evidence={}, actor="grace", now=self.now)

    def _undo_link(self, connection: sa.Connection) -> None:
        link = self._some_link(connection)
        if link is not None:
            people.undo_link(connection, link.id, now=self.now, because={"let go": "to be made anew"})

    def _unite(self, connection: sa.Connection) -> None:
        known = [each for each in people.all_people(connection) if people.links_of(connection, [each])]
        if len(known) > 1:
            stays, leaves = self.dice.sample(known, 2)
            unite(connection, stays=stays, leaves=leaves, evidence={}, by="grace", lane=LIVE, now=self.now)

    def _split(self, connection: sa.Connection) -> None:
        link = self._some_link(connection)
        if link is not None and len(people.links_of(connection, [link.person])) > 1:
            new = split(connection, link, evidence={}, by="grace", lane=LIVE, now=self.now)
            if self.dice.random() < 0.5:
                journal.follow_record(connection, (link.system, link.ref_id), former=link.person, person=new)

    def _somebody(self, connection: sa.Connection) -> PersonId | None:
        known = people.all_people(connection)
        return self.dice.choice(known) if known else None

    def _ask(self, connection: sa.Connection) -> None:
        who, word = self._somebody(connection), self.dice.choice(WORDS)
        if who is not None:
            reviews.open_review(connection, "drift", subject=f"{who}:{word}", reason=word, now=self.now, person=who)

    def _ask_about_two(self, connection: sa.Connection) -> None:
        known = people.all_people(connection)
        if len(known) > 1:
            one, other = self.dice.sample(known, 2)
            ask_whether_same(connection, one, other, reason="x", system="crm", ref_id="1", now=self.now)

    def _park(self, connection: sa.Connection) -> None:
        who = self._somebody(connection)
        if who is not None:
            letters.open_letter(
                connection, who, system="crm", ref_id="1", names=["title"], reason="no", failure=Failure(), now=self.now
            )

    def _answer(self, connection: sa.Connection) -> None:
        asked = reviews.open_reviews(connection)
        if asked:
            reviews.close(connection, self.dice.choice(asked).id, decision="left", by="grace", now=self.now)

    def _write(self, connection: sa.Connection) -> None:
        who = self._somebody(connection)
        if who is None:
            return
        changes = (Change("title", None, self.dice.choice(WORDS), "owner: ats"),)
        planned = self.dice.choice(
            (Operation("create", "crm", None, changes), Operation("update", "crm", self.dice.choice(RECORDS), changes))
        )
        if self.dice.random() < 0.2:
            journal.averted(connection, planned, person=who, run_id="r_1", now=self.now)
        else:
            mark = journal.new_mark()
            id_ = journal.write_down(connection, planned, person=who, run_id="r_1", mark=mark, now=self.now)
            self.under_way.append((id_, planned.ref))

    def _hear_of_write(self, connection: sa.Connection) -> None:
        if not self.under_way:
            return
        id_, ref = self.under_way.pop(self.dice.randrange(len(self.under_way)))
        fate = self.dice.choice(("done", "lost", "refused", "abandoned"))
        if fate == "done":
            journal.done(connection, id_, ref_id=ref or self.dice.choice(RECORDS), now=self.now)
        elif fate == "abandoned":
            journal.abandon(connection, id_, now=self.now)
        elif fate == "refused":
            journal.failed(connection, id_, Invalid("no", system="crm"), state="refused", now=self.now)
        else:
            journal.failed(connection, id_, ReplyLost("lost", system="crm"), state="sent", now=self.now)
            self.under_way.append((id_, ref))


def shown_of(connection: sa.Connection, person: PersonId, asked: list[reviews.Review]) -> Shown:
    """What ordinary readers show of somebody now."""
    standing = people.links_of(connection, [person])
    by_system = {system: [link.ref_id for link in standing if link.system == system] for system in SYSTEMS}
    records = {
        (system, ref_id): (each.fields, each.gone)
        for system, ref_ids in by_system.items()
        for ref_id, each in snapshots.load(connection, system=system, kind="candidate", ref_ids=ref_ids).items()
    }
    children = snapshots.children(connection, system="ats", kind="application", parent_ids=by_system["ats"])
    return {
        "links": {(link.system, link.ref_id) for link in standing},
        "records": records,
        "applications": {(parent, each.ref_id): each.fields for parent, own in children.items() for each in own},
        "questions": {(each.id, each.kind, each.subject) for each in asked if each.person == person},
        "under way": {(each.id, each.ref_id) for each in journal.unresolved(connection, person)},
        "done": sorted((each.ended_at, each.verb, each.ref_id) for each in histories.writes_for(connection, person)),
    }
