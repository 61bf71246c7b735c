"""Every check finds the fault that it is for. A check that cannot go red would be worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from connectors.sandbox.cast import Shown, ShownCandidacy, ShownNote
from connectors.sandbox.personas import CONFIDENTIAL_JOB, Persona
from syncengine.rehearsal.burst import Edit
from syncengine.rehearsal.scene import Scene
from syncengine.rehearsal.verify import CHECKS, verify

Spoil = Callable[[Scene], Scene]


def test_first_contact_leaves_nothing_untrue(scene: Scene) -> None:
    assert verify(scene).untrue == ()


def _told(scene: Scene, story: str) -> Persona:
    return next(
        persona
        for id_, persona in sorted(scene.personas.items())
        if persona.story == story and (scene.crm.get(id_) or not persona.crm)
    )


def _in_crm(scene: Scene, story: str, **changes: object) -> Scene:
    """The first person of a story, with another CRM record."""
    id_ = _told(scene, story).id
    changed: Shown = replace(scene.crm[id_][0], **changes)  # type: ignore[arg-type]  # fields of Shown
    return replace(scene, crm={**scene.crm, id_: (changed,)})


def _ghost(scene: Scene) -> Scene:
    id_ = _told(scene, "rejected").id
    return replace(scene, crm={**scene.crm, id_: (*scene.crm[id_], replace(scene.crm[id_][0], id="another"))})


def _lost(scene: Scene) -> Scene:
    return replace(scene, crm={**scene.crm, _told(scene, "known to the ATS only").id: ()})


def _pushed_twice(scene: Scene) -> Scene:
    id_ = _told(scene, "wanted in the ATS").id
    return replace(scene, ats={**scene.ats, id_: (*scene.ats[id_], replace(scene.ats[id_][0], id="another"))})


def _pushed_as_candidate(scene: Scene) -> Scene:
    id_ = _told(scene, "wanted in the ATS").id
    record = replace(scene.ats[id_][0], candidacies=(ShownCandidacy("active"),))
    return replace(scene, ats={**scene.ats, id_: (record,)})


def _taken_for_one(scene: Scene) -> Scene:
    """The engine believes that two namesakes are one."""
    one, other = (persona for _, persona in sorted(scene.personas.items()) if persona.story == "namesakes")
    ats, crm = scene.systems
    links = dict(scene.links)
    links[(crm, scene.crm[other.id][0].id)] = links[(ats, scene.ats[one.id][0].id)]
    return replace(scene, links=links)


def _unlinked(scene: Scene) -> Scene:
    _, crm = scene.systems
    record = scene.crm[_told(scene, "e-mail address in other letter case").id][0]
    return replace(scene, links={**scene.links, (crm, record.id): "p_other"})


def _edit_lost(scene: Scene) -> Scene:
    return replace(scene, edits=(Edit(_told(scene, "rejected").id, "title", "Juggler"),))


def _email_lost(scene: Scene) -> Scene:
    return replace(scene, edits=(Edit(_told(scene, "rejected").id, "email", "new@crm.example"),))


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        ("no ghosts", _ghost),
        ("no ghosts", _lost),
        ("no ghosts", _pushed_twice),
        ("no ghosts", lambda scene: replace(scene, strangers=("crm 1",))),
        ("nobody mixed up", lambda scene: replace(scene, mixed=("crm 1",))),
        ("nobody mixed up", _taken_for_one),
        ("everybody linked", _unlinked),
        ("pools", lambda scene: _in_crm(scene, "hired", pools=frozenset())),
        ("pools", lambda scene: _in_crm(scene, "hired", pools=frozenset({"Alumni", "Nurture"}))),
        ("pools", lambda scene: _in_crm(scene, "never again", pools=frozenset({"Nurture"}))),
        ("nurture", lambda scene: _in_crm(scene, "rejected", due_date="2020-01-01")),
        ("nurture", lambda scene: _in_crm(scene, "rejected", notes=())),
        ("nurture", lambda scene: _in_crm(scene, "rejected", notes=(ShownNote("a", True), ShownNote("a", True)))),
        ("nurture", lambda scene: _in_crm(scene, "rejected", notes=(ShownNote("a", False),))),
        ("nurture", lambda scene: _in_crm(scene, "never again", notes=(ShownNote("a", True),))),
        ("restrictions", lambda scene: _in_crm(scene, "must not be mailed", pools=frozenset({"Nurture"}))),
        ("restrictions", lambda scene: _in_crm(scene, "private", pools=frozenset({"Nurture"}))),
        ("confidential jobs", lambda scene: replace(scene, crm_text=f"{scene.crm_text} {CONFIDENTIAL_JOB.upper()}")),
        ("pushes", _pushed_as_candidate),
        ("edits", _edit_lost),
        ("edits", _email_lost),
    ],
)
def test_a_planted_fault_is_found(scene: Scene, check: str, spoil: Spoil) -> None:
    found = list(CHECKS[check](spoil(scene)))
    assert found


def test_what_is_untrue_names_the_check_and_no_person(scene: Scene) -> None:
    spoiled = _ghost(scene)
    persona = _told(scene, "rejected")
    untrue = verify(spoiled).untrue
    assert untrue[0].startswith(f"no ghosts: {persona.id}")
    assert persona.ats[0].last_name not in " ".join(untrue)


def test_a_cool_down_that_is_over_is_no_reminder(scene: Scene) -> None:
    later = replace(scene, today=date(2999, 1, 1))
    assert any("has the due date" in found for found in CHECKS["nurture"](later))
