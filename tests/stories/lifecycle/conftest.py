"""Lives are told where every write that may mail somebody does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.lifecycle.acts import org
from tests.stories.swift import swift_folder
from tests.stories.world import Installation, Stage, install


@pytest.fixture
def world(ports: Stage, quiet: None, server: str | None) -> Iterator[Installation]:
    with swift_folder() as folder:
        installed = install(folder, ports, store=server)
        knobs = org(installed).knobs
        knobs.applications_mail = knobs.moves_mail = knobs.privacy_mails = True
        yield installed
