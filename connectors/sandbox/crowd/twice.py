"""One human with two records in one system from the start: ghosts that others made. No third record may be made."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.people import Human, People, profile
from connectors.sandbox.personas import Persona, Profile
from connectors.sandbox.stories import Story, Told, candidacies

_BARE = ("title", "linkedin")


def _in_ats(id_: str, people: People) -> Told:
    human = people.human()
    return [Persona(id_, "", "asked", _same_mailbox(f"{id_}/ats", human), (), candidacies(people))]


def _in_ats_unseen(id_: str, people: People) -> Told:
    human = people.human()
    return [Persona(id_, "", "asked", _nothing_shared(f"{id_}/ats", human, people), (), candidacies(people))]


def _in_crm(id_: str, people: People) -> Told:
    return [Persona(id_, "", "asked", (), _same_mailbox(f"{id_}/crm", people.human()))]


def _in_crm_unseen(id_: str, people: People) -> Told:
    return [Persona(id_, "", "asked", (), _nothing_shared(f"{id_}/crm", people.human(), people))]


def _in_ats_and_known(id_: str, people: People) -> Told:
    human = people.human()
    crm = (profile(f"{id_}/crm", human, without=("phone",)),)
    return [Persona(id_, "", "asked", _same_mailbox(f"{id_}/ats", human), crm, candidacies(people))]


def _in_crm_and_applied(id_: str, people: People) -> Told:
    human = people.human()
    ats = (profile(f"{id_}/ats", human, without=("linkedin",)),)
    return [Persona(id_, "", "asked", ats, _same_mailbox(f"{id_}/crm", human), candidacies(people))]


def _chain(id_: str, people: People) -> Told:
    """The CRM's record shares the mailbox with one of the two and the number with the other."""
    human = people.human()
    ats = _nothing_shared(f"{id_}/ats", human, people)
    crm = (profile(f"{id_}/crm", human, without=("linkedin",), instead={"email": ats[1].emails[0]}),)
    return [Persona(id_, "", "asked", ats, crm, candidacies(people))]


def _same_mailbox(key: str, human: Human) -> tuple[Profile, Profile]:
    return profile(key, human), profile(f"{key}2", human, without=_BARE)


def _nothing_shared(key: str, human: Human, people: People) -> tuple[Profile, Profile]:
    """Name, employer and place agree; no identifier does."""
    later: Mapping[str, str] = {"email": people.other_email(human)}
    return profile(key, human, without=("linkedin",)), profile(f"{key}2", human, without=("phone",), instead=later)


STORIES = (
    Story("twice in the ATS, same mailbox", 0.01, _in_ats),
    Story("twice in the ATS, no identifier shared", 0.01, _in_ats_unseen),
    Story("twice in the CRM, same mailbox", 0.01, _in_crm),
    Story("twice in the CRM, no identifier shared", 0.01, _in_crm_unseen),
    Story("twice in the ATS and known to the CRM", 0.01, _in_ats_and_known),
    Story("twice in the CRM and in the ATS", 0.01, _in_crm_and_applied),
    Story("twice in the ATS, the CRM ties them", 0.005, _chain),
)
