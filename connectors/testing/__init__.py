"""The conformance kit: one suite of rules that every connector passes. It needs pytest, as its users do.

A vendor plugs in with a dozen lines::

    class TestAcme(ConnectorSuite):
        package = "connectors.acme"

        @pytest.fixture
        def bench(self) -> Iterator[Bench]:
            with http_bench(AcmeSandbox(clock=frozen_clock(), limits=False), Acme, ...) as bench:
                yield bench

What a connector does not pass is written down in ``conformance.toml`` in its package: :mod:`connectors.testing.marks`.
"""

import pytest

pytest.register_assert_rewrite("connectors.testing.rules", "connectors.testing.fixtures")

from connectors.testing.fixtures import Bench, ambient_of, frozen_clock, http_bench  # noqa: E402
from connectors.testing.hostile import blow_up  # noqa: E402
from connectors.testing.samples import PLANTED, Human, Samples  # noqa: E402
from connectors.testing.suite import ConnectorSuite  # noqa: E402

__all__ = [
    "PLANTED",
    "Bench",
    "ConnectorSuite",
    "Human",
    "Samples",
    "ambient_of",
    "blow_up",
    "frozen_clock",
    "http_bench",
]
