"""The conformance kit fails for connectors that believe or tell too much: here the memory connector with one fault
each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from connectors.memory import Memory, hooks
from connectors.signatures import NotGenuine, Unreadable, sha256_hex
from connectors.testing import ConnectorSuite
from connectors.types import Delivery, Hint, Ref, Subscription, Told
from tests.connectors.memory.bench import memory_bench
from tests.connectors.memory.catching import each_double, each_rule, must_be_noticed, obey


class BelievesAnybody(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        return None


class BelievesTheUnsigned(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        with suppress(NotGenuine):
            super().verify(delivery, secrets)
            return
        if hooks.SIGNATURE in delivery.headers:
            raise NotGenuine("mismatch")


class KnowsOneSecret(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        super().verify(delivery, secrets[:1])


class VerifiesWhatItParsed(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        with suppress(ValueError):
            again = json.dumps(json.loads(delivery.body), separators=(",", ":"))
            delivery = replace(delivery, body=again.encode())
        super().verify(delivery, secrets)


class IgnoresLetterCase(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        given = delivery.headers.get(hooks.SIGNATURE, "").lower()
        super().verify(replace(delivery, headers={**delivery.headers, hooks.SIGNATURE: given}), secrets)


class ComparesTheBeginning(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        given = delivery.headers.get(hooks.SIGNATURE)
        if not given or not any(sha256_hex(secret, delivery.body).startswith(given) for secret in secrets):
            raise NotGenuine("mismatch")


class TellsTheSecrets(Memory):
    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        try:
            super().verify(delivery, secrets)
        except NotGenuine as error:
            error.args = (f"no fit for {secrets}",)
            raise


class TakesAnyId(Memory):
    def delivery_id(self, delivery: Delivery) -> str | None:
        return delivery.headers.get(hooks.DELIVERY_ID)


class TellsOfAnotherSystem(Memory):
    def told(self, delivery: Delivery) -> Told:
        return hooks.told(delivery, system="elsewhere")


class TellsTwice(Memory):
    def told(self, delivery: Delivery) -> Told:
        told = super().told(delivery)
        return replace(told, hints=told.hints * 2)


class TakesAnyRecord(Memory):
    def told(self, delivery: Delivery) -> Told:
        try:
            body = json.loads(delivery.body)
            ref = Ref(self.system, str(body["kind"]), str(body["id"]))
            return Told(str(body["event"]), (Hint(ref),))
        except (ValueError, KeyError, TypeError, RecursionError):
            return Told("unnamed", known=False)


class RepeatsWhatItRead(Memory):
    def told(self, delivery: Delivery) -> Told:
        try:
            return super().told(delivery)
        except Unreadable:
            raise Unreadable(delivery.body.decode("latin-1")) from None


class KeepsTheParsersError(Memory):
    def told(self, delivery: Delivery) -> Told:
        try:
            json.loads(delivery.body)
        except (ValueError, RecursionError) as error:
            raise Unreadable("body: must be JSON") from error
        return super().told(delivery)


class LooksAtOnce(Memory):
    def told(self, delivery: Delivery) -> Told:
        told = super().told(delivery)
        for hint in told.hints:
            self.get(hint.ref)
        return told


class HearsNothing(Memory):
    def told(self, delivery: Delivery) -> Told:
        super().told(delivery)
        return Told("changed")


class SubscribesTwice(Memory):
    def subscribe(self, event: str, *, url: str, secret: str) -> Subscription:
        super().subscribe(event, url=f"{url}/{self.calls}", secret=secret)
        return super().subscribe(event, url=url, secret=secret)


class SubscribesToOne(Memory):
    def subscribe(self, event: str, *, url: str, secret: str) -> Subscription:
        return super().subscribe("changed", url=url, secret=secret)


class ShowsTheSecret(Memory):
    def subscribe(self, event: str, *, url: str, secret: str) -> Subscription:
        return replace(super().subscribe(event, url=url, secret=secret), id=secret)


BROKEN = [
    (BelievesAnybody, "another_secret_makes_nothing_genuine"),
    (BelievesAnybody, "other_bytes_are_not_genuine"),
    (BelievesAnybody, "other_signatures_are_not_genuine"),
    (BelievesTheUnsigned, "other_signatures_are_not_genuine"),
    (KnowsOneSecret, "a_signed_delivery_is_genuine_with_each_of_several_secrets"),
    (VerifiesWhatItParsed, "other_bytes_are_not_genuine"),
    (IgnoresLetterCase, "other_signatures_are_not_genuine"),
    (ComparesTheBeginning, "other_signatures_are_not_genuine"),
    (TellsTheSecrets, "another_secret_makes_nothing_genuine"),
    (TakesAnyId, "a_delivery_is_known_by_its_id"),
    (TellsOfAnotherSystem, "a_change_of_a_candidate_is_a_hint"),
    (TellsTwice, "a_change_of_a_candidate_is_a_hint"),
    (TakesAnyRecord, "no_value_in_a_known_body_does_harm"),
    (RepeatsWhatItRead, "no_value_in_a_known_body_does_harm"),
    (KeepsTheParsersError, "no_body_does_harm"),
    (LooksAtOnce, "webhooks_need_no_request"),
    (HearsNothing, "a_change_of_a_candidate_is_a_hint"),
    (SubscribesTwice, "a_subscription_is_made_once_and_taken_back"),
    (SubscribesToOne, "every_event_of_the_manifest_can_be_subscribed"),
    (ShowsTheSecret, "a_subscription_does_not_show_its_secret"),
]


@each_double(BROKEN)
def test_the_rule_notices(vendor: type[Memory], rule: str) -> None:
    must_be_noticed(vendor, rule)


@each_rule(BROKEN)
def test_the_unbroken_connector_passes(rule: str) -> None:
    obey([rule])


@pytest.mark.parametrize("harm", [RecursionError, KeyError, TypeError])
def test_a_crash_is_not_an_expected_failure(harm: type[Exception]) -> None:
    class Crashes(Memory):
        def told(self, delivery: Delivery) -> Told:
            raise harm

    with pytest.raises(harm):
        ConnectorSuite().test_no_body_does_harm(memory_bench(Crashes))
