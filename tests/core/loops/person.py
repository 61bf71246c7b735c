"""One person in a pretend ATS and one or two pretend CRMs, planned by the real planner, pass after pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from mappings.canonical import FIELDS, Value
from syncengine.core.applications import Application
from syncengine.core.model import POLICY_SIDE, Abilities, Operation, PersonId, Side
from syncengine.core.passport import Told
from syncengine.core.reconcile import settled_fields
from syncengine.core.restrictions import Restrictions
from syncengine.work.facts import Facts
from syncengine.work.planning import Planner

_ABLE = Abilities(frozenset(FIELDS), frozenset(FIELDS) - {"pools"})
_ATS = replace(_ABLE, keeps_notes=True)
_EMPTY: dict[str, Value] = {
    **dict.fromkeys(("ats_status", "ats_id", "rejection_reason", "first_source", "due_date")),
    "pools": (),
}
Shown = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that a plan is made from. ``shown`` and ``agreed`` are those of the CRMs, in their order; the policy's
    own word comes last in ``agreed``. ``noted`` are the notes that were written, ``told`` is what CRMs tell of their
    past."""

    applications: tuple[Application, ...] = ()
    restrictions: Restrictions = Restrictions()  # noqa: RUF009  # frozen
    tags: tuple[str, ...] = ()
    today: date = date(2026, 1, 1)
    in_ats: bool = True
    shown: tuple[Shown, ...] = (tuple(_EMPTY.items()),)
    agreed: tuple[Shown, ...] = ((), ())
    noted: frozenset[str] = frozenset()
    told: tuple[Told, ...] = ()

    @property
    def pools(self) -> frozenset[str]:
        """Where any CRM shows them."""
        return frozenset(pool for shown in self.shown for pool in _members(dict(shown)["pools"]))

    def put_into(self, pools: frozenset[str], *, crm: int = 0) -> Person:
        """A human of one CRM sees to it that they are in exactly these pools."""
        shown = list(self.shown)
        shown[crm] = _frozen({**dict(shown[crm]), "pools": tuple(sorted(pools))})
        return replace(self, shown=tuple(shown))


def passed(person: Person, planner_of: Mapping[date, Planner]) -> tuple[Person, tuple[Operation, ...]]:
    """The person after one pass, and what it wrote."""
    planned = planner_of[person.today].plan(_facts(person))
    plan = planned.plan
    sides = {side.system: side for side in planned.sides}
    records = {f"crm-{place}": dict(shown) for place, shown in enumerate(person.shown)}
    written: dict[str, set[str]] = {name: set() for name in records}
    after = person
    for operation in plan.operations:
        if operation.verb == "create":
            after = replace(after, in_ats=True, applications=(*after.applications, _PROSPECT))
        elif operation.verb == "note" and operation.note is not None:
            after = replace(after, noted=after.noted | {operation.note.key})
        elif operation.system in records:
            _carry_out(operation, records[operation.system])
            written[operation.system] |= operation.fields
    agreed: list[Shown] = []
    for name, record in records.items():
        now = {**sides[name].now, **{key: value for key, value in record.items() if key in written[name]}}
        agreed.append(_frozen(settled_fields(replace(sides[name], now=now), plan, failed=frozenset())))
    agreed.append(_frozen(settled_fields(sides[POLICY_SIDE], plan, failed=frozenset())))
    return replace(after, shown=tuple(map(_frozen, records.values())), agreed=tuple(agreed)), plan.operations


_PROSPECT = Application("ats:pushed", "active", prospect=True)


def _carry_out(operation: Operation, record: dict[str, Value]) -> None:
    record |= {change.field: change.value for change in operation.changes}
    if operation.pool is not None:
        others = set(_members(record["pools"])) - {operation.pool}
        record["pools"] = tuple(sorted(others | {operation.pool} if operation.verb == "add_to_pool" else others))


def _facts(person: Person) -> Facts:
    held = person.restrictions
    flags: dict[str, Value] = {
        "private": held.private, "do_not_contact": held.do_not_contact, "erased": held.erased
    }  # fmt: skip
    ats = Side("ats", "ats", {**flags, "tags": person.tags} if person.in_ats else {}, {}, _ATS)
    crms = [
        Side(f"crm-{place}", "crm", {**flags, **dict(shown)}, dict(person.agreed[place]), _ABLE, ref="1")
        for place, shown in enumerate(person.shown)
    ]
    return Facts(
        person=PersonId("p_ada"),
        sides=(replace(ats, ref="1" if person.in_ats else None), *crms),
        snapshots=(),
        applications=person.applications,
        baselines={POLICY_SIDE: dict(person.agreed[-1])},
        noted=person.noted,
        noted_at=dict.fromkeys(person.noted, _at(person.today)),
        told=person.told,
    )


def _at(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _members(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _frozen(fields: Mapping[str, Value]) -> Shown:
    return tuple(sorted(fields.items()))
