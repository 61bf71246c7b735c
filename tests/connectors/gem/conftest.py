"""A Gem connector that talks to a Gem sandbox over real HTTP, on a clock that only tests move."""

from __future__ import annotations

import random
from collections.abc import Iterator

import httpx
import pytest

from connectors.base import Ambient
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.sandbox import SandboxClock
from connectors.sandbox.server import serve

NOON = 1_790_000_000


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(frozen_at=NOON)


@pytest.fixture
def sandbox(clock: SandboxClock) -> GemSandbox:
    sandbox = GemSandbox(clock=clock, limits=False)
    sandbox.act("add_custom_field", name="talentsync")
    return sandbox


@pytest.fixture
def base_url(sandbox: GemSandbox) -> Iterator[str]:
    with serve(sandbox) as url:
        yield url


@pytest.fixture
def ambient(clock: SandboxClock) -> Ambient:
    return Ambient(now=clock.now, sleep=clock.skip, dice=random.Random(7))


@pytest.fixture
def gem(sandbox: GemSandbox, base_url: str, ambient: Ambient) -> Iterator[Gem]:
    connector = Gem("gem", sandbox.settings(base_url), ambient=ambient)
    yield connector
    connector.close()


@pytest.fixture
def http(sandbox: GemSandbox, base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{base_url}/v0", headers={"X-API-Key": sandbox.api_key}) as client:
        yield client


@pytest.fixture
def user(http: httpx.Client) -> str:
    return str(http.get("/users").json()[0]["id"])


@pytest.fixture
def someone(sandbox: GemSandbox) -> str:
    address = {"email_address": "noor@post.example", "is_primary": True}
    return str(sandbox.act("add_candidate", first_name="Noor", emails=[address], linked_in_handle="noorhaddad"))
