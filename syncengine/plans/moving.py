"""A person of a saved plan and the world as it is now: what is still to be done, what is done, and what has moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mappings.canonical import FIELDS, Fields, Value
from mappings.keys import same
from syncengine.core.model import Operation, Plan
from syncengine.core.reconcile import CREATE
from syncengine.plans.entries import Entry, spelt
from syncengine.plans.pieces import Aim, Piece, pieces
from syncengine.store.written import Written
from syncengine.work.facts import Facts

NOTHING = "nothing"

APPLY = "apply"
"""The command whose writes are ours."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that is not as it was planned, in words. ``planned`` is what was to come about, and ``now`` what would
    come about now, or why nothing would. They show personal data."""

    what: str
    planned: str
    now: str
    system: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as they are. ``operations`` are what would be written now, of that which the plan is about; ``shown`` is
    what each living record shows, by (system, ref id); ``written`` is what was written since the plan was made."""

    operations: tuple[Operation, ...]
    plan: Plan
    shown: Mapping[tuple[str, str], Fields] = field(default_factory=dict)
    noted: frozenset[str] = frozenset()
    parked: frozenset[tuple[str, str]] = frozenset()
    written: Sequence[Written] = ()

    @property
    def records(self) -> frozenset[str]:
        return frozenset(spelt(*ref) for ref in self.shown)

    @property
    def made(self) -> Mapping[str, str]:
        """Systems where we have made a record since, each with its id."""
        refs = ((each.system, each.ref_id) for each in self.written if each.verb == "create" and each.ref_id)
        return {system: ref_id for system, ref_id in refs if (system, ref_id) in self.shown}


def seen_of(facts: Facts, plan: Plan, operations: Sequence[Operation], written: Sequence[Written]) -> Seen:
    shown = {(side.system, side.ref): side.now for side in (*facts.sides, *facts.seconds) if side.ref is not None}
    return Seen(tuple(operations), plan, shown, facts.noted, facts.parked, written)


@dataclass(frozen=True, slots=True)
class Standing:
    """``pending`` are as planned and to be written; ``done`` are as planned and there; ``parked`` were refused, or
    given up by a human. ``moved`` is what stands against the plan, ``more`` what would be written besides it."""

    pending: frozenset[Piece]
    done: frozenset[Piece]
    parked: frozenset[Piece]
    moved: tuple[Moved, ...]
    more: tuple[Moved, ...]
    begun: bool

    @property
    def against(self) -> tuple[Moved, ...]:
        """What keeps us from writing anything. Once we have written some of it, what follows from that is no news."""
        return self.moved if self.begun else (*self.moved, *self.more)


def standing(entry: Entry, seen: Seen) -> Standing:
    """Compare. Nothing is guessed: whatever is neither to be done in the same way nor done already has moved."""
    wanted = pieces(entry.operations, records=entry.records)
    now = pieces(seen.operations, records=entry.records)
    pending = {piece for piece, aim in wanted.items() if piece in now and _alike(piece, aim, now[piece])}
    done = {piece for piece, aim in wanted.items() if piece not in now and _is_done(piece, aim, seen)}
    parked = {piece for piece in wanted.keys() - now.keys() - done if _is_parked(piece, seen)}
    left = sorted(wanted.keys() - pending - done - parked)
    return Standing(
        pending=frozenset(pending),
        done=frozenset(done),
        parked=frozenset(parked),
        moved=(*_records_moved(entry, seen), *(_moved(piece, wanted[piece], now.get(piece), seen) for piece in left)),
        more=tuple(_moved(piece, None, now[piece], seen) for piece in sorted(now.keys() - wanted.keys())),
        begun=any(each.command == APPLY for each in seen.written),
    )


def _alike(piece: Piece, planned: Aim, now: Aim) -> bool:
    if piece.kind == "note" and None in (planned.value, now.value):
        return planned.was == now.was
    return planned == now


