"""Finding the person of every record that has none yet. One transaction per batch, records in a fixed order, so that
two records of one new person can never both become somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog

from syncengine.core.matching.model import Model, shipped
from syncengine.core.matching.verdicts import REVIEW, Costs
from syncengine.core.model import PersonId
from syncengine.identity.acquaintances import Acquaintances, acquaintances
from syncengine.identity.claims import agree
from syncengine.identity.deciding import Candidate, Decision, Question, decide
from syncengine.identity.neighbourhood import Neighbourhood, Pair, neighbourhood
from syncengine.store import Store, journalled, links, models, pairs, people, queue, snapshots
from syncengine.store.cards import Ref
from syncengine.work.doubt import ask_whether_same
from syncengine.work.precedence import go_first, restricting
from syncengine.work.systems import CANDIDATE, System, Systems
from syncengine.work.upkeep import keep_true

log = structlog.get_logger("talentsync.match")

MARK = "mark"
"""Kind of the identity key that holds our own mark. It names a person in the journal, not in the world."""


@dataclass(slots=True)
class Matched:
    """What a matching pass decided."""

    linked: int = 0
    new_people: int = 0
    in_review: int = 0


@dataclass(slots=True)
class _Batch:
    """Records of one system that have no person yet, and all that is known around them. ``told`` are the deliveries
    that showed them, by ref id; ``restricting`` is since when they restrict, of those that do."""

    connection: sa.Connection
    system: System
    near: Neighbourhood
    known: Acquaintances
    told: Mapping[str, str]
    run_id: str | None = None
    restricting: Mapping[str, float] = field(default_factory=dict)

    def match_of(self, pair: Pair | None) -> dict[str, Any]:
        """Why a pair was judged as it was, to be stored; nothing when no pair was."""
        return {} if pair is None else {"match": self.near.evidence(pair).as_json()}


class Matcher:
    """Links records to people. ``lane`` is where newly linked people queue for their first run. ``model`` is where
    training starts from: the trained one is in force, where there is one."""

    def __init__(
        self,
        store: Store,
        systems: Systems,
        *,
        now: Callable[[], float],
        lane: int = queue.LIVE,
        model: Model | None = None,
        costs: Costs | None = None,
    ) -> None:
        self._store = store
        self._systems = systems
        self._now = now
        self._lane = lane
        self._model = model or shipped()
        self._costs = costs or Costs()

    def match_all(self, *, progress: Callable[[int], None] | None = None, run_id: str | None = None) -> Matched:
        """Give every record a person. ``run_id`` is the run that this is done in, if it is one."""
        matched = Matched()
        with self._store.read() as connection:
            model = models.in_force(connection, self._model)
        for system in self._systems:
            after = ""
            while True:
                with self._store.write() as connection:
                    batch = people.unlinked(connection, system=system.name, kind=CANDIDATE, after=after)
                    if not batch:
                        break
                    self._match_batch(connection, system, batch, matched, model, run_id)
                after = batch[-1]
                if progress is not None:
                    progress(len(batch))
        if matched.linked or matched.new_people or matched.in_review:
            log.info("match.done", linked=matched.linked, new=matched.new_people, review=matched.in_review)
        return matched

    def match_one(self, connection: sa.Connection, system: System, ref_id: str, *, run_id: str | None = None) -> None:
        """Give one record a person, if it has none."""
        if people.person_of(connection, system=system.name, kind=CANDIDATE, ref_id=ref_id) is None:
            self._match_batch(connection, system, [ref_id], Matched(), models.in_force(connection, self._model), run_id)

    def one_person(self, connection: sa.Connection, person: PersonId, other: PersonId) -> bool:
        """Could these two, as their records are now, be the same? False when no record of the one would make us think
        of the other, were it new."""
        model = models.in_force(connection, self._model)
        standing = links.standing(connection, [person, other])
        ours, theirs = (
            [(each.link.system, each.link.ref_id) for each in standing.get(whose, ())] for whose in (person, other)
        )
        near = neighbourhood(connection, ours, model=model, costs=self._costs)
        if any(pair.other in theirs and pair.verdict >= REVIEW for ref in ours for pair in near.pairs_of(ref)):
            return True
        claims = acquaintances(connection, near, [*ours, *theirs]).claims
        return person in claims and other in claims and agree(claims[person].ids, claims[other].ids)

    def _match_batch(
        self,
        connection: sa.Connection,
        system: System,
        ref_ids: Sequence[str],
        matched: Matched,
        model: Model,
        run_id: str | None,
    ) -> None:
        refs = [(system.name, ref_id) for ref_id in ref_ids]
        near = neighbourhood(connection, refs, model=model, costs=self._costs)
        told = snapshots.correlations_of(connection, system=system.name, kind=CANDIDATE, ref_ids=ref_ids)
        batch = _Batch(connection, system, near, acquaintances(connection, near, refs), told, run_id)
        batch.restricting = restricting(connection, system, ref_ids)
        made_for = _made_for(connection, batch.known, refs)
        linked: list[PersonId] = []
        for ref in refs:
            if ref in made_for:
                # We created it ourselves and never heard the answer: no other evidence is as good.
                decision = Decision(made_for[ref])
            else:
                candidates = batch.known.candidates(connection, near, ref)
                decision = decide(candidates, apart=_told_apart(connection, candidates))
            person = self._carry_out(batch, ref, decision, matched)
            batch.known.join(person, ref)
            linked += [person] if decision.person else []
        keep_true(connection, linked, now=self._now())

    def _carry_out(self, batch: _Batch, ref: Ref, decision: Decision, matched: Matched) -> PersonId:
        now = self._now()
        matched.linked += decision.person is not None
        matched.new_people += decision.person is None
        matched.in_review += bool(decision.questions)
        since = batch.restricting.get(ref[1])
        first = go_first(batch.connection, [decision.person]) if decision.person and since is not None else set()
        person = decision.person or people.new_person(batch.connection, now=now)
        evidence = _evidence(batch, ref, decision)
        people.make_link(
            batch.connection,
            person_id=person,
            system=ref[0],
            kind=CANDIDATE,
            ref_id=ref[1],
            evidence=evidence,
            actor="talentsync",
            now=now,
            run_id=batch.run_id,
        )
        for question in decision.questions:
            self._ask(batch, ref, person, question)
        told = {person: batch.told[ref[1]]} if ref[1] in batch.told else {}
        mark = partial(queue.mark_dirty, batch.connection, now=now, correlations=told)
        mark([person], lane=self._lane, reason="linked")
        mark(first, lane=queue.RESTRICTIONS, reason="restrictions changed", told={person: since} if since else None)
        _tell(ref, person, decision, keys=evidence["keys"], correlation=batch.told.get(ref[1]))
        return person

    def _ask(self, batch: _Batch, ref: Ref, person: PersonId, question: Question) -> None:
        pair = question.pair
        ask_whether_same(
            batch.connection,
            person,
            question.person,
            reason=question.reason,
            system=ref[0],
            ref_id=ref[1],
            now=self._now(),
            keys=batch.known.kinds_in_common(ref, pair.other) if pair else ["cross_id"],
            detail={"refs": [list(ref), list(pair.other)], **batch.match_of(pair)} if pair else {},
        )


def _evidence(batch: _Batch, ref: Ref, decision: Decision) -> dict[str, Any]:
    if decision.person is None:
        return {"outcome": "review" if decision.questions else "different", "keys": []}
    because = decision.because
    keys = batch.known.kinds_in_common(ref, because.other) if because else []
    first = ["cross_id"] if decision.claimed else [] if because else [MARK]
    return {"outcome": "link", "keys": list(dict.fromkeys([*first, *keys])), **batch.match_of(because)}


def _tell(ref: Ref, person: PersonId, decision: Decision, *, keys: Sequence[str], correlation: str | None) -> None:
    """Who a record is and why, in one line: kinds of identifiers and reasons, no values."""
    parts: dict[str, Any] = {
        "keys": list(keys),
        "probability": round(decision.because.probability, 4) if decision.because else None,
        "asked": [f"{each.person}: {each.reason}" for each in decision.questions],
        "correlation": correlation,
    }
    said = {name: part for name, part in parts.items() if part}
    outcome = "linked" if decision.person else "new person"
    log.info("match.decided", record=f"{ref[0]}:{ref[1]}", person=person, outcome=outcome, **said)


def _made_for(connection: sa.Connection, known: Acquaintances, refs: Sequence[Ref]) -> dict[Ref, PersonId]:
    """Records that carry our mark -> for whom we made them."""
    marks = {value: ref for ref in refs for kind, value in known.keys.get(ref, ()) if kind == MARK}
    return {marks[mark]: person for mark, person in journalled.people_by_mark(connection, list(marks)).items()}


def _told_apart(connection: sa.Connection, candidates: Sequence[Candidate]) -> set[frozenset[PersonId]]:
    """Those of these people whom a human has told from each other."""
    if len(candidates) < 2:
        return set()
    return {
        frozenset((each.person, other))
        for each in candidates
        for other in pairs.told_apart_from(connection, [each.person])
    }
