"""`explain --as-of` says what was recorded at that moment, whatever happened since."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncengine.core.model import Change, Operation
from syncengine.front.timeline.as_of import AsOf, as_of
from syncengine.store import Store, journal, open_store, people
from syncengine.store.queue import LIVE
from syncengine.work.uniting import split
from tests.timeline.history import History, Shown

STEPS = 160


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def large(postgres_url: str) -> Iterator[Store]:
    opened = open_store(postgres_url)
    yield opened
    opened.close()


def shown(found: AsOf) -> Shown | None:
    """In the words of a history."""
    if found.being != "known":
        return None
    return {
        "links": {(link.system, link.ref_id) for link in found.links},
        "records": {(each.system, each.ref_id): (each.fields, each.gone) for each in found.records},
        "applications": {(each.parent_id, each.ref_id): each.fields for each in found.applications},
        "questions": {(each.id, each.kind, each.subject) for each in found.questions},
        "under way": {(each.id, each.ref_id) for each in found.writes if each.state == "sent"},
        "done": sorted((each.ended_at, each.verb, each.ref_id) for each in found.writes if each.state == "done"),
    }


def compare(store: Store, *, seed: int, instants: int, patch: pytest.MonkeyPatch) -> int:
    """Live a history, and ask for random people at random moments of it. Returns how often they were known then."""
    dice = random.Random(seed)
    patch.setattr("secrets.token_hex", lambda length: dice.randbytes(length).hex())
    history = History(store, dice)
    history.live(STEPS)
    moments = sorted(history.shown)
    known = 0
    with store.read() as connection:
        for _ in range(instants):
            exact = dice.choice(moments)
            at = dice.choice((exact, exact - 0.01, dice.uniform(moments[0] - 5, moments[-1] + 5)))
            who = dice.choice(sorted(history.everybody))
            recorded = history.at(at).get(who)
            known += recorded is not None
            assert shown(as_of(connection, who, at)) == recorded, (who, at)
    return known


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_it_equals_what_was_recorded_at_any_moment(small: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in all at a thousand moments."""
    assert compare(small, seed=seed, instants=250, patch=monkeypatch) > 50


def test_on_a_server_too(large: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare(large, seed=5, instants=50, patch=monkeypatch) > 10


def test_what_was_written_to_a_record_goes_with_it_and_was_somebody_elses_before(small: Store) -> None:
    with small.write() as connection:
        ada = people.new_person(connection, now=1.0)
        for ref_id in ("1", "2"):
            record = {"system": "crm", "kind": "candidate", "ref_id": ref_id}
            people.make_link(connection, person_id=ada, **record, evidence={}, actor="talentsync", now=1.0)
        update = Operation("update", "crm", "2", (Change("title", None, "x", "owner: ats"),))
        journal.write_down(connection, update, person=ada, run_id="r_1", mark="m", now=2.0)
        [wrong] = [link for link in people.links_of(connection, [ada]) if link.ref_id == "2"]
        eda = split(connection, wrong, evidence={}, by="grace", lane=LIVE, now=3.0)
        journal.follow_record(connection, ("crm", "2"), former=ada, person=eda)
        told = {(who, at): len(as_of(connection, who, at).writes) for who in (ada, eda) for at in (2.5, 3.0)}
    assert told == {(ada, 2.5): 1, (ada, 3.0): 0, (eda, 2.5): 0, (eda, 3.0): 1}
