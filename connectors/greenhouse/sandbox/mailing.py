"""When the pretended Greenhouse mails a candidate. Rules of the account decide; the knobs say which there are."""

from __future__ import annotations

from connectors.greenhouse.sandbox.org import Org, Row
from connectors.sandbox.outbox import Cause


def application_made(org: Org, application: Row, *, by: Cause) -> None:
    """Somebody became an applicant for a job, by a request, by hand, or by applying.

    Through the API that may mail a request to answer the job post [doc: support.greenhouse.io, "Automated job post
    request email"; that the API counts is a guess]; whoever applies is thanked [guess].
    """
    why = "job_post_request" if by == "api" else "application_received"
    if org.knobs.applications_mail:
        org.outbox.put(application["candidate_id"], why, by=by)
    if by == "api":  # whoever applies has seen the notice
        _tell_of_privacy(org, application, by=by)


def prospect_made(org: Org, application: Row, *, by: Cause) -> None:
    """Rules of privacy belong to offices, and these to jobs: a prospect without a job falls under none [guess]."""
    if application["prospective_job_ids"]:
        _tell_of_privacy(org, application, by=by)


def _tell_of_privacy(org: Org, application: Row, *, by: Cause) -> None:
    """Rules of the account may tell whoever was added without having applied [doc: support.greenhouse.io, "Email GDPR
    information to candidates"]."""
    if org.knobs.privacy_mails:
        org.outbox.put(application["candidate_id"], "privacy_notice", by=by)


def application_moved(org: Org, application: Row, *, by: Cause) -> None:
    """A move fires the job's stage transition rules, mails included, whoever moves [client]."""
    if org.knobs.moves_mail:
        org.outbox.put(application["candidate_id"], "stage_transition", by=by)


def rejection_told(org: Org, application: Row, *, by: Cause) -> None:
    """A rejection mails when it is asked to, and not otherwise [client]."""
    org.outbox.put(application["candidate_id"], "rejection_email", by=by)
