"""Anonymising a candidate: which of the documented names empties what [doc: developers.greenhouse.io].

Names of things that do not exist here (scorecards, offers, attachments) are accepted and empty nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.greenhouse.sandbox import funnel
from connectors.greenhouse.sandbox.org import Org, Refusal, Row

_OF_CANDIDATE: Mapping[str, Row] = {
    "current_company": {"company": None},
    "current_title": {"title": None},
    "email_addresses": {"email_addresses": []},
    "phone_numbers": {"phone_numbers": []},
    "addresses": {"addresses": []},
    "websites": {"website_addresses": []},
    "social_media_links": {"social_media_addresses": []},
    "tags": {"tags": []},
    "custom_candidate_fields": {"custom_fields": {}},
}
_OF_APPLICATION: Mapping[str, Row] = {
    "location": {"location_address": None},
    "source": {"source_id": None},
    "credited_to": {"referrer_id": None},
    "recruiter": {"recruiter_id": None},
    "coordinator": {"coordinator_id": None},
    "application_questions": {"answers": []},
    "custom_application_fields": {"custom_fields": {}},
    "rejection_reason": {"rejection_reason_id": None},
    "prospect_jobs": {"prospective_job_ids": []},
}
_OF_REJECTION: Mapping[str, Row] = {
    "rejection_reason": {"rejection_reason_id": None},
    "rejection_notes": {"rejection_note_id": None},
    "custom_rejection_question_fields": {"question_custom_fields": {}},
}
_NOTES: Mapping[str, str] = {
    "notes": "NOTE",
    "activity_items": "ACTIVITY",
    "emails": "EMAIL",
    "innotes": "LINKEDIN_NOTE",
    "inmails": "LINKEDIN_INMAIL",
    "touchpoints": "TOUCHPOINT",
}
_NOTHING_HERE = frozenset(
    {
        *("attachments", "referral_questions", "scorecards_and_interviews", "offers", "headline", "all_offer_versions"),
        *("follow_up_reminders", "education", "employment", "prospect_owner", "prospect_pool_and_stage"),
        *("prospect_offices", "prospect_offices_and_departments", "match_score_reasoning", "identity_verification"),
        "third_party_integrations",
    }
)
NAMES = frozenset(
    {
        *("full_name", "candidate_stage_data"),
        *(*_OF_CANDIDATE, *_OF_APPLICATION, *_OF_REJECTION, *_NOTES, *_NOTHING_HERE),
    }
)

_TOLD_AS = {"rejection_reason": "rejection_reasons"}
"""The webhook has another word for it [doc]."""


def anonymize(org: Org, row: Row, fields: Sequence[str]) -> None:
    """Empty what is named. One unknown name refuses all [guess]; doing it again does it again."""
    if not set(fields) <= NAMES - org.knobs.unanonymizable:
        raise Refusal({"fields": "holds an unknown name"})
    changes = _named(_OF_CANDIDATE, fields)
    if "full_name" in fields:
        changes |= {"first_name": "Anonymized", "last_name": str(row["id"]), "preferred_name": None}
    for application in org.rows("applications", candidate_id=row["id"]):
        _empty_application(org, application, fields)
    _drop(org, "notes", row, types={_NOTES[name] for name in fields if name in _NOTES})
    if "tags" in fields:
        _drop(org, "applied_candidate_tags", row)
    org.touch(row, **changes)
    org.tell("candidate_anonymized", row, anonymized_fields=[_TOLD_AS.get(name, name) for name in fields])


def _empty_application(org: Org, application: Row, fields: Sequence[str]) -> None:
    org.touch(application, **_named(_OF_APPLICATION, fields))
    for detail in org.rows("rejection_details", application_id=application["id"]):
        org.touch(detail, **_named(_OF_REJECTION, fields))
    if "candidate_stage_data" in fields:
        application["created_at"] = org.now()
        if application["job_interview_stage_id"] is not None:
            funnel.restart(org, application)


def _named(table: Mapping[str, Mapping[str, Any]], fields: Sequence[str]) -> Row:
    """The changes of all names in a table, every list in them a new one."""
    return copy.deepcopy({key: value for name in fields for key, value in table.get(name, {}).items()})


def _drop(org: Org, table: str, candidate: Row, *, types: set[str] | None = None) -> None:
    for child in org.rows(table, candidate_id=candidate["id"]):
        if types is None or child["type"] in types:
            del org.tables[table][child["id"]]
