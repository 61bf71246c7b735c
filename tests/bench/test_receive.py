"""The senders of the receiver's bench: what they send is genuine, and how they count."""

from __future__ import annotations

from bench.receive_load import SECRET, Load, letters
from connectors.greenhouse.connector import Greenhouse
from connectors.types import Delivery


def test_letters_are_signed_and_say_something() -> None:
    hooks = Greenhouse("greenhouse", {"client_id": "a", "client_secret": "b", "mark_field": "m"})
    for letter in letters(3):
        fields = [line.split(b": ", 1) for line in letter.request(7).split(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
        delivery = Delivery({name.decode(): value.decode() for name, value in fields}, letter.body)
        hooks.verify(delivery, [SECRET])
        assert hooks.delivery_id(delivery) == "bench-7"
        assert [hint.ref.kind for hint in hooks.told(delivery).hints] == ["application", "candidate"]
        assert 2_000 < len(letter.body) < 4_000


def test_no_two_letters_are_the_same() -> None:
    assert len({letter.body for letter in letters(50)}) == 50


def test_waits_are_read_in_milliseconds() -> None:
    load = Load(2.0, [each / 1000 for each in range(1, 101)], 0)
    assert load.rate == 50.0
    assert round(load.wait(0.5)) == 51
    assert round(load.wait(0.99)) == 100
