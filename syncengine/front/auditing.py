"""The audit as a human asks for it: is it whole, what does it tell of somebody, and a file to take along."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

import sqlalchemy as sa

from syncengine import audit as proving
from syncengine.audit import Verdict
from syncengine.audit.files import head_of, verify_file
from syncengine.core.chain import Chained
from syncengine.front.accessing import private_file
from syncengine.front.explain import names_of_systems, store_of
from syncengine.front.refs import NotKnown, record_named
from syncengine.front.timeline.moments import moment
from syncengine.settings import Settings
from syncengine.store import Store, audit, audit_reading
from syncengine.store.audit_reading import Choice

Format = Literal["jsonl", "csv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries, as a human says it. ``who`` is a person or a record; times are as
    `moments` reads them, and ``until`` itself is left out."""

    who: str | None = None
    run_id: str | None = None
    since: str | None = None
    until: str | None = None


class NotAnEnd(ValueError):
    """Something that is no end of a chain."""


def verify(
    settings: Callable[[], Settings],
    *,
    file: Path | None,
    known: str | None,
    now: Callable[[], float] = time.time,
) -> Verdict:
    """The audit of the store, or of an export, for which no configuration is needed. Raises NotKnown without a store,
    NotAnEnd, NotAnExport, OSError."""
    try:
        head = None if known is None else head_of(known)
    except ValueError as error:
        raise NotAnEnd(str(error)) from error
    if file is not None:
        return verify_file(file, known=head)
    with _store(settings()) as store:
        return proving.verify(store, now=now(), known=head)


def read(settings: Settings, asked: Asked, *, limit: int) -> list[Chained]:
    """The latest entries, the oldest of them first. Raises NotKnown."""
    with _sealed(settings) as store, store.read() as connection:
        choice = _choice(connection, asked, settings)
        return audit_reading.last(connection, choice, limit=limit)


def export(
    settings: Settings, asked: Asked, *, form: Format, out: Path | None, stdout: BinaryIO, overwrite: bool
) -> None:
    """Write entries as they come, to a file for its owner alone, or to ``stdout``. Raises NotKnown, NotAMoment,
    AlreadyThere."""
    lines = proving.export_csv if form == "csv" else proving.export_lines
    with _sealed(settings) as store, store.read() as connection:
        choice = _choice(connection, asked, settings)
        if out is None:
            stdout.writelines(lines(connection, choice))
            stdout.flush()
            return
        with private_file(out, overwrite=overwrite) as stream:
            stream.writelines(lines(connection, choice))


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    store = store_of(settings)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _sealed(settings: Settings) -> Iterator[Store]:
    """With everything that happened until now."""
    with _store(settings) as store:
        audit.seal(store)
        yield store


def _choice(connection: sa.Connection, asked: Asked, settings: Settings) -> Choice:
    """Somebody who was forgotten is still asked about by id. Raises NotKnown, NotAMoment."""
    now = time.time()
    since, until = (None if said is None else moment(said, now=now) for said in (asked.since, asked.until))
    choice = Choice(run_id=asked.run_id, since=since, until=until)
    if asked.who is None:
        return choice
    named = record_named(asked.who, systems=names_of_systems(settings))
    if named is not None:
        record = (named.system, named.ref_id)
        return replace(choice, record=record, people=audit_reading.people_of(connection, record))
    if not asked.who.startswith("p_"):
        raise NotKnown("name a person (p_...) or a record (SYSTEM:ID)")
    return replace(choice, people=frozenset({asked.who}))
