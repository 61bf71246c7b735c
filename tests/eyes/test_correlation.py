"""From a delivery to the write that it led to: the same word in the hint, the record, the journal and every line of the
log on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from syncengine.serve.worker import hands_of
from syncengine.settings import Delivery
from syncengine.store import queue
from syncengine.store.tables import operation, snapshot
from tests.eyes.listening import heard, listen, of
from tests.stories.conftest import ports, quick_starts
from tests.stories.swift import swift_folder
from tests.stories.world import Installation, Stage, install

__all__ = ["ports", "quick_starts"]

FIRST = "d_000000000001"
"""The correlation of the first delivery of a world, the second being ...2."""


def second(number: int) -> str:
    return f"d_{number:012x}"


@pytest.fixture
def world(ports: Stage) -> Iterator[Installation]:
    with swift_folder() as folder:
        yield install(folder, ports)


def journal(world: Installation) -> list[Any]:
    with world.store() as store, store.read() as connection:
        found = sa.select(operation).where(operation.c.correlation.is_not(None)).order_by(operation.c.planned_at)
        return list(connection.execute(found))


def test_a_delivery_is_named_in_all_that_follows_from_it(
    world: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, same = world.met("Ada")
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    told_at = world.clock.now()
    listen(capsys)
    world.hear()
    world.crm.shows(same, title="Engineer")
    [row] = journal(world)
    assert (row.correlation, row.lane, row.told_at, row.run_id) == (FIRST, queue.LIVE, told_at, world.outcome.run_id)
    with world.store() as store, store.read() as connection:
        named = sa.select(snapshot.c.ref_id).where(snapshot.c.correlation == FIRST)
        assert connection.execute(named).scalars().all() == [ada]

    lines = heard(capsys)
    named_lines = [line for line in lines if line.get("correlation") == FIRST]
    told = [(line["event"], line.get("method"), line.get("system")) for line in named_lines]
    assert told == [
        ("http.reply", "GET", "greenhouse"),
        ("look.done", None, "greenhouse"),
        ("http.reply", "GET", "gem"),  # whose account it is, before anything else is asked of it
        ("http.reply", "PUT", "gem"),
        ("operation.done", None, "gem"),
        ("person.ran", None, None),
    ]
    [ran] = of(lines, "person.ran")
    assert (ran["person"], ran["lane"], ran["run"], ran["state"]) == (row.person_id, "live", row.run_id, "finished")
    assert (ran["planned"], ran["written"]) == (["update gem title"], ["update gem title"])
    assert {line.get("run") for line in named_lines[2:]} == {row.run_id}


def test_somebody_new_is_named_from_the_match_to_the_record_that_is_made(
    world: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    world.met("Ada")
    ben = world.ats.candidate("Ben", email="ben@example.com")
    world.told(world.ats, world.ats.apply(ben), kind="application")
    world.told(world.ats, ben)
    listen(capsys)
    world.hear()
    lines = heard(capsys)
    [decided] = of(lines, "match.decided")
    assert (decided["outcome"], decided["record"], decided["correlation"]) == (
        "new person",
        f"greenhouse:{ben}",
        second(2),
    )
    [made] = [row for row in journal(world) if row.verb == "create"]
    assert (made.correlation, made.person_id) == (second(2), decided["person"])


def test_a_link_says_by_what_it_was_made(world: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    world.both_know("Ada")
    listen(capsys)
    world.backfill()
    decided = [(line["outcome"], line.get("keys")) for line in heard(capsys, "match.decided")]
    assert decided == [("new person", None), ("linked", ["email"])]


def test_a_question_says_why_it_is_asked(world: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    world.ats.candidate("Ada", "Lopez", email="info@initech.example")
    world.crm.person("Ada", "Lopez", email="info@initech.example")
    listen(capsys)
    world.backfill()
    assert len(world.in_review("possible_match")) > 0
    asked = [line for line in heard(capsys, "match.decided") if "asked" in line]
    assert len(asked) == 1
    assert asked[0]["outcome"] == "new person"


def test_an_opt_out_is_counted_from_when_it_was_told(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.ats.forbid_mail(ada)
    world.told(world.ats, ada, urgent=True)
    told_at = world.clock.now()
    world.hear()  # sees it
    world.sync()  # whoever is due is run with the next pass, if no daemon does it at once
    world.crm.shows(same, pools=())
    rows = journal(world)
    assert rows != []
    assert {(row.correlation, row.lane, row.told_at) for row in rows} == {(FIRST, queue.RESTRICTIONS, told_at)}


def test_an_opt_out_that_polling_saw_is_counted_from_the_vendors_change(world: Installation) -> None:
    ada, _ = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.ats.forbid_mail(ada)
    changed_at = world.clock.now()
    world.clock.skip(100.0)
    world.sync()
    with world.store() as store, store.read() as connection:
        rows = connection.execute(sa.select(operation).where(operation.c.lane == queue.RESTRICTIONS)).all()
    assert rows != []
    assert [row.told_at for row in rows] == [pytest.approx(changed_at, abs=1.0)] * len(rows)
    assert {row.correlation for row in rows} == {None}


def test_what_was_parked_and_left_alone_is_said_with_its_cause(
    world: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, _ = world.met("Ada")
    world.ats.edit(ada, title="Engineer " * 60)  # longer than the other side takes
    world.told(world.ats, ada)
    listen(capsys)
    world.hear()
    [review] = world.in_review("parked")
    lines = heard(capsys)
    [parked] = of(lines, "operation.parked")
    [ran] = of(lines, "person.ran")
    assert (parked["fields"], parked["error"], parked["correlation"]) == (["title"], "Unsayable", FIRST)
    assert ran["parked"] == [f"gem title: Unsayable {parked['cause']}"]
    assert "Engineer" not in str(lines)
    with world.store() as store, store.read() as connection:
        cause = sa.text("SELECT cause FROM review WHERE id = :id")
        assert connection.execute(cause, {"id": review.id}).scalar_one() == parked["cause"]


def test_who_waits_for_a_closed_system_is_said_to(world: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    ada, _ = world.met("Ada")
    world.crm.meanwhile(world.crm.lock_out, world.crm.writing_person)
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    listen(capsys)
    world.hear()
    [ran] = heard(capsys, "person.ran")
    assert (ran["state"], ran["held_for"], ran["correlation"]) == ("held", "gem", FIRST)


def test_a_second_record_that_was_not_made_is_in_the_journal_and_in_the_log(
    world: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    world.met("Ada")
    ben = world.ats.candidate("Ben", email="ben@example.com")
    world.told(world.ats, world.ats.apply(ben), kind="application")
    world.told(world.ats, ben)
    world.crm.person("Ben", email="ben@example.com")  # nobody told, and nothing is listed
    listen(capsys)
    world.hear()
    assert len(world.crm.everybody()) == 2
    assert [line["system"] for line in heard(capsys, "ghost.averted")] == ["gem"]
    with world.store() as store, store.read() as connection:
        rows = connection.execute(sa.select(operation).where(operation.c.verb == "create")).all()
    assert [(row.system, row.state, row.sent_at, row.correlation) for row in rows] == [
        ("gem", "found", None, second(2))
    ]


def test_threads_of_the_dispatcher_do_not_mix_deliveries_up(
    world: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    world.configure(workers=4)
    names = ("Ada", "Bruno", "Clara", "Dmitri", "Edsger", "Fatima")
    known = [world.both_know(name) for name in names]
    world.backfill()
    because = {}
    for number, (candidate, same) in enumerate(known, 1):
        world.ats.edit(candidate, title=f"Engineer {number}")
        world.told(world.ats, candidate)
        because[same] = second(number)
    listen(capsys)
    world.hear()
    written = [line for line in heard(capsys, "http.reply") if line["method"] == "PUT"]
    assert {line["path"].rsplit("/", 1)[-1]: line["correlation"] for line in written} == because
    assert len({line["person"] for line in written}) == len(known)


def test_a_worker_that_hears_a_bell_says_the_same(
    world: Installation, redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, _ = world.met("Ada")
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    with world._engine() as engine:
        engine.observer.look_again(engine.systems["greenhouse"])
        with engine.store.write() as connection:
            queue.agree(connection, lane=queue.LIVE, until=world.clock.now())
            [person] = queue.due(connection)
        listen(capsys)
        with hands_of(engine, Delivery(redis_url)) as hands:
            hands.run(person, "r_bell")
    lines = heard(capsys)
    [put] = [line for line in of(lines, "http.reply") if line["method"] == "PUT"]
    for line in (put, *of(lines, "operation.done"), *of(lines, "person.ran")):
        assert (line["person"], line["correlation"], line["run"], line["lane"]) == (person, FIRST, "r_bell", "live")
