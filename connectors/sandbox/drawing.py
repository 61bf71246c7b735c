"""Where made-up people get their names and employers from."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Protocol

from faker import Faker

LOCALES = (
    *("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "pt_BR", "sv_SE"),
    *("pl_PL", "cs_CZ", "tr_TR", "el_GR", "uk_UA"),
)
"""Plain Latin, Latin with marks, and two other alphabets."""


@dataclass(frozen=True, slots=True)
class Born:
    """What somebody is called, and where they live: None when nobody says."""

    first_name: str
    last_name: str
    location: str | None = None


class Draw(Protocol):
    """A source of names, employers and titles. It repeats itself for the same seed."""

    def born(self, *, first_name: str = "", last_name: str = "") -> Born:
        """Somebody; what is given is not drawn."""
        ...

    def company(self) -> str: ...

    def title(self) -> str: ...


class Evenly:
    """Every name is as likely as the next, and hardly anybody has a namesake or a colleague."""

    def __init__(self, seed: int, *, dice: random.Random) -> None:
        self._dice = dice
        self._local = [Faker(locale) for locale in LOCALES]
        for index, faker in enumerate(self._local):
            faker.seed_instance(seed + index)

    def born(self, *, first_name: str = "", last_name: str = "") -> Born:
        faker = self._dice.choice(self._local)
        return Born(first_name or faker.first_name(), last_name or faker.last_name())

    def company(self) -> str:
        return str(self._local[0].company())

    def title(self) -> str:
        return str(self._local[0].job())
