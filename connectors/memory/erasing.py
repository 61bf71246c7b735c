"""What a world does with somebody who is to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.memory.fields import blank
from connectors.types import Erased

if TYPE_CHECKING:
    from connectors.memory.world import MemoryWorld

HANGS_ON: tuple[str, ...] = ("application", "note", "membership")
"""The kinds that belong to a candidate and go with it."""

LEFT = "The empty record and its applications stay, for the reports [doc: connectors/memory/README.md]."


def erase(world: MemoryWorld, candidate_id: str) -> Erased:
    """Take a candidate away with everything that hangs on it, or empty it where the world ``anonymises``."""
    try:
        if world.mischief.anonymises:
            _anonymise(world, candidate_id)
            return Erased("anonymised", left=(LEFT,))
        world.delete("candidate", candidate_id)
    except LookupError:
        return Erased("deleted", was_gone=True)
    _delete(world, candidate_id, HANGS_ON)
    return Erased("deleted")


def _anonymise(world: MemoryWorld, candidate_id: str) -> None:
    """The empty candidate stays, with its applications, for the reports. Raises LookupError."""
    row = world.row("candidate", candidate_id)
    for pool in row["pools"]:
        world.move(candidate_id, pool, inside=False)
    _delete(world, candidate_id, ("note",))
    kept = {name: row[name] for name in ("private", "can_email")}  # that somebody opted out is not lifted by it
    nothing = {**dict.fromkeys(world.added_fields()), **blank("candidate")}
    name = {"first_name": "Anonymised", "last_name": candidate_id, "erased": True}
    world.change("candidate", candidate_id, {**nothing, **kept, **name})


def _delete(world: MemoryWorld, candidate_id: str, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        for row in world.rows(kind):
            if row["candidate_id"] == candidate_id:
                world.delete(kind, row["id"])
