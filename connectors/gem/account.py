"""Who we are in a Gem account: the acting user, and what `check` can find out."""

from __future__ import annotations

import base64
import binascii
import re
import threading
from collections.abc import Iterable, Iterator, Mapping

from connectors.errors import NotPermitted
from connectors.gem.team_fields import TeamFields
from connectors.gem.wire import Wire
from connectors.types import Account, Json

USER_UNKNOWN = (
    "The setting `user` is not the e-mail address of a Gem user; put the address of an active user there, best a "
    "service user's."
)


class ActingUser:
    """The user in whose name we write. Gem wants an id, people know an address: looked up once."""

    def __init__(self, wire: Wire, email: str) -> None:
        self._wire = wire
        self._email = email.strip().casefold()
        self._lock = threading.Lock()
        self._id: str | None = None

    def id(self) -> str:
        """Raises NotPermitted when no user has the address."""
        with self._lock:
            if self._id is None:
                self._id = self.among(_users(self._wire, {"email": self._email}))
            if self._id is None:
                raise NotPermitted(
                    "the acting user does not exist", needs="a Gem user", system=self._wire.system, hint=USER_UNKNOWN
                )
            return self._id

    def among(self, users: Iterator[Mapping[str, Json]]) -> str | None:
        """The filter of the vendor may be looser than equality, so equality is judged here."""
        return next((str(user["id"]) for user in users if str(user.get("email")).casefold() == self._email), None)


def inspect(wire: Wire, acting: ActingUser, fields: TeamFields, *, mark_field: str) -> Account:
    """Two listings tell everything: the users (which prove the key) and the custom fields. Writes nothing."""
    users = list(_users(wire, {}))
    known = fields.read().get(mark_field)
    hidden = f"The custom field {mark_field!r} is hidden, so marks cannot be read; unhide it under Team Settings."
    absent = f"The team has no custom field {mark_field!r} for our mark; `talentsync backfill` creates it."
    return Account(
        id=_oldest(users),
        name=f"Gem team of {len(users)} users",
        problems=(
            *(() if acting.among(iter(users)) else (USER_UNKNOWN,)),
            *((hidden,) if known and known.get("is_hidden") else ()),
        ),
        warnings=() if known is not None else (absent,),
    )


def id_of(wire: Wire) -> str:
    """The ``id`` that `inspect` reports."""
    return _oldest(_users(wire, {}))


def _oldest(users: Iterable[Mapping[str, Json]]) -> str:
    return min((str(user["id"]) for user in users), key=_seniority, default="no users")


def _users(wire: Wire, params: Mapping[str, str]) -> Iterator[Mapping[str, Json]]:
    return (row for row in wire.rows("/users", params) if isinstance(row, dict) and row.get("id"))


def _seniority(user_id: str) -> tuple[int, str]:
    """Orders users so that a newcomer is never first. Gem tells no account id; its oldest user stands for it.

    Ids are opaque [doc], but those seen are base64 of ``users:<number>`` [client]: only the order relies on that.
    """
    try:
        number = re.search(rb"\d+$", base64.b64decode(user_id, validate=True))
    except binascii.Error:
        number = None
    return (int(number[0]) if number else 0, user_id)
