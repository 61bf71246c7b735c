"""Two saved plans: what is new, gone or changed from the one to the other, person by person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from syncengine.core.model import PersonId
from syncengine.plans.effects import Filter
from syncengine.plans.entries import Entry
from syncengine.plans.moving import NOTHING, Moved, said, what_of
from syncengine.plans.pieces import Pieces, pieces
from syncengine.plans.reading import SavedPlan


@dataclass(frozen=True, slots=True)
class Difference:
    """A person about whom the two plans say different things; ``planned`` is what the old one says."""

    person: PersonId
    name: str
    how: Literal["new", "gone", "changed"]
    moved: tuple[Moved, ...]


def differences(old: SavedPlan, new: SavedPlan, *, only: Filter) -> Iterator[Difference]:
    """By the order of ids. Neither plan is held in memory. Raises BadPlan."""
    befores, afters = old.entries(), new.entries()
    before, after = next(befores, None), next(afters, None)
    while before is not None or after is not None:
        first = min(each.person for each in (before, after) if each is not None)
        one = before if before is not None and before.person == first else None
        other = after if after is not None and after.person == first else None
        found = _difference(one, other, only)
        if found is not None:
            yield found
        before = next(befores, None) if one is not None else before
        after = next(afters, None) if other is not None else after


def _difference(before: Entry | None, after: Entry | None, only: Filter) -> Difference | None:
    some = after or before
    if some is None or not only.means(some.person, some.records):
        return None
    records = {record for each in (before, after) if each is not None for record in each.records}
    then, now = (_pieces(each, only, records) for each in (before, after))
    moved = tuple(
        Moved(
            what_of(piece),
            said(piece, then[piece]) if piece in then else NOTHING,
            said(piece, now[piece]) if piece in now else NOTHING,
            piece.system,
            piece.name if piece.kind in {"field", "born"} else None,
        )
        for piece in sorted(then.keys() | now.keys())
        if then.get(piece) != now.get(piece)
    )
    if not moved:
        return None
    return Difference(some.person, some.name, "changed" if then and now else "new" if now else "gone", moved)


def _pieces(entry: Entry | None, only: Filter, records: set[str]) -> Pieces:
    return {} if entry is None else pieces(only.of(entry.operations), records=records)
