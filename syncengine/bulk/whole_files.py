"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from syncengine.bulk.complaints import refuse


@contextmanager
def written_whole(path: Path, *, overwrite: bool, private: bool = False) -> Iterator[TextIO]:
    """A stream to a hidden neighbour that takes the name ``path`` when the block ends well, and vanishes otherwise.
    ``private``: for its owner alone, whatever the umask says.

    Raises CannotMatch when the file is there and may not be overwritten, at the beginning and at the end.
    """
    check_free(path, overwrite=overwrite)
    neighbour = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # Without newline="" a line end within a cell would be changed on some systems.
        with open(neighbour, "w", encoding="utf-8", newline="", opener=_private if private else None) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        check_free(path, overwrite=overwrite)
        neighbour.replace(path)
    finally:
        neighbour.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raises CannotMatch when something is in the way."""
    if path.is_dir():
        raise refuse(path, "is a folder, not a file")
    if path.exists() and not overwrite:
        raise refuse(path, "is there already", fix="name another file, or add --force to overwrite it")
