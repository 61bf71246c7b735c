"""What `check` finds out, and the team's custom fields."""

from __future__ import annotations

import pytest

from connectors.base import CAPABILITIES
from connectors.errors import Invalid, LoginFailed, Unsupported
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.registry import load
from connectors.sandbox import Answer, Call, Fault


def test_the_manifest_agrees_with_the_class(gem: Gem) -> None:
    offered = {name for name, protocol in CAPABILITIES.items() if isinstance(gem, protocol)}
    assert set(Gem.manifest.capabilities) == offered
    assert load("gem") is Gem


def test_an_account_in_order_has_no_problems_and_a_stable_id(gem: Gem, sandbox: GemSandbox) -> None:
    account = gem.check()
    assert (account.problems, account.warnings) == ((), ())
    assert account.name == "Gem team of 4 users"
    assert gem.check().id == account.id
    assert sandbox.journal.writes() == ()


def test_a_newcomer_does_not_change_the_account_id(gem: Gem, sandbox: GemSandbox) -> None:
    for name in ("talentsync", "mara.lind", "tomas.reyes", "ifeoma.bauer"):
        sandbox.act("remove_user", email=f"{name}@initech.example")
    for number in range(5, 10):
        sandbox.act("add_user", name="User", email=f"user{number}@initech.example")
    before = gem.check().id
    sandbox.act("add_user", name="Tenth", email="user10@initech.example")  # as text, number 10 sorts before 5
    assert gem.check().id == before


def test_a_wrong_key_says_what_to_do_and_not_the_key(sandbox: GemSandbox, base_url: str) -> None:
    gem = Gem("gem", sandbox.settings(base_url) | {"api_key": "not-the-key-é"})
    with pytest.raises(LoginFailed) as caught:
        gem.check()
    assert "api_key" in (caught.value.hint or "")
    assert "not-the-key" not in f"{caught.value} {caught.value.hint}"
    gem.close()


def test_an_unknown_acting_user_is_a_problem_that_names_no_address(sandbox: GemSandbox, base_url: str) -> None:
    gem = Gem("gem", sandbox.settings(base_url) | {"user": "mara@initech.example"})
    (problem,) = gem.check().problems
    assert "`user`" in problem
    assert "mara" not in problem
    gem.close()


def test_the_place_for_the_mark(sandbox: GemSandbox, base_url: str) -> None:
    gem = Gem("gem", sandbox.settings(base_url) | {"mark_field": "sync mark"})
    (warning,) = gem.check().warnings
    assert "'sync mark'" in warning
    gem.add_field("candidate", "sync mark", type_="text")
    assert gem.check().warnings == ()
    sandbox.act("hide_custom_field", name="sync mark")
    (problem,) = gem.check().problems
    assert "hidden" in problem
    gem.close()


def test_partners_send_their_secret_too(sandbox: GemSandbox, base_url: str) -> None:
    seen: dict[str, str] = {}
    admit = sandbox.admit

    def look(call: Call, *, known_path: bool) -> Answer | None:
        seen.update(call.headers)
        return admit(call, known_path=known_path)

    sandbox.admit = look  # type: ignore[method-assign]
    gem = Gem("gem", sandbox.settings(base_url) | {"application_secret": "partner"})
    gem.check()
    assert seen["x-application-secret"] == "partner"
    gem.close()


def test_fields_are_made_once_and_gain_options(gem: Gem, sandbox: GemSandbox) -> None:
    made = gem.add_field("candidate", "ATS status", type_="choice", options=["Active", "Hired"])
    assert (made.name, made.type, made.options) == ("ATS status", "choice", ("Active", "Hired"))
    assert gem.add_field("candidate", " ATS status ", type_="choice", options=["Hired", "Nurture"]).options == (
        "Active",
        "Hired",
        "Nurture",
    )
    before = len(sandbox.journal.writes())
    gem.add_field("candidate", "ATS status", type_="choice", options=["Active"])
    assert len(sandbox.journal.writes()) == before
    assert made.name in {field.name for field in gem.fields("candidate")}


def test_a_field_that_somebody_else_made_meanwhile_is_taken(gem: Gem, sandbox: GemSandbox) -> None:
    def meanwhile(moment: str) -> None:
        if moment == "before":
            sandbox.act("add_custom_field", name="Last sync", value_type="date")

    sandbox.faults.plant(Fault("hook", method="POST", path="/custom_fields$", callback=meanwhile))
    assert gem.add_field("candidate", "Last sync", type_="date").type == "date"


@pytest.mark.parametrize(("type_", "field"), [("date", "talentsync"), ("number", "type_")])
def test_a_field_of_another_type_is_not_taken(gem: Gem, type_: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        gem.add_field("candidate", "talentsync", type_=type_)
    assert caught.value.fields == (field,)


def test_a_hidden_field_stays_hidden(gem: Gem, sandbox: GemSandbox) -> None:
    sandbox.act("hide_custom_field", name="talentsync")
    with pytest.raises(Invalid):
        gem.add_field("candidate", "talentsync", type_="text")
    assert "talentsync" not in {field.name for field in gem.fields("candidate")}


def test_options_that_are_too_long_are_refused_by_the_vendor(gem: Gem) -> None:
    with pytest.raises(Invalid) as caught:
        gem.add_field("candidate", "Stage", type_="choice", options=["x" * 51])
    assert caught.value.fields == ("option_values",)


def test_only_candidates_have_fields(gem: Gem) -> None:
    with pytest.raises(Unsupported):
        gem.fields("pool")
    with pytest.raises(Unsupported):
        gem.add_field("pool", "x", type_="text")
