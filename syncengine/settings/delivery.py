"""The ``redis:`` part of a configuration: who is told that people wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from mappings.schema import Strict
from mappings.yamlfile import Loc
from syncengine.settings import exposure
from syncengine.settings.values import Values

WhenDown = Literal["embedded", "wait"]

_NAME = r"^[A-Za-z0-9_.-]{1,60}$"


class RedisPart(Strict):
    """What may be written. ``url`` is read by :func:`read_redis`, because it may hold a secret."""

    url: str
    namespace: str = Field(default="talentsync", pattern=_NAME)
    when_down: WhenDown = "embedded"
    lease_seconds: float = Field(default=60.0, ge=1, le=3600, allow_inf_nan=False)


def _or_just_its_address(given: object) -> object:
    return {"url": given} if isinstance(given, str) else given


Redis = Annotated[RedisPart, BeforeValidator(_or_just_its_address)]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How people get to workers on other machines. ``namespace`` keeps installations that share a Redis apart;
    ``when_down`` says who works while Redis does not answer: the process that makes passes, or nobody."""

    url: str = field(repr=False)
    namespace: str = "talentsync"
    when_down: WhenDown = "embedded"
    lease_seconds: float = 60.0


def read_redis(values: Values, part: RedisPart | None, *, store_url: str | None) -> Delivery | None:
    """The Redis that a configuration names, or None; ``values`` collects what is wrong with it."""
    given = values.at(("redis",))
    if given is None:
        return None
    loc: Loc = ("redis", "url") if isinstance(given, Mapping) else ("redis",)
    url = values.text(loc)
    if values.has_password_in_plain_text(loc):
        values.warn(loc, "has a password in plain text", "write ${NAME} for an environment variable, or file:path")
    if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
        values.complain(loc, "must start with redis://, rediss:// or unix://")
    elif url is not None:
        values.warn_all(loc, exposure.of_redis(url))
    if store_url is not None and store_url.startswith("sqlite"):
        values.complain(
            ("redis",),
            "workers on other machines need a store that they can all reach",
            "set store: postgresql://..., or leave redis out: threads of one process do the work then",
        )
    if url is None or part is None:
        return None
    return Delivery(url, part.namespace, part.when_down, part.lease_seconds)
