"""Broken hand-offs between recruiting and sourcing: what the ATS knows and the CRM does not act on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

from syncengine.scan.findings import Finding
from syncengine.scan.people import Everybody, Flags
from syncengine.scan.standings import Standings
from syncengine.scan.survey import ACTIVE, HIRED, REJECTED, Survey

_HIRED = "Colleagues get mails that ask them to apply. Take them out of these lists."
_ACTIVE = (
    "Somebody in the middle of interviews gets mails as if to a stranger. Take them out while they are in process."
)
_ABSENT = "They applied, were good enough to talk to, and nobody will ever find them again."
_UNLISTED = "The CRM has them, and in no list: nobody will come across them."


def find_handoffs(survey: Survey, people: Everybody, stand: Standings) -> Iterator[Finding]:
    known = people.in_both
    for key, title, advice, standing in (
        ("hired-nurtured", "hired, and still in a list in which people are written to", _HIRED, HIRED),
        ("active-nurtured", "in process, and in a list in which people are written to", _ACTIVE, ACTIVE),
    ):
        if stand.standing is None or stand.invited is None:
            yield _unknown(key, title, advice, _lacks_status(survey) or _lacks_lists(survey))
        else:
            found = known & (stand.standing == standing) & stand.invited
            yield _found(key, title, advice, people, found, of=known, lists=stand.where)
    yield from _forgotten(survey, people, stand)


def _forgotten(survey: Survey, people: Everybody, stand: Standings) -> Iterator[Finding]:
    """Rejected people who may come back. Who may be somebody in the CRM is not counted: perhaps they are there."""
    absent, unlisted = "rejected, and not in the CRM", "rejected, in the CRM, and in no list there"
    if stand.standing is None:
        yield _unknown("rejected-absent", absent, _ABSENT, _lacks_status(survey))
        yield _unknown("rejected-unlisted", unlisted, _UNLISTED, _lacks_status(survey))
        return
    welcome = (stand.standing == REJECTED) & ~_forbidden(stand)
    gone = welcome & people.in_ats & ~people.in_crm & ~people.doubted
    yield _found("rejected-absent", absent, _ABSENT, people, gone, of=welcome)
    if stand.listed is None:
        yield _unknown("rejected-unlisted", unlisted, _UNLISTED, _lacks_lists(survey))
    else:
        lost = welcome & people.in_both & ~stand.listed
        yield _found("rejected-unlisted", unlisted, _UNLISTED, people, lost, of=welcome)


def _forbidden(stand: Standings) -> Flags:
    """Who must not be written to, by the word of any record."""
    found = stand.sealed.copy()
    for each in stand.opted_out:
        if each is not None:
            found |= each
    return found


def _lacks_status(survey: Survey) -> str:
    return survey.ats.lacks.get("status", "")


def _lacks_lists(survey: Survey) -> str:
    return survey.crm.lacks.get("lists", "")


def _unknown(key: str, title: str, advice: str, why: str) -> Finding:
    return Finding(key, "hand-offs", title, advice, "person", not_judged=why)


def _found(
    key: str,
    title: str,
    advice: str,
    people: Everybody,
    found: Flags,
    *,
    of: Flags,
    lists: tuple[str, ...] = (),
) -> Finding:
    extra = {"list": tuple(compress(lists, found.tolist()))} if lists else {}
    records = people.records(found)
    return Finding(
        key, "hand-offs", title, advice, "person", int(found.sum()), int(of.sum()), ("ats_id", "crm_id"), records, extra
    )
