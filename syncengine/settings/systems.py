"""The ``systems:`` part of a configuration, checked against the manifests of the connectors that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from connectors import registry
from connectors.addresses import InsecureAddress, require_safe
from connectors.pacing import DEFAULT_SHARE
from connectors.types import Manifest, Setting
from mappings.policy import Role
from mappings.problems import suggest
from mappings.yamlfile import Loc
from syncengine.settings.values import Values

ROLES: tuple[Role, ...] = ("ats", "crm")

_OURS = ("connector", "role", "budget", "webhook_secrets")
SHORTEST_WEBHOOK_SECRET = 16
"""A shorter one can be guessed by whoever has one signed delivery."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class SystemSettings:
    """One vendor account. ``settings`` are for its connector, complete with defaults, secrets in the clear.
    ``budget`` is our share of the requests that the vendor allows; the rest is for the customer's other tools.
    ``webhook_secrets`` are those that the vendor's webhooks may be signed with, the current one first."""

    name: str
    connector: str
    role: Role
    settings: Mapping[str, str] = field(repr=False)
    line: int
    budget: float = DEFAULT_SHARE
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)


def read_systems(values: Values) -> list[SystemSettings]:
    """Every system that can be read; ``values`` collects what is wrong with all of them."""
    given = values.at(("systems",))
    names = list(given) if isinstance(given, Mapping) else []
    if isinstance(given, Mapping) and not names:
        values.complain(("systems",), "must name at least one ATS and one CRM")
    return [system for name in names if (system := _system(values, name)) is not None]


def _system(values: Values, name: str) -> SystemSettings | None:
    loc: Loc = ("systems", name)
    if not _NAME.fullmatch(name):
        # The name is part of every ref, which is written as system:kind:id.
        values.complain(loc, "a system's name has letters, digits, - and _ only, and starts with a letter")
    connector = values.at((*loc, "connector"))
    if not isinstance(connector, str):
        return None
    manifest = _manifest(values, loc, connector)
    if manifest is None:
        return None
    role = _role(values, loc, manifest)
    settings = dict(_settings(values, loc, manifest))
    secrets = _webhook_secrets(values, loc, manifest)
    if role is None:
        return None
    if any(setting.name == "role" for setting in manifest.settings):
        settings["role"] = role
    return SystemSettings(
        name, connector, role, settings, values.document.lines.get(loc, 1), _budget(values, loc), secrets
    )


def _manifest(values: Values, loc: Loc, connector: str) -> Manifest | None:
    try:
        return registry.load(connector).manifest
    except registry.UnknownConnector:
        hint = suggest(connector, registry.known())
        values.complain((*loc, "connector"), "no connector is called that", hint)
    except ImportError as error:
        values.complain((*loc, "connector"), f"the connector cannot be loaded ({type(error).__name__})")
    return None


def _role(values: Values, loc: Loc, manifest: Manifest) -> Role | None:
    given = values.at((*loc, "role"))
    fixed = manifest.role if manifest.role in ROLES else None
    if given is None and fixed is None:
        values.complain((*loc, "role"), "is required and missing", "one of: ats, crm")
    if given in ROLES and fixed is not None and given != fixed:
        values.complain((*loc, "role"), f"{manifest.title} can only be {fixed}")
    role = given or fixed
    return cast(Role, role) if role in ROLES else None


def _budget(values: Values, loc: Loc) -> float:
    given = values.at((*loc, "budget"))
    if given is None:
        return DEFAULT_SHARE
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0.05 <= given <= 1:
        values.complain((*loc, "budget"), "must be a share of the vendor's limit, from 0.05 to 1")
        return DEFAULT_SHARE
    return float(given)


def _webhook_secrets(values: Values, loc: Loc, manifest: Manifest) -> tuple[str, ...]:
    """One, or several while they are changed."""
    here: Loc = (*loc, "webhook_secrets")
    given = values.at(here)
    if given is None:
        return ()
    if manifest.webhooks is None:
        values.complain(here, f"{manifest.title} sends no webhooks that we understand")
        return ()
    locs = [(*here, index) for index in range(len(given))] if isinstance(given, list) else [here]
    if not locs:
        values.complain(here, "must name at least one secret")
    found = [values.secret(each) for each in locs]
    for each, secret in zip(locs, found, strict=True):
        if secret is not None and len(secret) < SHORTEST_WEBHOOK_SECRET:
            values.complain(each, f"must have at least {SHORTEST_WEBHOOK_SECRET} characters")
    return tuple(secret for secret in found if secret is not None)


def _settings(values: Values, loc: Loc, manifest: Manifest) -> Iterator[tuple[str, str]]:
    known = {setting.name: setting for setting in manifest.settings if setting.name not in _OURS}
    given = values.at(loc)
    for key in given:
        if key not in known and key not in _OURS:
            values.complain((*loc, key), "unknown key", suggest(key, known.keys() - given.keys()))
    for name, setting in known.items():
        value = _setting(values, (*loc, name), setting)
        if value is not None:
            yield name, value


def _setting(values: Values, loc: Loc, setting: Setting) -> str | None:
    if values.at(loc) is None:
        if setting.required and setting.default is None:
            values.complain(loc, "is required and missing", setting.help)
        return setting.default
    value = values.secret(loc) if setting.secret else values.text(loc)
    if value is not None and setting.name.endswith("_url"):
        try:
            return require_safe(value)
        except InsecureAddress as error:
            values.complain(loc, str(error))
    return value
