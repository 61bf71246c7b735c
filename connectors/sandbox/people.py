"""Believable names, employers and addresses that fit together, from a seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from faker import Faker

from connectors.sandbox.personas import Profile

LOCALES = (
    *("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "pt_BR", "sv_SE"),
    *("pl_PL", "cs_CZ", "tr_TR", "el_GR", "uk_UA"),
)
"""Plain Latin, Latin with marks, and two other alphabets."""

_MAIL = ("mailbox.example", "post.example", "letters.example", "inbox.example")
_AREAS = (212, 303, 312, 404, 415, 503, 512, 617, 702, 808)

_SPELLED = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφωй", "avgdeziiklmnxoprsstyfoi", strict=True))
    | dict(zip("абвгґдезиіклмнопрстуфь", "abvggdezyiklmnoprstuf'", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps", "є": "ye", "ж": "zh", "ї": "yi", "х": "kh", "ц": "ts", "ч": "ch"}
    | {"ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "æ": "ae"}
)


@dataclass(frozen=True, slots=True)
class Human:
    """A person before they are in any system."""

    first_name: str
    last_name: str
    email: str
    phone: str
    linkedin: str
    title: str
    company: str


class People:
    """Makes humans, all different: no two share an address, a number or a page unless a story says so."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._local = [Faker(locale) for locale in LOCALES]
        for index, faker in enumerate(self._local):
            faker.seed_instance(seed + index)
        self._made = 0
        self._taken: set[str] = set()

    def human(self, *, first_name: str | None = None, last_name: str | None = None) -> Human:
        faker = self.dice.choice(self._local)
        first, last = first_name or faker.first_name(), last_name or faker.last_name()
        self._made += 1
        name = self._unique(f"{ascii_name(first)}.{ascii_name(last)}")
        return Human(
            first_name=first,
            last_name=last,
            email=f"{name}@{self.dice.choice(_MAIL)}",
            phone=f"+1{_AREAS[self._made % 10]}555{self._made // 10:04d}",
            linkedin=name.replace(".", "-"),
            title=self.title(),
            company=self.company(),
        )

    def title(self) -> str:
        return self._local[0].job()

    def company(self) -> str:
        return self._local[0].company()

    def other_email(self, human: Human) -> str:
        """Another address of the same human, at an employer's domain."""
        return self._unique(f"{ascii_name(human.first_name)[:1]}{ascii_name(human.last_name)}") + "@work.example"

    def _unique(self, name: str) -> str:
        unique, number = name, 1
        while unique in self._taken:
            number += 1
            unique = f"{name}{number}"
        self._taken.add(unique)
        return unique


def profile(
    key: str, human: Human, *, without: tuple[str, ...] = (), instead: Mapping[str, str] | None = None
) -> Profile:
    """A record of a human; ``without`` names fields that the record lacks, ``instead`` replaces some."""
    values: dict[str, str | None] = {
        name: getattr(human, name) for name in ("first_name", "last_name", "title", "company", "phone", "linkedin")
    }
    other = dict(instead or {})
    email = other.pop("email", human.email)
    values |= dict.fromkeys(without) | other
    return Profile(
        key=key,
        first_name=values["first_name"] or "",
        last_name=values["last_name"] or "",
        emails=(email,),
        title=values["title"],
        company=values["company"],
        phone=values["phone"],
        linkedin=values["linkedin"],
    )


def ascii_name(name: str) -> str:
    """A name as people spell it in addresses: lower-case ASCII letters."""
    bare = unicodedata.normalize("NFKD", name.lower())
    marks_off = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return "".join(letter for letter in marks_off.translate(_SPELLED) if letter.isascii() and letter.isalpha())
