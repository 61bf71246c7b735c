"""Data quality inside each system: what cannot be reached, cannot be read, or says who somebody is and does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import ROLE, Cards
from syncengine.core.matching.identifiers import SHARED_BY
from syncengine.scan.findings import Finding
from syncengine.scan.people import Flags
from syncengine.scan.survey import EMAIL, NAME, ODD_CASE, PHONE, Roster, Rows, Survey

STALE = timedelta(days=730)

UNUSABLE = ("no-contact", "bad-email", "bad-phone", "role-email", "no-name")
"""What makes a record count as one that cannot be used as it is."""


def find_quality(survey: Survey) -> Iterator[Finding]:
    for roster in survey.rosters:
        cards = _cards_of(survey, roster)
        for key, (title, advice, found) in _flags(roster, cards).items():
            yield _finding(survey, roster, key, title, advice, found)
        yield from _shared(survey, roster, cards)
        yield _stale(survey, roster)


def _cards_of(survey: Survey, roster: Roster) -> Cards:
    place, cards = survey.rows_of(roster), survey.cards
    return Cards(cards.codes[place], cards.texts[place], cards.extra_codes[place], cards.extra_texts[place])


def _flags(roster: Roster, cards: Cards) -> dict[str, tuple[str, str, Flags]]:
    """Title, advice, and which records, by key."""
    said = roster.said
    mail, phone, use = cards.of("email"), cards.of("phone"), cards.of("use")
    has_mail, has_phone = (said & EMAIL) > 0, (said & PHONE) > 0
    reads_mail = (mail != 0).any(axis=1)
    role = reads_mail & ((use == ROLE) | (mail == 0)).all(axis=1)
    return {
        "no-contact": ("no e-mail address and no phone", "Nobody can reach them.", ~has_mail & ~has_phone),
        "no-email": ("no e-mail address", "They are the hardest to recognise.", ~has_mail),
        "bad-email": (
            "no e-mail address that can be one",
            "Typing slips and placeholders: mails bounce, and nobody is recognised by them.",
            has_mail & ~reads_mail,
        ),
        "bad-phone": (
            "no phone number that can be one",
            "Too few digits, or 1234567: correct or empty them.",
            has_phone & ~(phone != 0).any(axis=1),
        ),
        "role-email": ("only a role's mailbox (info@, jobs@)", "It reaches an office, not a person.", role),
        "no-name": ("no name", "Nobody knows whom this is about.", (said & NAME) == 0),
        "odd-case": (
            "name in CAPITALS or small letters only",
            "It looks careless in every mail that begins with it.",
            (said & ODD_CASE) > 0,
        ),
    }


def _finding(survey: Survey, roster: Roster, key: str, title: str, advice: str, found: Flags) -> Finding:
    rows = np.flatnonzero(found) + (survey.rows_of(roster).start or 0)
    return Finding(
        f"{key}-{roster.role}",
        "quality",
        f"{title}, in {roster.name}",
        advice,
        "record",
        len(rows),
        len(roster),
        (f"{roster.role}_id",),
        rows[:, None],
    )


_SHARED = (
    (
        "shared-email",
        "email",
        2,
        "an e-mail address that other people have, too",
        "A mail meant for one reaches others.",
    ),
    ("shared-phone", "phone", SHARED_BY, "a phone number of three people or more", "A switchboard identifies nobody."),
    ("shared-page", "linkedin", 2, "a LinkedIn page that other people have, too", "One of them has the wrong page."),
)


def _shared(survey: Survey, roster: Roster, cards: Cards) -> Iterator[Finding]:
    """Identifiers of several people. Records of one person are ghosts, and counted there."""
    start = survey.rows_of(roster).start or 0
    person = survey.person[survey.rows_of(roster)]
    for key, field, fewest, title, advice in _SHARED:
        rows, group = carried_by_several(cards.of(field), person, fewest=fewest)
        yield Finding(
            f"{key}-{roster.role}",
            "quality",
            f"{title}, in {roster.name}",
            advice,
            "record",
            len(np.unique(rows)),
            len(roster),
            (f"{roster.role}_id",),
            (rows + start)[:, None],
            {"group": tuple(map(str, (group + 1).tolist()))},
        )


def carried_by_several(codes: NDArray[np.int64], person: Rows, *, fewest: int) -> tuple[Rows, Rows]:
    """Rows that carry a code that ``fewest`` people carry at least, and the number of the code; a row with two such
    codes comes twice."""
    rows = np.repeat(np.arange(len(codes)), codes.shape[1])
    flat = codes.ravel()
    rows, flat = rows[flat != 0], flat[flat != 0]
    if not len(flat):
        return rows, rows
    values, number = np.unique(flat, return_inverse=True)
    carriers = np.unique(np.stack([number, person[rows]]), axis=1)[0]
    several = np.bincount(carriers, minlength=len(values)) >= fewest
    chosen = several[number]
    once = np.unique(np.stack([number[chosen], rows[chosen]]), axis=1)
    return once[1], np.unique(once[0], return_inverse=True)[1]


def _stale(survey: Survey, roster: Roster) -> Finding:
    title = f"not changed for two years, in {roster.name}"
    advice = "Nobody has looked at them for long: addresses and employers are probably out of date."
    if roster.changed is None:
        key = f"stale-{roster.role}"
        why = roster.lacks.get("changed_at", "")
        return Finding(key, "quality", title, advice, "record", not_judged=why)
    limit = int(f"{survey.today - STALE:%Y%m%d}")
    found = (roster.changed > 0) & (roster.changed < limit)
    return _finding(survey, roster, "stale", "not changed for two years", advice, found)
