"""Believable names, employers and addresses that fit together, from a seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from connectors.sandbox.drawing import Born, Draw
from connectors.sandbox.personas import Profile

_MAIL = ("mailbox.example", "post.example", "letters.example", "inbox.example")
_AREAS = (212, 303, 312, 404, 415, 503, 512, 617, 702, 808)
_MOST_TRIES = 20_000
_SHOWN = ("first_name", "last_name", "email", "title", "company", "phone", "linkedin", "location")

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
    location: str | None = None


class People:
    """Makes humans, all different: no two share an address, a number or a page unless a story says so."""

    def __init__(self, draw: Draw, *, dice: random.Random) -> None:
        self.draw = draw
        self.dice = dice
        self._made = 0
        self._taken: set[str] = set()

    def human(
        self, *, first_name: str = "", last_name: str = "", fits: Callable[[Born], bool] = lambda born: True
    ) -> Human:
        """Somebody new. What is given is not drawn; ``fits`` says who will do. Raises LookupError when nobody does."""
        born = self.somebody(first_name=first_name, last_name=last_name, fits=fits)
        self._made += 1
        name = self._unique(f"{ascii_name(born.first_name)}.{ascii_name(born.last_name)}")
        return Human(
            first_name=born.first_name,
            last_name=born.last_name,
            email=f"{name}@{self.dice.choice(_MAIL)}",
            phone=f"+1{_AREAS[self._made % 10]}555{self._made // 10:04d}",
            linkedin=name.replace(".", "-"),
            title=self.title(),
            company=self.company(),
            location=born.location,
        )

    def somebody(
        self, *, first_name: str = "", last_name: str = "", fits: Callable[[Born], bool] = lambda born: True
    ) -> Born:
        """A name to be born with, as `human` takes one."""
        for _ in range(_MOST_TRIES):
            born = self.draw.born(first_name=first_name, last_name=last_name)
            if fits(born):
                return born
        raise LookupError("nobody fits the story")

    def title(self) -> str:
        return self.draw.title()

    def company(self) -> str:
        return self.draw.company()

    def other_email(self, human: Human) -> str:
        """Another address of the same human, at their employer's domain."""
        user = self._unique(f"{ascii_name(human.first_name)[:1]}{ascii_name(human.last_name)}")
        return f"{user}@{company_host(human.company)}"

    def _unique(self, name: str) -> str:
        unique, number = name, 1
        while unique in self._taken:
            number += 1
            unique = f"{name}{number}"
        self._taken.add(unique)
        return unique


def profile(
    key: str, human: Human, *, without: Collection[str] = (), instead: Mapping[str, str] | None = None
) -> Profile:
    """A record of a human; ``without`` names fields that the record lacks, ``instead`` replaces some."""
    values: dict[str, str | None] = {name: getattr(human, name) for name in _SHOWN}
    values |= dict.fromkeys(without)
    values |= dict(instead or {})
    email = values.pop("email")
    return Profile(
        key=key,
        first_name=values.pop("first_name") or "",
        last_name=values.pop("last_name") or "",
        emails=(email,) if email else (),
        **values,
    )


def company_host(company: str) -> str:
    """Where an employer has its mailboxes."""
    return f"{ascii_name(company)}.example"


def ascii_name(name: str) -> str:
    """A name as people spell it in addresses: lower-case ASCII letters."""
    bare = unicodedata.normalize("NFKD", name.lower())
    marks_off = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return "".join(letter for letter in marks_off.translate(_SPELLED) if letter.isascii() and letter.isalpha())
