"""What Greenhouse sends, one delivery of every documented kind: the ids and flags of the documentation's examples and
enough around them to keep the shape. Names are those of the examples."""

from __future__ import annotations

from typing import Any

from connectors.types import Json

JOB = {"id": 371417, "name": "Designer", "confidential": False, "status": "open"}
OFFER = {
    "id": 12345,
    "application_id": 234556,
    "job_id": 45678,
    "user_id": 67890,
    "version": 1,
    "start_date": "04/15/2013",
    "offer_status": "Accepted",
    "custom_fields": {},
}
PERSON = {
    "id": 37031511,
    "first_name": "Jack",
    "last_name": "Sparrow",
    "created_at": "2013-03-22T00:00:00Z",
    "is_private": False,
    "recruiter_user_id": 123,
    "coordinator_user_id": 456,
    "can_email": False,
}


def event(action: str, **payload: Json) -> dict[str, Any]:
    return {"action": action, "payload": payload}


def application(action: str, id_: int, candidate_id: int, **more: Json) -> dict[str, Any]:
    """An event about an application, with its candidate inside."""
    person = {"id": candidate_id, "first_name": "Jane", "is_private": False, "can_email": True, "tags": ["Imported"]}
    shape = {"id": id_, "prospect": False, "status": "active", "rejected_at": None, "candidate": person, "jobs": [JOB]}
    return event(action, application={**shape, **more})


RECORDED: dict[str, Json] = {
    "application_created": application("new_candidate_application", 71980812, 60304594),
    "application_deleted": event(
        "delete_application",
        application={"id": 46194062, "candidate_id": 37031511, "job_id": 371417, "prospect": False},
    ),
    "application_updated": application("application_updated", 22202940, 13857579, jobs=[]),
    "candidate_anonymized": event(
        "candidate_anonymized", candidate_id=37031511, anonymized_fields=["full_name", "emails"]
    ),
    "candidate_deleted": event("delete_candidate", person={**PERSON, "deleted_application_ids": [46196263, 46196258]}),
    "candidate_hired": application("hire_candidate", 46194062, 35897443, offer={"id": 506409, "version": 2}),
    "candidate_merged": event("merge_candidate", person={**PERSON, "new_candidate_id": 457456}),
    "candidate_prospect_rejected": application(
        "reject_candidate", 265293, 265788, status="rejected", rejection_reason={"id": 14, "name": "Too Junior"}
    ),
    "candidate_prospect_unrejected": application("unreject_candidate", 265293, 265788),
    "candidate_prospect_updated": event("update_candidate", candidate={"id": 15696179, "tags": ["foo", "bar"]}),
    "candidate_stage_change": application(
        "candidate_stage_change", 265277, 265772, current_stage={"id": 71416, "name": "Assessment", "interviews": []}
    ),
    "candidate_unhired": application("unhire_candidate", 265293, 265788),
    "custom_fields": {"custom_fields": {"boolean_field": {"name": "Boolean Field", "type": "boolean", "value": True}}},
    "department_deleted": event("department_deleted", department={"id": 106, "name": "Creative", "parent_id": 5}),
    "interview_deleted": event("interview_deleted", interview={"id": 31087450}),
    "job_approved": event("job_approved", approval_flow={"approval_flow_type": "open_job"}, job={**JOB, "id": 100445}),
    "job_created": event("job_created", job=JOB),
    "job_deleted": event("job_deleted", job={"id": 209256, "name": "Project Manager"}),
    "job_post_created": event("job_post_created", id=1815002, title="A Cool Job", job_id=1842002, live=False),
    "job_post_deleted": event("job_post_deleted", job_post={"id": 258341, "job_id": 284999, "live": False}),
    "job_post_updated": event("job_post_updated", id=1813002, title="A Cool Job", job_id=1842002, live=False),
    "job_stage_deleted": event("job_interview_stage_deleted", job_interview_stage={"id": 430608, "job_id": 60453}),
    "job_updated": event("job_updated", job={**JOB, "id": 100445}),
    "offer_approved": event("offer_approved", **OFFER),
    "offer_created": event("offer_created", **OFFER),
    "offer_deleted": event("offer_deleted", offer={"id": 506406, "application_id": 46194062, "job_id": 371417}),
    "offer_updated": event("offer_updated", **{**OFFER, "version": 2, "offer_status": "Deprecated"}),
    "office_deleted": event("office_deleted", office={"id": 16492, "name": "New York", "parent_id": 789}),
    "onboarding_employee_updated": {
        "event_type": "employee:updated",
        "id": "692df651-4558-453b-8745-1e75d4543efb",
        "payload": {"updated_employee_id": 1234567, "updated_fields": [{"id": "personal_email"}]},
    },
    "onboarding_request_body": {"event_type": "string", "id": "string", "payload": {}},
    "prospect_created": application("new_prospect_application", 979554, 968190, prospect=True, current_stage=None),
    "scorecard_deleted": event("scorecard_deleted", scorecard={"id": 6036088, "candidate_id": 29843272}),
}
