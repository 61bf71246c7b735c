"""One process at a time on an embedded store, and no lock that outlives its process."""

from __future__ import annotations

import pytest

from syncengine.store.lock import StoreInUse, hold
from tests.store.processes import line_of, python

HOLDER = """
import sys
from syncengine.store.lock import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_process_is_refused_until_the_first_is_killed(url: str) -> None:
    with python(HOLDER, url) as process:
        assert line_of(process) == "held"
        with pytest.raises(StoreInUse, match="another talentsync process"), hold(url):
            pass
        process.kill()
        process.wait()
        with hold(url):
            pass


def test_the_lock_is_given_back(url: str) -> None:
    for _ in range(2):
        with hold(url):
            pass


@pytest.mark.parametrize("shared", ["sqlite://", "sqlite:///:memory:", "postgresql://localhost/talentsync"])
def test_stores_without_a_file_are_not_locked(shared: str) -> None:
    with hold(shared), hold(shared):
        pass
