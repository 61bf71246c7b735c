"""What Greenhouse's webhooks say."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.greenhouse import webhooks
from connectors.greenhouse.connector import Greenhouse
from connectors.signatures import Unreadable
from connectors.types import Delivery, Hint, Json, Told
from tests.connectors.greenhouse.recorded import PERSON, RECORDED, application, event

HINTS = {
    "application_created": ("application 71980812", "candidate 60304594"),
    "application_deleted": ("application 46194062!", "candidate 37031511"),
    "application_updated": ("application 22202940", "candidate 13857579"),
    "candidate_anonymized": ("candidate 37031511!",),
    "candidate_deleted": ("candidate 37031511!", "application 46196263!", "application 46196258!"),
    "candidate_hired": ("application 46194062", "candidate 35897443"),
    "candidate_merged": ("candidate 37031511 -> 457456!", "candidate 457456!"),
    "candidate_prospect_rejected": ("application 265293", "candidate 265788"),
    "candidate_prospect_unrejected": ("application 265293", "candidate 265788"),
    "candidate_prospect_updated": ("candidate 15696179",),
    "candidate_stage_change": ("application 265277", "candidate 265772"),
    "candidate_unhired": ("application 265293", "candidate 265788"),
    "offer_approved": ("application 234556",),
    "offer_created": ("application 234556",),
    "offer_deleted": ("application 46194062",),
    "offer_updated": ("application 234556",),
    "prospect_created": ("application 979554", "candidate 968190"),
    "scorecard_deleted": ("candidate 29843272",),
}
"""What every recorded delivery asks to look at; those that are not here ask for nothing. "!" is urgent."""

STRANGE = {
    "custom_fields": "ping",
    "onboarding_employee_updated": "employee:updated",
    "onboarding_request_body": "string",
}
"""Recorded, signed, and not about us: the event that each is stored as."""


def hear(body: Json) -> Told:
    return hear_bytes(json.dumps(body).encode())


def hear_bytes(body: bytes) -> Told:
    return webhooks.told(Delivery({}, body), system="gh")


def shown(hint: Hint) -> str:
    assert hint.ref.system == "gh"
    moved = f" -> {hint.moved_to}" if hint.moved_to else ""
    return f"{hint.ref.kind} {hint.ref.id}{moved}{'!' if hint.urgent else ''}"


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_every_recorded_delivery_gives_its_hints(name: str) -> None:
    told = hear(RECORDED[name])
    assert tuple(map(shown, told.hints)) == HINTS.get(name, ())
    assert (told.event, told.known) == (STRANGE.get(name, RECORDED[name].get("action")), name not in STRANGE)


def test_every_event_that_we_read_is_recorded() -> None:
    assert {body["action"] for body in RECORDED.values() if "action" in body} == set(webhooks.READERS)


def test_every_event_to_subscribe_to_leads_to_a_candidate() -> None:
    told = {body["action"]: HINTS.get(name, ()) for name, body in RECORDED.items() if "action" in body}
    assert Greenhouse.manifest.webhooks is not None
    about_nobody = [
        each for each in Greenhouse.manifest.webhooks.events if not any("candidate" in hint for hint in told[each])
    ]
    assert about_nobody == []


@pytest.mark.parametrize(
    ("flags", "urgent"),
    [
        ({"is_private": False, "can_email": True}, False),
        ({"is_private": True, "can_email": True}, True),
        ({"is_private": False, "can_email": False}, True),
        ({"is_private": None, "can_email": None}, False),
        ({"is_private": "true", "can_email": 0}, False),
        ({}, False),
    ],
)
def test_a_restriction_makes_the_candidate_urgent(flags: dict[str, Json], urgent: bool) -> None:
    body = application("application_updated", 7, 8, candidate={"id": 8, **flags})
    assert [hint.urgent for hint in hear(body).hints] == [False, urgent]
    assert [hint.urgent for hint in hear(event("update_candidate", candidate={"id": 8, **flags})).hints] == [urgent]


def test_the_winner_of_a_merge_is_urgent_only_with_a_restriction() -> None:
    body = event("merge_candidate", person={**PERSON, "can_email": True, "new_candidate_id": 457456})
    assert tuple(map(shown, hear(body).hints)) == ("candidate 37031511 -> 457456!", "candidate 457456")


@pytest.mark.parametrize("ids", [[], None, [46196263, "46196263", 46196263]])
def test_applications_that_went_with_a_candidate_are_named_once(ids: Json) -> None:
    hints = hear(event("delete_candidate", person={**PERSON, "deleted_application_ids": ids})).hints
    assert tuple(map(shown, hints[1:])) == (("application 46196263!",) if ids else ())


def test_a_deletion_need_not_name_applications() -> None:
    assert tuple(map(shown, hear(event("delete_candidate", person=PERSON)).hints)) == ("candidate 37031511!",)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"action": "ping", "payload": {"webhook_id": 1}}, "ping"),
        ({"payload": {}}, "ping"),
        ({"action": None}, "ping"),
        ({}, "ping"),
        ({"action": "hiring_team_updated", "payload": []}, "hiring_team_updated"),
        ({"action": "x" * 1000}, "x" * 80),
        ({"action": "caf\u00e9\x00\n\x7f bar"}, "caf bar"),
        ({"action": "\u00e9\u00e9"}, "unnamed"),
        ({"action": ""}, "unnamed"),
        ({"action": 7}, "unnamed"),
        ({"action": ["update_candidate"]}, "unnamed"),
        ({"action": "Update_Candidate", "payload": {"candidate": {"id": 1}}}, "Update_Candidate"),
        ({"event_type": {}}, "unnamed"),
    ],
)
def test_what_nobody_has_heard_of_is_told_by_name(body: Json, name: str) -> None:
    assert hear(body) == Told(name, known=False)


@pytest.mark.parametrize("id_", [1, 2**63, 2**64 - 1, "7", "18446744073709551615"])
def test_ids_are_whole_numbers_of_up_to_64_bits(id_: Json) -> None:
    assert shown(hear(event("update_candidate", candidate={"id": id_})).hints[0]) == f"candidate {int(id_)}"


@pytest.mark.parametrize(
    "id_",
    [
        *(None, True, False, 0, -1, 1.0, 2**64, 10**40, [1], {"id": 1}),
        *("", "-1", "+1", " 1", "1 ", "1e3", "0x1", "\u0661", "\u00b2", "1\x00"),
        *("0" * 19, "9" * 20, "1" * 5000, "planted@example.org"),
    ],
)
def test_nothing_else_is_an_id(id_: Json) -> None:
    with pytest.raises(Unreadable) as caught:
        hear(event("update_candidate", candidate={"id": id_}))
    assert str(caught.value) == "payload.candidate.id: must be an id, a whole number"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"action": "update_candidate"}, "payload: must be an object"),
        ({"action": "update_candidate", "payload": None}, "payload: must be an object"),
        (event("update_candidate", candidate=[]), "payload.candidate: must be an object"),
        (event("reject_candidate", application={"id": 1}), "payload.application.candidate: must be an object"),
        (event("reject_candidate", application={}), "payload.application.id: must be an id, a whole number"),
        (
            event("delete_application", application={"id": 1}),
            "payload.application.candidate_id: must be an id, a whole",
        ),
        (event("candidate_anonymized"), "payload.candidate_id: must be an id, a whole number"),
        (event("merge_candidate", person=PERSON), "payload.person.new_candidate_id: must be an id, a whole number"),
        (
            event("merge_candidate", person={**PERSON, "new_candidate_id": "37031511"}),
            "payload.person.new_candidate_id: must be another candidate",
        ),
        (
            event("delete_candidate", person={**PERSON, "deleted_application_ids": {"1": 1}}),
            "payload.person.deleted_application_ids: must be a list",
        ),
        (
            event("delete_candidate", person={**PERSON, "deleted_application_ids": [1, [2]]}),
            "payload.person.deleted_application_ids: must be an id, a whole number",
        ),
        (event("offer_deleted", offer={"id": 1}), "payload.offer.application_id: must be an id, a whole number"),
        (event("offer_created"), "payload.application_id: must be an id, a whole number"),
        (event("scorecard_deleted", scorecard={}), "payload.scorecard.candidate_id: must be an id, a whole number"),
    ],
)
def test_a_known_event_that_names_no_record_is_unreadable(body: Json, complaint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        hear(body)
    assert str(caught.value).startswith(complaint)


def test_of_a_name_that_comes_twice_the_last_counts() -> None:
    told = hear_bytes(b'{"action":"ping","action":"update_candidate","payload":{"candidate":{"id":1,"id":2}}}')
    assert tuple(map(shown, told.hints)) == ("candidate 2",)


def test_escapes_stay_where_nobody_looks() -> None:
    told = hear_bytes(
        b'{"action":"update_candidate","payload":{"candidate":{"id":5,"title":"\\u0000\\u003cb\\u003e"}}}'
    )
    assert tuple(map(shown, told.hints)) == ("candidate 5",)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(body: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert hear_bytes(body).hints == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
def test_no_value_does_harm(data: st.DataObject) -> None:
    """A recorded delivery with any JSON at any of its places."""
    body = copy.deepcopy(RECORDED[data.draw(st.sampled_from(sorted(RECORDED)))])
    place: Any = body
    name = data.draw(st.sampled_from(sorted(place)))
    while isinstance(place[name], dict) and place[name] and data.draw(st.booleans()):
        place = place[name]
        name = data.draw(st.sampled_from(sorted(place)))
    place[name] = data.draw(json_values)
    try:
        told = hear_bytes(json.dumps(body).encode())
    except Unreadable:
        return
    assert all(hint.ref.id.isdigit() and int(hint.ref.id) < 2**64 for hint in told.hints)
    assert 0 < len(told.event) <= 80
    assert told.event.isascii()
