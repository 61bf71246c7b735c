"""Many who tell and chain at once make one chain: nothing is lost, nothing is there twice."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack

import pytest

from syncengine.audit import verify
from syncengine.core.chain import Entry
from syncengine.store import Store, audit, open_store
from syncengine.store.audit_reading import entries
from tests.store.processes import line_of, python

TELLER = """
import sys
from syncengine.core.chain import Entry
from syncengine.store import audit, open_store
url, name, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = open_store(url)
print("ready", flush=True)
sys.stdin.readline()
for number in range(rounds):
    with store.write_own() as connection:
        audit.tell(connection, *(Entry(at=1.0, what=name, subject=f"{name} {number} {each}") for each in range(3)))
    if "seals" in name:
        audit.seal(store)
print("told", flush=True)
sys.stdin.readline()
"""
ROUNDS = 25


def subjects(store: Store) -> Counter[str | None]:
    with store.read() as connection:
        return Counter(row.entry.subject for row in entries(connection))


def test_processes_that_tell_and_chain_at_once(store_url: str) -> None:
    names = ["seals a", "seals b", "tells c"]
    with ExitStack() as stack:
        running = [stack.enter_context(python(TELLER, store_url, name, str(ROUNDS))) for name in names]
        assert [line_of(each) for each in running] == ["ready"] * 3
        for each in running:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        assert [line_of(each) for each in running] == ["told"] * 3
    store = open_store(store_url)
    try:
        verdict = verify(store, now=1.0)
        assert (verdict.is_whole, verdict.entries) == (True, 3 * 3 * ROUNDS)
        wanted = [f"{name} {number} {each}" for name in names for number in range(ROUNDS) for each in range(3)]
        assert subjects(store) == Counter(wanted)
    finally:
        store.close()


def test_what_somebody_told_who_was_killed_is_chained_by_the_next(store_url: str) -> None:
    with python(TELLER, store_url, "tells", "2") as process:
        assert line_of(process) == "ready"
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        assert line_of(process) == "told"
        process.kill()
        process.wait()
    store = open_store(store_url)
    try:
        assert subjects(store) == Counter()
        assert (verify(store, now=1.0).entries, sum(subjects(store).values())) == (6, 6)
    finally:
        store.close()


@pytest.mark.parametrize("batch", [1, 7])
def test_threads_that_chain_the_same_at_once(empty: Store, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncengine.store.audit._BATCH", batch)
    with empty.write() as connection:
        audit.tell(connection, *(Entry(at=1.0, what="one", subject=str(number)) for number in range(40)))
    sealed: list[int] = []
    threads = [threading.Thread(target=lambda: sealed.append(audit.seal(empty))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(sealed) == 40
    assert verify(empty, now=1.0).is_whole
    assert subjects(empty) == Counter(map(str, range(40)))
