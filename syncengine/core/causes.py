"""Why writes fail, so that a thousand failures with one cause are one line: pure functions from what is known of a
failure to its cause and to what a human should do.

A cause is the same for all people. What differs from one to the next (ids in paths, counts, addresses) is left out of
it, and with that every personal value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BLANK = "…"
"""Stands where something differed from person to person."""

PERSON = "(person)"
"""Stands for a person as a whole where a field's name would stand."""

UNCERTAIN = "(create?)"
"""Stands for a record that may have been made, where nothing can tell but a human who looks."""

UNSAYABLE = "Unsayable"
"""The code of values that cannot be said to a system; the others are class names of connectors' errors."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for any number of failures. ``id`` is short enough to be typed and the same for ever; ``fields`` are
    field names, ``(create)``, ``pool:KEY``, ``note`` or ``(person)``."""

    id: str
    system: str
    text: str
    fields: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a failure: one sentence, and what to type after ``talentsync`` then. ``ID`` and ``CAUSE`` in
    ``words`` stand for the letter and its cause, ``SYSTEM`` for the system that refused."""

    sentence: str
    words: str


def cause_of(*, system: str, reason: str, names: Iterable[str], code: str = "") -> Cause:
    """The cause of a failure. ``names`` are those under which the write is parked; none means the whole person.

    The code does not enter into the id: what the vendor said and about what is enough, and it may not be known.
    """
    fields = tuple(sorted({_general(name) for name in names} or {PERSON}))
    text = general_text(reason)
    spelt = "\n".join((system, text, *fields))
    return Cause(f"c-{hashlib.blake2b(spelt.encode(), digest_size=3).hexdigest()}", system, text, fields, code)


def general_text(reason: str) -> str:
    """A reason without what differs from person to person. A limit ("more than 3") says more than a count and stays."""
    text = _ADDRESS.sub(BLANK, " ".join(reason.split()))
    text = _PATH.sub(lambda found: "/".join(map(_general_step, found[0].split("/"))), text)
    return _NUMBER.sub(lambda found: found[0] if found["limit"] else BLANK, text)


_ADDRESS = re.compile(r"[^\s@<>()\"']+@[^\s@<>()\"']+")
_PATH = re.compile(r"(?<!\S)(?:v\d+)?(?:/[\w.~%=-]+)+")
_NUMBER = re.compile(r"(?P<limit>than )?(?<![\w/])\d[\d.,]*\b(?!\w)")
_WORD = re.compile(r"[a-z_-]*|v\d{1,2}")


def _general_step(step: str) -> str:
    """Steps of a path that are no words are ids, but for the version of an interface."""
    return step if _WORD.fullmatch(step) else BLANK


def _general(name: str) -> str:
    """The name without the record, and notes without what they are about."""
    return "note" if name.startswith("note:") else name.partition("@")[0]


def advice_on(cause: Cause) -> Advice:
    """What to do about a cause; one of an unknown class is looked at."""
    return _LOOK_THERE if UNCERTAIN in cause.fields else _ADVICE.get(cause.code, _LOOK)


_LOOK_THERE = Advice(
    "look for each in SYSTEM: a record that is there is linked when it is seen; only if there is none, try again",
    "queue retry ID",
)
_LOOK = Advice("look at one of them; when the reason is mended, try again", "queue retry --cause CAUSE")
_CORRECT = Advice(
    "correct the value where it comes from (it is then tried by itself), or say what SYSTEM shall get instead",
    "queue edit ID FIELD=VALUE",
)
_CHECK = Advice(
    "look in SYSTEM whether the write is there; a retry looks first and writes nothing twice",
    "queue retry --cause CAUSE",
)
_STRANGE = Advice(
    "SYSTEM gave an answer that makes no sense: look whether it has a trouble, then try again",
    "queue retry --cause CAUSE",
)
_WAITS = Advice("SYSTEM was down or in a hurry: try again", "queue retry --cause CAUSE")

_ADVICE: Mapping[str, Advice] = {
    "Invalid": _CORRECT,
    UNSAYABLE: _CORRECT,
    "NotPermitted": Advice(
        "give our credentials in SYSTEM the permission that is missing, then try again", "queue retry --cause CAUSE"
    ),
    "LoginFailed": Advice("mend the credentials of SYSTEM, check them, then try again", "queue retry --cause CAUSE"),
    "WrongAccount": Advice(
        "put the credentials back that lead to the account of SYSTEM that we know, then try again",
        "queue retry --cause CAUSE",
    ),
    "Missing": Advice(
        "what is written to is gone from SYSTEM, or hidden: make or open it there and try again, or give the write up",
        "queue drop --cause CAUSE",
    ),
    "Unsupported": Advice(
        "SYSTEM cannot do that: stop wanting it in the policy, or give the write up", "queue drop --cause CAUSE"
    ),
    "Duplicate": Advice(
        "SYSTEM takes it for somebody whom it has: merge the two in its pages, then try again",
        "queue retry --cause CAUSE",
    ),
    "Stale": Advice("the record in SYSTEM changed at every attempt: try again", "queue retry --cause CAUSE"),
    "Ambiguous": _CHECK,
    "ReplyLost": _CHECK,
    "ServerFailedDuringWrite": _CHECK,
    "UnexpectedReply": _STRANGE,
    "CursorGone": _STRANGE,
    "Broken": _STRANGE,
    "RateLimited": _WAITS,
    "Unavailable": _WAITS,
    "Unsettled": _WAITS,
}
