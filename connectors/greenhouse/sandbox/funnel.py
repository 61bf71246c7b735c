"""What can happen to applications: the state machines of candidates and prospects [doc], with their refusals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.greenhouse.sandbox.org import Org, Refusal, Row


def apply(org: Org, candidate: Row, job: Row, *, stage: Row | None = None, **people: Any) -> Row:
    """A candidate application, in the first stage of the job unless said otherwise. ``people`` are ids: of the source,
    the referrer, the recruiter and the coordinator."""
    require_open(job)
    row = _insert(org, candidate, prospect=False, **people)
    row["job_id"] = job["id"]
    _enter(org, row, stage or stages(org, job)[0])
    org.tell("new_candidate_application", row)
    return row


def prospect(org: Org, candidate: Row, jobs: Sequence[Row], **people: Any) -> Row:
    """A prospect application: no stage, and any number of jobs that it may become a candidate for."""
    row = _insert(org, candidate, prospect=True, **people)
    row["prospective_job_ids"] = [job["id"] for job in jobs]
    org.tell("new_prospect_application", row)
    return row


def _insert(org: Org, candidate: Row, *, prospect: bool, **people: Any) -> Row:
    candidate["last_activity_at"] = org.now()
    return org.insert(
        "applications",
        {
            "candidate_id": candidate["id"],
            "job_id": None,
            "job_post_id": None,
            "prospect": prospect,
            "prospective_job_ids": [],
            "status": "in_process",
            "rejected_at": None,
            "last_activity_at": org.now(),
            "stage_id": None,
            "stage_name": None,
            "job_interview_stage_id": None,
            "needs_decision": not prospect,
            "source_id": None,
            "referrer_id": None,
            "rejection_reason_id": None,
            "recruiter_id": None,
            "coordinator_id": None,
            "agency_note_id": None,
            "location_address": None,
            "answers": [],
            "custom_fields": {},
            **people,
        },
    )


def edit(org: Org, application: Row, changes: Row) -> None:
    """Fields that are no step of the funnel."""
    org.touch(application, **changes)
    org.tell("application_updated", application)


def delete(org: Org, application: Row) -> None:
    """Only a human does this to a single application here; its candidate stays."""
    for detail in org.rows("rejection_details", application_id=application["id"]):
        del org.tables["rejection_details"][detail["id"]]
    del org.tables["applications"][application["id"]]
    org.tell("delete_application", application)


def stages(org: Org, job: Row) -> list[Row]:
    """Active stages of a job, first to last."""
    return sorted(org.rows("job_interview_stages", job_id=job["id"], active=True), key=lambda row: row["sort_order"])


def guarded_field(org: Org) -> str:
    """The field that ``from_stage_id`` must equal [contested: the stage's definition, or this visit's row]."""
    return "job_interview_stage_id" if org.knobs.stage_guard == "definition" else "stage_id"


def require_open(job: Row) -> None:
    if job["status"] == "closed":
        raise Refusal({"job_id": "is closed"})


def require_status(application: Row, status: str) -> None:
    if application["status"] != status:
        raise Refusal(f"Application must be '{status}', is currently '{application['status']}'")


def require_candidate(application: Row) -> None:
    if application["prospect"]:
        raise Refusal("Application must not be a prospect")


def move(org: Org, application: Row, *, stage: Row | None = None, job: Row | None = None) -> None:
    """To a stage of the same job, to another job's first stage, or to the next stage."""
    require_status(application, "in_process")
    require_candidate(application)
    if job is not None:
        application["job_id"] = job["id"]
        stage = stage or stages(org, job)[0]
    target = stage or _next_stage(org, application)
    if target["job_id"] != application["job_id"]:
        raise Refusal({"to_stage_id": "is not a stage of this job"})
    _enter(org, application, target)
    _touch(org, application, "candidate_stage_change")


def _next_stage(org: Org, application: Row) -> Row:
    path = stages(org, org.row("jobs", application["job_id"]))
    here = [row["id"] for row in path].index(application["job_interview_stage_id"])
    if here + 1 == len(path):
        raise Refusal("Application is in the last stage")
    return path[here + 1]


def _enter(org: Org, application: Row, stage: Row) -> None:
    application |= {
        "stage_id": org.new_visit(),
        "stage_name": stage["name"],
        "job_interview_stage_id": stage["id"],
    }


def restart(org: Org, application: Row) -> None:
    """Put an application of any status into the first stage of its job. Only anonymising does that [doc]."""
    _enter(org, application, stages(org, org.row("jobs", application["job_id"]))[0])


def reject(org: Org, application: Row, reason: Row, *, by: int | None) -> None:
    """The stage stays in the row [client: 40 of 40]; a rejection_details row appears."""
    require_status(application, "in_process")
    org.insert(
        "rejection_details",
        {
            "application_id": application["id"],
            "rejected_by_id": by,
            "rejection_reason_id": reason["id"],
            "rejection_note_id": None,
            "rejected_at": org.now(),
            "question_custom_fields": {},
        },
    )
    changes = {"status": "rejected", "rejected_at": org.now(), "rejection_reason_id": reason["id"]}
    _touch(org, application, "reject_candidate", **changes)


def unreject(org: Org, application: Row) -> None:
    """Back to the stage held before; the rejection_details row is gone [client]."""
    require_status(application, "rejected")
    for detail in org.rows("rejection_details", application_id=application["id"]):
        del org.tables["rejection_details"][detail["id"]]
    changes = {"status": "in_process", "rejected_at": None, "rejection_reason_id": None}
    _touch(org, application, "unreject_candidate", **changes)


def hire(org: Org, application: Row) -> None:
    """A hired application has no stage [doc]; where it stood is kept for `unhire`."""
    require_status(application, "in_process")
    require_candidate(application)
    application["_hired_from"] = application["job_interview_stage_id"]
    nowhere = dict.fromkeys(("stage_id", "stage_name", "job_interview_stage_id"))
    _touch(org, application, "hire_candidate", status="hired", **nowhere)


def unhire(org: Org, application: Row) -> None:
    """Only a human can do this [doc]."""
    require_status(application, "hired")
    _enter(org, application, org.row("job_interview_stages", application["_hired_from"]))
    _touch(org, application, "unhire_candidate", status="in_process")


def convert(org: Org, application: Row, job: Row, *, stage: Row | None = None) -> Row:
    """The prospect stays as ``converted``; a new candidate application appears, and only that is told of [guess]."""
    require_status(application, "in_process")
    if not application["prospect"]:
        raise Refusal("Application must be a prospect")
    _touch(org, application, None, status="converted")
    candidate = org.row("candidates", application["candidate_id"])
    return apply(org, candidate, job, stage=stage, source_id=application["source_id"])


def _touch(org: Org, application: Row, event: str | None, **changes: object) -> None:
    """An application's change is activity of its candidate, and no edit of it."""
    org.touch(application, **changes)
    application["last_activity_at"] = application["updated_at"]
    org.row("candidates", application["candidate_id"])["last_activity_at"] = application["updated_at"]
    if event is not None:
        org.tell(event, application)
