"""One human, written in two ways: every way of writing a name, with every tie that may remain beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from connectors.sandbox.crowd import spelling
from connectors.sandbox.drawing import Born
from connectors.sandbox.people import Human, People, profile
from connectors.sandbox.personas import Persona, Profile, Truth
from connectors.sandbox.stories import Story, Told, candidacies

Tie = Literal["mailbox", "phone", "page", "employer"]
TIES: tuple[Tie, ...] = ("mailbox", "phone", "page", "employer")
"""What both records show beside the name. With ``employer`` no identifier is shared: company and title alone."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of writing a name twice. ``make`` finds a human whom it can happen to, ``write`` gives what the other
    record shows instead. With the ties in ``doubtful`` a careful engine may ask; with ``hopeless`` ones, nobody can
    tell and the story is not told. (An employer alone is always doubtful.)"""

    name: str
    make: Callable[[People], Human]
    write: Callable[[Human, People], Fields]
    doubtful: frozenset[Tie] = frozenset()
    hopeless: frozenset[Tie] = frozenset()


def _who(fits: Callable[[Born], bool]) -> Callable[[People], Human]:
    return lambda people: people.human(fits=fits)


def _anybody(people: People) -> Human:
    return people.human()


def _as_it_is(human: Human, people: People) -> Fields:
    return {}


def _nickname(human: Human, people: People) -> Fields:
    return {"first_name": spelling.NICKNAMES[human.first_name]}


def _plain(human: Human, people: People) -> Fields:
    return {"first_name": spelling.plain(human.first_name), "last_name": spelling.plain(human.last_name)}


def _without_marks(human: Human, people: People) -> Fields:
    fold = people.dice.choice((spelling.plain, spelling.german))
    return {"first_name": fold(human.first_name), "last_name": fold(human.last_name)}


def _initial(human: Human, people: People) -> Fields:
    return {"first_name": spelling.initial(human.first_name)}


def _swapped(human: Human, people: People) -> Fields:
    return {"first_name": human.last_name, "last_name": human.first_name}


def _typo(human: Human, people: People) -> Fields:
    return {"last_name": spelling.mistyped(human.last_name, dice=people.dice)}


def _married(human: Human, people: People) -> Fields:
    return {"last_name": people.somebody(fits=lambda born: born.last_name != human.last_name).last_name}


def _two_last_names(people: People) -> Human:
    """Of one place, so that the names are of one language."""
    one = people.somebody()
    other = people.somebody(fits=lambda born: born.location == one.location and born.last_name != one.last_name)
    return people.human(last_name=f"{one.last_name} {other.last_name}", fits=lambda born: born.location == one.location)


def _one_of_two(human: Human, people: People) -> Fields:
    return {"last_name": human.last_name.partition(" ")[0]}


WAYS = (
    Way("same name", _anybody, _as_it_is),
    Way("nickname", _who(lambda born: spelling.has_nickname(born.first_name)), _nickname),
    Way("other alphabet", _who(lambda born: spelling.is_foreign(born.last_name)), _plain),
    Way("no accents", _who(lambda born: spelling.has_marks(born.last_name)), _without_marks),
    Way("initial", _anybody, _initial, doubtful=frozenset({"phone"})),
    Way("swapped names", _anybody, _swapped),
    Way("typo", _who(lambda born: spelling.can_be_mistyped(born.last_name)), _typo),
    Way("one of two last names", _two_last_names, _one_of_two),
    Way(
        "new last name",
        _anybody,
        _married,
        doubtful=frozenset({"mailbox", "phone"}),
        hopeless=frozenset({"employer"}),
    ),
)

_WORDS: Mapping[Tie, str] = {
    "mailbox": "same mailbox",
    "phone": "same phone",
    "page": "same page",
    "employer": "same employer only",
}


def stories(share: float) -> Iterator[Story]:
    """One story for each way with each tie, ``share`` of the population in all."""
    told = [(way, tie) for way in WAYS for tie in TIES if tie not in way.hopeless]
    for way, tie in told:
        yield Story(f"{way.name}, {_WORDS[tie]}", share / len(told), _teller(way, tie))


def _teller(way: Way, tie: Tie) -> Callable[[str, People], Told]:
    truth: Truth = "asked" if tie == "employer" or tie in way.doubtful else "linked"

    def tell(id_: str, people: People) -> Told:
        human = way.make(people)
        ats, crm = tied(id_, human, people, tie=tie, crm=way.write(human, people))
        # Now and then the CRM's people are wanted in the ATS, where they are already.
        push = people.dice.random() < 0.15
        return [Persona(id_, "", truth, (ats,), (crm,), candidacies(people), push=push)]

    return tell


def tied(id_: str, human: Human, people: People, *, tie: Tie, crm: Fields) -> tuple[Profile, Profile]:
    """The records in the ATS and in the CRM: one tie, what the job is, and no other identifier in common."""
    in_ats, in_crm = _HIDDEN[tie]
    written = {} if tie == "mailbox" else {"email": people.other_email(human)}
    if people.dice.random() < 0.5:
        written["company"] = spelling.without_legal_form(human.company)
    no_place = ("location",) if people.dice.random() < 0.5 else ()
    ats = profile(f"{id_}/ats", human, without=(*in_ats, *no_place))
    return ats, profile(f"{id_}/crm", human, without=in_crm, instead={**written, **crm})


_HIDDEN: Mapping[Tie, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mailbox": (("linkedin",), ("phone",)),
    "phone": (("linkedin",), ()),
    "page": ((), ("phone",)),
    "employer": (("linkedin",), ("phone",)),
}
"""What the record in the ATS and the one in the CRM do not show, so that only the tie is shared."""
