"""Errors of connectors, each named by the decision it forces on the caller.

ConnectorError
├── Transient              try again later; the plan is rebuilt from facts
│   ├── RateLimited        the vendor said "slow down"
│   └── Unavailable        the vendor, or the way to it, is down; nothing was written
│       └── Unsettled      the vendor is up and has the record, but does not show it (yet, or to us)
├── Ambiguous              a write may or may not have happened: look for it before doing anything else
│   ├── ReplyLost          the request went out, no whole reply came back
│   └── ServerFailedDuringWrite
├── Refused                the vendor understood and said no: this write will never work as it is
│   ├── Invalid            a value or a combination is not accepted
│   ├── Missing            the record is gone, or was never there
│   ├── Stale              somebody changed the record since we read it: read again
│   ├── Duplicate          the vendor already has one; `existing` names it when it says which
│   └── Unsupported        this vendor cannot do that at all
├── Blocked                nothing will work for this system until a human acts
│   ├── LoginFailed        the credentials are wrong
│   └── NotPermitted       the credentials are right and may not do this; `needs` names what is missing
└── Broken                 the reply makes no sense
    ├── UnexpectedReply
    └── CursorGone         the resume point is not valid any more: list anew

No message of these carries a value of a record, a query string or a credential: they name fields, paths and rules.
"""

from __future__ import annotations

from connectors.types import Ref


class ConnectorError(Exception):
    """Something a connector could not do.

    ``reason`` is one sentence for the operator; ``hint`` is what to do about it. ``retry_after`` is in seconds.
    """

    def __init__(
        self,
        reason: str,
        *,
        system: str,
        ref: Ref | None = None,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.system = system
        self.ref = ref
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        self.hint = hint

    def __str__(self) -> str:
        status = f" (HTTP {self.status})" if self.status else ""
        return f"{self.system}: {self.reason}{status}"

    @property
    def code(self) -> str:
        """The class name: a stable word for logs, metrics and the store."""
        return type(self).__name__


class Transient(ConnectorError):
    """Try again later; the plan is rebuilt from facts."""


class RateLimited(Transient):
    """The vendor said "slow down"."""


class Unavailable(Transient):
    """The vendor, or the way to it, is down. Nothing was written."""


class Unsettled(Unavailable):
    """The vendor is up and has the record, but does not show it: still being made, or hidden from us."""


class Ambiguous(ConnectorError):
    """A write may or may not have happened: look for it before doing anything else."""


class ReplyLost(Ambiguous):
    """The request went out and no whole reply came back."""


class ServerFailedDuringWrite(Ambiguous):
    """The vendor failed (5xx) while it had our write in hand."""


class Refused(ConnectorError):
    """The vendor understood and said no: this write will never work as it is."""


class Invalid(Refused):
    """A value, or a combination of values, is not accepted. ``fields`` names the vendor fields, where it said which."""

    def __init__(self, reason: str, *, fields: tuple[str, ...] = (), system: str, **context: object) -> None:
        super().__init__(reason, system=system, **context)  # type: ignore[arg-type]  # same keywords as the parent
        self.fields = fields


class Missing(Refused):
    """The record is gone, or was never there."""


class Stale(Refused):
    """Somebody changed the record since we read it: read again, plan again."""


class Duplicate(Refused):
    """The vendor already has such a record and will not make another. ``existing`` names it when the vendor did."""

    def __init__(self, reason: str, *, existing: Ref | None = None, system: str, **context: object) -> None:
        super().__init__(reason, system=system, **context)  # type: ignore[arg-type]  # same keywords as the parent
        self.existing = existing


class Unsupported(Refused):
    """This vendor cannot do that at all."""


class Blocked(ConnectorError):
    """Nothing will work for this system until a human acts."""


class LoginFailed(Blocked):
    """The credentials are wrong."""


class WrongAccount(Blocked):
    """The credentials are right, and lead to another account than the one that we know."""


class NotPermitted(Blocked):
    """The credentials are right and may not do this. ``needs`` names the missing permission, where known."""

    def __init__(self, reason: str, *, needs: str | None = None, system: str, **context: object) -> None:
        super().__init__(reason, system=system, **context)  # type: ignore[arg-type]  # same keywords as the parent
        self.needs = needs


class Broken(ConnectorError):
    """The reply makes no sense."""


class UnexpectedReply(Broken):
    """The reply was not what the vendor documents: wrong shape, cut off, not JSON."""


class CursorGone(Broken):
    """The resume point is not valid any more: list anew."""
