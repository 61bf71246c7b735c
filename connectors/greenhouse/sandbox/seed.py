"""The organisation that is there at the start: users, departments and offices, jobs with stages, sources, rejection
reasons, custom fields."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.greenhouse.sandbox.org import Org, Row

STAGES = ("Application Review", "Preliminary Phone Screen", "Phone Interview", "Face to Face", "Offer")

DEPARTMENTS = ("Engineering", "Design", "Sales")
OFFICES = (("Madrid", "Madrid, Spain"), ("New York", "New York, NY"))
"""Name and location."""

_SOCIAL = {"id": 1, "name": "Social media"}
SOURCES = (
    ("LinkedIn", _SOCIAL),
    ("Referral", {"id": 2, "name": "Referral"}),
    ("Jobs page on your website", {"id": 3, "name": "Company marketing"}),
)
"""Name and type, which is the sourcing strategy [doc]."""

JOBS = (
    ("Backend Engineer", False, "Engineering", ("Madrid",)),
    ("Data Engineer", False, "Engineering", ("Madrid", "New York")),
    ("Product Designer", False, "Design", ("New York",)),
    ("Account Executive", False, "Sales", ("New York",)),
    ("Chief Operating Officer", True, None, ()),
)
"""Name, whether it is confidential, department and offices."""

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
    _seed_jobs(org)
    add_custom_field(org, "Notice period", "short_text")
    work_modes = add_custom_field(org, "Work modes", "multi_select")
    for order, name in enumerate(("Remote", "Hybrid", "Office")):
        fields = {"custom_field_id": work_modes["id"], "name": name, "external_id": None}
        org.insert("custom_field_options", {**fields, "sort_order": order, "active": True})
    if mark_field is not None:
        add_custom_field(org, mark_field.replace("_", " "), "short_text", name_key=mark_field)


def _seed_jobs(org: Org) -> None:
    departments = {name: add_department(org, name) for name in DEPARTMENTS}
    offices = {name: add_office(org, name, location=location) for name, location in OFFICES}
    for name, type_ in SOURCES:
        add_source(org, name, type_=type_)
    for name, confidential, department, places in JOBS:
        add_job(
            org,
            name,
            confidential=confidential,
            department=None if department is None else departments[department],
            offices=[offices[place] for place in places],
        )


def add_department(org: Org, name: str) -> Row:
    return org.insert("departments", {"name": name, "parent_id": None, "external_id": None})


def add_office(org: Org, name: str, *, location: str | None = None) -> Row:
    fields = {"name": name, "parent_id": None, "external_id": None}
    return org.insert("offices", {**fields, "location": location, "primary_in_house_contact_user_id": None})


def add_source(org: Org, name: str, *, type_: Row = _SOCIAL) -> Row:
    return org.insert("sources", {"name": name, "type": dict(type_)})


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


def add_job(
    org: Org,
    name: str,
    *,
    confidential: bool = False,
    stages: tuple[str, ...] = STAGES,
    department: Row | None = None,
    offices: Sequence[Row] = (),
) -> Row:
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
            "department_id": None if department is None else department["id"],
            "office_ids": [office["id"] for office in offices],
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
