"""A pretended Greenhouse on a port, with its clock stopped, and a connector logged in to it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.base import Ambient
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import SandboxClock
from connectors.sandbox.server import serve

NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(frozen_at=NOON)


@pytest.fixture
def sandbox(clock: SandboxClock) -> GreenhouseSandbox:
    return GreenhouseSandbox(clock=clock, limits=False)


@pytest.fixture
def address(sandbox: GreenhouseSandbox) -> Iterator[str]:
    with serve(sandbox) as address:
        yield address


Connect = Callable[..., Greenhouse]


@pytest.fixture
def connect(sandbox: GreenhouseSandbox, address: str, clock: SandboxClock) -> Iterator[Connect]:
    """Makes connectors; settings may be overridden by name. Sleeping moves the sandbox's clock."""
    made: list[Greenhouse] = []

    def make(**overrides: str) -> Greenhouse:
        ambient = Ambient(now=clock.now, sleep=clock.skip, dice=random.Random(1))
        made.append(Greenhouse("gh", {**sandbox.settings(address), **overrides}, ambient=ambient))
        return made[-1]

    yield make
    for connector in made:
        connector.close()


@pytest.fixture
def connector(connect: Connect) -> Greenhouse:
    return connect()


def fixture(name: str) -> Any:
    return json.loads((Path(__file__).parent / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))


def email(address: str) -> dict[str, str]:
    return {"value": address, "type": "personal"}


@pytest.fixture
def http(sandbox: GreenhouseSandbox, address: str) -> Iterator[httpx.Client]:
    """Logged in as the service user; paths are below /v3."""
    with httpx.Client(base_url=f"{address}/v3") as client:
        client.headers["Authorization"] = f"Bearer {token(sandbox, address)}"
        yield client


def ask(sandbox: GreenhouseSandbox, address: str, **form: str) -> httpx.Response:
    credentials = (sandbox.tokens.client_id, sandbox.tokens.client_secret)
    return httpx.post(f"{address}/token", auth=credentials, data=form)


def token(sandbox: GreenhouseSandbox, address: str, **form: str) -> str:
    return str(ask(sandbox, address, grant_type="client_credentials", **form).json()["access_token"])


def person(sandbox: GreenhouseSandbox, **fields: Any) -> int:
    return int(sandbox.act("add_candidate", **{"first_name": "Ana", "last_name": "Vega", **fields}))
