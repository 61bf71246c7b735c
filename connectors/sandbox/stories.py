"""What can be the matter with a person who may be in two systems, told one story at a time.

Every story makes the personas of one telling, and says the truth about them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.sandbox.people import Human, People, profile
from connectors.sandbox.personas import CONFIDENTIAL_JOB, JOBS, Candidacy, Persona, Reason

Told = list[Persona]


@dataclass(frozen=True, slots=True)
class Story:
    """``share`` of the population (in people, from 0 to 1) that lives it; every story is told at least once."""

    name: str
    share: float
    tell: Callable[[str, People], Told]


def _same(id_: str, people: People) -> Told:
    human = people.human()
    return [_both(id_, human, candidacies=candidacies(people))]


def _other_case(id_: str, people: People) -> Told:
    human = people.human()
    typed = human.email.title()
    return [_both(id_, human, crm={"email": typed}, candidacies=candidacies(people))]


def _same_page(id_: str, people: People) -> Told:
    human = people.human()
    return [_both(id_, human, crm={"email": people.other_email(human)}, candidacies=candidacies(people))]


def _moved_on(id_: str, people: People) -> Told:
    human = people.human()
    news = {"title": people.title(), "company": people.company()}
    return [_both(id_, human, crm=news, candidacies=candidacies(people))]


def _gaps_in_ats(id_: str, people: People) -> Told:
    human = people.human()
    ats = profile(f"{id_}/ats", human, without=("title", "company"))
    return [Persona(id_, "", "linked", (ats,), (profile(f"{id_}/crm", human),), candidacies(people))]


def _gaps_in_crm(id_: str, people: People) -> Told:
    human = people.human()
    crm = profile(f"{id_}/crm", human, without=("title", "phone"))
    return [Persona(id_, "", "linked", (profile(f"{id_}/ats", human),), (crm,), candidacies(people))]


def _cross_linked(id_: str, people: People) -> Told:
    human = people.human()
    crm = profile(f"{id_}/crm", human, without=("phone", "linkedin"), instead={"email": people.other_email(human)})
    ats = profile(f"{id_}/ats", human, without=("linkedin",))
    return [Persona(id_, "", "linked", (ats,), (crm,), candidacies(people), cross_linked=True)]


def _only_ats(id_: str, people: People) -> Told:
    return [Persona(id_, "", "created", (profile(f"{id_}/ats", people.human()),), (), candidacies(people))]


def _only_crm(id_: str, people: People) -> Told:
    return [Persona(id_, "", "alone", (), (profile(f"{id_}/crm", people.human()),))]


def _pushed(id_: str, people: People) -> Told:
    return [Persona(id_, "", "pushed", (), (profile(f"{id_}/crm", people.human()),), push=True)]


def _pushed_though_there(id_: str, people: People) -> Told:
    return [_both(id_, people.human(), candidacies=candidacies(people), push=True)]


def _never_applied(id_: str, people: People) -> Told:
    return [Persona(id_, "", "alone", (profile(f"{id_}/ats", people.human()),))]


def _in_process(id_: str, people: People) -> Told:
    path = ("applied", "screen", "interview", "offer")
    return [
        _both(f"{id_}.{n}", people.human(), candidacies=(Candidacy(job(people), milestone=milestone),))
        for n, milestone in enumerate(path)
    ]


def _rejected(id_: str, people: People) -> Told:
    reasons: tuple[Reason, ...] = ("we_rejected", "they_withdrew", "unspecified")
    return [_both(f"{id_}.{n}", people.human(), candidacies=(closed(people, why),)) for n, why in enumerate(reasons)]


def _never_again(id_: str, people: People) -> Told:
    return [_both(id_, people.human(), candidacies=(closed(people, "security"),))]


def _hired(id_: str, people: People) -> Told:
    return [_both(id_, people.human(), candidacies=(Candidacy(job(people), "hired", "offer"),))]


def _several_jobs(id_: str, people: People) -> Told:
    going_on = Candidacy(job(people), milestone="interview")
    return [_both(id_, people.human(), candidacies=(closed(people, "we_rejected"), going_on))]


def _confidential(id_: str, people: People) -> Told:
    over = Candidacy(CONFIDENTIAL_JOB, "rejected", "interview", "we_rejected", closed_days_ago=20)
    here = _both(f"{id_}.0", people.human(), candidacies=(Candidacy(CONFIDENTIAL_JOB, milestone="interview"),))
    return [here, _both(f"{id_}.1", people.human(), candidacies=(over,))]


def _private(id_: str, people: People) -> Told:
    known = _both(f"{id_}.0", people.human(), candidacies=(closed(people, "we_rejected"),), private=True)
    ats = profile(f"{id_}.1/ats", people.human())
    return [known, Persona(f"{id_}.1", "", "alone", (ats,), (), (closed(people, "we_rejected"),), private=True)]


def _not_mailed(id_: str, people: People) -> Told:
    return [_both(id_, people.human(), candidacies=(closed(people, "they_withdrew"),), may_email=False)]


def _namesakes(id_: str, people: People) -> Told:
    one = people.human()
    other = people.human(first_name=one.first_name, last_name=one.last_name)
    return [
        Persona(f"{id_}.0", "", "apart", (profile(f"{id_}.0/ats", one),), (), candidacies(people)),
        Persona(f"{id_}.1", "", "apart", (), (profile(f"{id_}.1/crm", other),)),
    ]


def _family(id_: str, people: People) -> Told:
    one = people.human()
    other = people.human(last_name=one.last_name)
    phone = frozenset({one.phone})
    crm = profile(f"{id_}.1/crm", other, instead={"phone": one.phone})
    return [
        Persona(f"{id_}.0", "", "apart", (profile(f"{id_}.0/ats", one),), (), candidacies(people), shared=phone),
        Persona(f"{id_}.1", "", "apart", (), (crm,), shared=phone),
    ]


def _shared_mailbox(id_: str, people: People) -> Told:
    mailbox = f"careers.{id_}@agency.example"
    told = []
    for n in range(3):
        ats = profile(f"{id_}.{n}/ats", people.human(), instead={"email": mailbox})
        told.append(Persona(f"{id_}.{n}", "", "apart", (ats,), (), candidacies(people), shared=frozenset({mailbox})))
    return told


def _twice_in_ats(id_: str, people: People) -> Told:
    human = people.human()
    twice = (profile(f"{id_}/ats", human), profile(f"{id_}/ats2", human, without=("title", "linkedin")))
    return [Persona(id_, "", "asked", twice, (), candidacies(people))]


def _twice_in_crm(id_: str, people: People) -> Told:
    human = people.human()
    twice = (profile(f"{id_}/crm", human), profile(f"{id_}/crm2", human, without=("title", "linkedin")))
    return [Persona(id_, "", "asked", (), twice)]


STORIES = (
    Story("the same on both sides", 0.10, _same),
    Story("e-mail address in other letter case", 0.07, _other_case),
    Story("same LinkedIn page, other e-mail address", 0.04, _same_page),
    Story("new job known to the CRM only", 0.06, _moved_on),
    Story("gaps in the ATS", 0.05, _gaps_in_ats),
    Story("gaps in the CRM", 0.05, _gaps_in_crm),
    Story("linked by the CRM's own integration", 0.02, _cross_linked),
    Story("known to the ATS only", 0.16, _only_ats),
    Story("wanted in the ATS", 0.02, _pushed),
    Story("wanted in the ATS and there already", 0.01, _pushed_though_there),
    Story("in the ATS without an application", 0.02, _never_applied),
    Story("in process", 0.07, _in_process),
    Story("rejected", 0.06, _rejected),
    Story("never again", 0.01, _never_again),
    Story("hired", 0.02, _hired),
    Story("several applications", 0.02, _several_jobs),
    Story("confidential job", 0.01, _confidential),
    Story("private", 0.01, _private),
    Story("must not be mailed", 0.02, _not_mailed),
    Story("namesakes", 0.02, _namesakes),
    Story("family on one phone", 0.01, _family),
    Story("shared mailbox", 0.01, _shared_mailbox),
    Story("twice in the ATS", 0.01, _twice_in_ats),
    Story("twice in the CRM", 0.01, _twice_in_crm),
    Story("known to the CRM only", 0.12, _only_crm),
)
"""The last one also takes whoever is left when the shares are rounded."""


def candidacies(people: People) -> tuple[Candidacy, ...]:
    """What usually became of an application."""
    return people.dice.choice(
        (
            (Candidacy(job(people), milestone="applied"),),
            (Candidacy(job(people), milestone="screen"),),
            (Candidacy(job(people), milestone="interview"),),
            (closed(people, "we_rejected"),),
            (closed(people, "they_withdrew"),),
        )
    )


def job(people: People) -> str:
    return people.dice.choice([name for name in JOBS if name != CONFIDENTIAL_JOB])


def closed(people: People, reason: Reason) -> Candidacy:
    """Rejected, mostly of late; some so long ago that the cool-down is over."""
    long_ago = people.dice.random() < 0.15
    days = people.dice.randint(200, 300) if long_ago else people.dice.randint(2, 80)
    return Candidacy(job(people), "rejected", "screen", reason, closed_days_ago=days)


def _both(
    id_: str,
    human: Human,
    *,
    candidacies: tuple[Candidacy, ...],
    crm: dict[str, str] | None = None,
    private: bool = False,
    may_email: bool = True,
    push: bool = False,
) -> Persona:
    ats, other = profile(f"{id_}/ats", human), profile(f"{id_}/crm", human, instead=crm)
    return Persona(id_, "", "linked", (ats,), (other,), candidacies, private=private, may_email=may_email, push=push)
