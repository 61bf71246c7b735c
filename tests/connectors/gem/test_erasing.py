"""Erasing in Gem is "Delete and block"; and whom the pretended Gem mails."""

from __future__ import annotations

from typing import Literal

import httpx
import pytest

from connectors.errors import Duplicate, Invalid, Missing, NotPermitted
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.types import Ref

SECRET = "Zebulonia"  # a name that nothing else contains
ADDRESS = f"{SECRET.lower()}@post.example"


@pytest.fixture
def ref(sandbox: GemSandbox) -> Ref:
    """Somebody whose name stands wherever a name can stand."""
    sandbox.act("add_project", name="Nurture")
    made = sandbox.act(
        "add_candidate",
        first_name=SECRET,
        nickname=SECRET,
        company=f"{SECRET} & Daughters",
        emails=[{"email_address": ADDRESS, "is_primary": True}],
        linked_in_handle=SECRET.lower(),
        profile_urls=[f"https://github.com/{SECRET}"],
        custom_fields={"talentsync": SECRET},
        projects=["Nurture"],
    )
    sandbox.act("add_note", candidate_id=made, content=f"Spoke to {SECRET}.", is_private=True)
    return Ref("gem", "candidate", made)


def test_the_candidate_goes_and_its_contact_data_is_blocked(gem: Gem, sandbox: GemSandbox, ref: Ref) -> None:
    assert sandbox.act("holds", text=SECRET) == ["candidates", "notes"]
    erased = gem.erase(ref)
    assert (erased.how, erased.was_gone, len(erased.left)) == ("blocked", False, 3)
    assert sandbox.act("holds", text=SECRET) == ["blocked"]  # the address and the handle, by which it keeps them out
    assert sandbox.members("Nurture") == set()
    with pytest.raises(Missing):
        gem.get(ref)


def test_erasing_again_finds_nobody_and_says_what_that_may_mean(gem: Gem, ref: Ref) -> None:
    gem.erase(ref)
    again = gem.erase(ref)
    assert again.was_gone
    assert "merged" in again.left[0]


@pytest.mark.parametrize("knob", ["dropped", "refused"])
def test_a_later_create_brings_no_contact_data_back(
    gem: Gem, sandbox: GemSandbox, ref: Ref, knob: Literal["dropped", "refused"]
) -> None:
    sandbox.knobs.blocked_contacts = knob
    gem.erase(ref)
    data = {"first_name": "Ann", "emails": [{"email_address": ADDRESS}], "linked_in_handle": SECRET.lower()}
    if knob == "refused":
        with pytest.raises(Invalid):
            gem.create("candidate", data, mark="m1")
        return
    made = gem.create("candidate", data, mark="m1")
    assert (made.data["emails"], made.data["linked_in_handle"]) == ([], None)


def test_a_handle_may_clash_with_the_erased(gem: Gem, sandbox: GemSandbox, ref: Ref) -> None:
    sandbox.knobs.deleted_handles_clash = True
    gem.erase(ref)
    assert sandbox.act("holds", text=SECRET) == ["blocked", "handles"]
    with pytest.raises(Duplicate) as caught:
        gem.create("candidate", {"linked_in_handle": SECRET.lower()}, mark="m1")
    assert caught.value.existing == ref


def test_an_acting_user_who_may_not_is_named_as_such(gem: Gem, sandbox: GemSandbox, ref: Ref) -> None:
    sandbox.knobs.deletes_own_only = True
    with pytest.raises(NotPermitted) as caught:
        gem.erase(ref)
    assert (caught.value.ref, caught.value.status) == (ref, 400)
    assert "`user`" in (caught.value.hint or "")
    assert sandbox.act("holds", text=SECRET) == ["candidates", "notes"]


def test_nothing_mails_unless_a_project_has_an_automation(
    gem: Gem, http: httpx.Client, sandbox: GemSandbox, user: str, ref: Ref
) -> None:
    (nurture,) = [row["id"] for row in http.get("/projects").json()]
    pool = Ref("gem", "pool", nurture)
    for knob in (False, True):
        sandbox.knobs.automation_on_join = knob
        gem.remove(pool, ref)
        gem.add(pool, ref)
        gem.add(pool, ref)
        gem.create("candidate", {"first_name": "Ben", "project_ids": [nurture]}, mark="m1")
        sandbox.act("add_candidate", first_name="Cy", projects=["Nurture"])
    assert [mail["why"] for mail in sandbox.act("mails", by="api")] == ["project_automation"] * 2
    assert len(sandbox.act("mails", by="human")) == 1
    assert len(sandbox.act("mails")) == 3


def test_the_manifest_names_no_mail() -> None:
    assert Gem.manifest.mails == ()
