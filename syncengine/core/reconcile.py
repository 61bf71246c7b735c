"""One person, all sides, one plan. The same input always gives the same plan; planning after applying gives none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from mappings.canonical import FIELDS, Field, Value
from mappings.policy import FieldRule, PushRule
from syncengine.core.merge import Merged, is_empty, merge
from syncengine.core.model import (
    POLICY_SIDE,
    Change,
    Conflict,
    NoteText,
    Operation,
    PersonId,
    Plan,
    Remark,
    Side,
)
from syncengine.core.restrictions import RESTRICTIONS


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to happen besides the merge of fields, and what must not.

    ``create_in`` names systems that may get a record of this person. ``sealed`` names systems that must not learn
    anything new (a private person's CRM record; any record of somebody erased): lists are left there, and values of
    ours are emptied; nothing else is written, and no record is made.
    ``parked`` holds (system, field) pairs that wait for a human, and among them ``dropped`` those that one gave up;
    ``noted`` the keys of notes that exist already. ``because`` names, by pool, the policy's rule about it; ``push`` is
    the rule that wants a record in the ATS.
    """

    create_in: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    forbidden_pools: frozenset[str] = frozenset()
    notes: tuple[NoteText, ...] = ()
    noted: frozenset[str] = frozenset()
    parked: frozenset[tuple[str, str]] = frozenset()
    dropped: frozenset[tuple[str, str]] = frozenset()
    remarks: tuple[Remark, ...] = field(default_factory=tuple)
    because: Mapping[str, str] = field(default_factory=dict)
    push: PushRule | None = None
    wake_on: date | None = None


def reconcile(person: PersonId, sides: Sequence[Side], *, rules: Mapping[str, FieldRule], wishes: Wishes) -> Plan:
    """The writes that bring all sides of one person into step, and what stands in the way of others."""
    present = [
        side
        for side in sides
        if side.ref is not None or side.role == POLICY_SIDE or side.system in wishes.create_in - wishes.sealed
    ]
    conflicts: list[Conflict] = []
    remarks: list[Remark] = list(wishes.remarks)
    wanted: dict[str, dict[str, Change]] = {side.system: {} for side in present}
    for name, rule in rules.items():
        merged = merge(FIELDS[name], present, rule)
        if merged.conflict is not None:
            conflicts.append(merged.conflict)
        for change, side in _changes(FIELDS[name], present, merged, rule):
            refusal = _refusal(change, side, rule, wishes)
            if refusal is None:
                wanted[side.system][name] = change
                continue
            if refusal.code == SEALED and name == "pools":
                wanted[side.system][name] = _leaving(change)
            if refusal.text:
                remarks.append(refusal)
    operations: list[Operation] = []
    for side in present:
        if side.role == POLICY_SIDE:
            continue
        moves = _moves(side, wanted[side.system].get("pools"), wishes)
        may_write = "pools" in rules and side.role in rules["pools"].write
        unmade = {move: remark for move in moves if (remark := _unmade(side, move, may_write=may_write, wishes=wishes))}
        remarks.extend(unmade.values())
        due = [move for move in moves if move not in unmade]
        operations.extend(_operations(side, wanted[side.system], due, wishes))
    first = sorted(operations, key=lambda each: not _restricts(each, wishes))  # stable: the rest keeps its order
    return Plan(person, tuple(first), tuple(conflicts), tuple(remarks), wishes.wake_on)


def _restricts(operation: Operation, wishes: Wishes) -> bool:
    """Does it carry a restriction? Those go before all other writes, in whatever system."""
    leaves = operation.verb == "remove_from_pool" and operation.why == FORBIDDEN
    return leaves or operation.system in wishes.sealed or not operation.fields.isdisjoint(RESTRICTIONS)


def restricting(plan: Plan, because: Remark) -> Plan:
    """Of a plan, what restricts and tells nobody anything: lists that must be left, and restrictions that other records
    of the person lack. ``because`` says why the rest is not made; nothing is asked about it either."""
    due = tuple(each for each in plan.operations if _only_restricts(each))
    return Plan(plan.person, due, remarks=(because,))


def _only_restricts(operation: Operation) -> bool:
    if operation.verb == "update":
        return bool(operation.fields) and operation.fields <= set(RESTRICTIONS)
    return operation.verb == "remove_from_pool" and operation.why == FORBIDDEN


def _changes(field: Field, sides: Iterable[Side], merged: Merged, rule: FieldRule) -> Iterable[tuple[Change, Side]]:
    why = merged.conflict.rule if merged.conflict else "edited on one side"
    for side in sides:
        if side.system in merged.wanted:
            was = side.now.get(field.name)
            first = field.name not in side.base
            reason = "fills a gap" if first and is_empty(was) and not merged.conflict else why
            yield Change(field.name, was, merged.wanted[side.system], reason), side


def _refusal(change: Change, side: Side, rule: FieldRule, wishes: Wishes) -> Remark | None:
    """Why a change may not be made; None when it may. An empty text means: not worth a word."""
    if side.role == POLICY_SIDE:
        return Remark("policy_side", "")
    if side.role not in rule.write:
        text = "" if FIELDS[change.field].derived else f"the policy never writes {change.field} here"
        return Remark("forbidden_direction", text, side.system, change.field)
    abilities = side.abilities.creatable | side.abilities.writable if side.ref is None else side.abilities.writable
    if change.field != "pools" and change.field not in abilities:
        return Remark("unwritable", f"this system cannot change {change.field}", side.system, change.field)
    if side.ref is not None and change.field not in side.now:
        return Remark("unreported", f"{change.field} is not shown at the moment", side.system, change.field)
    if side.system in wishes.sealed and not _tells_nothing(change):
        return Remark(SEALED, f"restricted: {change.field} is not passed on", side.system, change.field)
    if (side.system, change.field) in wishes.parked:
        return _parked(change.field, (side.system, change.field), change.field, wishes)
    return None


