"""What the log says of refused deliveries: the likely cause, once in a while, and nothing of what was sent."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from connectors.greenhouse.connector import Greenhouse
from connectors.types import Delivery
from syncengine.serve.receiver import refusals
from syncengine.serve.receiver.reception import Desk, Desks
from syncengine.serve.receiver.refusals import QUIET_SECONDS, RECENTLY_SECONDS, Refusals
from tests.receiver.house import OTHER_SECRET, SECRET, event, headers

STRANGERS = "some other secret of a stranger"
SETTINGS = {"client_id": "a", "client_secret": "b", "mark_field": "m"}


def desk(system: str, *secrets: str) -> Desk:
    hooks = Greenhouse(system, SETTINGS)
    assert hooks.manifest.webhooks is not None
    return Desk(system, hooks, hooks.manifest.webhooks, secrets)


HERE, THERE = desk("here", SECRET), desk("there", OTHER_SECRET)
DESKS = Desks({"here": HERE, "there": THERE, "closed": desk("closed")}, 1000, 1.0)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told(clock: Clock) -> Refusals:
    return Refusals(clock)


def delivery(secret: str = STRANGERS, **more: str) -> Delivery:
    return Delivery({**headers(event(), secret=secret), **more}, event())


@pytest.mark.parametrize(
    ("sent", "likely"),
    [
        (delivery(), refusals.MISFIT),
        (delivery(via="1.1 proxy"), refusals.MISFIT_OR_PROXY),
        (delivery(OTHER_SECRET), refusals.WRONG_ADDRESS),
    ],
)
def test_the_likely_cause_of_a_misfit(told: Refusals, sent: Delivery, likely: str) -> None:
    with capture_logs() as logs:
        told.not_genuine(HERE, DESKS, sent, "mismatch")
    assert [(line["system"], line["cause"], line["likely"]) for line in logs] == [("here", "mismatch", likely)]
    assert logs[0]["log_level"] == "warning"


def test_where_others_fit_the_secret_is_right(told: Refusals, clock: Clock) -> None:
    told.fitted("here")
    with capture_logs() as logs:
        told.not_genuine(HERE, DESKS, delivery(), "mismatch")
        clock.now += RECENTLY_SECONDS
        told.not_genuine(HERE, DESKS, delivery(), "mismatch")
    assert [line["likely"] for line in logs] == [refusals.STRANGER, refusals.MISFIT]


def test_what_carries_no_signature_or_another_kind(told: Refusals) -> None:
    with capture_logs() as logs:
        told.not_genuine(HERE, DESKS, delivery(), "unsigned")
        told.not_genuine(HERE, DESKS, delivery(), "malformed")
    assert [line["likely"] for line in logs] == [refusals.UNSIGNED, refusals.MALFORMED]


def test_a_flood_is_one_line_in_a_while(told: Refusals, clock: Clock) -> None:
    with capture_logs() as logs:
        for _ in range(500):
            told.not_genuine(HERE, DESKS, delivery(), "mismatch")
        told.not_genuine(THERE, DESKS, delivery(), "mismatch")
        clock.now += QUIET_SECONDS
        told.not_genuine(HERE, DESKS, delivery(), "mismatch")
    assert [(line["system"], line["times"]) for line in logs] == [("here", 1), ("there", 1), ("here", 500)]


def test_a_closed_desk_and_a_wrong_address(told: Refusals) -> None:
    with capture_logs() as logs:
        told.closed(DESKS.by_system["closed"])
        told.no_such_address(DESKS)
    assert [line["likely"] for line in logs] == [refusals.CLOSED, refusals.NO_SUCH_ADDRESS]
    assert logs[1]["known"] == ["/webhooks/here", "/webhooks/there"]


def test_no_line_quotes_what_was_sent(told: Refusals) -> None:
    with capture_logs() as logs:
        told.not_genuine(HERE, DESKS, delivery(), "mismatch")
        told.closed(HERE)
    text = repr(logs)
    assert SECRET not in text
    assert headers(event())["signature"] not in text
    assert "candidate" not in text
