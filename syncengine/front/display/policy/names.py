"""How a policy is called: its name, and what tells it from all others."""

from __future__ import annotations

from mappings.policy import Policy
from syncengine.front.display.words import plain

SHORT = 12
"""So much of a fingerprint is shown. It is enough to name a policy by."""


def short(fingerprint: str) -> str:
    return fingerprint[:SHORT]


def policy_name(policy: Policy) -> str:
    """``default [1f2e3d4c5b6a]``."""
    return f"{plain(policy.name)} [{short(policy.fingerprint)}]"


def policy_json(policy: Policy) -> dict[str, str]:
    return {"name": policy.name, "fingerprint": policy.fingerprint}
