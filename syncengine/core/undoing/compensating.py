"""What takes back writes that were made: a plan like any other, made from what was written and what records show now.

A write is taken back as far as nobody has touched it since. A single value goes back to what was there before the first
of the writes, if it still is what the last of them made it. Of several values, ours are taken out and those that we
took away are put back; what others added stays. What cannot be taken back is said, each with why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from syncengine.core.model import NoteText, Operation, Verb
from syncengine.core.undoing.fields import take_back_field, was_written_later
from syncengine.core.undoing.model import (
    WITHDRAWN,
    WITHDRAWN_TEXT,
    Compensation,
    Left,
    Situation,
    Why,
    Write,
    change_of,
    standing,
)
from syncengine.core.undoing.record import Made, Record


def compensate(
    targets: Sequence[Write], *, history: Sequence[Write], situation: Situation, run: str, why: str
) -> Compensation:
    """Take back ``targets`` in a run. ``history`` are all writes to these records, the targets and what was taken back
    of them included, in this run and before it."""
    history = _with_targets(history, targets)
    ids = {each.id for each in targets}
    made = Made(
        concerned=ids & {each.id for each in standing([each for each in history if each.run != run])},
        open=ids & {each.id for each in standing(history)},
        why=why,
    )
    for record, found in groupby(sorted(targets, key=_by_record), key=lambda each: each.record):
        own = sorted((each for each in history if each.record == record), key=lambda each: (each.at, each.id))
        _take_back_record(Record(record, own, {each.id for each in found}, situation, why), made)
    return made.compensation()


def _with_targets(history: Sequence[Write], targets: Sequence[Write]) -> list[Write]:
    """The history, with targets that are not in it."""
    known = {each.id for each in history}
    return [*(each for each in targets if each.id not in known), *history]


def _by_record(write: Write) -> tuple[str, str, float]:
    return write.system, write.ref or "", write.at


def _take_back_record(of: Record, made: Made) -> None:
    own = [each for each in of.history if of.is_target(each)]
    if of.situation.closed:
        _leave_all(own, of, made, "restricted", of.situation.closed)
        return
    if of.record not in of.situation.shown:
        _leave_all(own, of, made, "gone", "the record is gone, or it is somebody else's by now")
        return
    for name in _names(own):
        take_back_field(name, of, made)
    for pool in _pools(own):
        _pool(pool, of, made)
    for write in own:
        if write.verb == "note" and of.abilities.takes_back_notes:
            made.held[(write.system, f"note:{write.note_key}")] = None
        if write.verb == "create":
            made.leave(
                [write], "record", "irreversible", "it was made for the person and stays; delete it there if need be"
            )
        elif write.verb == "note":
            _note(write, of, made)
        elif write.verb == "erase":
            made.leave([write], "record", "irreversible", "nobody who was erased can be brought back")


def _leave_all(own: Sequence[Write], of: Record, made: Made, code: Why, why: str) -> None:
    for write in own:
        made.leave([write], "record", code, why)


def _names(own: Sequence[Write]) -> list[str]:
    """Fields that updates wrote. What a record was made with goes with the record."""
    return sorted({change.field for each in own if each.verb == "update" for change in each.changes})


def _pools(own: Sequence[Write]) -> list[str]:
    return sorted({pool for each in own for pool in _pools_of(each)})


def _pools_of(write: Write) -> tuple[str, ...]:
    if write.pool is not None:
        return (write.pool,)
    change = change_of(write, "pools") if write.verb == "create" else None
    return change.value if change is not None and isinstance(change.value, tuple) else ()


def _pool(pool: str, of: Record, made: Made) -> None:
    """In a list or not: there is nothing between the two, so whoever is as before needs nothing."""
    touching = [each for each in of.history if pool in _pools_of(each)]
    chain = [each for each in touching if of.is_target(each)]
    first = chain[0]
    was_in = first.verb == "remove_from_pool"
    members = of.now.get("pools")
    what = f"pool {pool}"
    later = of.later(chain, touching)
    if not isinstance(members, tuple):
        made.leave(chain, what, "unshown", "lists are not shown at the moment")
    elif later is not None:
        made.leave(chain, what, "later", was_written_later(later))
    elif was_in and pool not in members and pool in of.situation.forbidden:
        made.leave(chain, what, "restricted", of.situation.forbidden[pool])
    elif was_in == (pool in members) or made.concerns(chain):
        made.restored.setdefault(of.record, set()).add("pools")
        made.held[(of.record[0], f"pool:{pool}")] = None
        if was_in != (pool in members):
            verb: Verb = "add_to_pool" if was_in else "remove_from_pool"
            made.moves.append(Operation(verb, *of.record, pool=pool, why=of.why, undoes=first.id))


def _note(write: Write, of: Record, made: Made) -> None:
    key = write.note_key or ""
    if key.startswith(WITHDRAWN):
        made.leave([write], "note", "later", "it is written again by the next pass, if it is still due")
        return
    if not of.abilities.takes_back_notes:
        made.leave([write], "note", "irreversible", "this system lets nobody change or delete a note; it stays there")
        return
    if write.id not in made.open:
        return
    text = NoteText(f"{WITHDRAWN}{key}", WITHDRAWN_TEXT)
    made.moves.append(Operation("note", *of.record, note=text, why=of.why, undoes=write.id))


def without_mails(found: Compensation, refused: Mapping[Operation, str]) -> Compensation:
    """The same, without the writes after which a vendor would mail somebody: ``refused`` says of each why."""
    if not refused:
        return found
    left = [Left(each.undoes, each.system, each.ref, _about(each), "mail", why) for each, why in refused.items()]
    kept = tuple(each for each in found.operations if each not in refused)
    return replace(found, operations=kept, left=(*found.left, *left))


def _about(operation: Operation) -> str:
    return ", ".join(sorted(operation.fields)) or operation.verb
