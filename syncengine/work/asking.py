"""Turning doubt into questions: conflicts, unknown values, refused writes and vanished records become reviews."""

from __future__ import annotations

from collections.abc import Callable

from connectors.errors import ConnectorError
from mappings.compile import Unsayable
from mappings.keys import bounded
from syncengine.core.causes import UNSAYABLE
from syncengine.core.model import Operation, PersonId, Plan
from syncengine.store import Store, parking, reviews
from syncengine.store.letters import Failure, open_letter
from syncengine.work.apply import parked_names
from syncengine.work.facts import Facts
from syncengine.work.fingerprints import fingerprint_of


class Asker:
    """Opens reviews. A question that is open already is not asked again."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    def ask(self, facts: Facts, plan: Plan) -> None:
        """Questions that a plan raises. Conflicts that have ended close themselves."""
        undecided = [conflict for conflict in plan.conflicts if conflict.winner is None]
        remarks = [remark for remark in plan.remarks if remark.review]
        with self._store.read() as connection:
            ended = reviews.open_fields(connection, "conflict", person=facts.person) - plan.undecided
        if not undecided and not remarks and not ended:
            return
        with self._store.write() as connection:
            subjects = [f"{facts.person}:{name}" for name in ended]
            reviews.close_matching(
                connection, "conflict", subjects=subjects, decision="agreed", by="talentsync", now=self._now()
            )
            for conflict in undecided:
                reviews.open_review(
                    connection,
                    "conflict",
                    subject=f"{facts.person}:{conflict.field}",
                    reason=f"the systems disagree about {conflict.field} ({conflict.rule})",
                    now=self._now(),
                    person=facts.person,
                    field=conflict.field,
                    detail={"systems": sorted(conflict.values)},
                )
            for remark in remarks:
                reviews.open_review(
                    connection,
                    "unknown_value",
                    subject=bounded(remark.text),
                    reason=remark.text,
                    now=self._now(),
                    person=facts.person,
                    system=remark.system,
                    field=remark.field,
                )

    def park(
        self,
        facts: Facts,
        operation: Operation,
        *,
        why: str,
        fields: tuple[str, ...] = (),
        error: ConnectorError | Unsayable | None = None,
    ) -> None:
        """One write that will not work as it is. The rest of the person goes on."""
        names = parked_names(operation, seconds=facts.second_refs)
        if fields and (operation.system, operation.ref) not in facts.second_refs:
            names = fields
        with self._store.write() as connection:
            review_id = open_letter(
                connection,
                facts.person,
                system=operation.system,
                ref_id=operation.ref,
                names=names,
                reason=why,
                failure=_failure(error),
                now=self._now(),
            )
            parking.park(
                connection,
                facts.person,
                system=operation.system,
                fields=names,
                facts={name: fingerprint_of(name, facts.fingerprints) or "" for name in names},
                review_id=review_id,
                now=self._now(),
            )

    def close_settled(self, facts: Facts) -> None:
        """Questions about writes that were made after all, or that nobody wants any more, answer themselves."""
        with self._store.write() as connection:
            parking.close_unparked(connection, facts.person, standing=facts.parked, now=self._now())

    def park_person(self, person: PersonId, error: ConnectorError) -> None:
        """A person that failed as a whole, too often or beyond repair."""
        with self._store.write() as connection:
            open_letter(
                connection,
                person,
                system=error.system,
                ref_id=error.ref.id if error.ref else None,
                names=(),
                reason=f"{error.code}: {error.reason}",
                failure=_failure(error),
                now=self._now(),
            )


def _failure(error: ConnectorError | Unsayable | None) -> Failure:
    if isinstance(error, ConnectorError):
        return Failure(error.code, error.status, error.request_id, error.hint)
    return Failure() if error is None else Failure(UNSAYABLE)
