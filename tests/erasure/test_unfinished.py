"""An erasure that cannot be finished at once is finished later, whatever kept it: a system that is down, one that lets
nobody erase, our own end at any step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from connectors.errors import NotPermitted
from connectors.gem.connector import Gem
from connectors.sandbox import Fault
from connectors.types import Ref
from syncengine.store import erasures
from syncengine.store.erasures import Erasure
from tests.erasure.zebulonia import Zebulonia, found_in_files, found_in_tables, meet
from tests.stories.swift import swift_folder
from tests.stories.world import Installation, Stage, install

pytestmark = pytest.mark.usefixtures("quiet")


def erasure_of(zebulonia: Zebulonia) -> Erasure:
    with zebulonia.world.store() as store, store.read() as connection:
        return erasures.of_person(connection, zebulonia.person)[-1]


def test_a_system_that_is_down_is_erased_when_it_is_back(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    down = world.crm.sandbox.faults
    down.plant(Fault("unavailable", path="^/v0/", times=None))
    begun = zebulonia.forget()
    assert (begun.state, begun.ended_at) == ("asked", None)
    assert zebulonia.candidate not in world.ats.everybody()
    assert [target.done for target in begun.targets] == [False, True]
    down.clear()
    world.tomorrow()
    world.sync()
    world.sync()
    assert zebulonia.contact not in world.crm.everybody()
    assert erasure_of(zebulonia).state == "done"
    assert (found_in_tables(world), world.reviews) == ({}, [])
    world.is_in_step()


def test_nothing_else_is_written_about_her_meanwhile(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    world.crm.fails("unavailable", ("DELETE", "^/v0/candidates/"), times=None)
    zebulonia.forget()
    world.crm.edit(zebulonia.contact, title="Countess")
    world.sync()
    assert [request for request in world.writes if not request.startswith("DELETE ")] == []
    world.crm.sandbox.faults.clear()
    world.tomorrow()
    world.sync()
    assert erasure_of(zebulonia).state == "done"


class AllButGem(type):
    """The connector of the CRM cannot erase, all others can. (To take its method away is not enough: Python remembers
    which classes it has seen to have one.)"""

    def __instancecheck__(cls, connector: object) -> bool:
        return not isinstance(connector, Gem)


def test_what_our_connector_cannot_a_human_is_asked_for(zebulonia: Zebulonia, monkeypatch: pytest.MonkeyPatch) -> None:
    world = zebulonia.world
    monkeypatch.setattr("syncengine.erasure.erasing.Erases", AllButGem("Erases", (), {}))
    begun = zebulonia.forget()
    assert begun.state == "done"
    [by_hand] = [target for target in begun.targets if target.by_hand]
    assert (by_hand.system, by_hand.done) == ("gem", False)
    assert (found_in_tables(world), found_in_files(world)) == ({}, [])
    world.sync()
    [review] = world.in_review("returned")
    assert review.reason.startswith("to be erased by hand: ")
    world.crm.delete(zebulonia.contact)
    world.told(world.crm, zebulonia.contact)
    world.hear()
    assert world.reviews == []
    assert [target.how for target in erasure_of(zebulonia).targets] == ["by hand", "deleted"]


def test_one_who_may_not_erase_there_is_let_try_again(zebulonia: Zebulonia, monkeypatch: pytest.MonkeyPatch) -> None:
    """That this is not permitted stops nothing else."""
    world = zebulonia.world

    def refuse(self: Gem, candidate: Ref) -> None:
        raise NotPermitted(
            "the key may not delete", needs="delete", system=self.system, hint="grant it, or delete there"
        )

    with monkeypatch.context() as patch:
        patch.setattr(Gem, "erase", refuse)
        begun = zebulonia.forget()
    assert [target.by_hand for target in begun.targets] == [
        "the key may not delete (needs delete); grant it, or delete there",
        "",
    ]
    world.sync()
    assert world.outcome.closed == ()
    world.answer("erase", world.in_review("returned")[0])
    world.sync()
    assert zebulonia.contact not in world.crm.everybody()
    assert (world.reviews, found_in_tables(world)) == ([], {})


def test_what_was_made_anonymous_stays_outside_quietly(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    systems = world.systems
    world.configure(systems={**systems, "greenhouse": {**systems["greenhouse"], "erasure": "anonymize"}})
    erasure = zebulonia.forget()
    assert [target.how for target in erasure.targets] == ["blocked", "anonymised"]
    assert world.ats.look(zebulonia.candidate)["first_name"] == "Anonymized"
    world.backfill()
    assert (world.reviews, len(world.persons()), found_in_tables(world)) == ([], 1, {})
    world.ats.edit(zebulonia.candidate, email="zebulonia.quetzalova@gmail.com")
    world.sync()
    assert [review.ref_id for review in world.in_review("returned")] == [zebulonia.candidate]


def test_somebody_made_anonymous_there_is_told(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    world.ats.act(
        "anonymize", candidate_id=zebulonia.candidate, fields=["full_name", "email_addresses", "phone_numbers"]
    )
    world.sync()
    [review] = world.in_review("erased_elsewhere")
    assert review.reason.endswith(f"talentsync forget {zebulonia.person}")
    world.answer("leave", review)
    world.crm.edit(zebulonia.contact, title="Countess")
    world.sync()
    assert world.in_review("erased_elsewhere") == []
    zebulonia.forget()
    assert (found_in_tables(world), zebulonia.contact in world.crm.everybody()) == ({}, False)


class Killed(BaseException):
    """Our process ends here."""


@contextmanager
def killed_at(number: int) -> Iterator[list[int]]:
    """Die right before the n-th transaction that writes is committed. Yields how many there were."""
    seen = [0]

    def commit(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("begin_immediate"):
            seen[0] += 1
            if seen[0] == number:
                raise Killed

    sa.event.listen(sa.Engine, "commit", commit)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "commit", commit)


@contextmanager
def fresh(ports: Stage) -> Iterator[Zebulonia]:
    with swift_folder() as folder:
        yield meet(install(Path(folder), ports))


def test_killed_at_any_step_it_ends_the_same(ports: Stage) -> None:
    number, survived = 0, False
    while not survived:
        number += 1
        with fresh(ports) as zebulonia:
            with killed_at(number) as seen:
                try:
                    zebulonia.forget()
                    survived = seen[0] < number
                except Killed:
                    pass
            _ends_well(zebulonia, asked=number > 1, again_by_hand=number % 2 == 0)
    assert number > 6


def _ends_well(zebulonia: Zebulonia, *, asked: bool, again_by_hand: bool) -> None:
    """By the command once more, or by the next pass."""
    world: Installation = zebulonia.world
    if again_by_hand or not asked:
        zebulonia.forget()
    else:
        world.tomorrow()
        world.sync()
    assert erasure_of(zebulonia).state == "done"
    assert (found_in_tables(world), found_in_files(world)) == ({}, [])
    assert zebulonia.contact not in world.crm.everybody()
    assert zebulonia.candidate not in world.ats.everybody()
