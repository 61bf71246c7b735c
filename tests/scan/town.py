"""Two exports of one made-up population, and the truth about them: planted errors included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connectors.sandbox.personas import Candidacy, Persona, Profile
from connectors.sandbox.population import population
from tests.bulk.sheets import csv_of, write

ATS_COLUMNS = (
    *("Candidate ID", "First Name", "Last Name", "Email", "Phone", "LinkedIn URL", "Company", "Title", "Location"),
    *("Status", "Do Not Contact", "Last Activity"),
)
CRM_COLUMNS = (
    *("id", "First Name", "Last Name", "Email", "Phone", "LinkedIn URL", "Company", "Title", "Location"),
    *("Projects", "Unsubscribed", "Updated At"),
)
LISTS = {"hired": "Alumni", "active": "ATS: In process", "rejected": "Nurture", "": "Sourced"}
ONE_IN = 4
"""Every error is planted in one of so many people whom it can happen to."""


@dataclass
class Truth:
    """Ids of personas, by finding."""

    found: dict[str, set[str]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        return {key: len(ids) for key, ids in self.found.items()}


@dataclass
class Town:
    """The files, and what is true."""

    ats: Path
    crm: Path
    personas: tuple[Persona, ...]
    truth: Truth


def town(folder: Path, *, people: int, seed: int) -> Town:
    personas = population(people, seed=seed)
    truth = Truth({key: set() for key in PLANTED})
    plan = {persona.id: _plan(persona, truth) for persona in sorted(personas, key=lambda each: each.id)}
    ats = [row for persona in personas for row in _ats_rows(persona, plan[persona.id])]
    crm = [_crm_row(persona, each, plan[persona.id]) for persona in personas for each in persona.crm]
    truth.found["both-certain"] = {each.id for each in personas if each.ats and each.crm}
    truth.found["only-ats"] = {each.id for each in personas if each.ats and not each.crm}
    truth.found["only-crm"] = {each.id for each in personas if each.crm and not each.ats}
    for role in ("ats", "crm"):
        truth.found[f"ghosts-{role}"] = {each.id for each in personas if len(getattr(each, role)) > 1}
    return Town(
        write(folder / "ats-export.csv", csv_of([ATS_COLUMNS, *ats])),
        write(folder / "crm-export.csv", csv_of([CRM_COLUMNS, *crm], delimiter=";"), encoding="utf-16"),
        personas,
        truth,
    )


PLANTED = (
    *("hired-nurtured", "active-nurtured", "rejected-absent", "rejected-unlisted"),
    *("opted-out-ats-only", "opted-out-crm-only", "opted-out-nurtured"),
)


@dataclass(frozen=True)
class Plan:
    """What the two exports say of somebody."""

    standing: str
    lists: str
    out: tuple[bool, bool]


def _plan(persona: Persona, truth: Truth) -> Plan:
    """Right for most; wrong, and noted, for one in ``ONE_IN`` of those whom an error can happen to."""
    standing = standing_of(persona)
    lists, out = LISTS[standing], (not persona.may_email, not persona.may_email)
    if standing == "rejected" and not persona.crm and not any(out):
        truth.found["rejected-absent"].add(persona.id)
    if out[0]:
        return Plan(standing, "Sourced", out)
    if persona.truth == "linked":
        if standing in {"hired", "active"} and _chosen(truth, f"{standing}-nurtured", persona):
            lists = "Alumni|Newsletter"
        elif standing == "rejected" and _chosen(truth, "rejected-unlisted", persona):
            lists = ""
        elif standing == "rejected" and _chosen(truth, "opted-out-ats-only", persona):
            truth.found["opted-out-nurtured"].add(persona.id)
            out = (True, False)
        elif standing == "active" and _chosen(truth, "opted-out-crm-only", persona):
            out = (False, True)
    return Plan(standing, lists, out)


def _chosen(truth: Truth, key: str, persona: Persona) -> bool:
    """Every so many-th by the number of the persona."""
    chosen = sum(map(ord, persona.id + key)) % ONE_IN == 0
    if chosen:
        truth.found[key].add(persona.id)
    return chosen


def standing_of(persona: Persona) -> str:
    """As the exports tell it. Whoever is twice in one system is in process: such people prove nothing here."""
    if not persona.ats:
        return ""
    if persona.truth not in {"linked", "created", "apart"}:
        return "active"
    standings = [each.standing for each in persona.candidacies]
    return next((each for each in ("hired", "active", "rejected") if each in standings), "")


def _ats_rows(persona: Persona, plan: Plan) -> list[Sequence[str]]:
    """A row for each application, as exports of an ATS have them."""
    rows: list[Sequence[str]] = []
    for profile in persona.ats:
        for candidacy in persona.candidacies or (None,):
            status = _status(candidacy) if persona.truth in {"linked", "created", "apart"} else "Phone Screen"
            flag = "yes" if plan.out[0] else "no"
            rows.append((*_who(profile), status, flag, "2026-05-04"))
    return rows


def _status(candidacy: Candidacy | None) -> str:
    if candidacy is None:
        return ""
    words = {"rejected": "Rejected", "hired": "Hired", "active": "Application Review", "prospect": "Prospect"}
    return words[candidacy.standing]


def _crm_row(persona: Persona, profile: Profile, plan: Plan) -> Sequence[str]:
    return (*_who(profile), plan.lists, "2026-02-01" if plan.out[1] else "", "05.04.2026")


def _who(profile: Profile) -> Sequence[str]:
    return (
        profile.key,
        profile.first_name,
        profile.last_name,
        ";".join(profile.emails),
        profile.phone or "",
        f"https://www.linkedin.com/in/{profile.linkedin}" if profile.linkedin else "",
        profile.company or "",
        profile.title or "",
        profile.location or "",
    )
