"""Policies as users name them: a file, ``default``, ``current``, ``last``, or a fingerprint of one once in force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from mappings.policy import Policy
from mappings.yamlfile import read_document
from syncengine.front.refs import NotKnown
from syncengine.settings import read_policy
from syncengine.store import editions, runs

DEFAULT, CURRENT, LAST = "default", "current", "last"
_FINGERPRINT = re.compile(r"[0-9a-f]{6,32}")
_POLICY = TypeAdapter(Policy)


@dataclass(frozen=True, slots=True)
class Named:
    """A policy, and the word by which it was asked for."""

    word: str
    policy: Policy


def configured_policy(config: Path) -> Path | None:
    """The file that a configuration names as its policy, whatever else is wrong with the configuration; None where the
    shipped policy is meant, or where there is no configuration at all. Raises BadFile."""
    if not config.exists():
        return None
    data = read_document(config).data
    named = data.get("policy") if isinstance(data, Mapping) else None
    return config.absolute().parent / named if isinstance(named, str) else None


def policy_file(word: str | None, *, configured: Path | None) -> Path | None:
    """The file that a word names; None for the shipped policy. Without a word it is the configured one."""
    if word in {None, CURRENT}:
        return configured
    return None if word == DEFAULT else Path(str(word))


def policy_named(word: str, connection: sa.Connection, *, configured: Path | None) -> Named:
    """Raises NotKnown and BadFile."""
    if word != LAST and not (_FINGERPRINT.fullmatch(word) and not Path(word).exists()):
        return Named(word, read_policy(policy_file(word, configured=configured)))
    start = runs.last_policy(connection) if word == LAST else word
    if start is None:
        raise NotKnown("no pass has run to its end yet, so there is no last policy")
    found = editions.starting_with(connection, start)
    if not found:
        raise NotKnown(f"no policy with the fingerprint {start} was ever in force here")
    if len(found) > 1:
        raise NotKnown(f"several policies have a fingerprint that begins with {start}: write more of it")
    return Named(word, policy_of_edition(found[0]))


def policy_of_edition(content: dict[str, Any]) -> Policy:
    """A policy as it was kept when it was in force. Raises NotKnown for one of a version that had other words."""
    try:
        return _POLICY.validate_python(content)
    except ValidationError as error:
        shown = str(content.get("fingerprint", ""))[:12]
        raise NotKnown(f"the policy {shown} was kept by another version of talentsync and cannot be read") from error
