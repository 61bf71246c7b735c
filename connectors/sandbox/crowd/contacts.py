"""One human whose contact data was noted in two ways, and contact data that belongs to nobody alone."""

from __future__ import annotations

from connectors.sandbox.crowd.one_human import tied
from connectors.sandbox.drawing import Born
from connectors.sandbox.people import Human, People, company_host, profile
from connectors.sandbox.personas import Persona, Truth
from connectors.sandbox.stories import Story, Told, candidacies

_RELAY = "indeedemail.com"
"""Applicants of this job board have an address made for them. An engine must know such hosts by name; the tags that
are made here are not in use there, and a sandbox sends no mail."""


def _phone_notation(id_: str, people: People) -> Told:
    human = people.human(fits=_american)
    digits = human.phone.removeprefix("+1")
    area, exchange, line = digits[:3], digits[3:6], digits[6:]
    written = people.dice.choice(
        (
            f"({area}) {exchange}-{line}",
            f"1-{area}-{exchange}-{line}",
            f"+1 {area}.{exchange}.{line}",
            f"001 {area} {exchange} {line}",
        )
    )
    ats, crm = tied(id_, human, people, tie="phone", crm={"phone": written})
    return [Persona(id_, "", "linked", (ats,), (crm,), candidacies(people))]


def _american(born: Born) -> bool:
    """The numbers are American; without a country code they must be read as such."""
    return born.location is not None and born.location[-4:-2] == ", "


def _old_page(id_: str, people: People) -> Told:
    human = people.human()
    first, second, third = (f"{people.dice.randrange(16**places):0{places}x}" for places in (2, 3, 3))
    old = f"http://www.linkedin.com/pub/{human.linkedin}/{first}/{second}/{third}"
    new = f"{human.linkedin}-{third}{second}{first}"
    ats = profile(f"{id_}/ats", human, without=("phone",), instead={"linkedin": old})
    crm = profile(
        f"{id_}/crm", human, without=("phone",), instead={"linkedin": new, "email": people.other_email(human)}
    )
    return [Persona(id_, "", "linked", (ats,), (crm,), candidacies(people))]


def _tagged(id_: str, people: People) -> Told:
    human = people.human()
    user, _, host = human.email.partition("@")
    ats = profile(f"{id_}/ats", human, without=("linkedin",), instead={"email": f"{user}+jobs@{host}"})
    crm = profile(f"{id_}/crm", human, without=("phone",))
    return [Persona(id_, "", "linked", (ats,), (crm,), candidacies(people))]


def _relay_and_phone(id_: str, people: People) -> Told:
    human = people.human()
    ats = profile(f"{id_}/ats", human, without=("linkedin",), instead={"email": _relay(human, people)})
    return [Persona(id_, "", "linked", (ats,), (profile(f"{id_}/crm", human),), candidacies(people))]


def _relay_and_employer(id_: str, people: People) -> Told:
    human = people.human()
    ats = profile(f"{id_}/ats", human, without=("linkedin", "phone"), instead={"email": _relay(human, people)})
    return [Persona(id_, "", "asked", (ats,), (profile(f"{id_}/crm", human),), candidacies(people))]


def _relay(human: Human, people: People) -> str:
    return f"{human.email.partition('@')[0].replace('.', '')}_{people.dice.randrange(16**5):05x}@{_RELAY}"


def _name_and_employer(id_: str, people: People) -> Told:
    """An applicant who gave a mailbox, and somebody found on the web: no title, no place, no number in common."""
    human = people.human()
    ats = profile(f"{id_}/ats", human, without=("linkedin", "title", "location"))
    crm = profile(f"{id_}/crm", human, without=("phone",), instead={"email": people.other_email(human)})
    return [Persona(id_, "", "asked", (ats,), (crm,), candidacies(people))]


def _no_mailbox(id_: str, people: People) -> Told:
    """Found on the web, no address known: name, employer, title and place."""
    human = people.human()
    ats = profile(f"{id_}/ats", human, without=("linkedin",))
    crm = profile(f"{id_}/crm", human, without=("email", "phone"))
    return [Persona(id_, "", "asked", (ats,), (crm,), candidacies(people))]


def _switchboard(id_: str, people: People) -> Told:
    """Colleagues behind one number. One of them is in both systems."""
    known = people.human()
    return _colleagues(id_, people, known, field="phone", value=known.phone, truth="linked")


def _info_mailbox(id_: str, people: People) -> Told:
    """Colleagues who all gave the mailbox of the house. One of them is in both systems, and has nothing else."""
    known = people.human()
    mailbox = f"info@{company_host(known.company)}"
    return _colleagues(id_, people, known, field="email", value=mailbox, truth="asked")


def _colleagues(id_: str, people: People, known: Human, *, field: str, value: str, truth: Truth) -> Told:
    shared, house = frozenset({value}), {field: value, "company": known.company}
    hidden = ("phone", "linkedin") if field == "email" else ("linkedin",)
    both = Persona(
        f"{id_}.0",
        "",
        truth,
        (profile(f"{id_}.0/ats", known, without=hidden, instead=house),),
        (profile(f"{id_}.0/crm", known, without=hidden, instead=house),),
        candidacies(people),
        shared=shared,
    )
    applicants = [
        Persona(
            f"{id_}.{n}",
            "",
            "apart",
            (profile(f"{id_}.{n}/ats", people.human(), without=("linkedin",), instead=house),),
            (),
            candidacies(people),
            shared=shared,
        )
        for n in (1, 2)
    ]
    sourced = profile(f"{id_}.3/crm", people.human(), instead=house)
    return [both, *applicants, Persona(f"{id_}.3", "", "apart", (), (sourced,), shared=shared)]


STORIES = (
    Story("phone number in another notation", 0.01, _phone_notation),
    Story("LinkedIn page in its old form", 0.01, _old_page),
    Story("address with a tag", 0.01, _tagged),
    Story("address of a job board, same phone", 0.01, _relay_and_phone),
    Story("address of a job board, same employer", 0.01, _relay_and_employer),
    Story("name and employer, nothing else", 0.01, _name_and_employer),
    Story("no address in the CRM, same employer", 0.01, _no_mailbox),
    Story("colleagues on a switchboard", 0.01, _switchboard),
    Story("colleagues with one info@ mailbox", 0.01, _info_mailbox),
)
