"""Imported once by the process from which all others are forked: what every one of them would load again."""

from __future__ import annotations

import pytest
import rq.worker  # noqa: F401

import tests.fleet.roles  # noqa: F401
from syncengine.store.engines import make_engine
from tests.crash.client import warm_up
from tests.fleet.swiftly import be_swift

be_swift(pytest.MonkeyPatch())
warm_up()
make_engine("postgresql://nobody@127.0.0.1:1/nothing").dispose()
