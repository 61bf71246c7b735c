"""Writes that failed for good, and the ways back: mended and tried again, said by hand, or given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from syncengine.front.letters import Opened, correcting, deciding, read_letter, read_queue
from syncengine.settings import Settings, load_settings
from syncengine.store.letters import Choice, Group
from syncengine.work.decide import NotDecidable
from syncengine.work.letters import Decided, Letters
from syncengine.work.settling import Settler
from tests.stories.words import somebody
from tests.stories.world import Installation

LONG = "+49 30 901820 " + "x" * 250
"""More than fits into the CRM's field."""


def settings(world: Installation) -> Settings:
    return load_settings(world.config, environ=world.environ)


@contextmanager
def desk(world: Installation) -> Iterator[Letters]:
    with deciding(settings(world), now=world.clock.now) as letters:
        yield letters


def edit(world: Installation, *typed: str) -> None:
    """Somebody says what the only letter should write."""
    [review] = world.in_review("parked")
    with correcting(settings(world), now=world.clock.now) as corrector:
        corrector.edit(review.id, typed, by="ruth")


def drop(world: Installation) -> Decided:
    with desk(world) as letters:
        return letters.drop(Choice(everything=True), by="ruth")


def retry(world: Installation, *, cause: str) -> Decided:
    with desk(world) as letters:
        return letters.retry(Choice(cause=cause), by="ruth")


def causes(world: Installation) -> dict[tuple[str, ...], Group]:
    """Groups of open letters by what they are about."""
    return {group.cause.fields: group for group in read_queue(settings(world)).groups}


def opened(world: Installation) -> Opened:
    """The only letter."""
    [review] = world.in_review("parked")
    return read_letter(settings(world), review.id)


def refused_phone(world: Installation) -> tuple[str, str]:
    """Ada's number in the ATS has no room in the CRM."""
    ada, same = world.met(title="Engineer")
    world.ats.edit(ada, phones=(LONG,))
    world.sync()
    world.crm.shows(same, phone_number=None)
    assert [review.field for review in world.in_review("parked")] == ["phones"]
    return ada, same


def test_a_value_that_was_said_by_hand_is_written_there_and_nowhere_else(world: Installation) -> None:
    ada, same = refused_phone(world)
    edit(world, "phones=+49 30 901820")
    [plan] = world.plan()
    [change] = [change for operation in plan.operations for change in operation.changes]
    assert (change.field, change.value, change.why) == ("phones", ("+49 30 901820",), "by ruth by hand")
    world.sync()
    world.ats.shows(ada, phones=(LONG,))
    world.crm.shows(same, phone_number="+49 30 901820")
    assert world.in_review("parked") == []
    world.is_in_step()
    world.is_in_step()


def test_a_word_by_hand_ends_with_the_next_value(world: Installation) -> None:
    ada, same = refused_phone(world)
    edit(world, "phones=+49 30 901820")
    world.settle()
    world.ats.edit(ada, phones=("+49 30 555777",))
    world.sync()
    world.crm.shows(same, phone_number="+49 30 555777")
    world.is_in_step()


def test_an_edit_where_it_was_said_by_hand_is_an_edit(world: Installation) -> None:
    ada, same = world.met(title="Engineer")
    world.ats.edit(ada, title="Engineer " * 40)
    world.sync()
    edit(world, "title=Engineer of everything")
    world.settle()
    world.crm.shows(same, title="Engineer of everything")
    world.crm.edit(same, title="Chief Engineer")
    world.sync()
    world.ats.shows(ada, title="Chief Engineer")
    world.is_in_step()


def mailbox_by_hand(world: Installation) -> tuple[str, str]:
    """The CRM shows an address that is none; the ATS got another one by hand."""
    ada, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "not an address"))
    world.sync()
    edit(world, "emails=ada@example.com", "emails=ada@work.example")
    world.sync()
    world.ats.shows(ada, emails=("ada@example.com", "ada@work.example"))
    world.crm.shows(same, emails=("ada@example.com", "not an address"))
    world.is_in_step()
    return ada, same


