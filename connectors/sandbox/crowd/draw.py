"""Names, employers, titles and places as they are in life: a few are everywhere, most are rare."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from faker import Faker

from connectors.sandbox.drawing import Born

_POOL, _HOUSES = 900, 2500
"""So many draws fill a list of names, or of employers; what comes twice is listed once."""

_NAMES, _EMPLOYERS = 0.9, 0.6
"""How steep the ranks are: the weight of rank r is r to the power of minus this. Names in registers lie between 0.8 and
1; employers among applicants are flatter."""

_USUAL, _MANY = 1, 4

_PLACES: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "en_US": (_MANY, ("New York, NY", "Chicago, IL", "Austin, TX", "Seattle, WA", "Boston, MA", "Denver, CO")),
    "en_GB": (2, ("London, United Kingdom", "Manchester, United Kingdom", "Leeds, United Kingdom")),
    "de_DE": (_USUAL, ("Berlin, Germany", "Hamburg, Germany", "Munich, Germany")),
    "fr_FR": (_USUAL, ("Paris, France", "Lyon, France", "Toulouse, France")),
    "es_ES": (_USUAL, ("Madrid, Spain", "Barcelona, Spain", "Valencia, Spain")),
    "pt_BR": (_USUAL, ("São Paulo, Brazil", "Rio de Janeiro, Brazil", "Curitiba, Brazil")),
    "sv_SE": (_USUAL, ("Stockholm, Sweden", "Gothenburg, Sweden")),
    "pl_PL": (_USUAL, ("Warsaw, Poland", "Kraków, Poland")),
    "cs_CZ": (_USUAL, ("Prague, Czechia", "Brno, Czechia")),
    "tr_TR": (_USUAL, ("Istanbul, Turkey", "Ankara, Turkey")),
    "el_GR": (_USUAL, ("Athens, Greece", "Thessaloniki, Greece")),
    "uk_UA": (_USUAL, ("Kyiv, Ukraine", "Lviv, Ukraine")),
}
"""Locale -> how many of the people come from there, against the others, and where they live."""

_GRADES = ("", "Senior ", "Lead ", "Staff ", "Head of ")
_TRADES = (
    *("Software Engineer", "Account Executive", "Product Manager", "Data Analyst", "Recruiter", "Designer"),
    *("Project Manager", "Sales Manager", "Data Engineer", "Accountant", "Consultant", "Customer Success Manager"),
    *("DevOps Engineer", "Controller", "Marketing Manager", "Technical Writer", "Actuary", "Chemist", "Paralegal"),
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Values from the commonest to the rarest."""

    values: Sequence[str]
    _weights: Sequence[float]

    @classmethod
    def of(cls, values: Sequence[str], *, steepness: float = _NAMES) -> Ranked:
        return cls(values, tuple(accumulate((rank + 2) ** -steepness for rank in range(len(values)))))

    def draw(self, dice: random.Random) -> str:
        return dice.choices(self.values, cum_weights=self._weights)[0]


@dataclass(frozen=True, slots=True)
class _Country:
    first_names: Ranked
    last_names: Ranked
    places: Ranked


class AsInLife:
    """Draws from ranked lists. The lists are the same for every seed: what is common is common."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._countries = [_country(locale, places) for locale, (_, places) in _PLACES.items()]
        self._shares = [share for share, _ in _PLACES.values()]
        employers = Faker("en_US")
        employers.seed_instance(0)
        self._employers = Ranked.of(_different(employers.company, _HOUSES), steepness=_EMPLOYERS)
        self._titles = Ranked.of([f"{grade}{trade}" for grade in _GRADES for trade in _TRADES])

    def born(self, *, first_name: str = "", last_name: str = "") -> Born:
        country = self._dice.choices(self._countries, self._shares)[0]
        drawn = (names.draw(self._dice) for names in (country.first_names, country.last_names))
        first, last = next(drawn), next(drawn)
        return Born(first_name or first, last_name or last, country.places.draw(self._dice))

    def company(self) -> str:
        return self._employers.draw(self._dice)

    def title(self) -> str:
        return self._titles.draw(self._dice)


def _country(locale: str, places: Sequence[str]) -> _Country:
    faker = Faker(locale)
    faker.seed_instance(0)
    return _Country(
        Ranked.of(_different(faker.first_name, _POOL)),
        Ranked.of(_different(faker.last_name, _POOL)),
        Ranked.of(places),
    )


def _different(draw: Callable[[], str], number: int) -> list[str]:
    return list(dict.fromkeys(draw() for _ in range(number)))
