"""What the tests of the kit's own sharpness share: a double must fail its rule, the unbroken connector pass it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from connectors.memory import Memory
from connectors.testing import ConnectorSuite
from connectors.testing.marks import EXPECTED_FAILURES
from tests.connectors.memory.bench import memory_bench

Broken = list[tuple[type[Memory], str]]
"""Doubles with one fault each, and the rule that must notice it."""


def each_double(broken: Broken) -> pytest.MarkDecorator:
    """One test for each pair, called ``vendor`` and ``rule``."""
    names = [f"{vendor.__name__}-{rule}" for vendor, rule in broken]
    return pytest.mark.parametrize(("vendor", "rule"), broken, ids=names)


def each_rule(broken: Broken) -> pytest.MarkDecorator:
    """One test for each ``rule`` that some double breaks."""
    return pytest.mark.parametrize("rule", sorted({rule for _, rule in broken}))


def obey(rules: Iterable[str], vendor: type[Memory] = Memory) -> None:
    """Put a connector on a fresh bench for each rule."""
    for rule in rules:
        getattr(ConnectorSuite(), f"test_{rule}")(memory_bench(vendor))


def must_be_noticed(vendor: type[Memory], rule: str) -> None:
    with pytest.raises(EXPECTED_FAILURES):
        obey([rule], vendor)