def test_a_member_said_by_hand_gives_way_to_what_takes_the_place_of_the_refused_one(world: Installation) -> None:
    ada, same = mailbox_by_hand(world)
    world.crm.edit(same, emails=("ada@example.com", "ada@new.example"))
    world.sync()
    world.ats.shows(ada, emails=("ada@example.com", "ada@new.example"))
    world.is_in_step()


@pytest.mark.parametrize(
    ("edited", "shown"),
    [
        (("ada@example.com",), ("ada@example.com", "ada@work.example")),
        (
            ("ada@example.com", "not an address", "ada@new.example"),
            ("ada@example.com", "ada@work.example", "ada@new.example"),
        ),
    ],
)
def test_a_member_said_by_hand_stays_where_nothing_takes_its_place(
    world: Installation, edited: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    ada, same = mailbox_by_hand(world)
    world.crm.edit(same, emails=edited)
    world.sync()
    world.ats.shows(ada, emails=shown)
    world.crm.shows(same, emails=edited)
    world.is_in_step()


def refused_push(world: Installation) -> str:
    """Somebody without a family name is to be pushed into the ATS, which makes nobody without one."""
    world.crm.pool("Push to ATS")
    world.backfill()
    pushed = world.crm.person("Edsger", "", email="edsger@example.com")
    world.crm.put_into("Push to ATS", pushed)
    world.sync()
    assert causes(world).keys() == {("(create)",)}
    return pushed


def test_a_record_is_made_with_what_was_said_by_hand(world: Installation) -> None:
    pushed = refused_push(world)
    edit(world, "last_name=Dijkstra")
    world.sync()
    [made] = world.ats.everybody()
    world.ats.shows(made, first_name="Edsger", last_name="Dijkstra", emails=("edsger@example.com",))
    world.crm.shows(pushed, last_name="")
    assert world.in_review("parked") == []
    world.is_in_step()


def test_a_record_that_was_dropped_is_not_made_until_something_is_known(world: Installation) -> None:
    pushed = refused_push(world)
    drop(world)
    world.is_in_step()
    assert (world.ats.everybody(), causes(world)) == ([], {})
    world.crm.edit(pushed, last_name="Dijkstra")
    world.sync()
    assert len(world.ats.everybody()) == 1
    world.is_in_step()


def test_a_crash_before_a_word_by_hand_is_settled_sends_it_nowhere_else(
    world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, same = world.met(title="Engineer")
    world.ats.edit(ada, title="Engineer " * 40)
    world.sync()
    edit(world, "title=Engineer of everything")

    class Crash(BaseException):
        pass

    def crash(*args: object) -> bool:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Settler, "settle", crash)
        with pytest.raises(Crash):
            world.sync()
    world.crm.shows(same, title="Engineer of everything")
    world.sync()
    world.ats.shows(ada, title="Engineer " * 40)
    world.crm.shows(same, title="Engineer of everything")
    world.is_in_step()


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("phones=12", "phones holds phone numbers: that does not look like one"),
        ("title=Chief", "title is not what was refused; what can be edited in letter"),
        ("phone=+49 30 901820", "there is no field 'phone'; did you mean 'phones'?"),
        (f"phones={LONG}", "gem cannot be told that: phones: longer than 255 characters"),
        ("phones", "values are given as FIELD=VALUE"),
    ],
)
def test_what_cannot_be_said_is_refused_at_once(world: Installation, typed: str, complaint: str) -> None:
    refused_phone(world)
    with pytest.raises(NotDecidable, match=complaint):
        edit(world, typed)
    assert len(read_queue(settings(world)).groups) == 1


