"""What takes back writes that were made: a plan like any other, from what was written and what records show now."""

from syncengine.core.undoing.compensating import compensate, without_mails
from syncengine.core.undoing.model import (
    WITHDRAWN,
    Compensation,
    Left,
    Ref,
    Situation,
    Write,
    names_of,
    standing,
)

__all__ = [
    "WITHDRAWN",
    "Compensation",
    "Left",
    "Ref",
    "Situation",
    "Write",
    "compensate",
    "names_of",
    "standing",
    "without_mails",
]
