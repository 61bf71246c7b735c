"""Two rows side by side, in a base of as many others as a test wants: what is compared, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from syncengine.core.matching.base import Base
from syncengine.core.matching.cards import Cards
from syncengine.core.matching.comparing.extras import LEVELS
from syncengine.core.matching.comparing.levels import LABELS, extra_name
from syncengine.core.matching.filling import fill
from syncengine.core.matching.rows import ExtraKind
from syncengine.core.matching.tallies import tally

Row = Mapping[str, str]


def columns(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Rows as columns; what a row does not have is not said."""
    names = sorted({name for row in rows for name in row}) or ["first_name"]
    return {name: [row.get(name, "") for row in rows] for name in names}


def chunks(rows: Sequence[Row], size: int) -> Iterator[dict[str, list[str]]]:
    """Rows as columns, so many at a time."""
    return (columns(rows[at : at + size]) for at in range(0, len(rows), size))


def cards(*rows: Row, extras: Mapping[str, ExtraKind] | None = None) -> Cards:
    return fill(columns(rows), extras)


def base_of(*rows: Row, sides: Sequence[int] = (), extras: Mapping[str, ExtraKind] | None = None) -> Base:
    """A base of these rows, the first on side 0 and all others on side 1, unless told otherwise."""
    found = cards(*rows, extras=extras)
    where = np.array(sides or [0, *(1 for _ in rows[1:])], np.int16)
    return Base(found, tally(found), where, extras or {})


def levels(one: Row, other: Row, *others: Row, extras: Mapping[str, ExtraKind] | None = None) -> dict[str, str]:
    """What each comparison finds between the first two rows."""
    base = base_of(one, other, *others, extras=extras)
    labels = {**LABELS, **{extra_name(name): LEVELS[kind] for name, kind in (extras or {}).items()}}
    ours, theirs = np.array([0]), np.array([1])
    forth, back = base.levels(ours, theirs), base.levels(theirs, ours)
    assert {name: level.tolist() for name, level in forth.items()} == {
        name: level.tolist() for name, level in back.items()
    }, "which half is which must not matter"
    return {name: labels[name][int(level[0])] for name, level in forth.items()}


def named(first: str, last: str, **more: str) -> Row:
    return {"first_name": first, "last_name": last, **more}
