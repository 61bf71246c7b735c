"""Employers and what people do there, as they are and as they are written."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from bench.people.contact import Number, mail_user, number
from bench.people.cultures import cultures
from bench.people.draws import Draw, tables, weighted, words
from bench.people.places import Country, countries
from bench.people.spelling import letters, slip
from bench.people.taken import Taken

_TABLES = tables("employers")
_STARTS = words(_TABLES["starts"])
_ENDS = words(_TABLES["ends"])
_SECTORS = words(_TABLES["sectors"])
_FAMILY = ("{} Group", "{} & Partners", "{} & Sons", "{} Consulting", "{} Law", "{} Engineering")
_AGENCIES = ("recruit", "talent", "search", "people", "staffing")
_NOWHERE = tuple(words("Freelance Freelancer Self-employed Independent_Consultant Stealth_Startup Confidential N/A -"))

_LEVELS = weighted({"": 30, "Senior ": 25, "Lead ": 16, "Junior ": 12, "Principal ": 7, "Staff ": 7, "Head of ": 3})
_ABBREVIATED = {"Senior ": "Sr. ", "Junior ": "Jr. "}
FAMILIES = tuple(
    tuple(tuple(role.strip().split("/")) for role in family.split(";"))
    for family in _TABLES["roles"].replace("\n", " ").split("|")
)
"""Families of roles that people move between; each role with other words for it."""


@dataclass(frozen=True, slots=True)
class Company:
    """``names`` has the usual one first. ``board`` is the number of its switchboard."""

    names: tuple[str, ...]
    domain: str
    forms: tuple[str, ...]
    home: str
    board: Number
    giant: bool

    def shown(self, dice: random.Random) -> str:
        name = self.names[0] if len(self.names) == 1 or dice.random() < 0.45 else dice.choice(self.names)
        kind = dice.random()
        if kind < 0.46:
            name = f"{name} {dice.choice(self.forms)}"
        elif kind < 0.50:
            name = f"The {name}"
        elif kind < 0.54:
            other = dice.choice(_STARTS) + dice.choice(_ENDS)
            notes = (f"formerly {other}", f"now {other}", "via Randstad", self.home, "contract")
            name = f"{name} ({dice.choice(notes)})"
        return _cased(name, dice)


@dataclass(frozen=True, slots=True)
class Job:
    """One position. ``level`` is the index of a level; ``role`` has its other words. No company: on one's own."""

    company: Company | None
    level: int
    role: tuple[str, ...]
    email: str

    def title_shown(self, dice: random.Random, *, at: str) -> str:
        """``at`` is the employer as the record shows it: some sources write it into the title."""
        level = _LEVELS.values[self.level]
        if level in _ABBREVIATED and dice.random() < 0.45:
            level = _ABBREVIATED[level]
        role = self.role[0] if dice.random() < 0.6 else dice.choice(self.role)
        if dice.random() < 0.04:
            role = role.replace("Engineer", "Eng.")
        title = level + role
        if dice.random() < 0.05:
            title = title.upper()
        return f"{title} at {at}" if at and dice.random() < 0.06 else title


def _cased(name: str, dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.05:
        return name.lower()
    if kind < 0.1:
        return name.upper()
    return slip(name, dice) if kind < 0.12 else name


class Employers:
    """All companies of one set: the giants with a third of the people, and a number of others that grows with it."""

    def __init__(self, people: int, dice: random.Random, taken: Taken) -> None:
        self._taken = taken
        giants = [_giant(text, dice) for text in _TABLES["giants"].replace("\n", " ").split(";")]
        others = [_company(*found, dice) for found in islice(_named(dice), max(200, people // 4))]
        self._companies = giants + others
        self._draw = Draw("", [*_sizes(len(giants), 0.26, exponent=0.9), *_sizes(len(others), 0.74, exponent=0.75)])
        self.agencies = _agencies(people, dice)

    def company(self, dice: random.Random) -> Company:
        return self._companies[self._draw.index(dice)]

    def mailbox(self, first: str, last: str, company: Company | None, dice: random.Random) -> str:
        return self._taken.own(mail_user(first, last, dice), f"@{company.domain}", dice) if company else ""

    def career(self, first: str, last: str, dice: random.Random) -> tuple[Job, ...]:
        """Two to nine jobs, the first one first, mostly within one family of roles."""
        family = dice.choice(FAMILIES)
        level = _LEVELS.index(dice)
        jobs: list[Job] = []
        for _ in range(dice.choice((2, 4, 5, 6, 7, 8, 9))):
            if dice.random() < 0.6:
                level = _LEVELS.index(dice)
            role = dice.choice(family if dice.random() < 0.75 else dice.choice(FAMILIES))
            company = None if dice.random() < 0.02 else self.company(dice)
            role = role if not jobs or dice.random() < 0.7 else jobs[-1].role
            jobs.append(Job(company, level, role, self.mailbox(first, last, company, dice)))
        return tuple(jobs)


def _sizes(count: int, share: float, *, exponent: float) -> list[float]:
    """How many people work at each company: together ``share`` of all."""
    sizes = [float(rank + 8) ** -exponent for rank in range(count)]
    scale = share / sum(sizes)
    return [size * scale for size in sizes]


def company_shown(job: Job, dice: random.Random) -> str:
    if job.company is None or dice.random() < 0.012:
        return dice.choice(_NOWHERE)
    return job.company.shown(dice)


def _giant(text: str, dice: random.Random) -> Company:
    names = tuple(text.strip().split("/"))
    home = countries()[dice.choice(("US", "US", "GB", "DE", "IN", "ES"))]
    board = number(home, dice, office=True)
    return Company(names, f"{letters(names[0])}.com", home.forms, home.name, board, giant=True)


def _company(names: tuple[str, ...], country: Country, dice: random.Random) -> Company:
    domain = f"{letters(names[0])}.{dice.choice(country.ends)}"
    board = number(country, dice, office=True)
    return Company(names, domain, country.forms, country.name, board, giant=False)


def _named(dice: random.Random) -> Iterator[tuple[tuple[str, ...], Country]]:
    """Company names and homes without end; two companies may bear the same name, as they do."""
    people = cultures()
    shares = [culture.share for culture in people]
    starts = list(product(_STARTS, _ENDS))
    while True:
        culture = dice.choices(people, shares)[0]
        country = countries()[culture.homes(dice)]
        if dice.random() < 0.12:
            yield (dice.choice(_FAMILY).format(culture.surname(dice)),), country
            continue
        start, end = dice.choice(starts)
        sector = f" {dice.choice(_SECTORS)}" if dice.random() < 0.7 else ""
        names = [f"{start}{end}{sector}", f"{start} {end.title()}{sector}"]
        dice.shuffle(names)
        yield tuple(names if dice.random() < 0.3 else names[:1]), country


def _agencies(people: int, dice: random.Random) -> Draw:
    """Mailboxes of staffing agencies, which stand on the records of everybody they send."""
    boxes = []
    for _ in range(max(12, people // 1500)):
        host = f"{dice.choice(_STARTS).lower()}{dice.choice(_AGENCIES)}.{dice.choice(('com', 'io', 'co.uk', 'de'))}"
        boxes.append(f"{dice.choice(('candidates', 'cv', 'jobs', 'mary.anders', 'p.finch', 'lenore.w'))}@{host}")
    return Draw(boxes, [1 / (rank + 1.5) for rank in range(len(boxes))])
