"""E-mail addresses: mailbox, user, host, the employer behind the host, and what the mailbox is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import PERSON, RELAY, ROLE, code, word_code
from syncengine.core.matching.filling.padding import Codes, padded
from syncengine.core.matching.normalise.companies import company_of
from syncengine.core.matching.normalise.emails import Email, emails_of
from syncengine.core.matching.normalise.text import CACHED

_USES = {"person": PERSON, "role": ROLE, "relay": RELAY}
_MOST = 3


def mail_codes(fields: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bytes_]]:
    """Codes from ``email`` to ``use``; codes of the letters of the users, as handles; the first two users."""
    rows = np.zeros((len(fields), 15), np.int64)
    handles = np.zeros((len(fields), _MOST), np.int64)
    users = np.zeros((len(fields), 2), "S20")
    said = [(at, mail) for at, field in enumerate(fields) if field and (mail := _own(field))]
    where = [at for at, _ in said]
    if said:
        rows[where] = [_codes(mail) for _, mail in said]
        handles[where] = [_handles(mail) for _, mail in said]
        users[where] = [(mail[0].stem.encode(), mail[1].stem.encode() if len(mail) > 1 else b"") for _, mail in said]
    return rows, handles, users


def _own(field: str) -> Sequence[Email]:
    return [email for email in emails_of(field) if email.use != "placeholder"][:_MOST]


def _handles(mail: Sequence[Email]) -> Codes:
    return (_letters(mail[0]), 0, 0) if len(mail) == 1 else padded(tuple(map(_letters, mail)), _MOST)


def _codes(mail: Sequence[Email]) -> Codes:
    if len(mail) == 1:
        box, user, host, employer, use = _one(mail[0])
        return (box, 0, 0, user, 0, 0, host, 0, 0, employer, 0, 0, use, 0, 0)
    columns = zip(*map(_one, mail), strict=True)
    return tuple(value for column in columns for value in padded(column, _MOST))


def _one(email: Email) -> Codes:
    is_own = email.use != "role"
    return (
        code(email.canonical),
        code(email.stem) if is_own and len(email.stem) > 4 else 0,
        word_code(email.host),
        0 if email.is_free or email.use == "relay" else employer_code(email.host),
        _USES[email.use],
    )


def _letters(email: Email) -> int:
    if email.use == "role":
        return 0
    letters = "".join(email.words)
    return code(letters) if len(letters) > 2 else 0


@lru_cache(maxsize=CACHED)
def employer_code(host: str) -> int:
    """The code of the company that a host is named after: acme for mail.acme.co.uk."""
    labels = host.split(".")[:-1]
    while len(labels) > 1 and len(labels[-1]) <= 3:
        labels.pop()
    return word_code(company_of(labels[-1]).key) if labels else 0
