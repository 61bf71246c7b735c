"""The organisation that is there at the start: users, jobs with stages, rejection reasons, custom fields."""

from __future__ import annotations

from connectors.greenhouse.sandbox.org import Org, Row

STAGES = ("Application Review", "Preliminary Phone Screen", "Phone Interview", "Face to Face", "Offer")

JOBS = (
    ("Backend Engineer", False),
    ("Data Engineer", False),
    ("Product Designer", False),
    ("Account Executive", False),
    ("Chief Operating Officer", True),
)

_THEM = {"id": 1, "key": "WE_REJECTED_THEM", "name": "We rejected them"}
_US = {"id": 2, "key": "THEY_REJECTED_US", "name": "They rejected us"}
_NONE = {"id": 3, "key": "NONE_SPECIFIED", "name": "None specified"}

REASONS = (
    ("Lacking skill(s)/qualification(s)", _THEM, True),
    ("Hired another candidate", _THEM, True),
    ("Position closed", _NONE, True),
    ("Took another offer", _US, True),
    ("Compensation expectations", _US, False),
    ("Strong, but not now", _THEM, False),
)
"""Name, type, and whether it is built in (and so listed only with include_defaults)."""

USERS = (("Integration", "Service User", True), ("Kate", "Austen", False), ("Jack", "Shephard", False))


def seed(org: Org, *, mark_field: str | None) -> None:
    """Fill an empty organisation. Without ``mark_field`` the field for our mark is missing."""
    for first, last, service in USERS:
        add_user(org, first, last, service=service)
    for name, type_, built_in in REASONS:
        org.insert("rejection_reasons", {"name": name, "type": type_, "_built_in": built_in})
    for name, confidential in JOBS:
        add_job(org, name, confidential=confidential)
    add_custom_field(org, "Notice period", "short_text")
    work_modes = add_custom_field(org, "Work modes", "multi_select")
    for order, name in enumerate(("Remote", "Hybrid", "Office")):
        fields = {"custom_field_id": work_modes["id"], "name": name, "external_id": None}
        org.insert("custom_field_options", {**fields, "sort_order": order, "active": True})
    if mark_field is not None:
        add_custom_field(org, mark_field.replace("_", " "), "short_text", name_key=mark_field)


def add_user(org: Org, first: str, last: str, *, service: bool = False, site_admin: bool = True) -> Row:
    email = f"{first}.{last}@hiring.example".lower().replace(" ", ".")
    return org.insert(
        "users",
        {
            "first_name": first,
            "last_name": last,
            "name": f"{first} {last}",
            "job_title": None,
            "primary_email": email,
            "emails": [email],
            "deactivated": False,
            "site_admin": site_admin,
            "agency_id": None,
            "employee_id": None,
            "linked_candidate_ids": [],
            "office_ids": [],
            "department_ids": [],
            "interviewer_tags": [],
            "_service": service,
        },
    )


def add_job(org: Org, name: str, *, confidential: bool = False, stages: tuple[str, ...] = STAGES) -> Row:
    job = org.insert(
        "jobs",
        {
            "name": name,
            "requisition_id": None,
            "notes": None,
            "confidential": confidential,
            "status": "open",
            "opened_at": org.now(),
            "closed_at": None,
            "is_template": None,
            "copied_from_id": None,
            "department_id": None,
            "office_ids": [],
        },
    )
    for order, stage in enumerate(stages):
        fields = {"job_id": job["id"], "name": stage, "sort_order": order, "active": True}
        org.insert("job_interview_stages", fields)
    org.tell("job_created", job)
    return job


def add_custom_field(org: Org, name: str, value_type: str, *, name_key: str | None = None) -> Row:
    return org.insert(
        "custom_fields",
        {
            "field_type": "candidate",
            "name": name,
            "name_key": name_key or name.lower().replace(" ", "_"),
            "value_type": value_type,
            "active": True,
            "private": False,
            "required": False,
            "internal_type": None,
            "sort_order": len(org.tables["custom_fields"]),
            "description": None,
            "default_value": None,
            "api_only": False,
        },
    )