def _is_done(piece: Piece, aim: Aim, seen: Seen) -> bool:
    made = seen.made.get(piece.system)
    if piece.kind in {"create", "born"}:
        return made is not None
    if piece.kind == "note":
        return piece.name in seen.noted or any(_noted(each, piece) for each in seen.written)
    ref_id = piece.record or made
    shown = seen.shown.get((piece.system, ref_id)) if ref_id else None
    if shown is None:
        return False
    return _shows(piece, aim, shown) or any(_wrote(each, piece, aim, ref_id) for each in seen.written)


def _shows(piece: Piece, aim: Aim, shown: Fields) -> bool:
    if piece.kind == "pool":
        pools = shown.get("pools")
        return isinstance(pools, tuple) and (piece.name in pools) is aim.value
    return piece.name in shown and same(FIELDS[piece.name], shown[piece.name], aim.value)


def _wrote(write: Written, piece: Piece, aim: Aim, ref_id: str | None) -> bool:
    """Was that written, whatever somebody made of it since?"""
    if (write.system, write.ref_id) != (piece.system, ref_id):
        return False
    if piece.kind == "pool":
        return write.pool == piece.name and (write.verb == "add_to_pool") is aim.value
    return piece.name in write.values and write.values[piece.name] == aim.value


def _noted(write: Written, piece: Piece) -> bool:
    """Was a note of the row written?"""
    return write.system == piece.system and (write.note_key or "").startswith(f"{piece.name}:")


def _is_parked(piece: Piece, seen: Seen) -> bool:
    """Was it refused, or given up by a human? Of notes a whole row is."""
    names = {name.partition("@")[0] for system, name in seen.parked if system == piece.system}
    if piece.kind == "note":
        return any(name.startswith("note:") for name in names)
    own = {"create": CREATE, "pool": f"pool:{piece.name}"}.get(piece.kind, piece.name)
    return own in names or (piece.kind == "born" and CREATE in names)


def _records_moved(entry: Entry, seen: Seen) -> Iterator[Moved]:
    ours = {spelt(*ref) for ref in seen.made.items()}
    for record in sorted({*entry.records} - seen.records):
        yield Moved(f"record {record}", "a record of this person", "is gone, or is somebody else's")
    for record in sorted(seen.records - {*entry.records} - ours):
        yield Moved(f"record {record}", NOTHING, "is a record of this person by now")


def _moved(piece: Piece, planned: Aim | None, now: Aim | None, seen: Seen) -> Moved:
    what = what_of(piece)
    before = NOTHING if planned is None else said(piece, planned)
    after = said(piece, now) if now is not None else _instead(piece, seen)
    name = piece.name if piece.kind in {"field", "born"} else None
    return Moved(what, before, after, piece.system, name)


def what_of(piece: Piece) -> str:
    where = f"{piece.system} {piece.record}" if piece.record else f"the new record in {piece.system}"
    names = {"create": "record", "pool": f"list {piece.name}", "note": "note"}
    return f"{names.get(piece.kind, piece.name)} of {where}" if piece.kind != "create" else where


def said(piece: Piece, aim: Aim) -> str:
    if piece.kind == "create":
        return "is made"
    if piece.kind == "pool":
        return "joins" if aim.value else "leaves"
    if piece.kind == "note":
        return "is written" if aim.value is None else f"is written: {aim.value}"
    return f"{spoken(aim.was)} -> {spoken(aim.value)}"


def _instead(piece: Piece, seen: Seen) -> str:
    """What stands in the place of something that is not planned any more: what the record shows, or why not."""
    shown = seen.shown.get((piece.system, piece.record))
    if shown is not None and piece.kind == "field":
        return f"shows {spoken(shown.get(piece.name))}"
    if shown is not None and piece.kind == "pool":
        return "is in it" if _shows(piece, Aim(value=True), shown) else "is not in it"
    about = (each.text for each in seen.plan.remarks if each.system in {None, piece.system})
    return next((f"not planned: {text}" for text in about if text), "not planned any more")


def spoken(value: Value) -> str:
    if value in (None, ()):
        return "(empty)"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
