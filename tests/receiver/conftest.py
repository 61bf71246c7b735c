"""A receiver that runs, on SQLite unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.receiver.house import Door, configure, open_door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with open_door(configure(tmp_path)) as opened:
        yield opened
