"""Countries: their towns in several spellings, the numbers people have there, mail hosts and legal forms."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.people.draws import Draw, tables, weighted, zipf


@dataclass(frozen=True, slots=True)
class Town:
    """``names`` has the usual spelling first. ``region`` is a state's short name, or ""."""

    names: tuple[str, ...]
    region: str
    country: str
    code: str

    def shown(self, dice: random.Random) -> str:
        """As one system or another has it: town, region, country, or just about where."""
        name = self.names[0] if len(self.names) == 1 or dice.random() < 0.6 else dice.choice(self.names[1:])
        kind = dice.random()
        if self.region:
            return self._shown_with_region(name, kind, dice)
        if kind < 0.25:
            return name
        if kind < 0.4:
            return f"{name}, {self.country}"
        if kind < 0.52:
            return f"{name}, {self.code}"
        if kind < 0.67:
            return f"Greater {name}"
        if kind < 0.82:
            return f"{name} Area, {self.country}"
        return self.country

    def _shown_with_region(self, name: str, kind: float, dice: random.Random) -> str:
        ways = (
            (0.30, f"{name}, {self.region}"),
            (0.42, name),
            (0.52, f"{name}, {self.region}, {self.country}"),
            (0.62, f"Greater {name} Area"),
            (0.70, f"{name} Metropolitan Area"),
            (0.78, f"Remote ({name})"),
            (0.86, f"{name}, {self.region} {dice.randrange(10000, 99999)}"),
        )
        return next((text for bound, text in ways if kind < bound), self.country)


@dataclass(frozen=True, slots=True)
class Country:
    """``mobile`` and ``office`` are the first digits of national numbers with how many digits follow; ``trunk`` is
    dialled before them inside the country. ``hosts`` are free mail hosts that are used there beside the worldwide
    ones, ``ends`` the ends of company domains."""

    code: str
    name: str
    dial: str
    trunk: str
    mobile: tuple[tuple[str, int], ...]
    office: tuple[tuple[str, int], ...]
    hosts: Draw
    ends: tuple[str, ...]
    forms: tuple[str, ...]
    towns: tuple[Town, ...]
    sizes: Draw

    def town(self, dice: random.Random) -> Town:
        return self.towns[self.sizes.index(dice)]


_HOSTS = {
    "gmail.com": 28,
    "hotmail.com": 22,
    "yahoo.com": 13,
    "aol.com": 9,
    "outlook.com": 8,
    "icloud.com": 4,
    "protonmail.com": 1,
    "me.com": 1,
}


@cache
def countries() -> dict[str, Country]:
    return {code: _country(code, facts) for code, facts in tables("places").items()}


def _country(code: str, facts: dict[str, Any]) -> Country:
    """National mail hosts together weigh about as much as the most frequent worldwide one."""
    hosts = facts["hosts"].split()
    towns = tuple(_town(text.strip(), facts["name"], code) for text in facts["towns"].replace("\n", " ").split(";"))
    return Country(
        code=code,
        name=facts["name"],
        dial=facts["dial"],
        trunk=facts["trunk"],
        mobile=_numbers(facts["mobile"]),
        office=_numbers(facts["office"]),
        hosts=weighted({**_HOSTS, **{host: 2 + 18 / len(hosts) for host in hosts}}),
        ends=tuple(facts["ends"].split()),
        forms=tuple(facts["forms"]),
        towns=towns,
        sizes=zipf([town.names[0] for town in towns], exponent=0.8, shuffle=False),
    )


def _town(text: str, country: str, code: str) -> Town:
    spellings, _, region = text.partition(",")
    return Town(tuple(spellings.split("/")), region, country, code)


def _numbers(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((prefix, int(digits)) for prefix, _, digits in (part.partition(":") for part in text.split()))
