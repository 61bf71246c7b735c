"""Rules about webhooks: whose bytes are believed, and that nothing in them can do harm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from connectors.base import ManagesHooks, ReceivesHooks
from connectors.signatures import NotGenuine, Unreadable
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_sample
from connectors.testing.samples import PLANTED
from connectors.testing.tampering import HOSTILE, other_bytes, other_values, spoiled
from connectors.types import Delivery, Told

NOW, BEFORE, NEVER = "the-one-of-now-zq9", "the-one-of-before-zq8", "nobody-knows-this-zq7"
"""Secrets: the one in use, the one that is being replaced, and one that was never ours."""

ID = "trial-0001"


def refused(bench: Bench, delivery: Delivery, *secrets: str) -> bool:
    """Whether a delivery is not genuine, by these secrets or by the one of now."""
    told = ""
    try:
        bench.hooks.verify(delivery, secrets or (NOW,))
    except NotGenuine as error:
        told = f"{error} {error!r}"
    assert not [secret for secret in (NOW, BEFORE) if secret in told]
    return bool(told)


def proofs(bench: Bench, delivery: Delivery) -> dict[str, str]:
    """The headers without which a delivery is not genuine."""
    without = {name: {k: v for k, v in delivery.headers.items() if k != name} for name in delivery.headers}
    return {
        name: delivery.headers[name]
        for name, others in without.items()
        if refused(bench, replace(delivery, headers=others))
    }


def hear(bench: Bench, delivery: Delivery) -> Told | Unreadable:
    """What a delivery says, if it says anything. Fails where it does not say it properly."""
    told = _told(bench, delivery)
    if isinstance(told, Unreadable):
        assert PLANTED not in f"{told} {told!r}"
        assert (told.__cause__, told.__context__) == (None, None), "a parser's error may hold the whole body"
        return told
    assert 0 < len(told.event) <= 80
    assert told.event.isprintable()
    refs = [hint.ref for hint in told.hints]
    assert len(refs) == len(set(refs)), "a ref is named once"
    assert {ref.system for ref in refs} <= {bench.connector.system}
    assert {ref.kind for ref in refs} <= set(bench.connector.manifest.kinds)
    ids = [ref.id for ref in refs] + [hint.moved_to for hint in told.hints if hint.moved_to is not None]
    assert all(id_ and id_.isprintable() and len(id_) <= 200 for id_ in ids)
    return told


def _told(bench: Bench, delivery: Delivery) -> Told | Unreadable:
    try:
        return bench.hooks.told(delivery)
    except Unreadable as error:
        return error


class HookRules:
    def test_manifest_describes_webhooks_where_they_are_received(self, bench: Bench) -> None:
        webhooks = bench.connector.manifest.webhooks
        assert (webhooks is not None) == isinstance(bench.connector, ReceivesHooks)
        if webhooks is None:
            return
        assert 200 <= webhooks.accepts < 300
        assert webhooks.content_types
        assert len(set(webhooks.events)) == len(webhooks.events) > 0
        assert webhooks.gives_up_hours > 0
        steps = " ".join(step.format(url="ADDRESS", event="EVENT") for step in webhooks.steps)
        assert ("ADDRESS" in steps and "EVENT" in steps) or isinstance(bench.connector, ManagesHooks)

    @needs(ReceivesHooks)
    def test_a_signed_delivery_is_genuine_with_each_of_several_secrets(self, bench: Bench) -> None:
        delivery = bench.hooks.trial(NOW, id_=ID)
        for secrets in ([NOW], [NOW, BEFORE], [BEFORE, NOW]):
            assert not refused(bench, delivery, *secrets)

    @needs(ReceivesHooks)
    def test_another_secret_makes_nothing_genuine(self, bench: Bench) -> None:
        delivery = bench.hooks.trial(NEVER, id_=ID)
        assert refused(bench, delivery, NOW)
        assert refused(bench, delivery, NOW, BEFORE)
        with pytest.raises(NotGenuine):
            bench.hooks.verify(delivery, [])

    @needs(ReceivesHooks)
    def test_other_bytes_are_not_genuine(self, bench: Bench) -> None:
        delivery = bench.hooks.trial(NOW, id_=ID)
        changed = [body for body in other_bytes(delivery.body) if body != delivery.body]
        assert [body for body in changed if not refused(bench, replace(delivery, body=body))] == []

    @needs(ReceivesHooks)
    def test_other_signatures_are_not_genuine(self, bench: Bench) -> None:
        delivery = bench.hooks.trial(NOW, id_=ID)
        proving = proofs(bench, delivery)
        assert proving, "something in the headers proves a delivery"
        for name, value in proving.items():
            for other in other_values(value):
                changed = replace(delivery, headers={**delivery.headers, name: other})
                assert other == value or refused(bench, changed), f"{name}: {other!r:.80}"

    @needs(ReceivesHooks)
    def test_a_delivery_is_known_by_its_id(self, bench: Bench) -> None:
        delivery = bench.hooks.trial(NOW, id_=ID)
        known_as = bench.hooks.delivery_id(delivery)
        assert known_as in {ID, None}
        for odd in ("", "\x00", "a\nb", "\u00e9", "x" * 100_000):
            id_ = bench.hooks.delivery_id(replace(delivery, headers=dict.fromkeys(delivery.headers, odd)))
            assert id_ is None or (id_.isprintable() and 0 < len(id_) <= 200)

    @needs(ReceivesHooks)
    def test_a_trial_is_about_nobody(self, bench: Bench) -> None:
        told = hear(bench, bench.hooks.trial(NOW, id_=ID))
        assert isinstance(told, Told)
        assert told.hints == ()

    @needs(ReceivesHooks)
    @needs_sample("delivery")
    def test_a_change_of_a_candidate_is_a_hint(self, bench: Bench) -> None:
        id_ = bench.human.add("ann@example.org")
        told = hear(bench, sample(bench, id_))
        assert isinstance(told, Told)
        assert told.known
        assert bench.candidate(id_) in [hint.ref for hint in told.hints]

    @needs(ReceivesHooks)
    def test_no_body_does_harm(self, bench: Bench) -> None:
        trial = bench.hooks.trial(NOW, id_=ID)
        for body in HOSTILE:
            hear(bench, replace(trial, body=body))

    @needs(ReceivesHooks)
    @needs_sample("delivery")
    def test_no_value_in_a_known_body_does_harm(self, bench: Bench) -> None:
        delivery = sample(bench, bench.human.add("ann@example.org"))
        for body in spoiled(json.loads(delivery.body)):
            hear(bench, replace(delivery, body=json.dumps(body).encode()))

    @needs(ReceivesHooks)
    @needs_sample("delivery")
    def test_webhooks_need_no_request(self, bench: Bench) -> None:
        delivery = sample(bench, bench.human.add("ann@example.org"))
        before = bench.connector.calls
        trial = bench.hooks.trial(NOW, id_=ID)
        bench.hooks.verify(trial, [NOW])
        bench.hooks.delivery_id(trial)
        hear(bench, trial)
        hear(bench, delivery)
        assert bench.connector.calls == before


def sample(bench: Bench, id_: str) -> Delivery:
    assert bench.samples.delivery is not None
    return bench.samples.delivery(id_)


class SubscriptionRules:
    @needs(ManagesHooks)
    def test_a_subscription_is_made_once_and_taken_back(self, bench: Bench) -> None:
        event, url = _events(bench)[0], "https://sync.example/webhooks/here"
        made = bench.hook_keeper.subscribe(event, url=url, secret=NOW)
        again = bench.hook_keeper.subscribe(event, url=url, secret=BEFORE)
        assert (made.event, made.url, made.active, again.id) == (event, url, True, made.id)
        assert _shown(bench) == {made.id: (event, url)}
        for _ in range(2):
            bench.hook_keeper.unsubscribe(made.id)
        assert _shown(bench) == {}

    @needs(ManagesHooks)
    def test_every_event_of_the_manifest_can_be_subscribed(self, bench: Bench) -> None:
        for event in _events(bench):
            bench.hook_keeper.subscribe(event, url="https://sync.example/webhooks/here", secret=NOW)
        assert {event for event, _ in _shown(bench).values()} == set(_events(bench))

    @needs(ManagesHooks)
    def test_a_subscription_does_not_show_its_secret(self, bench: Bench) -> None:
        url = "https://sync.example/webhooks/here"
        made = bench.hook_keeper.subscribe(_events(bench)[0], url=url, secret=NOW)
        assert NOW not in repr((made, list(bench.hook_keeper.subscriptions())))


def _events(bench: Bench) -> tuple[str, ...]:
    assert bench.connector.manifest.webhooks is not None
    return bench.connector.manifest.webhooks.events


def _shown(bench: Bench) -> Mapping[str, tuple[str, str]]:
    return {each.id: (each.event, each.url) for each in bench.hook_keeper.subscriptions()}
