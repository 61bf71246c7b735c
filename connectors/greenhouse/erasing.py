"""Erasing a candidate: the record is deleted, or, where a setting says so, emptied and kept for the reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.errors import ConnectorError, Invalid, Missing, Unsupported
from connectors.greenhouse.api import Api
from connectors.greenhouse.endpoints import scope
from connectors.greenhouse.reading import number
from connectors.types import Erased, Ref

WAYS = ("delete", "anonymize")
"""What the setting ``erasure`` may say."""

IDENTIFYING = (
    *("full_name", "email_addresses", "phone_numbers", "addresses", "social_media_links", "websites"),
    *("current_company", "current_title", "headline", "tags", "custom_candidate_fields"),
    *("notes", "emails", "attachments", "education", "employment"),
)
"""Who somebody is and what was said to and about them. Without all of these nobody is anonymous."""

OTHER = (
    *("location", "source", "recruiter", "coordinator", "application_questions", "referral_questions"),
    *("rejection_notes", "activity_items", "innotes", "inmails", "rejection_reason", "scorecards_and_interviews"),
    *("offers", "credited_to", "all_offer_versions", "follow_up_reminders", "custom_application_fields"),
    *("candidate_stage_data", "prospect_owner", "custom_rejection_question_fields", "touchpoints"),
    *("prospect_pool_and_stage", "prospect_jobs", "prospect_offices", "prospect_offices_and_departments"),
    *("match_score_reasoning", "identity_verification", "third_party_integrations"),
)
"""The rest of what can be anonymised [doc: developers.greenhouse.io, "Anonymize Candidate"]."""

AUDIT_LOG = (
    "Greenhouse's audit log, where the account has it, goes on naming what was done to the record for 30 days "
    "[doc: developers.greenhouse.io, Audit Log]."
)
SHELL = (
    'The record stays in Greenhouse as "Anonymized" and its number, with its applications, for the reports '
    '[doc: developers.greenhouse.io, "Anonymize Candidate"].'
)
FEED = (
    "The activity feed may go on showing lines with the name, and answers to equal opportunity questions are not among "
    'what the API can anonymise: look at the profile [doc: support.greenhouse.io, "Data to delete reference guide"].'
)
LOOKS_GONE = (
    "Greenhouse shows no such candidate; one that was merged into another, or is hidden from this credential, looks "
    "the same [guess]."
)


def needed_scope(way: str) -> str:
    """The scope that erasing takes [guess: named by the pattern of the others]."""
    return scope("DELETE", "/candidates/1") if way == "delete" else scope("PATCH", "/candidates/1/anonymize")


class Eraser:
    """Erases in one account, the one ``way`` or the other. Repeating it does no harm."""

    def __init__(self, api: Api, *, way: str) -> None:
        self._api = api
        self._way = way

    def erase(self, candidate: Ref) -> Erased:
        if candidate.kind != "candidate":
            raise Unsupported("only candidates are erased", system=self._api.system, ref=candidate)
        try:
            return self._delete(candidate) if self._chosen(candidate) == "delete" else self._anonymize(candidate)
        except Missing:
            return Erased("deleted", left=(LOOKS_GONE,), was_gone=True)
        except ConnectorError as error:
            error.ref = error.ref or candidate
            raise

    def _chosen(self, candidate: Ref) -> str:
        if self._way in WAYS:
            return self._way
        hint = f"set erasure to one of: {', '.join(WAYS)}"
        raise Unsupported("the setting erasure says no known way", system=self._api.system, ref=candidate, hint=hint)

    def _delete(self, candidate: Ref) -> Erased:
        self._api.write("DELETE", f"/candidates/{number(candidate)}")
        return Erased("deleted", left=(AUDIT_LOG,))

    def _anonymize(self, candidate: Ref) -> Erased:
        # One name that is not known refuses the whole request [guess], and the names are documented for v1 alone: then
        # each is said by itself.
        if not self._refuses(candidate, (*IDENTIFYING, *OTHER)):
            return Erased("anonymised", left=(SHELL, FEED, AUDIT_LOG))
        if kept := [name for name in IDENTIFYING if self._refuses(candidate, (name,))]:
            raise Unsupported(
                f"Greenhouse does not anonymise {', '.join(kept)}",
                system=self._api.system,
                ref=candidate,
                hint="delete the candidate's personal data in Greenhouse, or set erasure to delete, and erase again",
            )
        refused = [name for name in OTHER if self._refuses(candidate, (name,))]
        return Erased("anonymised", left=(SHELL, FEED, AUDIT_LOG, *_by_hand(refused)))

    def _refuses(self, candidate: Ref, names: Sequence[str]) -> bool:
        try:
            self._api.write("PATCH", f"/candidates/{number(candidate)}/anonymize", {"fields": list(names)})
        except Invalid:
            return True
        return False


def _by_hand(refused: Sequence[str]) -> Iterator[str]:
    if not refused:
        return
    yield (
        f"Greenhouse refused to anonymise {', '.join(refused)}: look at the profile, and delete there what is left "
        "[doc: the reply to this request]."
    )
