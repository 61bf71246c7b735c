"""The export of all that we hold on one person, on the screen or in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from syncengine.erasure.access import document
from syncengine.erasure.asking import subject_of
from syncengine.front.explain import names_of_systems, store_of
from syncengine.front.refs import person_named
from syncengine.settings import Settings
from syncengine.settings.starter import AlreadyThere
from syncengine.store import audit

_OWNER_ONLY = 0o600


def read_access(
    settings: Settings, word: str, *, by: str = "somebody", now: Callable[[], float] = time.time
) -> dict[str, Any]:
    """The document on the person that a word names; the audit tells that it was made. Raises NotKnown."""
    store = store_of(settings)
    try:
        with store.read() as connection:
            person = person_named(connection, word, systems=names_of_systems(settings))
            found = document(connection, subject_of(connection, person), now=now())
        with store.write_own() as connection:
            audit.tell(connection, audit.Entry(at=now(), what="access", actor=by, person_id=person))
        audit.seal_soon(store)
        return found
    finally:
        store.close()


def write_private(path: Path, text: str, *, overwrite: bool) -> None:
    """A new file for its owner alone, whatever the umask says. Raises AlreadyThere."""
    with private_file(path, overwrite=overwrite) as file:
        file.write(text.encode())


@contextmanager
def private_file(path: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """The same for what is written piece by piece. It is there when the block ends, whole. Raises AlreadyThere."""
    if path.exists() and not overwrite:
        raise AlreadyThere(f"{path} is there already; to overwrite it: --force")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        _put(beside, path, overwrite=overwrite)
    finally:
        beside.unlink(missing_ok=True)


def _put(beside: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        beside.replace(path)
        return
    try:
        os.link(beside, path)  # unlike a rename it never replaces what somebody put there meanwhile
    except FileExistsError:
        raise AlreadyThere(f"{path} is there already; to overwrite it: --force") from None
