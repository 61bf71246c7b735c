"""Checking an export by itself: no store is needed, and no key."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

from syncengine.audit.exporting import END, end_line
from syncengine.audit.verifying import Verdict
from syncengine.core.chain import Head, read_line
from syncengine.core.chain_faults import Fault, Faults, Walk

_LONGEST_END = 4096
"""Bytes; the last line is far shorter."""


class NotAnExport(ValueError):
    """There is nothing in the file that could be checked."""


@dataclass(frozen=True, slots=True)
class End:
    """What the last line says of the lines before it. ``whole``: they are the whole chain."""

    head: Head
    whole: bool
    lines: int
    digest: str


def verify_file(path: Path, *, known: Head | None = None) -> Verdict:
    """``known`` is an end that was written down elsewhere. Raises NotAnExport, OSError."""
    with path.open("rb") as file:
        end = _end_of(file)
        faults = Faults()
        walk = Walk(faults, whole=end is None or end.whole, known=known)
        digest, lines = hashlib.sha256(), 0
        for number, line in _entries(file, end):
            _step(walk, line, number)
            digest.update(line)
            lines = number
    if end is None:
        faults.add(Fault("file", lines + 1, "the last line, which says where the chain ends, is missing or changed"))
    else:
        _close(walk, faults, end, lines=lines, digest=digest.hexdigest())
    is_part = end is not None and not end.whole
    if is_part and known is not None and not (walk.met_known or faults.count):
        raise NotAnExport(f"this is a part of the audit without entry {known.seq}; an end is held against all of it")
    return Verdict(walk.last, walk.entries, tuple(faults.first), faults.count, is_part=is_part)


def head_of(word: str) -> Head:
    """``57:3fa9...`` as `verify` shows it. Raises ValueError."""
    seq, sign, hash_ = word.partition(":")
    if not (sign and seq.isdecimal() and len(hash_) == hashlib.sha256().digest_size * 2):
        raise ValueError("an end of the chain is written NUMBER:HASH, as `talentsync audit verify` shows it")
    return Head(int(seq), hash_.lower())


def _end_of(file: IO[bytes]) -> End | None:
    """What the last line says; None when it is no end. Raises NotAnExport."""
    if file.readline().startswith(b"seq,at,what,"):
        raise NotAnExport("a table cannot be checked; export it with --format jsonl")
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise NotAnExport("the file is empty")
    file.seek(max(0, size - _LONGEST_END))
    last = file.read().splitlines(keepends=True)[-1]
    file.seek(0)
    return _read_end(last)


def _read_end(line: bytes) -> End | None:
    try:
        said = orjson.loads(line)
        end = End(head_of(said[END]), said["whole"], said["lines"], said["digest"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return end if line == end_line(end.head, whole=end.whole, lines=end.lines, digest=end.digest) else None


def _entries(file: IO[bytes], end: End | None) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, from 1, without the one that says the end."""
    before: bytes | None = None
    number = 0
    for line in file:
        if before is not None:
            number += 1
            yield number, before
        before = line
    if before is not None and end is None:
        yield number + 1, before


def _step(walk: Walk, line: bytes, number: int) -> None:
    if not line.endswith(b"\n"):
        walk.unreadable(f"line {number} is broken off")
        return
    try:
        row = read_line(line[:-1])
    except ValueError:
        walk.unreadable(f"line {number} is not an entry as it is written")
        return
    walk.step(row)


def _close(walk: Walk, faults: Faults, end: End, *, lines: int, digest: str) -> None:
    if end.whole:
        walk.end(end.head)
    if lines != end.lines:
        faults.add(Fault("file", lines, f"there are {lines} entries, and the last line tells of {end.lines}"))
    elif digest != end.digest and not faults.count:
        faults.add(Fault("file", lines, "the lines are not those that were exported"))
