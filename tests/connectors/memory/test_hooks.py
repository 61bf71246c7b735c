"""Webhooks of the memory connector: what they say, and the subscriptions that a world keeps."""

from __future__ import annotations

import pytest

from connectors.errors import Invalid, NotPermitted
from connectors.memory import Memory, MemoryWorld, hooks
from connectors.signatures import Unreadable
from connectors.types import Delivery, Hint, Json, Ref, Subscription, Told

ANN = Ref("crm", "candidate", "12")
URL = "https://sync.example/webhooks/crm"


@pytest.fixture
def memory() -> Memory:
    return Memory("crm", {}, world=MemoryWorld())


def news(event: str, **more: Json) -> Delivery:
    return hooks.news(event, ANN, secret="a-secret", id_="d1", **more)


@pytest.mark.parametrize(
    ("delivery", "hints"),
    [
        (news("changed"), (Hint(ANN),)),
        (news("changed", restricted=True), (Hint(ANN, urgent=True),)),
        (news("deleted"), (Hint(ANN, urgent=True),)),
        (news("merged", moved_to="7"), (Hint(ANN, moved_to="7", urgent=True), Hint(Ref("crm", "candidate", "7")))),
    ],
)
def test_news_becomes_hints(memory: Memory, delivery: Delivery, hints: tuple[Hint, ...]) -> None:
    memory.verify(delivery, ["another", "a-secret"])
    assert memory.delivery_id(delivery) == "d1"
    assert memory.told(delivery).hints == hints


def test_an_unknown_event_is_not_known(memory: Memory) -> None:
    assert memory.told(news("repainted")) == Told("unnamed", known=False)
    assert memory.told(memory.trial("a-secret", id_="t1")) == Told("ping", known=False)


@pytest.mark.parametrize(
    ("delivery", "complaint"),
    [
        (news("merged"), "moved_to: must be an id"),
        (news("merged", moved_to="12"), "moved_to: must be another record"),
        (news("changed", id=7), "id: must be an id"),
        (news("changed", kind="hat"), "kind: is none of ours"),
        (Delivery({}, b"[]"), "body: must be a JSON object"),
    ],
)
def test_news_that_makes_no_sense_is_unreadable(memory: Memory, delivery: Delivery, complaint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        memory.told(delivery)
    assert str(caught.value) == complaint


def test_a_subscription_gets_a_new_secret_and_keeps_its_id(memory: Memory) -> None:
    made = memory.subscribe("changed", url=URL, secret="old")
    assert memory.subscribe("changed", url=URL, secret="new") == made == Subscription("1", "changed", URL, True)
    assert memory.world.hooks.secret_of("1") == "new"


def test_an_id_is_not_given_twice(memory: Memory) -> None:
    memory.unsubscribe(memory.subscribe("changed", url=URL, secret="old").id)
    assert memory.subscribe("changed", url=URL, secret="old").id == "2"


def test_an_unknown_event_cannot_be_subscribed(memory: Memory) -> None:
    with pytest.raises(Invalid) as caught:
        memory.subscribe("repainted", url=URL, secret="s")
    assert caught.value.fields == ("event",)


def test_subscribing_needs_a_permission(memory: Memory) -> None:
    memory.world.denied.add("webhook:write")
    with pytest.raises(NotPermitted):
        memory.subscribe("changed", url=URL, secret="s")
    assert memory.subscriptions() == ()