def test_what_is_dropped_is_neither_written_nor_asked_about_until_it_changes(world: Installation) -> None:
    ada, same = refused_phone(world)
    assert drop(world) == Decided(letters=1, people=1)
    world.ats.edit(ada, title="Chief Engineer")
    world.sync()
    world.crm.shows(same, title="Chief Engineer", phone_number=None)
    assert (world.in_review("parked"), causes(world)) == ([], {})
    world.is_in_step()
    world.ats.edit(ada, phones=("+49 30 555777",))
    world.sync()
    world.crm.shows(same, phone_number="+49 30 555777")
    world.is_in_step()


def test_a_dropped_move_into_a_list_comes_back_with_the_next_application(world: Installation) -> None:
    ada, same = world.met()
    world.crm.meanwhile(lambda: world.crm.delete_pool("Nurture"), world.crm.filling_pool)
    application = world.ats.apply(ada)
    world.ats.reject(application)
    world.sync()
    assert causes(world).keys() == {("pool:nurture",)}
    drop(world)
    world.backfill()
    assert world.crm.pools_of(same) == set()
    world.ats.unreject(application)
    world.sync()
    world.ats.reject(application)
    world.sync()
    assert world.crm.pools_of(same) == {"Nurture"}


def test_a_letter_shows_what_would_be_written_and_what_was_tried(world: Installation) -> None:
    ada, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "not an address"))
    world.sync()
    seen = len(world.ats.sandbox.journal), len(world.crm.sandbox.journal)
    letter = opened(world)
    assert (len(world.ats.sandbox.journal), len(world.crm.sandbox.journal)) == seen
    [operation] = letter.would
    assert (operation.system, operation.ref, operation.changes[0].was) == ("greenhouse", ada, ("ada@example.com",))
    assert letter.shown["emails"].keys() == {"greenhouse", "gem"}
    assert [(each.verb, each.state, each.error) for each in letter.attempts] == [("update", "refused", "Invalid")]
    assert (letter.letter.failure.code, letter.letter.failure.status) == ("Invalid", 422)
    assert letter.editable == ("emails",)


def test_a_retry_of_what_a_human_mended_meanwhile_writes_nothing(world: Installation) -> None:
    _, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "not an address"))
    world.sync()
    [group] = causes(world).values()
    assert retry(world, cause=group.cause.id) == Decided(letters=1, people=1)
    world.crm.edit(same, emails=("ada@example.com",))
    world.sync()
    assert (world.writes, world.in_review("parked")) == ([], [])
    world.is_in_step()


def three_causes(world: Installation) -> list[tuple[str, str]]:
    """Of thirty people, ten have an address that the ATS refuses, ten a title that is too long for the CRM, and ten
    should be in a list that is deleted while they are put there."""
    pairs = []
    for number in range(30):
        first, last, address = somebody(number)
        pairs.append(world.both_know(first, last, email=address))
    world.backfill()
    for number, (candidate, person) in enumerate(pairs):
        if number < 10:
            world.crm.edit(person, emails=(somebody(number)[2], f"no address {number}"))
        elif number < 20:
            world.ats.edit(candidate, title=f"{number} " * 100)
        else:
            world.ats.reject(world.ats.apply(candidate))
    world.crm.meanwhile(lambda: world.crm.delete_pool("Nurture"), world.crm.filling_pool)
    world.sync(agree=True)
    return pairs


def test_three_causes_are_three_groups_and_a_retry_of_one_leaves_the_others_alone(world: Installation) -> None:
    pairs = three_causes(world)
    groups = causes(world)
    assert {fields: group.people for fields, group in groups.items()} == {
        ("emails",): 10,
        ("title",): 10,
        ("pool:nurture",): 10,
    }
    cause = groups[("pool:nurture",)].cause.id
    assert retry(world, cause=cause) == Decided(letters=10, people=10)
    with pytest.raises(NotDecidable, match="no open letter has the cause"):
        retry(world, cause=cause)  # nothing is retried twice
    world.backfill()  # makes the list anew
    assert {fields: group.people for fields, group in causes(world).items()} == {("emails",): 10, ("title",): 10}
    assert all(world.crm.pools_of(person) == {"Nurture"} for _, person in pairs[20:])
    world.is_in_step()
