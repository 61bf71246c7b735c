"""Writing to a Gem account: people, pools, notes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from connectors.errors import Duplicate, Invalid, Missing, NotPermitted, Stale, Unsupported
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.sandbox import SandboxClock
from connectors.types import Ref

NOOR: dict[str, Any] = {
    "first_name": "Noor",
    "last_name": "Haddad",
    "emails": [{"email_address": "noor@post.example", "is_primary": True}],
    "linked_in_handle": "noorhaddad",
    "profile_urls": ["https://github.com/noorh"],
}


def now(clock: SandboxClock) -> datetime:
    return datetime.fromtimestamp(clock.now(), UTC)


def test_a_created_candidate_is_returned_as_it_is_read(gem: Gem) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    assert made == gem.get(made.ref)
    assert made.data["profiles"] == [{"network": "github", "url": "https://github.com/noorh", "username": "noorh"}]


def test_it_is_made_in_the_name_of_the_acting_user_who_is_looked_up_once(gem: Gem, sandbox: GemSandbox) -> None:
    gem.create("candidate", {"first_name": "A"}, mark="m-1")
    gem.create("candidate", {"first_name": "B"}, mark="m-2")
    assert {row["created_by"] for row in sandbox.state()["candidates"]} == {"talentsync@initech.example"}
    assert [entry.path for entry in sandbox.journal].count("/v0/users") == 1
    assert [entry.path for entry in sandbox.journal].count("/v0/custom_fields") == 1


def test_a_mark_is_found_and_an_unknown_one_is_not(gem: Gem, clock: SandboxClock) -> None:
    since = now(clock)
    made = gem.create("candidate", {**NOOR, "custom_fields": {}}, mark="m-1")
    found = gem.find_by_mark("candidate", "m-1", since=since)
    assert found == made
    assert gem.find_by_mark("candidate", "m-2", since=since) is None


def test_marks_are_looked_for_only_where_they_can_be(gem: Gem, sandbox: GemSandbox, clock: SandboxClock) -> None:
    gem.create("candidate", NOOR, mark="m-1")
    clock.skip(1000)
    assert gem.find_by_mark("candidate", "m-1", since=now(clock)) is None
    sandbox.act("hide_custom_field", name="talentsync")
    with pytest.raises(Invalid):  # the marks are there and cannot be seen: "not found" would make a ghost
        gem.find_by_mark("candidate", "m-1", since=now(clock))
    with pytest.raises(Unsupported):
        gem.find_by_mark("note", "m-1", since=now(clock))


def test_nothing_is_created_without_a_place_for_the_mark(gem: Gem, sandbox: GemSandbox) -> None:
    sandbox.act("hide_custom_field", name="talentsync")
    with pytest.raises(Invalid) as caught:
        gem.create("candidate", NOOR, mark="m-1")
    assert caught.value.fields == ("talentsync",)
    assert sandbox.journal.writes() == ()


@pytest.mark.parametrize("form", ["documented", "observed", "nested"])
def test_a_handle_that_is_there_already_names_its_owner(
    gem: Gem, sandbox: GemSandbox, form: Literal["documented", "observed", "nested"]
) -> None:
    sandbox.knobs.duplicate_body = form
    there = sandbox.act("add_candidate", linked_in_handle="NoorHaddad")
    with pytest.raises(Duplicate) as caught:
        gem.create("candidate", NOOR, mark="m-1")
    assert caught.value.existing == Ref("gem", "candidate", there)


@pytest.mark.parametrize("field", ["due_date", "candidate_greenhouse_id", "created_by", "headline"])
def test_what_cannot_be_set_on_creation_is_named_and_not_sent(gem: Gem, sandbox: GemSandbox, field: str) -> None:
    with pytest.raises(Unsupported, match=field):
        gem.create("candidate", {**NOOR, field: "x"}, mark="m-1")
    assert sandbox.journal.writes() == ()


def test_only_candidates_are_created_this_way(gem: Gem) -> None:
    with pytest.raises(Unsupported):
        gem.create("note", {}, mark="m-1")


def test_an_update_changes_what_was_given_and_nothing_else(gem: Gem, clock: SandboxClock) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    clock.skip(60)
    changed = gem.update(made.ref, {"title": "Welder", "location": None})
    assert changed == gem.get(made.ref)
    assert changed.version != made.version
    assert changed.data == {**made.data, "title": "Welder", "last_updated_at": int(clock.now())}


def test_custom_fields_are_written_by_name_and_read_afresh_when_unknown(gem: Gem, sandbox: GemSandbox) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    sandbox.act("add_custom_field", name="ATS status", value_type="single_select", options=["Active", "Hired"])
    gem.update(made.ref, {"custom_fields": {"ATS status": "Hired"}})
    shown = sandbox.state()["candidates"][0]["custom_fields"]
    assert shown == {"talentsync": "m-1", "ATS status": "Hired"}
    gem.update(made.ref, {"custom_fields": {"ATS status": None}})
    assert sandbox.state()["candidates"][0]["custom_fields"] == {"talentsync": "m-1"}


def test_custom_fields_and_options_that_do_not_exist_are_invalid(gem: Gem, sandbox: GemSandbox) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    sandbox.act("add_custom_field", name="ATS status", value_type="single_select", options=["Active"])
    with pytest.raises(Invalid) as caught:
        gem.update(made.ref, {"custom_fields": {"Nonesuch": "x"}})
    assert caught.value.fields == ("Nonesuch",)
    with pytest.raises(Invalid) as caught:
        gem.update(made.ref, {"custom_fields": {"ATS status": "Hired"}})
    assert caught.value.fields == ("custom_fields",)


def test_a_due_date_belongs_to_the_acting_user_and_can_be_taken_away(gem: Gem, sandbox: GemSandbox) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    gem.update(made.ref, {"due_date": {"date": "2027-02-20", "note": "ask again"}})
    due = {"date": "2027-02-20", "note": "ask again", "user": "talentsync@initech.example"}
    assert sandbox.state()["candidates"][0]["due_date"] == due
    assert gem.update(made.ref, {"due_date": None}).data["due_date"] is None


@pytest.mark.parametrize(
    "field",
    ["linked_in_handle", "project_ids", "education_info", "work_info", "sourced_from", "candidate_greenhouse_id"],
)
def test_what_cannot_be_changed_is_named_and_not_sent(gem: Gem, sandbox: GemSandbox, field: str) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    before = len(sandbox.journal)
    with pytest.raises(Unsupported, match=field) as caught:
        gem.update(made.ref, {"title": "Welder", field: None})
    assert caught.value.ref == made.ref
    assert len(sandbox.journal) == before


def test_lists_that_are_replaced_whole_are_guarded_by_the_version(
    gem: Gem, sandbox: GemSandbox, clock: SandboxClock
) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    clock.skip(60)
    human = [{"email_address": "new@post.example", "is_primary": True}]
    sandbox.act("edit_candidate", candidate_id=made.ref.id, emails=human)
    with pytest.raises(Stale):
        gem.update(made.ref, {"emails": NOOR["emails"]}, expect=made.version)
    assert gem.get(made.ref).data["emails"] == human
    gem.update(made.ref, {"title": "Welder"}, expect=made.version)  # replaces nothing, so nobody is in its way
    gem.update(made.ref, {"emails": NOOR["emails"]}, expect=gem.get(made.ref).version)
    assert gem.get(made.ref).data["emails"] == NOOR["emails"]


def test_no_changes_write_nothing(gem: Gem, sandbox: GemSandbox) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    before = len(sandbox.journal.writes())
    assert gem.update(made.ref, {}) == made
    assert len(sandbox.journal.writes()) == before


def test_refusals_name_fields_and_never_values(gem: Gem) -> None:
    with pytest.raises(Invalid) as caught:
        gem.create("candidate", {**NOOR, "title": "Welder " * 50}, mark="m-1")
    assert caught.value.fields == ("title",)
    assert "Welder" not in str(caught.value)


def test_somebody_who_is_gone_is_missing(gem: Gem, sandbox: GemSandbox) -> None:
    made, pool = gem.create("candidate", NOOR, mark="m-1"), gem.create_pool("Nurture")
    sandbox.act("delete_candidate", candidate_id=made.ref.id)
    for act in (
        lambda: gem.update(made.ref, {"title": "x"}),
        lambda: gem.add(pool.ref, made.ref),
        lambda: gem.add_note(made.ref, "x", private=False, mark="n"),
        lambda: list(gem.notes(made.ref)),
    ):
        with pytest.raises(Missing) as caught:
            act()
        assert caught.value.ref == made.ref


def test_an_acting_user_who_left_stops_the_system(sandbox: GemSandbox, base_url: str) -> None:
    settings = sandbox.settings(base_url) | {"user": "leaver@initech.example"}
    gem = Gem("gem", settings)
    with pytest.raises(NotPermitted) as caught:
        gem.create("candidate", NOOR, mark="m-1")
    assert "leaver" not in f"{caught.value} {caught.value.hint}"
    gem.close()


def test_pools_are_made_for_everybody_to_see(gem: Gem, sandbox: GemSandbox) -> None:
    pool = gem.create_pool("Nurture")
    assert pool.data["name"] == "Nurture"
    assert sandbox.state()["projects"] == [{"name": "Nurture", "privacy_type": "shared", "is_archived": False}]
    assert gem.get(pool.ref) == pool


def test_joining_and_leaving_a_pool_twice_is_success(gem: Gem, sandbox: GemSandbox) -> None:
    made, pool = gem.create("candidate", NOOR, mark="m-1"), gem.create_pool("Nurture")
    for act, members in ((gem.add, {made.ref.id}), (gem.remove, set[str]())):
        act(pool.ref, made.ref)
        act(pool.ref, made.ref)
        assert sandbox.members("Nurture") == members
    assert all("user_id" not in (entry.body or {}) for entry in sandbox.journal if entry.path.endswith("/candidates"))


def test_joining_a_pool_does_not_change_the_version(gem: Gem, clock: SandboxClock) -> None:
    made, pool = gem.create("candidate", NOOR, mark="m-1"), gem.create_pool("Nurture")
    clock.skip(60)
    gem.add(pool.ref, made.ref)
    after = gem.get(made.ref)
    assert after.version == made.version
    assert after.data["project_ids"] == [pool.ref.id]


def test_notes_carry_the_mark_in_their_last_line(gem: Gem, clock: SandboxClock) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    note = gem.add_note(made.ref, "Closed: timing.", private=True, mark="n-1")
    assert (note.body, note.private, note.candidate) == ("Closed: timing.\n[talentsync:n-1]", True, made.ref)
    assert note.created_at == now(clock)
    gem.add_note(made.ref, "Second.", private=False, mark="n-2")
    assert [(n.body.splitlines()[-1], n.private) for n in gem.notes(made.ref)] == [
        ("[talentsync:n-1]", True),
        ("[talentsync:n-2]", False),
    ]


def test_a_note_that_is_too_long_is_refused_by_the_vendor(gem: Gem) -> None:
    made = gem.create("candidate", NOOR, mark="m-1")
    with pytest.raises(Invalid) as caught:
        gem.add_note(made.ref, "x" * 10_000, private=True, mark="n-1")
    assert caught.value.fields == ("content",)
