"""Mails that a vendor sent to candidates: nothing is sent, but everything is noted, with who caused it."""

from __future__ import annotations

from typing import Any, Literal

from connectors.sandbox.clock import SandboxClock

Cause = Literal["api", "human"]
"""Whose act it was: a request to the API (ours, in tests), or somebody in the vendor's pages."""


class Outbox:
    """Mails in the order in which they left.

    Whether the candidate has an address, or wants none, is not asked: what counts is that an act asks for a mail.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._mails: list[dict[str, Any]] = []

    def put(self, candidate_id: int | str, why: str, *, by: Cause) -> None:
        at = self._clock.utc().isoformat(timespec="milliseconds")
        self._mails.append({"candidate_id": candidate_id, "why": why, "by": by, "at": at})

    def mails(self, by: str | None = None) -> list[dict[str, Any]]:
        """``candidate_id``, ``why``, ``by`` and ``at`` of all mails, or of those that one side caused."""
        return [dict(mail) for mail in self._mails if by in {None, mail["by"]}]
