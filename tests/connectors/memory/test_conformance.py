"""The memory connector passes the conformance kit: the reference for vendors, and the proof that the rules can hold."""

from __future__ import annotations

import pytest

from connectors.testing import Bench, ConnectorSuite
from tests.connectors.memory.bench import memory_bench


class TestMemory(ConnectorSuite):
    package = "connectors.memory"

    @pytest.fixture
    def bench(self) -> Bench:
        return memory_bench()