SEALED = "sealed"


def _tells_nothing(change: Change) -> bool:
    """May a sealed system be sent that: leaving lists, and the emptying of values of ours?"""
    if change.field == "pools":
        return _leaving(change) == change
    return FIELDS[change.field].derived and is_empty(change.value)


def _leaving(pools: Change) -> Change:
    """Of a change of lists, what is left. Whether something is to be joined besides must not keep anybody in a list."""
    was = _pools(pools.was)
    return replace(pools, value=tuple(pool for pool in _pools(pools.value) if pool in was))


def _operations(side: Side, wanted: Mapping[str, Change], moves: Sequence[Move], wishes: Wishes) -> Iterable[Operation]:
    plain = {name: change for name, change in wanted.items() if name != "pools"}
    if side.ref is None:
        if (side.system, CREATE) in wishes.parked:
            return
        yield from _creation(side, plain, wanted.get("pools"), wishes)
    elif plain:
        yield Operation("update", side.system, side.ref, _ordered(plain.values()))
    for move in moves:
        rule = wishes.because.get(move.pool, "")
        yield Operation(move.verb, side.system, side.ref, pool=move.pool, why=move.why, rule=rule)
    for note in wishes.notes:
        if _belongs(note, side, wishes) and (side.system, note.parked_as) not in wishes.parked:
            yield Operation("note", side.system, side.ref, note=note, why="history travels once")


def _belongs(note: NoteText, side: Side, wishes: Wishes) -> bool:
    """Does a note belong on this side's record, and is it not there yet?"""
    if note.key in wishes.noted or side.system in wishes.sealed:
        return False
    return side.role == "crm" if note.system is None else note.system == side.system and side.ref is not None


_ORDER = {name: place for place, name in enumerate(FIELDS)}

CREATE = "(create)"
"""Stands for a whole record where a field's name would stand, in what is parked."""


def _creation(side: Side, plain: Mapping[str, Change], pools: Change | None, wishes: Wishes) -> Iterable[Operation]:
    at_birth = [change for change in plain.values() if change.field in side.abilities.creatable]
    later = [change for change in plain.values() if change.field not in side.abilities.creatable]
    members: tuple[str, ...] = ()
    if pools is not None and "pools" in side.abilities.creatable:
        members = _allowed(pools.value, wishes)
        if members:
            at_birth.append(Change("pools", None, members, pools.why))
    push = wishes.push if side.role == "ats" else None
    # The rules of the lists that the record is made in; each once, where one is behind several.
    behind = dict.fromkeys(wishes.because[pool] for pool in members if pool in wishes.because)
    rule = push.name if push else ", ".join(behind)
    yield Operation(
        "create", side.system, None, _ordered(at_birth), why="no record in this system", rule=rule, push=push
    )
    if later:
        yield Operation("update", side.system, None, _ordered(later))


@dataclass(frozen=True, slots=True)
class Move:
    """One person joins or leaves one pool."""

    verb: Literal["add_to_pool", "remove_from_pool"]
    pool: str
    why: str


def _moves(side: Side, pools: Change | None, wishes: Wishes) -> tuple[Move, ...]:
    """Membership changes, one by one. Forbidden pools are left even when nothing else about pools changed."""
    if "pools" not in side.now and (side.ref is not None or "pools" in side.abilities.creatable):
        return ()
    now = _pools(side.now.get("pools"))
    target = tuple(
        pool for pool in (now if pools is None else _pools(pools.value)) if pool not in wishes.forbidden_pools
    )
    joins = [Move("add_to_pool", pool, pools.why if pools else "") for pool in target if pool not in now]
    leaves = [
        Move("remove_from_pool", pool, FORBIDDEN if pool in wishes.forbidden_pools else "left it in the ATS")
        for pool in now
        if pool not in target
    ]
    return (*joins, *leaves)


FORBIDDEN = "must not be in it"


def _unmade(side: Side, move: Move, *, may_write: bool, wishes: Wishes) -> Remark | None:
    """Why a move that is due is not made now; None when it is."""
    if not may_write:
        text = f"the policy lets us take nobody out of {move.pool!r}, where this person must not be"
        return Remark("forbidden_direction", text, side.system, "pools", review=True)
    if (side.system, f"pool:{move.pool}") in wishes.parked:
        return _parked(f"pool {move.pool!r}", (side.system, f"pool:{move.pool}"), "pools", wishes)
    return None


def _parked(what: str, waits: tuple[str, str], field: str, wishes: Wishes) -> Remark:
    text = f"{what} was given up by hand" if waits in wishes.dropped else f"{what} waits in review"
    return Remark("parked", text, waits[0], field)


def _allowed(value: Value, wishes: Wishes) -> tuple[str, ...]:
    return tuple(pool for pool in _pools(value) if pool not in wishes.forbidden_pools)


def _pools(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: _ORDER[change.field]))


def settled_fields(side: Side, plan: Plan, *, failed: frozenset[str]) -> dict[str, Value]:
    """The baseline of a side after its plan was carried out and read back into ``side.now``.

    Fields that wait for a human, are held, or whose write failed keep the baseline they had, on all sides: they are
    not agreed on, and what each side has to say is still news.
    """
    open_fields = plan.undecided | plan.held | failed
    settled = {name: value for name, value in side.now.items() if name not in open_fields}
    return {
        **{name: value for name, value in side.base.items() if name in open_fields or name not in side.now},
        **settled,
    }
