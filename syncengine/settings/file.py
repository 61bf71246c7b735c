"""Reading ``talentsync.yaml``: every problem at once, with its line, the connectors' own settings included.

Secrets come from the environment (``${NAME}``) or from a file (``file:path``). Their values are never shown: not in
problems, not in warnings, and not in the text form of what is returned.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from mappings.checking import try_check
from mappings.policy import Role
from mappings.problems import BadFile, Problem
from mappings.schema import Strict
from mappings.yamlfile import read_document
from syncengine.core.safety import Limits
from syncengine.settings.delivery import Delivery, Redis, read_redis
from syncengine.settings.doors import DaemonPart, Receiver, ReceiverPart, Rhythm, read_receiver, read_rhythm
from syncengine.settings.matching import Matching, MatchingPart, read_model
from syncengine.settings.policy import read_policy
from syncengine.settings.systems import ROLES, SystemSettings, read_systems
from syncengine.settings.values import Values

DEFAULT_STORE = "sqlite:///talentsync.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration. Paths are absolute; ``warnings`` are sentences that name file and line. ``sources`` are
    all files that it was read from: when one of them changes, so may the configuration."""

    path: Path
    store_url: str = field(repr=False)
    systems: tuple[SystemSettings, ...]
    policy_path: Path | None
    workers: int
    safety: Limits
    matching: Matching
    redis: Delivery | None = None
    receiver: Receiver = field(default_factory=Receiver)
    rhythm: Rhythm = field(default_factory=Rhythm)
    warnings: tuple[str, ...] = ()
    sources: tuple[Path, ...] = ()


class _Safety(Strict):
    max_create_share: float = Field(default=0.2, ge=0, le=1)
    max_change_share: float = Field(default=0.3, ge=0, le=1)
    always_allowed: int = Field(default=25, ge=0)
    emptied_share: float = Field(default=0.5, ge=0, le=1)
    clock_seconds: float = Field(default=300, gt=0)


class _System(Strict):
    """Only our own keys: the others are checked against the connector's manifest."""

    model_config = ConfigDict(extra="ignore")

    connector: str
    role: Role | None = None


class _File(Strict):
    version: Literal[1]
    store: str = DEFAULT_STORE
    systems: dict[str, _System]
    policy: str | None = None
    workers: int = Field(default=4, ge=1, le=64)
    safety: _Safety = _Safety()
    matching: MatchingPart = MatchingPart()
    redis: Redis | None = None
    receiver: ReceiverPart = ReceiverPart()
    daemon: DaemonPart = DaemonPart()


def load_settings(path: Path, *, environ: Mapping[str, str] | None = None) -> Settings:
    """The configuration in a file. Raises BadFile with every problem at once."""
    document = read_document(path)
    values = Values(document, path.absolute().parent, os.environ if environ is None else environ)
    file, problems = try_check(_File, document)
    systems = read_systems(values)
    _require_both_roles(values, systems)
    store = values.store(("store",), default=DEFAULT_STORE)
    policy = values.path(("policy",))
    model, model_path = read_model(values)
    redis = read_redis(values, file.redis if file else None, store_url=store)
    receiver = read_receiver(values, file.receiver if file else None)
    rhythm = read_rhythm(values, file.daemon if file else None)
    problems += [*values.problems, *_policy_problems(policy)]
    if file is None or problems:
        raise BadFile(problems)
    return Settings(
        path=path.absolute(),
        store_url=store,
        systems=tuple(systems),
        policy_path=policy,
        workers=file.workers,
        safety=Limits(**file.safety.model_dump()),
        matching=Matching(file.matching.costs, model, model_path),
        redis=redis,
        receiver=receiver,
        rhythm=rhythm,
        warnings=tuple(map(str, values.warnings)),
        sources=(path.absolute(), *values.files),
    )


def _policy_problems(path: Path | None) -> Sequence[Problem]:
    """What is wrong with the policy file: said together with everything else, not after it."""
    try:
        read_policy(path)
    except BadFile as error:
        return error.problems
    return ()


def _require_both_roles(values: Values, systems: Sequence[SystemSettings]) -> None:
    given = values.at(("systems",))
    # A system that could not be read has its own complaint, and may be the one that seems to be missing here.
    if not isinstance(given, Mapping) or len(systems) < len(given):
        return
    for role in ROLES:
        if all(system.role != role for system in systems):
            values.complain(("systems",), f"needs at least one system with the role {role}")
