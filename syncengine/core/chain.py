"""The audit as a chain: what is told of one thing that happened, and the hash by which the next entry holds on to it.

The hash of an entry is the SHA-256 of its line without the hash: JSON, the names in the order of `COLUMNS`, without
spaces, in UTF-8. No key is in it, so that anybody who has the lines can check them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

OURS = "talentsync"
"""Who acts where no human did."""

START = "0" * 64
"""What the first entry has in the place of the hash before it."""

COLUMNS = (
    "seq",
    "at",
    "what",
    "actor",
    "person_id",
    "system",
    "ref_id",
    "subject",
    "run_id",
    "policy",
    "rule",
    "why",
    "before",
    "after",
    "request_id",
    "previous",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is told: ids, names of fields and of rules, and keyed hashes; no values. ``at`` is seconds since the epoch,
    ``what`` a verb and what became of it. ``subject`` is the id of a write, a link, a review, an erasure, a run.
    ``before`` and ``after`` are keyed hashes of values."""

    at: float
    what: str
    actor: str = OURS
    person_id: str | None = None
    system: str | None = None
    ref_id: str | None = None
    subject: str | None = None
    run_id: str | None = None
    policy: str | None = None
    rule: str | None = None
    why: str = ""
    before: str | None = None
    after: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Chained:
    """An entry in its place: its number, from 1, the hash of the one before it, and its own."""

    seq: int
    entry: Entry
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number and hash of the last entry."""

    seq: int = 0
    hash: str = START

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def chain(entry: Entry, *, after: Head) -> Chained:
    """The entry as the next one."""
    seq = after.seq + 1
    return Chained(seq, entry, after.hash, hash_of(seq, entry, after.hash))


def hash_of(seq: int, entry: Entry, previous: str) -> str:
    """Raises TypeError for what no entry can be: text that is none, an instant that is none."""
    return hashlib.sha256(_said(seq, entry, previous)).hexdigest()


def line_of(row: Chained) -> bytes:
    """The entry as a line of an export, without the end of the line."""
    return _said(row.seq, row.entry, row.previous)[:-1] + b',"hash":' + orjson.dumps(row.hash) + b"}"


def instant(seconds: float) -> str:
    """``2026-11-22T12:00:00.000000Z``. Raises TypeError when no instant of whole microseconds is meant."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TypeError("not an instant") from error
    if at.timestamp() != seconds:
        raise TypeError("not in whole microseconds")
    return f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def in_microseconds(seconds: float) -> float:
    """The nearest instant that can be told."""
    return datetime.fromtimestamp(seconds, UTC).timestamp()


def _said(seq: int, entry: Entry, previous: str) -> bytes:
    # One text for one entry: what is written here in two ways would have two hashes.
    return orjson.dumps(
        {
            "seq": seq,
            "at": instant(entry.at),
            "what": entry.what,
            "actor": entry.actor,
            "person_id": entry.person_id,
            "system": entry.system,
            "ref_id": entry.ref_id,
            "subject": entry.subject,
            "run_id": entry.run_id,
            "policy": entry.policy,
            "rule": entry.rule,
            "why": entry.why,
            "before": entry.before,
            "after": entry.after,
            "request_id": entry.request_id,
            "previous": previous,
        }
    )


def read_line(line: bytes) -> Chained:
    """What `line_of` was given. Raises ValueError for anything that it does not write."""
    found: Any = orjson.loads(line)
    if not isinstance(found, dict) or tuple(found) != (*COLUMNS, "hash"):
        raise ValueError("not an entry")
    at = datetime.fromisoformat(found.pop("at")).timestamp()
    seq, previous, hash_ = found.pop("seq"), found.pop("previous"), found.pop("hash")
    row = Chained(seq, Entry(at=at, **found), previous, hash_)
    try:
        as_written = line_of(row) == line
    except TypeError as error:
        raise ValueError("not an entry") from error
    if not as_written or not isinstance(seq, int):
        raise ValueError("not as it is written")
    return row
