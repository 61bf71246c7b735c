"""A budget as people see it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands now.

    ``limit`` requests per ``seconds`` are the vendor's, ``share`` of them ours; ``remaining`` is what is left for all
    tools together. ``rate`` is what a backfill gets, in requests per second; ``free`` is what it could take at once.
    ``rivals`` is what others use of the account, in requests per minute, as far as we notice. ``closed_for`` is above
    0 while the vendor told everybody to stop. Durations are in seconds; ``resets_in`` is None for a token bucket.
    """

    limit: float
    seconds: float
    remaining: float
    resets_in: float | None
    share: float
    rate: float
    free: float
    rivals: float
    closed_for: float

    def forecast(self, requests: float) -> float:
        """Seconds that so many requests take in the lane of the backfill, when nobody above wants anything."""
        return self.closed_for + max(0.0, requests - self.free) / self.rate

    def as_json(self) -> dict[str, float | None]:
        return asdict(self)
