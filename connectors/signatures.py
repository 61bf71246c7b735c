"""Proving where a delivery came from: pure, in constant time, over the very bytes that arrived.

Several secrets may be valid at once, so that they can be changed without losing a delivery. All of them are tried,
whichever fits: how long it takes says nothing about them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Literal

Cause = Literal["unsigned", "malformed", "mismatch"]


class NotGenuine(ValueError):
    """Nobody who knows a secret of ours has signed these bytes.

    ``cause``: *unsigned*, there is no signature; *malformed*, what is there has not the vendor's form; *mismatch*, it
    has the form and does not fit: another secret, or bytes that were changed on the way.
    """

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


class Unreadable(ValueError):
    """The delivery is genuine and makes no sense. The message names a field and a rule, never a value."""


def sha256_hex(secret: str, message: bytes) -> str:
    """HMAC-SHA256 as lower-case hex."""
    mac = hmac.new(secret.encode(), digestmod=hashlib.sha256)
    # In small pieces: with large ones Python lets go of the interpreter, and where another thread is busy, waiting to
    # get it back takes ten times as long as all of this.
    for at in range(0, len(message), _PIECE):
        mac.update(message[at : at + _PIECE])
    return mac.hexdigest()


def require_sha256_hex(given: str, message: bytes, secrets: Sequence[str]) -> None:
    """Raises NotGenuine unless ``given`` is the HMAC-SHA256 of ``message``, as lower-case hex, with one of the
    secrets."""
    signature = given.encode("utf-8", "replace")
    if len(signature) != _HEX_LENGTH:
        raise NotGenuine("malformed")
    genuine = False
    for secret in secrets:
        genuine |= hmac.compare_digest(sha256_hex(secret, message).encode(), signature)
    if not genuine:
        raise NotGenuine("mismatch")


_HEX_LENGTH = 64
_PIECE = 2047
