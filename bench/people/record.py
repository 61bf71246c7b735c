"""What one system shows of a person: some fields, in some notation, with the slips that people make."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

from bench.people import contact
from bench.people.draws import Draw
from bench.people.employers import Job, company_shown
from bench.people.names import called
from bench.people.person import Person

COLUMNS = (
    *("record_id", "first_name", "last_name", "full_name", "emails", "phones", "linkedin_url", "github_url"),
    *("company", "title", "location", "created_at"),
)
Identifier = Literal["e", "l", "p", "g"]
"""E-mail, LinkedIn page, phone, GitHub user: letters as in the truth's column ``shared``."""

Strange = Literal["junk_email", "agency_email", "relay_email", "info_email", "partner_email"]


@dataclass(frozen=True, slots=True)
class Habits:
    """How one side's records look: shares of records that have each thing, if the person has it. ``personal_beside``
    is the share of personal addresses beside another address, ``office`` that of numbers of a switchboard."""

    prefix: str
    work_email: float
    personal_email: float
    personal_beside: float
    phone: float
    office: float
    second_phone: float
    junk_phone: float
    junk_email: float
    agency: float
    relay: float
    linkedin: float
    github: float
    company: float
    title: float
    location: float
    only_full: float
    first_year: int
    peak_year: int


CRM = Habits(
    prefix="crm",
    work_email=0.47,
    personal_email=0.61,
    personal_beside=0.36,
    phone=0.52,
    office=0.21,
    second_phone=0.035,
    junk_phone=0.009,
    junk_email=0.006,
    agency=0.0,
    relay=0.0,
    linkedin=0.627,
    github=0.13,
    company=0.877,
    title=0.839,
    location=0.739,
    only_full=0.029,
    first_year=2013,
    peak_year=2021,
)
ATS = Habits(
    prefix="ats",
    work_email=0.085,
    personal_email=0.87,
    personal_beside=0.32,
    phone=0.78,
    office=0.07,
    second_phone=0.03,
    junk_phone=0.072,
    junk_email=0.008,
    agency=0.033,
    relay=0.024,
    linkedin=0.467,
    github=0.4,
    company=0.671,
    title=0.599,
    location=0.637,
    only_full=0.065,
    first_year=2016,
    peak_year=2022,
)
_INFO, _PARTNER = 0.006, 0.08


@dataclass(slots=True)
class Shown:
    """``values`` are the columns after record_id; ``keys`` the identifiers that are really this person's."""

    values: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    keys: set[tuple[Identifier, str]] = field(default_factory=set)


def show(person: Person, habits: Habits, dice: random.Random, *, agencies: Draw) -> Shown:
    shown = Shown()
    day = dice.triangular(habits.first_year, 2026, habits.peak_year)
    first, last, full = called(person.names, day, shown.tags, dice)
    if dice.random() < habits.only_full:
        first = last = ""
    job = person.jobs[sum(day > year for year in person.years)]
    company = company_shown(job, dice) if dice.random() < habits.company else ""
    title = job.title_shown(dice, at=company) if dice.random() < habits.title else ""
    emails = ";".join(_emails(person, job, habits, shown, dice, agencies))
    phones = ";".join(_phones(person, job, habits, shown, dice))
    page = _page(person, shown, dice) if person.page and dice.random() < habits.linkedin else ""
    github = ""
    if person.github and dice.random() < habits.github:
        shown.keys.add(("g", person.github))
        github = contact.github_shown(person.github, dice)
    town = person.moved if day > 2021 else person.town
    location = town.shown(dice) if dice.random() < habits.location else ""
    created = f"{int(day)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
    shown.values = [first, last, full, emails, phones, page, github, company, title, location, created]
    return shown


def _emails(person: Person, job: Job, habits: Habits, shown: Shown, dice: random.Random, agencies: Draw) -> list[str]:
    found = _strange_emails(person, job, habits, shown, dice, agencies)
    if job.email and dice.random() < habits.work_email:
        shown.keys.add(("e", job.email))
        found.append(contact.email_shown(job.email, dice))
    if dice.random() < (habits.personal_beside if found else habits.personal_email):
        found.append(_personal(person, shown, dice))
    return found


def _personal(person: Person, shown: Shown, dice: random.Random) -> str:
    address = person.emails[-1] if dice.random() < 0.3 else person.emails[0]
    if dice.random() < 0.016:
        shown.tags.add("email_typo")
        return contact.email_typo(address, dice)
    shown.keys.add(("e", address))
    return contact.email_shown(address, dice)


def _strange_emails(
    person: Person, job: Job, habits: Habits, shown: Shown, dice: random.Random, agencies: Draw
) -> list[str]:
    """Mailboxes that are not the person's own, or not for long."""
    kind = dice.random()
    for tag, share in _strange_shares(person, job, habits):
        if kind < share:
            shown.tags.add(tag)
            return [_strange_email(tag, person, job, dice, agencies)]
        kind -= share
    return []


def _strange_shares(person: Person, job: Job, habits: Habits) -> tuple[tuple[Strange, float], ...]:
    return (
        ("junk_email", habits.junk_email),
        ("agency_email", habits.agency),
        ("relay_email", habits.relay),
        ("info_email", _INFO if job.company else 0),
        ("partner_email", _PARTNER if person.partner_email else 0),
    )


def _strange_email(tag: Strange, person: Person, job: Job, dice: random.Random, agencies: Draw) -> str:
    if tag == "junk_email":
        return dice.choice(contact.JUNK_EMAILS)
    if tag == "agency_email":
        return agencies(dice)
    if tag == "relay_email":
        user = contact.mail_user(person.names.first, person.names.last, dice)
        return f"{user}_{dice.randrange(16**5):05x}@indeedemail.com"
    return f"info@{job.company.domain}" if tag == "info_email" and job.company else person.partner_email


def _phones(person: Person, job: Job, habits: Habits, shown: Shown, dice: random.Random) -> list[str]:
    found = []
    if dice.random() < habits.junk_phone:
        shown.tags.add("junk_phone")
        found.append(dice.choice(contact.JUNK_PHONES))
    if dice.random() >= (0.2 if found else habits.phone):
        return found
    if job.company and dice.random() < habits.office * (2 if job.company.giant else 0.7):
        shown.tags.add("switchboard")
        board = contact.phone_shown(job.company.board, dice)
        return [*found, f"{board} x{dice.randrange(100, 900)}" if dice.random() < 0.06 else board]
    found.append(_mobile(person, shown, dice))
    if dice.random() < habits.second_phone:
        found.append(_mobile(person, shown, dice))
    return found


def _mobile(person: Person, shown: Shown, dice: random.Random) -> str:
    number = person.phones[-1] if dice.random() < 0.5 else person.phones[0]
    if dice.random() < 0.008:
        shown.tags.add("phone_typo")
        return contact.phone_shown(contact.number_typo(number, dice), dice)
    shown.keys.add(("p", number.key))
    return contact.phone_shown(number, dice)


def _page(person: Person, shown: Shown, dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.004:
        shown.tags.add("wrong_linkedin")
        return contact.linkedin_shown(contact.slug(dice.choice(("Maria", "Denis", "Anna")), "Garcia", dice), dice)
    if kind < 0.005:
        return "https://www.linkedin.com/in/"
    shown.keys.add(("l", person.page))
    return contact.linkedin_shown(person.page, dice)
