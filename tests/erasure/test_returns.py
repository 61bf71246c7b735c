"""Somebody who was forgotten is there again: by whatever road, she is caught at the door, and a human is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from syncengine.store.reviews import Review
from syncengine.store.tables import snapshot
from tests.erasure.zebulonia import EMAIL, PAGE, PHONE, Zebulonia, found_in_tables, person_of
from tests.stories.world import Installation

Road = Callable[[Installation], None]


def _poll(world: Installation) -> None:
    world.ats.candidate("Zebulonia", "Quetzalova", email=EMAIL.upper())
    world.sync()


def _webhook(world: Installation) -> None:
    world.told(world.ats, world.ats.candidate("Zebulonia", "Quetzalova", email=EMAIL))
    world.hear()


def _import(world: Installation) -> None:
    """A spreadsheet was read into the ATS: a number as one types it at home, and no address."""
    world.ats.candidate("Zebulonia", "Quetzalova", phones=("07911 123 456",))
    world.backfill()


def _alias(world: Installation) -> None:
    world.crm.person("Zebbie", "Quetzalova", email="ZebuloniaQuetzalova+jobs@googlemail.com")
    world.sync()


def _page(world: Installation) -> None:
    world.crm.person("Zebulonia", "Quetzalova", linkedin="zebulonia-quetzalova")
    world.sync()


def _page_among_links(world: Installation) -> None:
    world.ats.candidate("Zebulonia", "Quetzalova", links=(f"{PAGE}/?trk=mail",))
    world.sync()


ROADS: dict[str, Road] = {
    "poll": _poll,
    "webhook": _webhook,
    "import": _import,
    "another alias": _alias,
    "a profile page": _page,
    "a profile page among links": _page_among_links,
}


def asked(world: Installation) -> Review:
    [review] = world.in_review("returned")
    return review


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.usefixtures("quiet")
def test_she_is_caught(zebulonia: Zebulonia, road: str) -> None:
    world = zebulonia.world
    erasure = zebulonia.forget()
    others = world.persons()
    ROADS[road](world)
    assert (world.persons(), world.writes) == (others, [])
    assert found_in_tables(world) == {}
    review = asked(world)
    assert review.detail["erasure"] == erasure.id
    assert review.person is None
    world.is_in_step()
    assert asked(world).id == review.id


@pytest.mark.usefixtures("quiet")
class TestAtTheDoor:
    def test_somebody_else_is_let_in(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        world.both_know("Zebulonia", "Quetzalova", email="another.zebulonia@example.com")
        world.sync()
        assert len(world.persons()) == 2
        assert world.reviews == []

    def test_her_applications_stay_outside_with_her(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        candidate = world.ats.candidate("Zebulonia", "Quetzalova", email=EMAIL)
        world.ats.apply(candidate)
        world.sync()
        assert found_in_tables(world) == {}
        review = asked(world)
        assert review.detail["applied_since"] is True
        assert review.reason.endswith("it has applied since then")

    def test_an_application_that_came_before_her_is_cleared_away(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        candidate = world.ats.candidate("Zebulonia", "Quetzalova", email=EMAIL)
        application = world.ats.apply(candidate)
        world.told(world.ats, application, kind="application")
        world.hear()
        world.sync()
        assert _kept(world, application) == 0
        assert asked(world).ref_id == candidate

    def test_a_record_that_swallowed_hers_is_kept_as_it_was(self, zebulonia: Zebulonia) -> None:
        """Ada's record becomes the one that has Zebulonia's address."""
        world = zebulonia.world
        zebulonia.forget()
        [[ada, _]] = world.persons()
        world.ats.edit(ada, emails=("ada@example.com", EMAIL), title="Syzygy")
        world.sync()
        assert (world.writes, found_in_tables(world)) == ([], {})
        assert asked(world).ref_id == ada
        world.is_in_step()

    def test_nothing_is_told_of_whom_a_human_did_not_speak_about(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        [[ada, contact]] = world.persons()
        world.ats.edit(ada, emails=("ada@example.com", EMAIL))
        world.sync()
        world.crm.edit(contact, title="Countess")
        world.sync()
        assert world.writes == []
        world.answer("consent", asked(world))
        world.sync()
        assert world.ats.look(ada)["title"] == "Countess"
        assert world.in_review("returned") == []

    def test_one_who_is_gone_again_is_not_asked_about_any_more(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        candidate = world.ats.candidate("Zebulonia", "Quetzalova", email=EMAIL)
        world.sync()
        world.ats.delete(candidate)
        world.told(world.ats, candidate)
        world.hear()
        assert world.reviews == []

    def test_a_mailbox_that_two_share_keeps_the_other_one_in_step(self, world: Installation) -> None:
        one, _ = world.both_know("Zebulonia", "Quetzalova", email="family@example.com")
        other, contact = world.both_know("Balthasar", "Nachbar", email="family@example.com")
        world.backfill()
        Zebulonia(world, one, "", person_of(world, one)).forget()
        world.ats.edit(other, title="Duke")
        world.sync()
        assert world.in_review("returned") == []
        assert world.crm.look(contact)["title"] == "Duke"


@pytest.mark.usefixtures("quiet")
class TestAnswers:
    def test_the_record_is_erased_too(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        candidate = world.ats.candidate("Zebulonia", "Quetzalova", email="zq@planted.example", phones=(PHONE,))
        world.sync()
        world.answer("erase", asked(world))
        world.sync()
        assert candidate not in world.ats.everybody()
        assert (world.reviews, found_in_tables(world)) == ([], {})
        world.is_in_step()
        # By the address that she came back with she is known from now on.
        world.crm.person("Zebulonia", "Quetzalova", email="zq@planted.example")
        world.sync()
        assert asked(world).detail["identifiers"] == ["email"]

    def test_one_who_consents_anew_is_kept_in_step_like_anybody(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        candidate = world.ats.candidate("Zebulonia", "Quetzalova", email=EMAIL)
        world.ats.apply(candidate)
        world.sync()
        world.answer("consent", asked(world))
        world.sync()
        [contact] = [id_ for id_ in world.crm.everybody() if world.crm.look(id_)["first_name"] == "Zebulonia"]
        assert sorted([candidate, contact]) in world.persons()
        assert world.crm.look(contact)["status"] is not None
        assert person_of(world, candidate) != zebulonia.person
        world.is_in_step()
        world.crm.edit(contact, title="Countess")
        world.settle()
        assert (world.ats.look(candidate)["title"], world.reviews) == ("Countess", [])

    def test_no_other_answer_fits(self, zebulonia: Zebulonia) -> None:
        world = zebulonia.world
        zebulonia.forget()
        _poll(world)
        for word in ("same", "different", "retry", "leave", "anew"):
            with pytest.raises(ValueError, match=r"consent|no answer"):
                world.answer(word, asked(world))


def _kept(world: Installation, application: str) -> int:
    with world.store() as store, store.read() as connection:
        rows = sa.select(sa.func.count()).select_from(snapshot).where(snapshot.c.ref_id == application)
        return int(connection.execute(rows).scalar_one())
