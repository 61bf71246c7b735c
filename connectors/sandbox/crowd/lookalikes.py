"""Two humans who look like one: they must never be linked. Waiting for a human's word is allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from connectors.sandbox.people import Human, People, profile
from connectors.sandbox.personas import Persona, Profile
from connectors.sandbox.stories import Story, Told, candidacies

Fields = Mapping[str, str]


def _namesake_elsewhere(id_: str, people: People) -> Told:
    one = people.human()
    return _apart(id_, people, one, _namesake(people, one, living_elsewhere=True))


def _namesake_at_work(id_: str, people: People) -> Told:
    """Two of the name at one employer, in other trades, each with a page, a number and a mailbox of their own."""
    one = people.human()
    other = _namesake(people, one, living_elsewhere=False)
    return _apart(id_, people, one, other, crm={"company": one.company})


def _namesake(people: People, one: Human, *, living_elsewhere: bool) -> Human:
    return people.human(
        first_name=one.first_name,
        last_name=one.last_name,
        fits=lambda born: not living_elsewhere or born.location != one.location,
    )


def _relative(people: People, one: Human, *, initial: str = "") -> Human:
    """Somebody of the same family and place with another first name."""
    return people.human(
        last_name=one.last_name,
        fits=lambda born: (
            born.location == one.location and born.first_name != one.first_name and born.first_name.startswith(initial)
        ),
    )


def _father_and_son(id_: str, people: People) -> Told:
    """They share name, house and number. The father does not always say which of the two he is."""
    son = people.human()
    father = people.human(first_name=son.first_name, last_name=son.last_name)
    senior = people.dice.choice((f"{son.last_name} Sr.", son.last_name))
    ats = {"last_name": f"{son.last_name} Jr."}
    return _apart(id_, people, son, father, ats=ats, crm={"last_name": senior}, sharing=("phone", "location"))


def _siblings(id_: str, people: People) -> Told:
    one = people.human()
    other = _relative(people, one)
    return _apart(id_, people, one, other, sharing=("phone", "location"))


def _siblings_of_one_initial(id_: str, people: People) -> Told:
    """Only the initial of one is known."""
    one = people.human()
    other = _relative(people, one, initial=one.first_name[0])
    crm = {"first_name": f"{one.first_name[0]}."}
    return _apart(id_, people, one, other, crm=crm, sharing=("phone", "location"))


def _couple(id_: str, people: People) -> Told:
    one = people.human()
    other = _relative(people, one)
    return _apart(id_, people, one, other, sharing=("email", "location"), without=("phone",))


def _couple_on_both_sides(id_: str, people: People) -> Told:
    """Both apply and both are in the CRM, all with the one mailbox: whoever goes by it takes one for the other."""
    one = people.human()
    other = _relative(people, one)
    mailbox = {"email": one.email}
    return [
        Persona(
            f"{id_}.{n}",
            "",
            "asked",
            (profile(f"{id_}.{n}/ats", each, without=("linkedin",), instead=mailbox),),
            (profile(f"{id_}.{n}/crm", each, without=("linkedin",), instead=mailbox),),
            candidacies(people),
            shared=frozenset({one.email}),
        )
        for n, each in enumerate((one, other))
    ]


def _apart(
    id_: str,
    people: People,
    one: Human,
    other: Human,
    *,
    ats: Fields | None = None,
    crm: Fields | None = None,
    sharing: Collection[str] = (),
    without: Collection[str] = (),
) -> Told:
    """One is an applicant, the other is in the CRM. ``sharing`` names fields that the other has from the one."""
    common = {name: getattr(one, name) for name in sharing}
    shared = frozenset({common[name] for name in ("email", "phone") if name in common})
    applicant = profile(f"{id_}.0/ats", one, without=without, instead=ats)
    sourced: Profile = profile(f"{id_}.1/crm", other, without=without, instead={**common, **(crm or {})})
    return [
        Persona(f"{id_}.0", "", "apart", (applicant,), (), candidacies(people), shared=shared),
        Persona(f"{id_}.1", "", "apart", (), (sourced,), shared=shared),
    ]


STORIES = (
    Story("namesake at another employer", 0.04, _namesake_elsewhere),
    Story("namesake at the same employer", 0.01, _namesake_at_work),
    Story("father and son on one phone", 0.01, _father_and_son),
    Story("siblings on one phone", 0.01, _siblings),
    Story("siblings with one initial on one phone", 0.01, _siblings_of_one_initial),
    Story("couple with one mailbox", 0.01, _couple),
    Story("couple with one mailbox, both on both sides", 0.01, _couple_on_both_sides),
)
