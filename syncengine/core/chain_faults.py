"""Walking along the chain of the audit: is every entry as it was written, in its place, and none missing?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from syncengine.core.chain import START, Chained, Head, hash_of

Kind = Literal["changed", "missing", "out of order", "cut off", "end", "journal", "file"]

MOST = 20
"""So many faults are told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was. ``seq`` is the number of the entry, the first of them where several are missing,
    ``until`` the last one; ``at`` (seconds since the epoch) and ``what`` are what it says, where it is there."""

    kind: Kind
    seq: int
    why: str
    until: int | None = None
    at: float | None = None
    what: str | None = None


@dataclass(slots=True)
class Faults:
    """The first of them, and how many there are."""

    first: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(fault)


class Walk:
    """Takes entries one by one. ``whole`` chains begin with 1 and leave none out; else every entry is judged by itself,
    and by the one before it where that is there. ``known`` is an end that was written down elsewhere."""

    def __init__(self, faults: Faults, *, whole: bool = True, known: Head | None = None) -> None:
        self._faults = faults
        self._whole = whole
        self._known = known
        self.met_known = known is None or known.seq == 0
        self._before: str | None = START
        self.entries = 0
        self.last = Head()

    def step(self, row: Chained) -> None:
        """The next entry."""
        seq, expected = row.seq, self.last.seq + 1
        is_right = _hash(row) == row.hash
        self.entries += 1
        if seq < expected:
            self._fault("out of order", row, "it stands behind one with a higher number, or is there twice")
            return
        if seq > expected:
            self._skipped(expected, seq - 1)
        if not is_right:
            self._fault("changed", row, "it is not what its hash was made of")
        elif seq == expected and not self._fits(row.previous):
            self._replaced(row)
        self._compare_with_known(row)
        self.last = Head(seq, row.hash)
        self._before = row.hash if is_right else None

    def unreadable(self, why: str) -> None:
        """Something stands where the next entry should."""
        self.entries += 1
        self.last = Head(self.last.seq + 1, "")
        self._before = None
        self._faults.add(Fault("changed", self.last.seq, why))

    def end(self, recorded: Head | None) -> None:
        """There are no more. ``recorded`` is where the chain says that it ends."""
        last = self.last.seq
        if recorded is None:
            self._faults.add(Fault("end", last, "where the chain ends is not recorded any more"))
        elif recorded.seq > last:
            self._cut_off(recorded.seq, "the chain is recorded to go further")
        elif recorded.seq < last:
            self._faults.add(Fault("end", last, f"the recorded end is {recorded.seq}: there are entries behind it"))
        elif not self._fits(recorded.hash):
            self._faults.add(Fault("end", last, "it is not the entry that is recorded as the end"))
        if not self.met_known and self._known is not None:
            self._cut_off(self._known.seq, "the end that was written down elsewhere is not there")

    def _fits(self, hash_: str) -> bool:
        """Is this the hash of the last entry? Of one that was changed nobody knows, and it is told already."""
        return self._before is None or hash_ == self._before

    def _skipped(self, first: int, last: int) -> None:
        if self._whole:
            self._faults.add(Fault("missing", first, "there is no entry of that number", until=last))

    def _replaced(self, row: Chained) -> None:
        """The one before it is right in itself, and is not the one that this one was chained to."""
        if row.seq == 1:
            self._fault("changed", row, "it is not the beginning of a chain")
        else:
            why = f"it is not the one that entry {row.seq} was chained to"
            self._faults.add(Fault("changed", row.seq - 1, why))

    def _compare_with_known(self, row: Chained) -> None:
        if self._known is not None and row.seq == self._known.seq:
            self.met_known = True
            if row.hash != self._known.hash:
                self._fault("changed", row, "it is not the one whose hash was written down elsewhere")

    def _cut_off(self, until: int, why: str) -> None:
        self._faults.add(Fault("cut off", self.last.seq + 1, why, until=until))

    def _fault(self, kind: Kind, row: Chained, why: str) -> None:
        self._faults.add(Fault(kind, row.seq, why, at=_seconds(row), what=str(row.entry.what)))


def _hash(row: Chained) -> str:
    try:
        return hash_of(row.seq, row.entry, row.previous)
    except TypeError:
        return ""


def _seconds(row: Chained) -> float | None:
    return row.entry.at if isinstance(row.entry.at, float) else None
