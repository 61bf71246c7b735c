"""Thousands of deliveries at once, some twice, in no order, some forged: none is lost, none is there twice."""

from __future__ import annotations

import random

from tests.receiver.house import Door
from tests.receiver.senders import Letter, letter, send_all

DELIVERIES, TWICE, FORGED, PEOPLE = 5000, 0.2, 0.01, 900


def burst(dice: random.Random) -> list[Letter]:
    """So many requests, of which a fifth repeat another and one in a hundred is forged."""
    forged = [Letter(f"f-{at}", letter(at % PEOPLE).body, genuine=False) for at in range(round(DELIVERIES * FORGED))]
    repeated = round(DELIVERIES * TWICE)
    once = [Letter(f"e-{at}", letter(at % PEOPLE).body) for at in range(DELIVERIES - repeated - len(forged))]
    letters = [*once, *dice.sample(once, repeated), *forged]
    dice.shuffle(letters)
    return letters


def test_a_burst(door: Door) -> None:
    letters = burst(random.Random(5))
    assert len(letters) == DELIVERIES
    answered = send_all(door.port, letters, connections=12)
    assert {status for sent, status in answered if sent.genuine} == {200}
    assert {status for sent, status in answered if not sent.genuine} == {401}
    genuine = {each.id for each in letters if each.genuine}
    rows = door.deliveries()
    assert len(rows) == len(genuine)
    assert {row["id"] for row in rows} == genuine
    hints = door.hints()
    assert sorted(int(row["ref_id"]) for row in hints) == list(range(1, PEOPLE + 1))
    correlations = {row["correlation"] for row in rows}
    assert {row["correlation"] for row in hints} <= correlations
    assert len(correlations) == len(genuine)
    assert door.counted("accepted") == len(genuine)
    assert door.counted("duplicate") == DELIVERIES * TWICE
    assert door.counted("refused_mismatch") == DELIVERIES * FORGED
