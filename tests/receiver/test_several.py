"""Several receivers on one PostgreSQL: the same deliveries arrive at all of them, and each is there once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from syncengine.store import open_store
from syncengine.store.tables import delivery, hint
from tests.receiver.house import configure, event, rows
from tests.receiver.process import receive
from tests.receiver.senders import Letter, send_all

RECEIVERS, DELIVERIES, PEOPLE = 3, 300, 40


def test_receivers_share_a_store(tmp_path: Path, postgres_url: str) -> None:
    config = configure(tmp_path, store=postgres_url)
    letters = [Letter(f"e-{at}", event(1 + at % PEOPLE)) for at in range(DELIVERIES)]
    with ExitStack() as stack:
        ports = [stack.enter_context(receive(config)).port for _ in range(RECEIVERS)]
        orders = [random.Random(port).sample(letters, len(letters)) for port in range(RECEIVERS)]
        with ThreadPoolExecutor(RECEIVERS) as pool:
            answers = pool.map(lambda each: send_all(each[0], each[1], connections=4), zip(ports, orders, strict=True))
            assert {status for answered in answers for _, status in answered} == {200}
    store = open_store(postgres_url)
    stored, told = rows(store, delivery), rows(store, hint)
    store.close()
    assert {row["id"] for row in stored} == {each.id for each in letters}
    assert len(stored) == DELIVERIES
    assert {row["ref_id"] for row in told} == {str(1 + at) for at in range(PEOPLE)}
    assert {row["correlation"] for row in told} <= {row["correlation"] for row in stored}
