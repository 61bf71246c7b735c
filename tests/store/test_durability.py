"""Kill -9 in the middle of a stream of transactions: what was acknowledged is there, and nothing by halves."""

from __future__ import annotations

import pytest

from syncengine.store import open_store, people, queue
from tests.store.processes import line_of, python

WRITER = """
import sys
from syncengine.store import open_store, people, queue
store = open_store(sys.argv[1])
while True:
    with store.write() as connection:
        person = people.new_person(connection, now=1.0)
        queue.mark_dirty(connection, [person], lane=queue.LIVE, reason="made", now=1.0)
    print(person, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 30, 150])
def test_every_acknowledged_transaction_survives_a_kill(url: str, lines: int) -> None:
    with python(WRITER, url) as process:
        acknowledged = [line_of(process) for _ in range(lines)]
        process.kill()
        assert process.stdout is not None
        # Whole lines only: the last one may have been cut off with its process.
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    store = open_store(url)
    with store.read() as connection:
        known = people.all_people(connection, limit=100_000)
        assert set(acknowledged) <= set(known)
        assert len(known) <= len(acknowledged) + 1
        assert queue.due(connection, limit=100_000) == known
    store.close()
