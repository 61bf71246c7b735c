"""POST, PATCH and DELETE as section "write endpoints" of the vendor's clients describe them.

Every handler gets the organisation, the call and the id of the user that the token acts for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.greenhouse.sandbox import anonymizing, checks, funnel, mailing, people
from connectors.greenhouse.sandbox.org import Absent, Org, Refusal, Row
from connectors.sandbox import Answer, Call

Write = Callable[[Org, Call, int], Answer]

_PEOPLE_IDS = frozenset({"source_id", "referrer_id", "recruiter_id", "coordinator_id"})
_CANDIDATE_ARM = frozenset({"job_id", "initial_stage_id", *_PEOPLE_IDS})
_PROSPECT_ARM = frozenset(
    {"prospect", "job_ids", "prospect_pool_id", "prospect_pool_stage_id", "prospect_owner_id", *_PEOPLE_IDS}
)
_VISIBILITY = {"public": "publicly_visible", "private": "privately_visible", "admin_only": "admin_only_visible"}
_EMAIL_ONLY = frozenset({"subject", "email_from", "email_to", "email_cc"})


def create_candidate(org: Org, call: Call, author: int) -> Answer:
    body = checks.body_of(call.body, allowed=checks.CREATES, required=("first_name", "last_name"))
    fields = checks.candidate_fields(org, body)
    arm = body.get("application")
    if arm is not None:
        _check_arm(org, arm)
    row = people.add(org, fields, by_api=True)
    application = None if arm is None else org.show("applications", _application(org, row, arm))
    shown = org.show("candidates", row)
    return Answer(201, shown if org.knobs.flat_create else {"candidate": shown, "application": application})


def update_candidate(org: Org, call: Call, author: int) -> Answer:
    row = _visible_candidate(org, call.params["id"])
    body = checks.body_of(call.body, allowed=checks.PATCHES)
    people.edit(org, row, checks.candidate_fields(org, body))
    return Answer(200, org.show("candidates", row))


def delete_candidate(org: Org, call: Call, author: int) -> Answer:
    row = _visible_candidate(org, call.params["id"])
    people.delete(org, row)
    return Answer(200, {"id": row["id"], "message": "Candidate deleted"})


def merge_candidates(org: Org, call: Call, author: int) -> Answer:
    primary = _visible_candidate(org, call.params["id"])
    required = "secondary_candidate_id"
    body = checks.body_of(call.body, allowed=frozenset({required}), required=(required,))
    people.merge(org, primary, _visible_candidate(org, body[required]))
    return Answer(200, org.show("candidates", primary))


def anonymize_candidate(org: Org, call: Call, author: int) -> Answer:
    row = _visible_candidate(org, call.params["id"])
    body = checks.body_of(call.body, allowed=frozenset({"fields"}), required=("fields",))
    anonymizing.anonymize(org, row, body["fields"])
    return Answer(200, org.show("candidates", row))


def create_application(org: Org, call: Call, author: int) -> Answer:
    allowed = frozenset({"candidate_id", *_CANDIDATE_ARM, *_PROSPECT_ARM})
    body = checks.body_of(call.body, allowed=allowed, required=("candidate_id",))
    if not org.has("candidates", body["candidate_id"]):
        raise Refusal({"candidate_id": "does not exist"})
    arm = {name: value for name, value in body.items() if name != "candidate_id"}
    _check_arm(org, arm)
    row = _application(org, org.row("candidates", body["candidate_id"]), arm)
    return Answer(201, org.show("applications", row))


def _check_arm(org: Org, arm: Any) -> None:
    """One arm or the other: mixing them is refused [client]."""
    prospect = isinstance(arm, dict) and "prospect" in arm
    allowed = _PROSPECT_ARM if prospect else _CANDIDATE_ARM
    body = checks.body_of(arm, allowed=allowed, required=("prospect",) if prospect else ("job_id",))
    if prospect and body["prospect"] is not True:
        raise Refusal({"prospect": "value is not one of: true"})
    for name in ("recruiter_id", "coordinator_id", "prospect_owner_id"):
        if body.get(name) is not None and not org.has("users", body[name]):
            raise Refusal({name: "does not exist"})
    for id_ in body.get("job_ids") or [] if prospect else [body["job_id"]]:
        if not org.has("jobs", id_):
            raise Refusal({"job_ids" if prospect else "job_id": "does not exist"})
        if not prospect:
            funnel.require_open(org.row("jobs", id_))
    stage_id = body.get("initial_stage_id")
    if stage_id is not None and stage_id not in {row["id"] for row in _stages_of(org, body)}:
        raise Refusal({"initial_stage_id": "is not a stage of this job"})


def _stages_of(org: Org, arm: Mapping[str, Any]) -> list[Row]:
    return funnel.stages(org, org.row("jobs", arm["job_id"]))


def _application(org: Org, candidate: Row, arm: Mapping[str, Any]) -> Row:
    given = {name: arm[name] for name in _PEOPLE_IDS & set(arm)}
    if "prospect" in arm:
        jobs = [org.row("jobs", id_) for id_ in arm.get("job_ids") or []]
        # What belongs to prospects alone shows in a listing of its own [doc], which is not here.
        made = funnel.prospect(org, candidate, jobs, _prospect_owner_id=arm.get("prospect_owner_id"), **given)
        mailing.prospect_made(org, made, by="api")
        return made
    stage_id = arm.get("initial_stage_id")
    stage = None if stage_id is None else org.row("job_interview_stages", stage_id)
    made = funnel.apply(org, candidate, org.row("jobs", arm["job_id"]), stage=stage, **given)
    mailing.application_made(org, made, by="api")
    return made


def update_application(org: Org, call: Call, author: int) -> Answer:
    row = org.row("applications", call.params["id"])
    body = checks.body_of(call.body, allowed=_PEOPLE_IDS | {"custom_fields", "prospect_pool_id"})
    if body.get("custom_fields"):
        raise Refusal({"custom_fields": "holds a field that does not exist"})
    funnel.edit(org, row, {name: value for name, value in body.items() if name in _PEOPLE_IDS})
    return Answer(200, org.show("applications", row))


def move(org: Org, call: Call, author: int) -> Answer:
    row = org.row("applications", call.params["id"])
    allowed = frozenset({"from_stage_id", "to_stage_id", "to_job_id", "email_from_user_id"})
    body = checks.body_of(call.body, allowed=allowed, required=("from_stage_id",))
    funnel.require_status(row, "in_process")
    if body["from_stage_id"] != row[funnel.guarded_field(org)]:
        raise Refusal({"from_stage_id": "is not the current stage of the application"})
    stage = None if body.get("to_stage_id") is None else org.row("job_interview_stages", body["to_stage_id"])
    job = None if body.get("to_job_id") is None else org.row("jobs", body["to_job_id"])
    funnel.move(org, row, stage=stage, job=job)
    mailing.application_moved(org, row, by="api")
    return Answer(204)


def reject(org: Org, call: Call, author: int) -> Answer:
    row = org.row("applications", call.params["id"])
    allowed = frozenset({"rejection_reason_id", "notes", "rejection_email", "custom_fields"})
    body = checks.body_of(call.body, allowed=allowed, required=("rejection_reason_id",))
    if not org.has("rejection_reasons", body["rejection_reason_id"]):
        raise Refusal({"rejection_reason_id": "does not exist"})
    funnel.reject(org, row, org.row("rejection_reasons", body["rejection_reason_id"]), by=author)
    if body.get("rejection_email"):
        mailing.rejection_told(org, row, by="api")
    return Answer(204)


def unreject(org: Org, call: Call, author: int) -> Answer:
    funnel.unreject(org, org.row("applications", call.params["id"]))
    return Answer(204)


def hire(org: Org, call: Call, author: int) -> Answer:
    row = org.row("applications", call.params["id"])
    checks.body_of(call.body or {}, allowed=frozenset({"opening_id", "start_date", "close_reason_id"}))
    funnel.hire(org, row)
    return Answer(204)


def convert(org: Org, call: Call, author: int) -> Answer:
    row = org.row("applications", call.params["id"])
    allowed = frozenset({"job_id", "to_job_interview_stage_id"})
    body = checks.body_of(call.body, allowed=allowed, required=("job_id",))
    if not org.has("jobs", body["job_id"]):
        raise Refusal({"job_id": "does not exist"})
    new = funnel.convert(org, row, org.row("jobs", body["job_id"]))
    mailing.application_made(org, new, by="api")
    return Answer(200, org.show("applications", new))


def create_note(org: Org, call: Call, author: int) -> Answer:
    allowed = frozenset({"candidate_id", "body", "note_type", "visibility", "application_id", "user_id", *_EMAIL_ONLY})
    body = checks.body_of(call.body, allowed=allowed, required=("candidate_id", "body", "visibility"))
    type_ = body.get("note_type", "NOTE")
    if type_ not in {"NOTE", "ACTIVITY"}:  # e-mails are logged by nobody here
        raise Refusal({"note_type": "value is not one of: NOTE, ACTIVITY"})
    if body["visibility"] not in _VISIBILITY:
        raise Refusal({"visibility": "value is not one of: public, private, admin_only"})
    if _EMAIL_ONLY & set(body):
        raise Refusal(*({name: "is forbidden for this note_type"} for name in sorted(_EMAIL_ONLY & set(body))))
    if not org.has("candidates", body["candidate_id"]):
        raise Refusal({"candidate_id": "does not exist"})
    candidate = org.row("candidates", body["candidate_id"])
    visibility = _VISIBILITY[body["visibility"]]
    user_id = body.get("user_id") or author
    row = people.note(org, candidate, body["body"], visibility=visibility, user_id=user_id, type_=type_)
    return Answer(201, org.show("notes", row))


def create_tag(org: Org, call: Call, author: int) -> Answer:
    body = checks.body_of(call.body, allowed=frozenset({"name"}), required=("name",))
    return Answer(201, org.show("candidate_tags", people.tag_named(org, body["name"])))


def apply_tag(org: Org, call: Call, author: int) -> Answer:
    names = ("candidate_id", "candidate_tag_id")
    body = checks.body_of(call.body, allowed=frozenset(names), required=names)
    candidate = _visible_candidate(org, body["candidate_id"])
    tag = org.row("candidate_tags", body["candidate_tag_id"])
    if tag["name"] not in candidate["tags"]:
        people.edit(org, candidate, {"tags": [*candidate["tags"], tag["name"]]})
    return Answer(201, org.insert("applied_candidate_tags", dict(body)))


def remove_tag(org: Org, call: Call, author: int) -> Answer:
    applied = org.row("applied_candidate_tags", call.params["id"])
    candidate = org.row("candidates", applied["candidate_id"])
    name = org.row("candidate_tags", applied["candidate_tag_id"])["name"]
    people.edit(org, candidate, {"tags": [tag for tag in candidate["tags"] if tag != name]})
    del org.tables["applied_candidate_tags"][applied["id"]]
    return Answer(204)


def _visible_candidate(org: Org, id_: Any) -> Row:
    """Raises Absent: a candidate that one may not see and one that is not there look alike."""
    row = org.row("candidates", id_)
    if row["private"] and not org.knobs.sees_private:
        raise Absent("there is no such candidate")
    return row


WRITES: tuple[tuple[str, str, str, Write], ...] = (
    ("POST", "/candidates", "harvest:candidates:create", create_candidate),
    ("PATCH", "/candidates/{id}", "harvest:candidates:update", update_candidate),
    ("DELETE", "/candidates/{id}", "harvest:candidates:destroy", delete_candidate),
    ("POST", "/candidates/{id}/merge", "harvest:candidates:merge", merge_candidates),
    ("PATCH", "/candidates/{id}/anonymize", "harvest:candidates:anonymize", anonymize_candidate),
    ("POST", "/applications", "harvest:applications:create", create_application),
    ("PATCH", "/applications/{id}", "harvest:applications:update", update_application),
    ("POST", "/applications/{id}/move", "harvest:applications:move", move),
    ("POST", "/applications/{id}/reject", "harvest:applications:reject", reject),
    ("POST", "/applications/{id}/unreject", "harvest:applications:unreject", unreject),
    ("POST", "/applications/{id}/hire", "harvest:applications:hire", hire),
    ("POST", "/applications/{id}/convert_to_candidate", "harvest:applications:convert_to_candidate", convert),
    ("POST", "/notes", "harvest:notes:create", create_note),
    ("POST", "/candidate_tags", "harvest:candidate_tags:create", create_tag),
    ("POST", "/applied_candidate_tags", "harvest:applied_candidate_tags:create", apply_tag),
    ("DELETE", "/applied_candidate_tags/{id}", "harvest:applied_candidate_tags:destroy", remove_tag),
)
"""Method, path below /v3, scope, handler."""
