"""A made-up person, before any system has a record of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from bench.people.contact import Number, number, personal_user, slug
from bench.people.cultures import Culture, cultures
from bench.people.draws import Draw, tables
from bench.people.employers import Company, Employers, Job
from bench.people.places import Country, Town, countries
from bench.people.spelling import NICKNAMES, letters, respelled, romanised
from bench.people.taken import Taken

Relation = Literal["same_name", "jr_sr", "sibling", "couple"]

_WESTERN = tuple(tables("names")["given"]["western"].split())
_TECHNICAL = ("Engineer", "Developer", "Data", "SWE")


@dataclass(frozen=True, slots=True)
class Names:
    """What a person is called. ``other`` is another transliteration, ``native`` the name in its own alphabet; ""
    means that there is none. ``married`` is the surname taken in the middle of the years that the records span."""

    first: str
    last: str
    other_first: str = ""
    other_last: str = ""
    native: str = ""
    middle: str = ""
    nick: str = ""
    western: str = ""
    second_last: str = ""
    married: str = ""
    suffix: str = ""
    surname_first: bool = False
    syllables: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """``years`` are when the jobs after the first one began. ``partner_email`` belongs to somebody else."""

    names: Names
    country: str
    town: Town
    moved: Town
    emails: tuple[str, ...]
    phones: tuple[Number, ...]
    page: str
    github: str
    jobs: tuple[Job, ...]
    years: tuple[float, ...]
    partner_email: str = ""


class Crowd:
    """Makes people, and people who look like others."""

    def __init__(self, people: int, dice: random.Random) -> None:
        self.dice = dice
        self._taken = Taken(people)
        self.employers = Employers(people, dice, self._taken)
        self._cultures = cultures()
        self._shares = Draw("", [culture.share for culture in self._cultures])

    def person(self) -> Person:
        culture = self._cultures[self._shares.index(self.dice)]
        home = culture.homes(self.dice)
        return self._living(_names(culture, self.dice), home, countries()[home].town(self.dice))

    def beside(self, other: Person, relation: Relation) -> Person:
        """A different person who is easily taken for the other one."""
        if relation == "same_name":
            return self._namesake(other)
        if relation == "jr_sr":
            return self._junior(other)
        return self._sibling(other) if relation == "sibling" else self._spouse(other)

    def _living(self, names: Names, home: str, town: Town) -> Person:
        dice = self.dice
        country = countries()[home]
        jobs = self.employers.career(names.first, names.last, dice)
        technical = any(word in jobs[-1].role[0] for word in _TECHNICAL)
        return Person(
            names=names,
            country=home,
            town=town,
            moved=country.town(dice) if dice.random() < 0.12 else town,
            emails=tuple(self._mailbox(names.first, names.last, country) for _ in range(1 + (dice.random() < 0.2))),
            phones=tuple(number(country, dice) for _ in range(1 + (dice.random() < 0.5))),
            page=self._page(names) if dice.random() < 0.92 else "",
            github=self._taken.own(_github(names, dice), "", dice) if technical and dice.random() < 0.9 else "",
            jobs=jobs,
            years=tuple(sorted(dice.uniform(2014, 2026) for _ in jobs[1:])),
            partner_email=self._mailbox(dice.choice(_WESTERN), names.last, country) if dice.random() < 0.1 else "",
        )

    def _mailbox(self, first: str, last: str, country: Country) -> str:
        return self._taken.own(personal_user(first, last, self.dice), f"@{country.hosts(self.dice)}", self.dice)

    def _page(self, names: Names) -> str:
        return self._taken.own(slug(names.western or names.first, names.last, self.dice), "", self.dice)

    def _namesake(self, other: Person) -> Person:
        home = other.country if self.dice.random() < 0.8 else "US"
        town = other.town if home == other.country and self.dice.random() < 0.55 else countries()[home].town(self.dice)
        namesake = self._living(replace(other.names, middle="", suffix="", married=""), home, town)
        if self.dice.random() < 0.25:
            return self._colleague(namesake, other.jobs[-1].company)
        return namesake

    def _colleague(self, person: Person, company: Company | None) -> Person:
        """Works there today."""
        email = self.employers.mailbox(person.names.first, person.names.last, company, self.dice)
        return replace(person, jobs=(*person.jobs[:-1], replace(person.jobs[-1], company=company, email=email)))

    def _junior(self, other: Person) -> Person:
        suffix = self.dice.choice(("Jr.", "Jr", "Jr.", "II", "III"))
        town = other.town if self.dice.random() < 0.75 else countries()[other.country].town(self.dice)
        return self._living(replace(other.names, suffix=suffix, married=""), other.country, town)

    def _sibling(self, other: Person) -> Person:
        made = self._first_name_like(other)
        return self._living(made, other.country, other.town)

    def _spouse(self, other: Person) -> Person:
        """The same town, more often than not the same surname, and sometimes one mailbox or telephone for both."""
        names = self._first_name_like(other)
        if self.dice.random() < 0.4:
            names = _names(self._culture_of(other), self.dice)
        spouse = self._living(names, other.country, other.town)
        if self.dice.random() < 0.12:
            spouse = replace(spouse, phones=other.phones)
        return replace(spouse, partner_email=other.emails[0] if self.dice.random() < 0.3 else "")

    def _first_name_like(self, other: Person) -> Names:
        made = _names(self._culture_of(other), self.dice)
        kept = other.names
        return replace(
            made, last=kept.last, other_last=kept.other_last, second_last=kept.second_last, native="", married=""
        )

    def _culture_of(self, other: Person) -> Culture:
        """Some culture of that country, most often the one of its name."""
        likely = [culture for culture in self._cultures if other.country in culture.homes.values]
        return max(self.dice.sample(likely, k=min(2, len(likely))), key=lambda culture: culture.share)


def _names(culture: Culture, dice: random.Random) -> Names:
    draw = culture.female if dice.random() < 0.5 else culture.male
    first, last = draw(dice), culture.surname(dice)
    if culture.script in {"cyrillic", "greek"}:
        return Names(
            romanised(first),
            romanised(last),
            romanised(first, other=True),
            romanised(last, other=True),
            native=f"{first} {last}",
            nick=NICKNAMES.get(romanised(first), ""),
        )
    syllables = " " in first and culture.script == "east"
    second = culture.surname(dice) if dice.random() < culture.two_surnames else ""
    married = culture.surname(dice) if draw is culture.female and dice.random() < 0.015 else ""
    return Names(
        first,
        last,
        respelled(first),
        respelled(last),
        middle=draw(dice) if dice.random() < 0.3 and culture.script == "latin" else "",
        nick=NICKNAMES.get(first, ""),
        western=dice.choice(_WESTERN) if syllables and dice.random() < 0.15 else "",
        second_last=second if second != last else "",
        married=married,
        surname_first=culture.surname_first,
        syllables=syllables,
    )


def _github(names: Names, dice: random.Random) -> str:
    user = f"{letters(names.first)[:1]}{letters(names.last)}"
    return user + dice.choice(("", "", "-dev", str(dice.randrange(10, 100000)), f"-dev{dice.randrange(10, 1000)}"))
