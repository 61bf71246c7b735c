"""Names of several cultures with the frequencies names have: a few shared by thousands, most by nobody else.

Given names and most surnames come from Faker's lists. Where those are short, surnames are put together from parts as
they are in the language, so that a large set has both its Smiths and its people with a surname of their own. The lists
are fixed: in a larger set there are more namesakes, as in a larger town.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any, Literal

from bench.people.draws import Draw, pairs, tables, weighted, words, zipf
from bench.people.spelling import romanised

Script = Literal["latin", "cyrillic", "greek", "east", "south"]

_DUTCH = words("van van van_den van_der van_de de de ter")


@dataclass(frozen=True, slots=True)
class Culture:
    """``tail`` is the share of surnames that come from ``rare`` rather than from ``surnames``. ``homes`` are the
    countries that its people live in."""

    name: str
    share: float
    female: Draw
    male: Draw
    surnames: Draw
    homes: Draw
    rare: Draw | None = None
    tail: float = 0.0
    script: Script = "latin"
    surname_first: bool = False
    two_surnames: float = 0.0

    def surname(self, dice: random.Random) -> str:
        if self.rare is not None and dice.random() < self.tail:
            return self.rare(dice)
        return self.surnames(dice)


def _faker(locale: str) -> Any:
    return import_module(f"faker.providers.person.{locale}").Provider


def _draw(values: Any, *, exponent: float = 0.9) -> Draw:
    """As Faker has it: with weights, or as a plain list."""
    if isinstance(values, Mapping):
        return weighted({str(value): float(weight) for value, weight in values.items()})
    return zipf(tuple(values), exponent=exponent)


def _composed(language: str) -> Draw:
    """Every start with every end, in a skewed frequency."""
    starts, ends = (words(tables("names")[part][language]) for part in ("starts", "ends"))
    return zipf([start + end for start, end in product(starts, ends)], exponent=0.55)


def _listed(part: str, language: str) -> str:
    return str(tables("names")[part][language])


def _homes(own: Mapping[str, float]) -> Draw:
    """People live where their name is from, or in one of the countries that many move to."""
    abroad = {"US": 0.14, "GB": 0.07, "DE": 0.05, "NL": 0.02, "FR": 0.02, "CA": 0.03, "AE": 0.01}
    return weighted({country: own.get(country, 0) + abroad.get(country, 0) for country in {**own, **abroad}})


def _latin(name: str, locale: str, share: float, homes: Mapping[str, float], **more: Any) -> Culture:
    lists = _faker(locale)
    more.setdefault("surnames", _draw(lists.last_names))
    return Culture(
        name=name,
        share=share,
        female=_draw(lists.first_names_female, exponent=0.7),
        male=_draw(lists.first_names_male, exponent=0.7),
        homes=_homes(homes),
        **more,
    )


def _simple(language: str) -> Draw:
    return zipf(words(_listed("given", language)), exponent=0.5)


def _frequent(language: str) -> Draw:
    return zipf(words(_listed("surnames", language)), shuffle=False)


def _counted(language: str) -> Draw:
    return weighted({name: float(weight) for name, weight in pairs(_listed("surnames", language)).items()})


def _syllables(language: str) -> Draw:
    parts = words(_listed("given", language))
    return zipf([*parts, *(f"{one} {two}" for one, two in product(parts, parts) if one != two)], exponent=0.45)


def _romanised(values: Iterable[str]) -> list[str]:
    return [value for value in values if romanised(value).isascii()]


def _western() -> list[Culture]:
    english, german = _composed("english"), _composed("german")
    dutch = zipf([f"{start} {name}" for start in _DUTCH for name in _faker("nl_NL").last_names])
    iberia, americas = {"ES": 0.6, "US": 0.1}, {"MX": 0.4, "CO": 0.1, "US": 0.4}
    return [
        _latin("american", "en_US", 0.3, {"US": 2.0, "CA": 0.15}, rare=english, tail=0.38),
        _latin("british", "en_GB", 0.12, {"GB": 1.6, "IE": 0.1}, rare=english, tail=0.35),
        _latin("german", "de_DE", 0.09, {"DE": 1.3, "AT": 0.2, "CH": 0.15}, rare=german, tail=0.55),
        _latin("french", "fr_FR", 0.045, {"FR": 1.2}, rare=_draw(_faker("ga_IE").last_names), tail=0.03),
        _latin("spanish", "es_ES", 0.04, iberia, two_surnames=0.75),
        _latin("mexican", "es_MX", 0.05, americas, two_surnames=0.5),
        _latin("brazilian", "pt_BR", 0.05, {"BR": 1.2}, rare=_composed("portuguese"), tail=0.4),
        _latin("italian", "it_IT", 0.035, {"IT": 1.0}),
        _latin("swedish", "sv_SE", 0.025, {"SE": 1.2}),
        _latin("dutch", "nl_NL", 0.03, {"NL": 1.2}, rare=dutch, tail=0.45),
        _latin("polish", "pl_PL", 0.035, {"PL": 0.9}, surnames=_composed("polish")),
        _latin("turkish", "tr_TR", 0.02, {"TR": 0.7}, rare=_composed("turkish"), tail=0.6),
        _latin("czech", "sk_SK", 0.01, {"CZ": 0.6}),
    ]


def _eastern() -> list[Culture]:
    russian, ukrainian, greek = _faker("ru_RU"), _faker("uk_UA"), _faker("el_GR")
    japanese = zipf(_faker("ja_JP").first_romanized_names, exponent=0.5)
    return [
        _latin("indian", "en_IN", 0.09, {"IN": 1.4}, rare=_composed("indian"), tail=0.45, script="south"),
        _alphabet("russian", russian, 0.035, {"RU": 0.6}, script="cyrillic"),
        _alphabet("ukrainian", ukrainian, 0.015, {"UA": 0.6}, script="cyrillic"),
        _alphabet("greek", greek, 0.012, {"GR": 0.7}, script="greek"),
        _eastern_of("chinese", 0.045, _syllables("chinese"), _frequent("chinese"), {"CN": 0.8}),
        _eastern_of("korean", 0.018, _syllables("korean"), _counted("korean"), {"KR": 0.5}),
        _eastern_of("vietnamese", 0.022, _simple("vietnamese"), _counted("vietnamese"), {"VN": 0.5}),
        _eastern_of("japanese", 0.018, japanese, _composed("japanese"), {"JP": 0.8}),
        _arabic(),
    ]


def _alphabet(name: str, lists: Any, share: float, homes: Mapping[str, float], *, script: Script) -> Culture:
    """Surnames are taken in the form of men; what matters here is the alphabet."""
    return Culture(
        name=name,
        share=share,
        female=_draw(_romanised(lists.first_names_female), exponent=0.7),
        male=_draw(_romanised(lists.first_names_male), exponent=0.7),
        surnames=_draw(_romanised(lists.last_names)),
        homes=_homes(homes),
        script=script,
    )


def _eastern_of(name: str, share: float, given: Draw, surnames: Draw, homes: Mapping[str, float]) -> Culture:
    """Given names that are not told apart by sex."""
    first = name in {"chinese", "korean"}
    return Culture(name, share, given, given, surnames, _homes(homes), script="east", surname_first=first)


def _arabic() -> Culture:
    homes = _homes({"AE": 0.4, "LB": 0.1, "EG": 0.2})
    return Culture("arabic", 0.025, _simple("arabic_women"), _simple("arabic_men"), _frequent("arabic"), homes)


@cache
def cultures() -> tuple[Culture, ...]:
    return (*_western(), *_eastern())
