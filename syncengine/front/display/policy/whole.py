"""A policy whole, as a file that could take its place."""

from __future__ import annotations

from typing import Any

import yaml

from mappings.loader import load_policy
from mappings.policy import Policy
from mappings.policy_writing import as_file
from syncengine.front.display.words import plain


def policy_yaml(policy: Policy) -> str:
    """A policy file that says all of it."""
    head = f"# The policy {plain(policy.name)!r}, whole. Its fingerprint is {policy.fingerprint}.\n"
    return head + yaml.safe_dump(as_file(policy, over=load_policy()), sort_keys=False, allow_unicode=True, width=110)


def policy_data(policy: Policy) -> dict[str, Any]:
    return {"fingerprint": policy.fingerprint, **as_file(policy, over=load_policy())}
