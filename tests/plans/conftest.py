"""Plans are tried in the world of the stories."""

from __future__ import annotations

import pytest

from tests.conftest import ENGINES
from tests.stories.conftest import ports, quick_starts, quiet, server, world

__all__ = ["ports", "quick_starts", "quiet", "server", "world"]

ON_BOTH_ENGINES = {
    "test_interrupted_half_way_it_goes_on_where_it_stopped",
    "test_two_who_became_one_are_named",
}
"""The others ask nothing else of a store."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.function.__name__ in ON_BOTH_ENGINES:
        metafunc.parametrize("server", ENGINES, indirect=True)
