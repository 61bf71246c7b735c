"""Personas in the pretended Greenhouse account: put there at once, looked at, and acted upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors.greenhouse.sandbox import funnel, people, seed
from connectors.greenhouse.sandbox.org import Org, Row, iso, parse
from connectors.sandbox.cast import AtsCast, Shown, ShownCandidacy
from connectors.sandbox.personas import CONFIDENTIAL_JOB, REASONS, Candidacy, Persona, Profile, Reason, Standing

STAGE_OF: Mapping[str, str] = {
    "applied": "Application Review",
    "screen": "Phone Interview",
    "interview": "Face to Face",
    "offer": "Offer",
}
"""The stage of the default jobs that stands for a milestone."""

_OLDEST_DAYS, _NEWEST_DAYS = 700, 30
_STANDINGS: Mapping[str, Standing] = {"in_process": "active", "rejected": "rejected", "hired": "hired"}
_SECURITY = {"id": 4, "key": "SECURITY_CONCERN", "name": "Security concern"}


def populate(org: Org, personas: Sequence[Persona]) -> GreenhouseCast:
    """Add every persona's records and applications, older ones first."""
    _require_security_reason(org)
    ids: dict[str, str] = {}
    known = [persona for persona in personas if persona.ats]
    for place, persona in enumerate(known):
        age = _OLDEST_DAYS - (_OLDEST_DAYS - _NEWEST_DAYS) * place // max(1, len(known))
        rows = [_candidate(org, persona, profile, age=age) for profile in persona.ats]
        ids |= {profile.key: str(row["id"]) for profile, row in zip(persona.ats, rows, strict=True)}
        for candidacy in persona.candidacies:
            _apply(org, rows[0], candidacy)
    return GreenhouseCast(org, ids)


def _require_security_reason(org: Org) -> None:
    name = REASONS["security"]
    if not org.rows("rejection_reasons", name=name):
        org.insert("rejection_reasons", {"name": name, "type": _SECURITY, "_built_in": False})


def _candidate(org: Org, persona: Persona, profile: Profile, *, age: int) -> Row:
    fields: Row = {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "title": profile.title,
        "company": profile.company,
        "email_addresses": [{"value": email, "type": "personal"} for email in profile.emails],
        "phone_numbers": [{"value": profile.phone, "type": "mobile"}] if profile.phone else [],
        "social_media_addresses": [{"value": _page(profile.linkedin)}] if profile.linkedin else [],
        "addresses": [{"value": profile.location, "type": "home"}] if profile.location else [],
        "private": persona.private,
        "can_email": persona.may_email,
    }
    row = people.add(org, fields)
    _backdate(org, row, "created_at", "updated_at", "last_activity_at", days=age)
    return row


def _page(linkedin: str) -> str:
    return linkedin if "://" in linkedin else f"https://www.linkedin.com/in/{linkedin}"


def _apply(org: Org, candidate: Row, candidacy: Candidacy) -> None:
    row = funnel.apply(org, candidate, _job(org, candidacy.job))
    job = org.row("jobs", row["job_id"])
    funnel.move(org, row, stage=_stage(org, job, candidacy.milestone))
    if candidacy.standing == "hired":
        funnel.hire(org, row)
    if candidacy.reason is not None:
        funnel.reject(org, row, _reason(org, candidacy.reason), by=None)
        _backdate(org, row, "rejected_at", days=candidacy.closed_days_ago)
    _backdate(org, row, "created_at", "updated_at", "last_activity_at", days=candidacy.closed_days_ago + 1)


def _backdate(org: Org, row: Row, *names: str, days: int) -> None:
    row.update(dict.fromkeys(names, iso(org.clock.utc() - timedelta(days=days))))


def _job(org: Org, name: str) -> Row:
    found = org.rows("jobs", name=name)
    return found[0] if found else seed.add_job(org, name, confidential=name == CONFIDENTIAL_JOB)


def _stage(org: Org, job: Row, milestone: str) -> Row:
    name = STAGE_OF[milestone]
    return next(stage for stage in funnel.stages(org, job) if stage["name"] == name)


def _reason(org: Org, reason: Reason) -> Row:
    return org.rows("rejection_reasons", name=REASONS[reason])[0]


class GreenhouseCast(AtsCast):
    """The personas of one organisation."""

    def __init__(self, org: Org, ids: Mapping[str, str]) -> None:
        super().__init__(ids)
        self._org = org

    def shown(self) -> tuple[Shown, ...]:
        by_candidate: dict[int, list[Row]] = {}
        for application in self._org.rows("applications"):
            by_candidate.setdefault(application["candidate_id"], []).append(application)
        return tuple(self._shown(row, by_candidate.get(row["id"], [])) for row in self._org.rows("candidates"))

    def _shown(self, row: Row, applications: Sequence[Row]) -> Shown:
        return Shown(
            id=str(row["id"]),
            key=self.keys.get(str(row["id"])),
            first_name=row["first_name"],
            last_name=row["last_name"],
            title=row["title"],
            company=row["company"],
            emails=tuple(item["value"] for item in row["email_addresses"]),
            phones=tuple(item["value"] for item in row["phone_numbers"]),
            profiles=tuple(item["value"] for item in (*row["social_media_addresses"], *row["website_addresses"])),
            candidacies=tuple(_candidacy(each) for each in applications),
        )

    def retitle(self, key: str, title: str) -> None:
        people.edit(self._org, self._row(key), {"title": title})

    def add_email(self, key: str, email: str) -> None:
        row = self._row(key)
        addresses = [*row["email_addresses"], {"value": email, "type": "work"}]
        people.edit(self._org, row, {"email_addresses": addresses})

    def advance(self, key: str, milestone: str) -> None:
        application = self._application(key)
        job = self._org.row("jobs", application["job_id"])
        funnel.move(self._org, application, stage=_stage(self._org, job, milestone))

    def reject(self, key: str, reason: Reason) -> None:
        funnel.reject(self._org, self._application(key), _reason(self._org, reason), by=None)

    def unreject(self, key: str) -> None:
        funnel.unreject(self._org, self._application(key))

    def hire(self, key: str) -> None:
        funnel.hire(self._org, self._application(key))

    def forbid_mail(self, key: str) -> None:
        people.edit(self._org, self._row(key), {"can_email": False})

    def _row(self, key: str) -> Row:
        return self._org.row("candidates", self.ids[key])

    def _application(self, key: str) -> Row:
        return self._org.rows("applications", candidate_id=self._row(key)["id"])[-1]


def _candidacy(row: Row) -> ShownCandidacy:
    closed = row["rejected_at"]
    standing: Standing = "prospect" if row["prospect"] else _STANDINGS[row["status"]]
    return ShownCandidacy(standing, None if closed is None else parse(closed).date())
