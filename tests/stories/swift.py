"""What makes hundreds of short passes bearable: nothing is read or written to a disk more often than needed."""

from __future__ import annotations

import functools
import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mappings.loader import load_translator
from syncengine.settings import read_policy

translator = functools.cache(load_translator)
policy = functools.cache(read_policy)


def read_once(patch: pytest.MonkeyPatch) -> None:
    """Every pass starts an engine of its own, as a command does. What is the same each time is read once a process:
    certificates, translations, policies (a story that changes its policy gives it a new file)."""
    patch.setattr("ssl.create_default_context", functools.cache(ssl.create_default_context))
    patch.setattr("syncengine.app.building.load_translator", translator)
    patch.setattr("syncengine.app.building.read_policy", policy)
    patch.setattr("syncengine.settings.file.read_policy", policy)


@contextmanager
def swift_folder() -> Iterator[Path]:
    """A folder in memory, where there is such a thing: stores commit often, and every commit waits for its disk. What
    a killed process leaves behind is the same there."""
    memory = Path("/dev/shm")  # noqa: S108  # the directory made in it has a name that nobody can guess
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    with tempfile.TemporaryDirectory(prefix="talentsync-", dir=memory if usable else None) as folder:
        yield Path(folder)
